"""`claimstead plan`: what brands may use."""

import asyncio

import typer
from rich.table import Table

from app.cli.databases import bring_up_to_date, database_of, models_at
from app.cli.options import DataFolder
from app.cli.terminal import interruptible, out, refusals_in_one_line
from app.logs import configure_logging
from app.models import Plan
from app.settings import read_settings

app = typer.Typer(help="The plans that brands are on.", no_args_is_help=True)


@app.callback()
def plan() -> None:
    """The plans that brands are on."""


@app.command("list")
def list_plans(data: DataFolder = None) -> None:
    """List the plans and their limits."""
    configure_logging("warning", for_people=True)
    with refusals_in_one_line(), interruptible(), database_of(read_settings(data=data)) as dsn:
        bring_up_to_date(dsn)
        plans = asyncio.run(_plans(dsn))
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Plan")
    for title in ("Static tokens", "Sub-organizations", "Members"):
        table.add_column(title, justify="right")
    table.add_column("Customers")
    for row in plans:
        limits = (row.static_token_limit, row.organization_limit, row.member_limit)
        customers = "sign up by themselves" if row.self_sign_up else "need an invitation"
        table.add_row(row.name, *(f"{limit:,}" for limit in limits), customers)
    out.print(table)


async def _plans(dsn: str) -> list[Plan]:
    async with models_at(dsn):
        return await Plan.all().order_by("static_token_limit", "name")

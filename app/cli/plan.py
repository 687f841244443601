"""`claimstead plan`: what brands may use."""

import asyncio
from typing import Annotated

import typer
from rich.table import Table

from app.cli.databases import bring_up_to_date, database_of, models_at
from app.cli.options import DataFolder
from app.cli.terminal import interruptible, out, refusals_in_one_line
from app.domain.organizations.plan_changes import PlanDraft, set_plan
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
    _print(plans)


@app.command("set")
def set_(
    name: Annotated[str, typer.Argument(help="The plan's name; a new one needs all three limits.")],
    static_tokens: Annotated[int | None, typer.Option(help="Static tokens of a brand.", show_default=False)] = None,
    organizations: Annotated[int | None, typer.Option(help="Sub-organizations of a brand.", show_default=False)] = None,
    members: Annotated[int | None, typer.Option(help="Members of a brand.", show_default=False)] = None,
    self_sign_up: Annotated[
        bool | None,
        typer.Option("--self-sign-up/--no-self-sign-up", help="Whether customers need no invitation."),
    ] = None,
    choosable: Annotated[
        bool | None,
        typer.Option("--choosable/--no-choosable", help="Whether owners may put their brand on it by themselves."),
    ] = None,
    data: DataFolder = None,
) -> None:
    """Create a plan or change one. What is left out stays; a limit below what a brand on it uses is refused."""
    configure_logging("warning", for_people=True)
    draft = PlanDraft(static_tokens, organizations, members, self_sign_up, choosable)
    with refusals_in_one_line(), interruptible(), database_of(read_settings(data=data)) as dsn:
        bring_up_to_date(dsn)
        changed = asyncio.run(_set(dsn, name.upper(), draft))
    _print([changed])


async def _set(dsn: str, name: str, draft: PlanDraft) -> Plan:
    async with models_at(dsn):
        return await set_plan(name, draft)


def _print(plans: list[Plan]) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Plan")
    for title in ("Static tokens", "Sub-organizations", "Members"):
        table.add_column(title, justify="right")
    table.add_column("Customers")
    table.add_column("Owners")
    for row in plans:
        limits = (row.static_token_limit, row.organization_limit, row.member_limit)
        customers = "sign up by themselves" if row.self_sign_up else "need an invitation"
        owners = "may choose it" if row.is_choosable else "ask the operator"
        table.add_row(row.name, *(f"{limit:,}" for limit in limits), customers, owners)
    out.print(table)


async def _plans(dsn: str) -> list[Plan]:
    async with models_at(dsn):
        return await Plan.all().order_by("static_token_limit", "name")

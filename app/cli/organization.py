"""`claimstead organization`: the brands of this installation, which only its operator can found."""

import asyncio
import secrets
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from app.cli.databases import bring_up_to_date, bus_of, database_of, models_at
from app.cli.options import DataFolder
from app.cli.terminal import CommandRefused, interruptible, our_command, out, refusals_in_one_line
from app.domain.organizations.founding import FoundedBrand, create_brand_with_owner
from app.domain.organizations.plan_changes import assign_plan
from app.domain.organizations.suspending import resume_brand, suspend_brand
from app.logs import configure_logging
from app.models import PlanUsage
from app.settings import Settings, read_settings

app = typer.Typer(help="The brands of this installation.", no_args_is_help=True)

Slug = Annotated[str, typer.Argument(help="The brand's slug; see `claimstead organization list`.")]

_GROUPS, _GROUP = 4, 5
# No letter or digit that looks like another: somebody may copy it from paper.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@app.callback()
def organization() -> None:
    """The brands of this installation."""


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="What the brand is called.")],
    owner: Annotated[str, typer.Option(help="E-mail address of the owner, who can do everything in it.")],
    plan: Annotated[str, typer.Option(help="The brand's plan; see `claimstead plan list`.")],
    slug: Annotated[
        str | None, typer.Option(help="Short name for sign-in; made of the name when left out.", show_default=False)
    ] = None,
    password_file: Annotated[
        str | None,
        typer.Option(
            help="A file with the owner's password, or - for standard input. A password is made and printed once "
            "when this is left out.",
            show_default=False,
        ),
    ] = None,
    data: DataFolder = None,
) -> None:
    """Create a brand with the account of its owner. Works beside a running server."""
    configure_logging("warning", for_people=True)
    with refusals_in_one_line(), interruptible():
        settings = read_settings(data=data)
        password = _made_password() if password_file is None else _read_password(password_file)
        with database_of(settings) as dsn:
            bring_up_to_date(dsn)
            founded = asyncio.run(_create(dsn, name, owner, plan.upper(), slug, password))
    _report(founded, password if password_file is None else None, settings.public_url)


async def _create(dsn: str, name: str, owner: str, plan: str, slug: str | None, password: str) -> FoundedBrand:
    async with models_at(dsn):
        return await create_brand_with_owner(name, slug=slug, plan=plan, email=owner, password=password)


def _made_password() -> str:
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def _read_password(source: str) -> str:
    """The first line of a file, or of standard input for `-`."""
    try:
        text = sys.stdin.readline() if source == "-" else Path(source).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise CommandRefused(f"The password in {source} is not UTF-8 text.") from error
    password = text.splitlines()[0] if text else ""
    if not password:
        raise CommandRefused("The password is empty: give it in the first line.")
    return password


def _report(founded: FoundedBrand, made_password: str | None, public_url: str) -> None:
    facts = Table.grid(padding=(0, 2))
    facts.add_column(style="dim")
    facts.add_row("Brand", founded.organization.name)
    facts.add_row("Slug", f"{founded.organization.slug}  (asked for at sign-in)")
    facts.add_row("Plan", founded.organization.plan_id)
    facts.add_row("Owner", founded.owner.email)
    if made_password is not None:
        facts.add_row("Password", f"{made_password}  (shown this once)")
    facts.add_row("Sign in", f"{public_url}/graphql")
    out.print(facts, soft_wrap=True)


@app.command("list")
def list_organizations(data: DataFolder = None) -> None:
    """List the brands with their plans and what they use of them."""
    configure_logging("warning", for_people=True)
    with refusals_in_one_line(), interruptible(), database_of(read_settings(data=data)) as dsn:
        bring_up_to_date(dsn)
        usages = asyncio.run(_usages(dsn))
    if not usages:
        out.print("There is no brand yet. Create the first:\n")
        out.print(f'{our_command()} organization create "Acme" --owner you@example.com --plan PRO', soft_wrap=True)
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("Slug", "Name", "Plan"):
        table.add_column(title)
    for title in ("Tokens", "Sub-orgs", "Members"):
        table.add_column(title, justify="right")
    table.add_column("Since")
    table.add_column("")
    for usage in usages:
        brand = usage.root
        used = (usage.static_tokens, usage.organizations, usage.members)
        since = f"{brand.created_at:%Y-%m-%d}"
        state = "suspended" if brand.suspended_at is not None else ""
        table.add_row(brand.slug, brand.name, brand.plan_id, *(f"{number:,}" for number in used), since, state)
    out.print(table)


async def _usages(dsn: str) -> list[PlanUsage]:
    async with models_at(dsn):
        return await PlanUsage.all().select_related("root").order_by("root__slug")


@app.command()
def suspend(slug: Slug, data: DataFolder = None) -> None:
    """Stop a brand: nobody signs in, its devices are sent away, its codes lead nowhere. Nothing is lost."""
    configure_logging("warning", for_people=True)
    with refusals_in_one_line(), interruptible():
        settings = read_settings(data=data)
        with database_of(settings) as dsn:
            bring_up_to_date(dsn)
            was_running = asyncio.run(_suspend(settings, dsn, slug))
    out.print(f"{slug} is suspended." if was_running else f"{slug} was suspended already.")


async def _suspend(settings: Settings, dsn: str, slug: str) -> bool:
    """Over a bus of our own: running servers close the brand's connections when they hear of it."""
    bus = bus_of(settings, dsn)
    async with models_at(dsn):
        await bus.start()
        try:
            return await suspend_brand(bus, slug)
        finally:
            await bus.stop()


@app.command()
def resume(slug: Slug, data: DataFolder = None) -> None:
    """Let a suspended brand go on as it was."""
    configure_logging("warning", for_people=True)
    with refusals_in_one_line(), interruptible(), database_of(read_settings(data=data)) as dsn:
        bring_up_to_date(dsn)
        was_suspended = asyncio.run(_resume(dsn, slug))
    out.print(f"{slug} goes on." if was_suspended else f"{slug} was not suspended.")


async def _resume(dsn: str, slug: str) -> bool:
    async with models_at(dsn):
        return await resume_brand(slug)


@app.command()
def change_plan(
    slug: Slug,
    plan: Annotated[str, typer.Argument(help="The plan; see `claimstead plan list`.")],
    data: DataFolder = None,
) -> None:
    """Put a brand on another plan, whether its owners may choose it or not; one below its use is refused."""
    configure_logging("warning", for_people=True)
    with refusals_in_one_line(), interruptible(), database_of(read_settings(data=data)) as dsn:
        bring_up_to_date(dsn)
        asyncio.run(_change_plan(dsn, slug, plan.upper()))
    out.print(f"{slug} is on {plan.upper()}.")


async def _change_plan(dsn: str, slug: str, plan: str) -> None:
    async with models_at(dsn):
        await assign_plan(slug, plan)

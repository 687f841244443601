"""`claimstead mail`: the outbox of this installation, for its operator."""

import asyncio
from typing import Annotated
from uuid import UUID

import typer
from rich.table import Table

from app.cli.databases import bring_up_to_date, bus_of, database_of, models_at
from app.cli.options import DataFolder
from app.cli.terminal import CommandRefused, interruptible, our_command, out, refusals_in_one_line
from app.domain.parts import Parts
from app.domain.people import mailing
from app.logs import configure_logging
from app.mail.rendering import RenderedMail
from app.models import OutgoingMail
from app.secrets.sealing import SealBroken
from app.settings import Settings, load_key_ring, read_settings

app = typer.Typer(help="The mails of this installation: on their way, sent, given up.", no_args_is_help=True)

_SHOWN = 50


class MailUnknown(CommandRefused):
    """No mail is meant by what was given."""

    def __init__(self) -> None:
        super().__init__(f"There is no such mail: see `{our_command()} mail list`.")


class MailErased(CommandRefused):
    """The mail has left, or was given up, and what it said is not kept."""

    def __init__(self) -> None:
        super().__init__("What this mail said is erased: mails stay readable only until they have left.")


@app.callback()
def mail() -> None:
    """The mails of this installation: on their way, sent, given up."""


@app.command("list")
def list_mails(data: DataFolder = None) -> None:
    """List the newest mails, and why those that wait have not left."""
    configure_logging("warning", for_people=True)
    with refusals_in_one_line(), interruptible(), database_of(read_settings(data=data)) as dsn:
        bring_up_to_date(dsn)
        rows = asyncio.run(_newest(dsn))
    if not rows:
        out.print("There is no mail yet.")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("Mail", "Written", "To", "Letter", "State"):
        table.add_column(title, overflow="fold", no_wrap=title == "Mail")
    for row in rows:
        table.add_row(str(row.id), f"{row.created_at:%Y-%m-%d %H:%M}", row.recipient, row.kind, _state(row))
    out.print(table, markup=False)


@app.command()
def show(
    mail_id: Annotated[
        str, typer.Argument(metavar="[MAIL]", help="The mail's identifier; the newest when left out.")
    ] = "",
    to: Annotated[str, typer.Option(help="The newest to this address.", show_default=False)] = "",
    data: DataFolder = None,
) -> None:
    """Show what a mail says, its link included, as long as it is kept: until it has left, in development longer."""
    configure_logging("warning", for_people=True)
    with refusals_in_one_line(), interruptible():
        settings = read_settings(data=data)
        with database_of(settings) as dsn:
            bring_up_to_date(dsn)
            row, said = asyncio.run(_read(settings, dsn, mail_id, to))
    out.print(f"To:      {row.recipient}\nWritten: {row.created_at:%Y-%m-%d %H:%M} UTC", markup=False)
    out.print(f"State:   {_state(row)}\nSubject: {said.subject}\n\n{said.text}", markup=False, soft_wrap=True)


def _state(row: OutgoingMail) -> str:
    if row.sent_at is not None:
        return f"sent {row.sent_at:%Y-%m-%d %H:%M}"
    if row.given_up_at is not None:
        return f"given up: {row.failure}"
    return f"waits: {row.failure}" if row.failure else "waits"


async def _newest(dsn: str) -> list[OutgoingMail]:
    async with models_at(dsn):
        return await OutgoingMail.all().order_by("-id").limit(_SHOWN)


async def _read(settings: Settings, dsn: str, mail_id: str, to: str) -> tuple[OutgoingMail, RenderedMail]:
    bus = bus_of(settings, dsn)
    parts = Parts.of(load_key_ring(settings), bus, settings.public_url)
    async with models_at(dsn):
        row = await _meant(mail_id, to)
    try:
        said = mailing.read(parts, row)
    except SealBroken as error:
        raise CommandRefused(str(error)) from error
    if said is None:
        raise MailErased
    return row, said


async def _meant(mail_id: str, to: str) -> OutgoingMail:
    rows = OutgoingMail.filter(recipient__iexact=to) if to else OutgoingMail.all()
    if mail_id:
        try:
            rows = rows.filter(id=UUID(mail_id))
        except ValueError as error:
            raise MailUnknown from error
    row = await rows.order_by("-id").first()
    if row is None:
        raise MailUnknown
    return row

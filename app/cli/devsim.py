"""`claimstead devsim`: many simulated devices over real WebSockets, well-behaved or not."""

import asyncio
import contextlib
import csv
import os
import random
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
import uvloop
from rich.live import Live
from rich.text import Text

from app.cli.phone import Phone, provision
from app.cli.simulated_device import (
    ClaimChanged,
    CommandAnswered,
    DeviceEvent,
    Finished,
    Interrupted,
    SimulatedDevice,
    Welcomed,
)
from app.cli.terminal import CommandRefused, interruptible, out, reason_of, refusals_in_one_line
from app.secrets.auth_token import AuthToken, AuthTokenMalformed

app = typer.Typer()

TOKEN_COLUMN = "Auth Token"  # noqa: S105 - the name of a column
PASSWORD_VARIABLE = "CLAIMSTEAD_PASSWORD"  # noqa: S105 - the name of a variable
FLAKY_SECONDS = 15.0
"""How long a flaky device stays connected, on average."""

CONNECTS_A_SECOND = 100
REFRESH_SECONDS = 0.25


class Profile(StrEnum):
    """How the devices behave."""

    STEADY = "steady"
    FLAKY = "flaky"
    CLONE = "clone"
    PROVISIONED = "provisioned"


class TokensUnusable(CommandRefused):
    """The AuthTokens given cannot be used; the text says where, and never shows one."""


class AccountMissing(CommandRefused):
    """Devices are provisioned for somebody, and nobody was named."""

    def __init__(self) -> None:
        super().__init__(f"Name the account: --brand, --email, and its password when asked or in {PASSWORD_VARIABLE}.")


@app.command()
def devsim(
    token: Annotated[
        list[str] | None, typer.Option(help="AuthToken of a device; may be repeated. Others can see it in `ps`.")
    ] = None,
    tokens_file: Annotated[
        str | None,
        typer.Option(help="File with one AuthToken a line, or an export with the column `Auth Token`; - is stdin."),
    ] = None,
    url: Annotated[str, typer.Option(help="Where devices connect.")] = "ws://127.0.0.1:8000/device",
    profile: Annotated[
        Profile,
        typer.Option(
            help="flaky: connections break at random; clone: two devices fight over each AuthToken; provisioned: "
            "new devices of the account --brand, --email, as an app would add them."
        ),
    ] = Profile.STEADY,
    brand: Annotated[str | None, typer.Option(help="provisioned: slug of the account's brand.")] = None,
    email: Annotated[
        str | None,
        typer.Option(help=f"provisioned: address of the account; the password is asked for, or {PASSWORD_VARIABLE}."),
    ] = None,
    template: Annotated[
        str | None, typer.Option(help="provisioned: name of the template; default: the newest that allows it.")
    ] = None,
    devices: Annotated[int, typer.Option(min=1, max=20, help="provisioned: how many new devices.")] = 1,
    duration: Annotated[float | None, typer.Option(help="Seconds until all say goodbye; default: Ctrl-C.")] = None,
) -> None:
    """Connect simulated devices and show how they fare.

    They send heartbeats, answer `identify`, come back as the server advises,
    and stay away when it says so.
    """
    tally = Tally()
    with (
        refusals_in_one_line(),
        interruptible(),
        contextlib.suppress(KeyboardInterrupt),
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        if profile is Profile.PROVISIONED:
            auth_tokens = runner.run(provision(_phone(brand, email), url, template, devices))
        else:
            auth_tokens = gather_tokens(token or [], tokens_file)
        runner.run(simulate(url, auth_tokens, profile, tally, duration=duration))
    if not tally.welcomed:
        raise typer.Exit(1)


def _phone(brand: str | None, email: str | None) -> Phone:
    """The phone of the account that was named. Raises AccountMissing."""
    if brand is None or email is None:
        raise AccountMissing
    password = os.environ.get(PASSWORD_VARIABLE)
    if password is None:
        if not sys.stdin.isatty():
            raise AccountMissing
        password = str(typer.prompt(f"Password of {email}", hide_input=True, err=True))
    return Phone(brand, email, password)


def gather_tokens(texts: Sequence[str], path: str | None) -> list[AuthToken]:
    """The AuthTokens of the command line and of a file (`-` is standard input), each once.

    Raises TokensUnusable.
    """
    found = [_parse(text, f"--token number {number}") for number, text in enumerate(texts, start=1)]
    if path == "-":
        found += read_tokens(sys.stdin.read().splitlines(), "standard input")
    elif path is not None:
        try:
            found += read_tokens(Path(path).read_text(encoding="utf-8-sig").splitlines(), path)
        except OSError as error:
            raise TokensUnusable(f"{path} cannot be read: {reason_of(error)}.") from None
        except UnicodeDecodeError:
            raise TokensUnusable(f"{path} is not UTF-8 text.") from None
    if not found:
        raise TokensUnusable("Name AuthTokens: --token, or --tokens-file with a file, or with - for standard input.")
    return list(dict.fromkeys(found))


def read_tokens(lines: Sequence[str], source: str) -> list[AuthToken]:
    """The AuthTokens in a list, one a line, or in a CSV export. Raises TokensUnusable."""
    rows = [line.lstrip("\ufeff") for line in lines if line.strip()]
    if not rows or TOKEN_COLUMN not in rows[0]:
        return [_parse(row.strip(), f"Line {number} of {source}") for number, row in enumerate(rows, start=1)]
    delimiter = max(",;\t", key=rows[0].count)
    reader = csv.DictReader(rows, delimiter=delimiter)
    if TOKEN_COLUMN not in (reader.fieldnames or ()):
        raise TokensUnusable(f"{source} has no column `{TOKEN_COLUMN}`.")
    # An export puts one `'` before what a spreadsheet might take for a formula.
    return [
        _parse((row[TOKEN_COLUMN] or "").strip().removeprefix("'"), f"Row {number} of {source}")
        for number, row in enumerate(reader, start=1)
    ]


def _parse(text: str, where: str) -> AuthToken:
    try:
        return AuthToken.parse(text)
    except AuthTokenMalformed:
        raise TokensUnusable(f"{where} is not an AuthToken.") from None


class Tally:
    """What has happened to all devices together."""

    def __init__(self) -> None:
        self.welcomed = 0
        self.reconnects = 0
        self.claims = 0
        self.commands = 0
        self.interruptions: dict[str, int] = {}
        self.finished: dict[str, int] = {}

    def count(self, event: DeviceEvent) -> None:
        """Take one event in."""
        match event:
            case Welcomed(is_return=is_return):
                self.welcomed += 1
                self.reconnects += is_return
            case ClaimChanged(is_claimed=True):
                self.claims += 1
            case CommandAnswered():
                self.commands += 1
            case Interrupted(reason=reason):
                self.interruptions[reason] = self.interruptions.get(reason, 0) + 1
            case Finished(reason=reason):
                self.finished[reason] = self.finished.get(reason, 0) + 1
            case _:
                pass

    def line(self, connected: int, devices: int) -> str:
        """Everything in one line."""
        said = [
            f"{connected:,} of {devices:,} connected",
            f"{self.reconnects:,} reconnects",
            f"{self.claims:,} claims",
            f"{self.commands:,} commands answered",
        ]
        said += [f"{count:,} × {reason}" for reason, count in sorted(self.interruptions.items())]
        said += [f"{count:,} stopped: {reason}" for reason, count in sorted(self.finished.items())]
        return " · ".join(said)


async def simulate(
    url: str,
    auth_tokens: Sequence[AuthToken],
    profile: Profile,
    tally: Tally,
    *,
    duration: float | None,
) -> None:
    """Run a device for each AuthToken (two for clones) until the time is over or all have finished."""
    devices = [
        SimulatedDevice(url, auth_token, on_event=tally.count, is_impatient=profile is Profile.CLONE)
        for auth_token in auth_tokens
        for _ in range(2 if profile is Profile.CLONE else 1)
    ]
    running = [asyncio.create_task(_run(device, place)) for place, device in enumerate(devices)]
    upset = [asyncio.create_task(_upset(device)) for device in devices if profile is Profile.FLAKY]
    showing = asyncio.create_task(_show(devices, tally))
    try:
        await asyncio.wait(running, timeout=duration)
    finally:
        for task in upset:
            task.cancel()
        await asyncio.gather(*(device.stop() for device in devices), return_exceptions=True)
        await asyncio.gather(*running, return_exceptions=True)
        showing.cancel()
        await asyncio.gather(showing, *upset, return_exceptions=True)
        out.print(f"All said goodbye. {tally.line(0, len(devices))}", soft_wrap=True)


async def _run(device: SimulatedDevice, place: int) -> None:
    await asyncio.sleep(place / CONNECTS_A_SECOND)
    await device.run()


async def _upset(device: SimulatedDevice) -> None:
    while True:
        await asyncio.sleep(random.expovariate(1 / FLAKY_SECONDS))
        device.cut()


async def _show(devices: Sequence[SimulatedDevice], tally: Tally) -> None:
    with Live(console=out, transient=True, refresh_per_second=1 / REFRESH_SECONDS) as live:
        while True:
            connected = sum(device.is_connected for device in devices)
            live.update(Text(tally.line(connected, len(devices)), no_wrap=True, overflow="ellipsis"))
            await asyncio.sleep(REFRESH_SECONDS)

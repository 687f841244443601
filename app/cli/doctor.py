"""`claimstead doctor`: whether this machine and its settings can serve, a line for each thing that matters."""

import asyncio
from collections.abc import Iterator
from typing import Annotated

import typer
from rich.table import Table

from app.cli import checks, network_checks
from app.cli.databases import bus_of, database_of, place_of
from app.cli.findings import Finding, Level
from app.cli.options import DataFolder
from app.cli.terminal import interruptible, out
from app.database.data_folder import StartRefused
from app.logs import configure_logging
from app.settings import Settings, SettingsRefused, read_settings

app = typer.Typer()

_STYLES = {Level.OK: "green", Level.WARN: "yellow", Level.FAIL: "bold red"}


@app.command()
def doctor(
    data: DataFolder = None,
    token: Annotated[
        str | None,
        typer.Option(help="AuthToken of a device that is not in use: tries whether the proxy keeps it while silent."),
    ] = None,
) -> None:
    """Check what serving needs, and say what to do.

    Exit code 1 when something fails. Changes nothing.
    """
    configure_logging("error", for_people=True)
    failures = 0
    with interruptible():
        for finding in _findings(token, data=data):
            failures += finding.level is Level.FAIL
            _print(finding)
    if failures:
        raise typer.Exit(1)


def _print(finding: Finding) -> None:
    line = Table.grid(padding=(0, 1))
    line.add_column(width=4, style=_STYLES[finding.level])
    line.add_column(width=14)
    line.add_column()
    line.add_row(finding.level.value, finding.subject, finding.words)
    out.print(line, markup=False)


def _findings(auth_token: str | None, **overrides: object) -> Iterator[Finding]:
    yield checks.python()
    try:
        settings = read_settings(**overrides)
    except SettingsRefused as refusal:
        yield Finding(Level.FAIL, "Settings", str(refusal))
        return
    yield Finding(Level.OK, "Settings", "can be read")
    if settings.database_url is None:
        yield checks.data_folder(settings)
    yield checks.keys(settings)
    heartbeats: list[int] = []
    yield from _database_findings(settings, heartbeats)
    if settings.nats_servers is not None:
        yield _nats(settings)
    yield checks.file_limit(settings)
    yield from network_checks.sockets()
    yield checks.port(settings)
    yield from checks.public_address(settings)
    yield from asyncio.run(_proxy(settings, max(heartbeats, default=None), auth_token))
    yield checks.mail(settings)


def _database_findings(settings: Settings, heartbeats: list[int]) -> Iterator[Finding]:
    folder = settings.data.expanduser()
    if settings.database_url is None and not any(folder.glob("postgres*")):
        yield Finding(Level.OK, "Database", "an embedded one will be made at the first start")
        return
    try:
        with database_of(settings) as dsn:
            place = place_of(dsn) if settings.database_url is not None else f"embedded, in {folder}"
            yield Finding(Level.OK, "Database", f"answers ({place})")
            yield from asyncio.run(_collected(dsn, settings, heartbeats))
    except StartRefused as refusal:
        yield Finding(Level.FAIL, "Database", str(refusal))


async def _collected(dsn: str, settings: Settings, heartbeats: list[int]) -> list[Finding]:
    longest = await checks.longest_heartbeat(dsn)
    heartbeats += [] if longest is None else [longest]
    return [finding async for finding in checks.database(dsn, settings)]


async def _proxy(settings: Settings, heartbeat: int | None, auth_token: str | None) -> list[Finding]:
    return [finding async for finding in network_checks.proxy(settings, heartbeat, auth_token)]


def _nats(settings: Settings) -> Finding:
    async def knock() -> Finding:
        return await network_checks.nats(bus_of(settings, ""))

    try:
        return asyncio.run(knock())
    except SettingsRefused as refusal:
        return Finding(Level.FAIL, "NATS", str(refusal))

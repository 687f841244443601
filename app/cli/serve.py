"""`claimstead serve`: one process that serves every door, with a PostgreSQL of its own unless one is set."""

import asyncio
import signal
import socket
import sys
from collections.abc import Callable, Coroutine
from contextlib import ExitStack, closing, suppress
from typing import Annotated, Any, TypeAlias

import typer
import uvicorn
import uvloop

from app.cli import open_files
from app.cli.databases import bring_up_to_date, database_of, models_at
from app.cli.demo_brand import DemoBrand, ensure_demo_brand
from app.cli.demo_devices import run_demo_devices
from app.cli.listening import from_here, listen
from app.cli.options import DataFolder
from app.cli.terminal import (
    STOP_SIGNALS,
    CommandRefused,
    interruptible,
    out,
    refusals_in_one_line,
    undisturbed,
)
from app.cli.welcome import print_demo_welcome, print_welcome
from app.database.data_folder import DataFolderLock
from app.logs import configure_logging
from app.models import Organization
from app.secrets.keys import KeyRing
from app.settings import Settings, load_key_ring, read_settings

app = typer.Typer()

_STARTED_POLL_SECONDS = 0.02

_INTERPRETER_TURN_SECONDS = 0.0005
"""How long a thread may keep the interpreter while the loop wants it. The loop asks anew for each socket that has
something to say, so Python's own 5 ms would let fifty devices wait a quarter of a second behind one busy thread."""

Company: TypeAlias = Callable[[], Coroutine[Any, Any, None]]
"""What runs beside the server once it listens, until it stops."""


class ServerNotStarted(CommandRefused):
    """The application gave up while it started."""

    def __init__(self) -> None:
        super().__init__("The server could not start: the lines above say why.")


class DemoRefused(CommandRefused):
    """The demo brand has passwords that everybody knows, so it does not go into an external database unasked."""

    def __init__(self) -> None:
        super().__init__(
            "The demo brand has passwords that everybody knows, and CLAIMSTEAD_DATABASE_URL is set: "
            "leave --demo out, or add --demo-in-external-database if that is what you want."
        )


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.", show_default="127.0.0.1")] = None,
    port: Annotated[
        int | None, typer.Option(help="Port to listen on; 0 takes a free one.", show_default="8000")
    ] = None,
    data: DataFolder = None,
    public_url: Annotated[
        str | None, typer.Option(help="The address that people and devices use.", show_default="the one listened on")
    ] = None,
    demo: Annotated[
        bool, typer.Option("--demo", help="With a demo brand, simulated devices, GraphiQL, and logs for people.")
    ] = False,
    demo_in_external_database: Annotated[
        bool, typer.Option("--demo-in-external-database", help="The same, and with CLAIMSTEAD_DATABASE_URL as well.")
    ] = False,
) -> None:
    """Serve apps, devices and claim pages until Ctrl-C."""
    demo = demo or demo_in_external_database
    overrides = {"host": host, "port": port, "data": data, "public_url": public_url, "development": demo or None}
    with refusals_in_one_line(), interruptible():
        settings = read_settings(**overrides)
        configure_logging(settings.log_level, for_people=settings.development)
        if demo and settings.database_url is not None and not demo_in_external_database:
            raise DemoRefused
        try:
            _serve(settings, overrides, demo=demo)
        except KeyboardInterrupt:
            return


def _serve(settings: Settings, overrides: dict[str, Any], *, demo: bool) -> None:
    held = ExitStack()
    try:
        with out.status("Starting"):
            # What may be refused at once comes first, before PostgreSQL is started in vain.
            if settings.database_url is None:
                held.enter_context(DataFolderLock.take(settings.data))
            listener = held.enter_context(closing(listen(settings.host, settings.port)))
            if settings.port == 0:
                settings = read_settings(**{**overrides, "port": listener.getsockname()[1]})
            keys = load_key_ring(settings)
            dsn = held.enter_context(database_of(settings))
            bring_up_to_date(dsn)
            open_files.allow(settings.device_limit)
            accompany = _demo_company(settings, keys, dsn) if demo else _company(settings, dsn)
            # The whole server takes a second to load, which nobody should wait who is refused.
            from app.main import create_server  # noqa: PLC0415

            server = create_server(settings, keys, dsn)
        _run(server, listener, accompany)
    finally:
        with undisturbed():
            held.close()


def _company(settings: Settings, dsn: str) -> Company:
    is_empty = asyncio.run(_has_no_brand(dsn))

    async def accompany() -> None:
        print_welcome(settings, is_empty=is_empty)

    return accompany


async def _has_no_brand(dsn: str) -> bool:
    async with models_at(dsn):
        return not await Organization.exists(parent_id=None)


def _demo_company(settings: Settings, keys: KeyRing, dsn: str) -> Company:
    brand: DemoBrand = asyncio.run(ensure_demo_brand(settings, keys, dsn))

    async def accompany() -> None:
        print_demo_welcome(settings, brand)
        await run_demo_devices(f"ws://{from_here(settings.host, settings.port)}/device", brand.devices)

    return accompany


def _run(server: uvicorn.Server, listener: socket.socket, accompany: Company) -> None:
    """Serve until a signal says otherwise, with company from the moment on that somebody can connect."""
    for number in STOP_SIGNALS:
        # Also for the moments in which the server does not look after signals itself.
        signal.signal(number, server.handle_exit)
    sys.setswitchinterval(_INTERPRETER_TURN_SECONDS)
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_serve_in_company(server, listener, accompany))
    except SystemExit as stopped:
        # What the server does when the application does not start; the log says why.
        raise ServerNotStarted from stopped


async def _serve_in_company(server: uvicorn.Server, listener: socket.socket, accompany: Company) -> None:
    async def company() -> None:
        while not server.started:  # noqa: ASYNC110 (the server offers no event to wait for)
            await asyncio.sleep(_STARTED_POLL_SECONDS)
        await accompany()

    task = asyncio.create_task(company())
    try:
        await server.serve(sockets=[listener])
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

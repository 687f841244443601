"""`claimstead serve`: processes that serve every door, with a PostgreSQL of their own unless one is set."""

import asyncio
from contextlib import ExitStack, closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from app.cli import open_files
from app.cli.databases import bring_up_to_date, database_of, models_at
from app.cli.demo_brand import DemoBrand, ensure_demo_brand
from app.cli.demo_devices import run_demo_devices
from app.cli.listening import from_here, listen
from app.cli.options import DataFolder
from app.cli.serving import Company, run_server
from app.cli.terminal import CommandRefused, interruptible, out, refusals_in_one_line, undisturbed
from app.cli.welcome import print_demo_welcome, print_welcome
from app.cli.workers import Serving, run_workers
from app.database.data_folder import DataFolderLock
from app.database.launching import MOST_CONNECTIONS
from app.logs import configure_logging
from app.models import Organization
from app.secrets.keys import KeyRing
from app.settings import CONNECTIONS_BESIDE_THE_POOL, Settings, load_key_ring, read_settings

app = typer.Typer()


class TooManyWorkers(CommandRefused):
    """The embedded PostgreSQL has not so many connections; facts: workers, needed, possible."""

    def __init__(self, workers: int, needed: int, possible: int) -> None:
        super().__init__(
            f"{workers} workers may need {needed} connections to the embedded PostgreSQL, which has {possible}: "
            "lower --workers or CLAIMSTEAD_DATABASE_POOL, or set CLAIMSTEAD_DATABASE_URL."
        )
        self.workers = workers
        self.needed = needed
        self.possible = possible


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
    workers: Annotated[
        int | None,
        typer.Option(help="Processes that serve; one for each core is the most that helps.", show_default="1"),
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
    overrides = {
        "host": host,
        "port": port,
        "data": data,
        "public_url": public_url,
        "workers": workers,
        "development": demo or None,
    }
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
                _check_connections(settings)
                held.enter_context(DataFolderLock.take(settings.data))
            listener = held.enter_context(closing(listen(settings.host, settings.port)))
            if settings.port == 0:
                settings = read_settings(**{**overrides, "port": listener.getsockname()[1]})
            keys = load_key_ring(settings)
            dsn = held.enter_context(database_of(settings))
            bring_up_to_date(dsn)
            accompany = _demo_company(settings, keys, dsn) if demo else _company(settings, dsn)
            if settings.workers == 1:
                open_files.allow(settings.device_limit)
                # The whole server takes a second to load, which nobody should wait who is refused.
                from app.main import create_server  # noqa: PLC0415

                server = create_server(settings, keys, dsn)
        if settings.workers == 1:
            run_server(server, listener, accompany)
        else:
            siblings = Path(held.enter_context(TemporaryDirectory(prefix="claimstead-")))
            run_workers(Serving(settings, keys, dsn, listener, siblings), accompany)
    finally:
        with undisturbed():
            held.close()


def _check_connections(settings: Settings) -> None:
    """Refuse more workers than the embedded PostgreSQL has connections for. Raises TooManyWorkers."""
    needed = settings.workers * (settings.database_pool + CONNECTIONS_BESIDE_THE_POOL)
    if needed > MOST_CONNECTIONS:
        raise TooManyWorkers(settings.workers, needed, MOST_CONNECTIONS)


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

"""The database that the settings name, for the length of a command: reached, up to date, with the models known."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from urllib.parse import urlsplit

import asyncpg
from tortoise.exceptions import BaseORMException

from app.bus import Bus
from app.bus.choosing import bus_between_nodes
from app.cli.terminal import reason_of
from app.database import clock
from app.database.connection import close_database, open_database
from app.database.data_folder import StartRefused
from app.database.migrating import DatabaseTooOld, migrate_database, pending_migrations
from app.settings import Settings, load_key_ring

CONNECT_SECONDS = 10.0


class DatabaseUnusable(StartRefused):
    """The external database does not let us in or is not there; `reason` is what it, or the system, said."""

    def __init__(self, dsn: str, reason: str) -> None:
        super().__init__(f"The database {place_of(dsn)} cannot be used ({reason}): check CLAIMSTEAD_DATABASE_URL.")
        self.reason = reason


class MigrationFailed(StartRefused):
    """A migration could not be applied; `reason` is what the database said."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The database cannot be brought up to date ({reason}): remove the cause and start again.")
        self.reason = reason


def place_of(dsn: str) -> str:
    """Where a database is, for people: host, port and name, and no password."""
    try:
        parts = urlsplit(dsn)
        host, port = parts.hostname or "on this machine", f":{parts.port}" if parts.port else ""
    except ValueError:
        return "of an unreadable address"
    return f"{host}{port}{parts.path}"


@contextmanager
def database_of(settings: Settings) -> Iterator[str]:
    """The URL of the database of `settings`, which answers; the embedded one runs as long as the block.

    Blocks: call it before there is an event loop. Raises a `StartRefused`.
    """
    if settings.database_url is not None:
        dsn = settings.database_url.get_secret_value()
        asyncio.run(_knock(dsn))
        yield dsn
        return
    # Where an external database is set, the embedded one need not be installed.
    from app.database.embedded import EmbeddedPostgres  # noqa: PLC0415

    with EmbeddedPostgres.start(settings.data) as postgres:
        yield postgres.dsn


async def _knock(dsn: str) -> None:
    try:
        connection = await asyncpg.connect(dsn, timeout=CONNECT_SECONDS)
    except TimeoutError as error:
        raise DatabaseUnusable(dsn, f"no answer within {CONNECT_SECONDS:.0f} seconds") from error
    except OSError as error:
        raise DatabaseUnusable(dsn, reason_of(error)) from error
    except asyncpg.PostgresError as error:
        raise DatabaseUnusable(dsn, str(error)) from error
    except (asyncpg.InterfaceError, ValueError) as error:
        # What asyncpg says of an address may repeat parts of it, the password among them.
        raise DatabaseUnusable(dsn, "this is no postgresql:// address that works") from error
    await connection.close()


def bring_up_to_date(dsn: str) -> bool:
    """Apply the migrations that are missing; whether there were any. Raises a `StartRefused`."""
    return asyncio.run(_bring_up_to_date(dsn))


async def _bring_up_to_date(dsn: str) -> bool:
    try:
        pending = await pending_migrations(dsn)
        # Asked for in any case: the job queue has tables of its own.
        await migrate_database(dsn)
    except DatabaseTooOld as error:
        raise StartRefused(str(error)) from error
    except (asyncpg.PostgresError, BaseORMException) as error:
        raise MigrationFailed(str(error).partition("\n")[0]) from error
    return pending


def bus_of(settings: Settings, dsn: str) -> Bus:
    """The bus on which the servers of `settings` hear each other; not started yet. Raises SettingsRefused."""
    secret = b"" if settings.nats_servers is None else load_key_ring(settings).derivation
    return bus_between_nodes(dsn, settings.nats_servers, secret)


@asynccontextmanager
async def models_at(dsn: str) -> AsyncIterator[None]:
    """The domain's operations work in the block, on a small pool of their own."""
    await open_database(dsn, pool_size=3)
    try:
        await clock.measure()
        yield
    finally:
        await close_database()

"""Bringing the database to the newest migration, one process at a time."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files

import asyncpg
from pgqueuer.queries import Queries
from tortoise import Tortoise
from tortoise.migrations.api.migrate import migrate

from app.database.connection import tortoise_config

OLDEST_SERVER = 15
NEWEST_SERVER = 18
WRITING_CONFIG = tortoise_config("postgresql://localhost/none")
"""What `make migration` compares models and migrations with; nothing connects to the database it names."""

_LOCK = "SELECT pg_advisory_lock(hashtext('claimstead-migrations'))"


class DatabaseTooOld(Exception):
    """The server is older than PostgreSQL 15; fact: its version."""

    def __init__(self, version: int) -> None:
        self.version = version
        super().__init__(
            f"This is PostgreSQL {version}; Claimstead needs {OLDEST_SERVER} or newer (tested up to {NEWEST_SERVER})."
        )


async def migrate_database(dsn: str) -> None:
    """Apply every migration that is missing, and the job queue's own tables.

    Safe to run from any number of processes at once: they wait for each other.
    Runs before the pool is opened. Raises DatabaseTooOld, OSError when nobody
    answers.
    """
    async with _alone(dsn) as connection:
        try:
            # Its own migrations are not safe to run twice at once, hence the lock.
            await migrate(config=tortoise_config(dsn, pool_size=2))
        finally:
            await Tortoise.close_connections()
        queue = Queries.from_asyncpg_connection(connection)
        if await queue.schema_is_installed():
            await queue.apply_upgrade()
        else:
            await queue.install()


@asynccontextmanager
async def _alone(dsn: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(dsn)
    try:
        version = connection.get_server_version().major
        if version < OLDEST_SERVER:
            raise DatabaseTooOld(version)
        await connection.execute(_LOCK)
        yield connection
    finally:
        # Closing the session gives the lock back, after any kind of end.
        await connection.close()


async def pending_migrations(dsn: str) -> bool:
    """Whether the database lacks a migration that this version knows. Raises OSError when nobody answers."""
    connection = await asyncpg.connect(dsn)
    try:
        known = await connection.fetchval("SELECT to_regclass('tortoise_migrations') IS NOT NULL")
        if not known:
            return True
        applied = {row["name"] for row in await connection.fetch("SELECT name FROM tortoise_migrations")}
    finally:
        await connection.close()
    return bool(_known_names() - applied)


def _known_names() -> set[str]:
    return {
        entry.name.removesuffix(".py")
        for entry in files("app.migrations").iterdir()
        if entry.name[:4].isdigit() and entry.name.endswith(".py")
    }

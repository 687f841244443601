"""The pool of connections, and raw SQL on the ORM's own transaction.

Tortoise keeps one pool for the process. Hot paths and statements that decide
by themselves (`UPDATE … RETURNING`) are SQL; they use these functions, which
join the running transaction when there is one and take a connection from the
pool when there is none.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import asyncpg
from tortoise import Tortoise, connections
from tortoise.exceptions import DBConnectionError
from tortoise.transactions import in_transaction

COMMAND_TIMEOUT = 30.0
"""Seconds after which a statement is given up; asyncpg would wait for ever."""

LONG_TIMEOUT = 3600.0
"""The same for the statements of jobs. (None would not mean “no limit” to asyncpg, but the one above.)"""

AWAY = (OSError, asyncpg.PostgresConnectionError, asyncpg.OperatorInterventionError, DBConnectionError)
"""What is raised when the database is away or goes away, and by nothing that is a mistake of ours."""

UNREACHABLE = (*AWAY, asyncpg.InterfaceError)
"""The same, and what asyncpg says of a connection that is gone, as of one that is used wrongly: try again later."""


def tortoise_config(dsn: str, *, pool_size: int = 10) -> dict[str, Any]:
    """Tortoise's configuration for a `postgresql://` address."""
    parts = urlsplit(dsn)
    query = {**dict(parse_qsl(parts.query)), "minsize": "1", "maxsize": str(pool_size)}
    query["command_timeout"] = str(COMMAND_TIMEOUT)
    address = urlunsplit(("asyncpg", parts.netloc, parts.path, urlencode(query), ""))
    return {
        "connections": {"default": address},
        "apps": {
            "models": {
                "models": ["app.models"],
                "migrations": "app.migrations",
                "default_connection": "default",
            }
        },
        "use_tz": True,
        "timezone": "UTC",
    }


async def open_database(dsn: str, *, pool_size: int = 10) -> None:
    """Open the process's pool and make the models known. Raises OSError when nobody answers."""
    # The global fallback makes the connection visible to request tasks, which
    # do not inherit the context of the start-up task.
    await Tortoise.init(config=tortoise_config(dsn, pool_size=pool_size), _enable_global_fallback=True)


async def close_database() -> None:
    """Give every connection back and close the pool."""
    await Tortoise.close_connections()


def pool_use() -> tuple[int, int, int]:
    """Of the process's pool: connections in use, open, and the most there may be; zeros while it is not open."""
    pool = getattr(connections.get("default"), "_pool", None)
    if pool is None:
        return 0, 0, 0
    return pool.get_size() - pool.get_idle_size(), pool.get_size(), pool.get_max_size()


@asynccontextmanager
async def transaction() -> AsyncIterator[asyncpg.Connection]:
    """A transaction for both the ORM and SQL: raising rolls back, returning commits."""
    async with in_transaction() as wrapper:
        yield wrapper._connection


@asynccontextmanager
async def connected() -> AsyncIterator[asyncpg.Connection]:
    """The running transaction's connection, or one of the pool for as long as the block lasts."""
    async with connections.get("default").acquire_connection() as connection:
        yield connection


async def fetch(sql: str, *arguments: object) -> list[asyncpg.Record]:
    """All rows of one statement."""
    async with connected() as connection:
        return list(await connection.fetch(sql, *arguments))


async def fetch_row(sql: str, *arguments: object) -> asyncpg.Record | None:
    """The first row of one statement, or None."""
    async with connected() as connection:
        return await connection.fetchrow(sql, *arguments)


async def fetch_value(sql: str, *arguments: object) -> Any:
    """The first column of the first row, or None."""
    async with connected() as connection:
        return await connection.fetchval(sql, *arguments)


async def execute(sql: str, *arguments: object) -> int:
    """Run one statement and return how many rows it touched."""
    async with connected() as connection:
        status = await connection.execute(sql, *arguments)
    last = str(status).rsplit(" ", 1)[-1]
    return int(last) if last.isdigit() else 0

"""The database's time as this process knows it: the one clock that all nodes share.

What two nodes decide is decided by `now()` in a statement. This is for moments
that are made before there is a statement: identifiers, which keep the order of
what happened, the lifetimes of tokens, the time that devices are told.
"""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Final

from tortoise.expressions import RawSQL

from app.database.connection import UNREACHABLE, connected

MEASURING_SECONDS: Final = 5.0
TOLERANCE_SECONDS: Final = 0.1
"""What is nearer counts as right: each correction may put two identifiers of this process into the wrong order."""

NOW: Final = RawSQL("now()")
"""The time of the statement, in conditions of the ORM."""

_ahead = 0.0
"""Seconds that the database's clock is ahead of this machine's. The process's one, as the pool is."""


def seconds() -> float:
    """The database's time, in seconds since 1970."""
    return time.time() + _ahead


def nanoseconds() -> int:
    """The database's time, in nanoseconds since 1970."""
    return time.time_ns() + int(_ahead * 1_000_000_000)


def now() -> datetime:
    """The database's time."""
    return datetime.fromtimestamp(seconds(), UTC)


def ago(span: timedelta) -> RawSQL:
    """So long before the statement, in conditions of the ORM."""
    return RawSQL(f"now() - interval '{span.total_seconds()} seconds'")


async def measure() -> None:
    """Ask the database for its time. A slow answer changes nothing unless it shows that we are wrong."""
    global _ahead  # noqa: PLW0603
    async with connected() as connection:
        before = time.time()
        theirs = float(await connection.fetchval("SELECT extract(epoch FROM clock_timestamp())"))
        after = time.time()
    ahead, doubt = theirs - (before + after) / 2, (after - before) / 2
    if abs(ahead - _ahead) > TOLERANCE_SECONDS + doubt:
        _ahead = ahead


async def follow() -> None:
    """Measure again and again until cancelled: either clock may be set meanwhile."""
    while True:
        await asyncio.sleep(MEASURING_SECONDS)
        try:
            await measure()
        except UNREACHABLE:
            continue  # it was right a moment ago, and others tell of the database's absence

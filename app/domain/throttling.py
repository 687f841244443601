"""How often somebody may guess: counted in the database, so that all nodes count together.

The key of a guess names who guesses and what, never the victim alone: wrong
guesses of a stranger must not lock the owner out.
"""

import hashlib
from collections.abc import Sequence

from app.database.connection import execute, fetch_value
from app.domain.errors import DomainError

LIMIT = 20
"""Wrong guesses within one window, for each key."""

WINDOW_SECONDS = 900


class TooManyAttempts(DomainError):
    """Wrong guesses came too often; facts: seconds until the next may be made."""

    def __init__(self, retry_after_seconds: int) -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__(f"Too many attempts. Try again in {max(1, round(retry_after_seconds / 60))} minutes.")


def attempt_key(kind: str, *who: str) -> str:
    """The key under which guesses are counted; personal parts are stored as a digest only."""
    return f"{kind}:{hashlib.sha256(chr(0).join(who).encode()).hexdigest()[:32]}"


EXHAUSTED = f"""
    EXISTS (SELECT FROM attempt WHERE attempt.key = ANY({{keys}}) AND attempt.count >= {LIMIT}
            AND attempt.window_started_at > now() - interval '{WINDOW_SECONDS} seconds')
"""
"""SQL that is true when one of the keys is used up, for statements that decide by themselves."""


async def refuse_if_exhausted(keys: Sequence[str]) -> None:
    """Raise TooManyAttempts when one of `keys` is used up; counts nothing."""
    left = await fetch_value(
        """
        SELECT max(extract(epoch FROM window_started_at + make_interval(secs => $2) - now()))::int FROM attempt
        WHERE key = ANY($1) AND count >= $3 AND window_started_at > now() - make_interval(secs => $2)
        """,
        list(keys),
        float(WINDOW_SECONDS),
        LIMIT,
    )
    if left is not None:
        raise TooManyAttempts(max(1, left))


async def count_attempt(keys: Sequence[str]) -> None:
    """Count one guess under each key, and raise TooManyAttempts when a key is past its limit.

    One statement, so of parallel guesses no more than `LIMIT` pass within a window.
    """
    left = await fetch_value(
        """
        WITH counted AS (
            INSERT INTO attempt AS known (key, count, window_started_at)
            SELECT key, 1, now() FROM unnest($1::text[]) AS key ORDER BY key
            ON CONFLICT (key) DO UPDATE SET
                count = CASE WHEN known.window_started_at > now() - make_interval(secs => $2)
                             THEN known.count + 1 ELSE 1 END,
                window_started_at = CASE WHEN known.window_started_at > now() - make_interval(secs => $2)
                                         THEN known.window_started_at ELSE now() END
            RETURNING count, window_started_at
        )
        SELECT max(extract(epoch FROM window_started_at + make_interval(secs => $2) - now()))::int FROM counted
        WHERE count > $3
        """,
        list(keys),
        float(WINDOW_SECONDS),
        LIMIT,
    )
    if left is not None:
        raise TooManyAttempts(max(1, left))


async def forgive_attempt(keys: Sequence[str]) -> None:
    """Take back one counted guess under each key: it was right."""
    await execute(
        """
        WITH known AS (SELECT key FROM attempt WHERE key = ANY($1) ORDER BY key FOR UPDATE)
        UPDATE attempt SET count = greatest(count - 1, 0) FROM known WHERE attempt.key = known.key
        """,
        list(keys),
    )


async def forget_old_attempts() -> int:
    """Delete the counters whose window is over; returns how many."""
    return await execute(
        "DELETE FROM attempt WHERE window_started_at < now() - make_interval(secs => $1)", float(WINDOW_SECONDS)
    )

"""What every job that fills a batch does: begin, report progress, complete or give up, and tell."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg

from app.database.connection import LONG_TIMEOUT, execute, fetch_row
from app.domain import history, news
from app.domain.history import EventKind
from app.domain.organizations import plans
from app.domain.organizations.plans import Resource
from app.domain.parts import Parts
from app.models import BatchStatus, TokenBatch

_PROGRESS_SECONDS = 0.25


class BatchMissing(Exception):
    """There is no batch to fill: it is complete, failed, or was never there."""


async def begin(batch_id: UUID) -> TokenBatch:
    """The batch, marked as running. Raises BatchMissing."""
    touched = await execute(
        "UPDATE token_batch SET status = 'RUNNING', created_count = 0 "
        "WHERE id = $1 AND status IN ('PENDING', 'RUNNING')",
        batch_id,
    )
    if not touched:
        raise BatchMissing
    return await TokenBatch.get(id=batch_id)


@asynccontextmanager
async def filling(connection: asyncpg.Connection, batch_id: UUID) -> AsyncIterator[None]:
    """A transaction on `connection` that fills the batch alone; a second one waits. Raises BatchMissing."""
    async with connection.transaction():
        await connection.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", str(batch_id), timeout=LONG_TIMEOUT
        )
        status = await connection.fetchval("SELECT status FROM token_batch WHERE id = $1", batch_id)
        if status != BatchStatus.RUNNING:
            raise BatchMissing
        yield


class Progress:
    """Says now and then how far a batch has come."""

    def __init__(self, parts: Parts, batch_id: UUID) -> None:
        self._parts = parts
        self._batch_id = batch_id
        self._clock = asyncio.get_running_loop().time
        self._told_at = self._clock()

    async def reach(self, done: int) -> None:
        """Tell that `done` tokens are made, unless something was told a moment ago."""
        if self._clock() - self._told_at < _PROGRESS_SECONDS:
            return
        self._told_at = self._clock()
        # On another connection than the batch's, so that others see it before the commit.
        await execute(
            "UPDATE token_batch SET created_count = least($2, token_count) WHERE id = $1 AND status = 'RUNNING'",
            self._batch_id,
            done,
        )
        self._parts.bus.publish(news.batch_changed(self._batch_id))


async def complete(connection: asyncpg.Connection, batch_id: UUID) -> UUID:
    """Mark a batch as complete, in its transaction; returns the event to tell of."""
    await connection.execute(
        "UPDATE token_batch SET status = 'COMPLETE', created_count = token_count, finished_at = now() WHERE id = $1",
        batch_id,
    )
    return await _record(EventKind.BATCH_COMPLETED, batch_id, connection)


async def give_up(connection: asyncpg.Connection, batch_id: UUID, failure: str) -> UUID | None:
    """Mark a batch as failed and give the plan its tokens back, in the running transaction.

    Returns the event, or None when another run of the job has done so.
    """
    row = await fetch_row(
        """
        UPDATE token_batch SET status = 'FAILED', created_count = 0, failure = $2, finished_at = now()
        FROM organization
        WHERE token_batch.id = $1 AND token_batch.status = 'RUNNING' AND organization.id = token_batch.issuer_id
        RETURNING organization.root_id, token_batch.token_count
        """,
        batch_id,
        failure,
    )
    if row is None:
        return None
    await plans.release(row["root_id"], Resource.STATIC_TOKENS, row["token_count"])
    return await _record(EventKind.BATCH_FAILED, batch_id, connection)


async def _record(kind: EventKind, batch_id: UUID, connection: asyncpg.Connection) -> UUID:
    batch = await TokenBatch.get(id=batch_id)
    return await history.record(
        kind,
        actor_id=batch.created_by_id,
        organization_id=batch.issuer_id,
        issuer_id=batch.issuer_id,
        batch_id=batch.id,
        facts={"tokens": batch.token_count},
        connection=connection,
    )


async def announce(parts: Parts, batch_id: UUID, event: UUID) -> None:
    """Tell those who watch the batch and its organization; call after the commit."""
    batch = await TokenBatch.get(id=batch_id).select_related("issuer")
    parts.bus.publish(news.batch_changed(batch_id))
    history.tell(parts.bus, event, *batch.issuer.lineage)

"""Minting token batches: asked for in a request, filled by a job, whole or not at all."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import structlog

from app.database import clock
from app.database.connection import LONG_TIMEOUT, UNREACHABLE, connected, transaction
from app.domain import history, idempotency, queue
from app.domain.errors import DomainError, Forbidden
from app.domain.history import EventKind
from app.domain.metadata import MetadataFault, MetadataInvalid, parse_values
from app.domain.organizations import plans, tree
from app.domain.organizations.organizations import organization_for
from app.domain.organizations.plans import Resource
from app.domain.parts import Parts
from app.domain.templates import fields_of, serial_of, usable_template
from app.domain.text import clean_text
from app.domain.tokens import batch_jobs
from app.domain.tokens.token_rows import COLUMNS, COPY_HEADER, COPY_TRAILER, BatchFacts, copy_piece
from app.domain.unique_values import refuse_taken_values
from app.domain.viewer import ADMINISTRATORS, STAFF, Viewer
from app.models import BatchOrigin, BatchStatus, MetadataField, TokenBatch
from app.models.identifiers import new_id

MAXIMUM_TOKENS = 1_000_000
PIECE = 2_000
"""Tokens minted at a time: about 20 ms of a thread's work and half a megabyte of rows."""

_log = structlog.get_logger()


class TokenCountInvalid(DomainError):
    """A batch has at least one token and at most a million; facts: what was asked, the limit."""

    def __init__(self, requested: int) -> None:
        self.requested = requested
        self.maximum = MAXIMUM_TOKENS
        super().__init__(f"A batch has between 1 and {MAXIMUM_TOKENS:,} tokens; {requested:,} were asked for.")


@dataclass(frozen=True, slots=True)
class BatchDraft:
    """An automatic batch as somebody wants it."""

    template_id: UUID
    count: int
    name: str | None = None
    metadata: dict[str, str] | None = None
    idempotency_key: str | None = None


async def create_token_batch(actor: Viewer, parts: Parts, organization_id: UUID, draft: BatchDraft) -> TokenBatch:
    """Ask for a batch of automatic tokens; a job fills it once this has committed.

    The plan is charged at once. Raises Forbidden, TokenCountInvalid,
    TemplateNotUsable, MetadataInvalid, TextUnusable, PlanLimitReached,
    IdempotencyKeyReused; then nothing was created.
    """
    organization = await organization_for(actor, organization_id, ADMINISTRATORS)
    if organization.is_personal:
        raise Forbidden
    if not 1 <= draft.count <= MAXIMUM_TOKENS:
        raise TokenCountInvalid(draft.count)
    template, fields = await usable_template(draft.template_id, organization)
    values = _values_for_all(fields, draft)
    today = clock.now().date().isoformat()
    name = clean_text(draft.name if draft.name is not None else f"{template.name[:100]} {today}", "name", 120)
    batch_id = new_id()
    async with transaction() as connection:
        await tree.keep_open(organization.id)
        if draft.idempotency_key is not None:
            key = clean_text(draft.idempotency_key, "idempotency key", 200)
            first = await idempotency.first_answer(
                actor, "createTokenBatch", key, _request(organization_id, draft), batch_id
            )
            if first != batch_id:
                return await TokenBatch.get(id=first)
        await refuse_taken_values(organization.id, fields, values)
        await plans.reserve(organization.root_id, Resource.STATIC_TOKENS, draft.count)
        batch = await TokenBatch.create(
            id=batch_id,
            issuer_id=organization.id,
            template_id=template.id,
            created_by_id=actor.account_id,
            name=name,
            origin=BatchOrigin.AUTOMATIC,
            status=BatchStatus.PENDING,
            token_count=draft.count,
            metadata=values,
        )
        event = await history.record(
            EventKind.BATCH_REQUESTED,
            actor_id=actor.account_id,
            organization_id=organization.id,
            issuer_id=organization.id,
            batch_id=batch.id,
            facts={"tokens": draft.count},
        )
        await queue.enqueue(connection, queue.FILL_BATCH, batch.id)
    history.tell(parts.bus, event, *organization.lineage)
    return await TokenBatch.get(id=batch.id)


def _request(organization_id: UUID, draft: BatchDraft) -> dict[str, Any]:
    return {
        "organization": str(organization_id),
        "template": str(draft.template_id),
        "count": draft.count,
        "name": draft.name,
        "metadata": draft.metadata,
    }


def _values_for_all(fields: list[MetadataField], draft: BatchDraft) -> dict[str, str]:
    values = parse_values(fields, draft.metadata or {})
    shared = [field.name for field in fields if field.is_unique and field.name in values]
    if shared and draft.count > 1:
        raise MetadataInvalid(
            [MetadataFault(name, values[name], "is unique, so several tokens cannot share it") for name in shared]
        )
    return values


async def fill_batch(parts: Parts, batch_id: UUID) -> None:
    """Mint all tokens of a batch in one transaction, reporting progress meanwhile.

    Safe to run again after a crash, since nothing of an unfinished run stays,
    and beside itself, since the second run waits for the first and finds
    nothing to do. Whatever fails, the batch is marked FAILED and the plan gets
    its tokens back; only when the database is away one of `UNREACHABLE` is
    raised, for the job to be tried again.
    """
    try:
        batch = await batch_jobs.begin(batch_id)
        serial = serial_of(await fields_of(batch.template_id), batch.metadata)
        facts = BatchFacts(batch.id, batch.issuer_id, batch.template_id, batch.created_at, batch.metadata, serial)
        async with connected() as connection, batch_jobs.filling(connection, batch_id):
            await _copy(parts, connection, facts, batch.token_count)
            event: UUID | None = await batch_jobs.complete(connection, batch_id)
    except batch_jobs.BatchMissing:
        return
    except UNREACHABLE:
        raise
    except Exception as error:  # a batch that nobody can fill must not look as if it were being filled
        _log.exception("batch.failed", batch_id=str(batch_id))
        async with transaction() as connection:
            failure = f"The tokens could not be made ({type(error).__name__})."
            event = await batch_jobs.give_up(connection, batch_id, failure)
    if event is not None:
        await batch_jobs.announce(parts, batch_id, event)


async def _copy(parts: Parts, connection: asyncpg.Connection, facts: BatchFacts, count: int) -> None:
    await connection.copy_to_table(
        "static_token",
        source=_rows(parts, facts, count),
        columns=COLUMNS,
        format="binary",
        timeout=LONG_TIMEOUT,
    )
    await connection.execute(
        """
        INSERT INTO unique_value (id, issuer_id, field_id, static_token_id, value)
        SELECT gen_random_uuid(), token.issuer_id, field.id, token.id, token.metadata ->> field.name
        FROM static_token AS token JOIN metadata_field AS field ON field.template_id = token.template_id
        WHERE token.batch_id = $1 AND field.is_unique AND token.metadata ? field.name
        """,
        facts.batch_id,
        timeout=LONG_TIMEOUT,
    )


async def _rows(parts: Parts, facts: BatchFacts, count: int) -> AsyncIterator[bytes]:
    """The batch as binary COPY data; the next piece is minted in a thread while one is being sent."""
    loop = asyncio.get_running_loop()

    def mint(first: int) -> "asyncio.Future[bytes]":
        size = min(PIECE, count - first)
        return loop.run_in_executor(None, copy_piece, facts, first, size, parts.digester, parts.sealer)

    yield COPY_HEADER
    upcoming = mint(0)
    progress = batch_jobs.Progress(parts, facts.batch_id)
    for first in range(0, count, PIECE):
        piece = await upcoming
        if first + PIECE < count:
            upcoming = mint(first + PIECE)
        yield piece
        await progress.reach(first + PIECE)
    yield COPY_TRAILER


async def visible_batch(viewer: Viewer, batch_id: UUID) -> TokenBatch | None:
    """A batch whose issuer the viewer is staff of, with the issuer loaded; None for others."""
    batch = await TokenBatch.get_or_none(id=batch_id).select_related("issuer")
    return batch if batch is not None and viewer.holds(STAFF, batch.issuer.lineage) else None

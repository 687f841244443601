"""Keyed requests: the same key and input replay the first answer for 24 hours."""

import hashlib
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson

from app.database.connection import execute, fetch_row
from app.domain.errors import DomainError
from app.domain.viewer import Viewer
from app.models.identifiers import new_id

LIFETIME = timedelta(hours=24)


class IdempotencyKeyReused(DomainError):
    """The key was used with another input before."""

    message = "This idempotency key was used for another request. Use a new key for a new request."


async def first_answer(actor: Viewer, operation: str, key: str, request: dict[str, Any], result_id: UUID) -> UUID:
    """The identifier of what this key made: `result_id` the first time, the first one ever after.

    Runs in the transaction that makes the result; a second request with the
    same key waits for the first to commit or roll back. Raises
    IdempotencyKeyReused when the input differs.
    """
    digest = hashlib.sha256(orjson.dumps(request, option=orjson.OPT_SORT_KEYS)).digest()
    await execute(
        "DELETE FROM idempotency_key "
        "WHERE account_id = $1 AND operation = $2 AND key = $3 AND created_at < now() - $4::interval",
        actor.account_id,
        operation,
        key,
        LIFETIME,
    )
    taken = await execute(
        """
        INSERT INTO idempotency_key (id, account_id, operation, key, input_digest, result_id)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (account_id, operation, key) DO NOTHING
        """,
        new_id(),
        actor.account_id,
        operation,
        key,
        digest,
        result_id,
    )
    if taken:
        return result_id
    row = await fetch_row(
        "SELECT input_digest, result_id FROM idempotency_key WHERE account_id = $1 AND operation = $2 AND key = $3",
        actor.account_id,
        operation,
        key,
    )
    assert row is not None, "a conflicting row was there a moment ago, and only requests a day later delete it"
    if row["input_digest"] != digest:
        raise IdempotencyKeyReused
    first: UUID = row["result_id"]
    return first

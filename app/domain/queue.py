"""Handing work to the jobs, in the transaction that makes the work necessary."""

from uuid import UUID

import asyncpg
from pgqueuer.queries import Queries

FILL_BATCH = "fill_batch"
"""Job: mint the tokens of a batch; the payload is its identifier."""

IMPORT_BATCH = "import_batch"
"""Job: make the tokens of a batch from the file that was uploaded for it; the payload is the batch's identifier."""

SEND_MAIL = "send_mail"
"""Job: hand one mail over; the payload is its identifier."""


SEND_LINK = "send_link"
"""Job: mail a link; the payload is a JSON array of its kind, the brand and the address that was asked for."""


async def enqueue(connection: asyncpg.Connection, job: str, subject: UUID | bytes) -> None:
    """Let a worker do `job` on `subject` once the running transaction has committed."""
    payload = subject.bytes if isinstance(subject, UUID) else subject
    await Queries.from_asyncpg_connection(connection).enqueue(job, payload)

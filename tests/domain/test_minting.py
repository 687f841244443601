"""Minting as a job: how long it may take, and how it ends."""

import asyncpg
import pytest

from app.domain.parts import Parts
from app.domain.tokens import batch_jobs, minting
from app.domain.tokens.token_rows import BatchFacts
from app.models import BatchStatus, StaticToken, TokenBatch
from tests.builders import a_brand
from tests.domain.test_races import a_pending_batch

pytestmark = pytest.mark.anyio


async def test_a_batch_may_take_longer_than_other_statements(database: str, parts: Parts) -> None:
    batch = await a_pending_batch(await a_brand(), parts, count=20_000)
    impatient = await asyncpg.connect(database, command_timeout=0.2)
    try:
        begun = await batch_jobs.begin(batch.id)
        facts = BatchFacts(begun.id, begun.issuer_id, begun.template_id, begun.created_at, begun.metadata, None)
        async with batch_jobs.filling(impatient, batch.id):
            await minting._copy(parts, impatient, facts, begun.token_count)
            await batch_jobs.complete(impatient, batch.id)
    finally:
        await impatient.close()

    batch = await TokenBatch.get(id=batch.id)
    assert batch.status is BatchStatus.COMPLETE
    assert await StaticToken.filter(batch_id=batch.id).count() == 20_000

"""Minting as a job: how long it may take, and how it ends."""

import asyncpg
import pytest

from app.domain import minting
from app.domain.parts import Parts
from app.models import BatchStatus, StaticToken, TokenBatch
from tests.builders import a_brand
from tests.domain.test_races import a_pending_batch

pytestmark = pytest.mark.anyio


async def test_a_batch_may_take_longer_than_other_statements(database: str, parts: Parts) -> None:
    batch = await a_pending_batch(await a_brand(), parts, count=20_000)
    facts, count = await minting._begin(batch.id)
    impatient = await asyncpg.connect(database, command_timeout=0.2)
    try:
        await minting._copy(parts, impatient, facts, count)
    finally:
        await impatient.close()

    batch = await TokenBatch.get(id=batch.id)
    assert batch.status is BatchStatus.COMPLETE
    assert await StaticToken.filter(batch_id=batch.id).count() == 20_000

"""Minting: a whole batch through the domain, against a binary COPY of rows that were prepared beforehand."""

import asyncio
import multiprocessing
import resource
import statistics
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime

from app.database.connection import LONG_TIMEOUT, connected, execute, fetch_value
from app.domain.tokens.minting import PIECE, BatchDraft, create_token_batch, fill_batch
from app.domain.tokens.token_rows import COLUMNS, COPY_HEADER, COPY_TRAILER, BatchFacts, copy_piece
from app.models import BatchStatus, StaticToken, TokenBatch
from app.models.identifiers import new_id
from app.secrets.auth_token import AuthToken
from bench.house import Issuer, fresh_postgres, issuer_at, migrate
from bench.table import Row

COUNT = 100_000
MANY = 1_000_000
ROUNDS = 5


async def _minted(issuer: Issuer) -> float:
    """Seconds from the request to the committed batch."""
    started = time.perf_counter()
    batch = await create_token_batch(
        issuer.owner, issuer.parts, issuer.organization.id, BatchDraft(issuer.template.id, COUNT)
    )
    await fill_batch(issuer.parts, batch.id)
    seconds = time.perf_counter() - started
    await _check(issuer, batch.id, COUNT)
    return seconds


async def _check(issuer: Issuer, batch_id: object, count: int) -> None:
    batch = await TokenBatch.get(id=batch_id)
    assert batch.status is BatchStatus.COMPLETE, batch.status
    assert batch.created_count == count
    assert await StaticToken.filter(batch_id=batch.id).count() == count
    token = await StaticToken.filter(batch_id=batch.id).order_by("-id").first()
    assert token is not None
    opened = issuer.parts.sealer.open(token.id.bytes, bytes(token.sealed))
    AuthToken.parse(opened.auth.text)
    assert issuer.parts.digester.auth(opened.auth.text.encode()) == bytes(token.auth_digest)


async def _copied(issuer: Issuer, batch: TokenBatch) -> float:
    """Seconds for the bare COPY of as many prepared rows into the same table, in one transaction."""
    facts = BatchFacts(batch.id, batch.issuer_id, batch.template_id, datetime.now(UTC), {}, None)
    pieces = [
        copy_piece(facts, first, min(PIECE, COUNT - first), issuer.parts.digester, issuer.parts.sealer)
        for first in range(0, COUNT, PIECE)
    ]

    async def rows() -> AsyncIterator[bytes]:
        yield COPY_HEADER
        for piece in pieces:
            yield piece
        yield COPY_TRAILER

    async with connected() as connection:
        started = time.perf_counter()
        async with connection.transaction():
            await connection.copy_to_table(
                "static_token", source=rows(), columns=COLUMNS, format="binary", timeout=LONG_TIMEOUT
            )
        return time.perf_counter() - started


async def _empty() -> None:
    await execute("DELETE FROM static_token")
    await execute("UPDATE plan_usage SET static_tokens = 0")
    async with connected() as connection:
        await connection.execute("VACUUM static_token", timeout=LONG_TIMEOUT)
        await connection.execute("CHECKPOINT", timeout=LONG_TIMEOUT)


async def _compare(dsn: str) -> Row:
    async with issuer_at(dsn) as issuer:
        host = await TokenBatch.create(
            id=new_id(),
            issuer_id=issuer.organization.id,
            template_id=issuer.template.id,
            name="reference",
            origin="AUTOMATIC",
            status="RUNNING",
            token_count=COUNT,
        )
        minted, copied = [], []
        for _ in range(ROUNDS):
            copied.append(await _copied(issuer, host))
            await _empty()
            minted.append(await _minted(issuer))
            await _empty()
        ratios = [bare / whole for bare, whole in zip(copied, minted, strict=True)]
        assert await fetch_value("SELECT count(*) FROM static_token") == 0
    ratio = statistics.median(ratios)
    return Row(
        f"mint {COUNT:,} tokens",
        f"{statistics.median(minted):.2f} s",
        f"binary COPY of prepared rows: {statistics.median(copied):.2f} s",
        f"{ratio:.2f} × ({min(ratios):.2f}–{max(ratios):.2f})",
        "≥ 0.7 ×",
        ratio >= 0.7,
    )


async def _mint_many(dsn: str) -> tuple[float, float]:
    """Seconds, and the longest time in milliseconds that the loop was held."""
    async with issuer_at(dsn) as issuer:
        batch = await create_token_batch(
            issuer.owner, issuer.parts, issuer.organization.id, BatchDraft(issuer.template.id, MANY)
        )
        watch = asyncio.create_task(_longest_block())
        started = time.perf_counter()
        await fill_batch(issuer.parts, batch.id)
        seconds = time.perf_counter() - started
        watch.cancel()
        longest = (await asyncio.gather(watch, return_exceptions=True))[0]
        assert isinstance(longest, float)
        await _check(issuer, batch.id, MANY)
    return seconds, longest * 1000


async def _longest_block() -> float:
    longest = 0.0
    try:
        while True:
            started = time.perf_counter()
            await asyncio.sleep(0.005)
            longest = max(longest, time.perf_counter() - started - 0.005)
    except asyncio.CancelledError:
        return longest


def _mint_many_alone(dsn: str, answer: "multiprocessing.Queue[tuple[float, float, float]]") -> None:
    seconds, longest = asyncio.run(_mint_many(dsn))
    answer.put((seconds, longest, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def _many(dsn: str) -> list[Row]:
    # A process of its own, so that its peak memory is that of minting alone.
    context = multiprocessing.get_context("spawn")
    answer: multiprocessing.Queue[tuple[float, float, float]] = context.Queue()
    process = context.Process(target=_mint_many_alone, args=(dsn, answer))
    process.start()
    process.join(300)
    seconds, longest, memory = answer.get(timeout=1)
    return [
        Row(
            f"mint {MANY:,}: memory",
            f"{memory:.0f} MB after {seconds:.1f} s",
            "the process's peak",
            "",
            "< 300 MB",
            memory < 300,
        ),
        Row(f"mint {MANY:,}: event loop", f"{longest:.0f} ms held at the longest", "", "", "≤ 50 ms", longest <= 50),
    ]


def measure() -> list[Row]:
    """The figures of minting."""
    with fresh_postgres() as dsn:
        asyncio.run(migrate(dsn))
        return [asyncio.run(_compare(dsn)), *_many(dsn)]

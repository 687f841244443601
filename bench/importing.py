"""Importing: a CSV file from upload to committed batch, against the way that handles one row after the other."""

import asyncio
import csv
import gc
import io
import multiprocessing
import resource
import statistics
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import orjson

from app.database.connection import execute, transaction
from app.domain.imports.import_files import store_import
from app.domain.imports.import_jobs import fill_imported_batch
from app.domain.imports.importing import ImportDraft, OnFaults, import_token_batch, preview_import
from app.domain.metadata import parse_values
from app.domain.templates import (
    FieldDraft,
    TemplateDraft,
    create_template,
    fields_of,
    serial_of,
)
from app.domain.unique_values import hold_unique_values
from app.models import BatchStatus, MetadataFieldType, StaticToken, TokenBatch, UniqueValue
from app.models.identifiers import new_id
from app.secrets.auth_token import AuthToken
from app.secrets.qr_token import QrToken
from bench.house import Issuer, fresh_postgres, issuer_at, migrate
from bench.mint import _empty, _longest_block
from bench.table import Row

COUNT = 100_000
REFERENCE_COUNT = 5_000
"""Rows that the reference is measured with; it takes as long for each of more."""

ROUNDS = 3


def _file(count: int) -> bytes:
    lines = (f"Sensor {at},SN-{at:08d},{at.to_bytes(6, 'big').hex(':')}\r\n" for at in range(count))
    return f"Device Name,Serial,MAC address\r\n{''.join(lines)}".encode()


async def _template(issuer: Issuer) -> UUID:
    draft = TemplateDraft(
        name="TempSense",
        fields=(
            FieldDraft("Serial", MetadataFieldType.TEXT, is_required=True, is_unique=True),
            FieldDraft("MAC address", MetadataFieldType.MAC_ADDRESS),
        ),
    )
    return (await create_template(issuer.owner, issuer.parts, issuer.organization.id, draft)).id


async def _chunks(data: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(data), 64 * 1024):
        yield data[start : start + 64 * 1024]


@dataclass(frozen=True)
class _Seconds:
    preview: float
    whole: float


async def _imported(issuer: Issuer, template_id: UUID, data: bytes) -> _Seconds:
    """Seconds for a look at the file, and from the first byte of the upload to the committed batch."""
    started = time.perf_counter()
    file = await store_import(issuer.owner, issuer.parts, issuer.organization.id, "devices.csv", _chunks(data))
    stored = time.perf_counter()
    check = await preview_import(issuer.owner, issuer.parts, file.id, template_id)
    previewed = time.perf_counter()
    imported = await import_token_batch(issuer.owner, issuer.parts, ImportDraft(file.id, OnFaults.STOP))
    await fill_imported_batch(issuer.parts, imported.batch.id)
    seconds = time.perf_counter() - previewed + stored - started
    assert check.good_row_count == COUNT
    assert check.fault_count == 0
    await _check(issuer, imported.batch.id)
    return _Seconds(previewed - stored, seconds)


async def _check(issuer: Issuer, batch_id: UUID) -> None:
    batch = await TokenBatch.get(id=batch_id)
    assert batch.status is BatchStatus.COMPLETE, batch.status
    assert await StaticToken.filter(batch_id=batch.id).count() == COUNT
    assert await UniqueValue.filter(issuer_id=issuer.organization.id).count() == COUNT
    token = await StaticToken.get(batch_id=batch.id, serial=f"SN-{COUNT - 1:08d}")
    assert token.metadata["Device Name"] == f"Sensor {COUNT - 1}"
    assert token.metadata["MAC address"] == "00:00:00:01:86:9F"
    opened = issuer.parts.sealer.open(token.id.bytes, bytes(token.sealed))
    assert issuer.parts.digester.auth(AuthToken.parse(opened.auth.text).text.encode()) == bytes(token.auth_digest)


async def _one_by_one(issuer: Issuer, template_id: UUID, data: bytes, count: int) -> float:
    """Seconds for reading, checking and inserting row by row, all in one transaction."""
    fields = await fields_of(template_id)
    batch = await TokenBatch.create(
        id=new_id(),
        issuer_id=issuer.organization.id,
        template_id=template_id,
        name="reference",
        origin="FILE",
        status="RUNNING",
        token_count=count,
    )
    digester, sealer, now = issuer.parts.digester, issuer.parts.sealer, datetime.now(UTC)
    started = time.perf_counter()
    async with transaction():
        for row in csv.DictReader(io.StringIO(data.decode())):
            values = parse_values(fields, row)
            token_id, auth, qr = new_id(), AuthToken.mint().text.encode(), QrToken.mint().text.encode()
            await execute(
                """
                INSERT INTO static_token (id, auth_digest, qr_digest, sealed, metadata, serial, issuer_id, template_id,
                                          batch_id, origin, created_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'MINTED', $10)
                """,
                token_id,
                digester.auth(auth),
                digester.qr(qr),
                sealer.seal(token_id.bytes, auth, qr),
                orjson.dumps(values).decode(),
                serial_of(fields, values),
                issuer.organization.id,
                template_id,
                batch.id,
                now,
            )
            await hold_unique_values(issuer.organization.id, token_id, fields, values)
    seconds = time.perf_counter() - started
    assert await StaticToken.filter(batch_id=batch.id).count() == count
    assert await UniqueValue.filter(issuer_id=issuer.organization.id).count() == count
    return seconds


async def _compare(dsn: str) -> list[Row]:
    async with issuer_at(dsn) as issuer:
        template_id = await _template(issuer)
        data, reference_data = _file(COUNT), _file(REFERENCE_COUNT)
        ratios, ours, previews, theirs = [], [], [], []
        for _ in range(ROUNDS):
            one_by_one = await _one_by_one(issuer, template_id, reference_data, REFERENCE_COUNT)
            await _empty()
            seconds = await _imported(issuer, template_id, data)
            await _empty()
            theirs.append(one_by_one * COUNT / REFERENCE_COUNT)
            ours.append(seconds.whole)
            previews.append(seconds.preview)
            ratios.append(theirs[-1] / ours[-1])
    ratio = statistics.median(ratios)
    return [
        Row(
            f"import of {COUNT:,} rows",
            f"{statistics.median(ours):.2f} s",
            f"INSERT by INSERT: {statistics.median(theirs):.1f} s (from {REFERENCE_COUNT:,} rows)",
            f"{ratio:.1f} × ({min(ratios):.1f}–{max(ratios):.1f})",
            "≥ 15 ×",
            ratio >= 15,
        ),
        Row(
            f"preview of {COUNT:,} rows",
            f"{statistics.median(previews):.2f} s",
            "a GraphQL request's limit: 10 s",
            "",
            "< 10 s",
            max(previews) < 10,
        ),
    ]


async def _watched(dsn: str) -> float:
    """The longest time in milliseconds that the loop was held."""
    async with issuer_at(dsn) as issuer:
        template_id = await _template(issuer)
        data = _file(COUNT)
        gc.freeze()  # what a server holds when it has started is not searched for garbage again and again
        watch = asyncio.create_task(_longest_block())
        await _imported(issuer, template_id, data)
        watch.cancel()
        longest = (await asyncio.gather(watch, return_exceptions=True))[0]
        assert isinstance(longest, float)
    return longest * 1000


def _watched_alone(dsn: str, answer: "multiprocessing.Queue[tuple[float, float]]") -> None:
    longest = asyncio.run(_watched(dsn))
    answer.put((longest, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def _alone(dsn: str) -> list[Row]:
    # A process of its own, so that its peak memory is that of importing alone.
    context = multiprocessing.get_context("spawn")
    answer: multiprocessing.Queue[tuple[float, float]] = context.Queue()
    process = context.Process(target=_watched_alone, args=(dsn, answer))
    process.start()
    longest, memory = answer.get(timeout=300)
    process.join(30)
    name = f"import of {COUNT:,} rows"
    return [
        Row(f"{name}: memory", f"{memory:.0f} MB", "the process's peak", "", "< 300 MB", memory < 300),
        Row(f"{name}: event loop", f"{longest:.0f} ms held at the longest", "", "", "≤ 50 ms", longest <= 50),
    ]


def measure() -> list[Row]:
    """The figures of importing."""
    with fresh_postgres() as dsn:
        asyncio.run(migrate(dsn))
        return [*asyncio.run(_compare(dsn)), *_alone(dsn)]

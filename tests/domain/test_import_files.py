"""Uploaded files: whose they are, how they are stored, and for how long."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from app.database.connection import execute
from app.domain.errors import BadRequest, Forbidden
from app.domain.imports import import_files
from app.domain.imports.csv_faults import CsvEmpty
from app.domain.imports.import_files import (
    ImportMissing,
    ImportTooLarge,
    TooManyImports,
    forget_old_imports,
    read_pieces,
    store_import,
)
from app.domain.imports.import_jobs import fill_imported_batch
from app.domain.imports.importing import OnFaults
from app.domain.parts import Parts
from app.models import (
    BatchStatus,
    ImportFile,
    ImportPart,
    ImportPiece,
    Role,
    TokenBatch,
)
from tests.builders import a_customer, a_member
from tests.domain.importers import Maker, a_maker, content

pytestmark = pytest.mark.anyio


@pytest.fixture
async def maker(parts: Parts) -> Maker:
    return await a_maker(parts)


async def nothing() -> AsyncIterator[bytes]:
    yield b"Serial\nSN-1\n"


async def test_only_administrators_upload_and_not_for_customers(maker: Maker, parts: Parts) -> None:
    customer = await a_customer(maker.organization)
    operator = await a_member(maker.organization, Role.OPERATOR)
    personal = customer.held[0].organization_id
    for actor, organization_id in ((operator, maker.organization.id), (customer, personal), (maker.owner, uuid4())):
        with pytest.raises(Forbidden):
            await store_import(actor, parts, organization_id, "x.csv", nothing())
    with pytest.raises(BadRequest):
        await store_import(operator, parts, None, "x.csv", nothing())
    file = await store_import(maker.owner, parts, None, "C:\\lists\\July\u202e.csv", nothing())
    assert (file.organization_id, file.name) == (maker.organization.id, "tokens.csv")


async def test_a_file_is_stored_in_sealed_pieces_and_gone_once_imported(maker: Maker) -> None:
    tag = uuid4().hex
    rows = "".join(f"SN-{number},dev_{tag}_{number:05d}\n" for number in range(4_000))
    import_id = await maker.upload(f"Serial,Auth Token\n{rows}x\n", chunk=50_000)
    pieces = await ImportPiece.filter(import_file_id=import_id).order_by("number")
    assert [piece.number for piece in pieces] == [0, 1, 2, 3]
    assert await content(read_pieces(maker.parts, import_id, ImportPart.FILE)) == f"Serial,Auth Token\n{rows}x\n"

    asked = await maker.ask(import_id, OnFaults.SKIP)
    await fill_imported_batch(maker.parts, asked.batch.id)
    assert (await TokenBatch.get(id=asked.batch.id)).created_count == 4_000
    left = await ImportPiece.filter(import_file_id=import_id)
    assert [piece.part for piece in left] == [ImportPart.FAULTS]
    for piece in [*pieces, *left]:
        assert tag.encode() not in piece.sealed
        assert b"Auth Token" not in piece.sealed


async def test_a_file_too_large_or_broken_off_leaves_nothing(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_files, "MAXIMUM_BYTES", 200_000)
    with pytest.raises(ImportTooLarge):
        await maker.upload(b"x" * 200_001)
    with pytest.raises(CsvEmpty):
        await maker.upload(b"")

    async def broken() -> AsyncIterator[bytes]:
        yield b"x" * 100_000
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await store_import(maker.owner, maker.parts, maker.organization.id, "x.csv", broken())
    assert not await ImportFile.exists(organization_id=maker.organization.id)
    assert await maker.upload(b"x" * 200_000)


async def test_a_file_is_nothing_before_it_is_whole(maker: Maker) -> None:
    seen: list[type[Exception]] = []

    async def chunks() -> AsyncIterator[bytes]:
        yield b"Serial\nSN-1\n"
        file = await ImportFile.get(organization_id=maker.organization.id)
        try:
            await maker.preview(file.id)
        except ImportMissing as error:
            seen.append(type(error))

    await store_import(maker.owner, maker.parts, maker.organization.id, "x.csv", chunks())
    assert seen == [ImportMissing]


async def test_uploads_that_wait_are_limited_for_each_organization(maker: Maker, parts: Parts) -> None:
    outcomes = await asyncio.gather(
        *(maker.upload("Serial\nSN-1\n") for _ in range(import_files.MAXIMUM_WAITING + 3)), return_exceptions=True
    )
    refused = [outcome for outcome in outcomes if isinstance(outcome, TooManyImports)]
    assert len(refused) == 3
    assert await (await a_maker(parts)).upload("Serial\nSN-1\n")
    used = next(outcome for outcome in outcomes if isinstance(outcome, UUID))
    await maker.ask(used)
    assert await maker.upload("Serial\nSN-2\n")


async def test_files_expire_after_a_day_unless_a_job_needs_them(maker: Maker) -> None:
    waiting, kept, fresh = [await maker.upload(f"Serial\nSN-{number}\n") for number in range(3)]
    asked = await maker.ask(kept)
    for import_id in (waiting, kept):
        await execute(
            "UPDATE import_file SET created_at = created_at - $2::interval WHERE id = $1",
            import_id,
            timedelta(hours=24),
        )
    with pytest.raises(ImportMissing):
        await maker.preview(waiting)
    await forget_old_imports()
    assert set(await ImportFile.filter(organization_id=maker.organization.id).values_list("id", flat=True)) == {
        kept,
        fresh,
    }
    await fill_imported_batch(maker.parts, asked.batch.id)
    assert (await TokenBatch.get(id=asked.batch.id)).status is BatchStatus.COMPLETE
    await forget_old_imports()
    assert await ImportFile.filter(organization_id=maker.organization.id).values_list("id", flat=True) == [fresh]


async def test_uploads_that_broke_off_with_their_process_are_cleared(maker: Maker) -> None:
    import_id = await maker.upload("Serial\nSN-1\n")
    await execute(
        "UPDATE import_file SET byte_count = NULL, created_at = now() - interval '61 minutes' WHERE id = $1", import_id
    )
    await forget_old_imports()
    assert not await ImportFile.exists(id=import_id)
    assert not await ImportPiece.exists(import_file_id=import_id)

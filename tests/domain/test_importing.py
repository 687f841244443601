"""Importing a CSV file: every fault at once, all or nothing, and values that nobody else may have."""

import asyncio
from dataclasses import replace
from uuid import uuid4

import pytest

from app.database.connection import connected, execute
from app.domain.devices import releasing
from app.domain.errors import BadRequest
from app.domain.idempotency import IdempotencyKeyReused
from app.domain.imports.csv_faults import CsvEmpty, CsvHeaderMissing, CsvHeaderOnly, CsvQuoteUnclosed
from app.domain.imports.import_columns import ImportColumnsUnmatched, ImportMappingInvalid
from app.domain.imports.import_files import (
    ImportMissing,
    ImportUsed,
    faulty_rows,
)
from app.domain.imports.import_jobs import fill_imported_batch
from app.domain.imports.import_rows import ImportFault
from app.domain.imports.importing import (
    ImportDraft,
    ImportedBatch,
    ImportFaulty,
    OnFaults,
    import_token_batch,
    preview_import,
)
from app.domain.organizations.plans import PlanLimitReached
from app.domain.parts import Parts
from app.domain.templates import TemplateDraft, TemplateNotUsable, update_template
from app.models import (
    BatchOrigin,
    BatchStatus,
    Event,
    ImportFile,
    ImportPart,
    ImportPiece,
    MetadataField,
    Role,
    StaticToken,
    TokenBatch,
    TokenOrigin,
    UniqueValue,
)
from app.secrets.auth_token import AuthToken
from app.secrets.digests import LookupDigester
from app.secrets.qr_token import QrToken
from tests.builders import a_brand, a_customer, a_member, below, tokens_of, waiting_for_locks
from tests.domain.importers import Maker, a_maker, content

pytestmark = pytest.mark.anyio


@pytest.fixture
async def maker(parts: Parts) -> Maker:
    return await a_maker(parts)


THREE = "Serial;Device Name;MAC address\r\nSN-1;One;aa-bb-cc-00-11-01\r\nSN-2;Two;\r\nSN-3;;AABBCC001103\r\n"


async def test_each_row_becomes_a_token_with_its_own_values(maker: Maker) -> None:
    batch = await maker.make(THREE)

    assert (batch.status, batch.origin) == (BatchStatus.COMPLETE, BatchOrigin.FILE)
    assert (batch.token_count, batch.created_count, batch.name) == (3, 3, "devices")
    tokens = await StaticToken.filter(batch_id=batch.id).order_by("id")
    assert [token.metadata for token in tokens] == [
        {"Device Name": "One", "Serial": "SN-1", "MAC address": "AA:BB:CC:00:11:01", "Tested": "false"},
        {"Device Name": "Two", "Serial": "SN-2", "Tested": "false"},
        {"Device Name": "TempSense", "Serial": "SN-3", "MAC address": "AA:BB:CC:00:11:03", "Tested": "false"},
    ]
    assert [(token.serial, token.origin) for token in tokens] == [
        (f"SN-{number}", TokenOrigin.MINTED) for number in (1, 2, 3)
    ]
    for minted, token in zip(await tokens_of(batch, maker.parts), tokens, strict=True):
        assert maker.parts.digester.auth(AuthToken.parse(minted.auth_token.text).text.encode()) == token.auth_digest
        assert maker.parts.digester.qr(QrToken.parse(minted.qr_token.text).text.encode()) == token.qr_digest
    held = await UniqueValue.filter(issuer_id=maker.organization.id)
    assert {(value.static_token_id, value.value) for value in held} == {(token.id, token.serial) for token in tokens}
    assert await maker.used() == 3
    kinds = [event.kind for event in await Event.filter(batch_id=batch.id).order_by("id")]
    assert kinds == ["BATCH_REQUESTED", "BATCH_COMPLETED"]


async def test_a_preview_tells_what_the_file_is_and_creates_nothing(maker: Maker) -> None:
    check = await maker.preview(await maker.upload(b"\xef\xbb\xbf" + THREE.replace("Serial", "serial").encode()))

    assert (check.delimiter, check.has_bom, check.row_count, check.good_row_count) == (";", True, 3, 3)
    assert check.plan.unmatched == ["serial"]
    assert check.plan.missing_fields == ["Serial"]
    assert check.plan.columns[0].guess_reason == "case differs from “Serial”"
    assert check.samples == [["SN-1", "SN-2", "SN-3"], ["One", "Two"], ["aa-bb-cc-00-11-01", "AABBCC001103"]]
    assert await maker.nothing_was_created()


async def test_mapped_columns_are_imported_under_their_fields(maker: Maker) -> None:
    import_id = await maker.upload("SN,Notes\nSN-1,x\n")
    with pytest.raises(ImportColumnsUnmatched) as refused:
        await maker.ask(import_id)
    assert refused.value.columns == ["SN", "Notes"]
    with pytest.raises(ImportMappingInvalid):
        await maker.preview(import_id, SN="Colour")
    assert (await maker.preview(import_id, SN="Serial", Notes=None)).good_row_count == 1

    draft = ImportDraft(import_id, OnFaults.STOP, {"SN": "Serial", "Notes": None}, name="First run")
    asked = await import_token_batch(maker.owner, maker.parts, draft)  # the template is that of the preview
    await fill_imported_batch(maker.parts, asked.batch.id)

    assert asked.batch.name == "First run"
    assert (await StaticToken.get(batch_id=asked.batch.id)).serial == "SN-1"


async def test_without_a_preview_the_template_must_be_named(maker: Maker) -> None:
    with pytest.raises(BadRequest):
        await import_token_batch(maker.owner, maker.parts, ImportDraft(await maker.upload(THREE), OnFaults.STOP))
    assert await maker.nothing_was_created()


FAULTY = (
    "Serial,Device Name,MAC address,Tested,Error\n"
    "SN-1,One,AA:BB:CC:00:11:01,yes,\n"
    ",Two,nonsense,maybe,old reason\n"
    "SN-3,Three\n"
    "SN-1,Four,,,\n"
    '"SN-5","=cmd",,,\n'
    "SN-6,Six,,,,\n"
    f"SN-7,{'x' * 1001},,,\n"
)


async def test_every_fault_is_told_at_once_with_row_column_value_and_reason(maker: Maker) -> None:
    import_id = await maker.upload(FAULTY)
    check = await maker.preview(import_id)

    assert check.faults == [
        ImportFault(2, "Serial", "", "is required"),
        ImportFault(2, "MAC address", "nonsense", "is not a MAC address of 6 bytes"),
        ImportFault(2, "Tested", "maybe", "is not one of true, false, yes, no, 1, 0"),
        ImportFault(3, None, "", "has 2 cells instead of 5"),
        ImportFault(4, "Serial", "SN-1", "is in row 1 already"),
        ImportFault(6, None, "", "has 6 cells instead of 5"),
        ImportFault(7, "Device Name", "x" * 100, "is longer than 1,000 characters"),
    ]
    assert (check.row_count, check.faulty_row_count, check.fault_count) == (7, 5, 7)
    with pytest.raises(ImportFaulty) as refused:
        await maker.ask(import_id)
    assert refused.value.check.faults == check.faults
    assert refused.value.message == (
        "5 of 7 rows are faulty, so nothing was created. The first: row 2, “Serial” is required."
    )
    assert await maker.nothing_was_created()


async def test_skipping_makes_the_good_rows_and_the_others_come_back_to_be_mended(maker: Maker) -> None:
    import_id = await maker.upload(FAULTY)
    asked = await maker.ask(import_id, OnFaults.SKIP)
    await fill_imported_batch(maker.parts, asked.batch.id)

    assert (asked.skipped_rows, asked.batch.token_count, await maker.used()) == (5, 2, 2)
    tokens = await StaticToken.filter(batch_id=asked.batch.id).order_by("id")
    assert [(token.serial, token.metadata["Device Name"]) for token in tokens] == [("SN-1", "One"), ("SN-5", "=cmd")]

    annotated = await content(await faulty_rows(maker.owner, maker.parts, import_id))
    assert annotated.splitlines() == [
        "Serial,Device Name,MAC address,Tested,Error",
        (
            ',Two,nonsense,maybe,"Serial is required; MAC address is not a MAC address of 6 bytes; '
            'Tested is not one of true, false, yes, no, 1, 0"'
        ),
        "SN-3,Three,,,has 2 cells instead of 5",
        "SN-1,Four,,,Serial is in row 1 already",
        "SN-6,Six,,,has 6 cells instead of 5",
        f'SN-7,{"x" * 1001},,,"Device Name is longer than 1,000 characters"',
    ]
    mended = annotated.replace(",Two,nonsense,maybe", "SN-2,Two,,no").replace("SN-1,", "SN-4,").replace("x" * 1001, "x")
    batch = await maker.make(mended)
    serials = [token.serial for token in await StaticToken.filter(batch_id=batch.id).order_by("id")]
    assert serials == ["SN-2", "SN-3", "SN-4", "SN-6", "SN-7"]


async def test_a_file_of_faulty_rows_only_makes_no_batch(maker: Maker) -> None:
    with pytest.raises(ImportFaulty):
        await maker.make('Serial\n""\nSN-1,x\n', OnFaults.SKIP)
    assert await maker.nothing_was_created()


async def test_the_faulty_rows_of_a_second_look_replace_those_of_the_first(maker: Maker) -> None:
    import_id = await maker.upload("Serial,MAC address\nSN-1,x\n")
    assert (await maker.preview(import_id)).fault_count == 1
    assert await content(await faulty_rows(maker.owner, maker.parts, import_id)) != ""
    assert (await maker.preview(import_id, **{"MAC address": None})).fault_count == 0
    assert await content(await faulty_rows(maker.owner, maker.parts, import_id)) == ""


async def test_many_faults_are_counted_and_a_thousand_told(maker: Maker) -> None:
    rows = "".join(f"SN-{number},x{number}\n" for number in range(20_000))
    import_id = await maker.upload(f"Serial,MAC address\n{rows}", chunk=70_000)
    check = await maker.preview(import_id)

    assert (check.fault_count, check.faulty_row_count, len(check.faults)) == (20_000, 20_000, 1_000)
    assert [fault.row for fault in check.faults] == list(range(1, 1_001))
    annotated = await content(await faulty_rows(maker.owner, maker.parts, import_id))
    assert len(annotated.splitlines()) == 20_001
    assert annotated.splitlines()[-1] == "SN-19999,x19999,MAC address is not a MAC address of 6 bytes"


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"\n", CsvEmpty),
        (b"Serial,Device Name\n", CsvHeaderOnly),
        (b"SN-1,AA:BB:CC:00:11:01\nSN-2,AA:BB:CC:00:11:02\n", CsvHeaderMissing),
        (b'Serial\nSN-1\n"SN-2\n', CsvQuoteUnclosed),
    ],
)
async def test_a_file_that_cannot_be_read_creates_nothing(maker: Maker, data: bytes, fault: type[Exception]) -> None:
    import_id = await maker.upload(data)
    for attempt in (maker.preview, maker.ask):
        with pytest.raises(fault):
            await attempt(import_id)
    assert await maker.nothing_was_created()


# ---- Values that nobody else may have. ----


async def test_values_of_the_issuers_other_tokens_are_faults(maker: Maker, parts: Parts) -> None:
    await maker.make("Serial\nSN-1\nSN-2\n")
    check = await maker.preview(await maker.upload("Serial\nSN-3\nSN-2\n"))
    assert check.faults == [ImportFault(2, "Serial", "SN-2", "is used by another token")]

    child = await below(maker.organization)
    other = Maker(parts, child, await a_member(child), maker.template)
    assert (await other.make("Serial\nSN-1\n")).status is BatchStatus.COMPLETE  # unique within the issuer


async def test_of_two_imports_with_the_same_serial_one_wins_whole(maker: Maker) -> None:
    asked = [await maker.ask(await maker.upload(f"Serial\n{own}\nSN-1\n")) for own in ("A", "B")]
    outcomes = await asyncio.gather(*(fill_imported_batch(maker.parts, each.batch.id) for each in asked))

    assert outcomes == [None, None]
    batches = [await TokenBatch.get(id=each.batch.id) for each in asked]
    won, lost = sorted(batches, key=lambda batch: batch.status)
    assert (won.status, lost.status) == (BatchStatus.COMPLETE, BatchStatus.FAILED)
    assert lost.failure == "Some of its values or tokens were taken meanwhile. Preview the file again."
    assert await StaticToken.filter(batch_id=won.id).count() == 2
    assert await StaticToken.filter(batch_id=lost.id).count() == 0
    assert await UniqueValue.filter(issuer_id=maker.organization.id).count() == 2
    assert await maker.used() == 2

    lost_file = asked[0 if lost.id == asked[0].batch.id else 1]
    file = await ImportFile.get(organization_id=maker.organization.id, batch_id=None)
    assert (await maker.preview(file.id)).fault_count == 1  # it can be looked at and imported again
    again = await maker.ask(file.id, OnFaults.SKIP)
    await fill_imported_batch(maker.parts, again.batch.id)
    assert again.batch.id != lost_file.batch.id
    assert await StaticToken.filter(batch_id=again.batch.id).count() == 1


async def test_a_field_that_is_removed_takes_its_values_along(maker: Maker) -> None:
    await maker.make("Serial\nSN-1\n")
    field = await MetadataField.get(template_id=maker.template.id, name="Serial")
    await update_template(maker.owner, maker.parts, maker.template.id, TemplateDraft(fields=[]))
    assert not await UniqueValue.exists(field_id=field.id)


async def test_a_field_removed_between_request_and_job_does_no_harm(maker: Maker) -> None:
    asked = await maker.ask(await maker.upload("Serial\nSN-1\n"))
    await update_template(maker.owner, maker.parts, maker.template.id, TemplateDraft(fields=[]))
    await fill_imported_batch(maker.parts, asked.batch.id)
    assert (await StaticToken.get(batch_id=asked.batch.id)).metadata["Serial"] == "SN-1"


# ---- Tokens brought from elsewhere. ----


def brought(*pairs: tuple[str, str]) -> str:
    return "Serial,Auth Token,QR Token\n" + "".join(f"SN-{at},{auth},{qr}\n" for at, (auth, qr) in enumerate(pairs))


async def test_brought_tokens_are_taken_as_they_are(maker: Maker) -> None:
    tag = uuid4().hex
    auth, qr = AuthToken.mint().text, QrToken.mint()
    batch = await maker.make(brought((f"dev_{tag}", f"sqr_{tag}"), (auth, qr.grouped)))

    tokens = await tokens_of(batch, maker.parts)
    assert [(token.auth_token.text, token.qr_token.text) for token in tokens] == [
        (f"dev_{tag}", f"sqr_{tag}"),
        (auth, qr.text),
    ]
    stored = await StaticToken.filter(batch_id=batch.id).order_by("id")
    assert {token.origin for token in stored} == {TokenOrigin.IMPORTED}
    assert stored[0].auth_digest == maker.parts.digester.auth(f"dev_{tag}".encode())
    assert stored[0].qr_digest == maker.parts.digester.qr(f"sqr_{tag}".encode())


@pytest.mark.parametrize(("column", "is_auth"), [("Auth Token", True), ("QR Token", False)])
async def test_one_kind_may_be_brought_and_the_other_minted(maker: Maker, column: str, is_auth: bool) -> None:
    own = f"own_{uuid4().hex}"
    batch = await maker.make(f"Serial,{column}\nSN-1,{own}\n")
    token = (await tokens_of(batch, maker.parts))[0]

    assert (token.auth_token.text if is_auth else token.qr_token.text) == own
    assert (token.qr_token if is_auth else token.auth_token).is_foreign is False
    assert (await StaticToken.get(batch_id=batch.id)).origin is TokenOrigin.IMPORTED


async def test_malformed_doubled_known_and_deleted_tokens_are_refused_without_being_shown(maker: Maker) -> None:
    tag = uuid4().hex
    first = await maker.make(brought((f"gone_{tag}", f"gone_q_{tag}"), (f"here_{tag}", f"here_q_{tag}")))
    gone = (await tokens_of(first, maker.parts))[0]
    await releasing.delete_tokens(maker.owner, maker.parts, [gone.id], confirm=1)

    text = brought(
        (f"gone_{tag}", f"gone_q_{tag}"),  # the AuthToken has a tombstone; the QR token is free again
        (f"here_{tag}", f"new_q_{tag}"),
        (f"new_{tag}", f"here_q_{tag}"),
        (f"new_{tag}", f"other_q_{tag}"),
        ("bad", "bad"),
    ).replace("SN-", "new-")
    check = await maker.preview(await maker.upload(text))

    assert check.faults == [
        ImportFault(1, "Auth Token", "", "is used by another token"),
        ImportFault(2, "Auth Token", "", "is used by another token"),
        ImportFault(3, "QR Token", "", "is used by another token"),
        ImportFault(4, "Auth Token", "", "is in row 3 already"),
        ImportFault(5, "Auth Token", "", "is not made of 16 to 64 letters, digits, hyphens and underscores"),
        ImportFault(
            5,
            "QR Token",
            "",
            "is not made of 16 to 64 letters, digits, hyphens and underscores, or fails its check characters",
        ),
    ]
    assert check.samples[1] == ["gone…", "here…", "new_…"]


async def test_a_token_under_an_older_key_is_known(maker: Maker) -> None:
    own = f"dev_{uuid4().hex}"
    await maker.make(f"Serial,Auth Token\nSN-1,{own}\n")
    keys = {1: bytes(32), 7: bytes(range(32))}
    rotated = LookupDigester(keys, 7)
    old = LookupDigester(keys, 1)
    await execute(
        "UPDATE static_token SET auth_digest = $1 WHERE serial = 'SN-1' AND issuer_id = $2",
        old.auth(own.encode()),
        maker.organization.id,
    )
    later = Maker(
        replace(maker.parts, digester=rotated),
        maker.organization,
        maker.owner,
        maker.template,
    )
    check = await later.preview(await later.upload(f"Serial,Auth Token\nSN-2,{own}\n"))
    assert [fault.reason for fault in check.faults] == ["is used by another token"]


async def test_a_token_that_came_and_went_after_the_check_is_not_issued_again(maker: Maker) -> None:
    own = f"dev_{uuid4().hex}"
    asked = await maker.ask(await maker.upload(f"Serial,Auth Token\nSN-1,{own}\n"))
    async with connected() as connection, connection.transaction():
        await connection.execute("LOCK TABLE static_token IN SHARE MODE")
        filling = asyncio.create_task(fill_imported_batch(maker.parts, asked.batch.id))
        await waiting_for_locks(1)  # the job has looked once more and is about to write
        digest = maker.parts.digester.auth(own.encode())
        await connection.execute("INSERT INTO retired_token (id, auth_digest) VALUES ($1, $2)", uuid4(), digest)
    await filling

    assert (await TokenBatch.get(id=asked.batch.id)).status is BatchStatus.FAILED
    assert await StaticToken.filter(batch_id=asked.batch.id).count() == 0


# ---- Plans, keys, rights. ----


async def test_the_plan_is_charged_with_the_good_rows_and_refuses_more(parts: Parts) -> None:
    maker = await a_maker(parts, plan="FREE")
    rows = "".join(f"SN-{number}\n" for number in range(101))
    import_id = await maker.upload(f"Serial\n{rows}")
    with pytest.raises(PlanLimitReached) as refused:
        await maker.ask(import_id)
    assert (refused.value.limit, refused.value.used, refused.value.requested) == (100, 0, 101)
    assert await maker.nothing_was_created()
    assert (await ImportFile.get(id=import_id)).batch_id is None

    batch = await maker.make(f"Serial\n{rows}\nSN-1\n".replace("SN-100\n", "SN-0\n"), OnFaults.SKIP)
    assert (batch.token_count, await maker.used()) == (100, 100)


async def test_the_same_key_gives_the_same_batch_again(maker: Maker) -> None:
    import_id = await maker.upload("Serial\nSN-1\n,\n")
    asked = [await maker.ask(import_id, OnFaults.SKIP, "key") for _ in range(2)]
    assert asked[0] == asked[1]
    assert asked[0].skipped_rows == 1
    await fill_imported_batch(maker.parts, asked[0].batch.id)
    assert (await maker.ask(import_id, OnFaults.SKIP, "key")).batch.id == asked[0].batch.id

    with pytest.raises(IdempotencyKeyReused):
        await maker.ask(import_id, OnFaults.STOP, "key")
    with pytest.raises(IdempotencyKeyReused):
        await maker.ask(await maker.upload("Serial\nSN-2\n"), OnFaults.SKIP, "key")
    assert await TokenBatch.filter(issuer_id=maker.organization.id).count() == 1
    assert await maker.used() == 1


async def test_of_the_same_request_at_once_one_batch_comes(maker: Maker) -> None:
    import_id = await maker.upload("Serial\nSN-1\n")
    asked = await asyncio.gather(*(maker.ask(import_id, key="key") for _ in range(3)))
    assert len({each.batch.id for each in asked}) == 1
    assert await maker.used() == 1


async def test_a_file_becomes_one_batch_only(maker: Maker) -> None:
    import_id = await maker.upload("Serial\nSN-1\n")
    outcomes = await asyncio.gather(*(maker.ask(import_id) for _ in range(3)), return_exceptions=True)
    made = [outcome for outcome in outcomes if isinstance(outcome, ImportedBatch)]
    refusals = [outcome for outcome in outcomes if isinstance(outcome, ImportUsed)]
    assert (len(made), len(refusals)) == (1, 2)
    assert {refusal.batch_id for refusal in refusals} == {made[0].batch.id}
    for attempt in (maker.preview(import_id), maker.ask(import_id, key="other")):
        with pytest.raises(ImportUsed):
            await attempt
    assert await maker.used() == 1


async def test_a_key_of_a_refused_request_is_free(maker: Maker) -> None:
    import_id = await maker.upload("Serial\nSN-1\n")
    await maker.ask(import_id)
    with pytest.raises(ImportUsed):
        await maker.ask(import_id, key="key")
    assert (await maker.ask(await maker.upload("Serial\nSN-2\n"), key="key")).batch.token_count == 1


async def test_strangers_colleagues_and_unknown_files_look_alike(maker: Maker, parts: Parts) -> None:
    import_id = await maker.upload("Serial\nSN-1\n")
    child = await below(maker.organization)
    strangers = [
        await a_member(await a_brand()),
        await a_member(child),
        await a_member(maker.organization, Role.OPERATOR),
        await a_customer(maker.organization),
    ]
    for actor, wanted in [*((stranger, import_id) for stranger in strangers), (maker.owner, uuid4())]:
        draft = ImportDraft(wanted, OnFaults.STOP, template_id=maker.template.id)
        for attempt in (
            preview_import(actor, parts, wanted, maker.template.id),
            import_token_batch(actor, parts, draft),
            faulty_rows(actor, parts, wanted),
        ):
            with pytest.raises(ImportMissing):
                await attempt
    assert await maker.nothing_was_created()
    admin = await a_member(maker.organization, Role.ADMIN)
    assert (await preview_import(admin, parts, import_id, maker.template.id)).good_row_count == 1


async def test_a_template_of_another_organization_is_refused(maker: Maker, parts: Parts) -> None:
    foreign = await a_maker(parts)
    import_id = await maker.upload("Serial\nSN-1\n")
    with pytest.raises(TemplateNotUsable):
        await preview_import(maker.owner, parts, import_id, foreign.template.id)
    with pytest.raises(TemplateNotUsable):
        await import_token_batch(
            maker.owner, parts, ImportDraft(import_id, OnFaults.STOP, template_id=foreign.template.id)
        )


# ---- Jobs that stop in the middle, and the event loop. ----


async def test_a_job_that_dies_in_the_middle_leaves_nothing_and_its_repetition_everything(maker: Maker) -> None:
    rows = "".join(f"SN-{number}\n" for number in range(30_000))
    asked = await maker.ask(await maker.upload(f"Serial\n{rows}", chunk=70_000))
    filling = asyncio.create_task(fill_imported_batch(maker.parts, asked.batch.id))
    for _ in range(2_000):
        if (await TokenBatch.get(id=asked.batch.id)).created_count:
            break
        await asyncio.sleep(0.005)
    assert not filling.done()
    filling.cancel()
    await asyncio.gather(filling, return_exceptions=True)
    assert (await TokenBatch.get(id=asked.batch.id)).status is BatchStatus.RUNNING
    assert await StaticToken.filter(batch_id=asked.batch.id).count() == 0
    assert await UniqueValue.filter(issuer_id=maker.organization.id).count() == 0

    await asyncio.gather(*(fill_imported_batch(maker.parts, asked.batch.id) for _ in range(2)))
    batch = await TokenBatch.get(id=asked.batch.id)
    assert (batch.status, batch.created_count) == (BatchStatus.COMPLETE, 30_000)
    assert await StaticToken.filter(batch_id=batch.id).count() == 30_000
    assert await UniqueValue.filter(issuer_id=maker.organization.id).count() == 30_000
    first = await StaticToken.filter(batch_id=batch.id).order_by("id").limit(3)
    assert [token.serial for token in first] == ["SN-0", "SN-1", "SN-2"]


async def test_a_check_that_is_stopped_leaves_the_file_as_it_was(maker: Maker) -> None:
    rows = "".join(f"SN-{number},x\n" for number in range(30_000))
    import_id = await maker.upload(f"Serial,MAC address\n{rows}", chunk=70_000)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await maker.preview(import_id)
    assert not await ImportPiece.exists(import_file_id=import_id, part=ImportPart.FAULTS)
    assert (await maker.preview(import_id)).fault_count == 30_000

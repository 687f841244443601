"""Imports through the doors: a file goes up, is looked at, and becomes a batch, whole or not at all."""

import csv
import io
import json
import secrets
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect

from app.domain.imports import csv_files
from app.domain.parts import Parts
from app.domain.templates import FieldDraft
from app.models import ImportFile, MetadataFieldType, Organization, Role, StaticToken, Template, TokenBatch
from app.schema.nodes import global_id, parse_id
from tests.api.clients import Client, Door
from tests.builders import a_brand, a_customer, a_member, a_template, below

pytestmark = pytest.mark.anyio

SERIAL = FieldDraft("Serial", MetadataFieldType.TEXT, is_unique=True, is_required=True)
MAC = FieldDraft("MAC Address", MetadataFieldType.MAC_ADDRESS)
PREVIEW = """preview { delimiter rowCount goodRowCount faultyRowCount missingFields
  columns { name target match guess guessReason samples } faults { row column value reason } }"""
FAULTY = "... on ImportFaulty { preview { faults { row column value reason } } }"
GOOD = "Serial,MAC Address,Device Name\r\nA-1,84f703000001,Hall\r\nA-2,84-F7-03-00-00-02,\r\n"


def an_id(organization: Organization) -> str:
    return global_id("Organization", organization.id)


def of_template(template: Template) -> str:
    return global_id("Template", template.id)


async def a_place(parts: Parts) -> tuple[Organization, Template]:
    brand = await a_brand()
    return brand, await a_template(brand, parts, SERIAL, MAC)


async def an_administrator(door: Door, brand: Organization) -> Client:
    return door.person(await a_member(brand, Role.ADMIN))


async def sent(
    client: Client, content: str | bytes, organization: Organization, name: str = "line 1.csv"
) -> httpx.Response:
    return await client.http.post(
        "/imports",
        params={"organization": an_id(organization), "name": name},
        content=content.encode() if isinstance(content, str) else content,
        headers={**client.headers, "content-type": "text/csv"},
        timeout=60,
    )


async def uploaded(client: Client, content: str | bytes, organization: Organization) -> str:
    response = await sent(client, content, organization)
    assert response.status_code == 201, response.text
    return str(response.json()["importId"])


async def finished(client: Client, success: dict[str, Any]) -> TokenBatch:
    """The batch of a successful import once its job has ended."""
    assert success["__typename"] == "ImportTokenBatchSuccess", success
    batch_id = success["tokenBatch"]["id"]
    query = "subscription($id: ID!) { tokenBatchProgressed(id: $id) { status } }"
    async with client.follow(query, id=batch_id) as stream:
        while (await stream.next())["tokenBatchProgressed"]["status"] not in {"COMPLETE", "FAILED"}:
            pass
    return await TokenBatch.get(id=parse_id(batch_id)[1])


async def test_a_file_becomes_a_batch_with_its_values(door: Door, parts: Parts, worker: None) -> None:
    brand, template = await a_place(parts)
    client = await an_administrator(door, brand)
    import_id = await uploaded(client, GOOD, brand)

    preview = await client.do("previewTokenImport", PREVIEW, importId=import_id, templateId=of_template(template))
    success = await client.do("importTokenBatch", "tokenBatch { id } skippedRows", importId=import_id)
    batch = await finished(client, success)

    assert preview["preview"]["goodRowCount"] == 2
    assert {column["match"] for column in preview["preview"]["columns"]} == {"EXACT"}
    assert (batch.name, batch.origin, batch.status, batch.created_count) == ("line 1", "FILE", "COMPLETE", 2)
    tokens = await StaticToken.filter(batch_id=batch.id).order_by("id")
    assert [token.serial for token in tokens] == ["A-1", "A-2"]
    assert tokens[1].metadata == {"Serial": "A-2", "MAC Address": "84:F7:03:00:00:02", "Device Name": "TempSense"}


async def test_every_fault_is_told_and_the_faulty_rows_come_back(door: Door, parts: Parts, worker: None) -> None:
    brand, template = await a_place(parts)
    client = await an_administrator(door, brand)
    content = "Serial;mac address\nA-1;84:F7:03\nA-1;\nA-3;84F703000003\n"
    import_id = await uploaded(client, content, brand)
    mapping = [{"column": "mac address", "target": "MAC Address"}]

    asked = await client.do("previewTokenImport", PREVIEW, importId=import_id, templateId=of_template(template))
    stopped = await client.do("importTokenBatch", "skippedRows", FAULTY, importId=import_id, mapping=mapping)
    before = await StaticToken.filter(issuer_id=brand.id).count()
    skipped = await client.do(
        "importTokenBatch", "tokenBatch { id } skippedRows", importId=import_id, mapping=mapping, onFaults="SKIP"
    )
    batch = await finished(client, skipped)
    rows = await client.http.get(f"/imports/{import_id}/faults", headers=client.headers)

    (unmatched,) = [column for column in asked["preview"]["columns"] if column["match"] == "UNMATCHED"]
    assert unmatched["guess"] == "MAC Address"
    assert stopped["__typename"] == "ImportFaulty"
    assert {fault["row"] for fault in stopped["preview"]["faults"]} == {1, 2}
    assert before == 0
    assert (batch.created_count, skipped["skippedRows"]) == (1, 2)
    returned = list(csv.DictReader(io.StringIO(rows.text, newline=""), delimiter=";"))
    assert [row["Serial"] for row in returned] == ["A-1", "A-1"]
    assert all(row["Error"] for row in returned)


async def test_devices_flashed_elsewhere_connect_and_can_be_claimed(door: Door, parts: Parts, worker: None) -> None:
    brand, template = await a_place(parts)
    client = await an_administrator(door, brand)
    qr_token = f"sqr_{secrets.token_hex(12)}"
    auth_token = secrets.token_urlsafe(32)
    content = f"Serial,Auth Token,QR Token\nA-1,{auth_token},{qr_token}\n"

    import_id = await uploaded(client, content, brand)
    success = await client.do(
        "importTokenBatch", "tokenBatch { id }", importId=import_id, templateId=of_template(template)
    )
    await finished(client, success)
    url, bearer = door.http.base_url.copy_with(scheme="ws", path="/device"), {"authorization": f"Bearer {auth_token}"}
    async with connect(str(url), additional_headers=bearer, compression=None, proxy=None) as device:
        welcome = json.loads(await device.recv())
        claimed = await door.person(await a_customer(brand)).do("claimDevice", "device { id }", qrToken=qr_token)

    assert (welcome["t"], welcome["claimed"]) == ("welcome", False)
    assert claimed["__typename"] == "ClaimDeviceSuccess"
    assert str(parse_id(claimed["device"]["id"])[1]) == welcome["device"]


UNREADABLE = "... on CsvUnusable { fault row }"


@pytest.mark.parametrize(
    ("content", "fault", "row"),
    [
        ("\n \n", "EMPTY", None),
        ("Serial\n", "HEADER_ONLY", None),
        ("SN-1,AA:BB:CC:00:11:01\nSN-2,AA:BB:CC:00:11:02\n", "HEADER_MISSING", None),
        ("Serial,,Note\nA,B,C\n", "COLUMN_NAMELESS", None),
        ("Serial,Serial\nA,B\n", "COLUMN_TWICE", None),
        (",".join(f"Column {number}" for number in range(201)) + "\nA\n", "TOO_MANY_COLUMNS", None),
        ("Serial\nA\n".encode("utf-16"), "UTF_16", None),
        (b"Serial\nA\n\xff\xfe\xfd\n", "NOT_UTF_8", 2),
        ("Serial\n\0\n", "NUL", 1),
        ("Serial\nA\n" + "B" * 10_000_000, "LINE_TOO_LONG", 2),
        ('Serial\nA\n"never closed\nB\n', "QUOTE_UNCLOSED", 2),
        ('Serial\n"A" and more\n', "QUOTE_MISPLACED", 1),
    ],
)
async def test_a_hostile_file_is_refused_by_name(
    door: Door, parts: Parts, content: str | bytes, fault: str, row: int | None
) -> None:
    brand, template = await a_place(parts)
    client = await an_administrator(door, brand)
    import_id = await uploaded(client, content, brand)

    for mutation in ("previewTokenImport", "importTokenBatch"):
        refused = await client.do(
            mutation, "__typename", UNREADABLE, importId=import_id, templateId=of_template(template)
        )
        assert (refused["__typename"], refused["fault"], refused["row"]) == ("CsvUnusable", fault, row)
        assert refused["message"].endswith(".")
    assert await nothing_was_made(brand)


async def nothing_was_made(brand: Organization) -> bool:
    batches = await TokenBatch.filter(issuer_id=brand.id).count()
    return batches == await StaticToken.filter(issuer_id=brand.id).count() == 0


async def test_a_file_with_one_row_too_many_is_refused(
    door: Door, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_files, "MAXIMUM_ROWS", 2_000)  # the million itself is counted in the domain's tests
    brand = await a_brand()
    template = await a_template(brand, parts)
    client = await an_administrator(door, brand)
    import_id = await uploaded(client, "Device Name\n" + "A\n" * 2_001, brand)

    refused = await client.do(
        "importTokenBatch", "__typename", UNREADABLE, importId=import_id, templateId=of_template(template)
    )

    assert (refused["__typename"], refused["fault"]) == ("CsvUnusable", "TOO_MANY_ROWS")
    assert "1,000,000" in refused["message"]
    assert await nothing_was_made(brand)


async def test_every_kind_of_faulty_row_is_told_and_makes_nothing(door: Door, parts: Parts, worker: None) -> None:
    brand, template = await a_place(parts)
    client = await an_administrator(door, brand)
    first = await uploaded(client, "Serial\nTAKEN\n", brand)
    made = await client.do("importTokenBatch", "tokenBatch { id }", importId=first, templateId=of_template(template))
    await finished(client, made)
    rows = [
        "A-1,84F703000001,One,too much",
        "A-2",
        "A-3,84F7,Two",
        "A-4,,Three",
        "TAKEN,,Four",
        ",,Five",
        f"A-6,,{'x' * 1_001}",
    ]
    import_id = await uploaded(client, "Serial,MAC Address,Device Name\n" + "\n".join(rows) + "\nA-4,,=1+1\n", brand)

    refused = await client.do(
        "importTokenBatch", "skippedRows", FAULTY, importId=import_id, templateId=of_template(template)
    )

    assert refused["__typename"] == "ImportFaulty"
    faults = refused["preview"]["faults"]
    assert [(fault["row"], fault["column"]) for fault in faults] == [
        (1, None),
        (2, None),
        (3, "MAC Address"),
        (5, "Serial"),
        (6, "Serial"),
        (7, "Device Name"),
        (8, "Serial"),
    ]
    assert all(fault["reason"] for fault in faults)
    assert await StaticToken.filter(issuer_id=brand.id).count() == 1


async def test_an_empty_file_and_one_that_is_too_large_are_not_kept(door: Door, parts: Parts) -> None:
    brand, _ = await a_place(parts)
    client = await an_administrator(door, brand)

    empty = await sent(client, b"", brand)
    large = await sent(client, bytes(100 * 1024 * 1024 + 1), brand)

    assert (empty.status_code, empty.json()["error"]["code"]) == (400, "CsvEmpty")
    assert (large.status_code, large.json()["error"]["code"]) == (413, "ImportTooLarge")
    assert await ImportFile.filter(organization_id=brand.id).count() == 0


async def test_an_upload_is_used_once_and_by_its_own_organization_only(door: Door, parts: Parts, worker: None) -> None:
    brand, template = await a_place(parts)
    client = await an_administrator(door, brand)
    import_id = await uploaded(client, GOOD, brand)
    stranger = await an_administrator(door, await a_brand())
    child = await an_administrator(door, await below(brand))
    given = {"importId": import_id, "templateId": of_template(template)}

    foreign = [await each.do("importTokenBatch", "skippedRows", **given) for each in (stranger, child)]
    unknown = await client.do("importTokenBatch", "skippedRows", importId=global_id("Import", brand.id))
    await finished(client, await client.do("importTokenBatch", "tokenBatch { id }", **given))
    again = await client.do("importTokenBatch", "skippedRows", **given)

    assert {each["__typename"] for each in (*foreign, unknown)} == {"ImportMissing"}
    assert len({each["message"] for each in (*foreign, unknown)}) == 1
    assert again["__typename"] == "ImportUsed"
    assert await StaticToken.filter(issuer_id=brand.id).count() == 2


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.MEMBER, None])
async def test_only_administrators_upload(door: Door, parts: Parts, role: Role | None) -> None:
    brand = await a_brand()

    refused = await sent(door.person(await a_member(brand, role)), GOOD, brand)
    unknown = await sent(door.stranger(), GOOD, brand)

    assert refused.status_code == 403
    assert unknown.status_code == 401
    assert await ImportFile.filter(organization_id=brand.id).count() == 0

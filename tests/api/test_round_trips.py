"""What we write is read by others as it was meant, and by ourselves without any loss."""

import csv
import io
import shutil
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pandas
import pytest

from app.domain.parts import Parts
from app.domain.templates import FieldDraft
from app.models import MetadataFieldType, Organization, StaticToken, Template
from tests.api.clients import Client, Door
from tests.api.test_exports import exported
from tests.api.test_imports import an_administrator, finished, of_template, uploaded
from tests.builders import a_batch, a_brand, a_template

pytestmark = pytest.mark.anyio

FIELDS = (
    FieldDraft("Serial", MetadataFieldType.TEXT, is_unique=True),
    FieldDraft("Note", MetadataFieldType.TEXT),
    FieldDraft("MAC Address", MetadataFieldType.MAC_ADDRESS),
    FieldDraft("Offset", MetadataFieldType.DECIMAL),
    FieldDraft("Made On", MetadataFieldType.DATE),
    FieldDraft("Is Tested", MetadataFieldType.BOOLEAN),
)
NOTES = (
    *(
        "=1+1",
        '=HYPERLINK("http://example.com","click")',
        "+1-1",
        "-x",
        "@SUM(A1)",
        "'=1",
        "''",
        "'t Hof",
        "-5",
        "0012",
    ),
    *("plain", "1e5", "TRUE", "NA", "null", 'say "hi", twice', "a;b\u00a0c", "温度 ü", "%0A", "|cmd"),
)


async def a_colourful_export(door: Door, parts: Parts, issuer: Organization) -> bytes:
    """`tokens.csv` with a token for each of the notes."""
    template = await a_template(issuer, parts, *FIELDS)
    for number, note in enumerate(NOTES):
        metadata = {
            "Serial": f"-{number}" if number % 2 else f"S/{number}",
            "Note": note,
            "Device Name": note if number % 3 else "Lamp",
            "MAC Address": f"84:F7:03:00:00:{number:02X}",
            "Offset": f"-{number}.5",
            "Made On": "2026-11-02",
            "Is Tested": "true" if number % 2 else "false",
        }
        await a_batch(issuer, parts, template=template, metadata=metadata)
    archive = await exported(await an_administrator(door, issuer), issuer, {"filter": {}}, formats=[])
    return archive.read("tokens.csv")


def cells(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline="")))


async def imported(
    client: Client, content: bytes, organization: Organization, template: Template, **options: Any
) -> None:
    success = await client.do(
        "importTokenBatch",
        "tokenBatch { id }",
        importId=await uploaded(client, content, organization),
        templateId=of_template(template),
        **options,
    )
    batch = await finished(client, success)
    assert batch.created_count == len(NOTES)


async def test_an_export_comes_whole_into_a_database_that_never_saw_its_tokens(
    door: Door, parts: Parts, worker: None
) -> None:
    here, there = await a_brand(), await a_brand()
    content = await a_colourful_export(door, parts, here)
    # As if `here` had been in another database: nothing is left of the tokens, not even that they once were.
    await StaticToken.filter(issuer_id=here.id).delete()
    template = await a_template(there, parts, *FIELDS)
    client = await an_administrator(door, there)

    await imported(client, content, there, template)
    again = (await exported(client, there, {"filter": {}}, formats=[])).read("tokens.csv")

    before, after = pandas.read_csv(io.BytesIO(content), **AS_TEXT), pandas.read_csv(io.BytesIO(again), **AS_TEXT)
    kept = [name for name in before.columns if name not in {"Batch", "Created At"}]
    assert "Auth Token" in kept
    assert before[kept].equals(after[kept])
    stored = await StaticToken.filter(issuer_id=there.id).order_by("id")
    assert [token.metadata["Note"] for token in stored] == list(NOTES)


async def test_values_alone_come_into_another_organization_beside_the_first(
    door: Door, parts: Parts, worker: None
) -> None:
    here, there = await a_brand(), await a_brand()
    content = await a_colourful_export(door, parts, here)
    template = await a_template(there, parts, *FIELDS)
    ignored = [{"column": name, "target": None} for name in ("Auth Token", "QR Token")]

    await imported(await an_administrator(door, there), content, there, template, mapping=ignored)

    of_both = [await StaticToken.filter(issuer_id=each.id).order_by("id") for each in (here, there)]
    assert [token.metadata for token in of_both[0]] == [token.metadata for token in of_both[1]]


AS_TEXT: dict[str, Any] = {"dtype": str, "keep_default_na": False}


async def test_pandas_reads_the_same_cells(door: Door, parts: Parts) -> None:
    content = await a_colourful_export(door, parts, await a_brand())

    table = pandas.read_csv(io.BytesIO(content), **AS_TEXT)

    assert [list(table.columns), *table.to_numpy().tolist()] == cells(content)
    assert len(table) == len(NOTES)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed here")
async def test_libreoffice_finds_no_formula(door: Door, parts: Parts, tmp_path: Path) -> None:
    content = await a_colourful_export(door, parts, await a_brand())
    (tmp_path / "tokens.csv").write_bytes(content)
    (tmp_path / "unguarded.csv").write_text("Note\n=1+1\n")

    formulas, shown = opened_by_libreoffice(tmp_path / "tokens.csv")
    control, _ = opened_by_libreoffice(tmp_path / "unguarded.csv")

    assert control == ["of:=1+1"], "it would have found one"
    assert formulas == []
    assert {"'=1+1", "'@SUM(A1)", "'+1-1", "'-x", "-5"} <= set(shown)


OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def opened_by_libreoffice(path: Path) -> tuple[list[str], list[str]]:
    """The formulas of a file as a spreadsheet, and what its cells show."""
    profile = f"-env:UserInstallation=file://{path.parent}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "fods", "--outdir", str(path.parent), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    cells = list(ElementTree.parse(path.with_suffix(".fods")).iter(f"{OFFICE}table-cell"))
    formulas = [cell.attrib[f"{OFFICE}formula"] for cell in cells if f"{OFFICE}formula" in cell.attrib]
    return formulas, ["".join(cell.itertext()).strip() for cell in cells]

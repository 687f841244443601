"""Labels that come along with an export: on known paper, on one's own, for label printers; and what is said before."""

import io
import re
import secrets
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from app.domain.parts import Parts
from app.domain.templates import FieldDraft
from app.http import label_entries
from app.labels import print_job
from app.models import Brand, Event, ExportLink, MetadataFieldType, Organization, Role, TokenBatch
from app.schema.nodes import global_id
from tests.api.clients import Client, Door
from tests.api.test_exports import SUCCESS, an_exporter, an_id, download, exported, of_batch, rows_of
from tests.api.test_imports import an_administrator, finished, of_template, uploaded
from tests.api.test_labels import content, unpacked
from tests.builders import a_batch, a_brand, a_member, a_static_token, a_template, tokens_of
from tests.labels.printing import found, page_sizes, page_text, pages, zpl_image, zpl_texts

pytestmark = pytest.mark.anyio

EXAMPLE = (Path(__file__).parents[2] / "docs/examples/labels.toml").read_text()
SERIAL = FieldDraft("Serial", MetadataFieldType.TEXT, is_unique=True)
WARNED = f"{SUCCESS} warnings {{ __typename message ... on SmallModules {{ millimetres }} }}"
TOO_SMALL = "... on ModulesTooSmall { millimetres modules room }"
FAULT = "... on LabelTemplateUnusable { key line }"
LABEL = """query($id: ID!, $labels: LabelsInput) { staticToken(id: $id) { claimUrl label(labels: $labels) {
  __typename ... on LabelSuccess { dataUri warnings { __typename message } } ... on UserError { message }
  ... on LabelTemplateUnusable { key line } } } }"""
ALIGNMENT = """query($stock: LabelStock, $template: String) { alignmentSheet(stock: $stock, template: $template) {
  __typename ... on AlignmentSheetSuccess { name labelsPerSheet dataUri }
  ... on LabelTemplateUnusable { message key line } } }"""


def a_label(width: float, height: float) -> str:
    """A template file for labels on a roll."""
    size = f"{{ width = {width}, height = {height} }}"
    return f'name = "Roll"\npage = {size}\ncolumns = 1\nrows = 1\nmargin = {{ left = 0, top = 0 }}\nlabel = {size}\n'


def a_host(length: int) -> str:
    """A claim host of so many characters, which no other brand has."""
    name = secrets.token_hex(length)[: length - len(".example")]
    return ".".join(name[start : start + 49] for start in range(0, len(name), 50)) + ".example"


async def asked(client: Client, issuer: Organization, batch: TokenBatch, facts: str = "", **options: Any) -> Any:
    """What `exportTokens` says to an export of a batch."""
    return await client.do(
        "exportTokens", WARNED, facts, organizationId=an_id(issuer), selection=of_batch(batch), **options
    )


async def an_imported_batch(door: Door, parts: Parts, brand: Organization, content: str) -> TokenBatch:
    client = await an_administrator(door, brand)
    template = await a_template(brand, parts, SERIAL)
    success = await client.do(
        "importTokenBatch",
        "tokenBatch { id }",
        importId=await uploaded(client, content, brand),
        templateId=of_template(template),
    )
    return await finished(client, success)


@pytest.mark.parametrize(("stock", "size"), [("AVERY_5160", (612, 792)), ("AVERY_L7160", (595, 842))])
async def test_label_sheets_come_along_and_every_code_on_them_can_be_scanned(
    door: Door, parts: Parts, stock: str, size: tuple[int, int]
) -> None:
    issuer = await a_brand()
    batch = await a_batch(issuer, parts, 32)

    archive = await exported(
        await an_exporter(door, issuer), issuer, of_batch(batch), content="LABELS", formats=[], labels={"stock": stock}
    )

    assert archive.namelist() == ["tokens.csv", "labels/alignment.pdf", "labels/sheets-00001.pdf"]
    document = pypdfium2.PdfDocument(archive.read("labels/sheets-00001.pdf"))
    assert len(document) == 2
    assert tuple(round(side) for side in document[0].get_size()) == size
    codes = [code.text for page in document for code in zxingcpp.read_barcodes(page.render(scale=3).to_pil())]
    assert sorted(codes) == sorted(row["Claim URL"] for row in rows_of(archive))
    document.close()


async def test_paper_of_ones_own_is_printed_on_from_its_first_label_that_is_left(door: Door, parts: Parts) -> None:
    issuer = await a_brand()
    batch = await a_batch(issuer, parts, 4)

    archive = await exported(
        await an_exporter(door, issuer),
        issuer,
        of_batch(batch),
        content="LABELS",
        formats=[],
        labels={"template": EXAMPLE, "firstPosition": 15},
    )

    sheets = archive.read("labels/sheets-00001.pdf")
    first, second = (found(page) for page in pages(sheets))
    assert [code.text for code in (*first, *second)] == [row["Claim URL"] for row in rows_of(archive)]
    assert (len(first), len(second)) == (2, 2)
    # 300 dots an inch: the last two labels begin 12.9 + 7 × 33.9 mm from the paper's edge.
    assert min(code.top for code in first) > (12.9 + 7 * 33.9) / 25.4 * 300
    assert "Print at 100 %" in page_text(sheets)
    assert f"{batch.name} · sheet 2" in page_text(sheets, 1)
    assert "16" in page_text(archive.read("labels/alignment.pdf")).split()


async def test_many_labels_come_in_several_files_whose_sheets_are_numbered_through(
    door: Door, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(print_job, "LABELS_PER_FILE", 16)
    monkeypatch.setattr(label_entries, "LABELS_AT_ONCE", 7)
    issuer = await a_brand()
    batch = await a_batch(issuer, parts, 20)
    client = await an_exporter(door, issuer)
    given: dict[str, Any] = {"content": "LABELS", "formats": []}

    paper = await exported(client, issuer, of_batch(batch), labels={"template": EXAMPLE, "firstPosition": 15}, **given)
    roll = await exported(client, issuer, of_batch(batch), labels={"zplDpi": 203}, **given)

    files = [paper.read(f"labels/sheets-{number:05}.pdf") for number in (1, 2, 3)]
    assert len(paper.namelist()) == 5
    codes = [[code.text for code in found(page)] for file in files for page in pages(file)]
    assert [len(some) for some in codes] == [2, 16, 2]
    assert [code for some in codes for code in some] == [row["Claim URL"] for row in rows_of(paper)]
    assert f"{batch.name} · sheet 3" in page_text(files[2])
    printed = [found(zpl_image(label))[0].text for label in zpl_labels(roll.read("labels/labels-203dpi.zpl"))]
    assert printed == [row["Claim URL"] for row in rows_of(roll)]


@pytest.mark.parametrize(("dpi", "width"), [(203, 400), (300, 600), (600, 1200)])
async def test_a_label_printer_gets_the_whole_batch_as_one_print_job(
    door: Door, parts: Parts, dpi: int, width: int
) -> None:
    issuer = await a_brand()
    batch = await a_batch(issuer, parts, 6)

    archive = await exported(
        await an_exporter(door, issuer), issuer, of_batch(batch), content="LABELS", formats=[], labels={"zplDpi": dpi}
    )

    assert archive.namelist() == ["tokens.csv", f"labels/labels-{dpi}dpi.zpl"]
    labels = zpl_labels(archive.read(f"labels/labels-{dpi}dpi.zpl"))
    images = [zpl_image(label) for label in labels]
    assert {image.width for image in images} == {width}
    assert [code.text for image in images for code in found(image)] == [row["Claim URL"] for row in rows_of(archive)]


def zpl_labels(job: bytes) -> list[bytes]:
    """The formats of a print job one by one."""
    *labels, rest = job.split(b"^XZ\n")
    assert rest == b""
    return labels


@pytest.mark.parametrize(
    ("template", "key", "line"),
    [
        (EXAMPLE.replace("rows = 8", "rows = 80"), "", None),
        (EXAMPLE.replace("rows = 8", "rows = many"), None, 6),
        (EXAMPLE.replace("columns = 2", "colums = 2"), "columns", None),
        (EXAMPLE.replace("height = 33.9", "height = -33.9"), "label.height", 8),
        (EXAMPLE.replace("product = 11", "product = 1100"), "font_sizes.product", 14),
        ("#" * 20_001, None, None),
    ],
)
async def test_a_template_that_cannot_be_used_is_refused_with_its_line(
    door: Door, parts: Parts, template: str, key: str | None, line: int | None
) -> None:
    issuer = await a_brand()
    batch = await a_batch(issuer, parts)

    refused = await asked(
        await an_exporter(door, issuer), issuer, batch, FAULT, content="LABELS", labels={"template": template}
    )

    assert (refused["__typename"], refused["key"], refused["line"]) == ("LabelTemplateUnusable", key or None, line)
    assert refused["message"].startswith(f"Line {line}: " if line else "The label")
    assert await nothing_was_exported(issuer)


async def nothing_was_exported(issuer: Organization) -> bool:
    links = await ExportLink.filter(issuer_id=issuer.id).count()
    return links == 0 == await Event.filter(issuer_id=issuer.id, kind="TOKENS_EXPORTED").count()


@pytest.mark.parametrize(
    ("content", "labels"),
    [
        ("FLASH", {"stock": "AVERY_5160"}),
        ("FLASH", {"template": EXAMPLE}),
        ("FLASH", {"zplDpi": 203}),
        ("LABELS", {"zplDpi": 150}),
        ("LABELS", {"stock": "AVERY_5160", "template": EXAMPLE}),
        ("LABELS", {"stock": "AVERY_5160", "firstPosition": 31}),
        ("LABELS", {"stock": "AVERY_5160", "firstPosition": 0}),
    ],
)
async def test_labels_that_make_no_sense_are_no_request(
    door: Door, parts: Parts, content: str, labels: dict[str, Any]
) -> None:
    issuer = await a_brand()
    batch = await a_batch(issuer, parts)
    client = await an_exporter(door, issuer)

    answer = await client.try_to(
        "exportTokens", organizationId=an_id(issuer), selection=of_batch(batch), content=content, labels=labels
    )

    assert answer.code == "BAD_REQUEST"
    assert await nothing_was_exported(issuer)


async def test_small_modules_are_warned_of_and_too_small_ones_refused_by_the_brands_own_host(
    door: Door, parts: Parts
) -> None:
    issuer = await a_brand()
    batch = await a_batch(issuer, parts)
    client = await an_exporter(door, issuer)
    given: dict[str, Any] = {"content": "LABELS", "labels": {"template": a_label(70, 16)}}

    async def with_host(host: str) -> Any:
        await Brand.filter(organization_id=issuer.id).update(claim_host=host)
        return await asked(client, issuer, batch, TOO_SMALL, **given)

    roomy, tight, refused = [await with_host(host) for host in (a_host(12), a_host(18), a_host(100))]

    assert (roomy["__typename"], roomy["warnings"]) == ("ExportTokensSuccess", [])
    (warning,) = tight["warnings"]
    assert warning["__typename"] == "SmallModules"
    assert 0.25 <= warning["millimetres"] < 0.33
    assert f"{warning['millimetres']:.2f} mm" in warning["message"]
    assert refused["__typename"] == "ModulesTooSmall"
    assert refused["millimetres"] < 0.25
    assert await ExportLink.filter(issuer_id=issuer.id).count() == 2


async def test_of_tokens_brought_along_the_longest_decides(door: Door, parts: Parts, worker: None) -> None:
    issuer = await a_brand()
    await Brand.filter(organization_id=issuer.id).update(claim_host=a_host(12))
    short, long = secrets.token_hex(8).upper(), f"sqr_{secrets.token_urlsafe(45)}"
    header = "Serial,QR Token\r\n"
    small = await an_imported_batch(door, parts, issuer, f"{header}A-1,{short}\r\n")
    mixed = await an_imported_batch(
        door, parts, issuer, f"{header}A-2,{secrets.token_hex(8).upper()}\r\nA-3,{long}\r\n"
    )
    client = await an_exporter(door, issuer)
    given: dict[str, Any] = {"content": "LABELS", "labels": {"template": a_label(100, 16)}}

    fine = await asked(client, issuer, small, TOO_SMALL, **given)
    refused = await asked(client, issuer, mixed, TOO_SMALL, **given)
    warned = await asked(client, issuer, mixed, content="LABELS", formats=[], labels={"template": a_label(100, 21)})
    archive = zipfile.ZipFile(io.BytesIO((await download(warned["url"])).content))

    assert fine["warnings"] == []
    assert (refused["__typename"], refused["modules"]) == ("ModulesTooSmall", 49)
    assert [warning["__typename"] for warning in warned["warnings"]] == ["SmallModules"]
    printed = pages(archive.read("labels/sheets-00001.pdf"), dpi=600)
    assert [code.text for page in printed for code in found(page)] == [row["Claim URL"] for row in rows_of(archive)]


async def test_a_repeated_request_hears_the_first_warnings(door: Door, parts: Parts) -> None:
    issuer = await a_brand()
    batch = await a_batch(issuer, parts)
    client = await an_exporter(door, issuer)
    given: dict[str, Any] = {"content": "LABELS", "idempotencyKey": secrets.token_hex(8)}
    given["labels"] = {"template": a_label(70, 15), "zplDpi": 203}

    first = await asked(client, issuer, batch, **given)
    await Brand.filter(organization_id=issuer.id).update(claim_host=a_host(58))
    again = await asked(client, issuer, batch, **given)
    other = await asked(client, issuer, batch, **{**given, "labels": {"template": a_label(71, 15), "zplDpi": 203}})

    assert {warning["__typename"] for warning in first["warnings"]} >= {"FewDots"}
    assert first == again
    assert other["__typename"] == "IdempotencyKeyReused"


@pytest.mark.parametrize("labels", [{"template": EXAMPLE}, {}, {"zplDpi": 300}])
async def test_no_byte_for_the_print_shop_tells_an_auth_token(
    door: Door, parts: Parts, worker: None, labels: dict[str, Any]
) -> None:
    issuer = await a_brand()
    foreign = [secrets.token_urlsafe(24) for _ in range(2)]
    rows = "".join(f"A-{number},{token}\r\n" for number, token in enumerate(foreign))
    batches = [
        await a_batch(issuer, parts, 2),
        await an_imported_batch(door, parts, issuer, f"Serial,Auth Token\r\n{rows}"),
    ]
    client = await an_exporter(door, issuer)
    for batch in batches:
        tokens = await tokens_of(batch, parts)
        archive = await exported(
            client, issuer, of_batch(batch), content="LABELS", formats=["PNG", "SVG"], labels=labels
        )

        everything = b"\n".join(readings(name, archive.read(name)) for name in archive.namelist()).lower()

        assert all(token.qr_token.text.lower().encode() in everything for token in tokens), "what is there is found"
        assert not any(token.auth_token.text.lower().encode() in everything for token in tokens)
        assert b"csd_" not in everything


def readings(name: str, content: bytes) -> bytes:
    """A file of an export in every form in which something could be read in it."""
    shown = [name.encode(), content]
    if name.endswith(".png"):
        shown += [zlib.decompress(data) for data in re.findall(rb"IDAT(.*)....\0\0\0\0IEND", content, re.DOTALL)]
        shown += [code.text.encode() for code in found(Image.open(io.BytesIO(content)))]
    elif name.endswith(".pdf"):
        shown += [unpacked(content)]
        document = pypdfium2.PdfDocument(content)
        for index in range(len(document)):
            shown.append("".join(page_text(content, index).split()).encode())
        document.close()
        shown += [code.text.encode() for page in pages(content, dpi=200) for code in found(page)]
    elif name.endswith(".zpl"):
        for label in zpl_labels(content):
            shown.append("".join(text for _, _, text in zpl_texts(label)).encode())
            shown += [code.text.encode() for code in found(zpl_image(label))]
    return b"\n".join(shown)


async def test_a_single_label_takes_any_paper_and_says_what_to_know(door: Door, parts: Parts) -> None:
    issuer = await a_brand()
    token = await a_static_token(issuer, parts)
    person = door.person(await a_member(issuer, Role.OPERATOR))

    async def label(labels: dict[str, Any] | None) -> tuple[dict[str, Any], str]:
        seen = (await person.ask(LABEL, id=global_id("StaticToken", token.id), labels=labels))["staticToken"]
        return seen["label"], seen["claimUrl"]

    plain, link = await label(None)
    sheet, _ = await label({"template": EXAMPLE, "firstPosition": 16})
    zpl, _ = await label({"zplDpi": 203, "template": a_label(80, 15)})
    refused, _ = await label({"template": a_label(70, 9)})
    faulty, _ = await label({"template": a_label(70, 9) + "colour = 'red'\n"})

    assert plain["warnings"] == []
    assert page_sizes(content(plain["dataUri"], "application/pdf")) == [(50, 25)]
    assert page_sizes(content(sheet["dataUri"], "application/pdf")) == [(210, 297)]
    for image in (
        pages(content(plain["dataUri"], "application/pdf"))[0],
        pages(content(sheet["dataUri"], "application/pdf"))[0],
        zpl_image(content(zpl["dataUri"], "application/vnd.zebra-zpl")),
    ):
        assert [code.text for code in found(image)] == [link]
    assert "FewDots" in {warning["__typename"] for warning in zpl["warnings"]}
    assert refused["__typename"] == "ModulesTooSmall"
    assert (faulty["__typename"], faulty["key"], faulty["line"]) == ("LabelTemplateUnusable", "colour", 7)


async def test_outlines_of_any_paper_can_be_printed_first(door: Door) -> None:
    person = door.person(await a_member(await a_brand(), Role.MEMBER))

    known = (await person.ask(ALIGNMENT, stock="AVERY_5160"))["alignmentSheet"]
    own = (await person.ask(ALIGNMENT, template=EXAMPLE))["alignmentSheet"]
    faulty = (await person.ask(ALIGNMENT, template="name = "))["alignmentSheet"]

    assert (known["name"], known["labelsPerSheet"]) == ("Avery 5160", 30)
    assert (own["name"], own["labelsPerSheet"]) == ("Shipping sheet, 16 labels", 16)
    text = page_text(content(own["dataUri"], "application/pdf"))
    assert "this line is 100 mm long" in text
    assert {str(number) for number in range(1, 17)} <= set(text.split())
    assert (faulty["__typename"], faulty["line"]) == ("LabelTemplateUnusable", 1)

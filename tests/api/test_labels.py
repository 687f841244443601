"""Labels and box guides through the door: printed, read by a camera, and silent about AuthTokens."""

import base64
import re
import zlib
from uuid import uuid4

import pytest

from app.domain.parts import Parts
from app.domain.templates import FieldDraft
from app.models import Brand, MetadataFieldType, Organization, Role, Template
from app.schema.nodes import global_id
from tests.api.clients import Client, Door
from tests.api.steps import an_owned_device
from tests.builders import MintedToken, a_batch, a_brand, a_customer, a_member, a_template, below, tokens_of
from tests.labels.printing import found, page_sizes, page_text, pages, zpl_image, zpl_texts

pytestmark = pytest.mark.anyio

SERIAL = FieldDraft("Serial", MetadataFieldType.TEXT, is_unique=True)
LABEL = """query($id: ID!, $format: QrFormat!, $dpi: Int! = 203) {
  staticToken(id: $id) { claimUrl qrCode(format: $format, dpi: $dpi) } }"""
GUIDE = "query($id: ID!, $page: GuidePage! = A5) { template(id: $id) { boxGuide(page: $page) } }"


def content(uri: str, media_type: str) -> bytes:
    """The file in a data URI of this media type."""
    kind, _, encoded = uri.partition(";base64,")
    assert kind == f"data:{media_type}"
    return base64.b64decode(encoded, validate=True)


def unpacked(pdf: bytes) -> bytes:
    """The file as it is, and every compressed stream in it once more as plain bytes."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\n?endstream", pdf, re.DOTALL)
    return pdf + b"".join(zlib.decompressobj().decompress(stream) for stream in streams if stream[:1] == b"\x78")


async def a_serial_token(organization: Organization, parts: Parts) -> MintedToken:
    template = await a_template(organization, parts, SERIAL)
    (token,) = await tokens_of(
        await a_batch(organization, parts, template=template, metadata={"Serial": "TS-000123"}), parts
    )
    return token


async def label(person: Client, token: MintedToken, wanted: str, media_type: str, dpi: int = 203) -> tuple[bytes, str]:
    """A label, and what its QR code shall say."""
    seen = await person.ask(LABEL, id=global_id("StaticToken", token.id), format=wanted, dpi=dpi)
    return content(seen["staticToken"]["qrCode"], media_type), seen["staticToken"]["claimUrl"]


async def box_guide(person: Client, template: Template, page: str = "A5") -> bytes:
    seen = await person.ask(GUIDE, id=global_id("Template", template.id), page=page)
    return content(seen["template"]["boxGuide"], "application/pdf")


async def test_a_label_as_pdf_is_read_by_a_camera_and_claims(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    token = await a_serial_token(await below(brand), parts)
    pdf, link = await label(door.person(await a_member(brand, Role.OPERATOR)), token, "PDF", "application/pdf")

    assert page_sizes(pdf) == [(50, 25)]
    text = page_text(pdf)
    # The code may stand in several lines; its groups stay whole.
    for part in ("Acme", "TempSense", "TS-000123", *token.qr_token.grouped.split("-")):
        assert part in text
    (code,) = found(pages(pdf)[0])
    assert code.text == link
    claimed = await door.person(await a_customer(brand)).do("claimDevice", qrToken=code.text)
    assert claimed["__typename"] == "ClaimDeviceSuccess"


@pytest.mark.parametrize(("dpi", "size"), [(203, (400, 200)), (300, (600, 300)), (600, (1200, 600))])
async def test_a_label_as_zpl_is_read_by_a_camera(door: Door, parts: Parts, dpi: int, size: tuple[int, int]) -> None:
    brand = await a_brand()
    token, person = await a_serial_token(brand, parts), door.person(await a_member(brand))
    zpl, link = await label(person, token, "ZPL", "application/vnd.zebra-zpl", dpi)

    image = zpl_image(zpl)
    assert image.size == size
    assert [code.text for code in found(image)] == [link]
    text = " ".join(line for _, _, line in zpl_texts(zpl))
    for part in ("Acme", "TempSense", "S/N TS-000123", *token.qr_token.grouped.split("-")):
        assert part in text


@pytest.mark.parametrize("dpi", [-1, 0, 150, 2**31 - 1])
async def test_a_printer_of_unknown_resolution_gets_no_label(door: Door, parts: Parts, dpi: int) -> None:
    brand = await a_brand()
    token, person = await a_serial_token(brand, parts), door.person(await a_member(brand))
    answer = await person.execute(LABEL, id=global_id("StaticToken", token.id), format="ZPL", dpi=dpi)

    assert answer.code == "BAD_REQUEST"
    assert answer.body["errors"][0]["message"] == f"Label printers have 203, 300, 600 dpi, not {dpi}."


async def test_the_longest_claim_host_makes_labels_that_are_read(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    await Brand.filter(organization_id=brand.id).update(claim_host=f"{'.'.join(['x' * 60] * 4)}.example")
    token, person = await a_serial_token(brand, parts), door.person(await a_member(brand))
    pdf, link = await label(person, token, "PDF", "application/pdf")
    zpl, _ = await label(person, token, "ZPL", "application/vnd.zebra-zpl")

    assert len(link) == 282
    assert [code.text for code in found(pages(pdf, dpi=600)[0])] == [link]
    assert [code.text for code in found(zpl_image(zpl))] == [link]


async def test_no_label_holds_the_auth_token(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    token, person = await a_serial_token(brand, parts), door.person(await a_member(brand))
    secret = token.auth_token.text
    pdf, _ = await label(person, token, "PDF", "application/pdf")
    zpl, _ = await label(person, token, "ZPL", "application/vnd.zebra-zpl")
    shown = [page_text(pdf), *(text for _, _, text in zpl_texts(zpl))]
    shown += [code.text for image in (pages(pdf)[0], zpl_image(zpl)) for code in found(image)]

    for written in (unpacked(pdf), zpl, "".join("".join(shown).split()).encode()):
        assert secret.encode().lower() not in written.lower()


async def test_only_staff_get_labels_and_guides(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    token = await a_serial_token(brand, parts)
    template = await a_template(brand, parts)
    for viewer in (
        await a_member(brand, Role.MEMBER),
        await a_member(await a_brand()),
        await a_customer(brand),
    ):
        person = door.person(viewer)
        for wanted in ("PDF", "ZPL"):
            seen = await person.ask(LABEL, id=global_id("StaticToken", token.id), format=wanted)
            assert seen == {"staticToken": None}
        assert await person.ask(GUIDE, id=global_id("Template", template.id)) == {"template": None}
        assert await person.ask(GUIDE, id=global_id("Template", uuid4())) == {"template": None}


async def test_who_sees_a_template_through_a_device_sees_no_guide(door: Door, parts: Parts) -> None:
    owned = await an_owned_device(door, parts, await a_brand())
    document = "query($id: ID!) { device(id: $id) { template { name boxGuide } } }"
    answer = await owned.owner.execute(document, id=owned.device_id)

    assert answer.code == "FORBIDDEN"


@pytest.mark.parametrize(("page", "size"), [("A5", (148, 210)), ("A4", (210, 297)), ("LETTER", (215.9, 279.4))])
async def test_the_box_guide_tells_how_to_claim_in_the_brands_name(
    door: Door, parts: Parts, page: str, size: tuple[float, float]
) -> None:
    brand = await a_brand()
    host = f"claim.acme-{page.lower()}.test"
    await Brand.filter(organization_id=brand.id).update(
        display_name="Acme Sensors", claim_host=host, primary_color="#aa3311"
    )
    client = await below(brand)
    template = await a_template(client, parts)
    pdf = await box_guide(door.person(await a_member(client, Role.OPERATOR)), template, page)

    assert pdf.startswith(b"%PDF-")
    assert page_sizes(pdf) == [pytest.approx(size, abs=0.01)]
    text = " ".join(page_text(pdf).split())
    for part in ("Acme Sensors", "Set up your TempSense", f"Open {host}"):
        assert part in text
    assert b".666667 .2 .066667 rg" in unpacked(pdf)
    # The only code to scan is the one on the label.
    assert found(pages(pdf, dpi=150)[0]) == []


async def test_a_guide_for_a_brand_without_a_host_names_the_servers(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    pdf = await box_guide(door.person(await a_member(brand)), await a_template(brand, parts))

    assert f"Open {door.http.base_url.netloc.decode()}" in " ".join(page_text(pdf).split())


async def test_staff_below_who_use_a_template_get_its_guide(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    staff = await a_member(await below(brand), Role.OPERATOR)

    assert await box_guide(door.person(staff), await a_template(brand, parts))


async def test_a_brand_colour_that_is_none_is_told(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    await Brand.filter(organization_id=brand.id).update(primary_color="teal")
    template = await a_template(brand, parts)
    answer = await door.person(await a_member(brand)).execute(GUIDE, id=global_id("Template", template.id))

    assert answer.code == "BAD_REQUEST"
    assert "colour" in answer.body["errors"][0]["message"]

"""A QR token that was seen by the wrong people is replaced; the old one is as if it had never been."""

import io
import zipfile

import pytest

from app.domain.parts import Parts
from app.models import Role, StaticToken
from app.schema.nodes import global_id
from tests.api.clients import Client, Door
from tests.api.steps import an_owned_device, kinds
from tests.builders import MintedToken, a_brand, a_customer, a_member, a_static_token, below

pytestmark = pytest.mark.anyio

NEW = "staticToken { qrToken status }"


async def rotates(client: Client, token: MintedToken) -> str:
    """The new QR token."""
    rotated = await client.do("rotateQrToken", NEW, tokenId=global_id("StaticToken", token.id))
    assert rotated["__typename"] == "RotateQrTokenSuccess", rotated
    text: str = rotated["staticToken"]["qrToken"]
    return text


async def found_by(client: Client, qr_token: str) -> str | None:
    """The id of the token that staff find by what they read off a label."""
    seen = await client.ask("query($qr: String!) { staticTokenByQrToken(qrToken: $qr) { id } }", qr=qr_token)
    found = seen["staticTokenByQrToken"]
    return None if found is None else str(found["id"])


async def test_staff_find_a_token_by_its_label_however_they_type_it(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    token = await a_static_token(brand, parts)
    operator, member = (
        door.person(await a_member(brand, Role.OPERATOR)),
        door.person(await a_member(brand, Role.MEMBER)),
    )
    text = token.qr_token.text
    for typed in (text, text.lower(), token.qr_token.grouped, f"http://127.0.0.1:8000/c/{text}"):
        assert await found_by(operator, typed) == str(global_id("StaticToken", token.id))
        assert await found_by(member, typed) is None
    swapped = text[1] + text[0] + text[2:]
    assert await found_by(operator, swapped if swapped != text else f"{text}0") is None


async def test_the_new_one_claims_and_the_old_one_answers_like_one_that_never_existed(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    token = await a_static_token(brand, parts)
    fresh = await rotates(door.person(await a_member(brand, Role.ADMIN)), token)
    assert fresh != token.qr_token.text
    customer = door.person(await a_customer(brand))
    preview = "query($qr: String!) { claimPreview(qrToken: $qr) { productName } }"
    assert (await door.stranger().ask(preview, qr=token.qr_token.text))["claimPreview"] is None
    assert (await door.stranger().ask(preview, qr=fresh))["claimPreview"] == {"productName": "TempSense"}
    assert await found_by(door.person(await a_member(brand, Role.OPERATOR)), token.qr_token.text) is None
    assert await found_by(door.person(await a_member(brand, Role.OPERATOR)), fresh) == str(
        global_id("StaticToken", token.id)
    )
    never = await a_static_token(await a_brand(), parts)
    assert await customer.do("claimDevice", qrToken=token.qr_token.text) == await customer.do(
        "claimDevice", qrToken=never.qr_token.text
    )
    assert (await customer.do("claimDevice", qrToken=fresh))["__typename"] == "ClaimDeviceSuccess"
    assert "QR_TOKEN_ROTATED" in await kinds(static_token_id=token.id)


async def test_an_export_gives_the_new_one_and_the_auth_token_stays(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    token = await a_static_token(brand, parts)
    staff = door.person(await a_member(brand))
    fresh = await rotates(staff, token)
    asked = await staff.do(
        "exportTokens",
        "url",
        organizationId=global_id("Organization", brand.id),
        selection={"tokenIds": [global_id("StaticToken", token.id)]},
    )
    archive = zipfile.ZipFile(io.BytesIO((await door.http.get(asked["url"])).content))
    lines = archive.read("tokens.csv").decode()
    assert fresh in lines
    assert token.auth_token.text in lines
    assert token.qr_token.text not in lines
    revealed = await staff.do("revealAuthToken", "authToken", tokenId=global_id("StaticToken", token.id))
    assert revealed["authToken"] == token.auth_token.text


async def test_the_owner_of_a_device_keeps_it(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    owned = await an_owned_device(door, parts, brand, name="Kitchen")
    fresh = await rotates(door.person(await a_member(brand)), owned.token)
    seen = await owned.owner.ask("query($id: ID!) { device(id: $id) { name status } }", id=owned.device_id)
    assert seen["device"] == {"name": "Kitchen", "status": "CLAIMED"}
    thief = door.person(await a_customer(brand))
    assert (await thief.do("claimDevice", qrToken=fresh))["__typename"] == "DeviceAlreadyClaimed"
    await owned.owner.do("unclaimDevice", deviceId=owned.device_id)
    old = await thief.do("claimDevice", qrToken=owned.token.qr_token.text)
    assert old["__typename"] == "QrTokenInvalid"
    assert (await thief.do("claimDevice", qrToken=fresh))["__typename"] == "ClaimDeviceSuccess"


async def test_only_administrators_of_the_issuer_rotate(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    client = await below(brand)
    token = await a_static_token(brand, parts)
    before = bytes((await StaticToken.get(id=token.id)).sealed)
    given = {"tokenId": global_id("StaticToken", token.id)}
    for viewer in (
        await a_member(brand, Role.OPERATOR),
        await a_member(brand, Role.MEMBER),
        await a_member(client),
        await a_customer(brand),
        await a_member(await a_brand()),
    ):
        assert (await door.person(viewer).try_to("rotateQrToken", **given)).code == "FORBIDDEN"
    assert (await door.stranger().try_to("rotateQrToken", **given)).code == "UNAUTHENTICATED"
    assert bytes((await StaticToken.get(id=token.id)).sealed) == before
    of_client = await a_static_token(client, parts)
    await rotates(door.person(await a_member(brand, Role.ADMIN)), of_client)


async def test_what_was_made_by_hand_has_none_to_replace(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    token = await a_static_token(brand, parts)
    template_id = (await StaticToken.get(id=token.id)).template_id
    staff = door.person(await a_member(brand))
    made = await staff.do(
        "createDevice",
        "device { staticToken { id } }",
        organizationId=global_id("Organization", brand.id),
        templateId=global_id("Template", template_id),
    )
    outcome = await staff.do("rotateQrToken", tokenId=made["device"]["staticToken"]["id"])
    assert outcome["__typename"] == "QrTokenAbsent"

"""A suspended brand: who was signed in hears nothing more, at once; and nothing is lost."""

import pytest

from app.domain.organizations.suspending import resume_brand, suspend_brand
from app.domain.parts import Parts
from app.domain.people.accounts import BrandUnknown
from tests.api.clients import TRANSPORTS, Door, Transport
from tests.api.steps import an_owned_device, kinds
from tests.builders import PASSWORD, a_brand, a_static_token, below

pytestmark = pytest.mark.anyio

STATUS = "subscription($ids: [ID!]) { deviceStatusChanged(deviceIds: $ids) { name } }"


@pytest.mark.parametrize("over", TRANSPORTS)
async def test_open_subscriptions_end_when_the_brand_is_suspended(door: Door, parts: Parts, over: Transport) -> None:
    brand = await a_brand()
    mine = await an_owned_device(door, parts, brand)
    theirs = await an_owned_device(door, parts, await a_brand())
    async with (
        mine.owner.follow(STATUS, over=over, ids=[mine.device_id]) as my_stream,
        theirs.owner.follow(STATUS, over=over, ids=[theirs.device_id]) as their_stream,
    ):
        for stream in (my_stream, their_stream):
            await stream.next()
        assert await suspend_brand(parts.bus, brand.slug)
        assert await my_stream.last_code(within=2) == "UNAUTHENTICATED"
        metadata = [{"name": "Device Name", "value": "Hall"}]
        await theirs.owner.do("updateDevice", deviceId=theirs.device_id, metadata=metadata)
        assert (await their_stream.next())["deviceStatusChanged"] == {"name": "Hall"}


async def test_nobody_gets_in_while_a_brand_is_suspended_and_everybody_after(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    token = await a_static_token(brand, parts)
    stranger = door.stranger()
    signed_up = await stranger.do(
        "signUp",
        "session { accessToken refreshToken }",
        brand=brand.slug,
        email="ann@example.com",
        password=PASSWORD,
    )
    session = signed_up["session"]
    person = door.bearer(session["accessToken"])
    preview = "query($code: String!) { claimPreview(qrToken: $code) { productName } viewer { user { email } } }"

    async def what_is_open() -> list[object]:
        seen = await person.ask(preview, code=token.qr_token.text)
        signed_in = await stranger.do("signIn", brand=brand.slug, email="ann@example.com", password=PASSWORD)
        return [seen["claimPreview"] is not None, seen["viewer"] is not None, signed_in["__typename"]]

    assert await what_is_open() == [True, True, "SignInSuccess"]
    assert await suspend_brand(parts.bus, brand.slug)
    assert await what_is_open() == [False, False, "CredentialsWrong"]
    refreshed = await stranger.do("refreshSession", refreshToken=session["refreshToken"])
    assert refreshed["__typename"] == "SessionExpired"
    assert not await suspend_brand(parts.bus, brand.slug)

    assert await resume_brand(brand.slug)
    assert await what_is_open() == [True, True, "SignInSuccess"]
    refreshed = await stranger.do("refreshSession", refreshToken=session["refreshToken"])
    assert refreshed["__typename"] == "RefreshSessionSuccess"
    assert not await resume_brand(brand.slug)
    assert await kinds(organization_id=brand.id, kind__in=["ORGANIZATION_SUSPENDED", "ORGANIZATION_RESUMED"]) == [
        "ORGANIZATION_SUSPENDED",
        "ORGANIZATION_RESUMED",
    ]


async def test_only_brands_are_suspended(parts: Parts) -> None:
    client = await below(await a_brand())
    for slug in (client.slug, "no-such-brand", "", "\0"):
        with pytest.raises(BrandUnknown):
            await suspend_brand(parts.bus, slug)
        with pytest.raises(BrandUnknown):
            await resume_brand(slug)

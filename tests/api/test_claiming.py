"""Claiming: the bearer of a QR token becomes the owner, once, and guessing is hopeless."""

import asyncio
from collections import Counter
from typing import Any
from uuid import uuid4

import pytest

from app.domain.parts import Parts
from app.domain.throttling import LIMIT
from app.models import Device, Event, Membership, Organization, Role, StaticToken
from app.schema.nodes import global_id
from app.secrets.qr_token import QrToken
from tests.api.clients import Client, Door
from tests.api.steps import an_owned_device, comes_online, counted_statements, has_guessed
from tests.builders import (
    a_batch,
    a_brand,
    a_customer,
    a_member,
    a_static_token,
    a_template,
    an_address,
    below,
    tokens_of,
)

pytestmark = pytest.mark.anyio

DEVICE = "device { id name status owner { email } organization { id isPersonal } presence { isOnline } }"
PREVIEW = "query($code: String!) { claimPreview(qrToken: $code) { productName pictureUrl brand { slug } } }"
CLAIM_MANY = """mutation($input: ClaimDevicesInput!) { claimDevices(input: $input) { results {
  __typename ... on ClaimDeviceSuccess { device { id } } ... on UserError { message }
} } }"""


def an_id(organization: Organization) -> str:
    return global_id("Organization", organization.id)


def a_wrong_token() -> str:
    """A QR token that nobody minted; its check characters hold."""
    return QrToken.mint().text


def mistyped(code: str) -> str:
    """A QR token with its last character read wrongly."""
    return code[:-1] + ("0" if code[-1] != "0" else "1")


# ---- Previewing ----


async def test_a_stranger_with_the_label_learns_the_product_and_the_brand_and_nothing_else(
    door: Door, parts: Parts
) -> None:
    brand = await a_brand()
    client = await below(brand)
    token = await a_static_token(client, parts)
    seen = await door.stranger().ask(PREVIEW, code=token.qr_token.text)

    # The brand is the root's, whoever below it is the issuer; looking changes nothing.
    assert seen["claimPreview"] == {"productName": "TempSense", "pictureUrl": None, "brand": {"slug": brand.slug}}
    assert not await Device.exists(static_token_id=token.id)
    assert not await Event.exists(static_token_id=token.id)


async def test_the_token_is_read_in_every_form_that_people_give_it(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    token = (await a_static_token(brand, parts)).qr_token
    looked_alike = token.text.replace("0", "o").replace("1", "l")
    forms = [
        token.text.lower(),
        token.grouped,
        f"  {token.grouped.replace('-', ' ')} ",
        looked_alike,
        f"HTTPS://CLAIM.ACME.EXAMPLE/C/{token.text}",
        f"https://claim.acme.example/c/{token.grouped}?utm=box#top",
    ]
    for form in forms:
        assert (await door.stranger().ask(PREVIEW, code=form))["claimPreview"] is not None


async def test_a_token_that_is_not_there_has_no_preview_and_a_mistyped_one_asks_nobody(
    door: Door, parts: Parts
) -> None:
    code = (await a_static_token(await a_brand(), parts)).qr_token.text
    assert (await door.stranger().ask(PREVIEW, code=a_wrong_token())) == {"claimPreview": None}
    async with counted_statements() as statements:
        for typo in (mistyped(code), "", "\u0000", 1000 * "A", "https://evil.example/", "ÄÄÄÄ-" * 4):
            assert (await door.stranger().execute(PREVIEW, code=typo)).code == "BAD_REQUEST"
    assert statements == []


async def test_after_twenty_wrong_previews_an_address_sees_none(door: Door, parts: Parts) -> None:
    code = (await a_static_token(await a_brand(), parts)).qr_token.text
    guesser = door.stranger()
    await has_guessed(LIMIT - 1, "claim", guesser.address)
    assert (await guesser.ask(PREVIEW, code=code))["claimPreview"] is not None
    assert (await guesser.ask(PREVIEW, code=a_wrong_token()))["claimPreview"] is None
    answer = await guesser.execute(PREVIEW, code=code)

    assert answer.code == "THROTTLED"
    assert 800 < answer.body["errors"][0]["extensions"]["retryAfterSeconds"] <= 900
    assert (await door.stranger().ask(PREVIEW, code=code))["claimPreview"] is not None


# ---- Claiming ----


async def test_the_bearer_of_the_token_becomes_the_owner_of_a_device_that_was_never_online(
    door: Door, parts: Parts
) -> None:
    brand = await a_brand()
    token, customer = await a_static_token(brand, parts), await a_customer(brand)
    outcome = await door.person(customer).do("claimDevice", DEVICE, qrToken=token.qr_token.grouped, name=" Kitchen ")

    assert outcome["device"] | {"id": ""} == {
        "id": "",
        "name": "Kitchen",
        "status": "CLAIMED",
        "owner": {"email": customer.email},
        "organization": {"id": global_id("Organization", customer.held[0].organization_id), "isPersonal": True},
        "presence": {"isOnline": False},
    }
    (event,) = await Event.filter(kind="DEVICE_CLAIMED", static_token_id=token.id)
    device = await Device.get(static_token_id=token.id)
    assert (event.actor_id, event.device_id, event.issuer_id) == (customer.account_id, device.id, brand.id)


async def test_a_device_that_is_online_moves_to_its_owner_and_stays_online(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    token, customer = await a_static_token(brand, parts), await a_customer(brand)
    arrival = await comes_online(parts, token.id)
    assert (await Device.get(id=arrival.device_id)).organization_id == brand.id
    outcome = await door.person(customer).do("claimDevice", DEVICE, qrToken=token.qr_token.text)

    assert outcome["device"]["id"] == global_id("Device", arrival.device_id)
    assert outcome["device"]["presence"] == {"isOnline": True}
    assert (await Device.get(id=arrival.device_id)).organization_id == customer.held[0].organization_id


async def test_the_winner_may_repeat_the_call_and_gets_the_same_device(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    token, owner = await a_static_token(brand, parts), door.person(await a_customer(brand))
    first = await owner.do("claimDevice", DEVICE, qrToken=token.qr_token.text, name="Kitchen")
    again = await owner.do("claimDevice", DEVICE, qrToken=token.qr_token.text, name="Bathroom")

    assert first == again
    assert again["device"]["name"] == "Kitchen"
    assert await Event.filter(kind="DEVICE_CLAIMED", static_token_id=token.id).count() == 1


async def test_a_rival_is_told_that_the_device_has_an_owner_and_not_whom(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    owned = await an_owned_device(door, parts, brand)
    rival = door.person(await a_customer(brand))
    outcome = await rival.do("claimDevice", DEVICE, qrToken=owned.token.qr_token.text)

    assert outcome == {"__typename": "DeviceAlreadyClaimed", "message": "This device already has an owner."}
    assert (await Device.get(id=owned.row_id)).owner_id == owned.viewer.account_id
    assert await Event.filter(kind="DEVICE_CLAIMED", static_token_id=owned.token.id).count() == 1


async def test_unknown_deleted_and_foreign_tokens_are_refused_alike(door: Door, parts: Parts) -> None:
    brand, foreign = await a_brand(), await a_brand()
    deleted = await an_owned_device(door, parts, brand)
    await door.person(await a_member(brand)).do("deleteTokens", tokenIds=[deleted.token_id], confirm=1)
    elsewhere = await a_static_token(foreign, parts)
    taken_elsewhere = await an_owned_device(door, parts, foreign)
    claimer = door.person(await a_customer(brand))
    codes = [
        a_wrong_token(),
        deleted.token.qr_token.text,
        elsewhere.qr_token.text,
        taken_elsewhere.token.qr_token.text,
        "SN-4711-made-elsewhere-0815",
    ]
    bodies = [(await claimer.try_to("claimDevice", DEVICE, qrToken=code)).body for code in codes]

    assert bodies == 5 * [bodies[0]]
    assert bodies[0]["data"]["claimDevice"] == {
        "__typename": "QrTokenInvalid",
        "message": "This code belongs to no device of this brand.",
    }
    assert not await Device.exists(static_token_id=elsewhere.id)
    assert (await StaticToken.get(id=elsewhere.id)).status == "UNCLAIMED"


async def test_a_typo_is_noticed_before_any_look_up(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    code = (await a_static_token(brand, parts)).qr_token.text
    claimer = door.person(await a_customer(brand))
    async with counted_statements() as statements:
        outcome = await claimer.do("claimDevice", DEVICE, qrToken=mistyped(code))

    assert outcome["__typename"] == "QrTokenMistyped"
    # One statement says who asks, and no other is made.
    assert len(statements) == 1
    assert "session.ended_at IS NULL" in statements[0]


async def test_a_stranger_claims_nothing(door: Door, parts: Parts) -> None:
    token = await a_static_token(await a_brand(), parts)
    assert (await door.stranger().try_to("claimDevice", qrToken=token.qr_token.text)).code == "UNAUTHENTICATED"
    answer = await door.stranger().execute(CLAIM_MANY, input={"qrTokens": [token.qr_token.text]})
    assert answer.code == "UNAUTHENTICATED"
    assert not await Device.exists(static_token_id=token.id)


@pytest.mark.parametrize("name", ["", " ", 101 * "x", "a\u0000b", "a\nb", "a\u202eb"])
async def test_a_name_that_hides_or_breaks_is_refused_and_nothing_is_claimed(
    door: Door, parts: Parts, name: str
) -> None:
    brand = await a_brand()
    token, claimer = await a_static_token(brand, parts), door.person(await a_customer(brand))
    outcome = await claimer.do("claimDevice", qrToken=token.qr_token.text, name=name)

    assert outcome["__typename"] == "TextUnusable"
    assert (await StaticToken.get(id=token.id)).status == "UNCLAIMED"


# ---- Where the device goes ----


async def test_a_device_goes_to_the_organization_that_is_named(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    client = await below(brand)
    token, viewer = await a_static_token(brand, parts), await a_customer(brand)
    await Membership.create(account_id=viewer.account_id, organization_id=client.id, role=Role.MEMBER)
    outcome = await door.person(viewer).do(
        "claimDevice", DEVICE, qrToken=token.qr_token.text, organizationId=an_id(client)
    )

    assert outcome["device"]["organization"] == {"id": an_id(client), "isPersonal": False}


async def test_a_device_goes_to_the_only_organization_when_none_is_named(door: Door, parts: Parts) -> None:
    brand = await a_brand("PRO")
    client = await below(brand)
    token = await a_static_token(brand, parts)
    member = door.person(await a_member(client, Role.MEMBER))
    outcome = await member.do("claimDevice", DEVICE, qrToken=token.qr_token.text)

    assert outcome["device"]["organization"] == {"id": an_id(client), "isPersonal": False}


async def test_a_device_goes_to_the_personal_organization_before_others(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    token, viewer = await a_static_token(brand, parts), await a_customer(brand)
    await Membership.create(account_id=viewer.account_id, organization_id=brand.id, role=Role.OWNER)
    outcome = await door.person(viewer).do("claimDevice", DEVICE, qrToken=token.qr_token.text)

    assert outcome["device"]["organization"]["isPersonal"]


async def test_one_of_several_organizations_must_be_named(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    viewer = await a_member(await below(brand))
    await Membership.create(account_id=viewer.account_id, organization_id=brand.id, role=Role.MEMBER)
    token = await a_static_token(brand, parts)
    answer = await door.person(viewer).try_to("claimDevice", qrToken=token.qr_token.text)

    assert answer.code == "BAD_REQUEST"
    assert (await StaticToken.get(id=token.id)).status == "UNCLAIMED"


async def test_a_device_goes_to_no_organization_that_the_claimer_is_no_member_of(door: Door, parts: Parts) -> None:
    brand, foreign = await a_brand(), await a_brand()
    client = await below(brand)
    other = await a_customer(brand)
    token, claimer = await a_static_token(brand, parts), door.person(await a_member(brand))
    for organization_id in (client.id, foreign.id, uuid4(), other.held[0].organization_id):
        answer = await claimer.try_to(
            "claimDevice", qrToken=token.qr_token.text, organizationId=global_id("Organization", organization_id)
        )
        assert answer.code == "FORBIDDEN"
    assert (await StaticToken.get(id=token.id)).status == "UNCLAIMED"


@pytest.mark.parametrize(("plan", "told"), [("PRO", "InvitationRequired"), ("BUSINESS", "BAD_REQUEST")])
async def test_an_account_without_an_organization_claims_nothing(
    door: Door, parts: Parts, plan: str, told: str
) -> None:
    brand = await a_brand(plan)
    token, alone = await a_static_token(brand, parts), door.person(await a_member(brand, None))
    answer = await alone.try_to("claimDevice", qrToken=token.qr_token.text)

    assert told in {*answer.codes, (answer.body.get("data") or {}).get("claimDevice", {}).get("__typename")}
    assert (await StaticToken.get(id=token.id)).status == "UNCLAIMED"


# ---- Guessing ----


async def test_after_twenty_wrong_tokens_neither_account_nor_address_claims_even_with_a_right_one(
    door: Door, parts: Parts
) -> None:
    brand = await a_brand()
    right = (await a_static_token(brand, parts)).qr_token.text
    viewer = await a_customer(brand)
    guesser = door.person(viewer)
    # Every alias is a guess of its own.
    names = [f"$a{n}: ClaimDeviceInput!" for n in range(LIMIT // 2)]
    guesses = [f"a{n}: claimDevice(input: $a{n}) {{ __typename }}" for n in range(LIMIT // 2)]
    document = f"mutation({', '.join(names)}) {{ {' '.join(guesses)} }}"
    outcomes = []
    for _ in range(2):
        given = {f"a{n}": {"qrToken": a_wrong_token()} for n in range(LIMIT // 2)}
        outcomes += [outcome["__typename"] for outcome in (await guesser.ask(document, **given)).values()]
    assert outcomes == LIMIT * ["QrTokenInvalid"]

    facts = "... on TooManyAttempts { retryAfterSeconds }"
    refused = await guesser.do("claimDevice", facts=facts, qrToken=right)
    assert refused["__typename"] == "TooManyAttempts"
    assert 800 < refused["retryAfterSeconds"] <= 900
    elsewhere = Client(guesser.http, guesser.access_token, an_address())
    assert (await elsewhere.do("claimDevice", qrToken=right))["__typename"] == "TooManyAttempts"
    neighbour = door.person(await a_customer(brand, address=viewer.address))
    assert (await neighbour.do("claimDevice", qrToken=right))["__typename"] == "TooManyAttempts"
    assert (await door.person(await a_customer(brand)).do("claimDevice", qrToken=right))["__typename"] == (
        "ClaimDeviceSuccess"
    )


async def test_typos_and_devices_of_others_are_no_wrong_guesses(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    owned, free = await an_owned_device(door, parts, brand), await a_static_token(brand, parts)
    viewer = await a_customer(brand)
    claimer = door.person(viewer)
    await has_guessed(LIMIT - 1, "claim", str(viewer.account_id))
    for _ in range(3):
        taken = await claimer.do("claimDevice", qrToken=owned.token.qr_token.text)
        typo = await claimer.do("claimDevice", qrToken=mistyped(free.qr_token.text))
        assert (taken["__typename"], typo["__typename"]) == ("DeviceAlreadyClaimed", "QrTokenMistyped")
    assert (await claimer.do("claimDevice", qrToken=free.qr_token.text))["__typename"] == "ClaimDeviceSuccess"


# ---- Many at once ----


async def test_a_hundred_devices_are_claimed_together_each_with_its_own_outcome(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    tokens = await tokens_of(await a_batch(brand, parts, 96), parts)
    taken = await an_owned_device(door, parts, brand)
    claimer = door.person(await a_customer(brand))
    codes = [token.qr_token.text for token in tokens]
    given = [taken.token.qr_token.text, mistyped(codes[0]), a_wrong_token(), *codes, codes[0]]
    results = (await claimer.ask(CLAIM_MANY, input={"qrTokens": given}))["claimDevices"]["results"]

    assert [result["__typename"] for result in results] == [
        "DeviceAlreadyClaimed",
        "QrTokenMistyped",
        "QrTokenInvalid",
        *(97 * ["ClaimDeviceSuccess"]),
    ]
    # The one named twice is the same device.
    assert results[3] == results[-1]
    assert len({result["device"]["id"] for result in results[3:]}) == 96
    assert await Event.filter(kind="DEVICE_CLAIMED", issuer_id=brand.id).count() == 97


@pytest.mark.parametrize("count", [0, 101])
async def test_between_one_and_a_hundred_devices_are_claimed_at_a_time(door: Door, count: int) -> None:
    claimer = door.person(await a_customer(await a_brand()))
    answer = await claimer.execute(CLAIM_MANY, input={"qrTokens": count * [a_wrong_token()]})
    assert answer.code == "BAD_REQUEST"


async def test_each_token_of_many_is_a_guess(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    right = (await a_static_token(brand, parts)).qr_token.text
    guesser = door.person(await a_customer(brand))
    given = [*(a_wrong_token() for _ in range(LIMIT + 5)), right]
    results = (await guesser.ask(CLAIM_MANY, input={"qrTokens": given}))["claimDevices"]["results"]

    assert [result["__typename"] for result in results] == LIMIT * ["QrTokenInvalid"] + 6 * ["TooManyAttempts"]


async def test_many_go_to_the_organization_that_is_named_or_nowhere(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    tokens = await tokens_of(await a_batch(brand, parts, 2), parts)
    codes = [token.qr_token.text for token in tokens]
    foreign = global_id("Organization", (await a_brand()).id)
    answer = await door.person(await a_customer(brand)).execute(
        CLAIM_MANY, input={"qrTokens": codes, "organizationId": foreign}
    )

    assert answer.code == "FORBIDDEN"
    assert not await Device.exists(static_token__issuer_id=brand.id)


async def test_of_a_thousand_claims_by_fifty_accounts_all_successes_are_one_owners(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    token = await a_static_token(brand, parts, template=await a_template(brand, parts))
    people = [await a_customer(brand) for _ in range(50)]
    claims = " ".join(f"a{n}: claimDevice(input: $input) {{ ...told }}" for n in range(10))
    document = (
        f"mutation($input: ClaimDeviceInput!) {{ {claims} }} "
        "fragment told on ClaimDeviceResult { __typename ... on ClaimDeviceSuccess { device { id } } }"
    )

    async def claim(person: int) -> list[tuple[int, Any]]:
        told = await door.person(people[person]).ask(document, input={"qrToken": token.qr_token.text})
        return [(person, outcome) for outcome in told.values()]

    turns = await asyncio.gather(*(claim(turn % 50) for turn in range(100)))
    outcomes = [outcome for turn in turns for outcome in turn]
    winners = {person for person, outcome in outcomes if outcome["__typename"] == "ClaimDeviceSuccess"}
    devices = {outcome["device"]["id"] for _, outcome in outcomes if "device" in outcome}

    assert len(winners) == len(devices) == 1
    # The winner's own repetitions are answered with the same success.
    assert Counter(outcome["__typename"] for _, outcome in outcomes) == {
        "ClaimDeviceSuccess": 20,
        "DeviceAlreadyClaimed": 980,
    }
    (event,) = await Event.filter(kind="DEVICE_CLAIMED", static_token_id=token.id)
    assert event.actor_id == people[winners.pop()].account_id

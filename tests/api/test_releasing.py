"""The ends of ownership: what the owner gives up, what the issuer takes away, and what is deleted for ever."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from app.domain.devices.authenticating import authenticate
from app.domain.parts import Parts
from app.domain.templates import FieldDraft
from app.models import (
    Device,
    Event,
    MetadataFieldType,
    Organization,
    PlanUsage,
    RetiredToken,
    Role,
    StaticToken,
    TokenStatus,
)
from app.schema.nodes import global_id
from tests.api.clients import TRANSPORTS, Client, Door, Transport
from tests.api.steps import Owned, an_owned_device, comes_online, goes_offline, kinds
from tests.builders import a_brand, a_customer, a_member, a_static_token, a_template, below

pytestmark = pytest.mark.anyio

SEEN = """query($id: ID!) { device(id: $id) {
  id name status metadata { name value } owner { email } organization { id }
  history(first: 10) { edges { node { kind } } }
} }"""
GONE = "query($id: ID!) { device(id: $id) { id } node(id: $id) { id } viewer { devices(first: 10) { totalCount } } }"
STATUS = "subscription($ids: [ID!]) { deviceStatusChanged(deviceIds: $ids) { id name status } }"
CHANNEL = FieldDraft("Channel", MetadataFieldType.INTEGER, default_value="1")

every_end = pytest.mark.parametrize("end", ["unclaim", "disclaim", "delete"])


async def ends(end: str, door: Door, owned: Owned) -> None:
    """The ownership of a device ends in one of the three ways."""
    issuer = await Organization.get(id=owned.token.issuer_id)
    if end == "unclaim":
        outcome = await owned.owner.do("unclaimDevice", "deviceId", deviceId=owned.device_id)
    elif end == "disclaim":
        outcome = await door.person(await a_member(issuer)).do("disclaimTokens", tokenIds=[owned.token_id])
    else:
        outcome = await door.person(await a_member(issuer)).do("deleteTokens", tokenIds=[owned.token_id], confirm=1)
    assert outcome["__typename"].endswith("Success"), outcome


async def is_untouched(owned: Owned) -> bool:
    """Whether the owner still has the device, named as it was, with no more than its claim on record."""
    device = await Device.get(id=owned.row_id)
    token = await StaticToken.get(id=owned.token.id)
    return (
        device.owner_id == owned.viewer.account_id
        and token.status is TokenStatus.CLAIMED
        and device.edits == {"Device Name": "Kitchen"}
        and await kinds(device_id=device.id) == ["DEVICE_CLAIMED"]
    )


# ---- What is gone before the call returns ----


@pytest.mark.parametrize("end", ["unclaim", "disclaim"])
async def test_the_owners_name_and_edits_are_gone_and_the_factorys_values_are_back(
    door: Door, parts: Parts, end: str
) -> None:
    brand = await a_brand()
    owned = await an_owned_device(door, parts, brand, name="Kitchen", template=await a_template(brand, parts, CHANNEL))
    await owned.owner.do("updateDevice", deviceId=owned.device_id, metadata=[{"name": "Channel", "value": "7"}])
    mine = (await owned.owner.ask(SEEN, id=owned.device_id))["device"]
    assert (mine["name"], mine["metadata"][1]["value"]) == ("Kitchen", "7")
    await ends(end, door, owned)

    staff = door.person(await a_member(brand))
    seen = (await staff.ask(SEEN, id=owned.device_id))["device"]
    assert (seen["name"], seen["status"], seen["owner"], seen["organization"]) == ("TempSense", "UNCLAIMED", None, None)
    assert [value["value"] for value in seen["metadata"]] == ["TempSense", "1"]
    device = await Device.get(id=owned.row_id)
    assert (device.owner_id, device.organization_id, device.edits) == (None, None, {})


@every_end
async def test_an_ex_owner_sees_nothing_any_more(door: Door, parts: Parts, end: str) -> None:
    owned = await an_owned_device(door, parts, await a_brand(), name="Kitchen")
    assert (await owned.owner.ask(GONE, id=owned.device_id))["device"] is not None
    await ends(end, door, owned)

    assert await owned.owner.ask(GONE, id=owned.device_id) == {
        "device": None,
        "node": None,
        "viewer": {"devices": {"totalCount": 0}},
    }
    acts: list[tuple[str, dict[str, Any]]] = [
        ("unclaimDevice", {}),
        ("updateDevice", {"metadata": [{"name": "Device Name", "value": "Still mine"}]}),
        ("identifyDevice", {}),
    ]
    for mutation, given in acts:
        outcome = await owned.owner.do(mutation, deviceId=owned.device_id, **given)
        assert outcome["__typename"] == "DeviceNotYours"


@every_end
@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_an_ex_owners_open_subscription_falls_silent(
    door: Door, parts: Parts, end: str, transport: Transport
) -> None:
    brand = await a_brand()
    gone = await an_owned_device(door, parts, brand)
    kept = await an_owned_device(door, parts, brand, viewer=gone.viewer)
    personal = global_id("Organization", gone.viewer.held[0].organization_id)
    in_mine = "subscription($id: ID) { deviceStatusChanged(organizationId: $id) { id } }"
    ids = [gone.device_id, kept.device_id]
    async with (
        gone.owner.follow(STATUS, over=transport, ids=ids) as by_id,
        gone.owner.follow(in_mine, over=transport, id=personal) as by_organization,
    ):
        for stream in (by_id, by_organization):
            assert [(await stream.next())["deviceStatusChanged"]["id"] for _ in ids] == ids
        await ends(end, door, gone)
        # What follows is told in order: first of the device that is gone, then of the one that is not.
        if end != "delete":
            await comes_online(parts, gone.token.id)
        await comes_online(parts, kept.token.id)
        async with asyncio.timeout(1):
            for stream in (by_id, by_organization):
                assert (await stream.next())["deviceStatusChanged"]["id"] == kept.device_id


@pytest.mark.parametrize("end", ["unclaim", "disclaim"])
async def test_the_qr_token_works_again_and_the_next_owner_reads_nothing_of_the_last(
    door: Door, parts: Parts, end: str
) -> None:
    brand = await a_brand()
    owned = await an_owned_device(door, parts, brand, name="Secret laboratory")
    arrival = await comes_online(parts, owned.token.id)
    await goes_offline(parts, arrival)
    await owned.owner.do("updateDevice", deviceId=owned.device_id, metadata=[{"name": "Device Name", "value": "Vault"}])
    await ends(end, door, owned)
    customer = await a_customer(brand)
    next_owner = door.person(customer)
    claimed = await next_owner.do("claimDevice", "device { id name }", qrToken=owned.token.qr_token.text)

    assert claimed["device"] == {"id": owned.device_id, "name": "TempSense"}
    answer = await next_owner.execute(SEEN, id=owned.device_id)
    assert [edge["node"]["kind"] for edge in answer.data["device"]["history"]["edges"]] == ["DEVICE_CLAIMED"]
    assert not any(word in str(answer.body) for word in ("Secret laboratory", "Vault", owned.viewer.email))
    assert (await owned.owner.ask(GONE, id=owned.device_id))["device"] is None


async def test_a_device_that_is_connected_stands_in_the_issuers_organization_again(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    client = await below(brand)
    owned = await an_owned_device(door, parts, client)
    await comes_online(parts, owned.token.id)
    await ends("unclaim", door, owned)

    assert (await Device.get(id=owned.row_id)).organization_id == client.id


async def test_a_device_that_is_not_connected_stands_nowhere_until_it_connects(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    owned = await an_owned_device(door, parts, brand)
    await goes_offline(parts, await comes_online(parts, owned.token.id))
    await ends("disclaim", door, owned)
    assert (await Device.get(id=owned.row_id)).organization_id is None

    await comes_online(parts, owned.token.id)
    assert (await Device.get(id=owned.row_id)).organization_id == brand.id


# ---- Unclaiming: who ----


async def test_an_administrator_of_the_owners_organization_counts_as_owner(door: Door, parts: Parts) -> None:
    brand = await a_brand("PRO")
    client = await below(brand)
    for organization, role in ((client, Role.ADMIN), (client, Role.OWNER), (brand, Role.ADMIN)):
        owned = await an_owned_device(door, parts, brand, viewer=await a_member(client, Role.MEMBER))
        administrator = door.person(await a_member(organization, role))
        outcome = await administrator.do("unclaimDevice", "deviceId", deviceId=owned.device_id)

        assert outcome == {"__typename": "UnclaimDeviceSuccess", "deviceId": owned.device_id}
        assert (await StaticToken.get(id=owned.token.id)).status is TokenStatus.UNCLAIMED


async def test_nobody_else_unclaims_a_device(door: Door, parts: Parts) -> None:
    brand, foreign = await a_brand(), await a_brand()
    client = await below(brand)
    theirs = await an_owned_device(door, parts, brand, name="Kitchen", viewer=await a_member(client, Role.MEMBER))
    personal = await an_owned_device(door, parts, brand, name="Kitchen")
    others = [
        (theirs, await a_member(client, Role.MEMBER)),
        (theirs, await a_member(client, Role.OPERATOR)),
        (theirs, await a_member(brand, Role.OPERATOR)),
        (theirs, await a_member(await below(brand))),
        (theirs, await a_member(foreign)),
        (theirs, await a_customer(brand)),
        (personal, await a_member(brand, Role.OWNER)),
        (personal, await a_customer(brand)),
    ]
    outcomes = [await door.person(actor).do("unclaimDevice", deviceId=owned.device_id) for owned, actor in others] + [
        await personal.owner.do("unclaimDevice", deviceId=global_id("Device", uuid4()))
    ]

    assert outcomes == 9 * [{"__typename": "DeviceNotYours", "message": "There is no such device of yours."}]
    assert await is_untouched(theirs)
    assert await is_untouched(personal)


async def test_a_device_is_unclaimed_once_with_one_event(door: Door, parts: Parts) -> None:
    owned = await an_owned_device(door, parts, await a_brand())
    await ends("unclaim", door, owned)
    again = await owned.owner.do("unclaimDevice", deviceId=owned.device_id)

    assert again["__typename"] == "DeviceNotYours"
    (event,) = await Event.filter(kind="DEVICE_UNCLAIMED", device_id=owned.row_id)
    assert event.actor_id == owned.viewer.account_id
    assert event.organization_id == owned.viewer.held[0].organization_id


# ---- Disclaiming: who ----


async def test_only_the_very_organization_that_created_a_token_disclaims_it(door: Door, parts: Parts) -> None:
    brand, foreign = await a_brand(), await a_brand()
    client = await below(brand)
    owned = await an_owned_device(door, parts, client, name="Kitchen")
    refused = [
        await a_member(brand, Role.OWNER),
        await a_member(await below(client), Role.OWNER),
        await a_member(client, Role.OPERATOR),
        await a_member(client, Role.MEMBER),
        await a_member(foreign),
        owned.viewer,
    ]
    outcomes = [
        await door.person(actor).do(
            "disclaimTokens", facts="... on TokensNotYours { count }", tokenIds=[owned.token_id]
        )
        for actor in refused
    ]
    assert [(outcome["__typename"], outcome["count"]) for outcome in outcomes] == 6 * [("TokensNotYours", 1)]
    assert await is_untouched(owned)

    issuers = door.person(await a_member(client, Role.ADMIN))
    outcome = await issuers.do("disclaimTokens", "disclaimed staticTokens { id status }", tokenIds=[owned.token_id])
    assert outcome["disclaimed"] == 1
    assert outcome["staticTokens"] == [{"id": owned.token_id, "status": "UNCLAIMED"}]


async def test_disclaiming_is_all_or_nothing(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    first, second = [await an_owned_device(door, parts, brand, name="Kitchen") for _ in range(2)]
    foreign = await an_owned_device(door, parts, await a_brand(), name="Kitchen")
    admin = door.person(await a_member(brand, Role.ADMIN))
    facts = "... on TokensNotYours { count }"
    unknown = global_id("StaticToken", uuid4())
    mixed = await admin.do(
        "disclaimTokens", facts=facts, tokenIds=[first.token_id, foreign.token_id, unknown, second.token_id]
    )

    assert (mixed["__typename"], mixed["count"]) == ("TokensNotYours", 2)
    for owned in (first, second, foreign):
        assert await is_untouched(owned)


async def test_tokens_that_nobody_owns_stay_as_they_are(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    owned, free = await an_owned_device(door, parts, brand), await a_static_token(brand, parts)
    admin = door.person(await a_member(brand))
    ids = [global_id("StaticToken", free.id), owned.token_id, owned.token_id]
    outcome = await admin.do("disclaimTokens", "disclaimed staticTokens { status }", tokenIds=ids)
    again = await admin.do("disclaimTokens", "disclaimed", tokenIds=ids)

    assert (outcome["disclaimed"], again["disclaimed"]) == (1, 0)
    assert outcome["staticTokens"] == 2 * [{"status": "UNCLAIMED"}]
    assert await Event.filter(kind="DEVICE_DISCLAIMED", issuer_id=brand.id).count() == 1


@pytest.mark.parametrize("mutation", ["disclaimTokens", "deleteTokens"])
async def test_between_one_and_a_thousand_tokens_are_named(door: Door, mutation: str) -> None:
    admin = door.person(await a_member(await a_brand()))
    given: dict[str, Any] = {} if mutation == "disclaimTokens" else {"confirm": 1}
    for count in (0, 1_001):
        ids = [global_id("StaticToken", uuid4()) for _ in range(count)]
        assert (await admin.try_to(mutation, tokenIds=ids, **given)).code == "BAD_REQUEST"


# ---- Deleting ----


async def test_deleting_needs_the_number_that_is_meant(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    owned = await an_owned_device(door, parts, brand, name="Kitchen")
    admin = door.person(await a_member(brand))
    facts = "... on ConfirmationMismatch { expected confirmed }"
    for confirm in (0, 2, -1):
        outcome = await admin.do("deleteTokens", facts=facts, tokenIds=2 * [owned.token_id], confirm=confirm)
        assert (outcome["__typename"], outcome["expected"], outcome["confirmed"]) == (
            "ConfirmationMismatch",
            1,
            confirm,
        )
    assert await is_untouched(owned)


async def test_deleting_tells_how_many_were_claimed_frees_the_plan_and_leaves_an_event_each(
    door: Door, parts: Parts
) -> None:
    brand = await a_brand()
    owned, free = await an_owned_device(door, parts, brand), await a_static_token(brand, parts)
    admin = await a_member(brand, Role.ADMIN)
    ids = [owned.token_id, global_id("StaticToken", free.id)]
    assert (await PlanUsage.get(root_id=brand.id)).static_tokens == 2
    outcome = await door.person(admin).do("deleteTokens", "deleted claimed", tokenIds=ids, confirm=2)

    assert outcome == {"__typename": "DeleteTokensSuccess", "deleted": 2, "claimed": 1}
    assert (await PlanUsage.get(root_id=brand.id)).static_tokens == 0
    events = await Event.filter(kind="TOKEN_DELETED", issuer_id=brand.id).order_by("id")
    assert {event.static_token_id: (event.actor_id, event.device_id, event.facts) for event in events} == {
        owned.token.id: (admin.account_id, owned.row_id, {"claimed": True}),
        free.id: (admin.account_id, None, {"claimed": False}),
    }


async def test_what_is_deleted_is_gone_for_everybody_and_its_auth_token_never_authenticates(
    door: Door, parts: Parts
) -> None:
    brand = await a_brand()
    owned = await an_owned_device(door, parts, brand)
    await comes_online(parts, owned.token.id)
    assert await authenticate(parts, [owned.token.auth_token]) != [None]
    await ends("delete", door, owned)

    assert await authenticate(parts, [owned.token.auth_token]) == [None]
    assert not await Device.exists(id=owned.row_id)
    # The tombstone keeps its digest from ever being issued again.
    assert await RetiredToken.exists(auth_digest=parts.digester.auth(owned.token.auth_token.text.encode()))
    staff = door.person(await a_member(brand))
    document = "query($id: ID!, $device: ID!) { staticToken(id: $id) { id } device(id: $device) { id } }"
    assert await staff.ask(document, id=owned.token_id, device=owned.device_id) == {"staticToken": None, "device": None}
    preview = "query($code: String!) { claimPreview(qrToken: $code) { productName } }"
    assert await door.stranger().ask(preview, code=owned.token.qr_token.text) == {"claimPreview": None}


async def test_a_deleted_tokens_connection_is_told_to_close(door: Door, parts: Parts) -> None:
    owned = await an_owned_device(door, parts, await a_brand())
    await comes_online(parts, owned.token.id)
    async with parts.bus.subscribe(("connection", str(owned.token.id))) as orders, asyncio.timeout(1):
        await ends("delete", door, owned)
        notice = await anext(orders)
        assert getattr(notice, "body", None) == "deleted"


async def test_only_the_issuers_administrators_delete_and_all_or_nothing(door: Door, parts: Parts) -> None:
    brand, foreign = await a_brand(), await a_brand()
    client = await below(brand)
    owned = await an_owned_device(door, parts, client, name="Kitchen")
    elsewhere = await an_owned_device(door, parts, foreign, name="Kitchen")

    async def tries(client_: Client, *tokens: Owned) -> str:
        ids = [token.token_id for token in tokens]
        outcome = await client_.do("deleteTokens", tokenIds=ids, confirm=len(ids))
        typename: str = outcome["__typename"]
        return typename

    for actor in (
        await a_member(brand, Role.OWNER),
        await a_member(await below(client)),
        await a_member(client, Role.OPERATOR),
        await a_member(foreign),
        owned.viewer,
    ):
        assert await tries(door.person(actor), owned) == "TokensNotYours"
    assert await tries(door.person(await a_member(client)), owned, elsewhere) == "TokensNotYours"
    assert await is_untouched(owned)
    assert await is_untouched(elsewhere)
    assert await tries(door.person(await a_member(client, Role.ADMIN)), owned) == "DeleteTokensSuccess"


async def test_deleting_twice_finds_nothing_the_second_time(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    owned = await an_owned_device(door, parts, brand)
    await ends("delete", door, owned)
    again = await door.person(await a_member(brand)).do("deleteTokens", tokenIds=[owned.token_id], confirm=1)

    assert again["__typename"] == "TokensNotYours"
    assert (await PlanUsage.get(root_id=brand.id)).static_tokens == 0


async def test_a_stranger_ends_nothing(door: Door, parts: Parts) -> None:
    owned = await an_owned_device(door, parts, await a_brand(), name="Kitchen")
    stranger = door.stranger()
    assert (await stranger.try_to("unclaimDevice", deviceId=owned.device_id)).code == "UNAUTHENTICATED"
    assert (await stranger.try_to("disclaimTokens", tokenIds=[owned.token_id])).code == "UNAUTHENTICATED"
    assert (await stranger.try_to("deleteTokens", tokenIds=[owned.token_id], confirm=1)).code == "UNAUTHENTICATED"
    assert await is_untouched(owned)


async def test_of_several_acts_in_one_request_each_shows_what_it_made(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    token, owner = await a_static_token(brand, parts), door.person(await a_member(brand))
    seen = await owner.ask(
        """mutation($claim: ClaimDeviceInput!, $disclaim: DisclaimTokensInput!) {
          first: claimDevice(input: $claim) {
            ... on ClaimDeviceSuccess { device { staticToken { device { status } } } }
          }
          second: disclaimTokens(input: $disclaim) {
            ... on DisclaimTokensSuccess { staticTokens { status device { status owner { id } } } }
          }
        }""",
        claim={"qrToken": token.qr_token.text},
        disclaim={"tokenIds": [global_id("StaticToken", token.id)]},
    )

    assert seen["first"]["device"]["staticToken"]["device"] == {"status": "CLAIMED"}
    assert seen["second"]["staticTokens"] == [{"status": "UNCLAIMED", "device": {"status": "UNCLAIMED", "owner": None}}]

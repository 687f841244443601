"""Transfer: a device goes from one owner to the next, and neither reads what was the other's."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.domain.devices import transferring
from app.domain.parts import Parts
from app.domain.people import mailing
from app.domain.viewer import Viewer
from app.models import Account, Device, DeviceTransfer, Organization, OutgoingMail, Role, StaticToken
from app.schema.nodes import global_id, parse_id
from tests.api.clients import TRANSPORTS, Client, Door, Transport
from tests.api.steps import Owned, an_owned_device, comes_online, has_guessed, has_verified, kinds
from tests.builders import a_brand, a_customer, a_member, an_account, below

pytestmark = pytest.mark.anyio

OFFER = "transfer { id email productName expiresAt device { id } }"
SEEN = """query($id: ID!) { device(id: $id) {
  id name owner { email } organization { id } openTransfer { id email }
  history(first: 20) { edges { node { kind actor { email } } } }
} }"""
RECEIVED = "{ viewer { receivedTransfers(first: 10) { edges { node { id email productName device { id } } } } } }"
STATUS = "subscription($ids: [ID!]) { deviceStatusChanged(deviceIds: $ids) { id name } }"
IN_MINE = "subscription($id: ID) { deviceStatusChanged(organizationId: $id) { id name } }"


async def a_giver(door: Door, parts: Parts, brand: Organization, *, name: str | None = "Kitchen") -> Owned:
    """A customer with a device, who may transfer it."""
    owned = await an_owned_device(door, parts, brand, name=name)
    await has_verified(owned.viewer)
    return owned


async def offers(owned: Owned, email: str) -> str:
    """The owner offers the device; the offer's identifier."""
    offered = await owned.owner.do("offerDeviceTransfer", OFFER, deviceId=owned.device_id, email=email)
    assert offered["__typename"] == "OfferDeviceTransferSuccess", offered
    transfer_id: str = offered["transfer"]["id"]
    return transfer_id


async def mailed_token(parts: Parts, email: str) -> str:
    """The token in the newest mail to an address."""
    mail = await OutgoingMail.filter(recipient=email, kind="transfer").order_by("-id").first()
    assert mail is not None
    rendered = mailing.read(parts, mail)
    assert rendered is not None
    (token,) = set(re.findall(r"/transfer#(cst_[A-Za-z0-9_-]{43})", rendered.text))
    return str(token)


async def outcome(client: Client, mutation: str, **given: Any) -> str:
    return str((await client.do(mutation, **given))["__typename"])


# ---- From one hand to the other ----


async def test_an_offered_device_becomes_the_receivers_and_begins_anew(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    owned, receiver = await a_giver(door, parts, brand), await a_customer(brand)
    await offers(owned, receiver.email)
    taker = door.person(receiver)
    accepted = await taker.do(
        "acceptDeviceTransfer",
        "device { id name }",
        token=f" https://claim.acme.example/transfer#{await mailed_token(parts, receiver.email)}\n",
    )

    assert accepted["device"] == {"id": owned.device_id, "name": "TempSense"}
    seen = (await taker.ask(SEEN, id=owned.device_id))["device"]
    assert seen["owner"] == {"email": receiver.email}
    assert seen["organization"] == {"id": global_id("Organization", receiver.held[0].organization_id)}
    history = [edge["node"] for edge in seen["history"]["edges"]]
    assert history == [{"kind": "DEVICE_TRANSFERRED", "actor": {"email": receiver.email}}]
    assert "Kitchen" not in str(seen)
    assert owned.viewer.email not in str(seen)


async def test_the_old_owner_keeps_nothing_and_learns_nothing_of_the_new_one(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    owned, receiver = await a_giver(door, parts, brand), await a_customer(brand)
    transfer_id = await offers(owned, receiver.email)
    taker = door.person(receiver)
    await taker.do("acceptDeviceTransfer", token=await mailed_token(parts, receiver.email))
    await taker.do("updateDevice", deviceId=owned.device_id, metadata=[{"name": "Device Name", "value": "Vault"}])

    assert (await owned.owner.ask(SEEN, id=owned.device_id))["device"] is None
    mine = await owned.owner.ask(
        "query($id: ID!) { organization(id: $id) { events(first: 50) { edges { node { kind actor { email } } } } } }",
        id=global_id("Organization", owned.viewer.held[0].organization_id),
    )
    events = [edge["node"] for edge in mine["organization"]["events"]["edges"]]
    assert events[0] == {"kind": "DEVICE_TRANSFERRED", "actor": None}
    assert receiver.email not in str(mine)
    for mutation, given in (
        ("updateDevice", {"deviceId": owned.device_id, "metadata": []}),
        ("unclaimDevice", {"deviceId": owned.device_id}),
        ("identifyDevice", {"deviceId": owned.device_id}),
        ("offerDeviceTransfer", {"deviceId": owned.device_id, "email": "x@example.com"}),
    ):
        assert await outcome(owned.owner, mutation, **given) == "DeviceNotYours"
    assert await outcome(owned.owner, "cancelDeviceTransfer", transferId=transfer_id) == "TransferUnknown"


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_subscriptions_of_both_follow_at_once(door: Door, parts: Parts, transport: Transport) -> None:
    brand = await a_brand()
    owned, receiver = await a_giver(door, parts, brand), await a_customer(brand)
    kept = await an_owned_device(door, parts, brand, viewer=owned.viewer)
    await offers(owned, receiver.email)
    taker, token = door.person(receiver), await mailed_token(parts, receiver.email)
    own = await an_owned_device(door, parts, brand, viewer=receiver)
    theirs, mine = (global_id("Organization", each.held[0].organization_id) for each in (owned.viewer, receiver))
    ids = [owned.device_id, kept.device_id]
    async with (
        owned.owner.follow(STATUS, over=transport, ids=ids) as by_id,
        owned.owner.follow(IN_MINE, over=transport, id=theirs) as by_organization,
        taker.follow(IN_MINE, over=transport, id=mine) as receivers,
    ):
        for stream in (by_id, by_organization):
            assert [(await stream.next())["deviceStatusChanged"]["id"] for _ in ids] == ids
        assert (await receivers.next())["deviceStatusChanged"]["id"] == own.device_id
        await taker.do("acceptDeviceTransfer", token=token)
        async with asyncio.timeout(1):
            assert (await receivers.next())["deviceStatusChanged"] == {"id": owned.device_id, "name": "TempSense"}
        # What follows is told in order: of the device that is gone nothing, of the one that is not something.
        await comes_online(parts, owned.token.id)
        await comes_online(parts, kept.token.id)
        async with asyncio.timeout(1):
            for stream in (by_id, by_organization):
                assert (await stream.next())["deviceStatusChanged"]["id"] == kept.device_id


async def test_the_receiver_finds_the_offer_once_their_address_is_verified(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    owned, receiver = await a_giver(door, parts, brand), await a_customer(brand)
    transfer_id = await offers(owned, f"  {receiver.email.upper()} ")
    taker = door.person(receiver)
    assert (await taker.ask(RECEIVED))["viewer"]["receivedTransfers"]["edges"] == []
    for mutation in ("acceptDeviceTransfer", "refuseDeviceTransfer"):
        assert await outcome(taker, mutation, transferId=transfer_id) == "EmailNotVerified"

    await has_verified(receiver)
    ((offer,),) = [[edge["node"] for edge in (await taker.ask(RECEIVED))["viewer"]["receivedTransfers"]["edges"]]]
    assert offer == {
        "id": transfer_id,
        "email": receiver.email.upper(),
        "productName": "TempSense",
        "device": None,
    }
    assert await outcome(taker, "acceptDeviceTransfer", transferId=transfer_id) == "AcceptDeviceTransferSuccess"
    assert (await taker.ask(RECEIVED))["viewer"]["receivedTransfers"]["edges"] == []


async def test_accepting_refusing_and_cancelling_are_safe_to_repeat(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    receiver = await has_verified(await a_customer(brand))
    taker = door.person(receiver)
    for mutation in ("acceptDeviceTransfer", "refuseDeviceTransfer", "cancelDeviceTransfer"):
        owned = await a_giver(door, parts, brand)
        transfer_id = await offers(owned, receiver.email)
        client = owned.owner if mutation == "cancelDeviceTransfer" else taker
        for _ in range(2):
            assert (
                await outcome(client, mutation, transferId=transfer_id) == f"{mutation[0].upper()}{mutation[1:]}Success"
            )
        told = await kinds(device_id=owned.row_id)
        assert told[:2] == ["DEVICE_CLAIMED", "DEVICE_TRANSFER_OFFERED"]
        assert len(told) == 3


async def test_a_refused_offer_leaves_the_device_where_it_was(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    owned, receiver = await a_giver(door, parts, brand), await a_customer(brand)
    await offers(owned, receiver.email)
    token = await mailed_token(parts, receiver.email)
    assert await outcome(door.person(receiver), "refuseDeviceTransfer", token=token) == "RefuseDeviceTransferSuccess"

    assert await outcome(door.person(receiver), "acceptDeviceTransfer", token=token) == "TransferUnknown"
    seen = (await owned.owner.ask(SEEN, id=owned.device_id))["device"]
    assert (seen["name"], seen["owner"], seen["openTransfer"]) == ("Kitchen", {"email": owned.viewer.email}, None)
    # Who refused is known to the giver by the address only.
    (refusal,) = [edge["node"] for edge in seen["history"]["edges"] if "REFUSED" in edge["node"]["kind"]]
    assert refusal["actor"] is None
    assert await outcome(owned.owner, "offerDeviceTransfer", deviceId=owned.device_id, email="a@example.com") == (
        "OfferDeviceTransferSuccess"
    )


async def test_the_receiver_names_an_organization_of_theirs(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    client = await below(brand)
    receiver = await has_verified(await a_member(client, Role.MEMBER))
    owned = await a_giver(door, parts, brand)
    transfer_id = await offers(owned, receiver.email)
    taker = door.person(receiver)
    foreign = global_id("Organization", brand.id)
    answer = await taker.try_to("acceptDeviceTransfer", transferId=transfer_id, organizationId=foreign)
    assert answer.code == "FORBIDDEN"
    mine = global_id("Organization", client.id)
    assert await outcome(taker, "acceptDeviceTransfer", transferId=transfer_id, organizationId=mine) == (
        "AcceptDeviceTransferSuccess"
    )
    assert (await Device.get(id=owned.row_id)).organization_id == client.id


# ---- Who may offer, and to whom ----


async def test_only_a_verified_owner_offers_and_the_owners_administrators_count_as_owner(
    door: Door, parts: Parts
) -> None:
    brand = await a_brand()
    client = await below(brand)
    owned = await an_owned_device(door, parts, brand, viewer=await a_member(client, Role.MEMBER), name="Kitchen")
    given = {"deviceId": owned.device_id, "email": "next@example.com"}
    await Account.filter(id=owned.viewer.account_id).update(email_verified_at=None)
    assert await outcome(owned.owner, "offerDeviceTransfer", **given) == "EmailNotVerified"
    others = [
        await a_member(client, Role.OPERATOR),
        await a_member(client, Role.MEMBER),
        await a_customer(brand),
        await a_member(await a_brand()),
    ]
    for other in others:
        stranger = door.person(await has_verified(other))
        assert await outcome(stranger, "offerDeviceTransfer", **given) == "DeviceNotYours"
    assert not await DeviceTransfer.exists(device_id=owned.row_id)

    admin = door.person(await has_verified(await a_member(client, Role.ADMIN)))
    offered = await admin.do("offerDeviceTransfer", OFFER, **given)
    assert offered["transfer"]["device"] == {"id": owned.device_id}
    seen = (await admin.ask(SEEN, id=owned.device_id))["device"]
    assert seen["openTransfer"] == {"id": offered["transfer"]["id"], "email": "next@example.com"}
    member = door.person(await a_member(client, Role.MEMBER))
    assert (await member.ask(SEEN, id=owned.device_id))["device"]["openTransfer"] is None
    assert await outcome(member, "cancelDeviceTransfer", transferId=offered["transfer"]["id"]) == "TransferUnknown"
    # The owner sees and may take back what their administrator offered.
    assert await outcome(owned.owner, "cancelDeviceTransfer", transferId=offered["transfer"]["id"]) == (
        "CancelDeviceTransferSuccess"
    )


async def test_in_a_personal_organization_the_brands_staff_offer_nothing(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    owned = await a_giver(door, parts, brand)
    staff = door.person(await has_verified(await a_member(brand)))
    given = {"deviceId": owned.device_id, "email": "next@example.com"}
    assert await outcome(staff, "offerDeviceTransfer", **given) == "DeviceNotYours"
    await offers(owned, "next@example.com")
    assert (await staff.ask(SEEN, id=owned.device_id))["device"]["openTransfer"] is None


async def test_known_unknown_and_foreign_addresses_answer_alike(door: Door, parts: Parts) -> None:
    brand, foreign = await a_brand(), await a_brand()
    known, elsewhere = await an_account(brand), await an_account(foreign)
    answers = []
    for email in (known.email, elsewhere.email, f"nobody-{uuid4().hex[:12]}@example.com"):
        owned = await a_giver(door, parts, brand)
        offered = await owned.owner.do("offerDeviceTransfer", OFFER, deviceId=owned.device_id, email=email)
        assert offered["transfer"].pop("email") == email
        for name in ("id", "expiresAt", "device"):
            offered["transfer"].pop(name)
        answers.append(offered)
        # Each of them gets the same mail.
        await mailed_token(parts, email)
    assert answers[0] == answers[1] == answers[2]


async def test_an_offer_is_of_its_brand_only(door: Door, parts: Parts) -> None:
    brand, foreign = await a_brand(), await a_brand()
    email = f"both-{uuid4().hex[:12]}@example.com"
    owned = await a_giver(door, parts, brand)
    transfer_id = await offers(owned, email)
    token = await mailed_token(parts, email)
    viewer = await has_verified(await a_customer(foreign))
    await Account.filter(id=viewer.account_id).update(email=email, email_key=email)
    elsewhere = door.person(viewer)
    assert (await elsewhere.ask(RECEIVED))["viewer"]["receivedTransfers"]["edges"] == []
    for given in ({"token": token}, {"transferId": transfer_id}):
        for mutation in ("acceptDeviceTransfer", "refuseDeviceTransfer"):
            assert await outcome(elsewhere, mutation, **given) == "TransferUnknown"
    assert (await Device.get(id=owned.row_id)).owner_id == owned.viewer.account_id


async def test_the_link_helps_nobody_but_the_one_it_was_sent_to(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    owned, receiver = await a_giver(door, parts, brand), await a_customer(brand)
    transfer_id = await offers(owned, receiver.email)
    token = await mailed_token(parts, receiver.email)
    thief = door.person(await has_verified(await a_customer(brand)))
    wrong: list[dict[str, Any]] = [
        {"token": token},
        {"transferId": transfer_id},
        {"token": "cst_" + "A" * 43},
        {"token": "nonsense\r\n"},
        {"transferId": global_id("DeviceTransfer", uuid4())},
    ]
    for given in wrong:
        for mutation in ("acceptDeviceTransfer", "refuseDeviceTransfer"):
            answer = await thief.do(mutation, **given)
            assert answer == {"__typename": "TransferUnknown", "message": transferring.TransferUnknown.message}
    for given in ({}, {"token": token, "transferId": transfer_id}):
        assert (await thief.try_to("acceptDeviceTransfer", **given)).code == "BAD_REQUEST"
    assert (await door.stranger().try_to("acceptDeviceTransfer", token=token)).code == "UNAUTHENTICATED"
    assert (await DeviceTransfer.get(id=parse_id(transfer_id)[1])).accepted_at is None


async def test_an_offer_to_the_owner_a_second_offer_and_no_address_are_refused(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    owned = await a_giver(door, parts, brand)

    async def offering(email: str) -> str:
        return await outcome(owned.owner, "offerDeviceTransfer", deviceId=owned.device_id, email=email)

    assert await offering(owned.viewer.email.upper()) == "ReceiverIsOwner"
    for nonsense in ("", "nobody", "a@b\r\nBcc: c@d", f"{'a' * 250}@example.com", "a@b@c"):
        assert await offering(nonsense) == "EmailUnusable"
    first = await offers(owned, "one@example.com")
    assert await offering("two@example.com") == "DeviceOffered"
    assert await offers(owned, "One@Example.com") == first
    assert await OutgoingMail.filter(root_id=brand.id).count() == 1
    assert await kinds(device_id=owned.row_id) == ["DEVICE_CLAIMED", "DEVICE_TRANSFER_OFFERED"]


async def test_offers_are_throttled_per_account(door: Door, parts: Parts) -> None:
    owned = await a_giver(door, parts, await a_brand())
    await has_guessed(20, "transfer", str(owned.viewer.account_id))
    given = {"deviceId": owned.device_id, "email": "next@example.com"}
    assert await outcome(owned.owner, "offerDeviceTransfer", **given) == "TooManyAttempts"
    assert not await DeviceTransfer.exists(device_id=owned.row_id)


# ---- How an offer ends ----


async def test_an_expired_offer_is_no_offer_and_makes_room_for_the_next(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    owned, receiver = await a_giver(door, parts, brand), await has_verified(await a_customer(brand))
    transfer_id = await offers(owned, receiver.email)
    row_id = parse_id(transfer_id)[1]
    lives = (await DeviceTransfer.get(id=row_id)).expires_at - datetime.now(UTC)
    assert timedelta(days=6, hours=23) < lives <= timedelta(days=7)
    await DeviceTransfer.filter(id=row_id).update(expires_at=datetime.now(UTC))
    taker = door.person(receiver)

    assert (await taker.ask(RECEIVED))["viewer"]["receivedTransfers"]["edges"] == []
    assert (await owned.owner.ask(SEEN, id=owned.device_id))["device"]["openTransfer"] is None
    for mutation in ("acceptDeviceTransfer", "refuseDeviceTransfer"):
        assert await outcome(taker, mutation, transferId=transfer_id) == "TransferUnknown"
    assert await offers(owned, "another@example.com") != transfer_id


@pytest.mark.parametrize("end", ["unclaim", "disclaim", "delete", "move"])
async def test_an_offer_ends_with_the_ownership(door: Door, parts: Parts, end: str) -> None:
    brand = await a_brand()
    north, south = await below(brand, "North"), await below(brand, "South")
    owner = await has_verified(await a_member(north, Role.MEMBER))
    owned = await an_owned_device(door, parts, brand, viewer=owner)
    receiver = await has_verified(await a_customer(brand))
    transfer_id = await offers(owned, receiver.email)
    staff = door.person(await a_member(brand))
    acts: dict[str, tuple[Client, str, dict[str, Any]]] = {
        "unclaim": (owned.owner, "unclaimDevice", {"deviceId": owned.device_id}),
        "disclaim": (staff, "disclaimTokens", {"tokenIds": [owned.token_id]}),
        "delete": (staff, "deleteTokens", {"tokenIds": [owned.token_id], "confirm": 1}),
        "move": (
            staff,
            "moveDevice",
            {"deviceId": owned.device_id, "organizationId": global_id("Organization", south.id)},
        ),
    }
    client, mutation, given = acts[end]
    assert (await outcome(client, mutation, **given)).endswith("Success")

    taker = door.person(receiver)
    assert await outcome(taker, "acceptDeviceTransfer", transferId=transfer_id) == "TransferUnknown"
    assert (await taker.ask(RECEIVED))["viewer"]["receivedTransfers"]["edges"] == []
    assert not await StaticToken.exists(id=owned.token.id, device__owner_id=receiver.account_id)


async def test_offers_are_forgotten_a_month_after_their_end(door: Door, parts: Parts) -> None:
    owned = await a_giver(door, parts, await a_brand())
    old: UUID = parse_id(await offers(owned, "old@example.com"))[1]
    await DeviceTransfer.filter(id=old).update(expires_at=datetime.now(UTC) - timedelta(days=31))
    new = parse_id(await offers(owned, "new@example.com"))[1]
    assert await transferring.forget_old_transfers() >= 1
    assert [row.id for row in await DeviceTransfer.filter(device_id=owned.row_id)] == [new]


async def test_no_event_holds_an_address(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    owned, receiver = await a_giver(door, parts, brand), await a_customer(brand)
    await offers(owned, receiver.email)
    await door.person(receiver).do("acceptDeviceTransfer", token=await mailed_token(parts, receiver.email))
    staff: Viewer = await a_member(brand)
    seen = await door.person(staff).ask(
        "query($id: ID!) { organization(id: $id) { "
        "events(first: 100) { edges { node { kind facts actor { email } } } } } }",
        id=global_id("Organization", brand.id),
    )
    assert "DEVICE_TRANSFERRED" in str(seen)
    assert receiver.email not in str(seen)
    assert owned.viewer.email not in str(seen)

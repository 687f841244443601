"""Subscriptions: the present state first, then every change, over both transports, for as long as one may see it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.database.connection import execute
from app.domain import history
from app.domain.history import EventKind
from app.domain.parts import Parts
from app.models import Event, Membership, Organization, Role
from app.schema.nodes import global_id
from tests.api.clients import TRANSPORTS, Client, Door, Stream, Transport, asks_over_websocket, signed_in_socket
from tests.api.steps import an_owned_device, comes_online, goes_offline
from tests.builders import a_batch, a_brand, a_customer, a_member, a_static_token, below, tokens_of

pytestmark = pytest.mark.anyio
over_both = pytest.mark.parametrize("transport", TRANSPORTS)

STATUS = """subscription($ids: [ID!], $organization: ID) {
  deviceStatusChanged(deviceIds: $ids, organizationId: $organization) {
    id name status organization { name } presence { isOnline reason }
  } }"""
EVENTS = """subscription($id: ID!) { organizationEvents(organizationId: $id) {
  id kind actor { email } deviceId staticTokenId
} }"""


def an_id(organization: Organization) -> str:
    return global_id("Organization", organization.id)


async def status(stream: Stream) -> dict[str, Any]:
    device: dict[str, Any] = (await stream.next())["deviceStatusChanged"]
    return device


@asynccontextmanager
async def listening(
    client: Client, organization: Organization, parts: Parts, transport: Transport = "websocket"
) -> AsyncIterator[Stream]:
    """The events of an organization, certainly heard: an old one is told again until it arrives."""
    old = await Event.filter(organization_id=organization.root_id).order_by("id").first()
    assert old is not None
    async with client.follow(EVENTS, over=transport, id=an_id(organization)) as stream:
        heard = asyncio.create_task(stream.next())
        while not heard.done():
            history.tell(parts.bus, old.id, organization.id)
            await asyncio.sleep(0.02)
        last = await history.record(EventKind.TEMPLATE_UPDATED, organization_id=organization.id)
        history.tell(parts.bus, last, organization.id)
        event = heard.result()["organizationEvents"]
        while event["id"] != global_id("Event", last):
            event = (await stream.next())["organizationEvents"]
        yield stream


# ---- Devices ----


@over_both
async def test_a_device_is_shown_as_it_is_and_then_as_it_changes(
    door: Door, parts: Parts, transport: Transport
) -> None:
    owned = await an_owned_device(door, parts, await a_brand(), name="Kitchen")
    async with owned.owner.follow(STATUS, over=transport, ids=[owned.device_id]) as changes:
        first = await status(changes)
        assert (first["id"], first["name"], first["status"]) == (owned.device_id, "Kitchen", "CLAIMED")
        assert first["presence"] == {"isOnline": False, "reason": None}
        arrival = await comes_online(parts, owned.token.id)
        assert (await status(changes))["presence"] == {"isOnline": True, "reason": "CONNECTED"}
        await owned.owner.do(
            "updateDevice", deviceId=owned.device_id, metadata=[{"name": "Device Name", "value": "Bedroom"}]
        )
        assert (await status(changes))["name"] == "Bedroom"
        await goes_offline(parts, arrival)
        assert (await status(changes))["presence"] == {"isOnline": False, "reason": "DISCONNECTED"}


@over_both
async def test_devices_of_others_and_devices_that_are_not_there_are_silent(
    door: Door, parts: Parts, transport: Transport
) -> None:
    brand = await a_brand()
    own, foreign = await an_owned_device(door, parts, brand), await an_owned_device(door, parts, brand)
    unknown = global_id("Device", uuid4())
    ids = [foreign.device_id, unknown, own.device_id, own.device_id]
    async with own.owner.follow(STATUS, over=transport, ids=ids) as changes:
        assert (await status(changes))["id"] == own.device_id
        await comes_online(parts, foreign.token.id)
        await comes_online(parts, own.token.id)
        assert (await status(changes))["id"] == own.device_id


@over_both
async def test_an_organizations_devices_are_shown_as_they_come_change_and_go(
    door: Door, parts: Parts, transport: Transport
) -> None:
    brand = await a_brand("PRO")
    client = await below(brand)
    tokens = await tokens_of(await a_batch(brand, parts, 3), parts)
    standing = [global_id("Device", (await comes_online(parts, token.id)).device_id) for token in tokens[:2]]
    staff, member = door.person(await a_member(brand)), door.person(await a_member(client, Role.MEMBER))
    async with (
        staff.follow(STATUS, over=transport, organization=an_id(brand)) as issuers,
        member.follow(STATUS, over=transport, organization=an_id(client)) as clients,
    ):
        assert [(await status(issuers))["id"] for _ in standing] == standing
        arrived = global_id("Device", (await comes_online(parts, tokens[2].id)).device_id)
        assert (await status(issuers))["id"] == arrived
        await member.do("claimDevice", qrToken=tokens[2].qr_token.text)
        come = await status(clients)
        # Where it left it is shown a last time.
        gone = await status(issuers)
        assert (come["id"], come["organization"]) == (arrived, {"name": client.name})
        assert (gone["id"], gone["organization"]) == (arrived, {"name": client.name})
        await comes_online(parts, tokens[2].id)
        await comes_online(parts, tokens[0].id)
        assert (await status(clients))["id"] == arrived
        assert (await status(issuers))["id"] == standing[0]


@over_both
@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, "BAD_REQUEST"),
        ({"ids": []}, "BAD_REQUEST"),
        ({"ids": ["device"]}, "BAD_REQUEST"),
        ({"ids": [global_id("Organization", UUID(int=1))]}, "BAD_REQUEST"),
        ({"ids": [global_id("Device", UUID(int=n)) for n in range(101)]}, "BAD_REQUEST"),
        (
            {"ids": [global_id("Device", UUID(int=1))], "organization": global_id("Organization", UUID(int=1))},
            "BAD_REQUEST",
        ),
        ({"organization": global_id("Organization", UUID(int=1))}, "FORBIDDEN"),
    ],
)
async def test_a_subscription_names_devices_or_an_organization(
    door: Door, given: dict[str, Any], code: str, transport: Transport
) -> None:
    me = door.person(await a_customer(await a_brand()))
    async with me.follow(STATUS, over=transport, **given) as changes:
        assert await changes.last_code() == code


@over_both
async def test_a_role_that_ends_ends_what_is_shown(door: Door, parts: Parts, transport: Transport) -> None:
    brand = await a_brand("PRO")
    client = await below(brand)
    viewer = await a_member(client, Role.MEMBER)
    theirs = await an_owned_device(door, parts, brand, viewer=await a_member(client, Role.MEMBER))
    own = await an_owned_device(door, parts, brand, viewer=viewer)
    me, ids = door.person(viewer), [theirs.device_id, own.device_id]
    async with me.follow(STATUS, over=transport, ids=ids) as changes:
        assert [(await status(changes))["id"] for _ in ids] == ids
        await Membership.filter(account_id=viewer.account_id).delete()
        await comes_online(parts, theirs.token.id)
        await comes_online(parts, own.token.id)
        # A device of one's own stays one's own.
        assert (await status(changes))["id"] == own.device_id


async def test_a_stranger_follows_nothing(door: Door) -> None:
    organization = global_id("Organization", uuid4())
    for document, given in (
        (STATUS, {"organization": organization}),
        (EVENTS, {"id": organization}),
        ("subscription($id: ID!) { tokenBatchProgressed(id: $id) { id } }", {"id": global_id("TokenBatch", uuid4())}),
    ):
        async with door.stranger().follow(document, over="sse", **given) as stream:
            assert await stream.last_code() == "UNAUTHENTICATED"


async def test_one_socket_carries_several_subscriptions_and_queries(door: Door, parts: Parts) -> None:
    owned = await an_owned_device(door, parts, await a_brand())
    seen = await asks_over_websocket(owned.owner, "{ viewer { user { email } } }")
    assert seen.data["viewer"]["user"] == {"email": owned.viewer.email}
    async with signed_in_socket(owned.owner) as socket:
        for number in "12":
            payload = {"query": STATUS, "variables": {"ids": [owned.device_id]}}
            await socket.send(_message("subscribe", number, payload))
        assert {_read(await socket.recv())["id"] for _ in range(2)} == {"1", "2"}
        await socket.send(_message("complete", "1"))
        await socket.send(_message("subscribe", "3", {"query": "{ viewer { user { email } } }"}))
        assert [_read(await socket.recv())["type"] for _ in range(2)] == ["next", "complete"]
        await comes_online(parts, owned.token.id)
        assert _read(await socket.recv())["id"] == "2"


def _message(kind: str, number: str, payload: object = None) -> str:
    return json.dumps({"type": kind, "id": number, **({} if payload is None else {"payload": payload})})


def _read(text: str | bytes) -> dict[str, Any]:
    message: dict[str, Any] = json.loads(text)
    return message


# ---- Events ----


@over_both
async def test_staff_see_what_happens_in_their_organization_and_below_as_it_happens(
    door: Door, parts: Parts, transport: Transport
) -> None:
    brand = await a_brand()
    client = await below(brand)
    token = await a_static_token(client, parts)
    operator = await a_member(brand, Role.OPERATOR)
    admin = await a_member(client, Role.ADMIN)
    async with listening(door.person(operator), brand, parts, transport) as happenings:
        owned = await an_owned_device(door, parts, brand)
        seen = [(await happenings.next())["organizationEvents"] for _ in range(4)]
        assert [event["kind"] for event in seen] == [
            "TEMPLATE_CREATED",
            "BATCH_REQUESTED",
            "BATCH_COMPLETED",
            "DEVICE_CLAIMED",
        ]
        assert (seen[-1]["deviceId"], seen[-1]["actor"]) == (owned.device_id, None)
        await door.person(admin).do("revealAuthToken", tokenId=global_id("StaticToken", token.id))
        revealed = (await happenings.next())["organizationEvents"]
        assert (revealed["kind"], revealed["actor"]) == ("AUTH_TOKEN_REVEALED", {"email": admin.email})
        await owned.owner.do("unclaimDevice", deviceId=owned.device_id)
        assert (await happenings.next())["organizationEvents"]["kind"] == "DEVICE_UNCLAIMED"


@over_both
async def test_who_is_not_staff_sees_no_events(door: Door, transport: Transport) -> None:
    brand = await a_brand()
    client = await below(brand)
    for viewer, organization, code in (
        (await a_member(brand, Role.MEMBER), brand, None),
        (await a_member(client), brand, "FORBIDDEN"),
        (await a_member(await a_brand()), brand, "FORBIDDEN"),
        (await a_member(brand), Organization(id=uuid4()), "FORBIDDEN"),
    ):
        async with door.person(viewer).follow(EVENTS, over=transport, id=an_id(organization)) as happenings:
            assert await happenings.last_code() == code


async def test_staff_that_lose_their_role_hear_no_more(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    viewer = await a_member(brand)
    async with listening(door.person(viewer), brand, parts) as happenings:
        await Membership.filter(account_id=viewer.account_id).delete()
        await a_customer(brand)
        await an_owned_device(door, parts, brand)
        assert await happenings.last_code() == "FORBIDDEN"


async def test_events_that_a_node_could_not_tell_of_are_caught_up_with(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    client = await below(brand)
    async with listening(door.person(await a_member(brand)), brand, parts) as happenings:
        # Written by a node whose word is lost on the way.
        missed = [
            await history.record(EventKind.TEMPLATE_UPDATED, organization_id=place.id) for place in (brand, client)
        ]
        await execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND query LIKE '%pg_notify%' AND pid <> pg_backend_pid()"
        )
        seen = [(await happenings.next())["organizationEvents"]["id"] for _ in missed]

    assert seen == [global_id("Event", event) for event in missed]

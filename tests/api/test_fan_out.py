"""Followers of the same thing: executed once for all who would see the same, and never for anybody else."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
import wsproto.connection
from websockets.exceptions import ConnectionClosed
from wsproto.events import TextMessage

from app.context import RequestContext
from app.context.access_tokens import AccessTokens, Bearer
from app.database.connection import execute
from app.domain import news
from app.domain.devices import claiming
from app.domain.parts import Parts
from app.domain.viewer import Viewer
from app.graphql import create_schema, fan_out, groups
from app.http.graphql_endpoint import text_frame
from app.models import Device, Membership, Organization, Role, Session
from app.schema.nodes import global_id, parse_id
from app.secrets.keys import KeyRing
from tests.api.clients import TRANSPORTS, Client, Door, Stream, Transport, signed_in_socket
from tests.api.steps import an_owned_device, comes_online, counted_statements, goes_offline
from tests.builders import a_brand, a_customer, a_member, a_static_token, below

pytestmark = pytest.mark.anyio
over_both = pytest.mark.parametrize("transport", TRANSPORTS)

STATUS = """subscription($ids: [ID!]) { deviceStatusChanged(deviceIds: $ids) {
  id name organization { name } owner { email } staticToken { id } openTransfer { id } presence { isOnline }
} }"""
HEAVY = (
    "subscription($ids: [ID!]) { deviceStatusChanged(deviceIds: $ids) { id presence { isOnline } "
    + " ".join(f"m{number}: metadata {{ name value }}" for number in range(15))
    + " } }"
)


async def status(stream: Stream) -> dict[str, Any]:
    device: dict[str, Any] = (await stream.next())["deviceStatusChanged"]
    return device


@asynccontextmanager
async def all_following(clients: list[Client], ids: list[str], transport: Transport) -> AsyncIterator[list[Stream]]:
    """The clients, each of whom follows the devices."""
    async with AsyncExitStack() as open_streams:
        yield [await open_streams.enter_async_context(each.follow(STATUS, over=transport, ids=ids)) for each in clients]


# ---- Who sees the same. ----


@over_both
async def test_each_of_many_followers_sees_what_is_theirs_to_see(
    door: Door, parts: Parts, transport: Transport
) -> None:
    brand = await a_brand()
    client = await below(brand, "Hotel")
    owned = await an_owned_device(door, parts, brand, viewer=await a_member(client, Role.MEMBER), name="Kitchen")
    owner = owned.viewer.email
    colleague, staff, stranger = (
        await a_member(client, Role.MEMBER),
        await a_member(brand, Role.OPERATOR),
        await a_customer(brand),
    )
    own = await an_owned_device(door, parts, brand, viewer=stranger, name="Garage")
    people = [owned.viewer, colleague, colleague, staff, stranger]
    ids = [owned.device_id, own.device_id]
    async with all_following([door.person(each) for each in people], ids, transport) as streams:
        for stream in streams[:4]:
            assert (await status(stream))["id"] == owned.device_id
        # The brand's staff see the factory's side of the stranger's device as well.
        for stream in streams[3:]:
            assert (await status(stream))["id"] == own.device_id
        await comes_online(parts, owned.token.id)
        await comes_online(parts, own.token.id)
        seen = [await status(stream) for stream in streams]
        staffs_second = await status(streams[3])
        alone = [(await door.person(each).ask(_query(), id=ids[0]))["device"] for each in people]

    assert seen[:4] == alone[:4]
    assert [each["owner"] for each in seen[:3]] == [{"email": owner}] * 3
    assert [each["staticToken"] for each in seen[:3]] == [None] * 3
    assert seen[3]["staticToken"] == {"id": owned.token_id}
    assert alone[4] is None
    assert (seen[4]["id"], seen[4]["name"]) == (own.device_id, "Garage")
    assert (staffs_second["id"], staffs_second["name"], staffs_second["owner"]) == (own.device_id, "TempSense", None)


def _query() -> str:
    selection = STATUS.partition("(deviceIds: $ids)")[2].rpartition("}")[0]
    return f"query($id: ID!) {{ device(id: $id) {selection} }}"


@over_both
async def test_many_followers_cost_as_much_as_one(door: Door, parts: Parts, transport: Transport) -> None:
    brand = await a_brand("PRO")
    client = await below(brand)
    owned = await an_owned_device(door, parts, brand, viewer=await a_member(client, Role.MEMBER), name="Kitchen")
    members = [door.person(await a_member(client, Role.MEMBER)) for _ in range(8)]
    costs = []
    for followers in (members[:1], members):
        async with all_following(followers, [owned.device_id], transport) as streams:
            for stream in streams:
                await status(stream)
            await asyncio.sleep(0.2)  # everybody has got so far as to wait for what happens
            arrival = await comes_online(parts, owned.token.id)
            assert [(await status(stream))["presence"]["isOnline"] for stream in streams] == [True] * len(streams)
            async with counted_statements() as statements:
                parts.bus.publish(news.device_changed(owned.row_id))
                for stream in streams:
                    await status(stream)
            costs.append(len(statements))
            await goes_offline(parts, arrival)
            for stream in streams:
                await status(stream)

    assert costs[0] == costs[1] > 0


@over_both
async def test_a_device_that_changes_hands_falls_silent_for_one_and_speaks_to_the_other(
    door: Door, parts: Parts, transport: Transport
) -> None:
    brand = await a_brand()
    owned = await an_owned_device(door, parts, brand, name="Kitchen")
    other = await an_owned_device(door, parts, brand, name="Garage")
    ids = [owned.device_id, other.device_id]
    async with all_following([owned.owner, other.owner], ids, transport) as (before, after):
        assert [(await status(before))["id"], (await status(after))["id"]] == ids
        await owned.owner.do("unclaimDevice", deviceId=owned.device_id)
        mine = await owned.owner.do("claimDevice", "device { id }", qrToken=(await _another(parts, brand)).text)
        assert mine["__typename"] == "ClaimDeviceSuccess"
        fresh = await other.owner.do("claimDevice", "device { id }", qrToken=owned.token.qr_token.text, name="Cellar")
        told = await status(after)
        await comes_online(parts, owned.token.id)
        online = await status(after)
        # What the one before was told last is not later than the end of the ownership.
        last = [answer async for answer in _within(before, 0.5)]

    assert fresh["device"]["id"] == told["id"] == online["id"]
    assert (told["name"], online["name"], online["presence"]) == ("Cellar", "Cellar", {"isOnline": True})
    assert last == []


async def _another(parts: Parts, brand: Any) -> Any:
    return (await a_static_token(brand, parts)).qr_token


async def _within(stream: Stream, seconds: float) -> AsyncIterator[dict[str, Any]]:
    """What comes within some seconds."""
    try:
        async with asyncio.timeout(seconds):
            while True:
                yield await status(stream)
    except TimeoutError:
        return


@over_both
async def test_one_of_many_who_loses_the_role_is_not_told_what_the_others_are(
    door: Door, parts: Parts, transport: Transport
) -> None:
    brand = await a_brand("PRO")
    client = await below(brand)
    owned = await an_owned_device(door, parts, brand, viewer=await a_member(client, Role.MEMBER))
    staying, leaving = await a_member(client, Role.MEMBER), await a_member(client, Role.MEMBER)
    clients = [door.person(staying), door.person(leaving)]
    async with all_following(clients, [owned.device_id], transport) as (stays, leaves):
        await status(stays)
        await status(leaves)
        # Nobody is told of it: each change asks for everybody's rights.
        await Membership.filter(account_id=leaving.account_id).delete()
        await comes_online(parts, owned.token.id)
        assert (await status(stays))["presence"] == {"isOnline": True}
        assert [answer async for answer in _within(leaves, 0.3)] == []


@over_both
async def test_one_of_many_whose_session_ends_is_told_so_and_the_others_go_on(
    door: Door, parts: Parts, transport: Transport
) -> None:
    brand = await a_brand("PRO")
    client = await below(brand)
    owned = await an_owned_device(door, parts, brand, viewer=await a_member(client, Role.MEMBER))
    clients = [door.person(await a_member(client, Role.MEMBER)) for _ in range(2)]
    async with all_following(clients, [owned.device_id], transport) as (stays, leaves):
        await status(stays)
        await status(leaves)
        await clients[1].do("signOut")
        assert await leaves.last_code(within=1) == "UNAUTHENTICATED"
        await comes_online(parts, owned.token.id)
        assert (await status(stays))["presence"] == {"isOnline": True}


async def test_a_session_that_expires_in_silence_ends_what_it_follows(
    door: Door, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(groups, "RECHECK_SECONDS", 0.2)
    brand = await a_brand("PRO")
    client = await below(brand)
    owned = await an_owned_device(door, parts, brand, viewer=await a_member(client, Role.MEMBER))
    staying, expiring = await a_member(client, Role.MEMBER), await a_member(client, Role.MEMBER)
    clients = [door.person(staying), door.person(expiring)]
    async with all_following(clients, [owned.device_id], "websocket") as (stays, leaves):
        await status(stays)
        await status(leaves)
        await Session.filter(id=expiring.session_id).update(expires_at=datetime.now(UTC))
        assert await leaves.last_code(within=2) == "UNAUTHENTICATED"
        await comes_online(parts, owned.token.id)
        assert (await status(stays))["presence"] == {"isOnline": True}


async def test_what_a_node_could_not_tell_of_is_read_again(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    owned = await an_owned_device(door, parts, brand, name="Kitchen")
    async with all_following([owned.owner, owned.owner], [owned.device_id], "websocket") as streams:
        for stream in streams:
            assert (await status(stream))["name"] == "Kitchen"
        await asyncio.sleep(0.2)
        # Written by a node whose word is lost on the way.
        await Device.filter(id=owned.row_id).update(edits={"Device Name": "Cellar"})
        await execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND query LIKE '%pg_notify%' AND pid <> pg_backend_pid()"
        )
        for stream in streams:
            while (await status(stream))["name"] != "Cellar":
                pass
        await comes_online(parts, owned.token.id)
        for stream in streams:
            while not (await status(stream))["presence"]["isOnline"]:
                pass


# ---- Those who read slowly. ----


CHANGES = 80
"""Of 200 KiB each: more than the system keeps for a socket that nobody reads, and then some."""


async def a_wordy_device(door: Door) -> tuple[Client, str]:
    """A device that is a lot to read, and somebody who may."""
    viewer = await a_member(await a_brand())
    place = global_id("Organization", (await Membership.get(account_id=viewer.account_id)).organization_id)
    person, names = door.person(viewer), [f"Field {number}" for number in range(15)]
    fields = [{"name": name, "type": "TEXT"} for name in names]
    made = await person.do(
        "createTemplate", "template { id }", organizationId=place, name="Wordy", metadataFields=fields
    )
    created = await person.do(
        "createDevice",
        "device { id }",
        organizationId=place,
        templateId=made["template"]["id"],
        metadata=[{"name": name, "value": "x" * 1000} for name in names],
    )
    return person, created["device"]["id"]


async def changes_are_read_by(quick: Stream, device_id: str, parts: Parts) -> None:
    """The device changes again and again, each time when somebody has read the last change."""
    row_id = parse_id(device_id)[1]
    for _ in range(CHANGES):
        parts.bus.publish(news.device_changed(row_id))
        assert (await status(quick))["id"] == device_id


async def test_a_websocket_that_is_read_too_slowly_is_closed_with_a_code_that_says_so(
    door: Door, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fan_out, "MOST_WAITING", 8)
    person, device_id = await a_wordy_device(door)
    async with (
        person.follow(HEAVY, over="websocket", ids=[device_id]) as quick,
        signed_in_socket(person) as slow,
    ):
        await status(quick)
        payload = {"query": HEAVY, "variables": {"ids": [device_id]}}
        await slow.send(json.dumps({"type": "subscribe", "id": "1", "payload": payload}))
        read = [await slow.recv()]
        await asyncio.sleep(0.2)
        await changes_are_read_by(quick, device_id, parts)
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                read.append(await asyncio.wait_for(slow.recv(), 10))

    assert len(read) < CHANGES
    assert closed.value.rcvd is not None
    assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (
        1013,
        "More than 256 results were waiting to be read. Subscribe again.",
    )


async def test_an_event_stream_that_is_read_too_slowly_ends_with_an_error_that_says_so(
    door: Door, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fan_out, "MOST_WAITING", 8)
    person, device_id = await a_wordy_device(door)
    async with (
        person.follow(HEAVY, over="sse", ids=[device_id]) as quick,
        person.follow(HEAVY, over="sse", ids=[device_id]) as slow,
    ):
        await status(quick)
        await status(slow)
        await asyncio.sleep(0.2)
        await changes_are_read_by(quick, device_id, parts)
        read = [answer async for answer in slow.answers]

    assert len(read) < CHANGES
    assert read[-1].body["data"] is None if "data" in read[-1].body else True
    assert read[-1].code == "THROTTLED"


# ---- What is left behind. ----


async def test_nothing_stays_of_followers_who_have_left(parts: Parts, keys: KeyRing) -> None:
    brand = await a_brand("PRO")
    client = await below(brand)
    viewer = await a_member(client, Role.MEMBER)
    schema = create_schema()
    fans = schema._fan_out
    ids = {"ids": [global_id("Device", uuid4()), await _device_of(viewer, parts, brand)]}
    streams = [await schema.stream(STATUS, ids, _context(parts, keys, viewer)) for _ in range(2)]
    for stream in streams:
        assert (await anext(stream)).data["deviceStatusChanged"]["id"] == ids["ids"][1]
    waiting = asyncio.ensure_future(anext(streams[1]))
    await asyncio.sleep(0.05)
    assert [len(group.members) for group in fans.groups.values()] == [2]
    await streams[0].aclose()
    assert [len(group.members) for group in fans.groups.values()] == [1]
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting

    assert fans.groups == {}
    assert fans._concerned == {}


async def _device_of(viewer: Viewer, parts: Parts, brand: Organization) -> str:
    token = await a_static_token(brand, parts)
    await claiming.claim_device(viewer, parts, token.qr_token, organization_id=None, name=None)
    return global_id("Device", (await Device.get(static_token_id=token.id)).id)


def _context(parts: Parts, keys: KeyRing, viewer: Viewer) -> RequestContext:
    access_tokens = AccessTokens(keys.signing, keys.current_signing, issuer="http://127.0.0.1")
    bearer = Bearer(viewer.account_id, viewer.session_id)
    return RequestContext(parts, access_tokens, address=viewer.address, bearer=bearer, is_socket=True)


# ---- How it is written. ----


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536, 300_000])
def test_a_frame_is_what_a_client_of_rfc_6455_reads(size: int) -> None:
    client = wsproto.connection.Connection(wsproto.ConnectionType.CLIENT)
    text = "ä" * (size // 2) + "x" * (size % 2)
    encoded = text.encode()
    client.receive_data(text_frame(encoded[:50], encoded[50:]) + text_frame(b"next"))
    told = [(event.data, event.message_finished) for event in client.events() if isinstance(event, TextMessage)]

    assert told == [(text, True), ("next", True)]

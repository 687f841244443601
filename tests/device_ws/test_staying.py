"""What happens while a device is connected: heartbeats, orders, silence, rivals for one token."""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta

import orjson
import pytest
from websockets.exceptions import ConnectionClosedError

from app.device_ws.closing import Ending
from app.domain.devices.claiming import claim_device
from app.domain.devices.devices import identify_device, update_device
from app.domain.devices.releasing import delete_tokens, disclaim_tokens
from app.domain.parts import Parts
from app.models import Device as DeviceRow
from app.models import Event, Organization, StaticToken, Template
from tests.builders import a_brand, a_customer, a_member, a_static_token, a_template
from tests.device_ws.servers import (
    CLOSE,
    PING,
    PONG,
    TEXT,
    Node,
    RawSocket,
    a_device,
    a_node,
    a_raw_socket,
    eventually,
    presence_of,
    until_presence,
)

pytestmark = pytest.mark.anyio


async def _dropped_with_bye(raw: RawSocket) -> str:
    """The reason of the `bye` that must be the last frame before the TCP connection ends: no close frame."""
    frames = await raw.frames()
    assert CLOSE not in [opcode for opcode, _ in frames]
    last = orjson.loads(frames[-1][1])
    assert (last["t"], type(last["retry"])) == ("bye", int)
    return str(last["reason"])


async def test_a_heartbeat_is_answered_with_the_time(node: Node, parts: Parts) -> None:
    token = await a_static_token(await a_brand(), parts)
    async with a_device(node, token.auth_token) as device:
        await device.send(t="hb")
        assert (await device.hear("hb"))["ts"] >= device.welcome["ts"]


async def test_what_a_device_says_of_itself_is_kept(node: Node, parts: Parts) -> None:
    token = await a_static_token(await a_brand(), parts)
    async with a_device(node, token.auth_token) as device:
        await device.send(t="hello", fw=" 1.4.2\n" + "x" * 100, hw=7, shoe_size=44)

        async def is_kept() -> bool:
            row = await DeviceRow.get(static_token_id=token.id)
            return (row.firmware, row.hardware) == ("1.4.2" + "x" * 59, None)

        await eventually(is_kept)
        await device.send(t="hello", hw="rev C")

        async def hardware_too() -> bool:
            row = await DeviceRow.get(static_token_id=token.id)
            return (row.firmware, row.hardware) == ("1.4.2" + "x" * 59, "rev C")

        await eventually(hardware_too)


async def test_when_a_device_was_last_heard_is_written_down(node: Node, parts: Parts) -> None:
    token = await a_static_token(await a_brand(), parts)
    async with a_device(node, token.auth_token) as device:
        before = await until_presence(token.id, "CONNECTED")
        await device.socket.ping()

        async def is_later() -> bool:
            known = await presence_of(token.id)
            return known is not None and known.last_seen_at > before.last_seen_at

        await eventually(is_later)


async def test_silence_ends_in_bye_and_a_drop_and_presence_says_timeout(parts: Parts) -> None:
    token = await a_static_token(await a_brand(), parts)
    async with a_node(parts) as node, a_raw_socket(node) as raw:
        await raw.welcomed(token.auth_token)
        node.clock.advance(66)
        assert await _dropped_with_bye(raw) == "timeout"
        assert not (await until_presence(token.id, "TIMEOUT")).is_online
        assert node.door.counts.ended[Ending.TIMEOUT] == 1


async def test_the_template_says_how_often_a_device_must_be_heard(parts: Parts) -> None:
    brand = await a_brand()
    template = await a_template(brand, parts)
    await Template.filter(id=template.id).update(heartbeat_seconds=5)
    token = await a_static_token(brand, parts, template=template)
    async with a_node(parts) as node, a_device(node, token.auth_token) as device:
        assert device.welcome["hb"] == 5
        node.clock.advance(13)
        await device.send(t="hb")
        await device.hear("hb")
        node.clock.advance(13)
        await device.send(t="whatever-comes-next")
        await device.send(t="hb")
        await device.hear("hb")
        node.clock.advance(17)
        assert (await device.hear("bye"))["reason"] == "timeout"


async def test_a_websocket_ping_counts_as_life(parts: Parts) -> None:
    token = await a_static_token(await a_brand(), parts)
    async with a_node(parts) as node, a_raw_socket(node) as raw:
        await raw.welcomed(token.auth_token)
        for _ in range(3):
            node.clock.advance(60)
            raw.send(PING, b"alive")
            assert await raw.frame() == (PONG, b"alive")
        await asyncio.sleep(0.1)
        assert node.door.connected == 1


async def test_a_pong_that_nobody_asked_for_counts_as_life(parts: Parts) -> None:
    token = await a_static_token(await a_brand(), parts)
    async with a_node(parts) as node, a_raw_socket(node) as raw:
        await raw.welcomed(token.auth_token)
        for _ in range(3):
            node.clock.advance(60)
            raw.send(PONG)
            await asyncio.sleep(0.1)
        raw.send(TEXT, b'{"t":"hb"}')
        assert orjson.loads((await raw.frame())[1])["t"] == "hb"


async def test_the_newest_connection_wins_and_the_older_is_dropped_without_a_close_frame(
    node: Node, parts: Parts
) -> None:
    token = await a_static_token(await a_brand(), parts)
    async with a_raw_socket(node) as older:
        await older.welcomed(token.auth_token)
        first = await until_presence(token.id, "CONNECTED")
        async with a_device(node, token.auth_token) as newer:
            assert await _dropped_with_bye(older) == "replaced"
            await newer.send(t="hb")
            await newer.hear("hb")
            # The older one's end came after the newer one's arrival and says nothing about it.
            await asyncio.sleep(0.1)
            second = await presence_of(token.id)
            assert second is not None
            assert (second.is_online, second.since) == (True, first.since)
            assert second.session > first.session


async def test_the_newest_connection_wins_across_nodes(node: Node, parts: Parts) -> None:
    token = await a_static_token(await a_brand(), parts)
    async with a_raw_socket(node) as older, a_node(parts) as other:
        await older.welcomed(token.auth_token)
        async with a_device(other, token.auth_token) as newer:
            assert await _dropped_with_bye(older) == "replaced"
            node.clock.advance(30)  # past the time for which a replaced connection waits
            await asyncio.sleep(0.1)
            known = await presence_of(token.id)
            assert known is not None
            assert (known.is_online, known.node_id) == (True, other.node_id)
            await newer.send(t="hb")
            await newer.hear("hb")


async def test_three_swaps_in_a_minute_flag_the_token_once(node: Node, parts: Parts) -> None:
    token = await a_static_token(await a_brand(), parts)

    async def is_flagged() -> bool:
        return (await StaticToken.get(id=token.id)).clone_suspected_at is not None

    async with AsyncExitStack() as stack:
        for _ in range(3):
            await stack.enter_async_context(a_device(node, token.auth_token))
        await asyncio.sleep(0.1)
        assert not await is_flagged()
        for _ in range(2):
            await stack.enter_async_context(a_device(node, token.auth_token))
        await eventually(is_flagged)
    assert await Event.filter(static_token_id=token.id, kind="CLONE_SUSPECTED").count() == 1


async def test_swaps_that_take_longer_flag_nothing(node: Node, parts: Parts) -> None:
    token = await a_static_token(await a_brand(), parts)
    async with AsyncExitStack() as stack:
        for _ in range(5):
            await stack.enter_async_context(a_device(node, token.auth_token))
            node.clock.advance(31)
        await asyncio.sleep(0.1)
    assert (await StaticToken.get(id=token.id)).clone_suspected_at is None


async def test_a_deleted_token_is_closed_with_4401_within_a_second(node: Node, parts: Parts) -> None:
    brand = await a_brand()
    token = await a_static_token(brand, parts)
    actor = await a_member(brand)
    async with a_device(node, token.auth_token) as device:
        async with asyncio.timeout(1):
            await delete_tokens(actor, parts, [token.id], confirm=1)
            closed = await device.end()
        assert closed.rcvd is not None
        assert (closed.rcvd.code, closed.rcvd.reason) == (4401, "This AuthToken is not valid.")
    assert await presence_of(token.id) is None


async def test_a_claim_and_its_end_are_told_while_connected(node: Node, parts: Parts) -> None:
    brand = await a_brand()
    token, claimer = await a_static_token(brand, parts), await a_customer(brand)
    async with a_device(node, token.auth_token) as device:
        await device.hear("meta")
        await claim_device(claimer, parts, token.qr_token, name="Kitchen")
        assert await device.hear("claim") == {"t": "claim", "claimed": True}
        assert await device.hear("meta") == {"t": "meta", "v": {"Device Name": "Kitchen"}}
        await disclaim_tokens(await a_member(brand), parts, [token.id])
        assert await device.hear("claim") == {"t": "claim", "claimed": False}
        assert await device.hear("meta") == {"t": "meta", "v": {"Device Name": "TempSense"}}


async def test_only_the_values_that_changed_are_told(node: Node, parts: Parts) -> None:
    brand = await a_brand()
    token, owner = await a_static_token(brand, parts), await a_customer(brand)
    device_id = await claim_device(owner, parts, token.qr_token)
    async with a_device(node, token.auth_token) as device:
        assert device.welcome["claimed"]
        await device.hear("meta")
        await update_device(owner, parts, device_id, {"Device Name": "Kitchen"})
        assert await device.hear("meta") == {"t": "meta", "v": {"Device Name": "Kitchen"}}
        await update_device(owner, parts, device_id, {"Device Name": "Kitchen"})
        await update_device(owner, parts, device_id, {"Device Name": "Cellar"})
        assert await device.hear("meta") == {"t": "meta", "v": {"Device Name": "Cellar"}}


async def test_identify_reaches_the_device_and_its_answer_is_counted(node: Node, parts: Parts) -> None:
    brand = await a_brand()
    token, owner = await a_static_token(brand, parts), await a_customer(brand)
    device_id = await claim_device(owner, parts, token.qr_token)
    done, failed = node.door.counts.commands_done, node.door.counts.commands_failed
    async with a_device(node, token.auth_token) as device:
        await identify_device(owner, parts, device_id)
        command = await device.hear("cmd")
        assert command["name"] == "identify"
        await device.send(t="ok", id=command["id"])
        await device.send(t="err", id=command["id"], code="no-led")
        await device.send(t="hb")
        await device.hear("hb")
        assert (node.door.counts.commands_done, node.door.counts.commands_failed) == (done + 1, failed + 1)


async def test_after_a_gap_everything_is_read_again(node: Node, parts: Parts) -> None:
    brand = await a_brand()
    kept, deleted, moved, suspended = [await a_static_token(brand, parts) for _ in range(3)] + [
        await a_static_token(other := await a_brand(), parts)
    ]
    async with AsyncExitStack() as stack:
        devices = [
            await stack.enter_async_context(a_device(node, token.auth_token))
            for token in (kept, deleted, moved, suspended)
        ]
        for device in devices:
            await device.hear("meta")
        # All of this happens without a word on the bus.
        await DeviceRow.filter(static_token_id=kept.id).update(owner_id=(await a_customer(brand)).account_id)
        await StaticToken.filter(id=deleted.id).delete()
        known = await presence_of(moved.id)
        assert known is not None
        await known.filter(device_id=known.device_id).update(session=known.session + 1_000_000)
        await Organization.filter(id=other.id).update(suspended_at=known.since)

        parts.bus._subscribers.tell_gap()  # type: ignore[attr-defined]  # as after an outage

        assert (await devices[0].hear("claim"))["claimed"]
        endings = [(await device.end()).rcvd for device in (devices[1], devices[3])]
        assert [ending and ending.code for ending in endings] == [4401, 4403]
        assert (await devices[2].hear("bye"))["reason"] == "replaced"
    assert not (await until_presence(suspended.id, "REVOKED")).is_online


async def test_an_interruption_within_the_grace_is_not_shown(parts: Parts) -> None:
    brand = await a_brand()
    template = await a_template(brand, parts)
    await Template.filter(id=template.id).update(offline_grace_seconds=60)
    token = await a_static_token(brand, parts, template=template)
    async with a_node(parts) as node:
        async with a_device(node, token.auth_token):
            first = await until_presence(token.id, "CONNECTED")
        node.clock.advance(50)
        async with a_device(node, token.auth_token):
            node.clock.advance(50)
            await asyncio.sleep(0.1)
            known = await presence_of(token.id)
            assert known is not None
            assert (known.is_online, known.since) == (True, first.since)
        await asyncio.sleep(0.1)
        known = await presence_of(token.id)
        assert known is not None
        assert known.is_online
        node.clock.advance(61)
        assert not (await until_presence(token.id, "DISCONNECTED")).is_online


async def test_a_device_that_comes_back_within_the_grace_is_no_clone(parts: Parts) -> None:
    brand = await a_brand()
    template = await a_template(brand, parts)
    await Template.filter(id=template.id).update(offline_grace_seconds=60)
    token = await a_static_token(brand, parts, template=template)
    async with a_node(parts) as node:
        for _ in range(5):
            async with a_device(node, token.auth_token):
                pass

            async def has_left() -> bool:
                return node.door.connected == 0

            await eventually(has_left)
        await asyncio.sleep(0.1)
    assert (await StaticToken.get(id=token.id)).clone_suspected_at is None


async def test_metadata_that_fits_no_single_frame_comes_in_several(node: Node, parts: Parts) -> None:
    token = await a_static_token(await a_brand(), parts)
    async with a_raw_socket(node) as raw:
        await raw.welcomed(token.auth_token)
        await StaticToken.filter(id=token.id).update(metadata={"Device Name": "ü" * 400})
        parts.bus._subscribers.tell_gap()  # type: ignore[attr-defined]
        opcode, payload = await raw.frame()
        assert (opcode, len(payload) <= 1024) == (TEXT, True)
        assert orjson.loads(payload)["v"] == {"Device Name": "ü" * 400}
        await StaticToken.filter(id=token.id).update(metadata={"Device Name": "ü" * 1000})
        parts.bus._subscribers.tell_gap()  # type: ignore[attr-defined]
        # Too long to be said: the device must not go on believing the old value.
        assert orjson.loads((await raw.frame())[1])["v"] == {"Device Name": None}


async def test_a_device_ends_its_connection_as_it_likes(node: Node, parts: Parts) -> None:
    token = await a_static_token(await a_brand(), parts)
    async with a_raw_socket(node) as raw:
        await raw.welcomed(token.auth_token)
        raw.send(CLOSE, (1000).to_bytes(2, "big"))
        assert await raw.frames() == [(CLOSE, (1000).to_bytes(2, "big"))]
    known = await until_presence(token.id, "DISCONNECTED")
    assert known.since - known.last_seen_at < timedelta(seconds=5)
    async with a_device(node, token.auth_token) as device:
        device.socket.transport.abort()
        await until_presence(token.id, "DISCONNECTED")
        with pytest.raises(ConnectionClosedError):
            await device.socket.recv()

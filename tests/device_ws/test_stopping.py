"""Nodes come and go, and so does the database: devices are told, and presence stays true."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import orjson
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosedError, InvalidStatus

from app.database.connection import execute
from app.device_ws.refusals import Refusal
from app.domain.devices import arriving, presence
from app.domain.parts import Parts
from app.models import Device as DeviceRow
from app.models import Node as NodeRow
from app.models import Presence, Template
from app.models.identifiers import new_id
from tests.builders import a_brand, a_static_token, a_template
from tests.conftest import PostgresServer
from tests.device_ws.servers import (
    CLOSE,
    Node,
    a_device,
    a_node,
    a_raw_socket,
    bearer,
    eventually,
    presence_of,
    until_presence,
)

pytestmark = pytest.mark.anyio


async def test_draining_sends_everybody_away_at_different_times(parts: Parts) -> None:
    brand = await a_brand()
    tokens = [await a_static_token(brand, parts) for _ in range(3)]
    async with a_node(parts) as node, AsyncExitStack() as stack:
        sockets = [await stack.enter_async_context(a_raw_socket(node)) for _ in tokens]
        for raw, token in zip(sockets, tokens, strict=True):
            await raw.upgrade("/device", f"Authorization: Bearer {token.auth_token.text}")
            await raw.frame()

        await node.door.drain(60)

        said = [await raw.frames() for raw in sockets]
        assert not [opcode for frames in said for opcode, _ in frames if opcode == CLOSE]
        byes = [orjson.loads(frames[-1][1]) for frames in said]
        assert {bye["reason"] for bye in byes} == {"restart"}
        assert sorted(bye["retry"] for bye in byes) == [1, 20, 40]
        for token in tokens:
            known = await presence_of(token.id)
            assert known is not None
            assert (known.is_online, known.reason) == (False, "SERVER_STOPPED")
        with pytest.raises(InvalidStatus) as refused:
            await connect(node.url, additional_headers=bearer(tokens[0].auth_token), proxy=None)
        assert refused.value.response.status_code == 503
        assert refused.value.response.headers["Retry-After"]
    assert not await NodeRow.filter(id=node.node_id).exists()


async def test_a_server_that_stops_sends_1012_to_others_but_no_close_frame_to_devices(parts: Parts) -> None:
    token = await a_static_token(await a_brand(), parts)
    async with (
        a_node(parts) as node,
        a_raw_socket(node) as raw,
        connect(f"ws://127.0.0.1:{node.port}/echo", proxy=None) as echo,
    ):
        await raw.upgrade("/device", f"Authorization: Bearer {token.auth_token.text}")
        await raw.frame()

        node.server.should_exit = True  # without draining the door before

        assert CLOSE not in [opcode for opcode, _ in await raw.frames()]
        with pytest.raises(ConnectionClosedError) as closed:
            await echo.recv()
        assert (closed.value.rcvd and closed.value.rcvd.code) == 1012
    await until_presence(token.id, "DISCONNECTED")


async def test_the_devices_of_a_killed_node_are_shown_offline_by_the_others(node: Node, parts: Parts) -> None:
    token, killed = await a_static_token(await a_brand(), parts), new_id()
    await presence.register_node(killed)
    await arriving.arrive(parts, token.id, killed)
    assert (await until_presence(token.id, "CONNECTED")).node_id == killed
    await execute(  # a database that is younger than that has not given nodes a chance to show themselves
        "SELECT pg_sleep(greatest(0, extract(epoch FROM $1 - (now() - pg_postmaster_start_time()))))",
        presence.NODE_LIFETIME,
    )
    await NodeRow.filter(id=killed).update(seen_at=datetime.now(UTC) - timedelta(seconds=13))

    assert not (await until_presence(token.id, "NODE_LOST")).is_online


async def test_devices_with_grace_outlast_their_node_for_so_long(node: Node, parts: Parts) -> None:
    brand = await a_brand()
    template = await a_template(brand, parts)
    await Template.filter(id=template.id).update(offline_grace_seconds=60)
    patient, plain = await a_static_token(brand, parts, template=template), await a_static_token(brand, parts)
    async with AsyncExitStack() as devices, a_node(parts) as other:
        for token in (patient, plain):
            await devices.enter_async_context(a_device(other, token.auth_token))
    await until_presence(plain.id, "SERVER_STOPPED")

    assert (await presence_of(patient.id)).is_online  # type: ignore[union-attr]
    lifetime = presence.NODE_LIFETIME.total_seconds()
    for silent_seconds, is_online in ((15, True), (60 + lifetime - 1, True), (60 + lifetime + 1, False)):
        seen_at = datetime.now(UTC) - timedelta(seconds=silent_seconds)
        await NodeRow.filter(id=other.node_id).update(seen_at=seen_at)
        await presence.reap_lost_nodes(parts)
        assert (await presence_of(patient.id)).is_online is is_online  # type: ignore[union-attr]


async def test_a_device_with_grace_that_comes_back_to_another_node_was_never_shown_offline(
    node: Node, parts: Parts
) -> None:
    brand = await a_brand()
    template = await a_template(brand, parts)
    await Template.filter(id=template.id).update(offline_grace_seconds=60)
    token = await a_static_token(brand, parts, template=template)
    async with AsyncExitStack() as devices, a_node(parts) as other:
        await devices.enter_async_context(a_device(other, token.auth_token))
        before = await until_presence(token.id, "CONNECTED")
    async with a_device(node, token.auth_token):
        known = await presence_of(token.id)
        assert known is not None
        assert (known.is_online, known.since, known.node_id) == (True, before.since, node.node_id)


async def test_a_node_that_was_taken_for_lost_shows_its_devices_online_again(parts: Parts) -> None:
    brand = await a_brand()
    token, gone = await a_static_token(brand, parts), await a_static_token(brand, parts)
    async with a_node(parts) as node, a_device(node, token.auth_token) as device:
        async with a_device(node, gone.auth_token):
            pass
        await until_presence(gone.id, "DISCONNECTED")
        lost = Presence.filter(device__static_token_id=token.id)
        known = await presence_of(token.id)
        assert known is not None
        await Presence.filter(device_id=known.device_id).update(is_online=False, node_id=None, reason="NODE_LOST")
        await DeviceRow.filter(id=known.device_id).update(organization_id=None)
        assert not (await lost.get()).is_online

        node.clock.advance(13)  # the time in which it could not show itself

        again = await until_presence(token.id, "CONNECTED")
        assert (again.is_online, again.node_id, again.session) == (True, node.node_id, known.session)
        assert (await DeviceRow.get(id=known.device_id)).organization_id == brand.id
        assert not (await until_presence(gone.id, "DISCONNECTED")).is_online
        await device.send(t="hb")
        await device.hear("hb")


async def test_an_arrival_that_failed_half_way_leaves_nobody_online(node: Node, parts: Parts) -> None:
    brand = await a_brand()
    held, stuck = await a_static_token(brand, parts), await a_static_token(brand, parts)
    async with a_device(node, held.auth_token):
        # Committed, but the connection ended before this node learned its number.
        await arriving.arrive(parts, stuck.id, node.node_id)
        node.door._recorder.is_in_doubt()
        assert not (await until_presence(stuck.id, "DISCONNECTED")).is_online
        known = await presence_of(held.id)
        assert known is not None
        assert known.is_online


@asynccontextmanager
async def _database_away(server: PostgresServer, database: str) -> AsyncIterator[None]:
    """While inside, nobody is connected to the database, and nobody can connect."""
    name = urlsplit(database).path[1:]
    end_all = f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'"
    await asyncio.to_thread(server.execute, f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
    try:
        await asyncio.to_thread(server.execute, end_all)
        yield
    finally:
        await asyncio.to_thread(server.execute, f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


async def test_while_the_database_is_away_nobody_is_dropped_and_newcomers_come_back_later(
    parts: Parts, postgres: PostgresServer, database: str
) -> None:
    brand = await a_brand()
    stays, leaves, comes = [await a_static_token(brand, parts) for _ in range(3)]
    async with a_node(parts) as node, a_device(node, stays.auth_token) as device:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(a_device(node, leaves.auth_token))
            async with _database_away(postgres, database):
                await stack.aclose()
                with pytest.raises(InvalidStatus) as refused:
                    await connect(node.url, additional_headers=bearer(comes.auth_token), proxy=None)
                assert refused.value.response.status_code == 503
                assert refused.value.response.headers["Retry-After"]
                async with connect(node.url, proxy=None) as socket:
                    await socket.send(orjson.dumps({"t": "auth", "token": comes.auth_token.text}).decode())
                    assert orjson.loads(await socket.recv())["reason"] == "overload"
                await device.send(t="hb")
                await device.hear("hb")
        assert node.door.counts.refused[Refusal.DATABASE_AWAY] == 2

        await until_presence(leaves.id, "DISCONNECTED")
        async with a_device(node, comes.auth_token):
            known = await presence_of(stays.id)
            assert known is not None
            assert known.is_online

        async def bus_is_back() -> bool:
            return parts.bus.healthy

        await eventually(bus_is_back, within=5)

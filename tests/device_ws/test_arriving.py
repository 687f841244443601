"""Who is let in, and how: header, first frame, and every refusal."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Any

import asyncpg
import orjson
import pytest
import structlog
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosedError, InvalidStatus

from app.device_ws import Limits
from app.device_ws.refusals import Refusal
from app.domain.devices.releasing import delete_tokens
from app.domain.news import connection_order
from app.domain.parts import Parts
from app.models import Device as DeviceRow
from app.models import Organization
from app.secrets.auth_token import AuthToken
from tests.builders import a_brand, a_member, a_static_token, row_locked, waiting_for_locks
from tests.device_ws.servers import (
    TEXT,
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


async def test_a_device_is_welcomed_by_its_header(node: Node, parts: Parts) -> None:
    brand = await a_brand()
    token = await a_static_token(brand, parts)

    async with a_device(node, token.auth_token) as device:
        row = await DeviceRow.get(static_token_id=token.id)
        assert {name: device.welcome[name] for name in ("v", "device", "hb", "claimed")} == {
            "v": 1,
            "device": str(row.id),
            "hb": 30,
            "claimed": False,
        }
        assert abs(device.welcome["ts"] - time.time() * 1000) < 5_000
        assert len(device.welcome["session"]) == 16
        assert (await device.hear("meta"))["v"] == {"Device Name": "TempSense"}
        assert row.organization_id == brand.id
        known = await presence_of(token.id)
        assert known is not None
        assert (known.is_online, known.node_id) == (True, node.node_id)
    assert not (await until_presence(token.id, "DISCONNECTED")).is_online


async def test_a_device_is_welcomed_by_its_first_frame(node: Node, parts: Parts) -> None:
    token = await a_static_token(await a_brand(), parts)

    async with connect(node.url, compression=None, proxy=None) as socket:
        await socket.send(orjson.dumps({"t": "auth", "token": token.auth_token.text}).decode())
        assert orjson.loads(await socket.recv())["t"] == "welcome"
        await until_presence(token.id, "CONNECTED")


async def test_without_a_first_frame_in_time_the_connection_is_closed_with_4408(parts: Parts) -> None:
    async with a_node(parts, Limits(auth_seconds=0.1)) as node, connect(node.url, compression=None, proxy=None) as ws:
        with pytest.raises(ConnectionClosedError) as closed:
            await ws.recv()
        assert (closed.value.rcvd and closed.value.rcvd.code) == 4408


async def test_a_first_frame_that_is_not_auth_is_closed_with_4401(node: Node) -> None:
    async with connect(node.url, compression=None, proxy=None) as socket:
        await socket.send('{"t":"hello","fw":"1.0"}')
        with pytest.raises(ConnectionClosedError) as closed:
            await socket.recv()
        assert closed.value.rcvd is not None
        assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (4401, "The first frame must be auth.")


async def test_an_unknown_token_in_the_first_frame_is_closed_with_4401(node: Node) -> None:
    async with connect(node.url, compression=None, proxy=None) as socket:
        await socket.send(orjson.dumps({"t": "auth", "token": AuthToken.mint().text}).decode())
        with pytest.raises(ConnectionClosedError) as closed:
            await socket.recv()
        assert (closed.value.rcvd and closed.value.rcvd.code) == 4401


async def _refused(node: Node, headers: dict[str, str]) -> tuple[int, str, str]:
    with pytest.raises(InvalidStatus) as refused:
        await connect(node.url, additional_headers=headers, compression=None, proxy=None)
    response = refused.value.response
    return response.status_code, response.headers["Retry-After"], response.body.decode()


@pytest.fixture
def lookups(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every look-up of tokens that goes to the database meanwhile; nodes speak of themselves all the time."""
    seen: list[str] = []
    for name in ("fetch", "fetchrow", "fetchval", "execute"):
        original = getattr(asyncpg.Connection, name)

        def spy(self: object, query: str, *rest: object, _original: Any = original, **named: object) -> object:
            if "auth_digest" in query:
                seen.append(query)
            return _original(self, query, *rest, **named)

        monkeypatch.setattr(asyncpg.Connection, name, spy)
    return seen


async def test_a_token_with_a_wrong_checksum_costs_no_statement_and_a_wrong_one_costs_one(
    node: Node, lookups: list[str]
) -> None:
    refused_before = node.door.counts.refused[Refusal.TOKEN_REFUSED]
    text = AuthToken.mint().text
    mistyped = bearer(text[:-1] + ("0" if text[-1] != "0" else "1"))
    (status, retry_after, body), basic = await asyncio.gather(
        _refused(node, mistyped), _refused(node, {"Authorization": "Basic dXNlcjpwYXNz"})
    )
    assert (status, body) == (401, "This AuthToken is not valid.\n")
    assert (int(retry_after) >= 30, basic[0]) == (True, 401)
    assert not lookups

    unknown = await _refused(node, bearer(AuthToken.mint()))
    assert (unknown[0], unknown[2]) == (status, body)
    assert len(lookups) == 1
    assert node.door.counts.refused[Refusal.TOKEN_REFUSED] == refused_before + 3


async def test_a_deleted_token_is_refused_like_an_unknown_one(node: Node, parts: Parts) -> None:
    brand = await a_brand()
    token = await a_static_token(brand, parts)
    await delete_tokens(await a_member(brand), parts, [token.id], confirm=1)

    status, _, body = await _refused(node, bearer(token.auth_token))

    assert (status, body) == (401, "This AuthToken is not valid.\n")


async def test_a_token_in_the_address_is_refused_and_logged_nowhere(
    node: Node, parts: Parts, caplog: pytest.LogCaptureFixture
) -> None:
    token = await a_static_token(await a_brand(), parts)
    caplog.set_level(0)

    with structlog.testing.capture_logs() as logs:
        async with a_raw_socket(node) as raw:
            assert await raw.upgrade(f"/device?token={token.auth_token.text}") == 400
            assert b"Authorization header" in await raw.reader.read()
        async with a_raw_socket(node) as raw:
            assert await raw.upgrade(f"/device?id={token.auth_token.text}") == 400
        async with a_raw_socket(node) as raw:
            lines = [f"Authorization: Bearer {token.auth_token.text}"]
            assert await raw.upgrade("/device?Auth=x", *lines) == 400
            assert await presence_of(token.id) is None
        async with a_raw_socket(node) as raw:
            assert await raw.upgrade("/device?model=7", *lines) == 101
            assert await raw.frame()

    assert token.auth_token.text not in caplog.text + repr(logs)
    assert "/device" not in caplog.text


async def test_ours_of_the_subprotocols_is_chosen_and_otherwise_the_first(node: Node, parts: Parts) -> None:
    token = await a_static_token(await a_brand(), parts)
    lines = ["Origin: file://", f"Authorization: bearer {token.auth_token.text}"]
    for offered, chosen in (
        (["Sec-WebSocket-Protocol: arduino, claimstead.v1.json"], "claimstead.v1.json"),
        (["Sec-WebSocket-Protocol: arduino"], "arduino"),
        ([], None),
    ):
        async with a_raw_socket(node) as raw:
            assert await raw.upgrade("/device", *lines, *offered, "Sec-WebSocket-Extensions: permessage-deflate") == 101
            assert raw.headers.get("sec-websocket-protocol") == chosen
            assert "sec-websocket-extensions" not in raw.headers
            assert (await raw.frame())[0] == TEXT


async def test_a_suspended_organization_closes_with_4403(node: Node, parts: Parts) -> None:
    brand = await a_brand()
    token = await a_static_token(brand, parts)
    await Organization.filter(id=brand.id).update(suspended_at=datetime.now(UTC))

    async with connect(node.url, additional_headers=bearer(token.auth_token), compression=None, proxy=None) as socket:
        with pytest.raises(ConnectionClosedError) as closed:
            await socket.recv()
    assert (closed.value.rcvd and closed.value.rcvd.code) == 4403
    assert await presence_of(token.id) is None


async def test_more_devices_than_the_limit_are_told_to_come_back(parts: Parts) -> None:
    brand = await a_brand()
    first, second = await a_static_token(brand, parts), await a_static_token(brand, parts)
    async with a_node(parts, Limits(most_sockets=1)) as node:
        async with a_device(node, first.auth_token):
            status, retry_after, _ = await _refused(node, bearer(second.auth_token))
            assert (status, int(retry_after) >= 10) == (503, True)
            assert node.door.connected == 1

        async def is_free() -> bool:
            return node.door.connected == 0

        await eventually(is_free)
        async with a_device(node, second.auth_token):
            pass


async def test_repeats_of_a_refused_token_are_slowed_but_never_more_than_so_many(parts: Parts) -> None:
    async with a_node(parts, Limits(most_waiting=2)) as node:
        token, began = AuthToken.mint(), asyncio.get_running_loop().time()
        await _refused(node, bearer(token))
        first = asyncio.get_running_loop().time() - began
        assert 0.4 < first < 0.9

        tries = [asyncio.create_task(_refused(node, bearer(token))) for _ in range(4)]
        done, slowed = await asyncio.wait(tries, timeout=0.6)
        assert (len(done), len(slowed)) == (2, 2)  # the two that found no place were refused at once
        assert all(task.result()[0] == 401 for task in done)
        await node.door.drain(0)  # a stopping server keeps nobody waiting
        done, _ = await asyncio.wait(slowed, timeout=0.5)
        assert [task.result()[0] for task in done] == [401, 401]


async def test_those_who_come_without_a_websocket_are_told_what_this_is(node: Node) -> None:
    async with a_raw_socket(node) as raw:
        raw.writer.write(b"GET /device HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        answer = await raw.reader.read()
    assert answer.startswith(b"HTTP/1.1 426")
    assert b"WebSocket" in answer


async def test_what_is_told_while_a_device_arrives_is_not_missed(node: Node, parts: Parts) -> None:
    token = await a_static_token(await a_brand(), parts)
    async with connect(node.url, compression=None, proxy=None) as socket, row_locked("static_token", token.id):
        await socket.send(orjson.dumps({"t": "auth", "token": token.auth_token.text}).decode())
        await waiting_for_locks(1)
        parts.bus.publish(connection_order(token.id, "deleted"))
        with pytest.raises(ConnectionClosedError) as closed:
            await socket.recv()
        assert (closed.value.rcvd and closed.value.rcvd.code) == 4401
    # It arrived in the database after its end, and does not stay online there.
    assert not (await until_presence(token.id, "DISCONNECTED")).is_online


async def test_of_two_that_arrive_at_the_same_time_the_newer_is_welcomed(node: Node, parts: Parts) -> None:
    token = await a_static_token(await a_brand(), parts)
    headers = bearer(token.auth_token)
    async with row_locked("static_token", token.id):
        older = await connect(node.url, additional_headers=headers, compression=None, proxy=None)
        await waiting_for_locks(1)
        middle = await connect(node.url, additional_headers=headers, compression=None, proxy=None)
        newer = await connect(node.url, additional_headers=headers, compression=None, proxy=None)
        for replaced in (older, middle):
            assert orjson.loads(await replaced.recv())["reason"] == "replaced"
    async with older, middle, newer:
        assert orjson.loads(await newer.recv())["t"] == "welcome"
        await asyncio.sleep(0.1)
        known = await presence_of(token.id)
        assert known is not None
        assert known.is_online


async def test_one_that_must_wait_for_a_lock_does_not_hold_up_those_that_come_with_it(node: Node, parts: Parts) -> None:
    brand = await a_brand()
    busy, *others = [await a_static_token(brand, parts) for _ in range(5)]
    options: dict[str, Any] = {"compression": None, "proxy": None}
    async with row_locked("static_token", busy.id):
        sockets = await asyncio.gather(
            *(connect(node.url, additional_headers=bearer(token.auth_token), **options) for token in (busy, *others))
        )
        async with asyncio.timeout(2):
            for socket in sockets[1:]:
                assert orjson.loads(await socket.recv())["t"] == "welcome"
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await sockets[0].recv()
    assert orjson.loads(await sockets[0].recv())["t"] == "welcome"
    for socket in sockets:
        await socket.close()

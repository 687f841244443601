"""Devices cannot hurt: frames too big, wrong, random, too many, or never read."""

import asyncio
import os
import random

import orjson
import pytest
import structlog
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosedError

from app.device_ws import Limits
from app.device_ws.closing import Ending
from app.domain.parts import Parts
from tests.builders import MintedToken, a_brand, a_static_token, row_locked
from tests.device_ws.nonsense import nonsense
from tests.device_ws.servers import (
    BINARY,
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
    until_presence,
)

pytestmark = pytest.mark.anyio

CONTINUATION = 0x0


@pytest.fixture
async def token(parts: Parts) -> MintedToken:
    """A fresh token."""
    return await a_static_token(await a_brand(), parts)


async def _close_code(raw: RawSocket) -> int:
    frames = await raw.frames()
    assert [opcode for opcode, _ in frames] == [CLOSE]
    return int.from_bytes(frames[0][1][:2], "big")


def _padded(length: int) -> bytes:
    return b'{"t":"hb","pad":"' + b"x" * (length - 19) + b'"}'


async def test_a_frame_has_4_kib_at_most(node: Node, token: MintedToken) -> None:
    assert len(_padded(4096)) == 4096
    async with a_raw_socket(node) as raw:
        await raw.welcomed(token.auth_token)
        raw.send(TEXT, _padded(4096))
        assert orjson.loads((await raw.frame())[1])["t"] == "hb"
        raw.send(TEXT, _padded(4097))
        assert await _close_code(raw) == 1009
    await until_presence(token.id, "DISCONNECTED")


async def test_fragments_count_together_and_empty_ones_do_not_go_on_for_ever(node: Node, token: MintedToken) -> None:
    async with a_raw_socket(node) as raw:
        await raw.welcomed(token.auth_token)
        for number in range(4):
            raw.send(CONTINUATION if number else TEXT, b"x" * 1000, final=False)
        raw.send(CONTINUATION, b"x" * 97)
        assert await _close_code(raw) == 1009
    async with a_raw_socket(node) as raw:
        await raw.welcomed(token.auth_token)
        raw.send(TEXT, final=False)
        for _ in range(4097):
            raw.send(CONTINUATION, final=False)
        assert await _close_code(raw) == 1009


async def test_the_reason_arrives_although_a_megabyte_is_still_coming(node: Node, token: MintedToken) -> None:
    async with a_device(node, token.auth_token) as device:
        with pytest.raises(ConnectionClosedError) as closed:
            await device.socket.send("x" * 1_000_000)
            await device.end()
            await device.socket.recv()
        assert closed.value.rcvd is not None
        assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (1009, "A message has at most 4096 bytes.")


async def test_other_sockets_of_the_server_have_64_kib_and_keep_their_pings(node: Node, token: MintedToken) -> None:
    async with connect(f"ws://127.0.0.1:{node.port}/echo", proxy=None) as socket:
        await socket.send("x" * 65536)
        assert len(await socket.recv()) == 65536
        assert "Sec-WebSocket-Extensions" not in socket.response.headers if socket.response else False
        await socket.send("x" * 65537)
        with pytest.raises(ConnectionClosedError) as closed:
            await socket.recv()
        assert (closed.value.rcvd and closed.value.rcvd.code) == 1009
    async with a_raw_socket(node) as echo, a_raw_socket(node) as device:
        await echo.upgrade("/echo")
        await device.welcomed(token.auth_token)
        assert (await echo.frame())[0] == PING
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.25):
                await device.frame()


@pytest.mark.parametrize(
    ("opcode", "payload", "code"),
    [
        (BINARY, b'{"t":"hb"}', 1003),
        (TEXT, b"hb", 1007),
        (TEXT, b"", 1007),
        (TEXT, b'["hb"]', 1007),
        (TEXT, b'"hb"', 1007),
        (TEXT, b'{"t":"hb"', 1007),
        (TEXT, b'{"t":' + b"[" * 4000, 1007),
        (TEXT, b'{"a":' * 600 + b"1" + b"}" * 600, None),
        (TEXT, b'{"t":["hb"],"id":{}}', None),
        (TEXT, b'{"t":"ok"}', None),
        (TEXT, b'{"t":"ok","id":"\\u0000"}', None),
        (TEXT, b'{"t":"hello","fw":{"major":1},"hw":null}', None),
        (TEXT, b'{"t":"auth","token":"csd_0"}', None),
        (TEXT, b'{"t":"telemetry","celsius":21.5}', None),
    ],
)
async def test_what_is_no_object_is_closed_and_what_is_unknown_is_ignored(
    node: Node, token: MintedToken, opcode: int, payload: bytes, code: int | None
) -> None:
    async with a_raw_socket(node) as raw:
        await raw.welcomed(token.auth_token)
        raw.send(opcode, payload)
        if code is None:
            raw.send(TEXT, b'{"t":"hb"}')
            assert orjson.loads((await raw.frame())[1])["t"] == "hb"
        else:
            assert await _close_code(raw) == code


async def test_hundreds_of_malformed_frames_hurt_nobody_and_leave_no_line_in_the_log(
    node: Node, token: MintedToken, caplog: pytest.LogCaptureFixture, parts: Parts
) -> None:
    chance = random.Random(20261123)
    well_behaved = await a_static_token(await a_brand(), parts)
    with structlog.testing.capture_logs() as logs:
        async with a_device(node, well_behaved.auth_token) as device:
            for _ in range(60):
                async with a_raw_socket(node) as raw:
                    assert await raw.upgrade("/device", f"Authorization: Bearer {token.auth_token.text}") == 101
                    raw.writer.write(b"".join(nonsense(chance) for _ in range(5)))
                    raw.stop_sending()
                    await raw.frames()
            await device.send(t="hb")
            await device.hear("hb")
    assert [line for line in logs if line["log_level"] not in {"debug", "info"}] == []
    assert caplog.records == []


async def test_a_frame_behind_a_close_frame_leaves_no_traceback(
    node: Node, token: MintedToken, caplog: pytest.LogCaptureFixture
) -> None:
    async with a_raw_socket(node) as raw:
        await raw.welcomed(token.auth_token)
        raw.send(CLOSE, (1000).to_bytes(2, "big"))
        raw.send(PING, b"too late")
        raw.send(TEXT, b'{"t":"hb"}')
        assert (await raw.frames())[0][0] == CLOSE
    assert caplog.records == []


async def test_handshakes_that_are_wrong_leave_no_traceback(node: Node, caplog: pytest.LogCaptureFixture) -> None:
    for line in (
        b"Host: d\xe9vice",
        b"Host: " + b"x" * 70,
        b"Host: a..b",
        b"Sec-WebSocket-Protocol: \xff",
        b"Authorization: Bearer \xff\xfe",
        b"Authorization: Bearer",
        b"Authorization;",
    ):
        async with a_raw_socket(node) as raw:
            usual = b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            key = b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            host = b"" if line.startswith(b"Host") else b"Host: x\r\n"
            raw.writer.write(b"GET /device HTTP/1.1\r\n" + usual + key + host + line + b"\r\n\r\n")
            raw.stop_sending()
            await raw.reader.read()
    assert [record.message for record in caplog.records if record.exc_info or record.levelname == "ERROR"] == []


async def test_who_speaks_before_the_answer_is_cut_off(node: Node) -> None:
    async with a_raw_socket(node) as raw:
        usual = "Host: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        slow = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer wrong\r\n"
        raw.writer.write(f"GET /device HTTP/1.1\r\n{usual}{slow}\r\n".encode())
        await asyncio.sleep(0.05)
        raw.writer.write(os.urandom(1000))
        async with asyncio.timeout(0.3):  # long before its refusal
            with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):
                await raw.reader.readexactly(1)


@pytest.mark.parametrize("opcode", [TEXT, PING])
async def test_more_than_so_many_frames_a_second_end_in_bye_overload(
    node: Node, token: MintedToken, opcode: int
) -> None:
    async with a_raw_socket(node) as raw:
        await raw.welcomed(token.auth_token)
        for _ in range(99):
            raw.send(opcode, b'{"t":"hb"}')
        for _ in range(99):
            assert (await raw.frame())[0] in {TEXT, PONG}
        assert node.door.connected == 1
        for _ in range(99):
            raw.send(opcode, b'{"t":"hb"}')
        frames = await raw.frames()
        assert CLOSE not in [opcode for opcode, _ in frames]
        assert orjson.loads(frames[-1][1])["reason"] == "overload"


async def test_a_flood_of_pongs_ends_like_any_other(node: Node, token: MintedToken) -> None:
    async with a_raw_socket(node) as raw:
        await raw.welcomed(token.auth_token)
        for _ in range(5000):
            raw.send(PONG)
        assert orjson.loads((await raw.frames())[-1][1])["reason"] == "overload"


async def test_frames_that_come_before_the_welcome_are_answered_after_it(
    node: Node, token: MintedToken, parts: Parts
) -> None:
    async with a_raw_socket(node) as raw:
        async with row_locked("static_token", token.id):
            assert await raw.upgrade("/device", f"Authorization: Bearer {token.auth_token.text}") == 101
            for _ in range(3):
                raw.send(TEXT, b'{"t":"hb"}')
            await asyncio.sleep(0.2)
        kinds = [orjson.loads(payload)["t"] for _, payload in await raw.several(5)]
        assert kinds[0] == "welcome"
        assert sorted(kinds[1:]) == ["hb", "hb", "hb", "meta"]


@pytest.mark.parametrize("opcode", [TEXT, PING])
async def test_a_device_that_never_reads_is_cut_off(parts: Parts, token: MintedToken, opcode: int) -> None:
    limits = Limits(tick_seconds=0.02, frames_per_second=1e9, frame_burst=1e9)
    async with (
        a_node(parts, limits, send_buffer=8192) as node,
        a_raw_socket(node, receive_buffer=4096) as raw,
    ):
        await raw.welcomed(token.auth_token)
        # Nothing is read from here on: not even by the stream, whose own buffer is small.
        raw.writer.transport.pause_reading()  # type: ignore[attr-defined]

        async def is_gone() -> bool:
            for _ in range(500):
                if raw.writer.is_closing():
                    return True
                raw.send(opcode, (b"x" * 100) if opcode == PING else b'{"t":"hb"}')
            return node.door.connected == 0

        await eventually(is_gone, within=8)
        if opcode == TEXT:
            assert node.door.counts.ended[Ending.OVERLOAD] == 1


@pytest.mark.parametrize("opcode", [TEXT, PING])
async def test_a_device_that_leaves_little_unread_but_takes_nothing_is_cut_off_in_time(
    parts: Parts, token: MintedToken, opcode: int
) -> None:
    limits = Limits(tick_seconds=0.02, frames_per_second=1e9, frame_burst=1e9)
    async with (
        a_node(parts, limits, send_buffer=8192) as node,
        a_raw_socket(node, receive_buffer=4096) as raw,
    ):
        await raw.welcomed(token.auth_token)
        raw.writer.transport.pause_reading()  # type: ignore[attr-defined]

        def send(count: int) -> None:
            for _ in range(count):
                raw.send(opcode, (b"x" * 100) if opcode == PING else b'{"t":"hb"}')

        send(600 if opcode == PING else 1_500)
        await asyncio.sleep(0.3)
        for _ in range(5):  # its heart beats on, and no time passes
            send(1)
            await asyncio.sleep(0.05)
        assert node.door.connected == 1

        node.clock.advance(limits.reading_seconds)
        await eventually(lambda: is_left_by(node, 0))
        assert node.door.counts.ended[Ending.OVERLOAD] == 1
        assert (await until_presence(token.id, "DISCONNECTED")).is_online is False


async def test_a_device_that_reads_slowly_stays(parts: Parts, token: MintedToken) -> None:
    limits = Limits(tick_seconds=0.02, frames_per_second=1e9, frame_burst=1e9)
    async with (
        a_node(parts, limits, send_buffer=8192) as node,
        a_raw_socket(node, receive_buffer=4096) as raw,
    ):
        await raw.welcomed(token.auth_token)
        transport: asyncio.ReadTransport = raw.writer.transport  # type: ignore[assignment]
        transport.pause_reading()
        for _ in range(3_000):
            raw.send(TEXT, b'{"t":"hb"}')
        await asyncio.sleep(0.3)
        for _ in range(4):
            # It takes some, half a minute's patience nearly passes, and it takes some again.
            transport.resume_reading()
            await raw.several(500)
            transport.pause_reading()
            raw.send(TEXT, b'{"t":"hb"}')
            await asyncio.sleep(0.1)
            node.clock.advance(limits.reading_seconds - 1)
            await asyncio.sleep(0.1)
        assert node.door.connected == 1


async def is_left_by(node: Node, count: int) -> bool:
    """Whether so many devices are connected."""
    return node.door.connected == count

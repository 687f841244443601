"""The opening handshake of RFC 6455, by its sections, and the answers over sockets on both transports."""

import pytest

from app.device_ws.handshake import HandshakeRefused, accepting, read_upgrade, refusing, target_of
from tests.device_ws.servers import CLOSE, PING, PONG, Node, a_raw_socket

KEY = b"dGhlIHNhbXBsZSBub25jZQ=="
USUAL = {
    b"host": b"devices.example",
    b"upgrade": b"websocket",
    b"connection": b"Upgrade",
    b"sec-websocket-version": b"13",
    b"sec-websocket-key": KEY,
}


def head(request: bytes = b"GET /device HTTP/1.1", *more: bytes, **changed: bytes | None) -> bytes:
    """A request head; a change to None leaves the header out."""
    headers = {**USUAL, **{name.replace("_", "-").encode(): value for name, value in changed.items()}}
    lines = [name + b": " + value for name, value in headers.items() if value is not None]
    return b"\r\n".join([request, *lines, *more, b"", b""])


def refused(data: bytes) -> HandshakeRefused:
    with pytest.raises(HandshakeRefused) as caught:
        read_upgrade(data)
    return caught.value


def test_the_example_of_section_1_3() -> None:
    upgrade = read_upgrade(head(b"GET /device?a=1 HTTP/1.1", b"sec-websocket-protocol: chat, superchat"))
    assert (upgrade.key, upgrade.subprotocols) == (KEY, ["chat", "superchat"])
    answer = accepting(upgrade, "chat", [(b"date", b"today")])
    assert answer.startswith(b"HTTP/1.1 101 Switching Protocols\r\n")
    assert answer.endswith(b"\r\n\r\n")
    for line in (
        b"Upgrade: websocket",
        b"Connection: Upgrade",
        b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
        b"Sec-WebSocket-Protocol: chat",
        b"date: today",
    ):
        assert b"\r\n" + line + b"\r\n" in answer
    assert b"Protocol:" not in accepting(upgrade, None, [])


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (head(b"POST /device HTTP/1.1"), "GET"),  # 4.1, 2.
        (head(b"GET /device HTTP/1.0"), "HTTP/1.1"),
        (head(host=None), "Host"),  # 4.2.1, 2.
        (head(b"GET / HTTP/1.1", b"host: another"), "Host"),
        (head(connection=b"close"), "Connection"),  # 4.2.1, 4.
        (head(sec_websocket_key=None), "Sec-Websocket-Key"),  # 4.2.1, 5.
        (head(sec_websocket_key=b"c2hvcnQ="), "16 bytes"),
        (head(sec_websocket_key=b"not base64 at all!!!!!!!"), "16 bytes"),
        (head(b"GET / HTTP/1.1", b"sec-websocket-key: " + KEY), "Sec-Websocket-Key"),  # 11.3.1
        (head(sec_websocket_version=None), "Sec-Websocket-Version"),
        (head(sec_websocket_protocol=b"two words"), "Sec-WebSocket-Protocol"),  # 4.1, 10.
        (head(sec_websocket_protocol=b"\xff"), "Sec-WebSocket-Protocol"),
        (head(b"GET / HTTP/1.1", b"no colon"), "header"),
        (head(b"GET / HTTP/1.1", b" folded: line"), "header"),
    ],
)
def test_what_is_no_handshake_is_answered_with_400_and_what_is_missing(data: bytes, word: str) -> None:
    answer = refused(data)
    assert answer.status == 400
    assert word in answer.sentence


def test_another_version_is_told_which_one_is_spoken() -> None:  # 4.4
    answer = refused(head(sec_websocket_version=b"8"))
    assert (answer.status, answer.headers) == (426, (("Sec-WebSocket-Version", "13"),))


def test_lists_are_read_as_lists() -> None:
    upgrade = read_upgrade(head(b"GET / HTTP/1.1", b"sec-websocket-protocol: c", connection=b"keep-alive, UPGRADE"))
    assert upgrade.subprotocols == ["c"]
    two = head(b"GET / HTTP/1.1", b"sec-websocket-protocol: a,, b ,", b"sec-websocket-protocol: c")
    assert read_upgrade(two).subprotocols == ["a", "b", "c"]


def test_the_first_of_equal_headers_counts() -> None:
    upgrade = read_upgrade(head(b"GET / HTTP/1.1", b"authorization: one", b"authorization: two"))
    assert (upgrade.first(b"authorization"), upgrade.first(b"cookie")) == ("one", None)


def test_the_target_is_read_before_anything_else() -> None:
    assert target_of(b"GET /device?token=x HTTP/1.1\r\n\r\n") == ("/device", "token=x")
    assert target_of(b"") == ("", "")


def test_a_refusal_ends_the_connection() -> None:
    answer = refusing(503, "Full.", [("Retry-After", "7")], [])
    assert answer.startswith(b"HTTP/1.1 503 Service Unavailable\r\n")
    assert b"\r\nConnection: close\r\n" in answer
    assert b"\r\nRetry-After: 7\r\n" in answer
    assert b"\r\nContent-Length: 6\r\n" in answer
    assert answer.endswith(b"\r\n\r\nFull.\n")


# ---- Over sockets, with nothing said of who it is: the server waits for the first frame. ----


@pytest.mark.anyio
async def test_the_path_may_be_encoded_and_other_paths_are_not_ours(node: Node) -> None:
    async with a_raw_socket(node) as raw:
        assert await raw.upgrade("/d%65vice") == 101
    async with a_raw_socket(node) as raw:
        assert await raw.upgrade("/devices") in {403, 404}
    async with a_raw_socket(node) as raw:
        assert await raw.upgrade("/echo") == 101


@pytest.mark.anyio
@pytest.mark.parametrize("cut", [1, 7])
async def test_an_upgrade_may_come_in_pieces(node: Node, cut: int) -> None:
    request = head(connection=b"keep-alive, Upgrade")
    async with a_raw_socket(node) as raw:
        for place in range(0, len(request), cut):
            raw.writer.write(request[place : place + cut])
            await raw.writer.drain()
        assert b" 101 " in await raw.reader.readuntil(b"\r\n\r\n")
        raw.send(CLOSE, b"\x03\xe8")
        assert await raw.frame() == (CLOSE, b"\x03\xe8")


@pytest.mark.anyio
async def test_a_wrong_version_is_answered_on_both_transports(node: Node) -> None:
    async with a_raw_socket(node) as raw:
        raw.writer.write(head(sec_websocket_version=b"8"))
        answer = await raw.reader.read()
    assert answer.startswith((b"HTTP/1.1 426", b"HTTP/1.1 400"))


@pytest.mark.anyio
async def test_a_peer_may_ping_before_it_says_who_it_is(node: Node) -> None:
    async with a_raw_socket(node) as raw:
        assert await raw.upgrade("/device") == 101
        raw.send(PING, b"hello?")
        assert await raw.frame() == (PONG, b"hello?")


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\x83\x80\0\0\0\0", 1002),
        (b"\x81\x01x", 1002),
        (b"\x81\x81\0\0\0\0\xff", 1007),
        (b"\x88\x82\0\0\0\0\x03\xed", 1002),
        (b"\x88\x80\0\0\0\0", None),
        (b"\x88\x82\0\0\0\0\x0f\xa0", 4000),
    ],
)
async def test_a_connection_ends_with_the_code_that_says_why_and_then_the_server_closes_it(
    node: Node, data: bytes, code: int | None
) -> None:
    async with a_raw_socket(node) as raw:
        assert await raw.upgrade("/device") == 101
        raw.writer.write(data)
        opcode, payload = await raw.frame()
        assert opcode == CLOSE
        assert (int.from_bytes(payload[:2], "big") if payload else None) == code
        assert await raw.reader.read() == b""  # 7.1.1

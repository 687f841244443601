"""The opening handshake (RFC 6455, 4.2) as a server sees it: a request head in, an answer out, no I/O."""

import base64
import binascii
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

Headers = Sequence[tuple[bytes, bytes]]
"""Names in lower case, each as often as it was sent."""

_GUID: Final = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_TOKEN: Final = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_HEADER: Final = re.compile(b"(" + _TOKEN.pattern + rb"):([^\r\n]*)\r\n")
_HEAD: Final = re.compile(rb"[^\r\n]+\r\n(?:" + _TOKEN.pattern + rb":[^\r\n]*\r\n)*\r\n")
_VERSION: Final = b"13"


class HandshakeRefused(Exception):
    """The request is no opening handshake. Facts: the HTTP status, a sentence, and headers that go with them."""

    def __init__(self, status: int, sentence: str, headers: Iterable[tuple[str, str]] = ()) -> None:
        self.status = status
        self.sentence = sentence
        self.headers = tuple(headers)
        super().__init__(sentence)


@dataclass(frozen=True, slots=True)
class Upgrade:
    """A right opening handshake."""

    headers: Headers
    key: bytes
    subprotocols: list[str]
    """What the client offers, in its order."""

    def first(self, name: bytes) -> str | None:
        """The value of a header, the first one if it was sent more than once."""
        return next((value.decode("latin-1") for known, value in self.headers if known == name), None)


def target_of(head: bytes) -> tuple[str, str]:
    """Path, still encoded, and query of a request head."""
    target = head[: head.find(b"\r\n")].split(b" ")[1:2]
    path, _, query = (target[0] if target else b"").partition(b"?")
    return path.decode("latin-1"), query.decode("latin-1")


def read_upgrade(head: bytes) -> Upgrade:
    """The handshake in a whole request head, whose names are in lower case. Raises HandshakeRefused."""
    if not _HEAD.fullmatch(head):
        raise HandshakeRefused(400, "A header is a name, a colon and a value.")
    request = head[: head.find(b"\r\n")]
    if not request.startswith(b"GET ") or not request.endswith(b" HTTP/1.1"):
        raise HandshakeRefused(400, "A WebSocket is opened by GET and HTTP/1.1.")
    headers = [(name, value.strip(b" \t")) for name, value in _HEADER.findall(head, len(request) + 2)]
    values: defaultdict[bytes, list[bytes]] = defaultdict(list)
    for name, value in headers:
        values[name].append(value)
    _only(values, b"host")
    if not any(b"upgrade" in _listed(value.lower()) for value in values[b"connection"]):
        raise HandshakeRefused(400, "The header Connection must say Upgrade.")
    if _only(values, b"sec-websocket-version") != _VERSION:
        version = [("Sec-WebSocket-Version", _VERSION.decode())]
        raise HandshakeRefused(426, "This server speaks version 13 of the WebSocket protocol.", version)
    key = _only(values, b"sec-websocket-key")
    if not _is_key(key):
        raise HandshakeRefused(400, "The header Sec-WebSocket-Key is 16 bytes in base64.")
    subprotocols = [protocol for value in values[b"sec-websocket-protocol"] for protocol in _listed(value)]
    if not all(_TOKEN.fullmatch(protocol) for protocol in subprotocols):
        raise HandshakeRefused(400, "The header Sec-WebSocket-Protocol is a list of names.")
    return Upgrade(headers, key, [protocol.decode("ascii") for protocol in subprotocols])


def _only(values: Mapping[bytes, list[bytes]], name: bytes) -> bytes:
    found = values[name]
    if len(found) != 1:
        raise HandshakeRefused(400, f"The header {name.decode().title()} stands there once.")
    return found[0]


def _listed(value: bytes) -> list[bytes]:
    return [item for item in (item.strip(b" \t") for item in value.split(b",")) if item]


def _is_key(key: bytes) -> bool:
    try:
        return len(base64.b64decode(key, validate=True)) == 16
    except binascii.Error:
        return False


def accepting(upgrade: Upgrade, subprotocol: str | None, headers: Headers) -> bytes:
    """The answer that makes the connection a WebSocket (4.2.2); `headers` are those of every answer."""
    accept = base64.b64encode(hashlib.sha1(upgrade.key + _GUID, usedforsecurity=False).digest())
    chosen = b"" if subprotocol is None else b"Sec-WebSocket-Protocol: %b\r\n" % subprotocol.encode("ascii")
    return (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: %b\r\n%b%b\r\n" % (accept, chosen, _lines(headers))
    )


def refusing(status: int, sentence: str, more: Iterable[tuple[str, str]], headers: Headers) -> bytes:
    """The answer that does not; the connection ends behind it."""
    body = f"{sentence}\n".encode()
    own = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body))), ("Connection", "close")]
    head = "".join(f"{name}: {value}\r\n" for name, value in [*own, *more])
    line = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n{head}"
    return b"%b%b\r\n%b" % (line.encode("latin-1"), _lines(headers), body)


def _lines(headers: Headers) -> bytes:
    return b"".join(b"%b: %b\r\n" % header for header in headers)

"""`python -m bench.subscribers URL`: many clients, each with one subscription, that note when they are told what.

The first line on standard input is JSON: `transport` (`websocket` or `sse`) and
`subscribers`, a list of `{"token", "query", "variables"}`. When all have been
shown the present state, `ready` goes to standard output. From then on every
answer makes a line there: the number of the subscriber, the moment on the
machine's monotonic clock, and the data, as a JSON array. Ends when standard
input does.
"""

import asyncio
import base64
import json
import os
import sys
import time
from abc import ABC, abstractmethod
from collections import deque
from typing import Any, cast
from urllib.parse import urlsplit

import uvloop

READY = "ready"
LOOK_SECONDS = 0.5
AT_ONCE = 50
"""Clients that connect at a time."""


class Subscriber(asyncio.Protocol, ABC):
    """One client over a socket of its own. What it hears costs it little: it shares the machine with the server."""

    def __init__(self, number: int, netloc: str, given: dict[str, Any]) -> None:
        self.number = number
        self.shown = asyncio.get_running_loop().create_future()
        self.lost = False
        self._netloc = netloc
        self._given = given
        self._received = b""
        self._is_open = False
        self._unread: deque[tuple[float, bytes]] = deque()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for what is wanted."""
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(self._request())

    def data_received(self, data: bytes) -> None:
        """Note when something came. What it is, is looked at later: while the server works, it needs the machine."""
        now = time.monotonic()
        if self.shown.done():
            self._unread.append((now, data))
        else:
            self._read(now, data)

    def read(self) -> None:
        """Note what has come."""
        while self._unread:
            self._read(*self._unread.popleft())

    def _read(self, now: float, data: bytes) -> None:
        self._received += data
        if not self._is_open:
            head, end, rest = self._received.partition(b"\r\n\r\n")
            if not end:
                return
            self._is_open, self._received = True, rest
            self._opened(head)
        for text in self._texts():
            self._hear(text, now)

    def connection_lost(self, exc: Exception | None) -> None:
        """Which must not happen before the end."""
        self.lost = True

    def _note(self, answer: dict[str, Any], now: float) -> None:
        assert "errors" not in answer, answer
        if not self.shown.done():
            self.shown.set_result(None)
        else:
            sys.stdout.write(json.dumps((self.number, now, answer["data"])) + "\n")

    @abstractmethod
    def _request(self) -> bytes:
        """What opens the stream."""

    @abstractmethod
    def _opened(self, head: bytes) -> None:
        """The head of the answer has come."""

    @abstractmethod
    def _texts(self) -> list[bytes]:
        """What has come whole."""

    @abstractmethod
    def _hear(self, text: bytes, now: float) -> None:
        """One of these came."""


class Socket(Subscriber):
    """Over `graphql-transport-ws`; the frames are RFC 6455's, by hand."""

    def _request(self) -> bytes:
        key = base64.b64encode(os.urandom(16)).decode()
        return (
            f"GET /graphql HTTP/1.1\r\nhost: {self._netloc}\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
            f"sec-websocket-key: {key}\r\nsec-websocket-version: 13\r\n"
            "sec-websocket-protocol: graphql-transport-ws\r\n\r\n"
        ).encode()

    def _opened(self, head: bytes) -> None:
        assert head.startswith(b"HTTP/1.1 101 "), head
        payload = {"authorization": f"Bearer {self._given['token']}"}
        self._send({"type": "connection_init", "payload": payload})

    def _send(self, message: dict[str, Any]) -> None:
        self._frame(0x81, json.dumps(message).encode())

    def _frame(self, first: int, content: bytes) -> None:
        size = bytes([0x80 | len(content)]) if len(content) < 126 else b"\xfe" + len(content).to_bytes(2, "big")
        self._transport.write(bytes([first]) + size + bytes(4) + content)  # masked with zeros

    def _texts(self) -> list[bytes]:
        texts, data = [], self._received
        while len(data) >= 2:
            size, start = data[1], 2
            if size >= 126:
                start = 4 if size == 126 else 10
                size = int.from_bytes(data[2:start], "big")
            if len(data) < start + size:
                break
            content, kind, data = data[start : start + size], data[0], data[start + size :]
            if kind == 0x89:
                self._frame(0x8A, content)
            else:
                assert kind == 0x81, (kind, content)
                texts.append(content)
        self._received = data
        return texts

    def _hear(self, text: bytes, now: float) -> None:
        message = json.loads(text)
        if message["type"] == "connection_ack":
            payload = {"query": self._given["query"], "variables": self._given["variables"]}
            self._send({"id": f"subscription-{self.number}", "type": "subscribe", "payload": payload})
        else:
            assert (message["type"], message["id"]) == ("next", f"subscription-{self.number}"), message
            self._note(message["payload"], now)


class Events(Subscriber):
    """Over `graphql-sse`."""

    def _request(self) -> bytes:
        body = json.dumps({"query": self._given["query"], "variables": self._given["variables"]}).encode()
        head = (
            f"POST /graphql HTTP/1.1\r\nhost: {self._netloc}\r\ncontent-type: application/json\r\n"
            f"accept: text/event-stream\r\nauthorization: Bearer {self._given['token']}\r\n"
            f"content-length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    def _opened(self, head: bytes) -> None:
        assert head.startswith(b"HTTP/1.1 200 "), head

    def _texts(self) -> list[bytes]:
        *lines, self._received = self._received.split(b"\r\n")
        assert b"event: complete" not in lines
        return [line.removeprefix(b"data: ") for line in lines if line.startswith(b"data: ")]

    def _hear(self, text: bytes, now: float) -> None:
        self._note(json.loads(text), now)


async def _follow(url: str) -> None:
    loop, address = asyncio.get_running_loop(), urlsplit(url)
    assert address.hostname is not None
    assert address.port is not None
    host, port = address.hostname, address.port
    wanted = json.loads(sys.stdin.readline())
    kind = {"websocket": Socket, "sse": Events}[wanted["transport"]]
    turns = asyncio.Semaphore(AT_ONCE)

    async def subscribed(number: int, given: dict[str, Any]) -> Subscriber:
        async with turns:
            subscriber = kind(number, address.netloc, given)
            await loop.create_connection(lambda: subscriber, host, port)
            await asyncio.wait_for(subscriber.shown, 60)
            return subscriber

    subscribers = await asyncio.gather(*(subscribed(*each) for each in enumerate(wanted["subscribers"])))
    print(READY, flush=True)
    end = loop.run_in_executor(None, sys.stdin.read)
    while not end.done():
        for subscriber in subscribers:
            subscriber.read()
        sys.stdout.flush()
        await asyncio.sleep(LOOK_SECONDS)
    assert not any(subscriber.lost for subscriber in subscribers)


if __name__ == "__main__":
    uvloop.run(_follow(sys.argv[1]))

"""Servers that carry a devices' door, and devices that speak to them."""

import asyncio
import contextlib
import os
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from app.device_ws import ENGINE, DeviceDoor, Limits, create_device_door, engine
from app.domain.parts import Parts
from app.models import Presence
from app.models.identifiers import new_id
from app.secrets.auth_token import AuthToken

TEXT, BINARY, CLOSE, PING, PONG = 0x1, 0x2, 0x8, 0x9, 0xA

transport = "own"
"""What carries the devices of the nodes that are started from now on; set by the fixture of that name."""

QUICK = Limits(tick_seconds=0.02, seen_seconds=0.2, node_seconds=0.1, reap_seconds=0.1)


class Clock:
    """Seconds that can be made to pass."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self._ahead

    def advance(self, seconds: float) -> None:
        """Let so many seconds have passed."""
        self._ahead += seconds


class _Server(uvicorn.Server):
    """uvicorn without its signal handlers, because pytest has its own; tells when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listens = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listens.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@dataclass(frozen=True, slots=True)
class Node:
    """A running server with its door."""

    door: DeviceDoor
    node_id: UUID
    clock: Clock
    server: uvicorn.Server
    port: int
    scheme: str = "ws"

    @property
    def url(self) -> str:
        """Where devices connect."""
        return f"{self.scheme}://127.0.0.1:{self.port}/device"


async def _echo(websocket: WebSocket) -> None:
    """A WebSocket that is no device: says back what it hears."""
    await websocket.accept()
    async for text in websocket.iter_text():
        await websocket.send_text(text)


@contextlib.asynccontextmanager
async def a_node(
    parts: Parts, limits: Limits = QUICK, *, send_buffer: int | None = None, certificate: Path | None = None
) -> AsyncIterator[Node]:
    """A server with the devices' door at `/device` and an echo at `/echo`, drained and stopped in the end.

    It speaks TLS with a `certificate`, a file that holds the key, too.
    """
    clock, node_id = Clock(), new_id()
    door = create_device_door(parts, node_id=node_id, limits=limits, clock=clock)
    app = Starlette(routes=[*door.routes, WebSocketRoute("/echo", _echo)])
    config = uvicorn.Config(
        app,
        lifespan="off",
        log_config=None,
        timeout_graceful_shutdown=5,
        ws_ping_interval=0.1,
        ssl_certfile=certificate,
        **(engine(door.carrier) if transport == "own" else ENGINE),
    )
    server = _Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        if send_buffer is not None:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, send_buffer)
        await door.start()
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        await server.listens.wait()
        try:
            scheme = "ws" if certificate is None else "wss"
            yield Node(door, node_id, clock, server, listening.getsockname()[1], scheme)
        finally:
            await door.drain(0)
            server.should_exit = True
            await serving
            await door.stop()


def bearer(token: AuthToken | str) -> dict[str, str]:
    """The header that shows an AuthToken."""
    return {"Authorization": f"Bearer {token.text if isinstance(token, AuthToken) else token}"}


class Device:
    """A device on the `websockets` library."""

    def __init__(self, socket: ClientConnection, welcome: dict[str, Any]) -> None:
        self.socket = socket
        self.welcome = welcome

    async def send(self, **frame: Any) -> None:
        """Send one frame."""
        await self.socket.send(orjson.dumps(frame).decode())

    async def hear(self, kind: str) -> dict[str, Any]:
        """The next frame of this type; others are passed over. Raises ConnectionClosed."""
        async with asyncio.timeout(3):
            while True:
                frame = orjson.loads(await self.socket.recv())
                if frame["t"] == kind:
                    return dict(frame)

    async def end(self) -> ConnectionClosed:
        """How the connection ends, once everything was read."""
        async with asyncio.timeout(5):
            try:
                while True:
                    await self.socket.recv()
            except ConnectionClosed as closed:
                return closed


@contextlib.asynccontextmanager
async def a_device(node: Node, token: AuthToken, **options: Any) -> AsyncIterator[Device]:
    """A device that shows its AuthToken in the header, welcomed."""
    async with connect(node.url, additional_headers=bearer(token), compression=None, proxy=None, **options) as socket:
        welcome = orjson.loads(await socket.recv())
        assert welcome["t"] == "welcome"
        yield Device(socket, welcome)


class RawSocket:
    """A WebSocket by hand: what goes over the wire, frame by frame."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.status = 0
        self.headers: dict[str, str] = {}
        self._sends = True

    def stop_sending(self) -> None:
        """Close this side of the connection."""
        self._sends = False
        self.writer.write_eof()

    async def upgrade(self, path: str, *lines: str) -> int:
        """Ask for the upgrade with these header lines besides the usual; the status of the answer."""
        usual = [f"GET {path} HTTP/1.1", "Host: devices.example", "Upgrade: websocket", "Connection: Upgrade"]
        usual += ["Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="]
        self.writer.write("\r\n".join([*usual, *lines, "", ""]).encode("latin-1"))
        async with asyncio.timeout(5):
            head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        self.status = int(head[0].split(" ")[1])
        self.headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
        return self.status

    async def welcomed(self, token: AuthToken) -> None:
        """Connect a device, up to where everything was said to it: the welcome and its metadata."""
        assert await self.upgrade("/device", f"Authorization: Bearer {token.text}") == 101
        assert orjson.loads((await self.frame())[1])["t"] == "welcome"
        assert orjson.loads((await self.frame())[1])["t"] == "meta"

    def send(self, opcode: int, payload: bytes = b"", *, final: bool = True) -> None:
        """Send one masked frame."""
        length = len(payload)
        size = bytes([0x80 | length]) if length < 126 else bytes([0xFE]) + length.to_bytes(2, "big")
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[place % 4] for place, byte in enumerate(payload))
        self.writer.write(bytes([(0x80 if final else 0) | opcode]) + size + mask + masked)

    async def frames(self) -> list[tuple[int, bytes]]:
        """All frames (opcode, payload) until the TCP connection ends; a close frame is answered."""
        frames: list[tuple[int, bytes]] = []
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionResetError):
            async with asyncio.timeout(5):
                while True:
                    frames.append(await self.frame())
                    if frames[-1][0] == CLOSE and self._sends:
                        self.send(CLOSE, frames[-1][1][:2])
        return frames

    async def several(self, count: int) -> list[tuple[int, bytes]]:
        """The next frames."""
        async with asyncio.timeout(5):
            return [await self.frame() for _ in range(count)]

    async def frame(self) -> tuple[int, bytes]:
        """The next frame. Raises IncompleteReadError at the end of the connection."""
        first, second = await self.reader.readexactly(2)
        length = second & 0x7F
        if length == 126:
            length = int.from_bytes(await self.reader.readexactly(2), "big")
        return first & 0x0F, await self.reader.readexactly(length)


@contextlib.asynccontextmanager
async def a_raw_socket(node: Node, *, receive_buffer: int | None = None) -> AsyncIterator[RawSocket]:
    """A TCP connection to the node, nothing said yet."""
    tcp = socket.socket()
    tcp.setblocking(False)
    if receive_buffer is not None:
        tcp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    await asyncio.get_running_loop().sock_connect(tcp, ("127.0.0.1", node.port))
    reader, writer = await asyncio.open_connection(sock=tcp, limit=2**16)
    try:
        yield RawSocket(reader, writer)
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


async def presence_of(token_id: UUID) -> Presence | None:
    """The presence of a token's device."""
    return await Presence.get_or_none(device__static_token_id=token_id)


async def eventually(condition: Callable[[], Awaitable[bool]], *, within: float = 3.0) -> None:
    """Return as soon as the condition holds; fail when it does not in time."""
    deadline = time.monotonic() + within
    while not await condition():
        assert time.monotonic() < deadline, "it did not come true in time"
        await asyncio.sleep(0.02)


async def until_presence(token_id: UUID, reason: str) -> Presence:
    """The token's presence as soon as it has this reason."""
    found: list[Presence] = []

    async def holds() -> bool:
        known = await presence_of(token_id)
        if known is None or known.reason != reason:
            return False
        found.append(known)
        return True

    await eventually(holds)
    return found[0]

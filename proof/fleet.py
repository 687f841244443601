"""Thousands of simulated devices in one process, each of which knows whether it is online.

They speak the protocol by hand, because ten thousand full clients would take
the whole machine. What they do is what firmware does: heartbeats, coming back
when told or after a growing random pause, to whichever node a proxy would pick.
"""

import asyncio
import base64
import json
import os
import random
from typing import Any, Final, cast
from uuid import UUID

from app.secrets.auth_token import AuthToken

LONGEST_PAUSE: Final = 10.0
SECONDS_TO_WELCOME: Final = 30.0
_TICK: Final = 0.5

Address = tuple[str, int]


class Link(asyncio.Protocol):
    """One connection of a device."""

    def __init__(self, device: "Device", port: int) -> None:
        self.port = port
        self.is_welcomed = False
        self.retry: float | None = None
        """Seconds after which the server asked the device to come back."""
        self.beat_at = 0.0
        self.heartbeat = 30.0
        self._device = device
        self._bytes = bytearray()
        self._is_open = False
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the upgrade."""
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(
            b"GET /device HTTP/1.1\r\nHost: proof\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: %s\r\nAuthorization: Bearer %s\r\n\r\n"
            % (base64.b64encode(os.urandom(16)), self._device.auth_token.text.encode())
        )

    def data_received(self, data: bytes) -> None:
        """Read the answer to the upgrade, then frames."""
        self._bytes += data
        if not self._is_open:
            head, end, rest = self._bytes.partition(b"\r\n\r\n")
            if not end:
                return
            if not head.startswith(b"HTTP/1.1 101 "):
                self._heed_refusal(head.decode("latin-1").lower())
                return
            self._is_open, self._bytes = True, rest
        while (text := self._next_frame()) is not None:
            self._hear(json.loads(text))

    def _heed_refusal(self, head: str) -> None:
        for line in head.split("\r\n"):
            if line.startswith("retry-after:"):
                self.retry = float(line.partition(":")[2])
        self.abort()

    def _next_frame(self) -> bytes | None:
        """The next whole text frame; a server's frames are not masked, and these are short."""
        if len(self._bytes) < 2:
            return None
        assert self._bytes[0] in {0x81, 0x88}, f"a frame that begins with {self._bytes[0]:#x}"
        length, start = self._bytes[1], 2
        if length == 126:
            length, start = int.from_bytes(self._bytes[2:4], "big"), 4
        if len(self._bytes) < start + length:
            return None
        kind, text = self._bytes[0], bytes(self._bytes[start : start + length])
        del self._bytes[: start + length]
        assert kind == 0x81, f"no device of the proof is closed for good, but one was: {text!r}"
        return text

    def _hear(self, frame: dict[str, Any]) -> None:
        if frame["t"] == "welcome":
            self.is_welcomed, self.heartbeat = True, float(frame["hb"])
            self.beat_at = asyncio.get_running_loop().time() + self.heartbeat * random.uniform(0.1, 1.0)
            self._device.welcomed(UUID(frame["device"]))
        elif frame["t"] == "bye":
            self.retry = float(frame["retry"])

    def beat(self, now: float) -> None:
        """Send a heartbeat, masked as a client must."""
        self.beat_at = now + self.heartbeat * random.uniform(0.9, 1.0)
        assert self._transport is not None
        self._transport.write(b"\x81\x8a\x00\x00\x00\x00" + b'{"t":"hb"}')

    def abort(self) -> None:
        """Lose the connection without a word."""
        if self._transport is not None:
            self._transport.abort()

    def connection_lost(self, error: Exception | None) -> None:
        """It is over."""
        self._device.lost(self)


class Device:
    """One AuthToken, its newest connection, and whether the device is online: the truth that presence must show."""

    def __init__(self, fleet: "Fleet", auth_token: AuthToken, heartbeat: float) -> None:
        self.auth_token = auth_token
        self.is_quick = heartbeat < 30
        """Whether its silence is noticed within seconds."""
        self.id: UUID | None = None
        self.is_online = False
        self.changed_at = 0.0
        self.is_resting = False
        self.is_silent = False
        self._links: list[Link] = []
        self._fleet = fleet
        self._failures = 0
        self._coming: asyncio.TimerHandle | None = None
        self._connecting: asyncio.Task[None] | None = None

    @property
    def link(self) -> Link | None:
        """The connection it speaks through: the newest that was welcomed."""
        return next((link for link in reversed(self._links) if link.is_welcomed), None)

    # ---- What is done to it. ----

    def connect(self) -> None:
        """Open a connection on some node, whatever else there is."""
        self._coming = None
        if not self.is_resting:
            self._connecting = asyncio.create_task(self._connect())

    async def _connect(self) -> None:
        loop, port = asyncio.get_running_loop(), random.choice(self._fleet.ports)
        link = Link(self, port)
        self._links.append(link)
        try:
            async with asyncio.timeout(SECONDS_TO_WELCOME), self._fleet.connecting:
                await loop.create_connection(lambda: link, "127.0.0.1", port)
        except (OSError, TimeoutError):
            self.lost(link)

    def drop(self) -> None:
        """Lose the connection."""
        for link in list(self._links):
            link.abort()

    def rest(self) -> None:
        """Lose the connection and stay away until `wake`."""
        self.is_resting = True
        if self._coming is not None:
            self._coming.cancel()
            self._coming = None
        self.drop()

    def fall_silent(self) -> None:
        """Be there, and say nothing more: to everybody else that is offline. Stays away afterwards."""
        self.is_silent = self.is_resting = True
        self._know(is_online=False)

    def wake(self) -> None:
        """Come back from a rest."""
        if self.is_resting:
            self.is_resting = self.is_silent = False
            self.drop()
            self._come_back(0.0)

    # ---- What its connections tell. ----

    def welcomed(self, device_id: UUID) -> None:
        """The device is online."""
        self.id, self._failures = device_id, 0
        if not self.is_silent:
            self._know(is_online=True)

    def lost(self, link: Link) -> None:
        """One of its connections is over; if it was not replaced by another, the device is offline."""
        if link in self._links:
            self._links.remove(link)
        if not any(each.is_welcomed for each in self._links):
            self._know(is_online=False)
        if not self._links:
            self._come_back(link.retry)

    def _come_back(self, advised: float | None) -> None:
        if self.is_resting or self._coming is not None:
            return
        self._failures += 1
        pause = random.uniform(0.2, min(2.0 ** min(self._failures, 6), LONGEST_PAUSE))
        self._coming = asyncio.get_running_loop().call_later(max(pause, advised or 0.0), self.connect)

    def _know(self, *, is_online: bool) -> None:
        if self.is_online != is_online:
            self.is_online, self.changed_at = is_online, asyncio.get_running_loop().time()


class Fleet:
    """All devices, and the ports of the nodes they may be led to."""

    def __init__(self, auth_tokens: list[AuthToken], quick: set[AuthToken], ports: list[int]) -> None:
        self.ports = ports
        self.connecting = asyncio.Semaphore(100)
        self.devices = [Device(self, token, 5.0 if token in quick else 30.0) for token in auth_tokens]

    @property
    def online(self) -> list[Device]:
        """The devices that are online."""
        return [device for device in self.devices if device.is_online]

    def on(self, port: int) -> list[Device]:
        """The devices that are connected to one node."""
        return [device for device in self.online if device.link is not None and device.link.port == port]

    async def arrive(self, seconds: float) -> None:
        """Bring all online; fails when it takes longer than that."""
        for device in self.devices:
            device.connect()
        async with asyncio.timeout(seconds):
            while len(self.online) < len(self.devices):  # noqa: ASYNC110 (nobody tells)
                await asyncio.sleep(0.1)

    async def beat(self) -> None:
        """Send everybody's heartbeats until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            now = loop.time()
            for device in self.devices:
                link = device.link
                if link is not None and link.is_welcomed and not device.is_silent and link.beat_at <= now:
                    link.beat(now)
            await asyncio.sleep(_TICK)

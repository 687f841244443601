"""`python -m bench.devices URL [SECONDS]`: devices that send heartbeats and note how long their answers take.

Each sends one every second, or as often as SECONDS says.

AuthTokens come on standard input, a line each. When all devices are welcome,
it says so; when standard input ends, the devices stop, and what they noted goes
to standard output: the moment each heartbeat was sent, and its wait.
"""

import asyncio
import json
import sys
import time
from collections import deque
from typing import Any, cast
from urllib.parse import urlsplit

import uvloop
from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection, Request, TextMessage

EVERY = 1.0
AT_ONCE = 20
"""Devices that connect at a time."""

READY = "ready"


class Device(asyncio.Protocol):
    """One device, by hand: five hundred of the simulated ones would need more of the machine than the server."""

    def __init__(self, host: str, auth_token: str, noted: list[tuple[float, float]]) -> None:
        self.welcomed = asyncio.get_running_loop().create_future()
        self.lost = False
        self._host = host
        self._auth_token = auth_token
        self._noted = noted
        self._socket = WSConnection(ConnectionType.CLIENT)
        self._sent: deque[float] = deque()

    @property
    def unanswered(self) -> int:
        """Heartbeats without an answer so far."""
        return len(self._sent)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the upgrade."""
        self._transport = cast(asyncio.Transport, transport)
        headers = [(b"authorization", f"Bearer {self._auth_token}".encode())]
        self._transport.write(self._socket.send(Request(self._host, "/device", extra_headers=headers)))

    def data_received(self, data: bytes) -> None:
        """Hear the welcome and the answers to heartbeats; anything else is a fault of the bench."""
        self._socket.receive_data(data)
        for event in self._socket.events():
            if isinstance(event, TextMessage):
                self._hear(json.loads(event.data))
            else:
                assert isinstance(event, AcceptConnection), event

    def _hear(self, frame: dict[str, Any]) -> None:
        if frame["t"] == "welcome":
            self.welcomed.set_result(None)
        elif frame["t"] == "hb":
            sent, now = self._sent.popleft(), time.monotonic()
            assert abs(frame["ts"] / 1000 - time.time()) < now - sent + 0.1, frame
            self._noted.append((sent, now - sent))

    def beat(self) -> None:
        """Send a heartbeat."""
        self._sent.append(time.monotonic())
        self._transport.write(self._socket.send(TextMessage('{"t":"hb"}')))

    def connection_lost(self, exc: Exception | None) -> None:
        """Which must not happen before the end."""
        self.lost = True


async def _play(url: str, every: float) -> list[tuple[float, float]]:
    loop, address = asyncio.get_running_loop(), urlsplit(url)
    assert address.hostname is not None
    assert address.port is not None
    host, port = address.hostname, address.port
    noted: list[tuple[float, float]] = []
    turns = asyncio.Semaphore(AT_ONCE)

    async def connected(auth_token: str) -> Device:
        async with turns:
            device = Device(address.netloc, auth_token, noted)
            await loop.create_connection(lambda: device, host, port)
            await asyncio.wait_for(device.welcomed, 30)
            return device

    auth_tokens = sys.stdin.readline().split()
    devices = await asyncio.gather(*map(connected, auth_tokens))
    print(READY, flush=True)
    end = loop.run_in_executor(None, sys.stdin.read)
    due, turn = loop.time(), 0
    while not end.done():
        devices[turn].beat()
        turn = (turn + 1) % len(devices)
        due += every / len(devices)
        await asyncio.sleep(max(due - loop.time(), 0))
    async with asyncio.timeout(30):
        while any(device.unanswered for device in devices):  # noqa: ASYNC110 (answers come to no one place)
            await asyncio.sleep(0.05)
    assert not any(device.lost for device in devices)
    return noted


if __name__ == "__main__":
    print(json.dumps(uvloop.run(_play(sys.argv[1], float(sys.argv[2]) if sys.argv[2:] else EVERY))))

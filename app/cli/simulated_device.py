"""A device as good firmware would make it, over a real WebSocket: for demonstrations, trials and tests.

It follows the protocol in `app/device_ws/frames.py`, and the advice that lies
in the way a connection ends: `bye` with a time means come back then, a broken
connection means come back after a while that grows and is left to chance, a
close code of a final ending means stay away.
"""

import asyncio
import contextlib
import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException
from websockets.typing import Subprotocol

from app.device_ws.closing import TOO_BIG_CODE, Ending
from app.device_ws.frames import MOST_BYTES_TO_DEVICE, SUBPROTOCOL
from app.secrets.auth_token import AuthToken

FINAL_CODES: Final = frozenset({TOO_BIG_CODE, *(ending.close_code for ending in Ending if ending.close_code)})
LONGEST_PAUSE: Final = 60.0
IMPATIENT_PAUSE: Final = 2.0

# The library logs handshakes, with the AuthToken in them, when debugging is on.
_QUIET = logging.getLogger("claimstead.simulated_device")
_QUIET.setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True)
class Welcomed:
    """The device is online; `is_return` after an earlier connection."""

    device_id: str
    is_claimed: bool
    is_return: bool


@dataclass(frozen=True, slots=True)
class ClaimChanged:
    """Somebody claimed the device, or nobody owns it any more."""

    is_claimed: bool


@dataclass(frozen=True, slots=True)
class MetadataChanged:
    """Values that are new or changed; None for those that are gone."""

    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class CommandAnswered:
    """The device did what a command asked for, or said that it cannot."""

    name: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class Interrupted:
    """The connection is over, or was refused; the device tries again after `pause_seconds`."""

    reason: str
    pause_seconds: float


@dataclass(frozen=True, slots=True)
class Finished:
    """The server closed the connection with a final code; the device stays away."""

    code: int
    reason: str


DeviceEvent: TypeAlias = Welcomed | ClaimChanged | MetadataChanged | CommandAnswered | Interrupted | Finished


class DeviceNotWelcomed(Exception):
    """The device did not come online; `last` is what happened last, if anything did."""

    def __init__(self, last: DeviceEvent | None) -> None:
        self.last = last
        super().__init__(f"The device did not come online: {last or 'no answer in time'}.")


class SimulatedDevice:
    """One device with one AuthToken.

    `connect` brings it online in the background and `stop` takes it off;
    `run` does both in the caller's task. What happens is told to `on_event`
    and can be read from the attributes.
    """

    def __init__(
        self,
        url: str,
        auth_token: AuthToken,
        *,
        firmware: str = "1.0.0",
        hardware: str = "simulated",
        shows_token_in_frame: bool = False,
        is_impatient: bool = False,
        on_event: Callable[[DeviceEvent], None] | None = None,
    ) -> None:
        """`url` such as `ws://127.0.0.1:8000/device`.

        `shows_token_in_frame`: for clients that cannot set headers.
        `is_impatient`: comes back within two seconds whatever it is told, as
        careless firmware does.
        """
        self.device_id: str | None = None
        self.is_connected = False
        self.is_claimed = False
        self.metadata: dict[str, Any] = {}
        self._url = url
        self._auth_token = auth_token
        self._versions = {"fw": firmware, "hw": hardware}
        self._shows_token_in_frame = shows_token_in_frame
        self._is_impatient = is_impatient
        self._on_event = on_event
        self._socket: ClientConnection | None = None
        self._stopping = asyncio.Event()
        self._happened = asyncio.Event()
        self._last: DeviceEvent | None = None
        self._failures = 0
        self._advice: tuple[str, float] | None = None
        self._running: asyncio.Task[None] | None = None

    # ---- On and off. ----

    async def connect(self, *, within: float = 10.0) -> None:
        """Come online and stay so in the background. Raises DeviceNotWelcomed."""
        self._running = asyncio.create_task(self.run())
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within):
                while not self.is_connected and not isinstance(self._last, Finished):
                    self._happened.clear()
                    await self._happened.wait()
        if not self.is_connected:
            await self.stop()
            raise DeviceNotWelcomed(self._last)

    async def stop(self) -> None:
        """Say goodbye and stay offline."""
        self._stopping.set()
        if self._socket is not None:
            await self._socket.close()
        if self._running is not None:
            await self._running

    def cut(self) -> None:
        """Lose the connection without a word, as Wi-Fi does; the device comes back by itself."""
        if self._socket is not None:
            self._socket.transport.abort()

    async def run(self) -> None:
        """Be a device until stopped, or until the server says that it shall stay away."""
        while not self._stopping.is_set():
            event = await self._live()
            if self._stopping.is_set():
                return
            self._tell(event)
            if isinstance(event, Finished):
                return
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(event.pause_seconds):
                    await self._stopping.wait()

    # ---- One connection. ----

    async def _live(self) -> Interrupted | Finished:
        """One connection from upgrade to end; what follows from how it ended."""
        self._advice = None
        headers = {} if self._shows_token_in_frame else {"Authorization": f"Bearer {self._auth_token.text}"}
        try:
            async with connect(
                self._url,
                additional_headers=headers,
                subprotocols=[Subprotocol(SUBPROTOCOL)],
                compression=None,
                ping_interval=None,
                close_timeout=2,
                max_size=MOST_BYTES_TO_DEVICE,
                proxy=None,
                logger=_QUIET,
            ) as socket:
                self._socket = socket
                await self._listen(socket)
                return self._interrupted("silence")
        except ConnectionClosed as closed:
            if closed.rcvd is not None and closed.rcvd.code in FINAL_CODES:
                return Finished(closed.rcvd.code, closed.rcvd.reason)
            return self._interrupted("connection lost")
        except InvalidStatus as refused:
            self._heed(f"HTTP {refused.response.status_code}", refused.response.headers.get("Retry-After"))
            return self._interrupted("refused")
        except (OSError, WebSocketException) as error:
            return self._interrupted(type(error).__name__)
        finally:
            self._socket, self.is_connected = None, False

    async def _listen(self, socket: ClientConnection) -> None:
        """Hear and answer until the connection ends (raises), or the server says nothing for too long."""
        if self._shows_token_in_frame:
            await self._say(socket, t="auth", token=self._auth_token.text)
        heartbeat, heard_at = 30.0, time.monotonic()
        while time.monotonic() - heard_at < 2 * heartbeat + 5:
            try:
                async with asyncio.timeout(heartbeat * random.uniform(0.9, 1.0)):  # noqa: S311
                    text = await socket.recv()
            except TimeoutError:
                await self._say(socket, t="hb")
                continue
            heard_at = time.monotonic()
            frame = _object(text)
            if frame.get("t") == "welcome":
                heartbeat = float(frame["hb"])
                await self._be_welcomed(socket, frame)
            elif frame.get("t") == "cmd":
                await self._obey(socket, frame)
            else:
                self._note(frame)

    async def _be_welcomed(self, socket: ClientConnection, frame: dict[str, Any]) -> None:
        is_return = self.device_id is not None
        self.device_id, self.is_claimed, self.is_connected = frame["device"], frame["claimed"], True
        self._failures = 0
        self._tell(Welcomed(frame["device"], self.is_claimed, is_return))
        await self._say(socket, t="hello", **self._versions)

    async def _obey(self, socket: ClientConnection, frame: dict[str, Any]) -> None:
        name = str(frame.get("name"))
        if name == "identify":
            await self._say(socket, t="ok", id=frame.get("id"))
        else:
            await self._say(socket, t="err", id=frame.get("id"), code="unsupported")
        self._tell(CommandAnswered(name, name == "identify"))

    def _note(self, frame: dict[str, Any]) -> None:
        match frame:
            case {"t": "claim", "claimed": bool(is_claimed)}:
                self.is_claimed = is_claimed
                self._tell(ClaimChanged(is_claimed))
            case {"t": "meta", "v": dict(values)}:
                known = {**self.metadata, **values}
                self.metadata = {name: value for name, value in known.items() if value is not None}
                self._tell(MetadataChanged(values))
            case {"t": "bye", "reason": reason, "retry": retry}:
                self._heed(str(reason), retry)
            case _:
                pass  # a newer server's

    # ---- When to come back. ----

    def _heed(self, reason: str, retry: object) -> None:
        """Remember the server's advice; a date, or nonsense, is none."""
        try:
            seconds = float(retry) if isinstance(retry, str | int | float) else 0.0
        except ValueError:
            seconds = 0.0
        self._advice = (reason, min(max(seconds, 0.0), 3600.0))

    def _interrupted(self, reason: str) -> Interrupted:
        """The pause before the next try: what was advised, and a random part of a growing time."""
        self._failures += 1
        chance = random.uniform(0, min(2.0 ** min(self._failures - 1, 10), LONGEST_PAUSE))  # noqa: S311
        advised_reason, advised = self._advice or (reason, 0.0)
        pause = min(chance, IMPATIENT_PAUSE) if self._is_impatient else max(advised + min(chance, 1.0), chance)
        return Interrupted(advised_reason, pause)

    # ---- Saying and telling. ----

    async def _say(self, socket: ClientConnection, **frame: Any) -> None:
        await socket.send(orjson.dumps(frame).decode())

    def _tell(self, event: DeviceEvent) -> None:
        self._last = event
        self._happened.set()
        if self._on_event is not None:
            self._on_event(event)


def _object(text: str | bytes) -> dict[str, Any]:
    """The JSON object in a frame; an empty one for anything else."""
    try:
        value = orjson.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}

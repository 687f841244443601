"""A device as firmware would make it, over a real WebSocket: for demonstrations, trials and tests.

It follows the protocol in `app/device_ws/frames.py`, and the advice that lies
in the way a connection ends as far as its `Manner` lets it: `bye` with a time
means come back then, a broken connection means come back after a while that
grows and is left to chance, a close code of a final ending means stay away.
"""

import asyncio
import contextlib
import random
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, TypeAlias

import orjson
from websockets.uri import WebSocketURI, parse_uri

from app.cli.manners import GOOD, Manner
from app.cli.simulated_line import Line, LineEnd
from app.secrets.auth_token import AuthToken

HANDSHAKE_SECONDS: Final = 15.0
"""How long a server may take to answer the upgrade: longer than it makes those wait who show a wrong token."""


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
        manner: Manner = GOOD,
        source_address: str | None = None,
        on_event: Callable[[DeviceEvent], None] | None = None,
    ) -> None:
        """`url` such as `ws://127.0.0.1:8000/device`.

        `shows_token_in_frame`: for clients that cannot set headers.
        `source_address`: of this machine, to connect from.
        """
        self.device_id: str | None = None
        self.is_connected = False
        self.is_claimed = False
        self.metadata: dict[str, Any] = {}
        self._uri = _parsed(url)
        self._auth_token = auth_token
        self._versions = {"fw": firmware, "hw": hardware}
        self._shows_token_in_frame = shows_token_in_frame
        self._manner = manner
        self._source = None if source_address is None else (source_address, 0)
        self._on_event = on_event
        self._line: Line | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._heartbeat_seconds = 30.0
        self._stopping = asyncio.Event()
        self._happened: asyncio.Event | None = None
        self._last: DeviceEvent | None = None
        self._failures = 0
        self._advice: tuple[str, float] | None = None
        self._running: asyncio.Task[None] | None = None

    # ---- On and off. ----

    async def connect(self, *, within: float = 10.0) -> None:
        """Come online and stay so in the background. Raises DeviceNotWelcomed."""
        self._happened = asyncio.Event()
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
        if self._line is not None:
            await self._line.close()
        if self._running is not None:
            await self._running

    def cut(self) -> None:
        """Lose the connection without a word, as Wi-Fi does; the device comes back by itself."""
        if self._line is not None:
            self._line.abort()

    async def run(self) -> None:
        """Be a device until stopped, or until it stays away for good."""
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
        line = Line(self._uri, headers, self._manner.subprotocol, on_open=self._open, on_text=self._hear)
        self._line, self._timer = line, line.loop.call_later(HANDSHAKE_SECONDS, line.abort)
        try:
            async with asyncio.timeout(HANDSHAKE_SECONDS):
                await line.loop.create_connection(
                    lambda: line,
                    self._uri.host,
                    self._uri.port,
                    ssl=_tls() if self._uri.secure else None,
                    local_addr=self._source,
                )
            if self._stopping.is_set():
                await line.close()
            return self._after(await line.ended)
        except OSError as error:
            return self._interrupted(type(error).__name__)
        finally:
            self._timer.cancel()
            line.abort()
            self._line, self.is_connected = None, False

    def _after(self, end: LineEnd) -> Interrupted | Finished:
        if end.status is not None:
            self._heed(f"HTTP {end.status}", end.retry_after)
        elif end.code is not None and self._manner.is_over_after(end.code):
            return Finished(end.code, end.reason)
        return self._interrupted("connection lost" if end.code is None else f"close {end.code}")

    def _open(self) -> None:
        """The upgrade is done."""
        if self._shows_token_in_frame:
            self._say(t="auth", token=self._auth_token.text)
        self._beat_later()

    def _beat_later(self) -> None:
        assert self._timer is not None, "a connection has a timer"
        self._timer.cancel()
        every = self._manner.ping_seconds or self._heartbeat_seconds
        seconds = every * random.uniform(0.9, 1.0)  # noqa: S311
        self._timer = asyncio.get_running_loop().call_later(seconds, self._beat)

    def _beat(self) -> None:
        """A sign of life; or the end, when the server has given none for too long."""
        line = self._line
        if line is None:
            return
        allowed = self._manner.silence_seconds or 2 * self._heartbeat_seconds + 5
        if line.loop.time() - line.heard_at > allowed:
            self._advice = ("silence", 0.0)
            line.abort()
        elif self._manner.ping_seconds is not None:
            line.ping()
        elif self.is_connected:
            self._say(t="hb")
        self._beat_later()

    def _hear(self, text: bytes) -> None:
        match _object(text):
            case {"t": "welcome", "device": str(device_id), "hb": int(seconds), "claimed": bool(is_claimed)}:
                self._heartbeat_seconds = float(seconds)
                self._be_welcomed(device_id, is_claimed=is_claimed)
            case {"t": "cmd", "id": str(command_id), "name": str(name)}:
                self._obey(command_id, name)
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

    def _be_welcomed(self, device_id: str, *, is_claimed: bool) -> None:
        is_return = self.device_id is not None
        self.device_id, self.is_claimed, self.is_connected = device_id, is_claimed, True
        self.metadata = {}  # all values follow; those that are gone do not
        self._failures = 0
        self._say(t="hello", **self._versions)
        self._beat_later()
        self._tell(Welcomed(device_id, is_claimed, is_return))

    def _obey(self, command_id: str, name: str) -> None:
        if name == "identify":
            self._say(t="ok", id=command_id)
        else:
            self._say(t="err", id=command_id, code="unsupported")
        self._tell(CommandAnswered(name, name == "identify"))

    # ---- When to come back. ----

    def _heed(self, reason: str, retry: object) -> None:
        """Remember the server's advice; a date, or nonsense, is none."""
        try:
            seconds = float(retry) if isinstance(retry, str | int | float) else 0.0
        except ValueError:
            seconds = 0.0
        self._advice = (reason, min(max(seconds, 0.0), 3600.0))

    def _interrupted(self, reason: str) -> Interrupted:
        self._failures += 1
        advised_reason, advised = self._advice or (reason, 0.0)
        return Interrupted(advised_reason, self._manner.pause(advised, self._failures))

    # ---- Saying and telling. ----

    def _say(self, **frame: Any) -> None:
        if self._line is not None:
            self._line.say(orjson.dumps(frame))

    def _tell(self, event: DeviceEvent) -> None:
        self._last = event
        if self._happened is not None:
            self._happened.set()
        if self._on_event is not None:
            self._on_event(event)


@cache
def _parsed(url: str) -> WebSocketURI:
    return parse_uri(url)


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def _object(text: bytes) -> dict[str, Any]:
    """The JSON object in a frame; an empty one for anything else."""
    try:
        value = orjson.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}

"""The device: one WebSocket that is kept, and made again as the server advises."""

import asyncio
import contextlib
import json
import logging
import random
import ssl
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, Literal, TypeAlias, TypeVar
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException
from websockets.typing import Subprotocol

from claimstead_device.happenings import Command, CommandFailed, Interruption, Refused, Value, Welcome
from claimstead_device.pauses import Pauses, advised

T = TypeVar("T")
Handler: TypeAlias = Callable[[Command], Awaitable[None]]

SUBPROTOCOL: Final = Subprotocol("claimstead.v1.json")
FINAL_CODES: Final = frozenset({4401, 4403})
MOST_BYTES: Final = 16 * 1024
"""A server sends 1 KiB at most; this leaves room and still spares a small device."""

_log = logging.getLogger("claimstead_device")
# The library writes handshakes into its log when debugging is on, and with them the AuthToken.
_quiet = logging.getLogger("claimstead_device.websocket")
_quiet.setLevel(logging.WARNING)


class _Connect(connect):
    """Follows no redirection: the AuthToken is for the server that was named."""

    def process_redirect(self, exc: Exception) -> Exception:
        return exc


class Device:
    """One device with its AuthToken.

    `run` connects and stays connected until it is cancelled or `stop` is
    called: it sends heartbeats as often as the server asks, answers commands
    by the handlers that `command` registered, and comes back after every
    ending that allows it. `metadata`, `is_claimed` and `is_online` always say
    how things stand. Callbacks run in the event loop and return quickly.
    """

    def __init__(
        self,
        url: str,
        token: str,
        *,
        firmware: str | None = None,
        hardware: str | None = None,
        token_in_frame: bool = False,
        tls: ssl.SSLContext | None = None,
        proxy: str | Literal[True] | None = True,
        on_welcome: Callable[[Welcome], None] | None = None,
        on_claim: Callable[[bool], None] | None = None,
        on_metadata: Callable[[Mapping[str, Value]], None] | None = None,
        on_interruption: Callable[[Interruption], None] | None = None,
    ) -> None:
        """`url` such as `wss://claim.acme.example/device`. Raises ValueError, which never shows the token.

        `token_in_frame`: show the AuthToken in the first frame instead of a
        header, for proxies that take headers away. `on_claim` hears whether
        somebody owns the device, also at first; `on_metadata` all values when
        any has changed. `tls` says whom to trust at wss://, in place of the system;
        `proxy` is that of `websockets.connect`.
        """
        parts = urlsplit(url)
        if parts.scheme not in {"ws", "wss"} or not parts.hostname or parts.query or parts.username:
            raise ValueError("The URL must be like wss://claim.acme.example/device, without user and query.")
        if not token or not token.isascii() or not token.isprintable() or " " in token:
            raise ValueError("The AuthToken must be printable ASCII without spaces.")
        self.is_online = False
        self.is_claimed: bool | None = None
        self.metadata: Mapping[str, Value] = {}
        if tls is not None and parts.scheme != "wss":
            raise ValueError("TLS needs a URL that begins with wss://.")
        self._url = url
        self._is_secure = parts.scheme == "wss"
        self._token = token
        self._versions = {key: text for key, text in (("fw", firmware), ("hw", hardware)) if text is not None}
        self._token_in_frame = token_in_frame
        self._tls = tls
        self._proxy = proxy
        self._on_welcome = on_welcome
        self._on_claim = on_claim
        self._on_metadata = on_metadata
        self._on_interruption = on_interruption
        self._handlers: dict[str, Handler] = {}
        self._stopping = asyncio.Event()
        self._pauses = Pauses()
        self._advice: tuple[str, float] | None = None
        self._heartbeat_seconds = 30.0
        self._answering: set[asyncio.Task[None]] = set()

    def __repr__(self) -> str:
        return f"Device({self._url!r})"

    def command(self, name: str) -> Callable[[Handler], Handler]:
        """Decorator: the coroutine function does the command of this name.

        The server hears `ok` when it returns, `err` with the code of a
        CommandFailed that it raises, and `err` with `failed` after anything
        else. Commands run beside each other, and end with the connection.
        """

        def register(handler: Handler) -> Handler:
            self._handlers[name] = handler
            return handler

        return register

    def stop(self) -> None:
        """Let `run` say goodbye and return."""
        self._stopping.set()

    async def run(self) -> None:
        """Stay connected until stopped. Raises Refused when the server says not to come back."""
        stopped = asyncio.ensure_future(self._stopping.wait())
        try:
            while not self._stopping.is_set():
                living = asyncio.ensure_future(self._live())
                try:
                    await asyncio.wait({living, stopped}, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    living.cancel()
                    await asyncio.wait({living})
                if self._stopping.is_set():
                    return
                await self._stay_away(living.result())
        finally:
            stopped.cancel()

    async def _stay_away(self, interruption: Interruption) -> None:
        _log.info("interrupted: %s; back in %.1f s", interruption.reason, interruption.pause_seconds)
        _tell(self._on_interruption, interruption)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(interruption.pause_seconds):
                await self._stopping.wait()

    # ---- One connection. ----

    async def _live(self) -> Interruption:
        """One connection from beginning to end, and what follows from how it ended. Raises Refused."""
        self._advice = None
        reason = "silence"
        try:
            async with self._connection() as socket:
                await self._stay(socket)
        except InvalidStatus as refused:
            reason = f"HTTP {refused.response.status_code}"
            self._advice = (reason, advised(refused.response.headers.get("Retry-After")))
        except ConnectionClosed as closed:
            if closed.rcvd is not None and closed.rcvd.code in FINAL_CODES:
                raise Refused(closed.rcvd.code, closed.rcvd.reason) from None
            reason = "connection lost" if closed.rcvd is None else f"close {closed.rcvd.code}"
        except (OSError, WebSocketException) as failure:
            reason = type(failure).__name__
        finally:
            self.is_online = False
            for task in self._answering:
                task.cancel()
        reason, seconds = self._advice or (reason, 0.0)
        return Interruption(reason, self._pauses.next(seconds))

    def _connection(self) -> connect:
        return _Connect(
            self._url,
            additional_headers={} if self._token_in_frame else {"Authorization": f"Bearer {self._token}"},
            subprotocols=[SUBPROTOCOL],
            compression=None,
            ping_interval=None,
            close_timeout=2,
            max_size=MOST_BYTES,
            # True: as the system trusts. The library takes None for wss:// as a mistake.
            ssl=(self._tls or True) if self._is_secure else None,
            proxy=self._proxy,
            logger=_quiet,
        )

    async def _stay(self, socket: ClientConnection) -> None:
        """Hear until the connection ends (raises), or the server is silent for too long (returns)."""
        if self._token_in_frame:
            await self._say(socket, t="auth", token=self._token)
        beating = asyncio.ensure_future(self._beat(socket))
        try:
            while True:
                async with asyncio.timeout(2 * self._heartbeat_seconds + 5):
                    text = await socket.recv()
                await self._hear(socket, text)
        except TimeoutError:
            socket.transport.abort()  # nobody is there to answer a close frame
        finally:
            beating.cancel()

    async def _beat(self, socket: ClientConnection) -> None:
        """A heartbeat as often as the server wants one, a little earlier now and then, so that devices spread."""
        with contextlib.suppress(ConnectionClosed):
            while True:
                await asyncio.sleep(self._heartbeat_seconds * random.uniform(0.9, 1.0))  # noqa: S311
                if self.is_online:
                    await self._say(socket, t="hb")
                    self._pauses.succeeded()  # here for a while: the next failure is the first

    async def _hear(self, socket: ClientConnection, text: str | bytes) -> None:
        """One frame. What a newer server says, and we do not know, is passed over."""
        match _object(text):
            case {"t": "welcome"} as frame:
                await self._be_welcomed(socket, frame)
            case {"t": "cmd", "id": str(command_id), "name": str(name)}:
                task = asyncio.ensure_future(self._obey(socket, Command(command_id, name)))
                self._answering.add(task)
                task.add_done_callback(self._answering.discard)
            case {"t": "claim", "claimed": bool(is_claimed)}:
                self._note_claim(is_claimed)
            case {"t": "meta", "v": dict(values)}:
                known = {**self.metadata, **values}
                self.metadata = {name: value for name, value in known.items() if value is not None}
                _tell(self._on_metadata, self.metadata)
            case {"t": "bye", **rest}:
                self._advice = (str(rest.get("reason")), advised(rest.get("retry")))
            case _:
                pass

    async def _be_welcomed(self, socket: ClientConnection, frame: Mapping[str, Any]) -> None:
        heartbeat, milliseconds = advised(frame.get("hb")), frame.get("ts")
        self._heartbeat_seconds = heartbeat if heartbeat >= 1 else 30.0
        self.is_online, self.metadata = True, {}  # all values follow, and those that are gone do not
        welcome = Welcome(
            str(frame.get("device")),
            str(frame.get("session")),
            milliseconds / 1000 if isinstance(milliseconds, int) else 0.0,
            self._heartbeat_seconds,
            frame.get("claimed") is True,
        )
        _tell(self._on_welcome, welcome)
        self._note_claim(welcome.is_claimed)
        if self._versions:
            await self._say(socket, t="hello", **self._versions)

    def _note_claim(self, is_claimed: bool) -> None:
        if is_claimed == self.is_claimed:
            return
        self.is_claimed = is_claimed
        _tell(self._on_claim, is_claimed)

    async def _obey(self, socket: ClientConnection, command: Command) -> None:
        try:
            await self._handlers.get(command.name, _unsupported)(command)
        except CommandFailed as failed:
            answer = {"t": "err", "id": command.id, "code": failed.code}
        except Exception:
            _log.exception("the handler of %r failed", command.name)
            answer = {"t": "err", "id": command.id, "code": "failed"}
        else:
            answer = {"t": "ok", "id": command.id}
        with contextlib.suppress(ConnectionClosed):
            await self._say(socket, **answer)

    async def _say(self, socket: ClientConnection, **frame: Any) -> None:
        await socket.send(json.dumps(frame, ensure_ascii=False, separators=(",", ":")))


async def _unsupported(_: Command) -> None:
    raise CommandFailed("unsupported")


def _tell(callback: Callable[[T], None] | None, what: T) -> None:
    """Call back. A mistake of the program's does not end its connection."""
    if callback is None:
        return
    try:
        callback(what)
    except Exception:
        _log.exception("a callback failed")


def _object(text: str | bytes) -> dict[str, Any]:
    """The JSON object in a frame; an empty one for anything else."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}

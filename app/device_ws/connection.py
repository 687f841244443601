"""Devices on a transport of our own: one small object for each connection, no task, no timer, no queue.

A task runs while a device is let in; after the welcome there is this object,
its session, and nothing else. What a peer does wrong is answered as RFC 6455
says and never raises.
"""

import asyncio
from typing import Any, Final, cast

import structlog
from starlette.requests import HTTPConnection
from uvicorn.protocols.utils import get_remote_addr

from app.device_ws import frames, handshake
from app.device_ws.carrier import Carrier
from app.device_ws.framing import CLOSE, PING, PONG, TEXT, FrameReader, ProtocolViolation, close_payload, encoded
from app.device_ws.handshake import HandshakeRefused, Upgrade
from app.device_ws.places import Place
from app.device_ws.protocol import CLOSING_SECONDS, MOST_UNREAD_BYTES, holds_token
from app.device_ws.refusals import Refusal
from app.device_ws.session import Session
from app.device_ws.stage import Stage

FRAMES_AT_ONCE: Final = 128
"""Frames of one device before others have their turn."""

_log = structlog.get_logger()


_IN: Final = Stage.IN
"""Looked up for every frame, and an enum is slow at that."""


class DeviceConnection(asyncio.Protocol):
    """One connection of a device: asyncio's protocol, the `Newcomer` and the session's `Transport`."""

    __slots__ = (
        "_carrier",
        "_end",
        "_first",
        "_is_paused",
        "_reader",
        "_server",
        "_session",
        "_stage",
        "_transport",
        "_unsent",
        "_upgrade",
        "place",
        "token_in_query",
    )

    def __init__(self, carrier: Carrier, server: Any) -> None:
        self._carrier = carrier
        self._server = server
        """uvicorn's `ServerState`."""
        self._stage = Stage.ASKING
        self._reader: FrameReader
        self._transport: asyncio.Transport
        self._upgrade: Upgrade | None = None
        self._first: asyncio.Future[str | bytes | None] | None = None
        self._session: Session | None = None
        self._end: asyncio.TimerHandle | None = None
        self._is_paused = False
        self._unsent = b""
        """The answer to the upgrade, until there is something to send with it: a write costs as much as a frame."""
        self.place: Place | None = None
        self.token_in_query = False

    # ---- asyncio.Protocol, and what uvicorn calls. ----

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See `asyncio.BaseProtocol`."""
        self._transport = cast(asyncio.Transport, transport)
        self._server.connections.add(self)

    def ask(self, head: bytes, query: str) -> None:
        """Take the upgrade request, a whole head with header names in lower case, and the query of its target."""
        self._reader = FrameReader(self._carrier.most_bytes)
        try:
            self._upgrade = handshake.read_upgrade(head)
        except HandshakeRefused as refused:
            self._answer(handshake.refusing(refused.status, refused.sentence, refused.headers, self._common_headers))
            return
        self.token_in_query = holds_token(query)
        task = asyncio.get_running_loop().create_task(self._come_in())
        self._server.tasks.add(task)
        task.add_done_callback(self._server.tasks.discard)

    def data_received(self, data: bytes) -> None:
        """See `asyncio.Protocol`."""
        if self._stage is Stage.ASKING:
            # RFC 6455, 4.1: the client waits for the answer. Bytes before it would only pile up.
            self._transport.abort()
        elif self._stage is not Stage.LINGERING:
            self._reader.feed(data)
            self._read()

    def connection_lost(self, error: Exception | None) -> None:
        """See `asyncio.BaseProtocol`."""
        self._stage = Stage.GONE
        self._server.connections.discard(self)
        if self._end is not None:
            self._end.cancel()
        self._expect_nothing()
        if self.place is not None:
            self.place.free()
            self.place = None
        self._tell_left()

    def shutdown(self) -> None:
        """The server stops. No close frame: devices had their `bye` when the door drained."""
        if self._stage is Stage.ASKING:
            self._refuse(Refusal.STOPPING)
        elif self._stage is Stage.LINGERING:
            self._transport.close()
        else:
            self.drop()

    # ---- Coming in: a Newcomer; see there. ----

    async def _come_in(self) -> None:
        if self._transport.is_closing():
            return
        try:
            await self._carrier.admission.admit(self)
        except Exception:  # not known to happen
            _log.exception("device_socket.failed")
            self._transport.abort()
            return
        self._upgrade = None
        self.answer_now()
        if self._stage is Stage.UNKNOWN and self._session is not None:
            self._stage = Stage.IN
            self._read()

    @property
    def address(self) -> str:
        """Whose connection it is."""
        headers = self._upgrade.headers if self._upgrade is not None else ()
        client = get_remote_addr(self._transport)
        return self._carrier.address_of(
            HTTPConnection({"type": "websocket", "client": client, "headers": list(headers)})
        )

    @property
    def authorization(self) -> str | None:
        """The header of that name."""
        return self._upgrade.first(b"authorization") if self._upgrade is not None else None

    @property
    def socket(self) -> "DeviceConnection":
        """Itself: it is its session's `Transport` too."""
        return self

    async def accept(self) -> bool:
        """Answer the upgrade with 101; False when the device has gone."""
        if self._stage is not Stage.ASKING or self._upgrade is None:
            return False
        subprotocol = frames.chosen_subprotocol(self._upgrade.subprotocols)
        self._stage = Stage.UNKNOWN
        self._unsent = handshake.accepting(self._upgrade, subprotocol, self._common_headers)
        return True

    def answer_now(self) -> None:
        """See `Newcomer`."""
        self._write(b"")

    async def deny(self, refusal: Refusal) -> None:
        """Answer the upgrade otherwise."""
        if self._stage is Stage.ASKING:
            self._refuse(refusal)

    async def first_message(self) -> str | bytes | None:
        """The first message; None when the device has gone."""
        if self._stage is not Stage.UNKNOWN:
            return None
        self._first = asyncio.get_running_loop().create_future()
        self.answer_now()
        self._read()
        return await self._first

    def attach(self, session: Session) -> None:
        """What comes belongs to this session."""
        self._session = session
        if self._stage is Stage.GONE:
            self._tell_left()

    def _refuse(self, refusal: Refusal) -> None:
        headers = refusal.headers.items()
        self._answer(handshake.refusing(refusal.status, refusal.sentence, headers, self._common_headers))

    def _answer(self, answer: bytes) -> None:
        self._transport.write(answer)
        self._linger()

    @property
    def _common_headers(self) -> handshake.Headers:
        headers: handshake.Headers = self._server.default_headers
        return headers

    # ---- Reading. ----

    def _read(self) -> None:
        """Take the frames that are here and wanted, some at once."""
        try:
            for _ in range(FRAMES_AT_ONCE):
                if self._stage is not _IN and not self._wants_frames():
                    self._pause(wanted=self._stage is Stage.UNKNOWN and self._reader.waiting > 0)
                    return
                frame = self._reader.next_frame()
                if frame is None:
                    if self._is_paused:
                        self._pause(wanted=False)
                    return
                self._take(*frame)
            self._pause(wanted=True)
            asyncio.get_running_loop().call_soon(self._read)
        except ProtocolViolation as violation:
            self._fail(violation)
        except Exception as error:  # not known to happen; no traceback, because the peer may repeat it
            _log.warning("device_socket.failed", error=type(error).__name__)
            self._transport.abort()

    def _wants_frames(self) -> bool:
        if self._stage is Stage.UNKNOWN:
            return self._first is not None and not self._first.done()
        return self._stage is Stage.IN or self._stage is Stage.CLOSING

    def _pause(self, *, wanted: bool) -> None:
        """Read no more for now, so that nothing piles up; or read on."""
        if wanted is not self._is_paused and self._stage is not Stage.GONE:
            self._is_paused = wanted
            if wanted:
                self._transport.pause_reading()
            else:
                self._transport.resume_reading()

    def _take(self, opcode: int, payload: str | bytes) -> None:
        if opcode >= CLOSE and isinstance(payload, bytes):
            self._take_control(opcode, payload)
        elif self._stage is Stage.CLOSING:
            return
        elif self._session is not None:
            self._carrier.sessions.receive(self._session, payload)
        elif self._first is not None:
            self._first.set_result(payload)

    def _take_control(self, opcode: int, payload: bytes) -> None:
        if opcode == CLOSE:
            if self._stage is not Stage.CLOSING:
                self._send(CLOSE, payload[:2])
            self._linger()
        elif self._stage is not Stage.CLOSING:
            if opcode == PING and self._leaves_too_much_unread():
                self._transport.abort()
                return
            if opcode == PING:
                self._send(PONG, payload)
            if self._session is not None:
                self._carrier.sessions.hear(self._session)

    # ---- The session's Transport; see there. ----

    @property
    def unread(self) -> int:
        """Bytes that wait here because the peer does not take them."""
        return self._transport.get_write_buffer_size()

    def send_text(self, text: str) -> bool:
        """Send one text frame; False when the peer has left too much unread."""
        if self._stage is not _IN and self._stage is not Stage.UNKNOWN:
            return True
        if self._leaves_too_much_unread():
            return False
        self._send(TEXT, text.encode())
        return True

    def close(self, code: int, reason: str) -> None:
        """Send a close frame and give the peer some seconds to answer."""
        if self._stage is not Stage.IN and self._stage is not Stage.UNKNOWN:
            return
        self._send(CLOSE, close_payload(code, reason))
        self._stage = Stage.CLOSING
        self._expect_nothing()
        self._end_soon()
        asyncio.get_running_loop().call_soon(self._read)  # what was held may hold the peer's close frame

    def drop(self) -> None:
        """End the connection behind what was sent."""
        if self._stage in (Stage.UNKNOWN, Stage.IN, Stage.CLOSING):
            self._linger()

    # ---- Writing and ending. ----

    def _send(self, opcode: int, payload: bytes) -> None:
        self._write(encoded(opcode, payload))

    def _write(self, data: bytes) -> None:
        if self._unsent:
            data, self._unsent = self._unsent + data, b""
        if data and not self._transport.is_closing():
            self._transport.write(data)

    def _leaves_too_much_unread(self) -> bool:
        return self.unread > MOST_UNREAD_BYTES

    def _fail(self, violation: ProtocolViolation) -> None:
        """Fail the connection (RFC 6455, 7.1.7): say why, and read no more of what is no WebSocket."""
        if self._stage is not Stage.CLOSING:
            self._send(CLOSE, close_payload(violation.code, violation.reason))
        self._linger()

    def _linger(self) -> None:
        self.answer_now()
        self._stage = Stage.LINGERING
        self._expect_nothing()
        self._tell_left()
        self._end_soon()
        if self._transport.is_closing():
            return
        if self._transport.can_write_eof():
            self._transport.write_eof()
            self._pause(wanted=False)
        else:
            self._transport.close()

    def _end_soon(self) -> None:
        if self._end is None:
            self._end = asyncio.get_running_loop().call_later(CLOSING_SECONDS, self._transport.abort)

    def _expect_nothing(self) -> None:
        if self._first is not None and not self._first.done():
            self._first.set_result(None)

    def _tell_left(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            self._carrier.sessions.left(session)

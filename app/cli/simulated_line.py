"""One WebSocket connection of a simulated device, so light that ten thousand fit one process.

The `websockets` library speaks; its state machine is used without its tasks
and queues. Bytes come from the event loop and frames go straight to whoever
listens.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, cast

from websockets.client import ClientProtocol
from websockets.exceptions import InvalidStatus
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.typing import Subprotocol
from websockets.uri import WebSocketURI

from app.device_ws.frames import MOST_BYTES_TO_DEVICE

GOODBYE_SECONDS: Final = 2.0

# The library logs handshakes, with the AuthToken in them, when debugging is on.
_QUIET = logging.getLogger("claimstead.simulated_device")
_QUIET.setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True)
class LineEnd:
    """How a connection ended. All None: without a word."""

    status: int | None = None
    """Of the HTTP answer that was no upgrade."""
    retry_after: str | None = None
    code: int | None = None
    """Of the server's close frame."""
    reason: str = ""


class Line(asyncio.Protocol):
    """A connection. `ended` is done when it is over; nothing is raised for the peer's sake."""

    __slots__ = ("_headers", "_on_open", "_on_text", "_speech", "_transport", "ended", "heard_at", "loop")

    def __init__(
        self,
        uri: WebSocketURI,
        headers: dict[str, str],
        subprotocol: str | None,
        *,
        on_open: Callable[[], None],
        on_text: Callable[[bytes], None],
    ) -> None:
        self.loop = asyncio.get_running_loop()
        self.ended: asyncio.Future[LineEnd] = self.loop.create_future()
        self.heard_at = self.loop.time()
        """When the last bytes came, by the loop's clock."""
        self._speech = ClientProtocol(
            uri,
            subprotocols=None if subprotocol is None else [Subprotocol(subprotocol)],
            max_size=MOST_BYTES_TO_DEVICE,
            logger=_QUIET,
        )
        self._headers = headers
        self._on_open = on_open
        self._on_text = on_text
        self._transport: asyncio.Transport | None = None

    # ---- What the device does. ----

    def say(self, text: bytes) -> None:
        """Send a text frame, if the connection is open."""
        if self._speech.state is State.OPEN:
            self._speech.send_text(text)
            self._flush()

    def ping(self) -> None:
        """Send a WebSocket ping, if the connection is open."""
        if self._speech.state is State.OPEN:
            self._speech.send_ping(b"")
            self._flush()

    def abort(self) -> None:
        """Lose the connection without a word."""
        if self._transport is not None:
            self._transport.abort()

    async def close(self) -> None:
        """Say goodbye, and wait for the answer for a while."""
        if self._speech.state is State.OPEN:
            self._speech.send_close(1000)
            self._flush()
            await asyncio.wait({self.ended}, timeout=GOODBYE_SECONDS)
        self.abort()

    # ---- See `asyncio.Protocol`. ----

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """TCP, and TLS if any, stand: ask for the upgrade."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by inheritance
        request = self._speech.connect()
        request.headers.update(self._headers)
        self._speech.send_request(request)
        self._flush()

    def data_received(self, data: bytes) -> None:
        """Hand on what the server says."""
        self.heard_at = self.loop.time()
        self._speech.receive_data(data)
        for event in self._speech.events_received():
            if isinstance(event, Frame):
                if event.opcode is Opcode.TEXT:
                    self._on_text(bytes(event.data))
            elif self._speech.handshake_exc is None:
                self._on_open()
        self._flush()

    def eof_received(self) -> None:
        """The server has sent its last byte."""
        self._speech.receive_eof()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is over."""
        if self.ended.done():
            return
        refused, closed = self._speech.handshake_exc, self._speech.close_rcvd
        if isinstance(refused, InvalidStatus):
            answer = refused.response
            self.ended.set_result(LineEnd(status=answer.status_code, retry_after=answer.headers.get("Retry-After")))
        elif closed is not None:
            self.ended.set_result(LineEnd(code=closed.code, reason=closed.reason))
        else:
            self.ended.set_result(LineEnd())

    def _flush(self) -> None:
        transport = self._transport
        if transport is None or transport.is_closing():
            return
        for data in self._speech.data_to_send():
            if data:
                transport.write(data)
            elif self._speech.handshake_exc is not None:  # refused: nothing more to hear
                transport.close()
            elif transport.can_write_eof():
                transport.write_eof()

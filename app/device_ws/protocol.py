"""The server's WebSocket engine: uvicorn's own on wsproto, and what devices need besides.

`uvicorn.Config(app, **ENGINE)` makes every WebSocket of the server use it. It
carries GraphQL, and devices where the transport of our own does not
(`app.device_ws.doorway`). For `/device` it

- hands the endpoint a `DeviceSocket` in the ASGI scope's extensions, which
  sends at once, sees slow readers, and drops without a close frame;
- counts pings and pongs as life, and leaves heartbeats to the session: ESP clients ping
  by themselves;
- takes messages of 4 KiB at most (others: 64 KiB), closing with 1009 above;
- sends no 1012 at shutdown, because that parks the most used ESP client;
- logs no line for each connection, and no query, where a token might stand.
"""

import logging
from collections.abc import Callable
from typing import Any, Final, cast
from urllib.parse import parse_qsl

import structlog
from starlette.websockets import WebSocket
from uvicorn.protocols.websockets.wsproto_impl import WSProtocol
from wsproto import events
from wsproto.connection import ConnectionState

from app.device_ws.closing import TOO_BIG_CODE
from app.device_ws.frames import MOST_BYTES_FROM_DEVICE
from app.device_ws.transport import DeviceSocket
from app.secrets.auth_token import PREFIX

DEVICE_PATH: Final = "/device"
MOST_UNREAD_BYTES: Final = 128 * 1024
"""What may wait for a peer that does not read; all metadata of a device at once is less than half of it."""

CLOSING_SECONDS: Final = 2.0
"""How long a peer may take to read our last bytes and answer a close frame."""

_EXTENSION = "claimstead.device_socket"
# A logger below uvicorn's: errors go the usual way, a line for each connection does not.
_QUIET = logging.getLogger("uvicorn.error.device")
_QUIET.setLevel(logging.WARNING)
_log = structlog.get_logger()


class SocketProtocol(WSProtocol):
    """One WebSocket connection of the server; for a device also its `DeviceSocket`."""

    on_ping: Callable[[], None] | None = None
    token_in_query = False
    _asked = False
    _is_device = False

    def handle_connect(self, event: events.Request) -> None:
        """Begin the handshake; see the module for what a device gets."""
        self._asked = True
        super().handle_connect(event)
        if self.scope["path"] == self.root_path + DEVICE_PATH:
            self._is_device = True
            self.logger = _QUIET
            self.buffer.max_length = MOST_BYTES_FROM_DEVICE
            self.token_in_query = holds_token(self.scope["query_string"].decode("ascii"))
            self.scope["query_string"] = b""
            extensions = cast(dict[str, Any], self.scope["extensions"])
            extensions[_EXTENSION] = self

    def data_received(self, data: bytes) -> None:
        """Take in what the peer sent. Nothing that it sends fills the log."""
        if self._asked and not self.handshake_complete:
            # RFC 6455, 4.1: the client waits for the answer. Bytes before it would only pile up.
            self.transport.abort()
            return
        try:
            super().data_received(data)
        except UnicodeError:  # a host that is no name
            self.transport.abort()
        except Exception as error:  # not known to happen; no traceback, because the peer may repeat it
            _log.warning("socket.failed", error=type(error).__name__)
            self.transport.abort()

    def handle_message(self, event: events.TextMessage | events.BytesMessage) -> None:
        """Gather one message up to the limit of its path; above it the connection is closed with 1009."""
        size = len(event.data.encode()) if isinstance(event, events.TextMessage) else len(event.data)
        # An empty fragment counts as a byte, or a message of them would never end.
        if self.buffer.length + max(size, 1) > self.buffer.max_length:
            self.close(TOO_BIG_CODE, f"A message has at most {self.buffer.max_length} bytes.")
            return
        if not size:
            self.buffer.length += 1
        super().handle_message(event)

    def handle_ping(self, event: events.Ping) -> None:
        """Answer a ping, unless the peer sends without ever reading."""
        if self.unread > MOST_UNREAD_BYTES:
            self.transport.abort()
            return
        super().handle_ping(event)
        if self.on_ping is not None:
            self.on_ping()

    def handle_close(self, event: events.CloseConnection) -> None:
        """The peer closes; or has broken the protocol, which wsproto tells in the same way: then say so (7.1.7)."""
        if self.conn.state is ConnectionState.OPEN and not (self.close_sent or self.transport.is_closing()):
            self.transport.write(self.conn.send(events.CloseConnection(code=event.code, reason=event.reason)))
        super().handle_close(event)

    def handle_pong(self, event: events.Pong) -> None:
        """A pong nobody asked for is a sign of life too (RFC 6455, 5.5.3)."""
        super().handle_pong(event)
        if self.on_ping is not None:
            self.on_ping()

    def start_keepalive(self) -> None:
        """Ping by ourselves, except devices."""
        if not self._is_device:
            super().start_keepalive()

    def connection_lost(self, exc: Exception | None) -> None:
        """See `asyncio.Protocol`."""
        self.on_ping = None  # it refers to the session, which refers to us
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """The server stops: 1012 for everybody but devices, who had their `bye` when the door drained."""
        if self._is_device and self.handshake_complete:
            self.drop()
        else:
            super().shutdown()

    # ---- A DeviceSocket; see there. ----

    @property
    def unread(self) -> int:
        """Bytes that wait here because the peer does not take them."""
        return self.transport.get_write_buffer_size()

    def send_text(self, text: str) -> bool:
        """Send one text frame; False when the peer has left too much unread."""
        if self.close_sent or self.transport.is_closing():
            return True
        if self.unread > MOST_UNREAD_BYTES:
            return False
        self.transport.write(self.conn.send(events.Message(data=text)))
        return True

    def close(self, code: int, reason: str) -> None:
        """Send a close frame, tell the application, and give the peer some seconds to answer."""
        if self.close_sent or self.transport.is_closing():
            return
        self.close_sent = True
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        self.transport.write(self.conn.send(events.CloseConnection(code=code, reason=reason)))
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()
        # Not closed at once: unread bytes would turn the close into a reset, and the reason would be lost.
        self.close_timer = self.loop.call_later(CLOSING_SECONDS, self.transport.abort)

    def drop(self) -> None:
        """Close the TCP connection behind what was sent; a peer that does not read it is cut off."""
        if not self.transport.is_closing():
            self.transport.close()
            self.close_timer = self.loop.call_later(CLOSING_SECONDS, self.transport.abort)


ENGINE: Final[dict[str, Any]] = {
    "ws": SocketProtocol,
    "ws_max_size": 64 * 1024,
    "ws_per_message_deflate": False,
}
"""Arguments for `uvicorn.Config` that belong to this engine."""


def holds_token(query: str) -> bool:
    """Whether something in a query is, or is called, an AuthToken."""
    return bool(query) and any(
        "token" in name.lower() or "auth" in name.lower() or value.startswith(PREFIX)
        for name, value in parse_qsl(query, keep_blank_values=True)
    )


def device_socket(websocket: WebSocket) -> DeviceSocket:
    """The `DeviceSocket` behind a WebSocket of `/device`. Raises RuntimeError on a server without our engine."""
    socket = websocket.scope.get("extensions", {}).get(_EXTENSION)
    if socket is None:
        raise RuntimeError("Devices need uvicorn.Config(…, **ENGINE); this server runs another WebSocket engine.")
    return cast(DeviceSocket, socket)

"""The server's engines: uvicorn's own, guarded against clients that do not send, do not read, or send crumbs.

uvicorn waits without end for the rest of a request and for a client to read its
answer; a few thousand such clients take all connections there are. Here

- a request must be complete within ten seconds, from the first byte of the
  connection or of the request to the last byte of the body, else the
  connection is closed, with 408 where nothing was answered yet;
- a head has at most 64 KiB, and a few requests may be sent ahead;
- a client that reads nothing of what waits for it for half a minute is cut
  off, over HTTP and over WebSockets;
- a flood of the smallest frames is worked off in pieces, with others between.

Use `uvicorn.Config(http=HttpProtocol)`, and for WebSockets an engine with
`GuardedSocket` before it: `class Socket(GuardedSocket, Engine)`.
"""

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeAlias, cast

from uvicorn._types import WebSocketEvent
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.wsproto_impl import WSProtocol
from wsproto.events import Request

REQUEST_SECONDS: Final = 10.0
READING_SECONDS: Final = 30.0
MOST_HEAD_BYTES: Final = 64 * 1024
MOST_AHEAD: Final = 16
"""Requests that may wait behind the one that is being answered."""

PIECE_BYTES: Final = 4 * 1024
"""What a WebSocket engine gets at once: 700 of the smallest frames, some 10 ms of work. The loop reads 256 KiB."""

FRAMES: Final = "claimstead.frames"
"""The extension of the ASGI scope that is the `GuardedSocket` of a WebSocket."""

if TYPE_CHECKING:
    _Engine: TypeAlias = asyncio.Protocol
    _SocketEngine: TypeAlias = WSProtocol
else:
    _Engine = _SocketEngine = object  # what stands before an engine works through `super()`


class DropsIdleReaders(_Engine):
    """Cuts a peer off that takes nothing of what waits for it, however long it keeps the connection up.

    Slow peers are not idle: it is enough that less waits at the end of each
    period than at its beginning. An engine stops writing when much is unread,
    so what waits grows by control frames only.
    """

    reading_seconds: ClassVar[float] = READING_SECONDS
    transport: asyncio.Transport
    loop: asyncio.AbstractEventLoop

    _gone = False
    _unread = 0
    _watching: asyncio.TimerHandle | None = None

    def pause_writing(self) -> None:
        """See `asyncio.BaseProtocol`."""
        super().pause_writing()
        self.watch_reader()

    def connection_lost(self, exc: Exception | None) -> None:
        """See `asyncio.BaseProtocol`."""
        self._gone = True
        if self._watching is not None:
            self._watching.cancel()
        super().connection_lost(exc)

    def watch_reader(self) -> None:
        """Look whether the peer reads, until nothing waits for it or the connection has ended."""
        if self._watching is None and not self._gone:
            self._unread = self.transport.get_write_buffer_size()
            self._watching = self.loop.call_later(self.reading_seconds, self._look)

    def _look(self) -> None:
        self._watching = None
        unread = self.transport.get_write_buffer_size()
        if unread and unread >= self._unread:
            self.transport.abort()
        elif unread or self.transport.is_closing():
            self.watch_reader()


class GuardedSocket(DropsIdleReaders, _SocketEngine):
    """What an engine of WebSockets on wsproto needs besides; stands before it."""

    _left = b""
    """Received, and not given to the engine yet. Nothing is read meanwhile, so that it does not grow."""

    _feeding: asyncio.Handle | None = None

    def handle_connect(self, event: Request) -> None:
        """Begin the handshake. The application finds us in the ASGI scope's extensions."""
        super().handle_connect(event)
        extensions = cast(dict[str, Any], self.scope["extensions"])
        extensions[FRAMES] = self

    def write_frames(self, frames: bytes) -> bool:
        """Write whole frames of messages to a peer that takes them at once; nothing, and False, to any other."""
        if not self.writable.is_set() or self.close_sent or self.disconnected or self.transport.is_closing():
            return False
        self.transport.write(frames)
        return True

    def data_received(self, data: bytes) -> None:
        """See `asyncio.Protocol`."""
        if self.handshake_complete and (self._left or len(data) > PIECE_BYTES):
            self._left += data
            self._feed_soon()
        else:
            super().data_received(data)

    async def receive(self) -> WebSocketEvent:
        """The next event for the application."""
        event = await super().receive()
        if self._left:
            self._feed_soon()  # the engine may have gone on reading, because it knows of nothing more
        return event

    async def run_asgi(self) -> None:
        """Run the application for this connection, then see the connection off."""
        await super().run_asgi()
        self.watch_reader()

    def keepalive_timeout(self) -> None:
        """Close a connection whose peer did not answer a ping."""
        super().keepalive_timeout()
        self.watch_reader()

    def connection_lost(self, exc: Exception | None) -> None:
        """See `asyncio.BaseProtocol`."""
        self._left = b""
        super().connection_lost(exc)

    def _feed_soon(self) -> None:
        self.transport.pause_reading()
        # While messages wait for the application, the engine wants no more; `receive` tells when it does.
        if self._feeding is None and not self.read_paused:
            self._feeding = self.loop.call_soon(self._feed)

    def _feed(self) -> None:
        self._feeding = None
        piece, self._left = self._left[:PIECE_BYTES], self._left[PIECE_BYTES:]
        if self.transport.is_closing():
            self._left = b""
            return
        super().data_received(piece)
        if self._left:
            self._feed_soon()
        elif not self.read_paused:
            self.transport.resume_reading()


class _HeadRefused(Exception):
    """Raised out of a callback of the parser, which makes uvicorn answer 400 and close."""


class HttpProtocol(DropsIdleReaders, HttpToolsProtocol):
    """One HTTP connection of the server."""

    request_seconds: ClassVar[float] = REQUEST_SECONDS

    streamed_paths: ClassVar[frozenset[str]] = frozenset()
    """Paths whose bodies may take longer than that, because they are large: they are judged by their progress.

    The upload must only go on, some bytes in each `request_seconds`; how many
    there may be in all is the endpoint's to say.
    """

    _deadline: asyncio.TimerHandle | None = None
    _head_bytes = 0
    _in_head = True
    _progressed = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """See `asyncio.Protocol`. The first request is awaited from here on."""
        super().connection_made(transport)
        self._await_request()

    def connection_lost(self, exc: Exception | None) -> None:
        """See `asyncio.BaseProtocol`."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """See `asyncio.Protocol`."""
        if self._deadline is None and (self.cycle is None or self.cycle.response_complete):
            # The first byte ends the keep-alive time, even one that begins no request.
            self._await_request()
        self._progressed = True
        if self._in_head:
            self._head_bytes += len(data)
        super().data_received(data)
        if self._in_head and self._head_bytes > MOST_HEAD_BYTES and not self.transport.is_closing():
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def on_message_begin(self) -> None:
        """Called by the parser at the first byte of a request."""
        super().on_message_begin()
        if len(self.pipeline) >= MOST_AHEAD:
            raise _HeadRefused
        self._in_head = True
        if self._deadline is None:
            self._await_request()
        self._progressed = True

    def on_headers_complete(self) -> None:
        """Called by the parser at the end of a head."""
        super().on_headers_complete()
        self._in_head, self._head_bytes = False, 0

    def on_message_complete(self) -> None:
        """Called by the parser at the end of a request."""
        super().on_message_complete()
        self._in_head, self._head_bytes = True, 0
        self._stop_waiting()
        if self.cycle is not None and self.cycle.response_complete and self.timeout_keep_alive_task is None:
            # Answered before it was complete: uvicorn has taken its last byte for the next request's first.
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )

    def handle_websocket_upgrade(self) -> None:
        """The connection becomes a WebSocket, which has deadlines of its own."""
        self._stop_waiting()
        if self._watching is not None:
            self._watching.cancel()
        super().handle_websocket_upgrade()

    def on_response_complete(self) -> None:
        """Called when an answer was written."""
        super().on_response_complete()
        if self.transport.is_closing():
            self.watch_reader()

    def timeout_keep_alive_handler(self) -> None:
        """Close a connection that asks for nothing more."""
        super().timeout_keep_alive_handler()
        self.watch_reader()

    def _await_request(self) -> None:
        self._progressed = False
        self._deadline = self.loop.call_later(self.request_seconds, self._give_up)

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _give_up(self) -> None:
        self._deadline = None
        streams = not self._in_head and self.scope["path"] in self.streamed_paths
        if self.flow.read_paused or (streams and self._progressed):
            self._await_request()  # the rest waits for us, or is on its way
        elif not self.transport.is_closing():
            self._refuse(HTTPStatus.REQUEST_TIMEOUT)

    def _refuse(self, status: HTTPStatus) -> None:
        """Close the connection; with an answer, if one is awaited. To the application the client has left."""
        self._stop_waiting()
        if self._awaits_answer():
            line = f"HTTP/1.1 {status.value} {status.phrase}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            self.transport.write(line.encode())
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self.transport.close()
        self.watch_reader()

    def _awaits_answer(self) -> bool:
        """Whether the unfinished request has begun, and its answer would be the next one on the connection."""
        if self.pipeline:
            return False
        if self._in_head:
            return self._progressed and (self.cycle is None or self.cycle.response_complete)
        return not self.cycle.response_started

"""`GET /device`: who may come in, and what happens until they leave.

The AuthToken stands in `Authorization: Bearer …` on the upgrade, or in a first
frame `auth` within five seconds; in the address it is refused, unread.

`Origin` is not looked at: the most used Arduino library sends `file://`, and
what an Origin check protects, a browser's ambient credentials, is not used
here. A page that holds an AuthToken was given it.

Of the subprotocols a client offers, ours is chosen; if it is not among them,
the first one offered. Arduino's library offers `arduino` and ignores the
answer; browsers and Node's `ws` fail when they offered something and nothing
was chosen.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from uuid import UUID

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.websockets import WebSocket, WebSocketDisconnect

from app.device_ws import frames
from app.device_ws.closing import Ending
from app.device_ws.counts import DoorCounts
from app.device_ws.limits import Limits
from app.device_ws.outage import DatabaseWatch
from app.device_ws.protocol import device_socket
from app.device_ws.recording import Recorder
from app.device_ws.refusals import Refusal, RefusedTokens
from app.device_ws.session import Session
from app.device_ws.sessions import DeviceSessions, say_goodbye
from app.device_ws.transport import DeviceSocket
from app.domain import authenticating, presence
from app.domain.authenticating import Identity
from app.domain.parts import Parts
from app.secrets.auth_token import AuthToken, AuthTokenMalformed

_log = structlog.get_logger()


class DeviceEndpoint:
    """Lets devices in, one call of `serve` for each connection."""

    def __init__(
        self,
        parts: Parts,
        node_id: UUID,
        sessions: DeviceSessions,
        recorder: Recorder,
        *,
        refused_tokens: RefusedTokens,
        database: DatabaseWatch,
        limits: Limits,
        counts: DoorCounts,
        address_of: Callable[[WebSocket], str],
    ) -> None:
        self._parts = parts
        self._node_id = node_id
        self._sessions = sessions
        self._recorder = recorder
        self._refused_tokens = refused_tokens
        self._database = database
        self._limits = limits
        self._counts = counts
        self._address_of = address_of
        self._database_share = asyncio.Semaphore(limits.database_share)
        self._arriving: dict[UUID, asyncio.Event] = {}
        self._sockets = 0
        self._unknown = 0
        self._is_open = False

    def open(self) -> None:
        """Let devices in."""
        self._is_open = True

    def shut(self) -> bool:
        """Let nobody in any more, and keep nobody waiting; whether it was open."""
        was_open, self._is_open = self._is_open, False
        self._refused_tokens.release()
        return was_open

    async def serve(self, websocket: WebSocket) -> None:
        """One connection, from the upgrade to its end."""
        socket = device_socket(websocket)
        refusal = self._refusal_at_once(socket)
        if refusal is not None:
            await self._deny(websocket, refusal)
            return
        with self._place():
            if "authorization" in websocket.headers:
                identity = await self._identify_by_header(websocket)
            else:
                identity = await self._identify_by_frame(websocket, socket)
            if identity is not None:
                await self._serve(websocket, socket, identity)

    def _refusal_at_once(self, socket: DeviceSocket) -> Refusal | None:
        if socket.token_in_query:
            return Refusal.TOKEN_IN_QUERY
        if not self._is_open:
            return Refusal.STOPPING
        return Refusal.FULL if self._sockets >= self._limits.most_sockets else None

    @contextmanager
    def _place(self) -> Iterator[None]:
        self._sockets += 1
        try:
            yield
        finally:
            self._sockets -= 1

    # ---- Who is it? ----

    async def _identify_by_header(self, websocket: WebSocket) -> Identity | None:
        """The device of the `Authorization` header, its WebSocket accepted; None when it was refused."""
        scheme, _, token_text = websocket.headers["authorization"].partition(" ")
        token_text = token_text.strip() if scheme.lower() == "bearer" else ""
        identity = await self._identify(token_text, self._address_of(websocket))
        if isinstance(identity, Refusal):
            await self._deny(websocket, identity)
            return None
        await self._accept(websocket)
        return identity

    async def _identify_by_frame(self, websocket: WebSocket, socket: DeviceSocket) -> Identity | None:
        """The device of the first frame; None when its connection has ended."""
        if self._unknown >= self._limits.most_waiting:
            await self._deny(websocket, Refusal.FULL)
            return None
        self._unknown += 1
        try:
            await self._accept(websocket)
            shown = await self._first_frame(websocket)
            if isinstance(shown, frames.Auth):
                identity = await self._identify(shown.token, self._address_of(websocket))
                if isinstance(identity, Identity):
                    return identity
                self._counts.refused[identity] += 1
                shown = Ending.TOKEN_REFUSED if identity is Refusal.TOKEN_REFUSED else Ending.OVERLOAD
            if shown is not None:
                self._counts.ended[shown] += 1
                say_goodbye(socket, shown)
            return None
        finally:
            self._unknown -= 1

    async def _first_frame(self, websocket: WebSocket) -> frames.Auth | Ending | None:
        """The `auth` frame, or how the connection ends without one; None when the device has gone."""
        try:
            async with asyncio.timeout(self._limits.auth_seconds):
                message = await websocket.receive()
        except TimeoutError:
            return Ending.NO_AUTH_IN_TIME
        if message["type"] == "websocket.disconnect":
            return None
        text = message.get("text")
        if text is None:
            return Ending.BINARY
        try:
            frame = frames.decode(text)
        except frames.FrameMalformed:
            return Ending.MALFORMED
        return frame if isinstance(frame, frames.Auth) else Ending.NOT_AUTHENTICATED

    async def _identify(self, token_text: str, address: str) -> Identity | Refusal:
        """Who holds this AuthToken, by one look-up at most; refused tokens are refused slowly."""
        try:
            auth_token = AuthToken.parse(token_text)
        except AuthTokenMalformed:
            identity = None
        else:
            try:
                async with asyncio.timeout(self._limits.database_patience), self._database_share:
                    identity = await authenticating.authenticate(self._parts, auth_token)
            except Exception as error:
                self._database.failed(error)
                return Refusal.DATABASE_AWAY
        if identity is None:
            await self._refused_tokens.slow_down(token_text, address)
            return Refusal.TOKEN_REFUSED
        return identity

    # ---- A known device. ----

    async def _serve(self, websocket: WebSocket, socket: DeviceSocket, identity: Identity) -> None:
        if identity.is_suspended or not self._is_open:
            ending = Ending.SUSPENDED if identity.is_suspended else Ending.RESTART
            self._counts.ended[ending] += 1
            say_goodbye(socket, ending)
            return
        session = self._sessions.open(identity, socket)
        socket.on_ping = lambda: self._sessions.hear(session)
        try:
            await self._arrive(session)
            while not session.is_over:
                message = await websocket.receive()
                if message["type"] == "websocket.disconnect":
                    return
                text = message.get("text")
                if text is None:
                    self._sessions.end(session, Ending.BINARY)
                else:
                    self._sessions.receive(session, text)
        finally:
            self._sessions.left(session)

    async def _arrive(self, session: Session) -> None:
        """Take the device up in the database and welcome it, or end its connection."""
        try:
            async with self._turn_of(session), self._database_share:
                if session.is_over:
                    return
                arrival = await presence.arrive(self._parts, session.token_id, self._node_id)
                standing = None if arrival else await presence.standing_of(session.token_id)
        except Exception as error:
            self._database.failed(error)
            self._recorder.is_in_doubt()
            self._sessions.end(session, Ending.OVERLOAD)
            return
        if arrival is not None:
            self._sessions.arrived(session, arrival)
        else:
            self._sessions.end(session, Ending.TOKEN_REFUSED if standing is None else Ending.REPLACED)

    @asynccontextmanager
    async def _turn_of(self, session: Session) -> AsyncIterator[None]:
        """Let connections of one token arrive one after the other, so that the newest gets the highest number."""
        while (ahead := self._arriving.get(session.token_id)) is not None:
            await ahead.wait()
        self._arriving[session.token_id] = over = asyncio.Event()
        try:
            yield
        finally:
            del self._arriving[session.token_id]
            over.set()

    # ---- Answers to the upgrade. ----

    async def _accept(self, websocket: WebSocket) -> None:
        offered: list[str] = websocket.scope["subprotocols"]
        chosen = frames.SUBPROTOCOL if frames.SUBPROTOCOL in offered else next(iter(offered), None)
        await websocket.accept(subprotocol=chosen)

    async def _deny(self, websocket: WebSocket, refusal: Refusal) -> None:
        self._counts.refused[refusal] += 1
        _log.debug("device.refused", reason=refusal.name)
        try:
            await websocket.send_denial_response(
                PlainTextResponse(f"{refusal.sentence}\n", refusal.status, headers=refusal.headers)
            )
        except (OSError, WebSocketDisconnect):  # it has gone meanwhile
            return


async def explain(request: Request) -> Response:
    """What a browser or curl is told at `/device`."""
    return PlainTextResponse(
        "Devices connect here by WebSocket (RFC 6455).\n",
        426,
        headers={"upgrade": "websocket", "connection": "upgrade"},
    )

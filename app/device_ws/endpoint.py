"""Devices on the server's own WebSocket engine, through ASGI: the fallback for the transport of our own."""

from collections.abc import Callable

from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, Response
from starlette.websockets import WebSocket, WebSocketDisconnect

from app.device_ws import frames
from app.device_ws.admission import Admission
from app.device_ws.places import Place
from app.device_ws.protocol import device_socket
from app.device_ws.refusals import Refusal
from app.device_ws.session import Session
from app.device_ws.sessions import DeviceSessions
from app.device_ws.transport import DeviceSocket


class DeviceEndpoint:
    """Carries devices, one call of `serve` for each connection."""

    def __init__(
        self, admission: Admission, sessions: DeviceSessions, address_of: Callable[[HTTPConnection], str]
    ) -> None:
        self._admission = admission
        self._sessions = sessions
        self._address_of = address_of

    async def serve(self, websocket: WebSocket) -> None:
        """One connection, from the upgrade to its end."""
        newcomer = _AsgiNewcomer(websocket, device_socket(websocket), self._address_of(websocket), self._sessions)
        try:
            await self._admission.admit(newcomer)
            session = newcomer.session
            while session is not None and not session.is_over:
                message = await newcomer.next_message()
                if message is None:
                    return
                self._sessions.receive(session, message)
        finally:
            if newcomer.session is not None:
                self._sessions.left(newcomer.session)
            if newcomer.place is not None:
                newcomer.place.free()


class _AsgiNewcomer:
    """A `Newcomer` and its messages; see there."""

    def __init__(self, websocket: WebSocket, socket: DeviceSocket, address: str, sessions: DeviceSessions) -> None:
        self._websocket = websocket
        self._sessions = sessions
        self.socket = socket
        self.address = address
        self.token_in_query = socket.token_in_query
        self.authorization: str | None = websocket.headers.get("authorization")
        self.place: Place | None = None
        self.session: Session | None = None

    async def accept(self) -> bool:
        try:
            await self._websocket.accept(subprotocol=frames.chosen_subprotocol(self._websocket.scope["subprotocols"]))
        except (OSError, WebSocketDisconnect):
            return False
        return True

    def answer_now(self) -> None:
        """It was answered at once."""

    async def deny(self, refusal: Refusal) -> None:
        answer = PlainTextResponse(f"{refusal.sentence}\n", refusal.status, headers=refusal.headers)
        try:
            await self._websocket.send_denial_response(answer)
        except (OSError, WebSocketDisconnect):  # it has gone meanwhile
            return

    async def first_message(self) -> str | bytes | None:
        return await self.next_message()

    async def next_message(self) -> str | bytes | None:
        message = await self._websocket.receive()
        if message["type"] == "websocket.disconnect":
            return None
        text: str | None = message.get("text")
        return text if text is not None else bytes(message["bytes"])

    def attach(self, session: Session) -> None:
        self.session = session
        self.socket.on_ping = lambda: self._sessions.hear(session)


async def explain(request: Request) -> Response:
    """What a browser or curl is told at `/device`."""
    return PlainTextResponse(
        "Devices connect here by WebSocket (RFC 6455).\n",
        426,
        headers={"upgrade": "websocket", "connection": "upgrade"},
    )

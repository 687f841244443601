"""`/graphql`: JSON over HTTP, `graphql-transport-ws` and `graphql-sse`."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from copy import copy
from datetime import timedelta
from http import HTTPStatus
from typing import Any, cast

import orjson
import structlog
from cross_web import AsyncHTTPRequestAdapter, HTTPException
from graphql import GraphQLError
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketState
from strawberry import Schema
from strawberry.asgi import ASGIWebSocketAdapter, GraphQL
from strawberry.exceptions import ConnectionRejectionError
from strawberry.http import GraphQLHTTPResponse, GraphQLRequestData
from strawberry.http.base import BaseRequestProtocol
from strawberry.http.exceptions import WebSocketDisconnected
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import BaseGraphQLTransportWSHandler, Operation
from strawberry.subscriptions.protocols.graphql_transport_ws.types import Message, SubscribeMessage
from strawberry.types import ExecutionResult

from app.context import RequestContext
from app.context.access_tokens import AccessTokenInvalid, AccessTokens, Bearer
from app.context.following import FellBehind
from app.database.connection import AWAY
from app.domain.parts import Parts
from app.http.addresses import Networks, client_address
from app.http.limits import JsonRefused, read_json, refusal
from app.http.server_protocol import FRAMES, GuardedSocket

INIT_SECONDS = 5.0
"""How long a WebSocket may take to say who it is."""

MOST_OPERATIONS = 100
"""Operations, subscriptions among them, that one WebSocket may have under way."""

TRY_AGAIN_LATER = 1013
"""The code with which the WebSocket of a reader that falls behind is closed. It must read faster, but may come back:
clients take most codes above 4400 for final, and this one not (https://www.iana.org/assignments/websocket)."""

_log = structlog.get_logger()


class Socket(ASGIWebSocketAdapter):
    """Strawberry's view of a WebSocket, which lets operations end quietly that have an answer for a closed one."""

    async def send_json(self, message: Mapping[str, object]) -> None:
        """Send a message. Raises WebSocketDisconnected when nobody listens any more."""
        if self.ws.application_state is not WebSocketState.CONNECTED:
            raise WebSocketDisconnected
        await super().send_json(message)


TRY_AGAIN_LATER = 1013
"""The close code of https://www.iana.org/assignments/websocket for a server that cannot serve at the moment."""


class SocketHandler(BaseGraphQLTransportWSHandler[RequestContext, None]):
    """The protocol `graphql-transport-ws`, for peers that do not keep to it as well."""

    async def handle_message(self, message: Message) -> None:
        """Do what one message asks; whatever is no message of the protocol closes the connection with 4400."""
        if _is_well_formed(message):
            try:
                await super().handle_message(message)
            except AWAY as error:
                _log.warning("graphql.database_away", error=type(error).__name__)
                await self.websocket.close(TRY_AGAIN_LATER, "The database cannot be reached at the moment")
        else:
            await self.handle_invalid_message("This is no message of graphql-transport-ws")

    async def handle_subscribe(self, message: SubscribeMessage) -> None:
        """Begin an operation, unless too many are under way."""
        if self.connection_acknowledged and len(self.operations) >= MOST_OPERATIONS:
            error = GraphQLError(
                f"At most {MOST_OPERATIONS} operations may be under way on one connection.",
                extensions={"code": "BAD_REQUEST"},
            )
            await self.send_message({"id": message["id"], "type": "error", "payload": [error.formatted]})
            return
        await super().handle_subscribe(message)

    async def run_operation(self, operation: Operation[RequestContext, None]) -> None:
        """Execute an operation in a context of its own, which strawberry has one of for the whole connection."""
        its = copy(self)
        its.context = copy(self.context)
        its.context.outlet = _Frames(self, operation)
        await super(SocketHandler, its).run_operation(operation)

    async def handle_task_exception(self, error: Exception) -> None:
        """Close the connection of a peer that reads too slowly, and log a bug; a peer that has left is none."""
        if isinstance(error, FellBehind):
            with suppress(WebSocketDisconnected, RuntimeError):  # an operation beside this one was faster, or the peer
                await self.websocket.close(TRY_AGAIN_LATER, str(error))
        elif not isinstance(error, WebSocketDisconnected):
            _log.error("graphql.socket_bug", exc_info=error)


class _Frames:
    """The way of an operation's results into its WebSocket: framed, its id spliced in, past all that ASGI does."""

    def __init__(self, handler: SocketHandler, operation: Operation[RequestContext, None]) -> None:
        socket = cast(Socket, handler.websocket).ws.scope.get("extensions", {}).get(FRAMES)
        self._socket: GuardedSocket | None = socket
        self._handler = handler
        self._operation = operation
        self._before = b'{"id":%b,"type":"next","payload":' % orjson.dumps(operation.id)

    def send(self, payloads: Sequence[bytes]) -> bool:
        """See `Outlet`."""
        is_over = self._handler.operations.get(self._operation.id) is not self._operation
        if is_over or self._socket is None:
            return False
        return self._socket.write_frames(b"".join(text_frame(self._before, each, b"}") for each in payloads))


def text_frame(*parts: bytes) -> bytes:
    """A message as one frame to a client (RFC 6455, 5.2)."""
    size = sum(map(len, parts))
    if size < 126:
        head = bytes((0x81, size))
    elif size < 1 << 16:
        head = b"\x81\x7e" + size.to_bytes(2, "big")
    else:
        head = b"\x81\x7f" + size.to_bytes(8, "big")
    return b"".join((head, *parts))


def _is_well_formed(message: object) -> bool:
    """Whether a message has the types of https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md."""
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        return False
    if message["type"] in {"subscribe", "complete"} and not isinstance(message.get("id"), str):
        return False
    return message["type"] != "subscribe" or _fault_of(message.get("payload")) is None


_PARTS: dict[str, tuple[Any, str]] = {
    "query": (str, "`query` must be a text."),
    "variables": (dict | None, "`variables` must be an object."),
    "extensions": (dict | None, "`extensions` must be an object."),
    "operationName": (str | None, "`operationName` must be a text."),
}


def _fault_of(body: object) -> str | None:
    """What keeps a body from being one GraphQL request (https://graphql.github.io/graphql-over-http/), if anything."""
    if isinstance(body, list):
        return "Send one operation in each request: batches are not taken."
    if not isinstance(body, dict):
        return "The body must be a JSON object."
    return next((fault for name, (kind, fault) in _PARTS.items() if not isinstance(body.get(name), kind)), None)


class GraphQLEndpoint(GraphQL[RequestContext, None]):
    """Strawberry's ASGI view with our context, our way of signing in, and nothing but JSON by POST."""

    websocket_adapter_class = Socket
    graphql_transport_ws_handler_class = SocketHandler

    def __init__(
        self,
        schema: Schema,
        parts: Parts,
        access_tokens: AccessTokens,
        *,
        trusted_proxies: Networks,
        allowed_origins: tuple[str, ...],
        graphiql: bool,
        init_seconds: float = INIT_SECONDS,
    ) -> None:
        super().__init__(
            schema,
            graphql_ide="graphiql" if graphiql else None,
            allow_queries_via_get=False,
            subscription_protocols=["graphql-transport-ws", "graphql-sse"],
            connection_init_wait_timeout=timedelta(seconds=init_seconds),
            max_subscriptions_per_connection=None,  # SocketHandler refuses them with a code
            allowed_origins=allowed_origins,
        )
        self._parts = parts
        self._access_tokens = access_tokens
        self._trusted_proxies = trusted_proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        try:
            response = await self.run(Request(scope, receive))
        except HTTPException as error:
            headers = {"allow": "POST"} if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED else {}
            response = refusal(error.status_code, error.reason, headers=headers)
        # Streams bring a cache-control of their own, which is weaker.
        is_stream = response.headers.get("content-type", "").startswith("text/event-stream")
        response.headers["cache-control"] = "no-store, no-transform" if is_stream else "no-store"
        await response(scope, receive, send)

    def is_request_allowed(self, request: BaseRequestProtocol) -> bool:
        """POST only. Raises HTTPException with the reason, which strawberry would not give."""
        if request.method == "POST" or self.should_render_graphql_ide(request):
            return True
        raise HTTPException(HTTPStatus.METHOD_NOT_ALLOWED, "Send a POST request; nothing else executes anything.")

    def should_render_graphql_ide(self, request: BaseRequestProtocol) -> bool:
        """Whether a browser asks for GraphiQL, and there is one."""
        if self.graphql_ide is None or request.method != "GET" or request.query_params.get("query") is not None:
            return False
        return "text/html" in request.headers.get("accept", "")

    async def parse_http_body(self, request: AsyncHTTPRequestAdapter) -> GraphQLRequestData:
        """The one operation of a request. Raises HTTPException.

        JSON only: other types of content need no preflight, so any web page
        could make a browser send them.
        """
        if (request.content_type or "").partition(";")[0].strip().lower() != "application/json":
            raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send JSON: `content-type: application/json`.")
        try:
            body = read_json(await request.get_body())
        except JsonRefused as error:
            raise HTTPException(HTTPStatus.BAD_REQUEST, error.message) from None
        fault = _fault_of(body)
        if fault is not None:
            raise HTTPException(HTTPStatus.BAD_REQUEST, fault)
        transport = self._get_stream_transport_from_headers(request.headers)
        return GraphQLRequestData(
            query=body["query"],
            variables=body.get("variables"),
            operation_name=body.get("operationName"),
            extensions=body.get("extensions"),
            protocol=transport.protocol if transport else "http",
        )

    async def process_result(self, request: Request, result: ExecutionResult) -> GraphQLHTTPResponse:
        """The body of an answer; without `data` when nothing was executed (https://spec.graphql.org/, 7.1.2)."""
        response = await super().process_result(request, result)
        if result.data is None and result.errors and all(error.path is None for error in result.errors):
            del response["data"]
        return response

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> RequestContext:
        is_socket = isinstance(request, WebSocket)
        return RequestContext(
            self._parts,
            self._access_tokens,
            address=client_address(request, self._trusted_proxies),
            bearer=None if is_socket else self._bearer(request.headers),
            is_socket=is_socket,
        )

    def _bearer(self, headers: Mapping[str, str]) -> Bearer | None:
        """Whom the `Authorization` header names; a bad token counts as signed out."""
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        try:
            return self._access_tokens.read(token.strip())
        except AccessTokenInvalid:
            return None

    async def on_ws_connect(self, context: RequestContext) -> None:
        """A WebSocket signs in once, in `connection_init`; without a good token it is closed with 4403."""
        given = context.connection_params.get("authorization", context.connection_params.get("Authorization"))
        if not isinstance(given, str) or given[:7].lower() != "bearer ":
            raise ConnectionRejectionError
        try:
            context.sign_in_with(given[7:].strip())
        except AccessTokenInvalid:
            raise ConnectionRejectionError from None
        if await context.viewer_or_none() is None:
            raise ConnectionRejectionError

    def encode_json(self, data: object) -> str:
        # Text, not bytes: strawberry sends bytes as binary WebSocket frames, which clients refuse.
        return orjson.dumps(data).decode()

    def decode_json(self, data: str | bytes) -> Any:
        """What a WebSocket message says. Raises JsonRefused."""
        return read_json(data)

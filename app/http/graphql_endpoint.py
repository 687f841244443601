"""`/graphql`: JSON over HTTP, `graphql-transport-ws` and `graphql-sse`."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket
from strawberry import Schema
from strawberry.asgi import GraphQL
from strawberry.exceptions import ConnectionRejectionError

from app.context import RequestContext
from app.context.access_tokens import AccessTokenInvalid, AccessTokens, Bearer
from app.domain.parts import Parts
from app.http.addresses import Networks, client_address

INIT_SECONDS = 5
"""How long a WebSocket may take to say who it is."""


class GraphQLEndpoint(GraphQL[RequestContext, None]):
    """Strawberry's ASGI view with our context and our way of signing in."""

    def __init__(
        self,
        schema: Schema,
        parts: Parts,
        access_tokens: AccessTokens,
        *,
        trusted_proxies: Networks,
        allowed_origins: tuple[str, ...],
        graphiql: bool,
    ) -> None:
        super().__init__(
            schema,
            graphql_ide="graphiql" if graphiql else None,
            allow_queries_via_get=False,
            subscription_protocols=["graphql-transport-ws", "graphql-sse"],
            connection_init_wait_timeout=timedelta(seconds=INIT_SECONDS),
            allowed_origins=allowed_origins,
        )
        self._parts = parts
        self._access_tokens = access_tokens
        self._trusted_proxies = trusted_proxies

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
        return orjson.loads(data)

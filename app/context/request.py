"""The context that resolvers get: the viewer in the first line, parts and loaders after it."""

from typing import Any, TypeAlias

import strawberry

from app.context.access_tokens import AccessTokenInvalid, AccessTokens, Bearer
from app.context.loaders import Loaders
from app.domain.errors import DomainError
from app.domain.parts import Parts
from app.domain.viewer import Viewer, load_viewer


class Unauthenticated(DomainError):
    """Nobody is signed in, or the session is over."""

    message = "Sign in first."


class RequestContext:
    """What one HTTP request, or one WebSocket connection, knows."""

    def __init__(
        self, parts: Parts, access_tokens: AccessTokens, *, address: str, bearer: Bearer | None, is_socket: bool
    ) -> None:
        self.parts = parts
        self.access_tokens = access_tokens
        self.address = address
        self.bearer = bearer
        self.loaders = Loaders(remember=not is_socket)
        self.connection_params: dict[str, Any] = {}
        self.cost = 0
        """What the operation was weighed at, for `extensions.cost`."""
        self._is_socket = is_socket
        self._viewer: Viewer | None = None

    def forget(self) -> None:
        """Read everything anew from here on: for streams over HTTP, whose one request sees rows and roles change."""
        self._viewer = None
        self.loaders = Loaders(remember=not self._is_socket)

    def sign_in_with(self, token: str) -> None:
        """Take the bearer from an access token. Raises AccessTokenInvalid."""
        self.bearer = self.access_tokens.read(token)

    async def viewer_or_none(self) -> Viewer | None:
        """Who asks; None when nobody is signed in or the session ended.

        A request asks the database once; a WebSocket each time, since the
        roles of a person may change while it is open.
        """
        if self.bearer is None:
            return None
        if self._viewer is None or self._is_socket:
            self._viewer = await load_viewer(self.bearer.session_id, self.bearer.account_id, self.address)
        return self._viewer

    async def viewer(self) -> Viewer:
        """Who asks. Raises Unauthenticated."""
        viewer = await self.viewer_or_none()
        if viewer is None:
            raise Unauthenticated
        return viewer


Info: TypeAlias = strawberry.Info[RequestContext, None]

__all__ = ["AccessTokenInvalid", "Info", "RequestContext", "Unauthenticated"]

"""The context that resolvers get: the viewer in the first line, parts and loaders after it."""

from collections.abc import AsyncGenerator, Iterable, Sequence
from typing import Any, Protocol, TypeAlias
from uuid import UUID

import strawberry
from strawberry.dataloader import DataLoader

from app.bus import Interest, Notice
from app.context.access_tokens import AccessTokenInvalid, AccessTokens, Bearer
from app.context.loaders import Loaders
from app.domain.errors import DomainError
from app.domain.parts import Parts
from app.domain.viewer import Viewer, load_viewer
from app.models.identifiers import new_id


class Unauthenticated(DomainError):
    """Nobody is signed in, or the session is over."""

    message = "Sign in first."


class Memory:
    """What a subscription remembers from one notice to the next.

    `known` are the devices (as text) that stood in the organization it follows
    when it last looked, `newest` is the last event it told.
    """

    __slots__ = ("known", "newest")

    def __init__(self, known: Iterable[str] = (), newest: UUID | None = None) -> None:
        self.known = set(known)
        self.newest = newest if newest is not None else new_id()


class Outlet(Protocol):
    """A short way to the client of one operation, for what is ready to be sent."""

    def send(self, payloads: Sequence[bytes]) -> bool:
        """Send results, each as encoded JSON, if the client takes them at once; else send nothing, and say False."""


class RequestContext:
    """What one HTTP request knows, or one WebSocket connection, whose operations get contexts of their own."""

    def __init__(
        self, parts: Parts, access_tokens: AccessTokens, *, address: str, bearer: Bearer | None, is_socket: bool
    ) -> None:
        self.parts = parts
        self.access_tokens = access_tokens
        self.address = address
        self.bearer = bearer
        self.connection_params: dict[str, Any] = {}
        self.is_socket = is_socket
        self.outlet: Outlet | None = None
        self.memory = Memory()
        self.forget()

    def forget(self) -> None:
        """Read everything anew from here on: rows and roles change by acts of this request, and while it streams."""
        self.loaders = Loaders()
        self._viewers = DataLoader(load_fn=self._load_viewers)

    async def _load_viewers(self, bearers: list[Bearer]) -> list[Viewer | None]:
        found = {each: await load_viewer(each.session_id, each.account_id, self.address) for each in set(bearers)}
        return [found[each] for each in bearers]

    def sign_in_with(self, token: str) -> None:
        """Take the bearer from an access token. Raises AccessTokenInvalid."""
        self.bearer = self.access_tokens.read(token)

    async def viewer_or_none(self) -> Viewer | None:
        """Who asks; None when nobody is signed in or the session ended.

        An operation asks the database once; what is streamed is one operation
        for each notice, and begins anew when roles change or sessions end.
        """
        return None if self.bearer is None else await self._viewers.load(self.bearer)

    async def viewer(self) -> Viewer:
        """Who asks. Raises Unauthenticated."""
        viewer = await self.viewer_or_none()
        if viewer is None:
            raise Unauthenticated
        return viewer

    async def actor(self) -> Viewer:
        """Who asks, for a mutation: what an earlier one of the same request changed is read anew.

        Raises Unauthenticated.
        """
        self.forget()
        return await self.viewer()

    def notices(self, *interests: Interest) -> AsyncGenerator[Notice, None]:
        """What happens to the interests; a gap, which is the first, means: read the state now.

        For subscriptions, whose operations get contexts of their own.
        """
        raise TypeError("only what is streamed can follow anything")


Info: TypeAlias = strawberry.Info[RequestContext, None]

__all__ = ["AccessTokenInvalid", "Info", "RequestContext", "Unauthenticated"]

"""The contexts in which a subscription is executed: once for each notice, for one follower or for many."""

from collections.abc import AsyncGenerator, Callable
from typing import Final

from app.bus import Interest, Notice
from app.context.access_tokens import AccessTokens
from app.context.loaders import Loaders
from app.context.request import Memory, RequestContext
from app.domain.parts import Parts
from app.domain.viewer import AskedViewer, Viewer

MOST_WAITING: Final = 256
"""Results that may wait for a follower to read them."""


class FellBehind(Exception):
    """A follower does not read as fast as things happen, and too much was waiting for it."""

    def __init__(self) -> None:
        super().__init__(f"More than {MOST_WAITING} results were waiting to be read. Subscribe again.")


class FollowingContext(RequestContext):
    """One operation of a stream, for its own viewer. A subscription in it is told one notice."""

    def __init__(
        self, request: RequestContext, notice: Notice, memory: Memory, joins: Callable[[tuple[Interest, ...]], None]
    ) -> None:
        super().__init__(
            request.parts,
            request.access_tokens,
            address=request.address,
            bearer=request.bearer,
            is_socket=request.is_socket,
        )
        self.memory = memory
        self.goes_on = False
        """Whether the subscription asked for more than the one notice."""
        self._notice = notice
        self._joins = joins

    async def notices(self, *interests: Interest) -> AsyncGenerator[Notice, None]:
        """The one notice."""
        self._joins(interests)
        # From here on nothing is missed, so what was read before is read again.
        self.forget()
        yield self._notice
        self.goes_on = True


class SharedContext(RequestContext):
    """One notice of a subscription, executed for one viewer on behalf of all who would see the same.

    It knows its viewer by the questions it asks (`AskedViewer`), and nothing
    else about them: no address, no bearer. A field that wanted those would
    fail rather than tell one person's answer to another. `viewer` is None when
    the session is over.
    """

    def __init__(
        self,
        parts: Parts,
        access_tokens: AccessTokens,
        loaders: Loaders,
        viewer: Viewer | None,
        notice: Notice,
        memory: Memory,
    ) -> None:
        self.parts = parts
        self.access_tokens = access_tokens
        self.loaders = loaders
        self.memory = memory
        self.goes_on = False
        self._asked = None if viewer is None else AskedViewer(viewer)
        self._notice = notice

    async def viewer_or_none(self) -> Viewer | None:
        """See `RequestContext`."""
        return self._asked

    async def notices(self, *interests: Interest) -> AsyncGenerator[Notice, None]:
        """The one notice."""
        yield self._notice
        self.goes_on = True

    def is_right_for(self, viewer: Viewer | None) -> bool:
        """Whether what came of it would be the same, executed for `viewer`."""
        if self._asked is None or viewer is None:
            return self._asked is viewer
        return self._asked.answers_like(viewer)

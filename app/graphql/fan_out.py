"""Subscriptions of many: executed once for each change, for all who would see the same of it.

Whoever subscribes is first shown the present state, by an execution of their
own that waits for them to read. Then they are one of a group: all followers of
the same document with the same variables. For each change the group reads the
rights of its followers anew, in one statement, executes the document for one of
them, and gives the encoded result to everybody for whom it would be the same
(`AskedViewer` says who that is); for the rest it executes again. A follower
leaves the group for a while, to be shown the present state again, when messages
may have been lost, when a role of theirs changed, or when their session ended,
which that execution then tells them.

Results wait for a follower who reads more slowly than things happen, up to a
limit. Above it the subscription ends: `FellBehind`.
"""

import asyncio
import contextvars
from collections import deque
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

import orjson
from graphql import GraphQLError
from strawberry.types import ExecutionResult

from app.bus import GAP, Bus, Gap, Interest, Message, Notice
from app.bus.subscribers import MOST_UNREAD
from app.context import RequestContext
from app.context.following import MOST_WAITING, FellBehind, FollowingContext
from app.context.request import Memory
from app.domain import news
from app.graphql.errors import THROTTLED
from app.graphql.groups import AT_ONCE, Group, Run, Told


@dataclass(frozen=True, slots=True)
class Operation:
    """What groups have in common. Equal operations execute the same."""

    query: str | None
    name: str | None
    given: bytes
    """Variables and extensions."""

    @classmethod
    def of(cls, query: str | None, name: str | None, *given: dict[str, Any] | None) -> "Operation":
        """The operation of a request."""
        return cls(query, name, orjson.dumps(given, option=orjson.OPT_SORT_KEYS))


class FanOut:
    """All groups of this node, and who is to be looked at again when sessions end or roles change."""

    def __init__(self) -> None:
        self.groups: dict[Operation, Group] = {}
        self._concerned: dict[Interest, dict[Follower, None]] = {}
        self._stop_listening: list[Callable[[], None]] = []
        # A group outlives the request that began it, and must not inherit what that request's context holds.
        self._context = contextvars.copy_context()

    def follow(self, operation: Operation, run: Run, request: RequestContext) -> AsyncGenerator[Any, None]:
        """The results of a streamed operation. Raises FellBehind.

        All that is no subscription is executed by `run`, once.
        """
        return Follower(self, operation, run, request).results()

    def begin_group(
        self, operation: Operation, run: Run, interests: tuple[Interest, ...], request: RequestContext
    ) -> Group:
        """A group for those who follow the operation, the first of whom makes this request."""

        def forget(ended: Group) -> None:
            if self.groups.get(operation) is ended:
                del self.groups[operation]

        group = self.groups[operation] = Group(run, interests, request, self._context.copy(), forget)
        return group

    def add(self, follower: "Follower", bus: Bus) -> None:
        """From now on the follower is told when its session or roles change."""
        if not self._concerned:
            self._stop_listening = [bus.listen(topic, self._look_again) for topic in (news.SESSION, news.ROLES)]
        for interest in follower.own:
            self._concerned.setdefault(interest, {})[follower] = None

    def remove(self, follower: "Follower") -> None:
        """No longer tell the follower."""
        for interest in follower.own:
            concerned = self._concerned.get(interest, {})
            concerned.pop(follower, None)
            if not concerned:
                self._concerned.pop(interest, None)
        if not self._concerned:
            for stop in self._stop_listening:
                stop()
            self._stop_listening = []

    def _look_again(self, notice: Notice) -> None:
        # Gaps come to the groups as well.
        if isinstance(notice, Message):
            for key in notice.keys:
                for follower in list(self._concerned.get((notice.topic, key), ())):
                    follower.miss(GAP)


_FELL_BEHIND = ExecutionResult(data=None, errors=[GraphQLError(str(FellBehind()), extensions={"code": THROTTLED})])
"""For streams that cannot be closed with a code."""


class Follower:
    """One subscription of one client."""

    def __init__(self, fan_out: FanOut, operation: Operation, run: Run, request: RequestContext) -> None:
        bearer = request.bearer
        self.session_id = None if bearer is None else bearer.session_id
        self.own: tuple[Interest, ...] = (
            () if bearer is None else ((news.SESSION, str(bearer.session_id)), (news.ROLES, str(bearer.account_id)))
        )
        self.is_live = False
        """Whether the follower takes what the group executes; else it executes by itself what it misses."""
        self._fan_out = fan_out
        self._operation = operation
        self._run = run
        self._request = request
        self._group: Group | None = None
        self._missed: deque[Notice] = deque([GAP])
        self._waiting: deque[Told] = deque()
        self._arrived = asyncio.Event()
        self._newest = Memory().newest
        self._is_idle = False
        """Whether all that was yielded has been sent, and the next is awaited."""
        self._fell_behind = False
        self._ended = False

    # ---- What its group says. ----

    def miss(self, notice: Notice) -> None:
        """Something happened that the follower must look at by itself."""
        self.is_live = False
        if isinstance(notice, Gap) or len(self._missed) >= MOST_UNREAD:
            self._missed.clear()
            self._waiting.clear()
            notice = GAP
        self._missed.append(notice)
        self._arrived.set()

    def tell(self, told: Told) -> None:
        """Something happened, and this is what came of it."""
        if not told.results and told.goes_on:
            return
        outlet = self._request.outlet if self._is_idle and not self._waiting and told.goes_on else None
        if outlet is not None and outlet.send(told.payloads):
            self._newest = max(self._newest, told.memory.newest)
        elif len(self._waiting) >= MOST_WAITING:
            self._fell_behind = True
            self.leave()
        else:
            self._waiting.append(told)
            self._arrived.set()

    def end(self) -> None:
        """Nothing will happen any more."""
        self._ended = True
        self._arrived.set()

    # ---- What its client reads. ----

    async def results(self) -> AsyncGenerator[Any, None]:
        """The present state, then what happens."""
        try:
            while True:
                while self._missed:
                    catching_up = self._look_at_all() if self._missed[0] is GAP else self._look_at_missed()
                    async with aclosing(catching_up) as results:
                        async for result in results:
                            yield result
                    if self._ended:
                        return
                self.is_live = True
                async with aclosing(self._told()) as told:
                    async for result in told:
                        yield result
                if not self._missed:
                    return
        finally:
            self.leave()

    async def _look_at_all(self) -> AsyncGenerator[Any, None]:
        """The present state; less of it when it must be read again from the beginning."""
        self._missed.popleft()
        context = FollowingContext(self._request, GAP, Memory((), self._newest), self._join)
        async with aclosing(self._run(context)) as results:
            async for result in results:
                if self._must_begin_again():
                    return
                yield result
                self._newest = context.memory.newest
        self._ended = not context.goes_on
        if self._group is not None:
            self._group.learn(context.memory.known)

    async def _look_at_missed(self) -> AsyncGenerator[Any, None]:
        """What came of the messages that have waited, or of the first of them."""
        assert self._group is not None, "only members of groups are told messages"
        messages: list[Message] = []
        while self._missed and len(messages) < AT_ONCE and isinstance(message := self._missed[0], Message):
            messages.append(message)
            self._missed.popleft()
        for told in await self._group.catch_up(self, messages):
            for result in told.results:
                if self._must_begin_again():
                    return
                yield result
            self._newest = max(self._newest, told.memory.newest)
            if not told.goes_on:
                self._ended = True
                return
            self._group.learn(told.memory.known)

    async def _told(self) -> AsyncGenerator[ExecutionResult, None]:
        """What the group executes, as long as the follower is live."""
        while True:
            while not self._waiting:
                if self._fell_behind:
                    if self._request.is_socket:
                        raise FellBehind
                    yield _FELL_BEHIND
                    return
                if self._ended or self._missed:
                    return
                self._arrived.clear()
                self._is_idle = True
                await self._arrived.wait()
                self._is_idle = False
            told = self._waiting.popleft()
            self._newest = max(self._newest, told.memory.newest)
            for result in told.results:
                yield result
            if not told.goes_on:
                self.leave()
                return

    def _must_begin_again(self) -> bool:
        return bool(self._missed) and self._missed[-1] is GAP

    def _join(self, interests: tuple[Interest, ...]) -> None:
        if self._group is None:
            self._group = self._fan_out.groups.get(self._operation)
            if self._group is None:
                self._group = self._fan_out.begin_group(self._operation, self._run, interests, self._request)
            self._group.members[self] = None
            self._fan_out.add(self, self._request.parts.bus)

    def leave(self) -> None:
        """Be told nothing any more."""
        self.is_live = False
        self._missed.clear()
        self._waiting.clear()
        self._arrived.set()
        if self._group is not None:
            self._fan_out.remove(self)
            self._group.remove(self)
            self._group = None

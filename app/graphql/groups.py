"""The followers of one operation on this node: executed once for each notice, for all who would see the same."""

import asyncio
import contextvars
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeAlias
from uuid import UUID

import orjson
import structlog
from strawberry.http import process_result
from strawberry.types import ExecutionResult

from app.bus import GAP, Gap, Interest, Message, Notice
from app.context import RequestContext
from app.context.following import SharedContext
from app.context.loaders import Loaders
from app.context.request import Memory
from app.domain.viewer import Viewer, load_viewers

RECHECK_SECONDS: Final = 30.0
"""How often a quiet group asks whether its sessions still live: the expiry of a session sends no message."""

AT_ONCE = 128
"""Notices that a group works on together, so that their rows are read together."""

Run: TypeAlias = Callable[[RequestContext], AsyncGenerator[Any, None]]
"""Executes one operation in a context; yields its results."""

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Told:
    """What came of one notice, encoded."""

    results: Sequence[ExecutionResult]
    payloads: Sequence[bytes]
    """The same as whole texts."""
    memory: Memory
    goes_on: bool


class Member(Protocol):
    """Who is in a group."""

    session_id: UUID | None
    is_live: bool
    """Whether it takes what the group executes; else it executes by itself what it misses."""

    def miss(self, notice: Notice) -> None:
        """Something happened that it must look at by itself."""

    def tell(self, told: Told) -> None:
        """Something happened, and this is what came of it."""

    def end(self) -> None:
        """Nothing will happen any more."""


class Group:
    """The followers of one operation."""

    def __init__(
        self,
        run: Run,
        interests: tuple[Interest, ...],
        request: RequestContext,
        context: contextvars.Context,
        on_end: Callable[["Group"], None],
    ) -> None:
        """Follow the interests from now on, until the last member leaves or the bus stops; then `on_end` is called."""
        self.members: dict[Member, None] = {}
        self._run = run
        self._parts, self._access_tokens = request.parts, request.access_tokens
        self._on_end = on_end
        self._known: set[str] = set()
        self._subscription = self._parts.bus.subscribe(*interests)
        self._serving = asyncio.get_running_loop().create_task(self._serve(), context=context)

    def remove(self, member: Member) -> None:
        """Have a member less; the last one ends the group."""
        self.members.pop(member, None)
        if not self.members:
            self._on_end(self)
            self._subscription.close()
            self._serving.cancel()

    def known_of(self, notice: Message) -> Iterable[str]:
        """What of this notice's is known."""
        return self._known & {notice.body}

    def learn(self, known: set[str]) -> None:
        """A member has looked by itself, and this is what it knows."""
        self._known |= known

    async def catch_up(self, member: Member, messages: Sequence[Message]) -> list[Told]:
        """What comes of messages that the member missed, executed for it alone."""
        people = list(zip([member], await _viewers([member]), strict=True))
        loaders = Loaders()
        shares = await asyncio.gather(*(self._execute(message, people, loaders) for message in messages))
        return [told for ((told, _),) in shares]

    async def _serve(self) -> None:
        while True:
            notices: list[Notice] = []
            try:
                async with asyncio.timeout(RECHECK_SECONDS):
                    notices = [await anext(self._subscription), *self._subscription.take(AT_ONCE - 1)]
            except TimeoutError:
                pass
            except StopAsyncIteration:
                break
            try:
                await (self._work_on(notices) if notices else self._recheck())
            except Exception:
                _log.exception("graphql.group_failed")
                self._all_miss([GAP])
        self._on_end(self)
        for member in self.members:
            member.end()

    async def _recheck(self) -> None:
        members = list(self.members)
        viewers = await _viewers(members)
        for member, viewer in zip(members, viewers, strict=True):
            if viewer is None:
                member.miss(GAP)

    def _all_miss(self, notices: Iterable[Notice], *, but: Iterable[Member] = ()) -> None:
        spared = set(but)
        for member in self.members:
            if member not in spared:
                for notice in notices:
                    member.miss(notice)

    async def _work_on(self, notices: list[Notice]) -> None:
        messages = list({(each.topic, each.body): each for each in notices if isinstance(each, Message)}.values())
        if any(isinstance(notice, Gap) for notice in notices):
            self._all_miss([GAP])
            return
        live = [member for member in self.members if member.is_live]
        self._all_miss(messages, but=live)
        if not live:
            return
        people = list(zip(live, await _viewers(live), strict=True))
        loaders = Loaders()
        for message, shares in zip(
            messages,
            await asyncio.gather(*(self._execute(message, people, loaders) for message in messages)),
            strict=True,
        ):
            self._hand_out(message, shares)

    def _hand_out(self, message: Message, shares: list["_Share"]) -> None:
        for told, members in shares:
            for member in members:
                if member.is_live:
                    member.tell(told)
                elif member in self.members:
                    member.miss(message)
        if any(message.body in told.memory.known for told, _ in shares):
            self._known.add(message.body)
        else:
            self._known.discard(message.body)

    async def _execute(self, message: Message, people: Sequence["_Person"], loaders: Loaders) -> list["_Share"]:
        """Execute for one of the people, and for one of those for whom that is not right, until all have theirs."""
        shares: list[_Share] = []
        while people:
            viewer = people[0][1]
            memory = Memory(self.known_of(message))
            context = SharedContext(self._parts, self._access_tokens, loaders, viewer, message, memory)
            async with aclosing(self._run(context)) as results:
                encoded = [_Encoded.of(result) async for result in results]
            told = Told([each.result for each in encoded], [each.payload for each in encoded], memory, context.goes_on)
            alike = [person[1] is viewer or context.is_right_for(person[1]) for person in people]
            shares.append((told, [person[0] for person, is_alike in zip(people, alike, strict=True) if is_alike]))
            people = [person for person, is_alike in zip(people, alike, strict=True) if not is_alike]
        return shares


_Person: TypeAlias = tuple[Member, Viewer | None]
_Share: TypeAlias = tuple[Told, list[Member]]


async def _viewers(members: Sequence[Member]) -> list[Viewer | None]:
    """The members with their present rights; None whose session is over."""
    sessions = dict.fromkeys(each.session_id for each in members if each.session_id is not None)
    found = await load_viewers(list(sessions))
    return [None if each.session_id is None else found.get(each.session_id) for each in members]


@dataclass(frozen=True, slots=True)
class _Encoded:
    """One result, and its text, which goes into the frames of WebSockets as it is."""

    result: ExecutionResult
    payload: bytes

    @classmethod
    def of(cls, result: ExecutionResult) -> "_Encoded":
        return cls(result, orjson.dumps(process_result(result)))

"""Questions to the database that are asked together: in a storm of connections, hundreds with one statement."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

MOST_AT_ONCE = 256
"""Questions in one statement. Their answers are worked off in one turn of the loop, which must stay short."""

IN_FLIGHT = 2
"""Statements under way: one that the database works on, one whose answers are being read."""

ENOUGH = 128
PACE_SECONDS = 0.1
"""From one statement to the next, unless enough wait. In a storm each serves many; who comes alone does not wait."""

_Question = TypeVar("_Question")
_Answer = TypeVar("_Answer")


class Gathered(Generic[_Question, _Answer]):
    """Asks what is asked in the same moment, or while others are under way, with one call.

    `ask_all` gets questions and returns their answers in the same order. When
    it raises, everybody who waits for that call is told so; those who come
    later are asked for anew. Nobody waits longer than twice `patience`
    seconds: as long for their turn, as long for their answer.
    """

    def __init__(
        self,
        ask_all: Callable[[Sequence[_Question]], Awaitable[Sequence[_Answer]]],
        *,
        patience: float,
        note_size: Callable[[int], None] = lambda _: None,
    ) -> None:
        """`note_size` is told how many questions went together, for each call."""
        self._ask_all = ask_all
        self._note_size = note_size
        self._patience = patience
        self._waiting: deque[tuple[_Question, asyncio.Future[_Answer], float]] = deque()
        self._under_way: set[asyncio.Task[None]] = set()
        self._started_at = 0.0
        self._start_timer: asyncio.TimerHandle | None = None

    async def ask(self, question: _Question) -> _Answer:
        """The answer. Raises what `ask_all` raises, and TimeoutError."""
        answer: asyncio.Future[_Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((question, answer, time.monotonic()))
        self._start_soon()
        return await answer

    def _start_soon(self) -> None:
        if not self._waiting or len(self._under_way) >= IN_FLIGHT:
            return
        if len(self._waiting) >= ENOUGH:
            self._start()
        elif self._start_timer is None:
            # Not at once in any case: what comes in this turn of the loop goes together.
            wait = max(self._started_at + PACE_SECONDS - time.monotonic(), 0)
            self._start_timer = asyncio.get_running_loop().call_later(wait, self._start)

    def _start(self) -> None:
        if self._start_timer is not None:
            self._start_timer.cancel()
            self._start_timer = None
        if group := self._next_group():
            self._started_at = time.monotonic()
            self._note_size(len(group))
            task = asyncio.create_task(self._answer(group))
            self._under_way.add(task)
            task.add_done_callback(self._ended)
        self._start_soon()

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self._start_soon()

    def _next_group(self) -> list[tuple[_Question, asyncio.Future[_Answer]]]:
        """Those whose turn it is, without those that have gone or waited too long."""
        group: list[tuple[_Question, asyncio.Future[_Answer]]] = []
        too_early = time.monotonic() - self._patience
        while self._waiting and len(group) < MOST_AT_ONCE:
            question, answer, since = self._waiting.popleft()
            if answer.done():
                continue
            if since < too_early:
                answer.set_exception(TimeoutError("no turn in time"))
            else:
                group.append((question, answer))
        return group

    async def _answer(self, group: list[tuple[_Question, asyncio.Future[_Answer]]]) -> None:
        try:
            async with asyncio.timeout(self._patience):
                answers = await self._ask_all([question for question, _ in group])
            for (_, future), answer in zip(group, answers, strict=True):
                if not future.done():  # it may have gone meanwhile
                    future.set_result(answer)
        except Exception as error:
            for _, future in group:
                if not future.done():
                    future.set_exception(error)
        finally:
            for _, future in group:
                future.cancel()  # only if this was cancelled itself: nobody waits for an answer that never comes

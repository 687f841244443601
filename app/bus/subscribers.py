"""Who wants to know, on this node: subscriptions by topic and key, listeners by topic."""

import asyncio
import contextvars
from collections import deque
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self, TypeAlias

import structlog

from app.bus.messages import GAP, Gap, Interest, Message, Notice

MOST_UNREAD = 16_384
"""Notices a subscription holds for its reader before they become one gap: more than devices a node loses when it dies,
since reading all devices of a brand anew takes longer than looking at those that changed. They are shared; a place
takes eight bytes."""

Listener: TypeAlias = Callable[[Notice], None]

log = structlog.get_logger()


class Subscription:
    """The notices for one reader, in order: `async with` it, `async for` over it.

    A reader that falls 16,384 notices behind finds one `Gap` in their place.
    The iteration ends with the subscription, or when the bus stops.
    """

    __slots__ = ("_arrived", "_ended", "_forget", "_unread", "interests")

    def __init__(self, interests: tuple[Interest, ...], forget: Callable[["Subscription"], None]) -> None:
        self.interests = interests
        self._forget = forget
        self._unread: deque[Notice] = deque()
        self._arrived = asyncio.Event()
        self._ended = False

    def put(self, notice: Notice) -> None:
        """Hand the reader one more notice. For the bus."""
        if len(self._unread) == MOST_UNREAD:
            self._unread.clear()
            notice = GAP
        if notice is not GAP or not self._unread or self._unread[-1] is not GAP:
            self._unread.append(notice)
            self._arrived.set()

    def end(self) -> None:
        """Let the reader finish what is there, and no more. For the bus."""
        self._ended = True
        self._arrived.set()

    def close(self) -> None:
        """Receive nothing more, not even what is still unread."""
        self._forget(self)
        self._unread.clear()
        self.end()

    def take(self, most: int) -> list[Notice]:
        """What has come already, up to `most` notices; never waits."""
        return [self._unread.popleft() for _ in range(min(most, len(self._unread)))]

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Notice:
        while not self._unread:
            if self._ended:
                raise StopAsyncIteration
            self._arrived.clear()
            await self._arrived.wait()
        return self._unread.popleft()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Subscribers:
    """All readers of one node. A message finds its own by dictionary, however many there are."""

    def __init__(self) -> None:
        self._by_interest: dict[Interest, dict[Subscription, None]] = {}
        self._subscriptions: dict[Subscription, None] = {}
        self._listeners: dict[str, dict[object, Listener]] = {}
        self._ended = False
        # A listener must not inherit what the publisher's context holds, its transaction for one.
        self._context = contextvars.copy_context()

    def subscribe(self, interests: tuple[Interest, ...]) -> Subscription:
        """A subscription that receives from now on; an ended one after `end`."""
        if not all(isinstance(part, str) for interest in interests for part in interest):
            raise TypeError("an interest is a topic and a key, both text")
        subscription = Subscription(interests, self._forget)
        if self._ended:
            subscription.end()
            return subscription
        self._subscriptions[subscription] = None
        for interest in interests:
            self._by_interest.setdefault(interest, {})[subscription] = None
        return subscription

    def listen(self, topic: str, listener: Listener) -> Callable[[], None]:
        """Call `listener` for all of `topic` from now on, until the answer is called."""
        mark = object()
        self._listeners.setdefault(topic, {})[mark] = listener
        return lambda: self._stop_listening(topic, mark)

    def deliver(self, messages: Sequence[Message]) -> None:
        """Hand each message to its subscriptions, once each, and to its topic's listeners."""
        for message in messages:
            for subscription in self._interested_in(message):
                subscription.put(message)
        self._call_soon([message for message in messages if message.topic in self._listeners])

    def tell_gap(self) -> None:
        """Tell everybody that messages may have been missed."""
        for subscription in self._subscriptions:
            subscription.put(GAP)
        self._call_soon([GAP])

    def end(self) -> None:
        """End all subscriptions and forget all listeners."""
        self._ended = True
        for subscription in self._subscriptions:
            subscription.end()
        self._subscriptions.clear()
        self._by_interest.clear()
        self._listeners.clear()

    def _interested_in(self, message: Message) -> dict[Subscription, None]:
        topic, keys = message.topic, message.keys
        if len(keys) == 1:
            return self._by_interest.get((topic, keys[0]), {})
        return {found: None for key in keys for found in self._by_interest.get((topic, key), ())}

    def _forget(self, subscription: Subscription) -> None:
        self._subscriptions.pop(subscription, None)
        for interest in subscription.interests:
            interested = self._by_interest.get(interest)
            if interested is not None:
                interested.pop(subscription, None)
                if not interested:
                    del self._by_interest[interest]

    def _stop_listening(self, topic: str, mark: object) -> None:
        listeners = self._listeners.get(topic, {})
        listeners.pop(mark, None)
        if not listeners:
            self._listeners.pop(topic, None)

    def _call_soon(self, notices: Sequence[Notice]) -> None:
        if notices and self._listeners:
            asyncio.get_running_loop().call_soon(self._call, notices, context=self._context)

    def _call(self, notices: Sequence[Notice]) -> None:
        for notice in notices:
            if isinstance(notice, Gap):
                called = [listener for listeners in self._listeners.values() for listener in listeners.values()]
            else:
                called = list(self._listeners.get(notice.topic, {}).values())
            for listener in called:
                try:
                    listener(notice)
                except Exception:
                    name = getattr(listener, "__qualname__", type(listener).__qualname__)
                    log.exception("bus.listener_failed", listener=name)

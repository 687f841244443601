"""The life of a bus between nodes, whatever carries its payloads.

One connection, a `Wire`, both hears and tells. So one sign of life, which has
to come back through the very channel everything else comes through, proves
both ways, and a connection that died without a word is noticed within seconds.

Subscribers on this node are handed a message at once, without a round trip;
our own payloads are recognised when they come back, and count as a sign of
life only.
"""

import asyncio
import contextlib
import random
import secrets
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol

import structlog

from app.bus.interface import BusCounts, BusUnavailable
from app.bus.messages import Interest, Message, Packet, encode, pack, payload_prefix, unpack
from app.bus.outbox import Outbox
from app.bus.subscribers import Listener, Subscribers, Subscription

CONNECT_TIMEOUT = 5.0
STOP_TIMEOUT = 5.0
FIRST_DELAY, LONGEST_DELAY = 0.1, 5.0
MOST_NODES_REMEMBERED = 1_000

log = structlog.get_logger()


class Wire(Protocol):
    """A connection that tells payloads to all nodes, this one among them."""

    @property
    def is_closed(self) -> bool:
        """Whether it is known to have ended."""

    async def tell(self, payloads: Sequence[str]) -> None:
        """Return when whatever carries them has taken these payloads, in their order. Raises when it has not."""

    async def close(self) -> None:
        """End it in peace. May raise."""

    def terminate(self) -> None:
        """End it at once."""


class CarriedBus(ABC):
    """A `Bus` over wires that `_connect` opens, one after the other.

    Asks for a sign of life every `probe_interval` seconds and gives the wire
    `answer_timeout` seconds for each answer. While nobody carries it keeps
    up to `most_waiting` messages for up to `patience` seconds; then it gives
    them up and tells the other nodes of a gap instead.
    """

    def __init__(
        self,
        *,
        probe_interval: float = 3.0,
        answer_timeout: float = 2.0,
        patience: float = 30.0,
        most_waiting: int = 100_000,
    ) -> None:
        self._probe_interval = probe_interval
        self._answer_timeout = answer_timeout
        self._patience = patience
        # New for every start: the numbers of its payloads begin again at 1.
        node = secrets.token_hex(8)
        self._own_prefix = payload_prefix(node)
        self._node = node
        self._outbox = Outbox(node, most_waiting)
        self._newest_from: dict[str, int] = {}
        self._subscribers = Subscribers()
        self._counts = BusCounts()
        self._wake = asyncio.Event()
        self._heard = asyncio.Event()
        self._heard_at: float | None = None
        self._lag = 0.0
        self._connected = False
        self._task: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()
        self._stopped = False

    @abstractmethod
    async def _connect(self, hear: Callable[[str], None], ended: Callable[[], None]) -> Wire:
        """Open a wire that calls `hear` with every payload told from now on, and `ended` when it breaks."""

    @property
    def counts(self) -> BusCounts:
        """See `Bus`."""
        return self._counts

    @property
    def healthy(self) -> bool:
        """See `Bus`."""
        if not self._connected or self._heard_at is None:
            return False
        return time.monotonic() - self._heard_at < self._probe_interval + 2 * self._answer_timeout

    @property
    def lag_seconds(self) -> float:
        """See `Bus`."""
        return self._lag

    @property
    def waiting(self) -> int:
        """See `Bus`."""
        return len(self._outbox)

    @property
    def last_heard(self) -> datetime | None:
        """See `Bus`."""
        if self._heard_at is None:
            return None
        return datetime.now(UTC) - timedelta(seconds=time.monotonic() - self._heard_at)

    async def start(self) -> None:
        """See `Bus`."""
        if self._task is not None:
            raise RuntimeError("this bus has been started before")
        try:
            connection = await self._open()
        except Exception as error:
            raise BusUnavailable from error
        self._subscribers.tell_gap()
        self._task = asyncio.create_task(self._run(connection), name="bus")

    async def stop(self) -> None:
        """See `Bus`."""
        self._stopping.set()
        self._wake.set()
        try:
            if self._task is not None:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(STOP_TIMEOUT):
                        await self._task
        finally:
            self._stopped = True
            self._connected = False
            self._counts.dropped += self._outbox.give_up()
            self._subscribers.end()

    def publish(self, *messages: Message) -> None:
        """See `Bus`."""
        encoded = [encode(message) for message in messages]
        self._counts.published += len(messages)
        self._subscribers.deliver(messages)
        dropped = len(messages) if self._stopped else self._outbox.put(encoded)
        self._counts.dropped += dropped
        if dropped and self._connected:
            log.warning("bus.overflow", dropped=dropped)
        self._wake.set()

    def subscribe(self, *interests: Interest) -> Subscription:
        """See `Bus`."""
        return self._subscribers.subscribe(interests)

    def listen(self, topic: str, listener: Listener) -> Callable[[], None]:
        """See `Bus`."""
        return self._subscribers.listen(topic, listener)

    async def _run(self, wire: Wire | None) -> None:
        """Serve one wire after the other until stopped."""
        try:
            while wire is not None:
                try:
                    await self._serve(wire)
                except Exception as error:  # whatever it was, the node must hear again
                    wire.terminate()
                    wire = await self._reopen(error)
                else:
                    with contextlib.suppress(Exception):  # all is said; `finally` drops what is left
                        async with asyncio.timeout(self._answer_timeout):
                            await wire.close()
                    return
        finally:
            if wire is not None:
                wire.terminate()

    async def _serve(self, wire: Wire) -> None:
        """Send what there is, or else a sign of life, until stopped; raises when the wire fails."""
        while True:
            self._wake.clear()
            if self._outbox.empty:
                if self._stopping.is_set():
                    return
                if not wire.is_closed:
                    await _until(self._wake, self._probe_interval)
            await self._tell(wire)

    async def _tell(self, wire: Wire) -> None:
        """Send the next payloads, or a sign of life, and wait until this wire has heard something."""
        payloads = self._outbox.next_payloads()
        self._heard.clear()
        began = time.monotonic()
        async with asyncio.timeout(self._answer_timeout):
            await wire.tell(payloads or [pack(self._node, self._outbox.last_number)])
            self._counts.payloads_sent += len(payloads)
            self._outbox.sent()
            await self._heard.wait()
        self._lag = time.monotonic() - began

    async def _open(self) -> Wire:
        """A wire that has heard itself."""
        async with asyncio.timeout(CONNECT_TIMEOUT):
            wire = await self._connect(self._on_payload, self._wake.set)
        try:
            await self._tell(wire)
        except BaseException:
            wire.terminate()
            raise
        self._connected = True
        return wire

    async def _reopen(self, reason: Exception) -> Wire | None:
        """The next wire, however long it takes; None when stopped meanwhile."""
        began, delay, dropped = time.monotonic(), FIRST_DELAY, self._counts.dropped
        self._connected = False
        self._counts.outages += 1
        log.warning("bus.lost", error=type(reason).__name__, reason=str(reason) or "no answer in time")
        while True:
            # Half of it by chance, so that the nodes do not all come back at once.
            await _until(self._stopping, delay * random.uniform(0.5, 1.0))  # noqa: S311 - nothing to guess
            delay = min(2 * delay, LONGEST_DELAY)
            try:
                wire = await self._open()
            except Exception:  # one line per outage is enough
                if self._stopping.is_set():
                    return None
                if time.monotonic() - began > self._patience:
                    self._counts.dropped += self._outbox.give_up()
                continue
            seconds, dropped = round(time.monotonic() - began, 1), self._counts.dropped - dropped
            log.info("bus.back", seconds=seconds, dropped=dropped)
            # Only now, while it listens again: what is read after this misses nothing.
            self._subscribers.tell_gap()
            return wire

    def _on_payload(self, payload: str) -> None:
        self._heard_at = time.monotonic()
        self._heard.set()
        if payload.startswith(self._own_prefix):
            return
        packet = unpack(payload)
        if packet is None:
            self._counts.garbled += 1
        else:
            self._receive(packet)

    def _receive(self, packet: Packet) -> None:
        """Hand on what another node says, unless this node has it already; notice what never came."""
        newest = self._newest_from.pop(packet.node, None)
        self._newest_from[packet.node] = packet.number if newest is None else max(newest, packet.number)
        if len(self._newest_from) > MOST_NODES_REMEMBERED:
            del self._newest_from[next(iter(self._newest_from))]  # silent for longest
        is_sign_of_life = not packet.messages and not packet.lost
        if newest is not None and packet.number <= newest:
            self._counts.repeated += not is_sign_of_life
            return
        self._counts.heard += len(packet.messages)
        # A sign of life has the number of the last payload before it, a payload its own.
        if packet.lost or (newest is not None and packet.number > newest + (not is_sign_of_life)):
            self._subscribers.tell_gap()
        self._subscribers.deliver(packet.messages)


async def _until(event: asyncio.Event, seconds: float) -> None:
    """Wait for `event`, at most for `seconds`."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()

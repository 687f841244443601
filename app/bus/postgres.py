"""The bus that comes with the database: PostgreSQL's LISTEN and NOTIFY.

One connection of its own both listens and tells. So one sign of life, which
has to come back through the very channel everything else comes through, proves
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
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

import asyncpg
import structlog

from app.bus.interface import BusCounts, BusUnavailable
from app.bus.messages import Interest, Message, Packet, encode, pack, payload_prefix, unpack
from app.bus.outbox import Outbox
from app.bus.subscribers import Listener, Subscribers, Subscription

Connect: TypeAlias = Callable[[], Awaitable[asyncpg.Connection]]
"""Opens a connection of its own: not from a pool, and not through a proxy that pools transactions."""

CONNECT_TIMEOUT = 5.0
STOP_TIMEOUT = 5.0
FIRST_DELAY, LONGEST_DELAY = 0.1, 5.0
MOST_NODES_REMEMBERED = 1_000

_TELL = "SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS payload"

log = structlog.get_logger()


class PostgresBus:
    """A `Bus` between all nodes that use the same database and `channel`.

    Asks for a sign of life every `probe_interval` seconds and gives the server
    `answer_timeout` seconds for each answer. While the server is away it keeps
    up to `most_waiting` messages for up to `patience` seconds; then it gives
    them up and tells the other nodes of a gap instead.
    """

    def __init__(
        self,
        connect: Connect,
        *,
        channel: str = "claimstead",
        probe_interval: float = 3.0,
        answer_timeout: float = 2.0,
        patience: float = 30.0,
        most_waiting: int = 100_000,
    ) -> None:
        if not 0 < len(channel.encode()) < 64:
            raise ValueError("a channel's name has 1 to 63 bytes")
        self._connect = connect
        self._channel = channel
        self._probe_interval = probe_interval
        self._answer_timeout = answer_timeout
        self._patience = patience
        # New for every start: the numbers of its payloads begin again at 1.
        node = secrets.token_hex(8)
        self._own_prefix = payload_prefix(node)
        self._sign_of_life = pack(node, 0)
        self._outbox = Outbox(node, most_waiting)
        self._newest_from: dict[str, int] = {}
        self._subscribers = Subscribers()
        self._counts = BusCounts()
        self._wake = asyncio.Event()
        self._heard = asyncio.Event()
        self._heard_at: float | None = None
        self._connected = False
        self._task: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()
        self._stopped = False

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

    async def _run(self, connection: asyncpg.Connection | None) -> None:
        """Serve one connection after the other until stopped."""
        try:
            while connection is not None:
                try:
                    await self._serve(connection)
                except Exception as error:  # whatever it was, the node must hear again
                    connection.terminate()
                    connection = await self._reopen(error)
                else:
                    with contextlib.suppress(Exception):  # all is said; `finally` drops what is left
                        await connection.close(timeout=self._answer_timeout)
                    return
        finally:
            if connection is not None:
                connection.terminate()

    async def _serve(self, connection: asyncpg.Connection) -> None:
        """Send what there is, or else a sign of life, until stopped; raises when the connection fails."""
        while True:
            self._wake.clear()
            if self._outbox.empty:
                if self._stopping.is_set():
                    return
                if not connection.is_closed():
                    await _until(self._wake, self._probe_interval)
            await self._tell(connection)

    async def _tell(self, connection: asyncpg.Connection) -> None:
        """Send the next payloads, or a sign of life, and wait until this connection has heard something."""
        payloads = self._outbox.next_payloads()
        self._heard.clear()
        async with asyncio.timeout(self._answer_timeout):
            await connection.execute(_TELL, self._channel, payloads or [self._sign_of_life])
            self._counts.payloads_sent += len(payloads)
            self._outbox.sent()
            await self._heard.wait()

    async def _open(self) -> asyncpg.Connection:
        """A connection that listens and has heard itself."""
        async with asyncio.timeout(CONNECT_TIMEOUT):
            connection = await self._connect()
        try:
            connection.add_termination_listener(lambda _: self._wake.set())
            async with asyncio.timeout(self._answer_timeout):
                # Nothing is stored, so a commit need not wait for the disk or a standby.
                await connection.execute("SET synchronous_commit TO off")
                await connection.add_listener(self._channel, self._on_notification)
            await self._tell(connection)
        except BaseException:
            connection.terminate()
            raise
        self._connected = True
        return connection

    async def _reopen(self, reason: Exception) -> asyncpg.Connection | None:
        """The next connection, however long it takes; None when stopped meanwhile."""
        began, delay, dropped = time.monotonic(), FIRST_DELAY, self._counts.dropped
        self._connected = False
        self._counts.outages += 1
        log.warning("bus.lost", error=type(reason).__name__, reason=str(reason) or "no answer in time")
        while True:
            # Half of it by chance, so that the nodes do not all come back at once.
            await _until(self._stopping, delay * random.uniform(0.5, 1.0))  # noqa: S311 - nothing to guess
            delay = min(2 * delay, LONGEST_DELAY)
            try:
                connection = await self._open()
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
            return connection

    def _on_notification(self, _connection: object, _process: int, _channel: str, payload: str) -> None:
        self._heard_at = time.monotonic()
        self._heard.set()
        if payload.startswith(self._own_prefix):
            return
        packet = unpack(payload)
        if packet is None:
            self._counts.garbled += 1
        elif packet.number > 0:
            self._receive(packet)

    def _receive(self, packet: Packet) -> None:
        """Hand on what another node says, unless this node has it already."""
        newest = self._newest_from.pop(packet.node, 0)
        self._newest_from[packet.node] = max(newest, packet.number)
        if len(self._newest_from) > MOST_NODES_REMEMBERED:
            del self._newest_from[next(iter(self._newest_from))]  # silent for longest
        if packet.number <= newest:
            self._counts.repeated += 1
            return
        self._counts.heard += len(packet.messages)
        if packet.lost:
            self._subscribers.tell_gap()
        self._subscribers.deliver(packet.messages)


async def _until(event: asyncio.Event, seconds: float) -> None:
    """Wait for `event`, at most for `seconds`."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()

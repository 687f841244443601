"""Nodes on one bus, and ways to harm what lies between them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Protocol
from uuid import uuid4

import asyncpg

from app.bus import Bus, Notice, Subscription
from app.bus.postgres import PostgresBus


class Network(Protocol):
    """What carries messages between the nodes of one test. Each kind of bus brings its own."""

    async def node(self) -> Bus:
        """One more node, started; stopped at the test's end."""

    async def cut(self, bus: Bus) -> None:
        """End what connects this node to the others, once."""

    def away(self, *buses: Bus) -> contextlib.AbstractAsyncContextManager[None]:
        """While inside, these nodes reach no other."""

    async def intrude(self, payload: str) -> None:
        """Send `payload` to all nodes, as a stranger would."""


@dataclass(slots=True)
class Wire:
    """What connects one node to the database."""

    reachable: bool = True
    connections: list[asyncpg.Connection] = field(default_factory=list)


class PostgresNetwork:
    """Nodes that talk through one channel of the tests' database."""

    def __init__(self, dsn: str) -> None:
        self.dsn = dsn
        self.channel = f"bus-test-{uuid4()}"
        self._wires: dict[Bus, Wire] = {}

    async def node(
        self,
        *,
        probe_interval: float = 3.0,
        answer_timeout: float = 2.0,
        patience: float = 30.0,
        most_waiting: int = 100_000,
        **address: object,
    ) -> PostgresBus:
        """A started node; `address` says where its database connections go instead of the usual."""
        wire = Wire()

        async def connect() -> asyncpg.Connection:
            if not wire.reachable:
                raise ConnectionRefusedError
            wire.connections.append(await asyncpg.connect(self.dsn, **address))
            return wire.connections[-1]

        bus = PostgresBus(
            connect,
            channel=self.channel,
            probe_interval=probe_interval,
            answer_timeout=answer_timeout,
            patience=patience,
            most_waiting=most_waiting,
        )
        self._wires[bus] = wire
        await bus.start()
        return bus

    async def cut(self, bus: Bus) -> None:
        process = self._wires[bus].connections[-1].get_server_pid()
        await self._execute("SELECT pg_terminate_backend($1, 5000)", process)

    @contextlib.asynccontextmanager
    async def away(self, *buses: Bus) -> AsyncIterator[None]:
        for bus in buses:
            self._wires[bus].reachable = False
            await self.cut(bus)
            await until_away(bus)
        yield
        for bus in buses:
            self._wires[bus].reachable = True

    async def intrude(self, payload: str) -> None:
        await self._execute("SELECT pg_notify($1, $2)", self.channel, payload)

    async def close(self) -> None:
        for bus in self._wires:
            await bus.stop()

    async def _execute(self, statement: str, *arguments: object) -> None:
        connection = await asyncpg.connect(self.dsn)
        await connection.execute(statement, *arguments)
        await connection.close()


async def take(subscription: Subscription, count: int) -> list[Notice]:
    """The next `count` notices; fails when they do not come within seconds."""
    async with asyncio.timeout(10):
        return [await anext(subscription) for _ in range(count)]


async def take_until(subscription: Subscription, end: Notice) -> list[Notice]:
    """The notices before `end`; fails when it does not come within seconds."""
    notices: list[Notice] = []
    async with asyncio.timeout(10):
        while (notice := await anext(subscription)) != end:
            notices.append(notice)
    return notices


class Heard:
    """A listener that remembers."""

    def __init__(self) -> None:
        self._notices: asyncio.Queue[Notice] = asyncio.Queue()

    def __call__(self, notice: Notice) -> None:
        self._notices.put_nowait(notice)

    async def until(self, end: Notice) -> list[Notice]:
        """The notices before `end`; fails when it does not come within seconds."""
        notices: list[Notice] = []
        async with asyncio.timeout(10):
            while (notice := await self._notices.get()) != end:
                notices.append(notice)
        return notices

    @property
    def nothing_more(self) -> bool:
        return self._notices.empty()


async def eventually(condition: Callable[[], bool]) -> None:
    """Return when `condition` has come true; fails when it does not within seconds."""
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - nobody tells of a count or of health
            await asyncio.sleep(0.01)


async def until_back(bus: Bus) -> None:
    """Return when the node hears the others again."""
    await eventually(lambda: bus.healthy)


async def until_away(bus: Bus) -> None:
    """Return when the node knows that it does not hear the others."""
    await eventually(lambda: not bus.healthy)

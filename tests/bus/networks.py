"""Nodes on one bus, and ways to harm what lies between them."""

import asyncio
import contextlib
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import uuid4

import asyncpg
import nats

from app.bus import Bus, Notice, Subscription
from app.bus.nats import NatsBus
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


class NatsServer:
    """A `nats-server` of the tests' own, on a free port."""

    def __init__(self, *, is_impatient: bool = False) -> None:
        """`is_impatient`: it cuts off who leaves a megabyte unread for a moment, instead of 64 for ten seconds."""
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self._configuration = 'max_pending: 1MB\nwrite_deadline: "0.5s"\n' if is_impatient else ""
        self._process: subprocess.Popen[bytes] | None = None

    @staticmethod
    def is_installed() -> bool:
        """Whether there is such a program here."""
        return shutil.which("nats-server") is not None

    def start(self) -> None:
        """Start it, and return when it can be reached."""
        with tempfile.NamedTemporaryFile("w", suffix=".conf") as file:
            file.write(self._configuration)
            file.flush()
            self._process = subprocess.Popen(
                ["nats-server", "-c", file.name, "-a", "127.0.0.1", "-p", str(self.port)],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            deadline = time.monotonic() + 20
            while True:
                try:
                    socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                except OSError:
                    assert time.monotonic() < deadline, "nats-server does not start"
                    time.sleep(0.02)
                else:
                    return

    @property
    def url(self) -> str:
        """Where nodes find it."""
        return f"nats://127.0.0.1:{self.port}"

    def kill(self) -> None:
        """End it without a word."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(10)


class Line:
    """A TCP line to a server that can die without a word to either end, or be cut."""

    def __init__(self, server: str | tuple[str, int]) -> None:
        self._server = server
        self._alive = asyncio.Event()
        self._alive.set()
        self._writers: set[asyncio.StreamWriter] = set()
        self.port = 0
        self.is_open = True
        """Whether new calls are taken."""

    def die(self) -> None:
        """Let nothing through any more on the lines that are open; new ones work."""
        self._alive.clear()
        self._alive = asyncio.Event()
        self._alive.set()

    def cut(self) -> None:
        """End what is open."""
        for writer in self._writers:
            writer.transport.abort()

    @contextlib.asynccontextmanager
    async def laid(self) -> AsyncIterator["Line"]:
        calls: set[asyncio.Task[None]] = set()

        async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            calls.add(asyncio.current_task())  # type: ignore[arg-type]
            self._writers.add(writer)
            with contextlib.suppress(asyncio.CancelledError, ConnectionError):
                if self.is_open:
                    await self._carry_both_ways(reader, writer)
            self._writers.discard(writer)
            writer.close()

        async with await asyncio.start_server(connect, "127.0.0.1", 0) as server:
            self.port = server.sockets[0].getsockname()[1]
            yield self
            for call in calls:
                call.cancel()
            await asyncio.gather(*calls)

    async def _carry_both_ways(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if isinstance(self._server, str):
            far_reader, far_writer = await asyncio.open_unix_connection(self._server)
        else:
            far_reader, far_writer = await asyncio.open_connection(*self._server)
        alive = self._alive

        async def carry(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
            with contextlib.suppress(ConnectionError):
                while data := await source.read(65_536):
                    await alive.wait()
                    target.write(data)
            target.close()

        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(carry(reader, far_writer))
                group.create_task(carry(far_reader, writer))
        finally:
            far_writer.close()


class NatsNetwork:
    """Nodes that talk through one subject of a NATS server, each over a line of its own that can be cut."""

    def __init__(self, port: int) -> None:
        self.subject = f"bus-test-{uuid4()}"
        self._port = port
        self._lines: dict[Bus, Line] = {}
        self._laid = contextlib.AsyncExitStack()

    async def node(self, **timing: Any) -> NatsBus:
        """A started node."""
        line = await self._laid.enter_async_context(Line(("127.0.0.1", self._port)).laid())
        bus = NatsBus(f"nats://127.0.0.1:{line.port}", subject=self.subject, **timing)
        self._lines[bus] = line
        await bus.start()
        return bus

    async def cut(self, bus: Bus) -> None:
        self._lines[bus].cut()

    @contextlib.asynccontextmanager
    async def away(self, *buses: Bus) -> AsyncIterator[None]:
        for bus in buses:
            self._lines[bus].is_open = False
            self._lines[bus].cut()
            await until_away(bus)
        yield
        for bus in buses:
            self._lines[bus].is_open = True

    async def intrude(self, payload: str) -> None:
        client = await nats.connect(f"nats://127.0.0.1:{self._port}")
        await client.publish(self.subject, payload.encode())
        await client.flush()  # the server has taken it: what others send from now on comes after it
        await client.close()

    async def close(self) -> None:
        for bus in self._lines:
            await bus.stop()
        await self._laid.aclose()


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

"""A WebSocket echo on the devices' transport: what conformance suites speak to, with no database behind it."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator

import uvicorn
from starlette.applications import Starlette

from app.device_ws import engine
from app.device_ws.carrier import Carrier
from app.device_ws.connection import DeviceConnection
from app.device_ws.framing import BINARY, encoded
from app.device_ws.session import Session


class _Echo:
    """Lets everybody in, and says back what it hears: admission and sessions in one.

    A connection stands for its own session.
    """

    async def admit(self, newcomer: DeviceConnection) -> None:
        await newcomer.accept()
        newcomer.attach(newcomer)  # type: ignore[arg-type]

    def receive(self, session: Session, message: str | bytes) -> None:
        connection: DeviceConnection = session  # type: ignore[assignment]
        if isinstance(message, str):
            connection.send_text(message)
        else:
            connection._transport.write(encoded(BINARY, message))  # devices are never sent any

    def hear(self, session: Session) -> None:
        """Nobody asks."""

    def left(self, session: Session) -> None:
        """Nobody asks."""


class _Server(uvicorn.Server):
    """Tells when it listens, and leaves signals to others."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listens = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listens.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextlib.asynccontextmanager
async def echo_server(most_bytes: int) -> AsyncIterator[int]:
    """An echo at `/device` of this port, for messages of so many bytes."""
    echo = _Echo()
    carrier = Carrier(echo, echo, lambda connection: "", most_bytes)
    config = uvicorn.Config(Starlette(), loop="uvloop", lifespan="off", log_config=None, **engine(carrier))
    server = _Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        await server.listens.wait()
        try:
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            await serving

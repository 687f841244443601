"""A server with limits that a test can wait for, its own raw clients, and a meter for how long the loop was held."""

import asyncio
import contextlib
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute

from app.context.access_tokens import AccessTokens
from app.device_ws.protocol import ENGINE, SocketProtocol
from app.domain.parts import Parts
from app.graphql import create_schema
from app.graphql.limits import OPERATION_SECONDS
from app.http.graphql_endpoint import INIT_SECONDS, GraphQLEndpoint
from app.http.limits import answer_bug, http_middleware
from app.http.server_protocol import READING_SECONDS, REQUEST_SECONDS, GuardedSocket, HttpProtocol
from app.secrets.keys import KeyRing
from tests.api.clients import Door

ALLOWED_ORIGIN = "https://console.example"
STREAMED_PATH = "/stream"
_BEAT_SECONDS = 0.005


class _Server(uvicorn.Server):
    """uvicorn inside the tests' process, which keeps its own way of being interrupted."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@dataclass(frozen=True)
class LimitedServer:
    """A server that listens on a port of its own."""

    port: int
    door: Door
    engine: uvicorn.Server = field(repr=False)

    async def nobody_left(self, *, within: float) -> None:
        """Wait until all connections have ended, and all that was done for them."""
        async with asyncio.timeout(within):
            while self.engine.server_state.connections or self.engine.server_state.tasks:  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    @asynccontextmanager
    async def raw(self, *, small_buffer: bool = False) -> AsyncIterator["RawConnection"]:
        """A TCP connection to it; with a small buffer, little of what it sends is taken without being read."""
        client = socket.socket()
        client.setblocking(False)
        if small_buffer:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        await asyncio.get_running_loop().sock_connect(client, ("127.0.0.1", self.port))
        reader, writer = await asyncio.open_connection(sock=client)
        try:
            yield RawConnection(reader, writer)
        finally:
            writer.transport.abort()


@dataclass(frozen=True)
class RawConnection:
    """Bytes to and from the server."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, data: bytes) -> None:
        """Send bytes, as soon as the server takes them."""
        self.writer.write(data)
        await self.writer.drain()

    async def answer(self, *, within: float = 5) -> bytes:
        """All that the server sends until it closes the connection."""
        async with asyncio.timeout(within):
            try:
                return await self.reader.read(-1)
            except ConnectionResetError:
                return b""


@asynccontextmanager
async def limited_server(
    parts: Parts,
    keys: KeyRing,
    *,
    operation_seconds: float = OPERATION_SECONDS,
    request_seconds: float = REQUEST_SECONDS,
    reading_seconds: float = READING_SECONDS,
    init_seconds: float = INIT_SECONDS,
    graphiql: bool = False,
) -> AsyncIterator[LimitedServer]:
    """A server over the test's database with these limits. It lets one foreign origin in and streams to one path."""
    access_tokens = AccessTokens(keys.signing, keys.current_signing, issuer="https://tests.example")
    endpoint = GraphQLEndpoint(
        create_schema(operation_seconds=operation_seconds),
        parts,
        access_tokens,
        trusted_proxies=(),
        allowed_origins=(ALLOWED_ORIGIN,),
        graphiql=graphiql,
        init_seconds=init_seconds,
    )
    app = Starlette(
        routes=[
            Route("/graphql", endpoint),
            WebSocketRoute("/graphql", endpoint),
            Route(STREAMED_PATH, _count_bytes, methods=["POST"]),
            Route("/bug", _meet_a_bug),
        ],
        middleware=http_middleware((ALLOWED_ORIGIN,), streamed=(STREAMED_PATH,)),
        exception_handlers={Exception: answer_bug},
    )
    http = type(
        "Http",
        (HttpProtocol,),
        {
            "request_seconds": request_seconds,
            "reading_seconds": reading_seconds,
            "streamed_paths": frozenset({STREAMED_PATH}),
        },
    )
    engine = type("Socket", (GuardedSocket, SocketProtocol), {"reading_seconds": reading_seconds})
    with socket.socket() as listener:
        # Small buffers in the kernel, inherited by connections: an idle reader shows after kilobytes.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8 * 1024)
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        server = _Server(
            uvicorn.Config(
                app,
                lifespan="off",
                log_config=None,
                proxy_headers=False,
                timeout_graceful_shutdown=1,
                timeout_keep_alive=1,
                **{**ENGINE, "http": http, "ws": engine},
            )
        )
        running = asyncio.create_task(server.serve(sockets=[listener]))
        while not server.started:
            assert not running.done(), "the server did not start"
            await asyncio.sleep(0.01)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=30) as client:
            yield LimitedServer(port, Door(client, access_tokens), server)
        server.should_exit = True
        await running


async def _count_bytes(request: Request) -> Response:
    count = 0
    async for part in request.stream():
        count += len(part)
    return PlainTextResponse(str(count))


async def _meet_a_bug(request: Request) -> Response:
    raise ValueError("a secret of the house")


class Lag:
    """How long the event loop was held at most while the block ran, in seconds of its thread's processor time.

    Processor time, because what others do on the machine is not the server's fault.
    """

    def __init__(self) -> None:
        self.longest = 0.0

    async def _beat(self) -> None:
        while True:
            before = time.thread_time()
            await asyncio.sleep(_BEAT_SECONDS)
            self.longest = max(self.longest, time.thread_time() - before)


@asynccontextmanager
async def loop_lag() -> AsyncIterator[Lag]:
    """Measure how long callbacks wait for their turn while the block runs."""
    lag = Lag()
    beat = asyncio.create_task(lag._beat())
    await asyncio.sleep(2 * _BEAT_SECONDS)
    try:
        yield lag
        await asyncio.sleep(2 * _BEAT_SECONDS)
    finally:
        beat.cancel()

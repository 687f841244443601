"""One real server for each test process, and the people who come to its door."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import asyncpg
import httpx
import pytest

from app.bus.postgres import PostgresBus
from app.context.access_tokens import AccessTokens
from app.domain.parts import Parts
from app.main import create_server
from app.secrets.keys import KeyRing
from app.settings import Settings
from tests.api.clients import Door
from tests.api.postmen import a_postman, a_worker
from tests.mail_sink import Sink, a_sink


@pytest.fixture(scope="session")
def keys() -> KeyRing:
    """The keys of the server and of what builders make for it."""
    return KeyRing.generate()


@pytest.fixture(scope="session")
async def parts(database: str, keys: KeyRing) -> AsyncIterator[Parts]:
    """A second node beside the server: same keys, same database, a bus of its own."""
    bus = PostgresBus(partial(asyncpg.connect, database))
    await bus.start()
    yield Parts.of(keys, bus, "http://127.0.0.1:8000")
    await bus.stop()


@contextlib.asynccontextmanager
async def a_door(database: str, keys: KeyRing, web: Path) -> AsyncIterator[Door]:
    """The door of a server that listens on a port of its own and believes what clients say of their address.

    Its web apps are those that are built in the folder `web`.
    """
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        settings = Settings(
            port=port, public_url=f"http://127.0.0.1:{port}", trusted_proxies="127.0.0.1/32", jobs=False
        )
        server = create_server(settings, keys, database, web=web)
        # The tests' process keeps its own way of being interrupted.
        server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign,assignment]
        running = asyncio.create_task(server.serve(sockets=[listener]))
        while not server.started:
            assert not running.done(), "the server did not start"
            await asyncio.sleep(0.01)
        async with httpx.AsyncClient(
            base_url=settings.public_url, limits=httpx.Limits(max_connections=100), trust_env=False, verify=False
        ) as http:
            yield Door(http, AccessTokens(keys.signing, keys.current_signing, issuer=settings.public_url))
        server.should_exit = True
        await running


@pytest.fixture(scope="session")
async def door(database: str, keys: KeyRing, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    """A server without web apps, whether they are built in this checkout or not."""
    async with a_door(database, keys, tmp_path_factory.mktemp("web")) as opened:
        yield opened


@pytest.fixture
async def worker(door: Door, database: str, parts: Parts) -> AsyncIterator[None]:
    """A worker on another node than the server's, which does jobs while the test runs."""
    async with a_worker(parts, database):
        yield


@pytest.fixture
async def mails(door: Door, database: str, parts: Parts) -> AsyncIterator[Sink]:
    """A mail server, and a worker that hands mails over to it while the test runs."""
    async with a_sink() as sink, a_postman(parts, database, sink):
        yield sink

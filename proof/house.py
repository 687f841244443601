"""Servers of the proofs' own: processes over one fresh database, with keys that the proof knows."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import partial

import asyncpg

from app.bus.postgres import PostgresBus
from app.context.access_tokens import AccessTokens
from app.database.connection import close_database, open_database
from app.domain.parts import Parts
from app.secrets.keys import KeyRing
from bench.house import fresh_postgres, migrate

ADDRESS = "https://claim.example"
"""The public address, the same for all processes, so that an access token is good at each."""


@dataclass(frozen=True)
class House:
    """A database, the keys to it, and the addresses of the processes that serve it."""

    dsn: str
    keys: KeyRing
    servers: tuple[str, ...]

    @property
    def access_tokens(self) -> AccessTokens:
        """Signs what the servers believe."""
        return AccessTokens(self.keys.signing, self.keys.current_signing, issuer=ADDRESS)

    @asynccontextmanager
    async def parts(self) -> AsyncIterator[Parts]:
        """What operations of the domain work with, in this process, beside the servers."""
        await open_database(self.dsn)
        bus = PostgresBus(partial(asyncpg.connect, self.dsn))
        await bus.start()
        try:
            yield Parts.of(self.keys, bus, ADDRESS)
        finally:
            await bus.stop()
            await close_database()


@contextmanager
def house(servers: int) -> Iterator[House]:
    """A fresh database with so many server processes."""
    keys = KeyRing.generate()
    with fresh_postgres() as dsn, ExitStack() as running:
        asyncio.run(migrate(dsn))
        yield House(dsn, keys, tuple(running.enter_context(_server(dsn, keys)) for _ in range(servers)))


def free_port() -> int:
    """A port to serve on: a server that is given none tells its public address only."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


@contextmanager
def _server(dsn: str, keys: KeyRing) -> Iterator[str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("CLAIMSTEAD_")}
    settings = {
        "CLAIMSTEAD_DATABASE_URL": dsn,
        "CLAIMSTEAD_KEYS": keys.to_json(),
        "CLAIMSTEAD_PUBLIC_URL": ADDRESS,
        "CLAIMSTEAD_TRUSTED_PROXIES": "127.0.0.1/32",
    }
    port = free_port()
    command = [sys.executable, "-m", "app.cli", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env={**ours, **settings}, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert any("running at" in line for line in process.stdout), "the server ended instead of starting"
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(60)

"""A server process beside the one of the tests, over the same database."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import httpx

from app.secrets.keys import KeyRing
from tests.api.clients import Client
from tests.cli.processes import Server


class OtherNode:
    """A server process beside the one of `door`, which can be killed and come back at the same place."""

    def __init__(
        self, database: str, keys: KeyRing, public_url: str, *, faketime: str = "", nats_url: str = ""
    ) -> None:
        """`faketime`: how wrong its clock is, such as `+120s`."""
        self._faketime = faketime
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self._settings = {
            "database_url": database,
            "keys": keys.to_json(),
            "public_url": public_url,
            "jobs": "false",
            "trusted_proxies": "127.0.0.1/32",
            **({"nats_url": nats_url} if nats_url else {}),
        }
        self._server = self._start()

    def _start(self) -> Server:
        return Server("--port", str(self.port), faketime=self._faketime, **self._settings)

    @property
    def address(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self.port}"

    @asynccontextmanager
    async def seen_by(self, client: Client) -> AsyncIterator[Client]:
        """The same person, as a client of this node."""
        async with httpx.AsyncClient(base_url=f"http://{self.address}", trust_env=False) as http:
            yield replace(client, http=http)

    async def kill(self) -> None:
        """End it without a chance to say anything."""
        await asyncio.to_thread(self._server.stop, signal.SIGKILL)

    async def come_back(self) -> None:
        """Start it again, where it was."""
        self._server = await asyncio.to_thread(self._start)

    def pause(self) -> None:
        """Let it do nothing until `go_on`, as a machine would that has too much else to do."""
        self._server.send(signal.SIGSTOP)

    def go_on(self) -> None:
        """End the pause."""
        self._server.send(signal.SIGCONT)

    async def says(self, words: str) -> None:
        """Return when its log has a line with these words."""
        await asyncio.to_thread(self._server.wait_for, words, 10)

    async def restart(self) -> None:
        """Stop it in peace, and start it again where it was."""
        assert await asyncio.to_thread(self._server.stop, signal.SIGTERM) == 0
        await self.come_back()

    def stop(self) -> None:
        """End it in peace."""
        assert self._server.stop(signal.SIGTERM) in {0, -signal.SIGKILL}

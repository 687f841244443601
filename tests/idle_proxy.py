"""A proxy as they stand before servers: it passes bytes on, and gives up connections on which nothing is said."""

import asyncio
import contextlib
from collections.abc import AsyncIterator


class IdleProxy:
    """Where it listens, and what it did."""

    def __init__(self, idle_seconds: float, *, is_silent: bool) -> None:
        self.port = 0
        self.dropped = 0
        """Connections given up."""
        self.is_open = True
        """Whether new ones are taken."""
        self._idle_seconds = idle_seconds
        self._is_silent = is_silent
        self._abandoned: list[asyncio.StreamWriter] = []

    async def carry(self, server_port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until an end of it, or silence."""
        if not self.is_open:
            writer.transport.abort()
            return
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", server_port)
        loop = asyncio.get_running_loop()
        heard_at = loop.time()

        async def pass_on(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
            nonlocal heard_at
            while data := await source.read(65_536):
                heard_at = loop.time()
                target.write(data)

        both = [asyncio.create_task(pass_on(reader, far_writer)), asyncio.create_task(pass_on(far_reader, writer))]
        while not any(task.done() for task in both):
            left = heard_at + self._idle_seconds - loop.time()
            if left <= 0:
                self.dropped += 1
                break
            await asyncio.wait(both, timeout=left, return_when=asyncio.FIRST_COMPLETED)
        is_idle = not any(task.done() for task in both)
        for task in both:
            task.cancel()
        await asyncio.gather(*both, return_exceptions=True)
        writer.transport.abort()
        if is_idle and self._is_silent:
            self._abandoned.append(far_writer)  # the server is told nothing, as behind a box that has forgotten
        else:
            far_writer.transport.abort()

    def end(self) -> None:
        """Let go of what it kept from the server."""
        for writer in self._abandoned:
            writer.transport.abort()


@contextlib.asynccontextmanager
async def an_idle_proxy(server_port: int, idle_seconds: float, *, is_silent: bool = False) -> AsyncIterator[IdleProxy]:
    """A proxy before a server of this machine. A silent one tells only the client that it has given a connection up."""
    proxy = IdleProxy(idle_seconds, is_silent=is_silent)
    carrying: set[asyncio.Task[None]] = set()

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        carrying.add(task)
        with contextlib.suppress(OSError, asyncio.CancelledError):
            await proxy.carry(server_port, reader, writer)
        carrying.discard(task)

    async with await asyncio.start_server(carry, "127.0.0.1", 0) as listening:
        proxy.port = listening.sockets[0].getsockname()[1]
        yield proxy
        for task in carrying:
            task.cancel()
        await asyncio.gather(*carrying)
        proxy.end()

"""Several processes that serve one listening socket, and the parent that looks after them.

The parent owns what there is once: the embedded PostgreSQL, migrations, keys
and the socket. A worker is a whole server and a node of its own. One that dies
is replaced, and so is one that hangs, which is killed first; connections that
wait in the socket's queue meanwhile are taken by the others.
"""

import asyncio
import multiprocessing
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ctypes import c_uint64
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Final, TypeAlias

import structlog
import uvloop

from app.cli import open_files
from app.cli.serving import Company, ServerNotStarted, run_server
from app.cli.terminal import STOP_SIGNALS
from app.logs import configure_logging
from app.secrets.keys import KeyRing
from app.settings import Settings

STOPPING_SECONDS: Final = 40.0
"""How long workers may take to see everybody off before they are killed."""

FIRST_PAUSE, LONGEST_PAUSE = 0.2, 15.0
"""Before a worker that died young is replaced: twice as long each time."""

YOUNG_SECONDS: Final = 20.0

SIGN_SECONDS: Final = 1.0
"""How often a worker shows that its loop turns."""

MOST_SIGNS_MISSED: Final = 10
"""A worker that shows none for so long is killed. Its devices are offline for everybody by then, since it cannot show
itself in the database either, and come back to the others when their connections end."""

Signs: TypeAlias = c_uint64
"""How often a worker has shown that it lives: memory shared with its parent, so that neither makes the other wait."""

_log = structlog.get_logger()


@dataclass(frozen=True)
class Serving:
    """What every worker needs; it travels to a fresh process."""

    settings: Settings
    keys: KeyRing
    dsn: str
    listener: socket.socket
    siblings: Path
    """The folder where the workers find each other."""


def run_workers(serving: Serving, accompany: Company) -> None:
    """Serve with as many processes as the settings say, until a signal says otherwise.

    The company begins when all of them serve. Raises ServerNotStarted when one
    of the first cannot.
    """
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(Workers(serving).run(accompany))


class Workers:
    """The parent's view of its workers."""

    def __init__(self, serving: Serving) -> None:
        self._serving = serving
        self._processes: dict[int, SpawnProcess] = {}
        self._stopping = asyncio.Event()

    async def run(self, accompany: Company) -> None:
        """See `run_workers`."""
        loop = asyncio.get_running_loop()
        for number in STOP_SIGNALS:
            loop.add_signal_handler(number, self._stop)
        ready = [loop.create_future() for _ in range(self._serving.settings.workers)]
        keeping = [asyncio.create_task(self._keep(number, ready[number])) for number in range(len(ready))]
        company = asyncio.create_task(_after(ready, accompany))
        try:
            await asyncio.gather(*keeping)
        finally:
            company.cancel()
            self._stop()
            for task in keeping:
                with suppress(ServerNotStarted):
                    await task
            with suppress(asyncio.CancelledError, ServerNotStarted):
                await company

    def _stop(self) -> None:
        """Have all workers send everybody away, and replace none."""
        if not self._stopping.is_set():
            self._stopping.set()
            for process in self._processes.values():
                process.terminate()
            asyncio.get_running_loop().call_later(STOPPING_SECONDS, self._kill)

    def _kill(self) -> None:
        for number, process in self._processes.items():
            _log.error("worker.killed", worker=number)
            process.kill()

    async def _keep(self, number: int, ready: asyncio.Future[None]) -> None:
        """One worker after the other in this place, until all are stopped."""
        pause = FIRST_PAUSE
        while not self._stopping.is_set():
            began = time.monotonic()
            process, told, signs = self._start(number)
            try:
                is_ready = await _word_from(told)
                if is_ready and not ready.done():
                    ready.set_result(None)
                elif is_ready:
                    _log.info("worker.replaced", worker=number)
                watching = asyncio.create_task(self._watch(number, process, signs)) if is_ready else None
                await _end_of(process)
                if watching is not None:
                    watching.cancel()
            finally:
                told.close()
                del self._processes[number]
            if self._stopping.is_set():
                return
            if not ready.done():
                ready.set_exception(ServerNotStarted())
                raise ServerNotStarted
            _log.warning("worker.died", worker=number, exit_code=process.exitcode)
            pause = FIRST_PAUSE if time.monotonic() - began > YOUNG_SECONDS else min(2 * pause, LONGEST_PAUSE)
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._stopping.wait()

    async def _watch(self, number: int, process: SpawnProcess, signs: Signs) -> None:
        """Kill a worker that shows no sign of life any more; `_keep` notices its end."""
        seen, missed = -1, 0
        while missed < MOST_SIGNS_MISSED:
            # Counted instead of timed: a machine that slept has let nobody show anything.
            await asyncio.sleep(SIGN_SECONDS)
            missed = missed + 1 if signs.value == seen else 0
            seen = signs.value
        _log.error("worker.hangs", worker=number, seconds=round(missed * SIGN_SECONDS))
        process.kill()

    def _start(self, number: int) -> tuple[SpawnProcess, Connection, Signs]:
        # A fresh process instead of a forked one, which would share the parent's locks and sockets.
        context = multiprocessing.get_context("spawn")
        told, tell = context.Pipe(duplex=False)
        signs: Signs = context.RawValue(c_uint64, 0)
        process = context.Process(target=_work, args=(number, self._serving, tell, signs), name=f"worker {number}")
        with _signals_held_back():
            process.start()
        tell.close()  # so that the end of the worker is the end of the pipe
        self._processes[number] = process
        return process, told, signs


@contextmanager
def _signals_held_back() -> Iterator[None]:
    """Let no stop signal reach a process that is started in the block before it has said what it does with one."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


async def _after(ready: list[asyncio.Future[None]], accompany: Company) -> None:
    await asyncio.gather(*ready)
    await accompany()


async def _word_from(told: Connection) -> bool:
    """Whether the worker at the other end says that it serves, before it ends."""
    await _readable(told.fileno())
    try:
        told.recv_bytes()
    except EOFError:
        return False
    return True


async def _end_of(process: SpawnProcess) -> None:
    await _readable(process.sentinel)
    process.join()


async def _readable(descriptor: int) -> None:
    loop, there = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(descriptor, there.set)
    try:
        await there.wait()
    finally:
        loop.remove_reader(descriptor)


# ---- In the worker. ----


def _work(number: int, serving: Serving, tell: Connection, signs: Signs) -> None:
    """The life of one worker."""
    settings = serving.settings
    configure_logging(settings.log_level, for_people=settings.development)
    structlog.contextvars.bind_contextvars(worker=number)
    open_files.allow(settings.device_limit)
    from app.main import Place, create_server  # noqa: PLC0415 (the parent does without the whole server)

    server = create_server(settings, serving.keys, serving.dsn, Place(number, serving.siblings))
    parent = multiprocessing.parent_process()
    assert parent is not None, "a worker has a parent"

    async def accompany() -> None:
        tell.send_bytes(b"serving")
        showing = asyncio.create_task(_show_signs(signs))
        try:
            await _readable(parent.sentinel)  # nobody is left to stop us, or to replace us
            server.handle_exit(signal.SIGTERM, None)
        finally:
            showing.cancel()

    for each in STOP_SIGNALS:
        signal.signal(each, server.handle_exit)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
    with suppress(ServerNotStarted):  # the parent tells
        run_server(server, serving.listener, accompany)


async def _show_signs(signs: Signs) -> None:
    while True:
        signs.value += 1
        await asyncio.sleep(SIGN_SECONDS)

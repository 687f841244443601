"""Processes that draw: images of an export take all cores, and none of the loop that serves everybody."""

import asyncio
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing.connection import wait
from typing import TypeVar

from app.labels.label import Label
from app.labels.print_job import PrintJob, printed

T = TypeVar("T")

AHEAD = 3
"""Pieces that may be in work before the one that is sent: enough to keep two cores busy, little memory."""

NICENESS = 10
"""How far drawing stands back when there are more who want to compute than cores."""


class DrawingProcesses:
    """A process for each core, started when the first images are wanted, ended with `stop`."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    def __call__(self) -> Executor:
        """The running processes."""
        if self._pool is None:
            # Fresh processes instead of forked ones: a fork would copy sockets and locks of the server.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(os.cpu_count(), mp_context=context, initializer=_serve_the_parent)
        return self._pool

    def stop(self) -> None:
        """End them; work that has not begun is given up."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None


async def drawn_ahead(workers: Callable[[], Executor], drawings: AsyncIterator[Callable[[], T]]) -> AsyncIterator[T]:
    """What each of `drawings` gives, in their order, made by the worker processes some ahead of what is asked for."""
    loop, ahead = asyncio.get_running_loop(), deque[asyncio.Future[T]]()
    try:
        async for draw in drawings:
            ahead.append(loop.run_in_executor(workers(), draw))
            if len(ahead) > AHEAD:
                yield await ahead.popleft()
        while ahead:
            yield await ahead.popleft()
    finally:
        for future in ahead:
            future.cancel()


def labels_of(labels: Sequence[Label], job: PrintJob, first_sheet: int = 1) -> bytes:
    """The labels as a file, sheets numbered from `first_sheet`; work for a drawing process."""
    return printed(labels, job, first_sheet).content


def _serve_the_parent() -> None:
    """Leave the cores to whoever waits for an answer, Ctrl-C to the parent, and do not outlive it, however it ends."""
    os.nice(NICENESS)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    assert parent is not None, "drawing processes are started by a server"

    def follow() -> None:
        wait([parent.sentinel])
        os._exit(0)

    threading.Thread(target=follow, daemon=True).start()

"""Processes that draw: images of an export take all cores, and none of the loop that serves everybody."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing.connection import wait

from app.labels.label import Label
from app.labels.print_job import PrintJob, printed


class DrawingProcesses:
    """A process for each core, started when the first images are wanted, ended with `stop`."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    def __call__(self) -> Executor:
        """The running processes."""
        if self._pool is None:
            # Fresh processes instead of forked ones: a fork would copy sockets and locks of the server.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(os.cpu_count(), mp_context=context, initializer=_live_with_the_parent)
        return self._pool

    def stop(self) -> None:
        """End them; work that has not begun is given up."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None


def labels_of(labels: Sequence[Label], job: PrintJob, first_sheet: int = 1) -> bytes:
    """The labels as a file, sheets numbered from `first_sheet`; work for a drawing process."""
    return printed(labels, job, first_sheet).content


def _live_with_the_parent() -> None:
    """Leave Ctrl-C to the parent, and do not outlive it, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    assert parent is not None, "drawing processes are started by a server"

    def follow() -> None:
        wait([parent.sentinel])
        os._exit(0)

    threading.Thread(target=follow, daemon=True).start()

"""Processes that draw: images of an export take all cores, and none of the loop that serves everybody."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing.connection import wait

from app.labels.label import Label
from app.labels.label_stock import LabelStock
from app.labels.sheets import label_sheets

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


def sheets_of(labels: Sequence[Label], stock: LabelStock, first_sheet: int) -> bytes:
    """A PDF of label sheets, numbered from `first_sheet`; work for a drawing process."""
    return label_sheets(labels, stock.template, first_sheet=first_sheet).content


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

"""A running PostgreSQL server process: found by its pid file, recognised, awaited and stopped."""

import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from app.database.data_folder import StartRefused

_POLL_SECONDS = 0.02
_FAST_SHUTDOWN_SECONDS = 60.0
_IMMEDIATE_SHUTDOWN_SECONDS = 15.0


class PostgresStillRunning(StartRefused):
    """PostgreSQL did not end, although it was told to at once."""

    def __init__(self, pid: int) -> None:
        super().__init__(f"PostgreSQL (process {pid}) does not stop: see its log, then end it by hand.")
        self.pid = pid


@dataclass(frozen=True)
class Postmaster:
    """What the pid file says about the server process of one cluster while that process is alive.

    Source of the format: PostgreSQL, `src/include/utils/pidfile.h`.
    """

    cluster: Path
    pid: int
    socket_folder: str
    status: str  # "starting", "ready", "stopping" or, not here, "standby"

    @classmethod
    def find(cls, cluster: Path) -> Self | None:
        """The server process of `cluster`; None when there is none, whatever an old pid file claims."""
        try:
            lines = (cluster / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return None
        if not lines or not lines[0].strip().isdigit() or not _serves(int(lines[0]), cluster):
            return None
        lines += [""] * 8
        return cls(cluster, int(lines[0]), socket_folder=lines[4], status=lines[7].strip() or "starting")

    def is_running(self) -> bool:
        """Whether the process is still there; one that ended and waits for its parent is not."""
        return _serves(self.pid, self.cluster)

    def wait_until_gone(self, seconds: float) -> bool:
        """Wait for the process to end, at most `seconds`; whether it did."""
        deadline = time.monotonic() + seconds
        while self.is_running():
            if time.monotonic() > deadline:
                return False
            time.sleep(_POLL_SECONDS)
        return True

    def stop(self) -> None:
        """End the server: sessions are closed and the data written out. Raises `PostgresStillRunning`.

        When that takes longer than a minute it is cut short; the next start then recovers from the log.
        """
        # SIGINT is the fast shutdown; SIGTERM would wait for every client to leave.
        for how, seconds in ((signal.SIGINT, _FAST_SHUTDOWN_SECONDS), (signal.SIGQUIT, _IMMEDIATE_SHUTDOWN_SECONDS)):
            if self.is_running():
                os.kill(self.pid, how)
            if self.wait_until_gone(seconds):
                return
        raise PostgresStillRunning(self.pid)


def _serves(pid: int, cluster: Path) -> bool:
    """Whether process `pid` is the PostgreSQL server of `cluster`, and not another that got the same number."""
    command = _command_line(pid).replace(b"\0", b" ")
    return b"/postgres -D " + os.fsencode(cluster) + b" " in command


def _command_line(pid: int) -> bytes:
    """The words a process was started with; empty when there is no such process, or only its remains."""
    if Path("/proc/self/cmdline").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            return b""
    listing = ["/bin/ps", "-ww", "-o", "command=", "-p", str(pid)]
    return subprocess.run(listing, capture_output=True, check=False).stdout  # noqa: S603 (a number and constants)

"""Starting PostgreSQL: a new cluster where there is none, the server process, and the wait until it is ready."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.database.data_folder import FileLock, StartRefused
from app.database.placement import Placement
from app.database.postmaster import Postmaster

PORT = 5432
NAME = "claimstead"  # of the role, which owns the cluster, and of the database

MOST_CONNECTIONS = 200
"""Connections that all processes together may hold."""

_POLL_SECONDS = 0.02
_LINGERING_SECONDS = 30.0
_LARGEST_LOG = 8 * 1024 * 1024
_SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "cluster_name": NAME,
    "max_connections": str(MOST_CONNECTIONS),
    "shared_buffers": "128MB",
    "jit": "off",  # compiling costs more than the short statements here take
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    # A failed statement is reported by its caller; here it would only write customers' values into a file.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
_FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class ClusterNotCreated(StartRefused):
    """PostgreSQL could not set up a new database; `reason` is what it said."""

    def __init__(self, home: Path, reason: str) -> None:
        super().__init__(
            f"PostgreSQL could not create its database in {home} ({reason}): "
            "remove the cause, or set CLAIMSTEAD_DATABASE_URL to a PostgreSQL server."
        )
        self.home = home
        self.reason = reason


class PostgresStartFailed(StartRefused):
    """PostgreSQL ended instead of starting, or could not be started at all; `reason` is what was said last."""

    def __init__(self, reason: str, log: Path) -> None:
        super().__init__(f"PostgreSQL did not start ({reason}): see its log {log}, then start again.")
        self.reason = reason
        self.log = log


class PostgresNotReady(StartRefused):
    """PostgreSQL runs but did not become ready in time, as with a very long recovery after a crash."""

    def __init__(self, seconds: float, log: Path) -> None:
        super().__init__(f"PostgreSQL was not ready after {seconds:.0f} seconds: see {log}, then start again.")
        self.seconds = seconds
        self.log = log


class PostgresOutOfSight(StartRefused):
    """Processes of this PostgreSQL live where they cannot be seen, or outlive their killed server for long."""

    def __init__(self, home: Path) -> None:
        super().__init__(
            f"The database {home} is in use by PostgreSQL processes out of sight (another container?): stop them first."
        )
        self.home = home


def adopt_or_launch(place: Placement, *, durable: bool, patience: float) -> tuple[str, subprocess.Popen[bytes] | None]:
    """The socket folder of a server that takes connections and, when it was started here, its process.

    Called under the starter's lock. Raises a `StartRefused`.
    """
    began = time.monotonic()
    while True:
        running = Postmaster.find(place.cluster)
        if running is not None and running.status == "ready":
            return running.socket_folder, None
        if running is None:
            alive = FileLock(place.server_lock)
            if alive.try_acquire():
                return str(place.socket_folder), _launch(place, alive, durable=durable, patience=patience)
            alive.release()
            # Sessions of a killed server outlive it for a moment; starting beside them would spoil the data.
            if time.monotonic() > began + _LINGERING_SECONDS:
                raise PostgresOutOfSight(place.home)
        if time.monotonic() > began + patience:
            raise PostgresNotReady(patience, place.log)
        time.sleep(_POLL_SECONDS)  # one is recovering after a crash, or on its way out


def wait_for_remains(place: Placement) -> None:
    """Return when no process of a killed server, or of an interrupted `initdb`, lives any more.

    Called under the starter's lock. Raises `PostgresOutOfSight` when they outlive it for long.
    """
    alive, deadline = FileLock(place.server_lock), time.monotonic() + _LINGERING_SECONDS
    try:
        while not alive.try_acquire():
            if time.monotonic() > deadline:
                raise PostgresOutOfSight(place.home)
            time.sleep(_POLL_SECONDS)
    finally:
        alive.release()


def _launch(place: Placement, alive: FileLock, *, durable: bool, patience: float) -> subprocess.Popen[bytes]:
    """Start the server, which takes over the lock `alive`, and wait until it is ready."""
    try:
        if not place.cluster.exists():
            _create_cluster(place, alive.descriptor, durable=durable)
        # With the lock in hand nobody lives, whatever process has the old number by now: PostgreSQL would ask no more.
        (place.cluster / "postmaster.pid").unlink(missing_ok=True)
        (place.socket_folder / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)
        with _open_log(place.log) as log:
            said_before = os.fstat(log).st_size
            child = _spawn(place, log, alive.descriptor, durable=durable)
    finally:
        alive.hand_over()  # it stays with what lives on: the server, or the remains of an interrupted `initdb`
    try:
        _wait_until_ready(child, place, patience)
    except BaseException:
        _end(child, place)
        raise
    if child.returncode is not None:
        said = place.log.read_bytes()[said_before:].decode("utf-8", "replace")
        raise PostgresStartFailed(_last_complaint(said), place.log)
    return child


def _wait_until_ready(child: subprocess.Popen[bytes], place: Placement, patience: float) -> None:
    """Wait until `child` takes connections or has ended. Raises `PostgresNotReady` when neither comes in time."""
    deadline = time.monotonic() + patience
    while child.poll() is None:
        found = Postmaster.find(place.cluster)
        if found is not None and found.pid == child.pid and found.status == "ready":
            return
        if time.monotonic() > deadline:
            raise PostgresNotReady(patience, place.log)
        time.sleep(_POLL_SECONDS)


def _spawn(place: Placement, log: int, alive: int, *, durable: bool) -> subprocess.Popen[bytes]:
    """Start the server process, in a session of its own, so Ctrl-C is ours; it inherits its log and its lock only."""
    settings = _SETTINGS | {"unix_socket_directories": str(place.socket_folder)} | ({} if durable else _FORGETFUL)
    arguments = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    return subprocess.Popen(  # noqa: S603 (PostgreSQL's own program)
        [place.programs / "postgres", "-D", str(place.cluster), *arguments],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        pass_fds=(alive,),
        start_new_session=True,
        **place.account.process_options,
    )


def _end(child: subprocess.Popen[bytes], place: Placement) -> None:
    """End a server that is not wanted any more while it is still starting."""
    Postmaster(place.cluster, child.pid, socket_folder="", status="starting").stop()
    child.wait()


def _create_cluster(place: Placement, alive: int, *, durable: bool) -> None:
    """Make the cluster with its database: under another name first, so that a half-made one never counts."""
    fresh = place.home / "db.new"
    if fresh.exists():
        shutil.rmtree(fresh)
    # The built-in locale sorts by code point and knows upper from lower case, alike on every system and for ever.
    setup = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8"]
    setup += ["--auth-local=trust", "--auth-host=reject", "--data-checksums", f"--username={NAME}"]
    _run(place, alive, "initdb", "-D", str(fresh), *setup, *([] if durable else ["--no-sync"]))
    strict = ["-c", "exit_on_error=on", *([] if durable else ["-F"])]
    single = ["--single", "-D", str(fresh), *strict, "postgres"]
    _run(place, alive, "postgres", *single, said=f"CREATE DATABASE {NAME}\n")
    fresh.rename(place.cluster)
    home = os.open(place.home, os.O_RDONLY)
    try:
        os.fsync(home)  # after a rename forgotten by a power failure the next start would delete `db.new`
    finally:
        os.close(home)


def _run(place: Placement, alive: int, program: str, *arguments: str, said: str = "") -> None:
    """Run one of PostgreSQL's programs to its end. Raises `ClusterNotCreated` with its last words.

    It inherits the lock, too: should we be killed meanwhile, the next starter waits for what we leave behind.
    """
    ended = subprocess.run(  # noqa: S603 (PostgreSQL's own programs)
        [place.programs / program, *arguments],
        input=said.encode(),
        capture_output=True,
        check=False,
        pass_fds=(alive,),
        **place.account.process_options,
    )
    if ended.returncode != 0:
        raise ClusterNotCreated(place.home, _last_complaint(ended.stderr.decode("utf-8", "replace")))


@contextmanager
def _open_log(path: Path) -> Iterator[int]:
    """A descriptor that adds to PostgreSQL's log; what has grown large is put aside first, one generation."""
    if path.exists() and path.stat().st_size > _LARGEST_LOG:
        path.replace(path.with_suffix(".log.1"))
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _last_complaint(said: str) -> str:
    """The line of a program's output that tells most about its end."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    complaints = [line for line in lines if any(word in line for word in ("PANIC:", "FATAL:", "ERROR:", "error:"))]
    return (complaints or lines or ["it said nothing"])[-1]

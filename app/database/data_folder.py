"""The data folder: made or refused, and served by one process at a time."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self


class StartRefused(Exception):
    """Something outside the program keeps it from starting; the text is one sentence that says what to do next."""


class DataFolderUnwritable(StartRefused):
    """The data folder cannot be made, or cannot be written."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(
            f"The data folder {folder} cannot be used ({reason}): make it writable or choose another data folder."
        )
        self.folder = folder
        self.reason = reason


class DataFolderInUse(StartRefused):
    """Another server is serving from the same data folder; `pid` is its process, None when it has not said so yet."""

    def __init__(self, folder: Path, pid: int | None) -> None:
        holder = f"process {pid}" if pid else "another process"
        super().__init__(
            f"The data folder {folder} is being served by {holder}: stop that server or choose another data folder."
        )
        self.folder = folder
        self.pid = pid


def open_data_folder(data: Path) -> Path:
    """The absolute path of the data folder, which exists and can be written from now on.

    A new one is closed to other users; root leaves it passable, because
    PostgreSQL runs as another user there. Raises `DataFolderUnwritable`.
    """
    try:
        folder = data.expanduser().resolve()
        folder.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
        # Permission bits do not tell of read-only mounts, full disks or what root may do: only writing does.
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except (OSError, RuntimeError) as error:
        raise DataFolderUnwritable(data, getattr(error, "strerror", None) or str(error)) from error


class FileLock:
    """An advisory lock on a file, which the kernel lets go of when the process ends, however it ends.

    The file stays: deleting it would let two processes lock two files of the same name.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        # No truncation and no links: nobody may lead a privileged process to overwrite another file.
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)

    def share(self) -> None:
        """Wait until nobody holds it alone, then hold it together with others."""
        fcntl.flock(self._descriptor, fcntl.LOCK_SH)

    def acquire(self) -> None:
        """Wait until nobody holds it, then hold it alone."""
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)

    def try_acquire(self) -> bool:
        """Hold it alone if that is possible at once; whether it was."""
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    @property
    def descriptor(self) -> int:
        """For a child process that is to hold the lock as well."""
        return self._descriptor

    def hand_over(self) -> None:
        """Leave the lock to the child processes that inherited it: it is free when the last of them has ended."""
        os.close(self._descriptor)
        self._descriptor = -1

    def read(self) -> str:
        """The note its holder wrote into it."""
        return os.pread(self._descriptor, 64, 0).decode("ascii", "replace")

    def write(self, note: str) -> None:
        """Leave a short ASCII note for those who find it locked."""
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, note.encode("ascii"), 0)

    def release(self) -> None:
        """Let go. Safe to repeat."""
        if self._descriptor < 0:
            return
        # Unlocked, not only closed: a forked child may still have the descriptor.
        fcntl.flock(self._descriptor, fcntl.LOCK_UN)
        os.close(self._descriptor)
        self._descriptor = -1


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file `path` alone for the length of the block, after waiting for it."""
    lock = FileLock(path)
    try:
        lock.acquire()
        yield
    finally:
        lock.release()


class DataFolderLock:
    """The right to serve one data folder, kept from `take` to `release` or the end of the process.

    Tools that only use the database beside a server do not need it.
    """

    def __init__(self, lock: FileLock) -> None:
        self._lock = lock

    @classmethod
    def take(cls, data: Path) -> Self:
        """Become the one server of `data`, or raise `DataFolderInUse` or `DataFolderUnwritable` at once."""
        folder = open_data_folder(data)
        try:
            lock = FileLock(folder / "server.lock")
        except OSError as error:
            raise DataFolderUnwritable(folder, error.strerror or str(error)) from error
        if not lock.try_acquire():
            note = lock.read().strip()
            lock.release()
            raise DataFolderInUse(folder, int(note) if note.isdigit() else None)
        lock.write(f"{os.getpid()}\n")
        return cls(lock)

    def release(self) -> None:
        """Let another server have the folder. Safe to repeat."""
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

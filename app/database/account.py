"""The system user whose processes PostgreSQL's are: ourselves, or for root another, since PostgreSQL refuses root."""

import os
import pwd
import stat
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from app.database.data_folder import DataFolderUnwritable


@dataclass(frozen=True)
class Account:
    """A system user that runs PostgreSQL's programs and owns its files."""

    name: str
    uid: int
    gid: int

    @classmethod
    def for_home(cls, home: Path) -> Self:
        """Ourselves; for root the owner of the existing `home`, else `postgres`, else `nobody`."""
        if os.geteuid() != 0:
            name = str(os.geteuid())
            with suppress(KeyError):  # a container may run us under a number that has no name
                name = pwd.getpwuid(os.geteuid()).pw_name
            return cls(name, os.geteuid(), os.getegid())
        if home.exists() and (owner := home.stat().st_uid):
            with suppress(KeyError):
                return cls._of(pwd.getpwuid(owner))
        with suppress(KeyError):
            return cls._of(pwd.getpwnam("postgres"))
        return cls._of(pwd.getpwnam("nobody"))

    @classmethod
    def _of(cls, entry: pwd.struct_passwd) -> Self:
        return cls(entry.pw_name, entry.pw_uid, entry.pw_gid)

    @property
    def is_ourselves(self) -> bool:
        """Whether it is the user of this process."""
        return self.uid == os.geteuid()

    @property
    def process_options(self) -> dict[str, Any]:
        """Arguments for `subprocess` to run a program as this user, with nothing of our surroundings."""
        surroundings = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
        options: dict[str, Any] = {"cwd": "/", "env": surroundings, "umask": 0o077}
        if not self.is_ourselves:
            options |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        return options

    def may_enter(self, folder: Path) -> bool:
        """Whether this user gets into `folder`: tried, not computed."""
        return self.is_ourselves or self.runs("/bin/sh", "-c", 'cd "$1"', "sh", folder)

    def runs(self, *command: str | Path) -> bool:
        """Whether `command` can be started as this user and succeeds."""
        try:
            ended = subprocess.run(  # noqa: S603 (our own programs and paths, no shell text)
                command, stdin=subprocess.DEVNULL, capture_output=True, check=False, **self.process_options
            )
        except OSError:
            return False
        return ended.returncode == 0

    def make_folder(self, folder: Path) -> None:
        """See to it that `folder` is a folder of this user that nobody else may enter.

        Raises `DataFolderUnwritable` when it is there and something else.
        """
        try:
            folder.mkdir(mode=0o700)
            if not self.is_ourselves:
                os.chown(folder, self.uid, self.gid, follow_symlinks=False)
        except FileExistsError:
            pass
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != self.uid or found.st_mode & 0o077:
            raise DataFolderUnwritable(folder, f"it is not a private folder of user {self.name}")

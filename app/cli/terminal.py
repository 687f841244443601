"""How commands speak: results on standard output, refusals as one line on standard error, and no traceback."""

import os
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import typer
from rich.console import Console

from app.bus import BusUnavailable
from app.database.data_folder import StartRefused
from app.domain.errors import DomainError
from app.settings import SettingsRefused

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""What ends a command: Ctrl-C, a service manager, and a closed terminal."""

out = Console(highlight=False, emoji=False)
_errors = Console(stderr=True, highlight=False, emoji=False)


class CommandRefused(Exception):
    """The command cannot be done as asked; the text is one sentence that says what to do instead."""


@contextmanager
def refusals_in_one_line() -> Iterator[None]:
    """Turn what the user or the surroundings caused into one line and exit code 1; bugs pass through."""
    try:
        yield
    except (StartRefused, SettingsRefused, CommandRefused, DomainError, BusUnavailable) as refusal:
        sentence = str(refusal)
    except OSError as error:
        place = f" {error.filename}" if error.filename else ""
        sentence = f"The system refused{place}: {reason_of(error)}."
    else:
        return
    # One line, however it is redirected: no wrapping, no markup.
    _errors.print(f"claimstead: {' '.join(sentence.split())}", style="red", markup=False, soft_wrap=True)
    raise typer.Exit(1)


def our_command() -> str:
    """`claimstead` as it can be typed here: with its path where the shell would not find it."""
    beside = Path(sys.executable).with_name("claimstead")
    if shutil.which("claimstead") or not beside.exists():
        return "claimstead"
    return min(str(beside), os.path.relpath(beside), key=len)


def reason_of(error: OSError) -> str:
    """What the operating system said, without numbers and addresses."""
    said = os.strerror(error.errno) if error.errno else str(error)
    return said[:1].lower() + said[1:]


@contextmanager
def interruptible() -> Iterator[None]:
    """Let a service manager and a closing terminal end a command like Ctrl-C does: by KeyboardInterrupt.

    A signal that whoever started us told us to ignore, such as by `nohup`, stays ignored.
    """
    before = {number: signal.getsignal(number) for number in STOP_SIGNALS}
    for number in (signal.SIGTERM, signal.SIGHUP):
        if before[number] is not signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let nobody interrupt the tidying up: an impatient second Ctrl-C would leave half of it undone."""

    def wait(_number: int, _frame: FrameType | None) -> None:
        """Nothing to do: what is running ends by itself within seconds."""

    before = {number: signal.signal(number, wait) for number in STOP_SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

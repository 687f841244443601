"""`claimstead demo`: the whole story, and what is left of it (nothing)."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.cli.processes import SECONDS, processes_of, surroundings


@pytest.fixture
def place() -> Iterator[Path]:
    """Where the demo keeps its things; a path that every user may pass."""
    with tempfile.TemporaryDirectory(prefix="claimstead-cli-") as name:
        Path(name).chmod(0o711)
        yield Path(name)


def start(place: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-u", "-m", "app.cli", "demo"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=surroundings() | {"TMPDIR": str(place), "COLUMNS": "80"},
        # A shell lets what it runs in the background ignore Ctrl-C, and whatever that starts in turn.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - it takes no lock
    )


def server_of(place: Path) -> int:
    """The process of the demo's server, as soon as it has taken its folder."""
    for _ in range(3000):
        for lock in place.glob("*/data/server.lock"):
            if note := lock.read_text().strip():
                return int(note)
        time.sleep(0.02)
    raise AssertionError("the demo started no server")


def assert_nothing_is_left(place: Path) -> None:
    assert list(place.iterdir()) == []
    assert processes_of(place) == []


def test_the_story_goes_as_promised(place: Path) -> None:
    process = start(place)
    said, complaints = process.communicate(timeout=SECONDS)
    assert process.returncode == 0, said + complaints
    assert complaints == ""
    assert len(re.findall(r"^✓ .* \d+\.\d\d s$", said, re.MULTILINE)) == 14
    assert "✗" not in said
    assert "csd_" not in said
    assert_nothing_is_left(place)


def test_a_story_that_goes_wrong_says_where_and_fails(place: Path) -> None:
    process = start(place)
    os.kill(server_of(place), signal.SIGKILL)
    said, complaints = process.communicate(timeout=SECONDS)
    assert process.returncode == 1
    assert "✗ A server starts in an empty folder" in said
    assert len(complaints.splitlines()) == 1
    assert complaints.startswith("claimstead: The server ended instead of starting")
    assert_nothing_is_left(place)


def test_ctrl_c_ends_the_story_and_everything_it_started(place: Path) -> None:
    process = start(place)
    server_of(place)
    process.send_signal(signal.SIGINT)
    _, complaints = process.communicate(timeout=SECONDS)
    assert process.returncode == 130
    assert complaints == ""
    assert_nothing_is_left(place)

"""Data folders, and one running server that tests may use but not change in ways that others see."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.processes import Server, a_folder


@pytest.fixture
def folder() -> Iterator[Path]:
    """The path of a data folder that is not there yet."""
    with a_folder() as path:
        yield path


@pytest.fixture(scope="session")
def _served_once() -> Iterator[Path]:
    """A data folder that others are copies of."""
    with a_folder() as path:
        with Server("--data", str(path)):
            pass
        yield path


@pytest.fixture
def used_folder(_served_once: Path) -> Iterator[Path]:
    """A data folder that was served before: making and migrating its database takes seconds."""
    with a_folder() as path:
        subprocess.run(["cp", "-a", _served_once, path], check=True)  # owners, too, which shutil leaves behind
        yield path


@pytest.fixture(scope="package")
def served_folder() -> Iterator[Path]:
    """The data folder of `server`."""
    with a_folder() as path:
        yield path


@pytest.fixture(scope="package")
def server(served_folder: Path) -> Iterator[Server]:
    """A server on `served_folder`, without demo brand."""
    with Server("--data", str(served_folder)) as running:
        yield running

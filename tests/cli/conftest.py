"""One running server that tests may use but not change in ways that others see."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.processes import Server, a_folder


@pytest.fixture
def folder() -> Iterator[Path]:
    """The path of a data folder that is not there yet."""
    with a_folder() as path:
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

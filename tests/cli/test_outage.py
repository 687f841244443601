"""The database goes and comes back under a running server, which says so and needs no restart."""

import os
import signal
import time
from pathlib import Path

import httpx

from app.database.embedded import EmbeddedPostgres
from app.database.postmaster import Postmaster
from tests.cli.processes import Server

SIGN_IN = {
    "query": "mutation($input: SignInInput!) { signIn(input: $input) { __typename } }",
    "variables": {"input": {"brand": "nobody", "email": "nobody@example.com", "password": "nothing at all"}},
}


def status(server: Server, path: str) -> int:
    return httpx.get(f"{server.url}{path}", trust_env=False, timeout=10).status_code


def seconds_until(server: Server, wanted: int) -> float:
    """How long `/readyz` takes to say so."""
    began = time.monotonic()
    while status(server, "/readyz") != wanted:
        assert time.monotonic() - began < 30
        time.sleep(0.1)
    return time.monotonic() - began


def test_readiness_turns_red_and_green_by_itself_and_answers_are_good_again(folder: Path) -> None:
    with Server("--data", str(folder)) as server:
        assert status(server, "/readyz") == 200
        postmaster = Postmaster.find(folder / "postgres" / "db")
        assert postmaster is not None
        os.kill(postmaster.pid, signal.SIGQUIT)
        assert postmaster.wait_until_gone(10)

        assert seconds_until(server, 503) < 10
        assert status(server, "/healthz") == 200
        answer = httpx.post(f"{server.url}/graphql", json=SIGN_IN, trust_env=False, timeout=30)
        assert answer.json()["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
        assert answer.headers["x-request-id"] in server.wait_for("graphql.database_away")

        with EmbeddedPostgres.start(folder):
            assert seconds_until(server, 200) < 15
            answer = httpx.post(f"{server.url}/graphql", json=SIGN_IN, trust_env=False, timeout=10)
            assert answer.json()["data"]["signIn"]["__typename"] == "CredentialsWrong", answer.text
            assert "Traceback" not in server.output

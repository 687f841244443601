"""The database goes and comes back under a running server, which says so and needs no restart."""

import json
import os
import signal
import time
from pathlib import Path

import httpx

from app.cli.demo_brand import ACCOUNTS, PASSWORD, SLUG
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


OUTAGE_SECONDS = 15.0
THEIRS = """{ viewer { memberships { organization {
  devices(first: 50, filter: {includeBelow: true}) { edges { node { id presence { isOnline since reason } } } }
} } } }"""


def test_an_outage_of_15_seconds_drops_no_device_and_everything_is_right_again_by_itself(folder: Path) -> None:
    # A demo, for its devices; at this level the log tells of each that comes and goes.
    with Server("--data", str(folder), "--demo", log_level="debug") as server:
        server.wait_for("simulated devices are online")
        staff = server.sign_in(SLUG, ACCOUNTS[0].email, PASSWORD)
        before = server.ask(THEIRS, staff)
        assert '"isOnline": true' in json.dumps(before)

        assert status(server, "/readyz") == 200
        postmaster = Postmaster.find(folder / "postgres" / "db")
        assert postmaster is not None
        os.kill(postmaster.pid, signal.SIGQUIT)
        began = time.monotonic()
        assert postmaster.wait_until_gone(10)

        assert seconds_until(server, 503) < 10
        assert status(server, "/healthz") == 200
        answer = httpx.post(f"{server.url}/graphql", json=SIGN_IN, trust_env=False, timeout=30)
        assert answer.json()["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
        assert answer.headers["x-request-id"] in server.wait_for("graphql.database_away")

        time.sleep(max(0.0, began + OUTAGE_SECONDS - time.monotonic()))
        with EmbeddedPostgres.start(folder):
            assert seconds_until(server, 200) < 15
            answer = httpx.post(f"{server.url}/graphql", json=SIGN_IN, trust_env=False, timeout=10)
            assert answer.json()["data"]["signIn"]["__typename"] == "CredentialsWrong", answer.text
            time.sleep(4)  # the node has shown itself again, and looked for others that have not
            assert server.ask(THEIRS, staff) == before, "online since before, all of them"
            gone = [line for line in server.output.splitlines() if "device.left" in line or "device.ended" in line]
            assert gone == []
            assert "Traceback" not in server.output

"""`claimstead doctor`: a line for each thing that matters, and an exit code for scripts."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from app.cli import network_checks
from app.cli.findings import Level
from app.database.postmaster import Postmaster
from app.secrets.auth_token import AuthToken
from tests.cli.processes import Server, claimstead
from tests.idle_proxy import IdleProxy, an_idle_proxy


def findings(output: str) -> dict[str, str]:
    """The level of each subject."""
    return {line[5:19].strip(): line[:4].strip() for line in output.splitlines() if line[:4].strip()}


def test_a_machine_that_was_never_used_is_well_and_stays_untouched(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = str(probe.getsockname()[1])
    ended = claimstead("doctor", "--data", str(folder), port=port)
    assert ended.returncode == 0, ended.stdout
    assert findings(ended.stdout)["Data folder"] == "ok"
    assert not folder.exists()


def test_beside_a_running_server_everything_is_measured(server: Server, served_folder: Path) -> None:
    port = str(urlsplit(server.url).port)
    ended = claimstead("doctor", "--data", str(served_folder), port=port, public_url="https://a.example")
    assert ended.returncode == 0, ended.stdout
    found = findings(ended.stdout)
    for subject in ("Keys", "Database", "PostgreSQL", "Migrations", "Notifications", "Clock", "Port", "QR codes"):
        assert found[subject] == "ok", ended.stdout
    assert "a server of ours answers" in ended.stdout
    assert Postmaster.find(served_folder / "postgres" / "db") is not None


def test_the_way_through_the_public_address_is_tried(server: Server, served_folder: Path) -> None:
    ended = claimstead("doctor", "--data", str(served_folder), port=str(urlsplit(server.url).port))
    assert findings(ended.stdout)["Proxy"] == "ok", ended.stdout
    assert findings(ended.stdout)["Connections"] == "ok"

    with a_proxy_that_drops_upgrade(urlsplit(server.url).port or 0) as url:
        ended = claimstead("doctor", "--data", str(served_folder), port="0", public_url=url)
    assert findings(ended.stdout)["Proxy"] == "fail", ended.stdout
    assert "drops `Upgrade`" in ended.stdout


def test_a_nats_server_that_is_not_there_is_named(folder: Path) -> None:
    ended = claimstead(
        "doctor",
        "--data",
        str(folder),
        keys=claimstead("keys", "generate").stdout,
        nats_url="nats://u:secret@127.0.0.1:1",
    )
    assert findings(ended.stdout)["NATS"] == "fail", ended.stdout
    assert "secret" not in ended.stdout + ended.stderr


@contextmanager
def a_proxy_that_drops_upgrade(port: int) -> Iterator[str]:
    """What stands before a server when somebody forgot about WebSockets."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            answer = httpx.get(f"http://127.0.0.1:{port}{self.path}", trust_env=False)
            self.send_response(answer.status_code)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *arguments: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as proxy:
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{proxy.server_address[1]}"
        proxy.shutdown()


def quick_devices(server: Server, folder: Path) -> list[str]:
    """AuthTokens of devices whose hearts beat every five seconds; made through the server's own doors."""
    data = ("--data", str(folder))
    created = claimstead(
        "organization",
        "create",
        "Quince",
        "--owner",
        "q@quince.example",
        "--plan",
        "PRO",
        *data,
        "--password-file",
        "-",
        said="a quince in winter\n",
    )
    assert created.returncode == 0, created.stderr
    access = server.sign_in("quince", "q@quince.example", "a quince in winter")
    place = server.ask("{ viewer { memberships { organization { id } } } }", access)
    organization = place["viewer"]["memberships"][0]["organization"]["id"]
    template = server.ask(
        "mutation($input: CreateTemplateInput!) { createTemplate(input: $input) "
        "{ ... on CreateTemplateSuccess { template { id } } } }",
        access,
        input={"organizationId": organization, "name": "Pulse", "heartbeatSeconds": 5},
    )["createTemplate"]["template"]["id"]
    success = "... on CreateDeviceSuccess { authToken }"
    create = f"mutation($input: CreateDeviceInput!) {{ createDevice(input: $input) {{ {success} }} }}"
    wanted = {"organizationId": organization, "templateId": template}
    return [server.ask(create, access, input=wanted)["createDevice"]["authToken"] for _ in range(3)]


@pytest.mark.anyio
async def test_with_a_token_the_proxy_is_tried_for_as_long_as_a_device_is_silent(
    server: Server, served_folder: Path
) -> None:
    port = urlsplit(server.url).port or 0
    first, second, twice = await asyncio.to_thread(quick_devices, server, served_folder)

    async def examined(proxy: IdleProxy, token: str) -> tuple[dict[str, str], str]:
        ended = await asyncio.to_thread(
            claimstead,
            *("doctor", "--data", str(served_folder), "--token", token),
            port="0",
            public_url=f"http://127.0.0.1:{proxy.port}",
        )
        assert token not in ended.stdout + ended.stderr
        return findings(ended.stdout), ended.stdout

    async with an_idle_proxy(port, 60) as patient, an_idle_proxy(port, 2) as impatient:
        (kept, _), (cut, words), (wrong, _), *both = await asyncio.gather(
            examined(patient, first),
            examined(impatient, second),
            examined(patient, AuthToken.mint().text),
            examined(patient, twice),
            examined(patient, twice),
        )
    assert (kept["Proxy"], kept["Heartbeats"]) == ("ok", "ok")
    assert (cut["Proxy"], cut["Heartbeats"]) == ("ok", "fail")
    assert "cut after 2 s of silence" in words
    assert "proxy_read_timeout" in words
    assert wrong["Proxy"] == "fail"
    assert {found["Heartbeats"] for found, _ in both} == {"ok", "warn"}, "one of two was replaced by the other"
    assert any("not in use" in words for _, words in both)

    ended = await asyncio.to_thread(claimstead, "doctor", "--data", str(served_folder), port=str(port))
    assert "every 30 s at the latest" in ended.stdout or "every 5 s at the latest" in ended.stdout


def test_a_queue_that_is_too_short_for_a_storm_is_named(tmp_path: Path) -> None:
    path = tmp_path / "somaxconn"
    levels = []
    for length in (128, 4096):
        path.write_text(f"{length}\n")
        levels += [finding.level for finding in network_checks.sockets(path)]
    assert levels == [Level.WARN, Level.OK]
    assert list(network_checks.sockets(tmp_path / "nothing")) == []


def test_more_devices_than_files_are_allowed_are_named(folder: Path) -> None:
    few, many = (
        claimstead("doctor", "--data", str(folder), port="0", device_limit=limit).stdout
        for limit in ("10", "1000000000")
    )
    assert findings(few)["Open files"] == "ok"
    assert findings(many)["Open files"] == "warn"
    assert "CLAIMSTEAD_DEVICE_LIMIT" in many


def test_each_fault_is_named_and_the_exit_code_is_1() -> None:
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        ended = claimstead(
            "doctor",
            database_url="postgresql://me:secret@127.0.0.1:1/shop",
            public_url="https://claim.a-long-name.example",
            port=str(stranger.getsockname()[1]),
        )
    assert ended.returncode == 1
    found = findings(ended.stdout)
    assert (found["Keys"], found["Database"], found["Port"], found["QR codes"]) == ("fail", "fail", "fail", "warn")
    assert "secret" not in ended.stdout + ended.stderr


def test_settings_that_cannot_be_read_end_the_examination() -> None:
    ended = claimstead("doctor", port="many")
    assert ended.returncode == 1
    assert findings(ended.stdout) == {"Python": "ok", "Settings": "fail"}

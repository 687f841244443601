"""`claimstead serve`: what it does on a fresh machine, and the one line it says when it cannot."""

import os
import signal
import socket
from pathlib import Path

import httpx
import pytest

from app.database.postmaster import Postmaster
from tests.cli.processes import Server, assert_refused, claimstead, processes_of
from tests.conftest import PostgresServer


def test_a_fresh_folder_is_served_until_ctrl_c_and_nothing_is_left_running(folder: Path) -> None:
    with Server("--data", str(folder)) as server:
        assert httpx.get(f"{server.url}/readyz", trust_env=False).json()["status"] == "ready"
        server.wait_for(
            f'claimstead organization create "Acme" --owner you@example.com --plan BUSINESS --data {folder}'
        )
        assert (folder / "keys.json").stat().st_mode & 0o777 == 0o600
        keys = (folder / "keys.json").read_text()

        assert server.stop(signal.SIGINT) == 0
        assert "Traceback" not in server.output
        assert Postmaster.find(folder / "postgres" / "db") is None
        assert processes_of(folder) == []

    with Server("--data", str(folder)) as again:
        assert (folder / "keys.json").read_text() == keys
        for _ in range(3):
            again.interrupt()  # impatient
        assert again.stop(signal.SIGTERM) == 0
        assert "Traceback" not in again.output
        assert processes_of(folder) == []


def test_a_second_server_on_the_same_folder_is_refused(server: Server, served_folder: Path) -> None:
    ended = claimstead("serve", "--port", "0", "--data", str(served_folder))
    assert_refused(ended, str(served_folder), "is being served by process")
    assert httpx.get(f"{server.url}/readyz", trust_env=False).status_code == 200


def test_a_taken_port_is_refused_before_anything_is_started(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert_refused(claimstead("serve", "--port", str(port), "--data", str(folder)), f"Port {port}", "is taken")
    assert not (folder / "postgres").exists()


def test_a_folder_that_cannot_be_written_is_refused() -> None:
    # Not even root makes folders there.
    assert_refused(claimstead("serve", "--port", "0", "--data", "/proc/claimstead"), "/proc/claimstead", "writable")


def test_keys_that_others_can_read_are_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.mkdir()
    (folder / "keys.json").write_text(claimstead("keys", "generate").stdout)
    (folder / "keys.json").chmod(0o644)
    monkeypatch.setenv("HOME", str(folder.parent))
    for place in (str(folder), f"~/{folder.name}"):
        assert_refused(claimstead("serve", "--port", "0", "--data", place), str(folder / "keys.json"), "chmod 600")


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"database_url": "postgresql://u:secret@127.0.0.1:1/x"}, ["needs its keys", "CLAIMSTEAD_KEYS_FILE"]),
        ({"database_url": "postgresql://u:secret@127.0.0.1:1/x", "keys": "{}"}, ["keys cannot be used"]),
        ({"port": "many"}, ["CLAIMSTEAD_PORT"]),
        ({"log_level": "loud"}, ["CLAIMSTEAD_LOG_LEVEL"]),
        ({"public_url": "claim.acme.example"}, ["PUBLIC_URL"]),
        ({"keys_file": "/nowhere/keys.json"}, ["CLAIMSTEAD_KEYS_FILE", "cannot be read"]),
        ({"host": "192.0.2.1", "port": "0"}, ["192.0.2.1", "--host"]),
    ],
)
def test_settings_that_cannot_work_are_refused_in_one_line(
    folder: Path, settings: dict[str, str], words: list[str]
) -> None:
    assert_refused(claimstead("serve", "--data", str(folder), **({"port": "0"} | settings)), *words)
    assert not (folder / "postgres").exists()


def test_an_external_database_that_does_not_answer_is_named_without_its_password() -> None:
    keys = claimstead("keys", "generate").stdout
    ended = claimstead("serve", "--port", "0", database_url="postgresql://me:secret@127.0.0.1:1/shop", keys=keys)
    assert_refused(ended, "127.0.0.1:1/shop", "connection refused", "CLAIMSTEAD_DATABASE_URL")
    assert "secret" not in ended.stderr


def test_an_external_database_is_migrated_and_served_and_gets_no_demo_brand_unasked(
    postgres: PostgresServer, folder: Path
) -> None:
    name = f"claimstead_cli_{os.getpid()}"
    postgres.execute(f'CREATE DATABASE "{name}"')
    try:
        settings = {"database_url": postgres.database_url(name), "keys": claimstead("keys", "generate").stdout}
        assert_refused(claimstead("serve", "--port", "0", "--demo", **settings), "passwords that everybody knows")
        assert "was brought up to date" in claimstead("migrate", **settings).stdout
        assert "is up to date already" in claimstead("migrate", **settings).stdout
        with Server("--data", str(folder), **settings) as server:
            assert server.ask("{ viewer { user { id } } }") == {"viewer": None}
            server.wait_for('claimstead organization create "Acme"')
            assert server.stop() == 0
        assert not folder.exists()
    finally:
        postgres.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

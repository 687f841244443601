"""`claimstead mail`, and what `serve` and `doctor` say of mail: an operator reads the outbox while developing."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.settings import Settings, SettingsRefused, read_settings
from tests.cli.processes import Server, assert_refused, claimstead
from tests.cli.test_doctor import findings
from tests.mail_sink import a_sink

INVITE = (
    'mutation {{ inviteMember(input: {{organizationId: "{place}", email: "{email}", role: MEMBER}}) {{ __typename }} }}'
)


def invite(server: Server, data: tuple[str, ...], name: str, email: str) -> None:
    """Found a brand and invite somebody into it."""
    options = ("--owner", "o@x.example", "--plan", "PRO", "--slug", name, "--password-file", "-")
    created = claimstead("organization", "create", name, *options, *data, said="a pear in spring\n")
    assert created.returncode == 0, created.stderr
    token = server.sign_in(name, "o@x.example", "a pear in spring")
    place = server.ask("{ viewer { memberships { organization { id } } } }", token)["viewer"]["memberships"][0]
    outcome = server.ask(INVITE.format(place=place["organization"]["id"], email=email), token)
    assert outcome == {"inviteMember": {"__typename": "InviteMemberSuccess"}}


def test_without_a_mail_server_mails_wait_and_the_operator_reads_them(server: Server, served_folder: Path) -> None:
    data = ("--data", str(served_folder))
    invite(server, data, "waiting", "jo@waiting.example")
    listed = claimstead("mail", "list", *data)
    shown = claimstead("mail", "show", "--to", "Jo@waiting.example", *data)

    line = next(line for line in listed.stdout.splitlines() if "jo@waiting.example" in line)
    assert line.split()[-2:] == ["invitation", "waits"]
    assert "Subject: You are invited to waiting at waiting" in shown.stdout
    assert f"{server.url}/invitation#csi_" in shown.stdout
    assert claimstead("mail", "show", line.split()[0], *data).stdout == shown.stdout
    assert_refused(claimstead("mail", "show", "nothing", *data), "no such mail")
    assert_refused(claimstead("mail", "show", "--to", "nobody@x.example", *data), "no such mail")


def test_in_development_a_mail_is_printed_and_kept(used_folder: Path) -> None:
    data = ("--data", str(used_folder))
    with Server(*data, development="true") as server:
        invite(server, data, "playing", "jo@playing.example")
        server.wait_for("/invitation#csi_")
        shown = claimstead("mail", "show", "--to", "jo@playing.example", *data).stdout
        token = server.sign_in("playing", "o@x.example", "a pear in spring")
        (mail,) = server.ask(
            "{ viewer { memberships { organization { outbox(first: 5) { edges { node { text sentAt } } } } } } }", token
        )["viewer"]["memberships"][0]["organization"]["outbox"]["edges"]
    printed = server.output

    assert "State:   sent" in shown
    assert "/invitation#csi_" in shown
    assert "/invitation#csi_" in mail["node"]["text"]
    assert mail["node"]["sentAt"] is not None
    assert "To: jo@playing.example" in printed


def test_doctor_knocks_at_the_mail_server(folder: Path) -> None:
    mail = {"mail_from": "no-reply@acme.example"}
    with socket.create_server(("127.0.0.1", 0)) as probe:
        free = probe.getsockname()[1]
    with running_sink() as port:
        well = claimstead("doctor", "--data", str(folder), port="0", smtp_url=f"smtp://127.0.0.1:{port}", **mail)
    away = claimstead("doctor", "--data", str(folder), port="0", smtp_url=f"smtp://us:secret@127.0.0.1:{free}", **mail)
    none = claimstead("doctor", "--data", str(folder), port="0")

    assert findings(well.stdout)["Mail"] == "ok"
    assert (away.returncode, findings(away.stdout)["Mail"]) == (1, "fail")
    assert "secret" not in away.stdout + away.stderr
    assert findings(none.stdout)["Mail"] == "warn"
    assert "mails cannot be sent and wait" in none.stdout


@contextlib.contextmanager
def running_sink() -> Iterator[int]:
    """A mail server in a thread of its own, for commands that block; its port."""
    started, stop, port = threading.Event(), asyncio.Event(), [0]
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        async with a_sink() as sink:
            port[0] = sink.port
            started.set()
            await stop.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    started.wait(10)
    yield port[0]
    loop.call_soon_threadsafe(stop.set)
    thread.join()
    loop.close()


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"smtp_url": "mail.example.com", "mail_from": "a@b.example"}, "SMTP_URL"),
        ({"smtp_url": "http://me:secret@mail.example.com", "mail_from": "a@b.example"}, "SMTP_URL"),
        ({"smtp_url": "smtp://mail.example.com"}, "MAIL_FROM"),
        ({"mail_from": "Acme <a@b.example>"}, "MAIL_FROM"),
        ({"mail_from": "nobody"}, "MAIL_FROM"),
        ({"mail_from": "a@b.example\nBcc: c@d.example"}, "MAIL_FROM"),
    ],
)
def test_settings_of_mail_that_cannot_work_are_refused(given: dict[str, str], word: str) -> None:
    with pytest.raises(SettingsRefused) as refused:
        read_settings(**given)
    assert word in str(refused.value)
    assert "secret" not in str(refused.value)


def test_an_empty_mail_server_is_none() -> None:
    assert read_settings(smtp_url="").smtp_server is None


def test_settings_of_mail_may_stand_in_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("SMTP_URL", "smtp://us:p%40ss@mail.example.com"), ("MAIL_FROM", "a@müller.example")):
        tmp_path.joinpath(name).write_text(f"{value}\n")
        monkeypatch.setenv(f"CLAIMSTEAD_{name}_FILE", str(tmp_path / name))
    settings: Settings = read_settings()

    assert settings.smtp_server is not None
    assert (settings.smtp_server.host, settings.smtp_server.password) == ("mail.example.com", "p@ss")
    assert settings.mail_from == "a@xn--mller-kva.example"

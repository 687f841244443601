"""The command line as its users meet it: real processes, real signals, real folders."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from typing import Any

import httpx
import pytest

from app.database.embedded import EmbeddedPostgres

SECONDS = 60.0


def surroundings(**settings: str) -> dict[str, str]:
    """The environment of a command: nobody's settings but these."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("CLAIMSTEAD_")}
    return {**ours, "COLUMNS": "200", **{f"CLAIMSTEAD_{name.upper()}": value for name, value in settings.items()}}


def wrong_clock(faketime: str) -> dict[str, str]:
    """What makes a process's clock wrong, such as by `+120s`. The test is skipped where faketime is not installed."""
    libraries = list(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    if not libraries:
        pytest.skip("the package faketime is not installed")
    return {"LD_PRELOAD": str(libraries[0]), "FAKETIME": faketime, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}


def claimstead(*arguments: str, said: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "app.cli", *arguments],
        input=said,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
        env=surroundings(**settings),
    )


def assert_refused(ended: subprocess.CompletedProcess[str], *words: str) -> None:
    """The command said one line with these words, and failed."""
    lines = ended.stderr.splitlines()
    assert len(lines) == 1, ended.stderr
    assert lines[0].startswith("claimstead: ")
    for word in words:
        assert word in lines[0]
    assert ended.returncode == 1


@contextmanager
def a_folder() -> Iterator[Path]:
    """A place for a data folder, on a path that every user may pass; emptied of servers afterwards."""
    above = Path(tempfile.mkdtemp(prefix="claimstead-cli-"))
    above.chmod(0o711)
    try:
        yield above / "data"
    finally:
        if (above / "data" / "postgres.users").exists():
            assert EmbeddedPostgres.discard(above / "data"), "a test left a hold on PostgreSQL"
        shutil.rmtree(above)


class Server:
    """A running `claimstead serve`, whose address is known; its output is read as it comes."""

    def __init__(
        self, *arguments: str, faketime: str = "", program: Sequence[str] = ("-m", "app.cli"), **settings: str
    ) -> None:
        """`faketime`: how wrong its clock is; `program`: what Python runs, for one in which something is different."""
        self._lines: Queue[str] = Queue()
        self.output = ""
        self._process = subprocess.Popen(
            [sys.executable, *program, "serve", "--port", "0", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=surroundings(**settings) | (wrong_clock(faketime) if faketime else {}),
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        try:
            self.url = re.search(r"running at (http://\S+)", self.wait_for("running at"))[1]  # type: ignore[index]
        except BaseException:
            self.stop()  # nobody else knows of it
            raise

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line)

    def wait_for(self, words: str, seconds: float = SECONDS) -> str:
        """The next line with these words."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                line = self._lines.get(timeout=0.1)
            except Empty:
                alive = self._process.poll() is None
                assert alive, f"ended with {self._process.returncode}: {self.output}"
                assert time.monotonic() < deadline, f"no {words!r} in {self.output}"
                continue
            self.output += line
            if words in line:
                return line

    def ask(self, document: str, access_token: str | None = None, **variables: Any) -> Any:
        """The data that GraphQL answers with."""
        headers = {"authorization": f"Bearer {access_token}"} if access_token else {}
        answer = httpx.post(
            f"{self.url}/graphql",
            json={"query": document, "variables": variables},
            headers=headers,
            timeout=10,
            trust_env=False,
        )
        body = answer.json()
        assert "errors" not in body, body
        return body["data"]

    def sign_in(self, brand: str, email: str, password: str) -> str:
        """An access token, by the right password."""
        data = self.ask(
            "mutation($input: SignInInput!) { signIn(input: $input) "
            "{ __typename ... on SignInSuccess { session { accessToken } } } }",
            input={"brand": brand, "email": email, "password": password},
        )
        assert data["signIn"]["__typename"] == "SignInSuccess"
        token: str = data["signIn"]["session"]["accessToken"]
        return token

    def workers(self) -> list[int]:
        """The processes that serve for this one, with `--workers`."""
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        return [int(child) for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]

    def send(self, number: signal.Signals) -> None:
        """Send a signal, and do not wait."""
        self._process.send_signal(number)

    def interrupt(self) -> None:
        """Press Ctrl-C once, and do not wait."""
        self._process.send_signal(signal.SIGINT)

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        """Tell it to end, and give its exit code."""
        if self._process.poll() is None:
            self._process.send_signal(how)
        self._process.wait(SECONDS)
        self._reader.join(SECONDS)
        assert self._process.stdout is not None
        self._process.stdout.close()
        while not self._lines.empty():
            self.output += self._lines.get_nowait()
        return self._process.returncode

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def processes_of(folder: Path) -> list[str]:
    """The command lines of the living processes that name a folder."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if str(folder) in words:
            found.append(words)
    return found


def a_device(server: Server, owner: str) -> str:
    """The AuthToken of a device that the owner of a brand makes by hand."""
    viewer = server.ask("{ viewer { memberships { organization { id } } } }", owner)["viewer"]
    organization = viewer["memberships"][0]["organization"]["id"]
    template = server.ask(
        "mutation($input: CreateTemplateInput!) { createTemplate(input: $input) "
        "{ ... on CreateTemplateSuccess { template { id } } } }",
        owner,
        input={"organizationId": organization, "name": "Sensor"},
    )["createTemplate"]["template"]["id"]
    made = server.ask(
        "mutation($input: CreateDeviceInput!) { createDevice(input: $input) "
        "{ ... on CreateDeviceSuccess { authToken } } }",
        owner,
        input={"organizationId": organization, "templateId": template},
    )
    auth_token: str = made["createDevice"]["authToken"]
    return auth_token

"""A server of the story's own: a child process on a free port, with a data folder that is thrown away afterwards."""

import asyncio
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from app.cli.api_client import WrongOutcome
from app.database.embedded import EmbeddedPostgres

_START_SECONDS = 60.0
_STOP_SECONDS = 40.0
_POLL_SECONDS = 0.02
_ADDRESS = re.compile(r"running at (http://\S+)")


class ServerProcess:
    """The process `claimstead serve` and its data folder, from nothing to nothing."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="claimstead-demo-"))
        if os.geteuid() == 0:
            self._folder.chmod(0o711)  # PostgreSQL runs as another user then, who must get in
        self.data = self._folder / "data"
        self._log = self._folder / "server.log"
        self._process: subprocess.Popen[bytes] | None = None
        # Settings of other servers are none of this one's business.
        surroundings = {name: value for name, value in os.environ.items() if not name.startswith("CLAIMSTEAD_")}
        self._environment = {**surroundings, "CLAIMSTEAD_DATA": str(self.data)}

    async def start(self) -> str:
        """Start it and give its address. Raises WrongOutcome with what it said when it ends instead."""
        self._process = self._spawn()
        try:
            async with asyncio.timeout(_START_SECONDS):
                while self._process.poll() is None:
                    if found := _ADDRESS.search(self._said()):
                        return found[1]
                    await asyncio.sleep(_POLL_SECONDS)
        except TimeoutError:
            raise WrongOutcome(f"The server was not ready within {_START_SECONDS:.0f} s.") from None
        raise WrongOutcome(f"The server ended instead of starting: {self._said().strip()[-500:]}")

    def _spawn(self) -> subprocess.Popen[bytes]:
        with self._log.open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "app.cli", "serve", "--port", "0"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self._environment,
            )

    def last_words(self) -> str:
        """The end of what the server wrote, for those who look for a fault."""
        return "\n".join(self._said().splitlines()[-10:])

    def _said(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace") if self._log.exists() else ""

    async def run(self, *arguments: str, said: str) -> None:
        """Run another command on the same data folder to its end. Raises WrongOutcome when it fails."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "app.cli", *arguments),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=self._environment,
        )
        try:
            output, _ = await process.communicate(said.encode())
        except BaseException:
            process.kill()
            await process.wait()
            raise
        if process.returncode != 0:
            raise WrongOutcome(f"`claimstead {arguments[0]}` failed: {output.decode(errors='replace').strip()}")

    def remove(self) -> None:
        """End the server, if it runs, and delete everything it made."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        if self.data.exists():
            EmbeddedPostgres.discard(self.data)
        shutil.rmtree(self._folder, ignore_errors=True)

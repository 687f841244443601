"""A rotation of keys on several nodes, while devices connect to them and new ones are made all the time.

Nodes are servers of their own, each with its own copy of the ring. Whoever
stands before them stops sending anybody to a node before it is restarted, as
proxies do; every other refusal is a failed connect.
"""

import asyncio
import itertools
import json
import random
import secrets
import shutil
import socket
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from websockets.asyncio.client import connect

from app.cli.api_client import ApiClient
from app.cli.device_tokens import read_tokens
from app.cli.manufacturer import Manufacturer, mint_table
from tests.cli.processes import Server, claimstead

PASSWORD = "a fig in winter"
WELCOME_SECONDS = 10.0
LEAST_CONNECTS, LEAST_MADE, LOAD_SECONDS = 20, 3, 60.0


@dataclass
class Outcome:
    """What came of it."""

    admitted: Counter[str] = field(default_factory=Counter)
    """Connects that were welcomed, by what was going on."""
    made: Counter[str] = field(default_factory=Counter)
    """How often meanwhile a device was made on every node, and connected to every node at once."""
    failures: list[str] = field(default_factory=list)
    said: str = ""
    """What the commands said."""
    took: dict[str, float] = field(default_factory=dict)
    """Seconds of each step's command."""


class Node:
    """One server with its copy of the ring, on a port that it keeps."""

    def __init__(self, number: int, dsn: str, ring: Path, public_url: str | None = None) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        self.address = f"127.0.0.1:{self.port}"
        self.visitors = 0
        self.empty = asyncio.Event()
        """Set while there are no visitors."""
        self.empty.set()
        self._dsn = dsn
        self.ring = ring
        self.public_url = public_url or f"http://{self.address}"
        self._copy = ring.with_name(f"node-{number}.json")
        self._server: Server | None = None

    def start(self) -> None:
        """Take the ring as it is now, and serve. Blocks."""
        shutil.copy(self.ring, self._copy)
        self._server = Server(
            *("--port", str(self.port)), database_url=self._dsn, keys_file=str(self._copy), public_url=self.public_url
        )

    def stop(self) -> None:
        """End in peace. Blocks."""
        if self._server is not None:
            self._server.stop()


class Rotation:
    """Nodes under load, and what an operator does with them."""

    def __init__(self, dsn: str, folder: Path, nodes: int, tokens: int, connecting: int) -> None:
        self.outcome = Outcome()
        self.ring = folder / "keys.json"
        """Where the operator keeps the ring."""
        first = Node(0, dsn, self.ring)
        self._all = [first, *(Node(number, dsn, self.ring, first.public_url) for number in range(1, nodes))]
        self._settings = {"database_url": dsn, "keys_file": str(self.ring), "public_url": first.public_url}
        self._serving: list[Node] = []
        self._tokens, self._connecting = tokens, connecting
        self._manufacturer = Manufacturer(f"fig-{secrets.token_hex(4)}", "o@fig.example", PASSWORD)
        self.phase = "before"
        """What is going on."""

    async def run(self, seconds: float) -> Outcome:
        """The whole rotation, with so many seconds of load between its steps."""
        self.ring.write_text(claimstead("keys", "generate").stdout)
        self.ring.chmod(0o600)
        try:
            await asyncio.gather(*(asyncio.to_thread(node.start) for node in self._all))
            self._serving = list(self._all)
            async with self._load():
                await self.steps(seconds)
        finally:
            await asyncio.gather(*(asyncio.to_thread(node.stop) for node in self._all))
        return self.outcome

    async def steps(self, seconds: float) -> None:
        """What is done under load."""
        await self.under_load(seconds)
        for step in ("add", "use", "renew", "retire"):
            self.phase = step
            began = time.monotonic()
            await self._command("keys", step)
            self.outcome.took[step] = time.monotonic() - began
            if step != "renew":
                await self.restart_all(seconds)
            await self.under_load(seconds)

    async def under_load(self, seconds: float) -> None:
        """So many seconds of load, and as many more as it takes until the nodes that serve now have seen some."""
        connects, made = self.outcome.admitted.total(), self.outcome.made.total()
        deadline = time.monotonic() + LOAD_SECONDS
        await asyncio.sleep(seconds)
        while (
            self.outcome.admitted.total() < connects + LEAST_CONNECTS or self.outcome.made.total() < made + LEAST_MADE
        ):
            assert time.monotonic() < deadline, f"nothing goes on: {self.outcome}"
            await asyncio.sleep(0.05)

    async def restart_all(self, seconds: float) -> None:
        """Give every node the ring, one after the other, with some load after each."""
        for node in self._all:
            self._serving.remove(node)
            await node.empty.wait()
            await asyncio.to_thread(node.stop)
            await asyncio.to_thread(node.start)
            self._serving.append(node)
            await self.under_load(seconds)  # some have the new ring, some the old

    async def _command(self, *arguments: str, said: str = "") -> None:
        ended = await asyncio.to_thread(lambda: claimstead(*arguments, said=said, **self._settings))
        assert ended.returncode == 0, ended.stderr
        self.outcome.said += ended.stdout

    # ---- The load ----

    @asynccontextmanager
    async def _load(self) -> AsyncIterator[None]:
        brand = self._manufacturer.brand
        options = ("--slug", brand, "--owner", self._manufacturer.email, "--plan", "BUSINESS", "--password-file", "-")
        await self._command("organization", "create", "Fig", *options, said=PASSWORD)
        table = await mint_table(self._manufacturer, f"ws://{self._all[0].address}/device", self._tokens)
        tokens = [token.text for token in read_tokens(table.decode().splitlines(), "the export")]
        shares = [tokens[first :: self._connecting] for first in range(self._connecting)]
        tasks = [asyncio.create_task(self._connect_for_ever(share)) for share in shares]
        tasks.append(asyncio.create_task(self._make_for_ever()))
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            ended = await asyncio.gather(*tasks, return_exceptions=True)
            self.outcome.failures += [
                repr(each) for each in ended if not isinstance(each, asyncio.CancelledError | None)
            ]

    @asynccontextmanager
    async def _visit(self, node: Node | None = None) -> AsyncIterator[Node]:
        """A node that serves (any, if not this), which is not stopped before the block has ended."""
        node = node if node in self._serving else random.choice(self._serving)
        node.visitors += 1
        node.empty.clear()
        try:
            yield node
        finally:
            node.visitors -= 1
            if not node.visitors:
                node.empty.set()

    async def _connect_for_ever(self, tokens: Sequence[str]) -> None:
        for token in itertools.cycle(tokens):
            await self._connect(token)

    async def _connect(self, auth_token: str, wanted: Node | None = None) -> None:
        async with self._visit(wanted) as node:
            try:
                async with (
                    asyncio.timeout(WELCOME_SECONDS),
                    connect(
                        f"ws://{node.address}/device",
                        additional_headers={"authorization": f"Bearer {auth_token}"},
                        proxy=None,
                        compression=None,
                        close_timeout=1,
                    ) as device,
                ):
                    kind = json.loads(await device.recv())["t"]
            except Exception as error:  # whatever it is, the device was not let in
                self.outcome.failures.append(f"{self.phase}: {error!r}")
                return
        if kind == "welcome":
            self.outcome.admitted[self.phase] += 1
        else:
            self.outcome.failures.append(f"{self.phase}: {kind}")

    async def _make_for_ever(self) -> None:
        """Make a device by hand on every node in turn; each connects to every node right away."""
        session: dict[str, Any] = {}
        while True:
            for wanted in list(self._serving):
                async with self._visit(wanted) as node, _client(node, session.get("accessToken")) as client:
                    if session.get("phase") != self.phase:
                        session = {**await self._signed_in(client), "phase": self.phase}
                    made = await client.act(
                        "createDevice",
                        {"organizationId": session["organization"], "templateId": session["template"]},
                        "authToken",
                    )
                for each in list(self._serving):
                    await self._connect(made["authToken"], each)
            self.outcome.made[self.phase] += 1

    async def _signed_in(self, client: ApiClient) -> dict[str, Any]:
        who = self._manufacturer
        signed_in = await client.act(
            "signIn", {"brand": who.brand, "email": who.email, "password": PASSWORD}, "session { accessToken }"
        )
        client.access_token = signed_in["session"]["accessToken"]
        seen = await client.ask(
            "{ viewer { memberships { organization { id templates(first: 1) { edges { node { id } } } } } } }"
        )
        organization = seen["viewer"]["memberships"][0]["organization"]
        template = organization["templates"]["edges"][0]["node"]["id"]
        return {"accessToken": client.access_token, "organization": organization["id"], "template": template}


@asynccontextmanager
async def _client(node: Node, access_token: str | None) -> AsyncIterator[ApiClient]:
    client = ApiClient(f"http://{node.address}")
    client.access_token = access_token
    try:
        yield client
    finally:
        with suppress(Exception):
            await client.close()

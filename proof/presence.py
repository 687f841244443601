"""Presence under faults: two nodes, thousands of devices, and what subscribers saw compared with the truth.

`python -m proof.presence [--devices N] [--seconds N] [--nats URL]` runs it by itself.
Rounds of trouble (connections that break, takeovers, devices that fall silent,
and one great fault: a node killed, the database restarted, a node restarted in
peace) are followed by quiet, after which every subscriber must show every
device as it is.
"""

import argparse
import asyncio
import contextlib
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import uvloop
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from app.database.connection import execute
from app.database.embedded import EmbeddedPostgres
from app.database.postmaster import Postmaster
from app.schema.nodes import global_id, parse_id
from app.secrets.auth_token import AuthToken
from app.secrets.keys import KeyRing
from bench.house import migrate
from proof.findings import Finding, as_markdown
from proof.fleet import Device, Fleet
from proof.house import ADDRESS, House, free_port
from tests.builders import a_batch, a_brand, a_member, a_template, tokens_of

DEVICES: Final = 10_000
SECONDS: Final = 600.0
QUICK_SHARE: Final = 0.01
"""Devices with a heartbeat of five seconds, whose silence is noticed within fifteen."""

TROUBLE_SECONDS: Final = 40.0
QUIET_SECONDS: Final = 20.0
SETTLED_SECONDS: Final = 3.0
"""How long ago a device's state must have changed to be compared: what changes this moment is on its way."""

AWAY_SHARE: Final = 0.05
"""Devices that are away, on purpose, while it is quiet."""

SUBSCRIPTION: Final = """subscription($id: ID!) {
  deviceStatusChanged(organizationId: $id) { id presence { isOnline } }
}"""


# ---- What runs. ----


class Node:
    """A server process that can be killed and started again on its port."""

    def __init__(self, dsn: str, keys: KeyRing, log: Path, nats_url: str) -> None:
        self.port = free_port()
        self._log = log
        ours = {name: value for name, value in os.environ.items() if not name.startswith("CLAIMSTEAD_")}
        settings = {
            "DATABASE_URL": dsn,
            "KEYS": keys.to_json(),
            "PUBLIC_URL": ADDRESS,
            "NATS_URL": nats_url,
            "JOBS": "false",
            "DEVICE_LIMIT": str(2 * DEVICES),
            "DEVICE_LIMIT_PER_ADDRESS": str(2 * DEVICES),  # all of them live on this machine
        }
        self._environment = {**ours, **{f"CLAIMSTEAD_{name}": value for name, value in settings.items()}}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the process; `until_it_serves` waits for it."""
        command = [sys.executable, "-m", "app.cli", "serve", "--port", str(self.port)]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(command, env=self._environment, stdout=log, stderr=log)

    async def until_it_serves(self) -> None:
        """Return when somebody can connect."""
        async with asyncio.timeout(120):
            while True:
                assert self._process is not None
                assert self._process.poll() is None, f"a node ended: {self._log.read_text()[-2000:]}"
                with contextlib.suppress(OSError):
                    _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                    writer.close()
                    return
                await asyncio.sleep(0.2)

    async def end(self, how: signal.Signals) -> None:
        """Send a signal and wait for the end."""
        assert self._process is not None
        self._process.send_signal(how)
        await asyncio.to_thread(self._process.wait, 60)

    def stop(self) -> None:
        """End it, at the end of the proof."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(60)

    @property
    def bugs(self) -> list[str]:
        """What its log says with a traceback, without the traceback."""
        lines = [line for line in self._log.read_text(errors="replace").splitlines() if "Traceback" in line]
        said = [json.loads(line) if line.startswith("{") else {"event": line} for line in lines]
        return [f"{each['event']}: {str(each.get('exception', '')).splitlines()[-1:]}" for each in said]


class Database:
    """A PostgreSQL that can be killed and started again at its place."""

    def __init__(self, folder: Path, running: ExitStack) -> None:
        self._folder = folder
        self._running = running
        self.dsn = self._start()

    def _start(self) -> str:
        return self._running.enter_context(EmbeddedPostgres.start(self._folder)).dsn

    async def restart(self, away_seconds: float) -> None:
        """Kill it, and bring it back after a while."""
        (cluster,) = {path.parent for path in self._folder.rglob("postmaster.pid")}
        postmaster = Postmaster.find(cluster)
        assert postmaster is not None
        os.kill(postmaster.pid, signal.SIGQUIT)  # at once, without a clean shutdown
        await asyncio.to_thread(postmaster.wait_until_gone, 30)
        await asyncio.sleep(away_seconds)
        await asyncio.to_thread(self._start)


# ---- Who watches. ----


@dataclass
class Subscriber:
    """An app that shows the presence of all devices, as one node tells it."""

    port: int
    access_token: Callable[[], str]
    organization: str
    shown: dict[UUID, bool] = field(default_factory=dict)
    on_offline: Callable[[UUID], None] = lambda _: None
    messages: int = 0
    reconnects: int = -1

    async def run(self) -> None:
        """Follow until cancelled; come back when the connection breaks, as apps do."""
        while True:
            with contextlib.suppress(OSError, WebSocketException, TimeoutError):
                await self._follow()
            await asyncio.sleep(0.5)

    async def _follow(self) -> None:
        protocol = Subprotocol("graphql-transport-ws")
        url = f"ws://127.0.0.1:{self.port}/graphql"
        async with connect(url, subprotocols=[protocol], compression=None, proxy=None) as socket:
            await socket.send(
                json.dumps({"type": "connection_init", "payload": {"authorization": f"Bearer {self.access_token()}"}})
            )
            query = {"query": SUBSCRIPTION, "variables": {"id": self.organization}}
            self.reconnects += 1
            async for text in socket:
                message = json.loads(text)
                match message["type"]:
                    case "connection_ack":
                        await socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": query}))
                    case "ping":
                        await socket.send('{"type":"pong"}')
                    case "next" if not message["payload"].get("errors"):
                        self._note(message["payload"]["data"]["deviceStatusChanged"])
                    case _:
                        return  # an error: begin anew, as an app would

    def _note(self, device: dict[str, Any]) -> None:
        self.messages += 1
        device_id, is_online = parse_id(device["id"])[1], device["presence"]["isOnline"]
        if self.shown.get(device_id) and not is_online:
            self.on_offline(device_id)
        self.shown[device_id] = is_online


# ---- What is done to it. ----


class Trial:
    """The whole proof, once everything runs."""

    def __init__(self, nodes: list[Node], database: Database, fleet: Fleet, subscribers: list[Subscriber]) -> None:
        self._nodes = nodes
        self._database = database
        self._fleet = fleet
        self._subscribers = subscribers
        self._by_id: dict[UUID, Device] = {}
        self._great_faults: list[tuple[str, Callable[[], Coroutine[Any, Any, None]]]] = [
            ("the database restarted", partial(database.restart, 3.0)),
            ("a node killed", self._kill_a_node),
            ("a node restarted", self._restart_a_node),
            ("the database restarted, away for long", partial(database.restart, 15.0)),
        ]
        self.faults: Counter[str] = Counter()
        self.wrong: list[int] = []
        self.false_offline = 0
        self.offline_seconds: list[float] = []
        self.back_seconds: list[float] = []

    async def run(self, seconds: float) -> None:
        """Rounds of trouble and quiet for so long; at least one of each great fault when time allows."""
        self._by_id = {device.id: device for device in self._fleet.devices if device.id is not None}
        for subscriber in self._subscribers:
            subscriber.on_offline = self._shown_offline
        began, number = time.monotonic(), 0
        while time.monotonic() - began < seconds:
            name, fault = self._great_faults[number % len(self._great_faults)]
            await self._trouble(name, fault)
            await self._quiet(name)
            number += 1

    async def _trouble(self, name: str, fault: Callable[[], Coroutine[Any, Any, None]]) -> None:
        for device in self._fleet.devices:
            device.wake()
        small = asyncio.create_task(self._small_faults())
        await asyncio.sleep(TROUBLE_SECONDS / 4)
        self.faults[name] += 1
        print(f"  {name} …", flush=True)
        began = time.monotonic()
        await fault()
        await asyncio.sleep(max(0.0, TROUBLE_SECONDS * 3 / 4 - (time.monotonic() - began)))
        small.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await small

    async def _small_faults(self) -> None:
        """Connections break and are taken over all the time: each device's once in a minute or two."""
        share = len(self._fleet.devices) / 100 / 10
        while True:
            online = self._fleet.online
            for device in random.sample(online, min(len(online), _whole(share))):
                device.drop()
                self.faults["connections broken"] += 1
            for device in random.sample(online, min(len(online), _whole(share / 3))):
                device.connect()
                self.faults["takeovers"] += 1
            await asyncio.sleep(0.1)

    async def _quiet(self, name: str) -> None:
        """The last faults of the round; then twenty seconds, and the comparison."""
        online = self._fleet.online
        for device in random.sample(online, int(len(online) * AWAY_SHARE)):
            device.rest()
            self.faults["devices taken away"] += 1
        for device in [device for device in self._fleet.online if device.is_quick][::2]:
            device.fall_silent()
            self.faults["devices fallen silent"] += 1
        await asyncio.sleep(QUIET_SECONDS)
        self.wrong += [self._count_wrong(subscriber) for subscriber in self._subscribers]
        print(
            f"  {name}: {len(self._fleet.online):,} of {len(self._fleet.devices):,} online, wrong "
            f"{self.wrong[-len(self._subscribers) :]}, falsely offline so far {self.false_offline}",
            flush=True,
        )

    def _count_wrong(self, subscriber: Subscriber) -> int:
        settled = asyncio.get_running_loop().time() - SETTLED_SECONDS
        return sum(
            subscriber.shown.get(device_id, False) != device.is_online
            for device_id, device in self._by_id.items()
            if device.changed_at < settled
        )

    def _shown_offline(self, device_id: UUID) -> None:
        """A subscriber was told that a device is offline: is that so?"""
        device, loop = self._by_id[device_id], asyncio.get_running_loop()
        changed_at = device.changed_at
        if device.is_online and changed_at < loop.time() - SETTLED_SECONDS:
            loop.call_later(1.0, self._look_again, device, changed_at)

    def _look_again(self, device: Device, changed_at: float) -> None:
        if device.is_online and device.changed_at == changed_at:
            self.false_offline += 1

    # ---- The great faults. ----

    async def _kill_a_node(self) -> None:
        node = random.choice(self._nodes)
        there = self._fleet.on(node.port)
        for device in there:
            device.is_resting = True
        await node.end(signal.SIGKILL)
        began = time.monotonic()
        others = [subscriber for subscriber in self._subscribers if subscriber.port != node.port]
        gone = [(device, device.id) for device in there if device.id is not None]
        await _until(
            lambda: not any(each.shown[id_] and not device.is_online for device, id_ in gone for each in others), 30
        )
        self.offline_seconds.append(time.monotonic() - began)
        for device in there:
            device.wake()
        began = time.monotonic()
        node.start()
        await node.until_it_serves()
        waiting = set(there)
        while waiting and time.monotonic() - began < 120:
            waiting = {device for device in waiting if not device.is_online}
            await asyncio.sleep(0.1)
        self.back_seconds.append(time.monotonic() - began)

    async def _restart_a_node(self) -> None:
        node = random.choice(self._nodes)
        await node.end(signal.SIGTERM)
        node.start()
        await node.until_it_serves()

    def findings(self, nodes: list[Node]) -> list[Finding]:
        """What came of it."""
        rounds = len(self.wrong) // len(self._subscribers)
        faults = ", ".join(f"{count:,} × {name}" for name, count in sorted(self.faults.items()))
        watched = f"{len(self._fleet.devices):,} devices on {len(nodes)} nodes, {len(self._subscribers)} subscribers"
        bugs = [bug for node in nodes for bug in node.bugs]
        for bug in bugs:
            print(f"  logged: {bug}", flush=True)
        found = [
            Finding(
                f"no device is shown wrongly {QUIET_SECONDS:.0f} s after the last fault",
                f"{watched}, {rounds} rounds: {faults}",
                f"at most {max(self.wrong)} wrong; {sum(each.messages for each in self._subscribers):,} messages",
                max(self.wrong) == 0,
            ),
            Finding(
                "no device that stays connected is shown offline",
                "each word of a subscriber against the device's own, all the time",
                f"{self.false_offline} times",
                self.false_offline == 0,
            ),
            Finding("nodes log no bug under faults", "their logs", f"{len(bugs)} tracebacks", not bugs),
        ]
        if self.offline_seconds:
            slowest = max(self.offline_seconds)
            text = f"{slowest:.1f} s at most"
            found.append(Finding("a killed node's devices are offline within 15 s", "kill -9", text, slowest < 15))
            slowest = max(self.back_seconds)
            text = f"{slowest:.1f} s at most"
            found.append(Finding("and all of them back within 60 s", "random pauses", text, slowest < 60))
        return found


def _whole(share: float) -> int:
    """A whole number that is the share on average."""
    return int(share) + (random.random() < share % 1)


async def _until(condition: Callable[[], bool], seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while not condition():  # noqa: ASYNC110 (nobody tells)
                await asyncio.sleep(0.1)


# ---- Putting it together. ----


def check(devices: int = DEVICES, seconds: float = SECONDS, nats_url: str = "") -> list[Finding]:
    """Run everything on a database of its own; the nodes talk through it, or through NATS."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 3 * devices + 1_000), hard))
    try:
        with (
            _running(nats_url) as (database, keys, nodes),
            asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
        ):
            return runner.run(_try(database, keys, nodes, devices, seconds))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@contextmanager
def _running(nats_url: str) -> Iterator[tuple[Database, KeyRing, list[Node]]]:
    keys = KeyRing.generate()
    with tempfile.TemporaryDirectory(prefix="claimstead-proof-") as above:
        Path(above).chmod(0o711)
        folder = Path(above, "data")
        with ExitStack() as running:
            database = Database(folder, running)
            asyncio.run(migrate(database.dsn))
            nodes = [Node(database.dsn, keys, Path(above, f"node-{number}.log"), nats_url) for number in range(2)]
            try:
                for node in nodes:
                    node.start()
                yield database, keys, nodes
            finally:
                for node in nodes:
                    node.stop()
        EmbeddedPostgres.discard(folder)


async def _try(database: Database, keys: KeyRing, nodes: list[Node], devices: int, seconds: float) -> list[Finding]:
    async with _world(database, keys, nodes, devices) as (fleet, subscribers):
        trial = Trial(nodes, database, fleet, subscribers)
        print(f"  bringing {devices:,} devices online …", flush=True)
        working = [asyncio.create_task(work) for work in (fleet.beat(), *(each.run() for each in subscribers))]
        try:
            await fleet.arrive(300)
            await _until(lambda: all(sum(each.shown.values()) == devices for each in subscribers), 60)
            await trial.run(seconds)
        finally:
            for task in working:
                task.cancel()
            outcomes = await asyncio.gather(*working, return_exceptions=True)
        for outcome in outcomes:
            if isinstance(outcome, Exception):
                raise outcome
        return trial.findings(nodes)


@asynccontextmanager
async def _world(
    database: Database, keys: KeyRing, nodes: list[Node], devices: int
) -> AsyncIterator[tuple[Fleet, list[Subscriber]]]:
    """Minted tokens, somebody who may watch, and nodes that serve."""
    place = House(database.dsn, keys, ())
    async with place.parts() as parts:
        brand = await a_brand()
        watcher = await a_member(brand)
        quick_template, template = await a_template(brand, parts), await a_template(brand, parts)
        await execute("UPDATE template SET heartbeat_seconds = 5 WHERE id = $1", quick_template.id)
        quick_count = max(2, int(devices * QUICK_SHARE))
        quick = await a_batch(brand, parts, quick_count, template=quick_template)
        steady = await a_batch(brand, parts, devices - quick_count, template=template)
        tokens = {batch.id: await _auth_tokens(batch, parts) for batch in (quick, steady)}
        organization = global_id("Organization", brand.id)
    for node in nodes:
        await node.until_it_serves()
    auth_tokens = [*tokens[quick.id], *tokens[steady.id]]
    fleet = Fleet(auth_tokens, set(tokens[quick.id]), [node.port for node in nodes])
    # A new access token for each connection: they are good for minutes only.
    issue = partial(place.access_tokens.issue, watcher.account_id, watcher.session_id)
    yield fleet, [Subscriber(node.port, lambda: issue()[0], organization) for node in nodes]


async def _auth_tokens(batch: Any, parts: Any) -> list[AuthToken]:
    return [token.auth_token for token in await tokens_of(batch, parts)]


def main() -> int:
    """Run this proof alone."""
    parser = argparse.ArgumentParser(prog="python -m proof.presence")
    parser.add_argument("--devices", type=int, default=DEVICES)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--nats", default="", metavar="URL", help="a NATS server that carries the events")
    given = parser.parse_args()
    findings = check(given.devices, given.seconds, given.nats)
    print(as_markdown(findings))
    return 0 if all(finding.holds for finding in findings) else 1


if __name__ == "__main__":
    sys.exit(main())

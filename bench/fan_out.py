"""One change and the thousand who follow it: how long until the last of them knows, and what it costs the server."""

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from app.context.access_tokens import AccessTokens
from app.database.connection import transaction
from app.domain import news
from app.domain.people import sessions
from app.domain.people.accounts import create_account
from app.models import Membership, Role, StaticToken
from app.schema.nodes import global_id, parse_id
from app.secrets.keys import KeyRing
from bench.house import Issuer, fresh_postgres, issuer_at, migrate
from bench.served import Api, serving
from bench.subscribers import READY
from bench.table import Row

SUBSCRIBERS = 1_000
ALONE = 250
"""Subscribers of whom each is executed for; a thousand would take minutes."""

CHANGES = 15
CHANGES_ALONE = 3
GOAL = 20
TRANSPORTS = ("websocket", "sse")

_DOCUMENT = """subscription($ids: [ID!]) { deviceStatusChanged(deviceIds: $ids) {
  id name status metadata { name value } organization { name } presence { isOnline since reason }
} }"""
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class _Cost:
    """One change, in seconds: until the last subscriber knew, and what the server computed."""

    wait: float
    computed: float


class Followers:
    """A process full of subscribers."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def next(self) -> tuple[int, float, dict[str, Any]]:
        """Who was told what next, and when."""
        assert self._process.stdout is not None
        number, at, data = json.loads(await asyncio.wait_for(self._process.stdout.readline(), 120))
        return number, at, data["deviceStatusChanged"]


@asynccontextmanager
async def following(address: str, transport: str, subscribers: list[dict[str, Any]]) -> AsyncIterator[Followers]:
    """Subscribers, each shown the present state."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bench.subscribers",
        address,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(json.dumps({"transport": transport, "subscribers": subscribers}).encode() + b"\n")
        line = (await process.stdout.readline()).decode().strip()
        assert line == READY, line or await process.wait()
        yield Followers(process)
        process.stdin.close()
        assert await asyncio.wait_for(process.wait(), 60) == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def members(issuer: Issuer, access_tokens: AccessTokens, count: int) -> list[str]:
    """The access tokens of people with a role in the issuer's organization, each with an account of their own."""
    found = []
    for number in range(count):
        account = await create_account(issuer.organization, f"member-{number}@example.com", "no password", name=None)
        await Membership.create(account_id=account.id, organization_id=issuer.organization.id, role=Role.MEMBER)
        async with transaction():
            session = await sessions.start(account.id, device_name="bench")
        found.append(access_tokens.issue(account.id, session.session_id)[0])
    return found


@asynccontextmanager
async def acting(issuer: Issuer, access_tokens: AccessTokens, address: str) -> AsyncIterator[Api]:
    """The issuer's owner, asking the server."""
    token, _ = access_tokens.issue(issuer.owner.account_id, issuer.owner.session_id)
    headers = {"authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=address, headers=headers, timeout=300, trust_env=False) as http:
        api = Api(http)
        api.organization = global_id("Organization", issuer.organization.id)
        yield api


def computed(pid: int) -> float:
    """Seconds that a process has computed."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICK


class _Stage:
    """The server, one device, its followers; the bench is a second node, which changes the device and says so."""

    def __init__(self, issuer: Issuer, address: str, pid: int, device: str, tokens: list[str]) -> None:
        self._issuer = issuer
        self._address = address
        self._pid = pid
        self._device = device
        self._tokens = tokens
        self._names = 0

    async def costs(self, transport: str, changes: int, *, alone: bool) -> list[_Cost]:
        """What changes cost; `alone` makes each document another, so that nobody shares anything."""
        subscribers = [
            {
                "token": token,
                "query": f"# {transport} {number}\n{_DOCUMENT}" if alone else _DOCUMENT,
                "variables": {"ids": [self._device]},
            }
            for number, token in enumerate(self._tokens[: ALONE if alone else SUBSCRIBERS])
        ]
        async with following(self._address, transport, subscribers) as followers:
            await self._change(followers, len(subscribers))  # warms up
            return [await self._change(followers, len(subscribers)) for _ in range(changes)]

    async def _change(self, followers: Followers, count: int) -> _Cost:
        self._names += 1
        name = f"Sensor {self._names}"
        await asyncio.sleep(0.3)
        row_id = parse_id(self._device)[1]
        token = StaticToken.filter(device__id=row_id)
        await token.update(metadata={"Device Name": name})
        before, start = computed(self._pid), time.monotonic()
        self._issuer.parts.bus.publish(news.device_changed(row_id))
        told: set[int] = set()
        last = start
        while len(told) < count:
            number, at, device = await followers.next()
            assert (device["id"], device["name"], number in told) == (self._device, name, False), device
            told.add(number)
            last = max(last, at)
        return _Cost(last - start, computed(self._pid) - before)


def _rows(shared: dict[str, list[_Cost]], alone: dict[str, list[_Cost]]) -> list[Row]:
    rows = []
    for transport, costs in shared.items():
        wait, computing = (statistics.median(values) for values in _columns(costs))
        wait_alone, computing_alone = (
            statistics.median(values) * SUBSCRIBERS / ALONE for values in _columns(alone[transport])
        )
        ratio = wait_alone / wait
        rows.append(
            Row(
                f"one change to {SUBSCRIBERS:,} subscribers over {transport}",
                f"all know within {wait * 1000:.0f} ms; the server computes {computing * 1000:.0f} ms",
                f"one execution each (from {ALONE}): {wait_alone * 1000:.0f} ms, "
                f"computes {computing_alone * 1000:.0f} ms",
                f"{ratio:.0f} × (computing {computing_alone / computing:.0f} ×)",
                f"≥ {GOAL} ×",
                ratio >= GOAL,
            )
        )
    return rows


def _columns(costs: list[_Cost]) -> tuple[list[float], list[float]]:
    return [cost.wait for cost in costs], [cost.computed for cost in costs]


async def _measure(dsn: str, address: str, pid: int, keys: KeyRing) -> list[Row]:
    access_tokens = AccessTokens(keys.signing, keys.current_signing, issuer=address)
    async with issuer_at(dsn, keys) as issuer, acting(issuer, access_tokens, address) as api:
        tokens = await members(issuer, access_tokens, SUBSCRIBERS)
        # One that never connects: nothing happens to it but what we do.
        given = {"organizationId": api.organization, "templateId": global_id("Template", issuer.template.id)}
        device = (await api.do("createDevice", "device { id }", **given))["device"]["id"]
        stage = _Stage(issuer, address, pid, device, tokens)
        shared = {each: await stage.costs(each, CHANGES, alone=False) for each in TRANSPORTS}
        alone = {each: await stage.costs(each, CHANGES_ALONE, alone=True) for each in TRANSPORTS}
        return _rows(shared, alone)


def measure() -> list[Row]:
    """The figures of the fan-out."""
    keys = KeyRing.generate()
    with fresh_postgres() as dsn, tempfile.TemporaryDirectory(prefix="claimstead-bench-") as folder:
        asyncio.run(migrate(dsn))
        settings = {"CLAIMSTEAD_DATABASE_URL": dsn, "CLAIMSTEAD_KEYS": keys.to_json()}
        with serving(Path(folder), **settings) as (address, pid):
            return asyncio.run(_measure(dsn, address, pid, keys))

"""A device comes or goes while ten thousand are connected: how long until the phone that follows it knows."""

import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from app.context.access_tokens import AccessTokens
from app.schema.nodes import global_id
from app.secrets.keys import KeyRing
from bench import devices
from bench.fan_out import TRANSPORTS, Followers, acting, following, members
from bench.house import fresh_postgres, issuer_at, migrate
from bench.served import serving
from bench.table import Row

DEVICES = 10_000
BEAT_SECONDS = 30.0
PHONES = 100
EVENTS = 2_000
A_SECOND = 30
MOST = 0.250
"""Seconds."""

_DOCUMENT = """subscription($ids: [ID!]) { deviceStatusChanged(deviceIds: $ids) {
  id name presence { isOnline since reason }
} }"""


class _Blinking(devices.Device):
    """A device that comes and goes."""

    def __init__(self, host: str, auth_token: str) -> None:
        super().__init__(host, auth_token, [])
        self.device_id = ""
        self.asked_at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the upgrade, and remember when."""
        self.asked_at = time.monotonic()
        super().connection_made(transport)

    def _hear(self, frame: dict[str, Any]) -> None:
        if frame["t"] == "welcome":
            self.device_id = global_id("Device", UUID(frame["device"]))
        super()._hear(frame)

    def drop(self) -> None:
        """Be gone, without a word."""
        self._transport.abort()


@dataclass
class _Phone:
    """Who follows one device: what happened to that, and what they were told, each with its moment."""

    auth_token: str
    device: _Blinking
    happened: list[tuple[float, bool]] = field(default_factory=list)
    told: list[tuple[float, bool]] = field(default_factory=list)


async def _come(address: str, auth_token: str) -> _Blinking:
    host, _, port = address.removeprefix("http://").partition(":")
    device = _Blinking(f"{host}:{port}", auth_token)
    await asyncio.get_running_loop().create_connection(lambda: device, host, int(port))
    await asyncio.wait_for(device.welcomed, 30)
    return device


async def _happen(address: str, phones: list[_Phone]) -> None:
    """Devices go and come, one after the other, at an even pace."""
    loop = asyncio.get_running_loop()
    due, coming = loop.time(), set()

    async def come(phone: _Phone) -> None:
        phone.device = await _come(address, phone.auth_token)
        phone.happened.append((phone.device.asked_at, True))

    for number in range(EVENTS):
        phone = phones[number % len(phones)]
        if number // len(phones) % 2:
            coming.add(asyncio.create_task(come(phone)))
        else:
            phone.happened.append((time.monotonic(), False))
            phone.device.drop()
        due += 1 / A_SECOND
        await asyncio.sleep(max(due - loop.time(), 0))
    await asyncio.gather(*coming)


async def _hear(followers: Followers, phones: list[_Phone]) -> None:
    for _ in range(EVENTS * len(phones) // PHONES):
        number, at, device = await followers.next()
        assert device["id"] == phones[number].device.device_id, device
        phones[number].told.append((at, device["presence"]["isOnline"]))


@asynccontextmanager
async def _quiet_devices(address: str, auth_tokens: list[str]) -> AsyncIterator[None]:
    """A process that plays devices which only beat."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.devices", address, str(BEAT_SECONDS), stdin=pipe, stdout=pipe
    )
    try:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(" ".join(auth_tokens).encode() + b"\n")
        assert (await process.stdout.readline()).decode().strip() == devices.READY
        yield
        process.stdin.close()
        answer, _ = await asyncio.wait_for(process.communicate(), 60)
        assert process.returncode == 0
        assert json.loads(answer), "no device beat"
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def _row(phones: list[_Phone]) -> Row:
    waits = defaultdict(list)
    for phone in phones:
        assert [state for _, state in phone.told] == [state for _, state in phone.happened]
        for (at, is_online), (told_at, _) in zip(phone.happened, phone.told, strict=True):
            waits[is_online].append(told_at - at)
    every = waits[True] + waits[False]
    p99 = statistics.quantiles(every, n=100)[98]
    return Row(
        f"device event → phone, {DEVICES:,} devices connected",
        f"99 % within {p99 * 1000:.0f} ms, half within {statistics.median(every) * 1000:.0f} ms, "
        f"all {len(every):,} within {max(every) * 1000:.0f} ms",
        f"{A_SECOND} a second; coming: half within {statistics.median(waits[True]) * 1000:.0f} ms, "
        f"going: {statistics.median(waits[False]) * 1000:.0f} ms",
        "",
        "99 % < 250 ms",
        p99 < MOST,
    )


async def _measure(dsn: str, address: str, keys: KeyRing) -> list[Row]:
    access_tokens = AccessTokens(keys.signing, keys.current_signing, issuer=address)
    async with issuer_at(dsn, keys) as issuer, acting(issuer, access_tokens, address) as api:
        tokens = await members(issuer, access_tokens, PHONES)
        batch = await api.mint(global_id("Template", issuer.template.id), DEVICES)
        auth_tokens = await api.auth_tokens(batch)
        async with _quiet_devices(address, auth_tokens[PHONES:]):
            phones = [_Phone(each, await _come(address, each)) for each in auth_tokens[:PHONES]]
            asking = [
                {"token": token, "query": _DOCUMENT, "variables": {"ids": [phone.device.device_id]}}
                for token, phone in zip(tokens, phones, strict=True)
            ]
            half = PHONES // 2
            async with (
                following(address, TRANSPORTS[0], asking[:half]) as sockets,
                following(address, TRANSPORTS[1], asking[half:]) as streams,
            ):
                await asyncio.gather(
                    _happen(address, phones), _hear(sockets, phones[:half]), _hear(streams, phones[half:])
                )
        return [_row(phones)]


def measure() -> list[Row]:
    """The figure of news about devices."""
    keys = KeyRing.generate()
    with fresh_postgres() as dsn, tempfile.TemporaryDirectory(prefix="claimstead-bench-") as folder:
        asyncio.run(migrate(dsn))
        settings = {"CLAIMSTEAD_DATABASE_URL": dsn, "CLAIMSTEAD_KEYS": keys.to_json()}
        with serving(Path(folder), **settings) as (address, _):
            return asyncio.run(_measure(dsn, address, keys))

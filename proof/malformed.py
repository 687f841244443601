"""A million malformed frames against the devices' door, from clients that do not say who they are."""

import asyncio
import logging
import multiprocessing
import os
import random
from functools import partial

import structlog
import uvloop

from app.device_ws import Limits
from bench.connection_servers import resident_bytes
from bench.house import fresh_postgres, issuer_at, migrate
from proof.findings import Finding
from tests.builders import a_static_token
from tests.device_ws.nonsense import nonsense
from tests.device_ws.servers import a_device, a_node

FRAMES = 1_000_000
PER_CONNECTION = 4
AT_ONCE = 50
WARMING_UP = 20_000
MOST_BYTES = 50 * 1024 * 1024
_UPGRADE = (
    b"GET /device HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


class _Attacker(asyncio.Protocol):
    """Upgrades, sends its frames, and waits for the server to end the connection."""

    def __init__(self, frames: bytes) -> None:
        self._frames = frames
        self._answer = b""
        self.ended = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        transport.write(_UPGRADE)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        if not self._answer.endswith(b"done"):
            self._answer += data
            if b"\r\n\r\n" in self._answer:
                assert self._answer.startswith(b"HTTP/1.1 101 "), self._answer
                self._answer = b"done"
                self._transport.write(self._frames)  # type: ignore[attr-defined]
                self._transport.write_eof()  # type: ignore[attr-defined]

    def connection_lost(self, error: Exception | None) -> None:
        if not self.ended.done():
            self.ended.set_result(self._answer == b"done")


def _itself(attacker: _Attacker) -> _Attacker:
    return attacker


async def _attack(port: int, frames: int, seed: int) -> None:
    chance, left = random.Random(seed), frames // PER_CONNECTION

    async def one_after_the_other() -> None:
        nonlocal left
        while left > 0:
            left -= 1
            data = b"".join(nonsense(chance) for _ in range(PER_CONNECTION))
            attacker = _Attacker(data)
            await asyncio.get_running_loop().create_connection(partial(_itself, attacker), "127.0.0.1", port)
            async with asyncio.timeout(30):
                assert await attacker.ended, "the server closed a connection before its upgrade was answered"

    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(one_after_the_other())


def _attack_alone(port: int, frames: int, seed: int) -> None:
    uvloop.run(_attack(port, frames, seed))


async def _from_another_process(port: int, frames: int, seed: int) -> None:
    process = multiprocessing.get_context("spawn").Process(target=_attack_alone, args=(port, frames, seed))
    process.start()
    await asyncio.to_thread(process.join)
    assert process.exitcode == 0, "the attacker met an answer that it did not expect"


class _Kept(logging.Handler):
    """What the server's libraries have to say."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


async def _tried(dsn: str, frames: int) -> Finding:
    kept = _Kept(logging.WARNING)
    logging.getLogger().addHandler(kept)
    await migrate(dsn)
    with structlog.testing.capture_logs() as logs:
        async with issuer_at(dsn) as issuer:
            token = await a_static_token(issuer.organization, issuer.parts, template=issuer.template)
            async with a_node(issuer.parts, Limits()) as node, a_device(node, token.auth_token) as device:
                await _from_another_process(node.port, min(frames, WARMING_UP), 1)
                logs.clear()
                before = resident_bytes(os.getpid())
                await _from_another_process(node.port, frames, 2)
                grown = resident_bytes(os.getpid()) - before
                await device.send(t="hb")
                await device.hear("hb")
                assert node.door.connected == 1
    spoken = [line for line in logs if line["log_level"] not in {"debug", "info"}]
    return Finding(
        "a device that speaks nonsense hurts nobody",
        f"{frames:,} malformed frames over {frames // PER_CONNECTION:,} connections, with a device beside them",
        f"the device was served; {len(spoken) + len(kept.records)} lines in the log, {grown / 2**20:+.1f} MiB memory",
        not spoken and not kept.records and grown < MOST_BYTES,
    )


def check(frames: int = FRAMES) -> list[Finding]:
    """Send them, and look at the server afterwards."""
    with fresh_postgres() as dsn:
        return [uvloop.run(_tried(dsn, frames))]

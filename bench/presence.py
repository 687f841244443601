"""Presence writes: devices that go and come back, written together, against one upsert for each event."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from uuid import UUID

import asyncpg

from app.database.connection import execute, fetch
from app.domain.devices import presence
from app.domain.tokens import minting
from app.domain.tokens.minting import BatchDraft
from app.models import PresenceReason
from app.models.identifiers import new_id
from bench.house import Issuer, fresh_postgres, issuer_at, migrate
from bench.table import Row

DEVICES = 10_000
ONE_BY_ONE = 1_000
TOGETHER = 1_000
"""What the door writes in one statement when there is much to write."""

ROUNDS = 3
GOAL = 40.0

_UPSERT = """
INSERT INTO presence AS known (device_id, session, node_id, is_online, since, last_seen_at, reason)
VALUES ($1, $2, NULL, false, now(), now(), 'DISCONNECTED')
ON CONFLICT (device_id) DO UPDATE SET is_online = false, node_id = NULL, since = now(), reason = EXCLUDED.reason
WHERE known.session = EXCLUDED.session
"""


def measure() -> list[Row]:
    """Both on one durable database."""
    with fresh_postgres() as dsn:
        asyncio.run(migrate(dsn))
        return [asyncio.run(_measure(dsn))]


async def _measure(dsn: str) -> Row:
    async with issuer_at(dsn) as issuer:
        node_id = new_id()
        sessions = await _online_devices(issuer, node_id)
        together, one_by_one = list[float](), list[float]()
        for _ in range(ROUNDS):
            together.append(await _events_a_second(sessions, lambda: _leave(issuer, sessions)))
            together.append(await _events_a_second(sessions, lambda: _return(issuer, node_id, sessions)))
            some = sessions[:ONE_BY_ONE]
            one_by_one.append(await _events_a_second(some, lambda some=some: _upsert(dsn, some)))  # type: ignore[misc]
            await _return(issuer, node_id, some)
    ratio = max(together) / max(one_by_one)
    return Row(
        "presence writes, and telling of them",
        f"{max(together):,.0f} events/s, {TOGETHER:,} together",
        f"{max(one_by_one):,.0f} events/s, one upsert each, told to nobody",
        f"{ratio:.0f} ×",
        f"≥ {GOAL:.0f} ×",
        ratio >= GOAL,
    )


async def _online_devices(issuer: Issuer, node_id: UUID) -> list[tuple[UUID, int]]:
    """Devices that are online on a node, and the numbers of their connections."""
    draft = BatchDraft(issuer.template.id, DEVICES)
    batch = await minting.create_token_batch(issuer.owner, issuer.parts, issuer.organization.id, draft)
    await minting.fill_batch(issuer.parts, batch.id)
    await presence.register_node(node_id)
    await execute(
        "INSERT INTO device (id, static_token_id, organization_id, edits, first_connected_at) "
        "SELECT gen_random_uuid(), id, issuer_id, '{}', now() FROM static_token"
    )
    rows = await fetch(
        "INSERT INTO presence (device_id, session, node_id, is_online, since, last_seen_at, reason) "
        "SELECT id, nextval('device_session'), $1, true, now(), now(), 'CONNECTED' FROM device "
        "RETURNING device_id, session",
        node_id,
    )
    await execute("ANALYZE")
    return [tuple(row) for row in rows]


async def _events_a_second(sessions: list[tuple[UUID, int]], work: Callable[[], Awaitable[int]]) -> float:
    began = time.perf_counter()
    changed = await work()
    seconds = time.perf_counter() - began
    assert changed == len(sessions), f"{changed} of {len(sessions)} were written"
    return changed / seconds


async def _leave(issuer: Issuer, sessions: list[tuple[UUID, int]]) -> int:
    return sum([await presence.leave(issuer.parts, some, PresenceReason.DISCONNECTED) for some in _parts(sessions)])


async def _return(issuer: Issuer, node_id: UUID, sessions: list[tuple[UUID, int]]) -> int:
    return sum([await presence.return_online(issuer.parts, node_id, some) for some in _parts(sessions)])


async def _upsert(dsn: str, sessions: list[tuple[UUID, int]]) -> int:
    connection = await asyncpg.connect(dsn)
    try:
        statement = await connection.prepare(_UPSERT)
        for device_id, session in sessions:
            await statement.fetchval(device_id, session)
    finally:
        await connection.close()
    return len(sessions)


def _parts(sessions: list[tuple[UUID, int]]) -> list[list[tuple[UUID, int]]]:
    return [sessions[start : start + TOGETHER] for start in range(0, len(sessions), TOGETHER)]

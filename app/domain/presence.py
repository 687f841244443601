"""Presence: devices arrive and leave, and only the newest session speaks for its device.

Each connection gets a number from a sequence. A late word about an older
number changes nothing, so the end of a replaced connection never shows the
device offline.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from app.database.connection import execute, fetch, fetch_row, transaction
from app.domain import history, news
from app.domain.history import EventKind
from app.domain.metadata import for_device
from app.domain.parts import Parts
from app.domain.templates import fields_of
from app.models import PresenceReason
from app.models.identifiers import new_id
from app.secrets.auth_token import AuthToken

NODE_LIFETIME = timedelta(seconds=12)
"""How long a node may stay silent before its devices are taken for offline."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The token behind a right AuthToken, and how its template wants to be heard."""

    token_id: UUID
    heartbeat_seconds: int
    grace_seconds: int
    is_suspended: bool


@dataclass(frozen=True, slots=True)
class Arrival:
    """A device that has just connected."""

    device_id: UUID
    session: int
    is_claimed: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """What a connected device is told about itself."""

    device_id: UUID
    is_claimed: bool
    metadata: dict[str, str | int | float | bool]


async def authenticate(parts: Parts, auth_token: AuthToken) -> Identity | None:
    """Who holds this AuthToken; None when it is unknown or deleted. One indexed look-up."""
    row = await fetch_row(
        """
        SELECT token.id, template.heartbeat_seconds, template.offline_grace_seconds,
               issuer.suspended_at IS NOT NULL OR root.suspended_at IS NOT NULL AS is_suspended
        FROM static_token AS token JOIN template ON template.id = token.template_id
        JOIN organization AS issuer ON issuer.id = token.issuer_id
        JOIN organization AS root ON root.id = issuer.root_id
        WHERE token.auth_digest = ANY($1)
        """,
        parts.digester.auth_candidates(auth_token.text.encode()),
    )
    if row is None:
        return None
    return Identity(row["id"], row["heartbeat_seconds"], row["offline_grace_seconds"], row["is_suspended"])


_ARRIVE = """
WITH token AS (
    SELECT id, issuer_id FROM static_token WHERE id = $1 FOR KEY SHARE
), arrived AS (
    INSERT INTO device (id, static_token_id, organization_id, first_connected_at)
    SELECT $2, token.id, token.issuer_id, now() FROM token
    ON CONFLICT (static_token_id) DO UPDATE SET
        organization_id = coalesce(device.organization_id, EXCLUDED.organization_id),
        first_connected_at = coalesce(device.first_connected_at, EXCLUDED.first_connected_at)
    RETURNING id, owner_id, organization_id, first_connected_at = now() AS is_first
), present AS (
    INSERT INTO presence AS known (device_id, session, node_id, is_online, since, last_seen_at, reason)
    SELECT arrived.id, nextval('device_session'), $3, true, now(), now(), 'CONNECTED' FROM arrived
    ON CONFLICT (device_id) DO UPDATE SET
        session = EXCLUDED.session, node_id = EXCLUDED.node_id, is_online = true, last_seen_at = now(),
        since = CASE WHEN known.is_online THEN known.since ELSE now() END, reason = 'CONNECTED'
    WHERE known.session < EXCLUDED.session
    RETURNING device_id, session
)
SELECT arrived.id AS device_id, arrived.owner_id, arrived.organization_id, arrived.is_first, token.issuer_id,
       present.session
FROM token CROSS JOIN arrived LEFT JOIN present ON present.device_id = arrived.id
"""


async def arrive(parts: Parts, token_id: UUID, node_id: UUID) -> Arrival | None:
    """A device holds a live connection on this node; the first time ever, it comes into being.

    Unowned devices stand in the issuer's organization from now on. None when
    the token was deleted meanwhile or a newer connection was faster.
    """
    async with transaction():
        row = await fetch_row(_ARRIVE, token_id, new_id(), node_id)
        if row is None or row["session"] is None:
            return None
        event = None
        if row["is_first"]:
            event = await history.record(
                EventKind.FIRST_CONNECTED,
                organization_id=row["organization_id"],
                issuer_id=row["issuer_id"],
                static_token_id=token_id,
                device_id=row["device_id"],
            )
    reached = await _tell(parts, [row["device_id"]])
    if event is not None:
        history.tell(parts.bus, event, *reached)
    return Arrival(row["device_id"], row["session"], row["owner_id"] is not None)


async def leave(parts: Parts, sessions: Sequence[tuple[UUID, int]], reason: PresenceReason) -> int:
    """These connections (device, session) are over; those that were replaced meanwhile change nothing.

    Returns how many devices went offline.
    """
    rows = await fetch(
        """
        UPDATE presence SET is_online = false, node_id = NULL, since = now(), reason = $3
        FROM unnest($1::uuid[], $2::bigint[]) AS over(device_id, session)
        WHERE presence.device_id = over.device_id AND presence.session = over.session AND presence.is_online
        RETURNING presence.device_id
        """,
        [device_id for device_id, _ in sessions],
        [session for _, session in sessions],
        reason.value,
    )
    await _tell(parts, [row["device_id"] for row in rows])
    return len(rows)


async def note_seen(seen: Sequence[tuple[UUID, int, datetime]]) -> None:
    """Write down when these connections (device, session) were last heard."""
    await execute(
        """
        UPDATE presence SET last_seen_at = heard.at
        FROM unnest($1::uuid[], $2::bigint[], $3::timestamptz[]) AS heard(device_id, session, at)
        WHERE presence.device_id = heard.device_id AND presence.session = heard.session
        """,
        [device_id for device_id, _, _ in seen],
        [session for _, session, _ in seen],
        [at for _, _, at in seen],
    )


async def note_versions(device_id: UUID, *, firmware: str | None, hardware: str | None) -> None:
    """Write down what a device says of its firmware and hardware; None leaves what is known."""
    await execute(
        "UPDATE device SET firmware = coalesce($2, firmware), hardware = coalesce($3, hardware) WHERE id = $1",
        device_id,
        firmware,
        hardware,
    )


async def standing_of(token_id: UUID) -> Standing | None:
    """What to tell the connected device of a token about itself; None when the token is gone."""
    row = await fetch_row(
        """
        SELECT device.id, device.owner_id, device.edits, token.metadata, token.template_id
        FROM static_token AS token JOIN device ON device.static_token_id = token.id WHERE token.id = $1
        """,
        token_id,
    )
    if row is None:
        return None
    values: dict[str, Any] = {**orjson.loads(row["metadata"]), **orjson.loads(row["edits"])}
    return Standing(row["id"], row["owner_id"] is not None, for_device(await fields_of(row["template_id"]), values))


async def suspect_clone(parts: Parts, token_id: UUID) -> None:
    """Flag a token whose connections keep replacing each other; one event for each hour it goes on."""
    async with transaction():
        row = await fetch_row(
            """
            UPDATE static_token AS token SET clone_suspected_at = now() FROM device
            WHERE token.id = $1 AND device.static_token_id = token.id
              AND (token.clone_suspected_at IS NULL OR token.clone_suspected_at < now() - interval '1 hour')
            RETURNING token.issuer_id, device.id, device.organization_id
            """,
            token_id,
        )
        if row is None:
            return
        event = await history.record(
            EventKind.CLONE_SUSPECTED,
            organization_id=row["organization_id"],
            issuer_id=row["issuer_id"],
            static_token_id=token_id,
            device_id=row["id"],
        )
    history.tell(parts.bus, event, *await _tell(parts, [row["id"]]))


async def register_node(node_id: UUID) -> None:
    """This node is alive. Called again and again, more often than `NODE_LIFETIME`."""
    await execute(
        "INSERT INTO node (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET seen_at = now()",
        node_id,
    )


async def forget_node(node_id: UUID) -> None:
    """This node stops; its devices must have left."""
    await execute("DELETE FROM node WHERE id = $1", node_id)


async def reap_lost_nodes(parts: Parts) -> int:
    """Show the devices of silent nodes offline; returns how many. Any node may do it for the others."""
    rows = await fetch(
        """
        UPDATE presence SET is_online = false, node_id = NULL, since = now(), reason = 'NODE_LOST'
        WHERE is_online AND node_id NOT IN (SELECT id FROM node WHERE seen_at > now() - $1::interval)
        RETURNING device_id
        """,
        NODE_LIFETIME,
    )
    await execute("DELETE FROM node WHERE seen_at < now() - $1::interval", 2 * NODE_LIFETIME)
    await _tell(parts, [row["device_id"] for row in rows])
    return len(rows)


async def _tell(parts: Parts, device_ids: Sequence[UUID]) -> set[UUID]:
    """Tell those who follow these devices or the organizations they stand below; returns the organizations."""
    if not device_ids:
        return set()
    rows: list[asyncpg.Record] = await fetch(
        """
        SELECT device.id, array_agg(DISTINCT above) AS reached
        FROM device JOIN static_token AS token ON token.id = device.static_token_id
        JOIN organization ON organization.id IN (device.organization_id, token.issuer_id)
        CROSS JOIN unnest(organization.lineage) AS above
        WHERE device.id = ANY($1) GROUP BY device.id
        """,
        list(device_ids),
    )
    parts.bus.publish(*(news.device_changed(row["id"], *row["reached"]) for row in rows))
    return {organization_id for row in rows for organization_id in row["reached"]}

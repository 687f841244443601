"""Presence: devices arrive and leave, and only the newest session speaks for its device.

Each connection gets a number from a sequence. A late word about an older
number changes nothing, so the end of a replaced connection never shows the
device offline.

Statements about many devices lock them in the order of their identifiers, so
that two of them wait for each other instead of ending in a deadlock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from app.database.connection import execute, fetch, fetch_row, transaction
from app.domain import history, news
from app.domain.history import EventKind
from app.domain.metadata import for_device
from app.domain.parts import Parts
from app.models import MetadataField, PresenceReason
from app.secrets.keys import KeyMarks

NODE_LIFETIME = timedelta(seconds=8)
"""How long a node may stay silent before its devices are taken for offline. Nodes cannot show themselves while the
database is away, so none is lost before it has been back for as long."""


LONG_LOST = timedelta(hours=2)
"""When a silent node is forgotten: after the longest grace there is, an hour, has let all its devices go."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a connected device is told about itself, and whether its connection may last."""

    device_id: UUID
    is_claimed: bool
    is_suspended: bool
    session: int | None
    """The number of its newest connection, on whichever node; None when it never had one."""
    metadata: dict[str, str | int | float | bool]


async def leave(parts: Parts, sessions: Sequence[tuple[UUID, int]], reason: PresenceReason) -> int:
    """These connections (device, session) are over; those that were replaced meanwhile change nothing.

    Returns how many devices went offline.
    """
    rows = await fetch(
        """
        WITH over AS (
            SELECT presence.device_id, presence.session
            FROM presence JOIN unnest($1::uuid[], $2::bigint[]) AS over(device_id, session) USING (device_id, session)
            WHERE presence.is_online ORDER BY presence.device_id FOR UPDATE OF presence
        )
        UPDATE presence SET is_online = false, node_id = NULL, since = now(), reason = $3
        FROM over WHERE presence.device_id = over.device_id AND presence.session = over.session AND presence.is_online
        RETURNING presence.device_id
        """,
        [device_id for device_id, _ in sessions],
        [session for _, session in sessions],
        reason.value,
    )
    await tell(parts, [row["device_id"] for row in rows])
    return len(rows)


async def note_seen(seen: Sequence[tuple[UUID, int, timedelta]]) -> None:
    """Write down how long ago these connections (device, session) were last heard."""
    await execute(
        """
        WITH heard AS (
            SELECT presence.device_id, presence.session, now() - heard.ago AS at FROM presence
            JOIN unnest($1::uuid[], $2::bigint[], $3::interval[]) AS heard(device_id, session, ago)
            USING (device_id, session) ORDER BY presence.device_id FOR UPDATE OF presence
        )
        UPDATE presence SET last_seen_at = heard.at
        FROM heard WHERE presence.device_id = heard.device_id AND presence.session = heard.session
        """,
        [device_id for device_id, _, _ in seen],
        [session for _, session, _ in seen],
        [ago for _, _, ago in seen],
    )


async def note_versions(versions: Sequence[tuple[UUID, str | None, str | None]]) -> None:
    """Write down what devices (device, firmware, hardware) say of themselves; None leaves what is known."""
    await execute(
        """
        WITH said AS (
            SELECT device.id, said.firmware, said.hardware FROM device
            JOIN unnest($1::uuid[], $2::text[], $3::text[]) AS said(device_id, firmware, hardware)
              ON said.device_id = device.id
             AND (said.firmware <> coalesce(device.firmware, '') OR said.hardware <> coalesce(device.hardware, ''))
            ORDER BY device.id FOR UPDATE OF device
        )
        UPDATE device SET firmware = coalesce(said.firmware, device.firmware),
                          hardware = coalesce(said.hardware, device.hardware)
        FROM said WHERE device.id = said.id
        """,
        [device_id for device_id, _, _ in versions],
        [firmware for _, firmware, _ in versions],
        [hardware for _, _, hardware in versions],
    )


async def standing_of(token_id: UUID) -> Standing | None:
    """What to tell the connected device of a token about itself; None when the token is gone."""
    return (await standings_of([token_id])).get(token_id)


async def standings_of(token_ids: Sequence[UUID]) -> dict[UUID, Standing]:
    """The same for many tokens in two statements; tokens that are gone are missing."""
    rows = await fetch(
        """
        SELECT token.id AS token_id, token.metadata, token.template_id, device.id AS device_id, device.owner_id,
               device.edits, presence.session,
               issuer.suspended_at IS NOT NULL OR root.suspended_at IS NOT NULL AS is_suspended
        FROM static_token AS token JOIN device ON device.static_token_id = token.id
        JOIN organization AS issuer ON issuer.id = token.issuer_id
        JOIN organization AS root ON root.id = issuer.root_id
        LEFT JOIN presence ON presence.device_id = device.id
        WHERE token.id = ANY($1)
        """,
        list(token_ids),
    )
    fields: dict[UUID, list[MetadataField]] = {row["template_id"]: [] for row in rows}
    for field in await MetadataField.filter(template_id__in=list(fields)).order_by("position"):
        fields[field.template_id].append(field)
    return {row["token_id"]: _standing(row, fields[row["template_id"]]) for row in rows}


def _standing(row: asyncpg.Record, fields: Sequence[MetadataField]) -> Standing:
    values: dict[str, Any] = {**orjson.loads(row["metadata"]), **orjson.loads(row["edits"])}
    return Standing(
        row["device_id"], row["owner_id"] is not None, row["is_suspended"], row["session"], for_device(fields, values)
    )


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
    history.tell(parts.bus, event, *(await tell(parts, [row["id"]])).get(row["id"], ()))


async def register_node(node_id: UUID, keys: KeyMarks | None = None) -> None:
    """This node is alive, with these keys. Called again and again, more often than `NODE_LIFETIME`."""
    marks = None if keys is None else {"current": sorted(keys.current), "known": sorted(keys.known)}
    await execute(
        "INSERT INTO node (id, key_marks) VALUES ($1, $2::jsonb) ON CONFLICT (id) DO UPDATE SET seen_at = now()",
        node_id,
        None if marks is None else orjson.dumps(marks).decode(),
    )


async def forget_node(node_id: UUID) -> None:
    """This node stops, and none of its devices is shown online any more."""
    await execute("DELETE FROM node WHERE id = $1", node_id)


async def reap_lost_nodes(parts: Parts) -> int:
    """Show the devices of silent nodes offline, each after its template's grace; returns how many.

    Any node may do it for the others.
    """
    silent = await fetch(
        """
        SELECT DISTINCT node_id FROM presence
        WHERE is_online AND node_id NOT IN (SELECT id FROM node WHERE seen_at > now() - $1::interval)
          AND pg_postmaster_start_time() < now() - $1::interval
        """,
        NODE_LIFETIME,
    )
    await execute("DELETE FROM node WHERE seen_at < now() - $1::interval", LONG_LOST)
    if not silent:
        return 0
    rows = await fetch(
        """
        WITH lost AS (
            SELECT presence.device_id, presence.session
            FROM presence JOIN device ON device.id = presence.device_id
            JOIN static_token AS token ON token.id = device.static_token_id
            JOIN template ON template.id = token.template_id
            LEFT JOIN node ON node.id = presence.node_id
            WHERE presence.is_online AND presence.node_id = ANY($2)
              AND (node.id IS NULL
                   OR node.seen_at < now() - $1::interval - make_interval(secs => template.offline_grace_seconds))
            ORDER BY presence.device_id FOR UPDATE OF presence
        )
        UPDATE presence SET is_online = false, node_id = NULL, since = now(), reason = 'NODE_LOST'
        FROM lost WHERE presence.device_id = lost.device_id AND presence.session = lost.session AND presence.is_online
        RETURNING presence.device_id
        """,
        NODE_LIFETIME,
        [row["node_id"] for row in silent],
    )
    await tell(parts, [row["device_id"] for row in rows])
    return len(rows)


async def online_on(node_id: UUID) -> list[tuple[UUID, UUID, int]]:
    """The connections (token, device, session) that a node is held to have."""
    rows = await fetch(
        """
        SELECT device.static_token_id, presence.device_id, presence.session
        FROM presence JOIN device ON device.id = presence.device_id WHERE presence.is_online AND presence.node_id = $1
        """,
        node_id,
    )
    return [tuple(row) for row in rows]


async def return_online(parts: Parts, node_id: UUID, sessions: Sequence[tuple[UUID, int]]) -> int:
    """These connections (device, session) lived on while their node was taken for lost.

    Those that were replaced meanwhile change nothing. Returns how many devices
    are online again.
    """
    rows = await fetch(
        """
        WITH held AS (
            SELECT device.id, held.session, token.issuer_id
            FROM unnest($2::uuid[], $3::bigint[]) AS held(device_id, session)
            JOIN presence ON presence.device_id = held.device_id AND presence.session = held.session
            JOIN device ON device.id = held.device_id JOIN static_token AS token ON token.id = device.static_token_id
            WHERE NOT presence.is_online ORDER BY device.id FOR UPDATE OF device, presence
        ), standing AS (
            UPDATE device SET organization_id = held.issuer_id FROM held
            WHERE device.id = held.id AND device.organization_id IS NULL
        )
        UPDATE presence SET is_online = true, node_id = $1, since = now(), last_seen_at = now(), reason = 'CONNECTED'
        FROM held WHERE presence.device_id = held.id AND presence.session = held.session AND NOT presence.is_online
        RETURNING presence.device_id
        """,
        node_id,
        [device_id for device_id, _ in sessions],
        [session for _, session in sessions],
    )
    await tell(parts, [row["device_id"] for row in rows])
    return len(rows)


async def tell(parts: Parts, device_ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    """Tell those who follow these devices or the organizations they stand below; returns the latter by device."""
    if not device_ids:
        return {}
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
    return {row["id"]: row["reached"] for row in rows}

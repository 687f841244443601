"""Devices arrive: alone, or in a storm many with one statement.

Rows are locked in one order: tokens, then devices, then presences, each by
their identifiers. Where two statements lock in another order nevertheless, the
database ends one of them, and its devices arrive each alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from app.database.connection import fetch, transaction
from app.domain import history, news
from app.domain.devices import presence
from app.domain.devices.authenticating import IS_AWAITED
from app.domain.history import EventKind
from app.domain.parts import Parts
from app.models import DEVICE_NAME
from app.models.identifiers import new_id

TOGETHER_LOCK_MILLISECONDS = 100
"""How long devices that arrive together wait for a row that somebody else has locked."""


class ArrivalsHindered(Exception):
    """A row of one of the devices is locked by somebody else; none of them has arrived."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A device that has just connected."""

    device_id: UUID
    session: int
    is_claimed: bool
    took_over: bool
    """Whether another connection of the device was held to be alive until now."""


_ARRIVE = f"""
WITH wanted AS (
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS wanted(token_id, device_id, event_id)
), token AS (
    SELECT id, issuer_id, origin = 'PROVISIONED' AND status = 'UNCLAIMED' AS is_provisioned
    FROM static_token WHERE id = ANY($1) ORDER BY id FOR KEY SHARE
), provisioned AS (
    DELETE FROM provisioning AS waiting USING token
    WHERE waiting.static_token_id = token.id AND token.is_provisioned AND {IS_AWAITED}
    RETURNING waiting.static_token_id, waiting.device_id, waiting.account_id, waiting.organization_id, waiting.name
), owned AS (
    UPDATE static_token SET status = 'CLAIMED', claimed_at = now()
    FROM provisioned WHERE static_token.id = provisioned.static_token_id
), arrived AS (
    INSERT INTO device (id, static_token_id, organization_id, owner_id, edits, first_connected_at)
    SELECT coalesce(known.id, provisioned.device_id, wanted.device_id) AS device_id, token.id,
           coalesce(provisioned.organization_id, token.issuer_id), provisioned.account_id,
           jsonb_strip_nulls(jsonb_build_object('{DEVICE_NAME}', provisioned.name)), now()
    FROM token JOIN wanted ON wanted.token_id = token.id
    LEFT JOIN provisioned ON provisioned.static_token_id = token.id
    LEFT JOIN device AS known ON known.static_token_id = token.id
    WHERE provisioned.static_token_id IS NOT NULL OR NOT token.is_provisioned
    ORDER BY device_id
    ON CONFLICT (static_token_id) DO UPDATE SET
        organization_id = coalesce(device.organization_id, EXCLUDED.organization_id),
        first_connected_at = coalesce(device.first_connected_at, EXCLUDED.first_connected_at)
    RETURNING id, static_token_id, owner_id, organization_id, first_connected_at = now() AS is_first
), present AS (
    INSERT INTO presence AS known (device_id, session, node_id, is_online, since, last_seen_at, reason)
    SELECT arrived.id, nextval('device_session'), $4, true, now(), now(), 'CONNECTED' FROM arrived ORDER BY arrived.id
    ON CONFLICT (device_id) DO UPDATE SET
        session = EXCLUDED.session, node_id = EXCLUDED.node_id, is_online = true, last_seen_at = now(),
        since = CASE WHEN known.is_online THEN known.since ELSE now() END, reason = 'CONNECTED'
    WHERE known.session < EXCLUDED.session
    RETURNING device_id, session, since < now() AS took_over
), told AS (
    INSERT INTO event (id, kind, organization_id, issuer_id, static_token_id, device_id)
    SELECT wanted.event_id, $5, arrived.organization_id, token.issuer_id, token.id, arrived.id
    FROM arrived JOIN present ON present.device_id = arrived.id JOIN token ON token.id = arrived.static_token_id
    JOIN wanted ON wanted.token_id = token.id WHERE arrived.is_first
)
SELECT token.id AS token_id, arrived.id AS device_id, arrived.owner_id, present.session, present.took_over,
       CASE WHEN arrived.is_first THEN wanted.event_id END AS event_id
FROM token JOIN wanted ON wanted.token_id = token.id JOIN arrived ON arrived.static_token_id = token.id
JOIN present ON present.device_id = arrived.id
"""


async def arrive(parts: Parts, token_id: UUID, node_id: UUID) -> Arrival | None:
    """A device holds a live connection on this node; the first time ever, it comes into being.

    Unowned devices stand in the issuer's organization from now on; one that was
    provisioned belongs from now on to the person who asked for it. A node that
    holds an older connection is told. None when the token was deleted or
    expired meanwhile, or a newer connection was faster. Waits for whoever is
    changing the token or the device.
    """
    return (await _tell_arrivals(parts, await _take_up([token_id], node_id))).get(token_id)


async def arrive_together(parts: Parts, token_ids: Sequence[UUID], node_id: UUID) -> dict[UUID, Arrival]:
    """The same for many devices in one statement, each token once; those that did not arrive are missing.

    Waits for nobody for long: raises ArrivalsHindered.
    """
    try:
        async with transaction() as connection:
            await connection.execute(f"SET LOCAL lock_timeout = '{TOGETHER_LOCK_MILLISECONDS}ms'")
            rows = await _take_up(token_ids, node_id)
    except (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError):
        raise ArrivalsHindered from None
    return await _tell_arrivals(parts, rows)


async def _take_up(token_ids: Sequence[UUID], node_id: UUID) -> list[asyncpg.Record]:
    device_ids, event_ids = [new_id() for _ in token_ids], [new_id() for _ in token_ids]
    kind = EventKind.FIRST_CONNECTED.value
    return await fetch(_ARRIVE, list(token_ids), device_ids, event_ids, node_id, kind)


async def _tell_arrivals(parts: Parts, rows: Sequence[asyncpg.Record]) -> dict[UUID, Arrival]:
    parts.bus.publish(*(news.connection_order(row["token_id"], f"arrived:{row['session']}") for row in rows))
    reached = await presence.tell(parts, [row["device_id"] for row in rows])
    for row in rows:
        if row["event_id"] is not None:
            history.tell(parts.bus, row["event_id"], *reached.get(row["device_id"], ()))
    return {
        row["token_id"]: Arrival(row["device_id"], row["session"], row["owner_id"] is not None, row["took_over"])
        for row in rows
    }

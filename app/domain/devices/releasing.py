"""Ending ownership: unclaim by the owner, disclaim and delete by the issuer.

All three lock the tokens, then the devices, then write: a device that is just
connecting is either seen here or sees what was written here.

A provisioned AuthToken ends with the ownership it was made for: it has no QR
token that would work again, and the phone that handed it to the device knows
it. The device is told that it is not valid any more, and is provisioned anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from app.database.connection import execute, transaction
from app.domain import history, news
from app.domain.devices.ownership import OPEN_TRANSFER, DeviceNotYours, counts_as_owner, lock_device, lock_tokens
from app.domain.errors import BadRequest, DomainError
from app.domain.history import EventKind
from app.domain.organizations import plans
from app.domain.organizations.plans import Resource
from app.domain.parts import Parts
from app.domain.viewer import ADMINISTRATORS, Viewer
from app.models import Organization, TokenOrigin, TokenStatus
from app.models.identifiers import new_id

MAXIMUM_AT_ONCE = 1_000


class TokensNotYours(DomainError):
    """Some of the tokens do not exist or were created by another organization; nothing was done.

    Fact: how many.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        super().__init__(
            f"{count} of these tokens do not exist or were not created by an organization that you administer."
        )


class ConfirmationMismatch(DomainError):
    """Deleting needs the number of tokens that are meant; facts: that number, and the one given."""

    def __init__(self, expected: int, confirmed: int) -> None:
        self.expected = expected
        self.confirmed = confirmed
        super().__init__(f"{expected} tokens would be deleted, but {confirmed} were confirmed. Nothing was deleted.")


@dataclass(frozen=True, slots=True)
class Deleted:
    """How many tokens were deleted, and how many of them somebody owned."""

    tokens: int
    claimed: int


_RELEASE = f"""
WITH freed AS (
    UPDATE static_token SET status = 'UNCLAIMED', claimed_at = NULL WHERE id = ANY($1) AND status = 'CLAIMED'
    RETURNING id, issuer_id, origin = 'PROVISIONED' AS is_over
), released AS (
    UPDATE device SET owner_id = NULL, edits = '{{}}',
        organization_id = CASE WHEN EXISTS (SELECT FROM presence
                                            WHERE presence.device_id = device.id AND presence.is_online)
                               THEN freed.issuer_id END
    FROM freed WHERE device.static_token_id = freed.id
    RETURNING device.id, device.static_token_id
), withdrawn AS (
    UPDATE device_transfer SET cancelled_at = now() FROM released
    WHERE device_transfer.device_id = released.id AND {OPEN_TRANSFER}
), owned AS (
    SELECT * FROM unnest($1::uuid[], $4::uuid[], $5::uuid[]) AS owned(token_id, event_id, organization_id)
), told AS (
    INSERT INTO event (id, kind, actor_id, organization_id, issuer_id, static_token_id, device_id, facts)
    SELECT owned.event_id, $2, $3, owned.organization_id, freed.issuer_id, freed.id, released.id,
           CASE WHEN freed.is_over THEN '{{"tokenDeleted": true}}' ELSE '{{}}' END::jsonb
    FROM freed JOIN released ON released.static_token_id = freed.id JOIN owned ON owned.token_id = freed.id
)
SELECT freed.id AS token_id, owned.event_id FROM freed JOIN owned ON owned.token_id = freed.id
"""


async def unclaim_device(actor: Viewer, parts: Parts, device_id: UUID) -> UUID:
    """Give a device up, as its owner or an administrator of the owner's organization; returns its token.

    Name, edits and access are gone when this returns, and the QR token works
    again; a provisioned AuthToken is deleted. Raises DeviceNotYours.
    """
    async with transaction() as connection:
        row, place = await lock_device(device_id)
        if not counts_as_owner(actor, row["owner_id"], place):
            raise DeviceNotYours
        events = await _release(connection, [row], actor, EventKind.DEVICE_UNCLAIMED)
    await _tell(parts, [row], events, "changed")
    token: UUID = row["token_id"]
    return token


async def disclaim_tokens(actor: Viewer, parts: Parts, token_ids: Sequence[UUID]) -> int:
    """Take the ownership of these tokens' devices away, as the organization that created them.

    Not as a parent or child of it. All or none; tokens that nobody owns stay
    as they are, and provisioned ones are deleted. Returns how many owners lost
    their device. Raises TokensNotYours, BadRequest (none, or more than a
    thousand).
    """
    wanted = _distinct(token_ids)
    async with transaction() as connection:
        locked = await lock_tokens(wanted)
        _require_issuer(actor, wanted, locked)
        events = await _release(connection, locked, actor, EventKind.DEVICE_DISCLAIMED)
    await _tell(parts, locked, events, "changed")
    return len(events)


async def delete_tokens(actor: Viewer, parts: Parts, token_ids: Sequence[UUID], *, confirm: int) -> Deleted:
    """Delete tokens for ever, with their devices and all metadata; live connections are closed.

    `confirm` is the number of tokens meant. The AuthTokens are never issued
    again and never authenticate again. Raises TokensNotYours,
    ConfirmationMismatch, BadRequest (none, or more than a thousand).
    """
    wanted = _distinct(token_ids)
    async with transaction():
        locked = await lock_tokens(wanted)
        _require_issuer(actor, wanted, locked)
        if confirm != len(wanted):
            raise ConfirmationMismatch(len(wanted), confirm)
        events = await _delete(actor, locked)
    claimed = sum(row["status"] == TokenStatus.CLAIMED for row in locked)
    await _tell(parts, locked, events, "deleted")
    return Deleted(len(locked), claimed)


async def _delete(actor: Viewer, locked: Sequence[asyncpg.Record]) -> dict[UUID, UUID]:
    ids = [row["token_id"] for row in locked]
    event_ids = [new_id() for _ in ids]
    await execute(
        """
        INSERT INTO event (id, kind, actor_id, organization_id, issuer_id, static_token_id, device_id, facts)
        SELECT told.event_id, $3, $4, device.organization_id, token.issuer_id, token.id, device.id,
               jsonb_build_object('claimed', token.status = 'CLAIMED')
        FROM unnest($1::uuid[], $2::uuid[]) AS told(token_id, event_id)
        JOIN static_token AS token ON token.id = told.token_id
        LEFT JOIN device ON device.static_token_id = token.id
        """,
        ids,
        event_ids,
        EventKind.TOKEN_DELETED.value,
        actor.account_id,
    )
    await _remove(locked)
    return dict(zip(ids, event_ids, strict=True))


async def _remove(locked: Sequence[asyncpg.Record]) -> None:
    """Take locked tokens out of the world, with their devices; the plan is freed, the AuthTokens never come back."""
    # Deleting would lock presences in any order, and meet a node that is writing down many of them.
    await execute(
        "SELECT FROM presence WHERE device_id = ANY($1) ORDER BY device_id FOR UPDATE",
        [row["device_id"] for row in locked if row["device_id"] is not None],
    )
    await execute(
        """
        WITH gone AS (DELETE FROM static_token WHERE id = ANY($1) RETURNING id, auth_digest)
        INSERT INTO retired_token (id, auth_digest) SELECT id, auth_digest FROM gone
        """,
        [row["token_id"] for row in locked],
    )
    per_root: dict[UUID, int] = {}
    for row in locked:
        per_root[row["root_id"]] = per_root.get(row["root_id"], 0) + 1
    for root_id, amount in per_root.items():
        await plans.release(root_id, Resource.STATIC_TOKENS, amount)


def _distinct(token_ids: Sequence[UUID]) -> list[UUID]:
    wanted = list(dict.fromkeys(token_ids))
    if not 1 <= len(wanted) <= MAXIMUM_AT_ONCE:
        raise BadRequest(f"Name between 1 and {MAXIMUM_AT_ONCE:,} tokens at a time.")
    return wanted


def _require_issuer(actor: Viewer, wanted: Sequence[UUID], locked: Sequence[asyncpg.Record]) -> None:
    own = [row for row in locked if actor.holds_directly(ADMINISTRATORS, row["issuer_id"])]
    if len(own) != len(wanted):
        raise TokensNotYours(len(wanted) - len(own))


async def _release(
    connection: asyncpg.Connection, locked: Sequence[asyncpg.Record], actor: Viewer, kind: EventKind
) -> dict[UUID, UUID]:
    """End the ownership of those locked tokens that have one; their events by token."""
    released = await connection.fetch(
        _RELEASE,
        [row["token_id"] for row in locked],
        kind.value,
        actor.account_id,
        [new_id() for _ in locked],
        [row["organization_id"] for row in locked],
    )
    events = {row["token_id"]: row["event_id"] for row in released}
    over = [row for row in locked if row["token_id"] in events and row["origin"] == TokenOrigin.PROVISIONED]
    if over:
        await _remove(over)
    return events


async def _tell(parts: Parts, locked: Sequence[asyncpg.Record], events: dict[UUID, UUID], order: str) -> None:
    """Tell everybody who could see the devices before or can see them now, and the nodes that hold them."""
    concerned = {row[column] for row in locked for column in ("issuer_id", "organization_id")} - {None}
    lineages = {
        organization.id: organization.lineage for organization in await Organization.filter(id__in=list(concerned))
    }
    for row in locked:
        if row["token_id"] not in events:
            continue
        reached = {*lineages[row["issuer_id"]], *lineages.get(row["organization_id"], ())}
        is_over = row["origin"] == TokenOrigin.PROVISIONED
        parts.bus.publish(news.connection_order(row["token_id"], "deleted" if is_over else order))
        if row["device_id"] is not None:
            parts.bus.publish(news.device_changed(row["device_id"], *reached))
        history.tell(parts.bus, events[row["token_id"]], *reached)


@dataclass(frozen=True, slots=True)
class Released:
    """Devices that somebody gave up together, to be told of after the commit."""

    locked: Sequence[asyncpg.Record]
    events: dict[UUID, UUID]


async def release_all_of(actor: Viewer, connection: asyncpg.Connection, places: Sequence[UUID]) -> Released:
    """Give up everything the actor owns and all that stands in `places`, in the running transaction."""
    rows = await connection.fetch(
        "SELECT static_token_id FROM device WHERE owner_id = $1 OR organization_id = ANY($2)",
        actor.account_id,
        list(places),
    )
    # What changed hands before it was locked is not theirs to give up any more.
    locked = [
        row
        for row in await lock_tokens([row["static_token_id"] for row in rows])
        if row["owner_id"] == actor.account_id or row["organization_id"] in places
    ]
    return Released(locked, await _release(connection, locked, actor, EventKind.DEVICE_UNCLAIMED))


async def tell_released(parts: Parts, released: Released) -> None:
    """Tell everybody concerned of what `release_all_of` did."""
    await _tell(parts, released.locked, released.events, "changed")

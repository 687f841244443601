"""Who counts as a device's owner, and the one order in which everybody locks tokens and devices."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg
from tortoise.expressions import Q

from app.database.connection import execute, fetch, fetch_row
from app.domain.errors import DomainError
from app.domain.viewer import ADMINISTRATORS, Viewer
from app.models import Organization

OPEN_TRANSFER = "accepted_at IS NULL AND refused_at IS NULL AND cancelled_at IS NULL"
"""SQL that is true for an offer of a device that nobody has ended; it may be too late to accept it."""


class DeviceNotYours(DomainError):
    """There is no such device that the actor owns or administers the ownership of."""

    message = "There is no such device of yours."


def administers_devices_of(actor: Viewer, organization: Organization) -> bool:
    """Whether the actor administers what stands in an organization; in a personal one only its own people do."""
    if organization.is_personal:
        return actor.holds_directly(ADMINISTRATORS, organization.id)
    return actor.holds(ADMINISTRATORS, organization.lineage)


def stands_where_administered(actor: Viewer) -> Q:
    """The same for a query of rows that belong to an `organization`."""
    administered = actor.organizations_with(ADMINISTRATORS)
    below = Q(organization__is_personal=False, organization__lineage__overlap=administered)
    return Q(organization_id__in=administered) | below


def counts_as_owner(actor: Viewer, owner_id: UUID | None, organization: Organization | None) -> bool:
    """Whether the actor owns a device that stands in an organization, or administers that organization."""
    if owner_id is None or organization is None:
        return False
    return actor.is_account(owner_id) or administers_devices_of(actor, organization)


async def lock_tokens(token_ids: Sequence[UUID]) -> list[asyncpg.Record]:
    """The tokens with their devices, in the running transaction: first the tokens are locked, then the devices.

    Everybody who changes both keeps this order, so that two of them wait for
    each other instead of ending in a deadlock.
    """
    await execute("SELECT FROM static_token WHERE id = ANY($1) ORDER BY id FOR UPDATE", list(token_ids))
    await execute("SELECT FROM device WHERE static_token_id = ANY($1) ORDER BY id FOR UPDATE", list(token_ids))
    return await fetch(
        """
        SELECT token.id AS token_id, token.status, token.origin, token.issuer_id, issuer.root_id,
               device.id AS device_id, device.owner_id, device.organization_id
        FROM static_token AS token JOIN organization AS issuer ON issuer.id = token.issuer_id
        LEFT JOIN device ON device.static_token_id = token.id
        WHERE token.id = ANY($1) ORDER BY token.id
        """,
        list(token_ids),
    )


async def lock_device(device_id: UUID) -> tuple[asyncpg.Record, Organization | None]:
    """A device with its token, locked in the running transaction, and where it stands.

    Raises DeviceNotYours for one that is not there, after as many statements
    as one that is takes: nobody learns by the time which it was.
    """
    known = await fetch_row("SELECT static_token_id FROM device WHERE id = $1", device_id)
    locked = await lock_tokens([] if known is None else [known["static_token_id"]])
    place = await Organization.get_or_none(id=locked[0]["organization_id"] if locked else device_id)
    if not locked:
        raise DeviceNotYours
    return locked[0], place


async def organizations_above(*organization_ids: UUID | None) -> set[UUID]:
    """These organizations and all above them: those whose people may be concerned."""
    known = await Organization.filter(id__in=[each for each in organization_ids if each is not None])
    return {above for organization in known for above in organization.lineage}

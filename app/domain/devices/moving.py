"""Moving a device between organizations of one brand, as their staff."""

from uuid import UUID

from app.database.connection import fetch_value, transaction
from app.domain import history, news
from app.domain.devices.ownership import OPEN_TRANSFER, DeviceNotYours, lock_device, organizations_above
from app.domain.errors import DomainError, Forbidden
from app.domain.history import EventKind
from app.domain.organizations import tree
from app.domain.organizations.organizations import organization_for
from app.domain.parts import Parts
from app.domain.people.memberships import nearest_owner
from app.domain.viewer import ADMINISTRATORS, Viewer
from app.models import Organization


class DeviceUnclaimed(DomainError):
    """Nobody owns the device, so it stands with its issuer until somebody claims it."""

    message = "Nobody owns this device yet. It stays with the organization that issued it until it is claimed."


_MOVE = f"""
WITH kept AS (
    SELECT EXISTS (SELECT FROM membership JOIN device ON device.owner_id = membership.account_id
                   WHERE device.id = $1 AND membership.organization_id = ANY($3)) AS is_owners
), moved AS (
    UPDATE device SET organization_id = $2,
        owner_id = CASE WHEN kept.is_owners THEN owner_id ELSE $4 END,
        edits = CASE WHEN kept.is_owners THEN edits ELSE '{{}}' END
    FROM kept WHERE device.id = $1
    RETURNING device.static_token_id, kept.is_owners
), begun AS (
    UPDATE static_token SET claimed_at = now() FROM moved
    WHERE static_token.id = moved.static_token_id AND NOT moved.is_owners
), withdrawn AS (
    UPDATE device_transfer SET cancelled_at = now() WHERE device_id = $1 AND {OPEN_TRANSFER}
)
SELECT is_owners FROM moved
"""


async def move_device(actor: Viewer, parts: Parts, device_id: UUID, organization_id: UUID) -> UUID:
    """Move an owned device to another organization, as an administrator of both; returns the device.

    Its owner keeps it, with name and edits, where their role reaches the new
    place. Otherwise it passes to the owner of the new place, and what the old
    one wrote is gone: nobody keeps a device in an organization that is not
    theirs. Open offers of the device end. Customers' personal organizations
    have no part in this. Raises Forbidden (the new place), DeviceNotYours,
    DeviceUnclaimed.
    """
    destination = await organization_for(actor, organization_id, ADMINISTRATORS)
    if destination.is_personal:
        raise Forbidden
    async with transaction():
        await tree.keep_open(destination.id)
        row, place = await lock_device(device_id)
        here = place or await Organization.get(id=row["issuer_id"])
        if here.is_personal or not actor.holds(ADMINISTRATORS, here.lineage):
            raise DeviceNotYours
        if row["owner_id"] is None:
            raise DeviceUnclaimed
        if here.id == destination.id:
            return device_id
        heir = await nearest_owner(destination)
        is_owners = await fetch_value(_MOVE, device_id, destination.id, list(destination.lineage), heir)
        event = await history.record(
            EventKind.DEVICE_MOVED,
            actor_id=actor.account_id,
            organization_id=destination.id,
            left_id=here.id,
            issuer_id=row["issuer_id"],
            static_token_id=row["token_id"],
            device_id=device_id,
            facts={"ownerChanged": not is_owners},
        )
    reached = await organizations_above(here.id, destination.id, row["issuer_id"])
    parts.bus.publish(news.device_changed(device_id, *reached), news.connection_order(row["token_id"], "changed"))
    history.tell(parts.bus, event, *reached)
    return device_id

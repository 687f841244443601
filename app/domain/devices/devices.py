"""Devices in people's hands: who sees how much of them, editing, identifying, and making one by hand."""

import secrets
from dataclasses import dataclass
from enum import Enum
from uuid import UUID

from tortoise.expressions import Q

from app.database import clock
from app.database.connection import execute, fetch_value, transaction
from app.domain import history, news
from app.domain.devices.ownership import DeviceNotYours, administers_devices_of, stands_where_administered
from app.domain.errors import DomainError, Forbidden
from app.domain.history import EventKind
from app.domain.metadata import parse_edits, parse_values
from app.domain.organizations import plans, tree
from app.domain.organizations.organizations import organization_for
from app.domain.organizations.plans import Resource
from app.domain.parts import Parts
from app.domain.templates import fields_of, serial_of, usable_template
from app.domain.unique_values import hold_unique_values
from app.domain.viewer import ANYONE, STAFF, Viewer
from app.models import Device, Organization, StaticToken, TokenOrigin, TokenStatus
from app.models.identifiers import new_id
from app.secrets.auth_token import AuthToken


class DeviceOffline(DomainError):
    """The device holds no connection, so nothing can be sent to it."""

    message = "The device is offline. Power it on and try again."


class Sight(Enum):
    """How much of a device a viewer sees."""

    NOTHING = 0
    FACTORY = 1
    """Status, presence, factory metadata and history; not what the owner wrote."""
    EVERYTHING = 2


def sight_of(
    viewer: Viewer,
    *,
    owner_id: UUID | None,
    organization: Organization | None,
    issuer: Organization,
) -> Sight:
    """How much `viewer` sees of a device in `organization` whose token `issuer` created.

    Its owner and the people of its organization see everything, staff of the
    organizations above too unless it is a customer's personal one. Staff of
    the issuer see the factory's side.
    """
    if viewer.is_account(owner_id):
        return Sight.EVERYTHING
    if organization is not None:
        if viewer.holds_directly(ANYONE, organization.id):
            return Sight.EVERYTHING
        if not organization.is_personal and viewer.holds(ANYONE, organization.lineage):
            return Sight.EVERYTHING
    return Sight.FACTORY if viewer.holds(STAFF, issuer.lineage) else Sight.NOTHING


def _seen_by(viewer: Viewer) -> Q:
    """Devices of which `sight_of` shows anything, for a query."""
    at_home = viewer.organizations_with(ANYONE)
    return (
        Q(owner_id=viewer.account_id)
        | Q(organization_id__in=at_home)
        | Q(organization__is_personal=False, organization__lineage__overlap=at_home)
        | Q(static_token__issuer__lineage__overlap=viewer.organizations_with(STAFF))
    )


async def seen_device(viewer: Viewer, device_id: UUID) -> tuple[Device, Sight] | None:
    """The device with token, issuer and organization loaded, and how much of it is seen; None for nothing."""
    # The statement finds nothing for who sees nothing: nobody learns by the time whether there is such a device.
    device = await Device.get_or_none(_seen_by(viewer), id=device_id).select_related(
        "static_token__issuer", "organization"
    )
    if device is None:
        return None
    sight = sight_of(
        viewer, owner_id=device.owner_id, organization=device.organization, issuer=device.static_token.issuer
    )
    return None if sight is Sight.NOTHING else (device, sight)


def _may_edit(actor: Viewer, device: Device) -> bool:
    if device.organization is None:
        return False
    return device.owner_id == actor.account_id or administers_devices_of(actor, device.organization)


def _editable_by(actor: Viewer) -> Q:
    """The same as `_may_edit`, for a query: not to be trusted without it, since things change meanwhile."""
    return Q(owner_id=actor.account_id) | stands_where_administered(actor)


async def update_device(actor: Viewer, parts: Parts, device_id: UUID, values: dict[str, str]) -> UUID:
    """Change metadata values; an empty text gives the factory's value back.

    The owner's values lie over the factory's and end with the ownership. While
    nobody owns the device, the issuer's administrators change the factory's
    values themselves. Raises DeviceNotYours, MetadataInvalid.
    """
    # One statement for all who may not: nobody learns by the time whether there is such a device, or holds its rows.
    if not await Device.exists(_editable_by(actor), id=device_id):
        raise DeviceNotYours
    async with transaction():
        # The token first, as everybody does who changes both: two halves of a deadlock would not meet here.
        await execute(
            "SELECT FROM static_token WHERE id = (SELECT static_token_id FROM device WHERE id = $1) FOR NO KEY UPDATE",
            device_id,
        )
        await execute("SELECT FROM device WHERE id = $1 FOR UPDATE", device_id)
        device = await Device.get_or_none(id=device_id).select_related("static_token__issuer", "organization")
        if device is None or not _may_edit(actor, device):
            raise DeviceNotYours
        fields = await fields_of(device.static_token.template_id)
        edits = parse_edits(fields, values, of_factory=device.owner_id is None)
        if device.owner_id is None:
            merged = _merged(device.static_token.metadata, edits)
            await StaticToken.filter(id=device.static_token_id).update(metadata=merged)
        else:
            await Device.filter(id=device.id).update(edits=_merged(device.edits, edits))
        event = await history.record(
            EventKind.DEVICE_UPDATED,
            actor_id=actor.account_id,
            organization_id=device.organization_id,
            issuer_id=device.static_token.issuer_id,
            static_token_id=device.static_token_id,
            device_id=device.id,
            facts={"fields": sorted(edits)},
        )
    assert device.organization is not None, "nobody may edit a device that is nowhere"
    reached = {*device.organization.lineage, *device.static_token.issuer.lineage}
    parts.bus.publish(
        news.device_changed(device.id, *reached), news.connection_order(device.static_token_id, "changed")
    )
    history.tell(parts.bus, event, *reached)
    return device.id


def _merged(values: dict[str, str], edits: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in {**values, **edits}.items() if value}


async def identify_device(actor: Viewer, parts: Parts, device_id: UUID) -> UUID:
    """Ask the device to show itself, by blinking for example.

    Raises DeviceNotYours, DeviceOffline.
    """
    seen = await seen_device(actor, device_id)
    if seen is None or seen[1] is not Sight.EVERYTHING:
        raise DeviceNotYours
    device = seen[0]
    if not await fetch_value("SELECT is_online FROM presence WHERE device_id = $1", device.id):
        raise DeviceOffline
    event = await history.record(
        EventKind.DEVICE_IDENTIFIED,
        actor_id=actor.account_id,
        organization_id=device.organization_id,
        issuer_id=device.static_token.issuer_id,
        static_token_id=device.static_token_id,
        device_id=device.id,
    )
    parts.bus.publish(news.connection_order(device.static_token_id, f"identify:{secrets.token_hex(4)}"))
    history.tell(parts.bus, event, device.organization_id, device.static_token.issuer_id)
    return device.id


@dataclass(frozen=True, slots=True)
class CreatedDevice:
    """A device made by hand, with the only showing of its AuthToken."""

    device_id: UUID
    auth_token: AuthToken


async def create_device(
    actor: Viewer, parts: Parts, *, organization_id: UUID, template_id: UUID, metadata: dict[str, str]
) -> CreatedDevice:
    """Make one device by hand, for a prototype: owned by the actor, without a QR token.

    Raises Forbidden, TemplateNotUsable, MetadataInvalid, PlanLimitReached.
    """
    organization = await organization_for(actor, organization_id, STAFF)
    if organization.is_personal:
        raise Forbidden
    template, fields = await usable_template(template_id, organization)
    values = parse_values(fields, metadata)
    auth_token, token_id, device_id = AuthToken.mint(), new_id(), new_id()
    secret = auth_token.text.encode()
    async with transaction():
        await tree.keep_open(organization.id)
        await plans.reserve(organization.root_id, Resource.STATIC_TOKENS, 1)
        await StaticToken.create(
            id=token_id,
            issuer_id=organization.id,
            template_id=template.id,
            origin=TokenOrigin.BY_HAND,
            status=TokenStatus.CLAIMED,
            claimed_at=clock.now(),
            auth_digest=parts.digester.auth(secret),
            sealed=parts.sealer.seal(token_id.bytes, secret, None),
            metadata=values,
            serial=serial_of(fields, values),
        )
        await hold_unique_values(organization.id, token_id, fields, values)
        await Device.create(
            id=device_id, static_token_id=token_id, organization_id=organization.id, owner_id=actor.account_id
        )
        event = await history.record(
            EventKind.DEVICE_CREATED,
            actor_id=actor.account_id,
            organization_id=organization.id,
            issuer_id=organization.id,
            static_token_id=token_id,
            device_id=device_id,
        )
    parts.bus.publish(news.device_changed(device_id, *organization.lineage))
    history.tell(parts.bus, event, *organization.lineage)
    return CreatedDevice(device_id, auth_token)

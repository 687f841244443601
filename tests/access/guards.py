"""Guards that are taken away, each with the part of the matrix that must notice: the proof that it can turn red."""

import inspect
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

import pytest
from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from app.domain import events, listing, templates
from app.domain.devices import claiming, devices, ownership, releasing, transferring
from app.domain.devices.devices import Sight
from app.domain.errors import DomainError, Forbidden
from app.domain.exports import export_rows
from app.domain.imports import import_files
from app.domain.listing import DeviceFilter
from app.domain.organizations import organizations, reorganizing
from app.domain.people import invitations, memberships
from app.domain.tokens import minting, tokens
from app.domain.viewer import Viewer
from app.models import (
    Device,
    Event,
    ImportFile,
    Invitation,
    Membership,
    MetadataField,
    Organization,
    StaticToken,
    Template,
    TokenBatch,
)
from app.schema import devices as shown_devices
from app.schema.devices import Device as ShownDevice

Row = TypeVar("Row")


@dataclass(frozen=True)
class Guard:
    """What is taken away, how, and what turns red: a row as `str` gives it, or `fields of`, `lists of`, `walk of`."""

    name: str
    red: str
    remove: Callable[[pytest.MonkeyPatch], None]

    def __str__(self) -> str:
        return self.name


def _always(owner: Any, name: str, value: Any = True) -> Callable[[pytest.MonkeyPatch], None]:
    """Instead of deciding, give this value."""
    original = getattr(owner, name)

    def given(*_: Any, **__: Any) -> Any:
        return value

    async def given_later(*_: Any, **__: Any) -> Any:
        return value

    return _instead(owner, name, given_later if inspect.iscoroutinefunction(original) else given)


def _instead(owner: Any, name: str, replacement: Any) -> Callable[[pytest.MonkeyPatch], None]:
    """Call something else, in every module that knows it by its name."""

    def remove(patch: pytest.MonkeyPatch) -> None:
        original = getattr(owner, name)
        patch.setattr(owner, name, replacement)
        for module in [each for key, each in sys.modules.items() if key.startswith("app.")]:
            for alias, known in list(vars(module).items()):
                if known is original:
                    patch.setattr(module, alias, replacement)

    return remove


def _both(*removals: Callable[[pytest.MonkeyPatch], None]) -> Callable[[pytest.MonkeyPatch], None]:
    """Take away what stands behind each other."""

    def remove(patch: pytest.MonkeyPatch) -> None:
        for each in removals:
            each(patch)

    return remove


async def _any_invitation(_: Viewer, invitation_id: UUID) -> tuple[Invitation, Organization]:
    invitation = _there(await Invitation.get_or_none(id=invitation_id).select_related("organization"))
    return invitation, invitation.organization


async def _any_organization(_: Viewer, organization_id: UUID, roles: object = None) -> Organization:
    return _there(await Organization.get_or_none(id=organization_id))


async def _any_token(_: Viewer, token_id: UUID) -> StaticToken:
    return _there(await StaticToken.get_or_none(id=token_id).select_related("issuer"))


async def _any_batch(_: Viewer, batch_id: UUID) -> TokenBatch | None:
    return await TokenBatch.get_or_none(id=batch_id).select_related("issuer")


async def _any_template(_: Viewer, template_id: UUID) -> Template | None:
    return await Template.get_or_none(id=template_id).select_related("organization")


async def _any_usable_template(template_id: UUID, _: Organization) -> tuple[Template, list[MetadataField]]:
    template = _there(await Template.get_or_none(id=template_id), templates.TemplateNotUsable)
    return template, await templates.fields_of(template_id)


async def _any_import(_: Viewer, import_id: UUID) -> ImportFile:
    file = await ImportFile.get_or_none(id=import_id).select_related("organization")
    return _there(file, import_files.ImportMissing)


def _there(row: Row | None, error: type[DomainError] = Forbidden) -> Row:
    if row is None:
        raise error
    return row


def _of_any_issuer(original: Callable[..., tuple[str, list[Any]]]) -> Callable[..., tuple[str, list[Any]]]:
    def condition(*arguments: Any) -> tuple[str, list[Any]]:
        where, values = original(*arguments)
        return where.replace("token.issuer_id = $1", "$1::uuid IS NOT NULL"), values

    return condition


def _members_of(organization: Organization) -> QuerySet[Membership]:
    return Membership.filter(organization_id=organization.id).select_related("account")


def _whole_history(_: Viewer, device: Device, wanted: object) -> QuerySet[Event]:
    return Event.filter(device_id=device.id)


def _standing_below(organization: Organization, wanted: DeviceFilter) -> QuerySet[Device]:
    rows = listing._devices(wanted)
    return rows.filter(**listing._within("organization", organization.id, include_below=wanted.include_below))


def _shown_whole(row: Device, viewer: Viewer) -> ShownDevice:
    shown = _shown_device(row, viewer)
    shown.sight = Sight.EVERYTHING
    return shown


_shown_device = ShownDevice.of


def _all_values(self: ShownDevice) -> dict[str, str]:
    return {**self.row.static_token.metadata, **self.row.edits}


GUARDS = [
    Guard("roles reach only down their own tree", "Query.organization(id) Organization", _always(Viewer, "holds")),
    Guard(
        "some rights need the role in that very organization",
        "Mutation.disclaimTokens(input.tokenIds) StaticToken",
        _always(Viewer, "holds_directly"),
    ),
    Guard(
        "an organization shows itself to its people",
        "Query.organization(id) Organization",
        _instead(organizations, "organization_for", _any_organization),
    ),
    Guard(
        "only administrators mint",
        "Mutation.createTokenBatch(input.organizationId) Organization",
        _instead(organizations, "organization_for", _any_organization),
    ),
    Guard("lists of an organization are its staff's", "fields of Organization", _always(listing, "sees_as_staff")),
    Guard(
        "who a customer is stays theirs",
        "walk of parent_owner",
        _instead(listing, "members", lambda _, place: _members_of(place)),
    ),
    Guard(
        "a token shows itself to its issuer's staff",
        "Query.node(id) StaticToken",
        _instead(tokens, "token_for", _any_token),
    ),
    Guard(
        "an AuthToken is revealed to its issuer's staff",
        "Mutation.revealAuthToken(input.tokenId) StaticToken",
        _instead(tokens, "token_for", _any_token),
    ),
    Guard(
        "a batch shows itself to its issuer's staff",
        "Query.tokenBatch(id) TokenBatch",
        _instead(minting, "visible_batch", _any_batch),
    ),
    Guard(
        "a batch is followed by its issuer's staff",
        "Subscription.tokenBatchProgressed(id) TokenBatch",
        _instead(minting, "visible_batch", _any_batch),
    ),
    Guard(
        "a template shows itself to those who may use it",
        "Query.template(id) Template",
        _instead(templates, "visible_template", _any_template),
    ),
    Guard(
        "tokens are minted with one's own templates",
        "Mutation.createTokenBatch(input.templateId) Template",
        _instead(templates, "usable_template", _any_usable_template),
    ),
    Guard(
        "devices are made with one's own templates",
        "Mutation.createDevice(input.templateId) Template",
        _instead(templates, "usable_template", _any_usable_template),
    ),
    Guard(
        "a device has eyes for its own",
        "Query.device(id) Device",
        _both(_always(devices, "_seen_by", Q()), _always(devices, "sight_of", Sight.EVERYTHING)),
    ),
    Guard(
        "a device is followed by those who see it",
        "Subscription.deviceStatusChanged(deviceIds) Device",
        _always(shown_devices, "sight_of", Sight.FACTORY),
    ),
    Guard(
        "staff of the issuer see the factory's side only",
        "fields of Device",
        lambda patch: patch.setattr(ShownDevice, "of", _shown_whole),
    ),
    Guard(
        "what an owner wrote stays theirs",
        "walk of operator",
        lambda patch: patch.setattr(ShownDevice, "_values", property(_all_values)),
    ),
    Guard(
        "the past of a device is not its new owner's",
        "walk of customer",
        _instead(events, "events_of_device", _whole_history),
    ),
    Guard(
        "one's devices are one's own",
        "walk of customer",
        _instead(listing, "devices_of_viewer", lambda _, wanted: listing._devices(wanted)),
    ),
    Guard(
        "a device is edited by its owner",
        "Mutation.updateDevice(input.deviceId) Device",
        _both(
            _instead(devices, "_may_edit", lambda _, device: device.organization is not None),
            _always(devices, "_editable_by", Q()),
        ),
    ),
    Guard(
        "a device is given up by its owner",
        "Mutation.unclaimDevice(input.deviceId) Device",
        _always(ownership, "counts_as_owner"),
    ),
    Guard(
        "the issuer disclaims",
        "Mutation.disclaimTokens(input.tokenIds) StaticToken",
        _always(releasing, "_require_issuer", None),
    ),
    Guard(
        "the issuer deletes",
        "Mutation.deleteTokens(input.tokenIds) StaticToken",
        _always(releasing, "_require_issuer", None),
    ),
    Guard(
        "one claims at one's own brand",
        "Mutation.claimDevice(input.qrToken) QrToken",
        lambda patch: patch.setattr(
            claiming, "_CLAIM", claiming._CLAIM.replace("issuer.root_id = $2", "$2::uuid IS NOT NULL")
        ),
    ),
    Guard(
        "an upload is its organization's",
        "Mutation.previewTokenImport(input.importId) Import",
        _instead(import_files, "usable_import", _any_import),
    ),
    Guard(
        "faulty rows are their organization's",
        "GET /imports/{import_id}/faults",
        _instead(import_files, "usable_import", _any_import),
    ),
    Guard(
        "an export holds its issuer's tokens",
        "Mutation.exportTokens(input.selection.tokenIds) StaticToken",
        _instead(export_rows, "condition", _of_any_issuer(export_rows.condition)),
    ),
    Guard(
        "what stands with customers is not the members'",
        "lists of Organization as parent_member",
        _instead(listing, "devices_of_organization", lambda _, place, wanted: _standing_below(place, wanted)),
    ),
    Guard(
        "an invitation is its administrators'",
        "Mutation.revokeInvitation(input.invitationId) Invitation",
        _instead(invitations, "_own_invitation", _any_invitation),
    ),
    Guard(
        "invitations are listed to administrators",
        "fields of Organization",
        _instead(invitations, "invitations_of", lambda _, place, **__: Invitation.filter(organization_id=place.id)),
    ),
    Guard(
        "members are their administrators'",
        "Mutation.removeMember(input.membershipId) Membership",
        _both(_always(memberships, "_administers"), _always(memberships, "_known_to", Q())),
    ),
    Guard(
        "an organization is archived by those above it",
        "Mutation.archiveOrganization(input.id) Organization",
        _always(reorganizing, "_require_above", None),
    ),
    Guard(
        "an offer is for the one it was made to",
        "Mutation.acceptDeviceTransfer(input.transferId) DeviceTransfer",
        _instead(transferring, "_to", lambda _, rows: rows),
    ),
    Guard(
        "an offer is taken back by its owner",
        "Mutation.cancelDeviceTransfer(input.transferId) DeviceTransfer",
        _always(ownership, "counts_as_owner"),
    ),
    Guard(
        "a history is its staff's",
        "GET /organizations/{organization_id}/events.csv",
        _always(Viewer, "holds"),
    ),
    Guard(
        "an event names no customer",
        "walk of parent_owner",
        _always(events, "knows_people_of"),
    ),
    Guard(
        "a logo is its brand's",
        "DELETE /brands/{slug}/logo",
        _instead(organizations, "organization_for", _any_organization),
    ),
]

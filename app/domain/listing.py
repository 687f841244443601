"""Lists as queries, each already bounded to what its viewer may see."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from app.domain.devices.ownership import organizations_above
from app.domain.viewer import ANYONE, STAFF, Viewer
from app.models import (
    Device,
    Membership,
    Organization,
    StaticToken,
    Template,
    TokenBatch,
    TokenOrigin,
    TokenStatus,
)


@dataclass(frozen=True, slots=True)
class TokenFilter:
    """Which static tokens of a list are wanted; None leaves a side open."""

    status: TokenStatus | None = None
    origin: TokenOrigin | None = None
    template_id: UUID | None = None
    batch_id: UUID | None = None
    serial_starts_with: str | None = None
    created_from: datetime | None = None
    created_until: datetime | None = None
    is_clone_suspected: bool | None = None
    include_below: bool = False


@dataclass(frozen=True, slots=True)
class DeviceFilter:
    """Which devices of a list are wanted; None leaves a side open."""

    status: TokenStatus | None = None
    template_id: UUID | None = None
    is_online: bool | None = None
    include_below: bool = False


def sees_as_staff(viewer: Viewer, organization: Organization) -> bool:
    """Whether the viewer is staff of an organization, through it or one above."""
    return viewer.holds(STAFF, organization.lineage)


def static_tokens(viewer: Viewer, organization: Organization, wanted: TokenFilter) -> QuerySet[StaticToken] | None:
    """The tokens an organization issued (and those below it), or None for a viewer who is not staff of it."""
    if not sees_as_staff(viewer, organization):
        return None
    rows = StaticToken.filter(
        **_within("issuer", organization.id, include_below=wanted.include_below),
        **_given(
            status=wanted.status,
            origin=wanted.origin,
            template_id=wanted.template_id,
            batch_id=wanted.batch_id,
            serial__startswith=wanted.serial_starts_with,
            created_at__gte=wanted.created_from,
            created_at__lt=wanted.created_until,
        ),
    )
    if wanted.is_clone_suspected is not None:
        rows = rows.filter(clone_suspected_at__isnull=not wanted.is_clone_suspected)
    return rows.select_related("issuer")


def devices_of_organization(
    viewer: Viewer, organization: Organization, wanted: DeviceFilter
) -> QuerySet[Device] | None:
    """The devices standing in an organization (and below), or None for a viewer without a role there."""
    direct = viewer.holds_directly(ANYONE, organization.id)
    as_staff = sees_as_staff(viewer, organization)
    if not (direct or as_staff or (viewer.holds(ANYONE, organization.lineage) and not organization.is_personal)):
        return None
    rows = _devices(wanted).filter(**_within("organization", organization.id, include_below=wanted.include_below))
    if wanted.include_below and not as_staff:
        # What stands in a customer's personal organization is the customer's and the staff's.
        rows = rows.filter(Q(organization__is_personal=False) | Q(organization_id=organization.id))
    return rows


def devices_of_viewer(viewer: Viewer, wanted: DeviceFilter) -> QuerySet[Device]:
    """The viewer's own devices, and those in the organizations they are a member of."""
    return _devices(wanted).filter(
        Q(owner_id=viewer.account_id) | Q(organization_id__in=viewer.organizations_with(ANYONE))
    )


def _devices(wanted: DeviceFilter) -> QuerySet[Device]:
    rows = Device.filter(
        **_given(
            static_token__status=wanted.status,
            static_token__template_id=wanted.template_id,
        )
    )
    if wanted.is_online is not None:
        online = Q(presence__is_online=True)
        # A device that was never online has no presence at all.
        offline = Q(presence__is_online=False) | Q(presence__is_online__isnull=True)
        rows = rows.filter(online if wanted.is_online else offline)
    return rows.select_related("static_token__issuer", "organization")


def token_batches(viewer: Viewer, organization: Organization) -> QuerySet[TokenBatch] | None:
    """The batches an organization made, or None for a viewer who is not staff of it."""
    return TokenBatch.filter(issuer_id=organization.id) if sees_as_staff(viewer, organization) else None


def templates(viewer: Viewer, organization: Organization, *, include_above: bool) -> QuerySet[Template] | None:
    """The templates of an organization (or all it may use), or None for a viewer who is not staff of it."""
    if not sees_as_staff(viewer, organization):
        return None
    owners = list(organization.lineage) if include_above else [organization.id]
    return Template.filter(organization_id__in=owners, archived_at=None)


async def provisionable_templates(viewer: Viewer) -> QuerySet[Template]:
    """The templates that the viewer may provision devices of, in an organization that they are a member of."""
    above = await organizations_above(*viewer.organizations_with(ANYONE))
    return Template.filter(organization_id__in=list(above), allows_provisioning=True, archived_at=None)


def children(viewer: Viewer, organization: Organization) -> QuerySet[Organization] | None:
    """The organizations directly below, personal ones left out, or None for a viewer who is not staff."""
    if not sees_as_staff(viewer, organization):
        return None
    return Organization.filter(parent_id=organization.id, is_personal=False, archived_at=None)


def members(viewer: Viewer, organization: Organization) -> QuerySet[Membership] | None:
    """The people of an organization, or None for a viewer who is not staff; a personal one tells only its own."""
    allowed = (
        viewer.holds_directly(ANYONE, organization.id)
        if organization.is_personal
        else sees_as_staff(viewer, organization)
    )
    return Membership.filter(organization_id=organization.id).select_related("account") if allowed else None


def _within(column: str, organization_id: UUID, *, include_below: bool) -> dict[str, object]:
    if include_below:
        return {f"{column}__lineage__contains": [organization_id]}
    return {f"{column}_id": organization_id}


def _given(**filters: object) -> dict[str, object]:
    return {name: value for name, value in filters.items() if value is not None}

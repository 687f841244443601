"""Reading the history: whose events a viewer sees, which of them are wanted, and whom they may name."""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from app.domain.history import ISSUERS_ACTS, RECEIVERS_ACTS, EventKind
from app.domain.viewer import ANYONE, STAFF, Viewer
from app.models import Account, Device, Event, Organization, StaticToken

_PAGE = 500


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events of a list are wanted; None leaves a side open. `since` is within, `until` is not."""

    kinds: Sequence[EventKind] | None = None
    actor_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    static_token_id: UUID | None = None
    device_id: UUID | None = None
    batch_id: UUID | None = None
    include_below: bool = False


EVERYTHING = EventFilter()


# ---- Whose events. ----


def events_of_organization(viewer: Viewer, organization: Organization, wanted: EventFilter) -> QuerySet[Event] | None:
    """What happened in an organization and to the tokens it issued (and below it), or None for who is not staff."""
    if not viewer.holds(STAFF, organization.lineage):
        return None
    if wanted.include_below:
        tree = Subquery(Organization.filter(lineage__contains=[organization.id]).values("id"))
        rows = Event.filter(Q(organization_id__in=tree) | Q(issuer_id__in=tree) | Q(left_id__in=tree))
    else:
        here = organization.id
        rows = Event.filter(Q(organization_id=here) | Q(issuer_id=here) | Q(left_id=here))
    return _only(viewer, rows, wanted)


def events_of_token(viewer: Viewer, token: StaticToken, wanted: EventFilter) -> QuerySet[Event]:
    """The whole history of a token that the viewer was shown."""
    return _only(viewer, Event.filter(static_token_id=token.id), wanted)


def events_of_device(viewer: Viewer, device: Device, wanted: EventFilter) -> QuerySet[Event]:
    """A device's history; whole for staff of the issuer, whose token is loaded.

    For others from the moment it became its owner's, and what happened to it
    where it stands now: an owner reads nothing of the one before.
    """
    rows, token = Event.filter(device_id=device.id), device.static_token
    if not viewer.holds(STAFF, token.issuer.lineage):
        since = token.claimed_at or device.created_at
        rows = rows.filter(at__gte=since, organization_id=device.organization_id)
    return _only(viewer, rows, wanted)


def _only(viewer: Viewer, rows: QuerySet[Event], wanted: EventFilter) -> QuerySet[Event]:
    given = {
        "at__gte": wanted.since,
        "at__lt": wanted.until,
        "static_token_id": wanted.static_token_id,
        "device_id": wanted.device_id,
        "batch_id": wanted.batch_id,
    }
    rows = rows.filter(**{name: value for name, value in given.items() if value is not None})
    if wanted.kinds is not None:
        rows = rows.filter(kind__in=[kind.value for kind in wanted.kinds])
    if wanted.actor_id is not None:
        rows = rows.filter(_done_by(viewer, wanted.actor_id))
    return rows


# ---- By whom. ----


def actors_places(event: Event) -> tuple[UUID, ...]:
    """The organizations whose staff may know who did it."""
    kind = EventKind(event.kind)
    if kind in RECEIVERS_ACTS:
        return ()
    known: tuple[UUID | None, ...] = (event.issuer_id,) if kind in ISSUERS_ACTS else (event.organization_id,)
    if kind is EventKind.DEVICE_MOVED:
        known = (*known, event.left_id)
    return tuple(each for each in known if each is not None)


def knows_people_of(viewer: Viewer, organization: Organization) -> bool:
    """Whether the viewer may know who acts in an organization: its staff, and in a personal one its own people."""
    if organization.is_personal:
        return viewer.holds_directly(ANYONE, organization.id)
    return viewer.holds(STAFF, organization.lineage)


def may_name(viewer: Viewer, organization: Organization) -> bool:
    """Whether an event may name an organization: a personal one has a customer's name, and is told to nobody else."""
    if organization.is_personal:
        return viewer.holds_directly(ANYONE, organization.id)
    return viewer.holds(ANYONE, organization.lineage)


def _done_by(viewer: Viewer, actor_id: UUID) -> Q:
    """Acts of one person, as far as `actors_places` lets the viewer know of them: a filter tells no more than a row."""
    if actor_id == viewer.account_id:
        return Q(actor_id=actor_id)
    staffed = Q(is_personal=False, lineage__overlap=viewer.organizations_with(STAFF))
    own = Q(is_personal=True, id__in=viewer.organizations_with(ANYONE))
    known = Subquery(Organization.filter(staffed | own).values("id"))
    return Q(actor_id=actor_id) & (
        Q(kind__in=_values(ISSUERS_ACTS), issuer_id__in=known)
        | Q(kind=EventKind.DEVICE_MOVED.value, left_id__in=known)
        | (~Q(kind__in=_values(ISSUERS_ACTS | RECEIVERS_ACTS)) & Q(organization_id__in=known))
    )


def _values(kinds: Iterable[EventKind]) -> list[str]:
    return [kind.value for kind in kinds]


# ---- As a file. ----


@dataclass(frozen=True, slots=True)
class ToldEvent:
    """An event with the names that its reader may know; None for those that they may not, or that are gone."""

    event: Event
    actor: str | None
    """The e-mail address of who did it."""
    organization: str | None
    """The name of where it happened."""


async def told_events(viewer: Viewer, rows: QuerySet[Event]) -> AsyncIterator[list[ToldEvent]]:
    """All the events of a list, newest first, some hundred at a time."""
    newest_first, last = rows.order_by("-id"), None
    while True:
        part = await (newest_first if last is None else newest_first.filter(id__lt=last)).limit(_PAGE)
        if part:
            yield await _told(viewer, part)
        if len(part) < _PAGE:
            return
        last = part[-1].id


async def _told(viewer: Viewer, events: Sequence[Event]) -> list[ToldEvent]:
    place_ids = {place for event in events for place in (event.organization_id, *actors_places(event))}
    places = {place.id: place for place in await Organization.filter(id__in=[each for each in place_ids if each])}
    actor_ids = {event.actor_id for event in events if event.actor_id is not None}
    emails = {account.id: account.email for account in await Account.filter(id__in=list(actor_ids))}

    def actor_of(event: Event) -> str | None:
        if event.actor_id is None:
            return None
        known = event.actor_id == viewer.account_id or any(
            knows_people_of(viewer, places[place]) for place in actors_places(event) if place in places
        )
        return emails.get(event.actor_id) if known else None

    def place_of(event: Event) -> str | None:
        place = None if event.organization_id is None else places.get(event.organization_id)
        return place.name if place is not None and may_name(viewer, place) else None

    return [ToldEvent(event, actor_of(event), place_of(event)) for event in events]

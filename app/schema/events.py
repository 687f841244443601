"""Events: what happened, to what, by whom."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry
from strawberry.scalars import JSON

from app.context import Info
from app.domain.events import EVERYTHING, actors_places, knows_people_of, may_name
from app.domain.events import EventFilter as Wanted
from app.models import Event as EventRow
from app.schema.enums import EventKind
from app.schema.moments import moment
from app.schema.nodes import Node, global_id, row_id

if TYPE_CHECKING:
    from app.schema.organizations import Organization
    from app.schema.people import User


@strawberry.type(description="One act. Nothing changes an event.")
class Event(Node):
    kind: EventKind
    at: datetime
    facts: JSON = strawberry.field(description="Details that belong to the kind, such as `tokens: 500`.")
    static_token_id: strawberry.ID | None
    device_id: strawberry.ID | None
    token_batch_id: strawberry.ID | None
    row: strawberry.Private[EventRow]

    @classmethod
    def of(cls, row: EventRow) -> "Event":
        return cls(
            id=global_id("Event", row.id),
            kind=EventKind(row.kind),
            at=row.at,
            facts=JSON(row.facts),
            static_token_id=_id("StaticToken", row.static_token_id),
            device_id=_id("Device", row.device_id),
            token_batch_id=_id("TokenBatch", row.batch_id),
            row=row,
        )

    @strawberry.field(description="Where it happened; of a device that went, where to. Null where you have no role.")
    async def organization(
        self, info: Info
    ) -> Annotated["Organization", strawberry.lazy("app.schema.organizations")] | None:
        from app.schema.organizations import Organization  # noqa: PLC0415  (organizations and events name each other)

        place_id = self.row.organization_id
        place = None if place_id is None else await info.context.loaders.organization.load(place_id)
        return None if place is None or not may_name(await info.context.viewer(), place) else Organization.of(place)

    @strawberry.field(
        description="Who did it. Null for devices and the server, for deleted accounts, for customers in their own "
        "personal organization, and for people of organizations that you are not staff of."
    )
    async def actor(self, info: Info) -> Annotated["User", strawberry.lazy("app.schema.people")] | None:
        from app.schema.people import User  # noqa: PLC0415  (people and events name each other)

        viewer = await info.context.viewer()
        actor_id = self.row.actor_id
        account = None if actor_id is None else await info.context.loaders.account.load(actor_id)
        if account is None:
            return None
        places = await info.context.loaders.organization.load_many(actors_places(self.row))
        known = viewer.is_account(account.id) or any(
            place is not None and knows_people_of(viewer, place) for place in places
        )
        return User.of(account) if known else None


@strawberry.input(description="Which events are wanted; what is left out does not matter.")
class EventFilter:
    kinds: list[EventKind] | None = None
    actor_id: strawberry.ID | None = strawberry.field(
        default=None, description="The user who did it; only where you may know."
    )
    since: datetime | None = strawberry.field(default=None, description="From this moment on.")
    until: datetime | None = strawberry.field(default=None, description="Before this moment.")
    static_token_id: strawberry.ID | None = None
    device_id: strawberry.ID | None = None
    token_batch_id: strawberry.ID | None = None
    include_below: bool = strawberry.field(
        default=False, description="Of an organization: what happened in those below as well."
    )

    def wanted(self) -> Wanted:
        return Wanted(
            kinds=self.kinds,
            actor_id=_row("User", self.actor_id),
            since=moment(self.since),
            until=moment(self.until),
            static_token_id=_row("StaticToken", self.static_token_id),
            device_id=_row("Device", self.device_id),
            batch_id=_row("TokenBatch", self.token_batch_id),
            include_below=self.include_below,
        )


def wanted_events(given: EventFilter | None) -> Wanted:
    """The filter that a client gave, or none."""
    return EVERYTHING if given is None else given.wanted()


def _row(type_name: str, given: strawberry.ID | None) -> UUID | None:
    return None if given is None else row_id(type_name, given)


def _id(type_name: str, row: UUID | None) -> strawberry.ID | None:
    return None if row is None else global_id(type_name, row)

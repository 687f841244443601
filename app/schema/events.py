"""Events: what happened, to what, by whom."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry
from strawberry.scalars import JSON

from app.context import Info
from app.domain.history import ISSUERS_ACTS
from app.domain.viewer import ANYONE, STAFF
from app.models import Event as EventRow
from app.schema.enums import EventKind
from app.schema.nodes import Node, global_id

if TYPE_CHECKING:
    from app.schema.people import User


@strawberry.type(description="One act. Nothing changes an event.")
class Event(Node):
    kind: EventKind
    at: datetime
    facts: JSON = strawberry.field(description="Details that belong to the kind, such as `tokens: 500`.")
    static_token_id: strawberry.ID | None
    device_id: strawberry.ID | None
    token_batch_id: strawberry.ID | None
    actor_id: strawberry.Private[UUID | None]
    actors_place_id: strawberry.Private[UUID | None]

    @classmethod
    def of(cls, row: EventRow) -> "Event":
        kind = EventKind(row.kind)
        return cls(
            id=global_id("Event", row.id),
            kind=kind,
            at=row.at,
            facts=JSON(row.facts),
            static_token_id=_id("StaticToken", row.static_token_id),
            device_id=_id("Device", row.device_id),
            token_batch_id=_id("TokenBatch", row.batch_id),
            actor_id=row.actor_id,
            actors_place_id=row.issuer_id if kind in ISSUERS_ACTS else row.organization_id,
        )

    @strawberry.field(
        description="Who did it. Null for devices and the server, for deleted accounts, for customers in their own "
        "personal organization, and for people of organizations that you are not staff of."
    )
    async def actor(self, info: Info) -> Annotated["User", strawberry.lazy("app.schema.people")] | None:
        from app.schema.people import User  # noqa: PLC0415  (people and events name each other)

        viewer = await info.context.viewer()
        account = None if self.actor_id is None else await info.context.loaders.account.load(self.actor_id)
        if account is None:
            return None
        place_id = self.actors_place_id
        place = None if place_id is None else await info.context.loaders.organization.load(place_id)
        known = account.id == viewer.account_id or (
            place is not None
            and (viewer.holds_directly(ANYONE, place.id) if place.is_personal else viewer.holds(STAFF, place.lineage))
        )
        return User.of(account) if known else None


def _id(type_name: str, row_id: UUID | None) -> strawberry.ID | None:
    return None if row_id is None else global_id(type_name, row_id)

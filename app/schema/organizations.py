"""Organizations, brands and plans."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

import strawberry
from tortoise.models import Model
from tortoise.queryset import QuerySet

from app.context import Info
from app.domain import events, listing
from app.domain.listing import TokenFilter
from app.domain.people import invitations, mailing
from app.domain.viewer import ANYONE, STAFF
from app.models import Organization as OrganizationRow
from app.schema.brands import Brand
from app.schema.devices import Device, DeviceFilter
from app.schema.events import Event, EventFilter, wanted_events
from app.schema.invitations import Invitation
from app.schema.mails import OutgoingMail
from app.schema.nodes import Node, global_id
from app.schema.paging import After, Before, Connection, First, Last, ListOrder, connection
from app.schema.people import Membership
from app.schema.plans import Plan, PlanUsage
from app.schema.templates import Template
from app.schema.tokens import StaticToken, StaticTokenFilter, TokenBatch

T = TypeVar("T")
Row = TypeVar("Row", bound=Model)


@strawberry.type(description="A tenant, in a tree below its brand. Lists are null where your role does not reach.")
class Organization(Node):
    name: str
    slug: str
    is_personal: bool
    created_at: datetime
    row: strawberry.Private[OrganizationRow]

    @classmethod
    def of(cls, row: OrganizationRow) -> "Organization":
        return cls(
            id=global_id("Organization", row.id),
            name=row.name,
            slug=row.slug,
            is_personal=row.is_personal,
            created_at=row.created_at,
            row=row,
        )

    @strawberry.field(description="Null at the top, and where the one above is not yours to see.")
    async def parent(self, info: Info) -> "Organization | None":
        row = None if self.row.parent_id is None else await info.context.loaders.organization.load(self.row.parent_id)
        viewer = await info.context.viewer()
        return Organization.of(row) if row is not None and viewer.holds(ANYONE, row.lineage) else None

    @strawberry.field
    async def brand(self, info: Info) -> Brand:
        row = await info.context.loaders.brand.load(self.row.root_id)
        assert row is not None, "every root organization has a brand"
        return Brand.of(row)

    @strawberry.field(description="The brand's plan, for its staff.")
    async def plan(self, info: Info) -> Plan | None:
        if not (await info.context.viewer()).holds(STAFF, [self.row.root_id]):
            return None
        brand = await info.context.loaders.brand.load(self.row.root_id)
        return None if brand is None or brand.organization.plan is None else Plan.of(brand.organization.plan)

    @strawberry.field(description="What the brand uses of its plan, for its staff.")
    async def usage(self, info: Info) -> PlanUsage | None:
        if not (await info.context.viewer()).holds(STAFF, [self.row.root_id]):
            return None
        row = await info.context.loaders.usage_of_root.load(self.row.root_id)
        assert row is not None, "every root organization has its usage"
        return PlanUsage(static_tokens=row.static_tokens, organizations=row.organizations, members=row.members)

    @strawberry.field(description="The organizations directly below; customers' personal ones are not among them.")
    async def children(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection["Organization"] | None:
        rows = listing.children(await info.context.viewer(), self.row)
        return await _if_allowed(rows, Organization.of, first=first, after=after, last=last, before=before)

    @strawberry.field
    async def members(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Membership] | None:
        rows = listing.members(await info.context.viewer(), self.row)
        return await _if_allowed(rows, Membership.of, first=first, after=after, last=last, before=before)

    @strawberry.field(
        description="For administrators: invitations that can be accepted or sent again, with `includeEnded` also "
        "those that were accepted or revoked within the last month."
    )
    async def invitations(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        include_ended: bool = False,
    ) -> Connection[Invitation] | None:
        rows = invitations.invitations_of(await info.context.viewer(), self.row, include_ended=include_ended)
        return await _if_allowed(rows, Invitation.of, first=first, after=after, last=last, before=before)

    @strawberry.field
    async def templates(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        include_above: bool = False,
    ) -> Connection[Template] | None:
        rows = listing.templates(await info.context.viewer(), self.row, include_above=include_above)
        return await _if_allowed(rows, Template.of, first=first, after=after, last=last, before=before)

    @strawberry.field
    async def token_batches(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[TokenBatch] | None:
        rows = listing.token_batches(await info.context.viewer(), self.row)
        return await _if_allowed(rows, TokenBatch.of, first=first, after=after, last=last, before=before)

    @strawberry.field(description="The static tokens that it created.")
    async def static_tokens(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        filter: StaticTokenFilter | None = None,
        order_by: ListOrder = ListOrder.NEWEST_FIRST,
    ) -> Connection[StaticToken] | None:
        wanted = TokenFilter() if filter is None else filter.wanted()
        return await _if_allowed(
            listing.static_tokens(await info.context.viewer(), self.row, wanted),
            StaticToken.of,
            first=first,
            after=after,
            last=last,
            before=before,
            newest_first=order_by is ListOrder.NEWEST_FIRST,
        )

    @strawberry.field(description="The devices that stand in it.")
    async def devices(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        filter: DeviceFilter | None = None,
        order_by: ListOrder = ListOrder.NEWEST_FIRST,
    ) -> Connection[Device] | None:
        viewer = await info.context.viewer()
        return await _if_allowed(
            listing.devices_of_organization(viewer, self.row, (filter or DeviceFilter()).wanted()),
            lambda row: Device.of(row, viewer),
            first=first,
            after=after,
            last=last,
            before=before,
            newest_first=order_by is ListOrder.NEWEST_FIRST,
        )

    @strawberry.field(description="What happened here and to the tokens it issued. As CSV: docs/api.md.")
    async def events(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        filter: EventFilter | None = None,
    ) -> Connection[Event] | None:
        rows = events.events_of_organization(await info.context.viewer(), self.row, wanted_events(filter))
        return await _if_allowed(rows, Event.of, first=first, after=after, last=last, before=before)

    @strawberry.field(
        description="The mails of the brand, for its administrators. Null but in development, where they are readable."
    )
    async def outbox(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[OutgoingMail] | None:
        parts = info.context.parts
        rows = mailing.outbox(await info.context.viewer(), parts, self.row)
        return await _if_allowed(
            rows, lambda row: OutgoingMail.of(parts, row), first=first, after=after, last=last, before=before
        )


async def _if_allowed(rows: QuerySet[Row] | None, present: Callable[[Row], T], **page: Any) -> Connection[T] | None:
    return None if rows is None else await connection(rows, present, **page)


@strawberry.input
class CreateOrganizationInput:
    parent_id: strawberry.ID
    name: str
    slug: str | None = strawberry.field(default=None, description="Made of the name when left out.")


@strawberry.input(description="What is left out stays as it is.")
class UpdateOrganizationInput:
    id: strawberry.ID
    name: str | None = None
    slug: str | None = None


@strawberry.input
class MoveOrganizationInput:
    id: strawberry.ID
    parent_id: strawberry.ID = strawberry.field(description="The organization that it shall stand below.")


@strawberry.input
class ArchiveOrganizationInput:
    id: strawberry.ID
    confirm_members: int = strawberry.field(default=0, description="How many members lose their place by it.")

"""People: users, their memberships, and the viewer."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from app.context import Info
from app.domain import listing
from app.domain.devices import transferring
from app.domain.people import sessions
from app.domain.viewer import Viewer as Person
from app.models import Account
from app.models import Membership as MembershipRow
from app.schema.devices import Device, DeviceFilter
from app.schema.enums import Role
from app.schema.nodes import Node, global_id
from app.schema.paging import After, Before, Connection, First, Last, connection
from app.schema.sessions import Session
from app.schema.templates import Template
from app.schema.transfers import DeviceTransfer

if TYPE_CHECKING:
    from app.schema.organizations import Organization


@strawberry.type(description="A person with an account at one brand.")
class User(Node):
    email: str
    name: str | None
    is_email_verified: bool
    created_at: datetime

    @classmethod
    def of(cls, row: Account) -> "User":
        return cls(
            id=global_id("User", row.id),
            email=row.email,
            name=row.name,
            is_email_verified=row.email_verified_at is not None,
            created_at=row.created_at,
        )


@strawberry.type(description="A person's role in an organization; it holds in the organizations below too.")
class Membership:
    id: strawberry.ID
    role: Role
    created_at: datetime
    account_id: strawberry.Private[UUID]
    organization_id: strawberry.Private[UUID]

    @classmethod
    def of(cls, row: MembershipRow) -> "Membership":
        return cls(
            id=global_id("Membership", row.id),
            role=row.role,
            created_at=row.created_at,
            account_id=row.account_id,
            organization_id=row.organization_id,
        )

    @strawberry.field
    async def user(self, info: Info) -> User:
        account = await info.context.loaders.account.load(self.account_id)
        assert account is not None, "a membership goes with its account"
        return User.of(account)

    @strawberry.field
    async def organization(self, info: Info) -> Annotated["Organization", strawberry.lazy("app.schema.organizations")]:
        from app.schema.organizations import Organization  # noqa: PLC0415  (they name each other)

        row = await info.context.loaders.organization.load(self.organization_id)
        assert row is not None, "a membership goes with its organization"
        return Organization.of(row)


@strawberry.type(description="The signed-in person and what they can reach.")
class Viewer:
    person: strawberry.Private[Person]

    @strawberry.field
    async def user(self, info: Info) -> User:
        account = await info.context.loaders.account.load(self.person.account_id)
        assert account is not None, "a live session has its account"
        return User.of(account)

    @strawberry.field
    async def memberships(self) -> list[Membership]:
        rows = MembershipRow.filter(account_id=self.person.account_id, organization__archived_at=None)
        return [Membership.of(row) for row in await rows.order_by("id")]

    @strawberry.field(description="Where the viewer is signed in, newest first.")
    async def sessions(
        self, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Session]:
        return await connection(
            sessions.sessions_of(self.person),
            lambda row: Session.of(row, self.person.session_id),
            first=first,
            after=after,
            last=last,
            before=before,
        )

    @strawberry.field(description="The viewer's own devices and those in organizations they are a member of.")
    async def devices(
        self,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        filter: DeviceFilter | None = None,
    ) -> Connection[Device]:
        rows = listing.devices_of_viewer(self.person, (filter or DeviceFilter()).wanted())
        return await connection(
            rows, lambda row: Device.of(row, self.person), first=first, after=after, last=last, before=before
        )

    @strawberry.field(
        description="The devices that are offered to the viewer's address. None before the address is verified: the "
        "token in the mail works at once."
    )
    async def received_transfers(
        self, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[DeviceTransfer]:
        rows = await transferring.received_transfers(self.person)
        return await connection(rows, DeviceTransfer.of, first=first, after=after, last=last, before=before)

    @strawberry.field(description="The templates whose devices the viewer may add with `provisionDevice`.")
    async def provisionable_templates(
        self, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Template]:
        rows = await listing.provisionable_templates(self.person)
        return await connection(rows, Template.of, first=first, after=after, last=last, before=before)

"""Devices and their presence."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from app.context import Info
from app.domain import events
from app.domain.devices.devices import Sight, sight_of
from app.domain.devices.ownership import counts_as_owner
from app.domain.listing import DeviceFilter as Wanted
from app.domain.viewer import ANYONE, STAFF
from app.domain.viewer import Viewer as Person
from app.models import DEVICE_NAME
from app.models import Device as DeviceRow
from app.schema.enums import PresenceReason, TokenStatus
from app.schema.events import Event, EventFilter, wanted_events
from app.schema.nodes import Node, global_id, row_id
from app.schema.paging import After, Before, Connection, First, Last, connection
from app.schema.templates import MetadataValue, Template, values_in_order
from app.schema.transfers import DeviceTransfer

if TYPE_CHECKING:
    from app.schema.organizations import Organization
    from app.schema.people import User
    from app.schema.tokens import StaticToken


@strawberry.type(description="Whether a device is online.")
class Presence:
    is_online: bool
    since: datetime | None = strawberry.field(description="When it came online or went offline; null: never online.")
    last_seen_at: datetime | None
    reason: PresenceReason | None


NEVER_ONLINE = Presence(is_online=False, since=None, last_seen_at=None, reason=None)


@strawberry.type(description="What a static token became when it first connected or was claimed.")
class Device(Node):
    status: TokenStatus
    firmware_version: str | None
    hardware_revision: str | None
    first_connected_at: datetime | None
    created_at: datetime
    row: strawberry.Private[DeviceRow]
    sight: strawberry.Private[Sight]

    @classmethod
    def of(cls, row: DeviceRow, viewer: Person) -> "Device":
        """The device as `viewer` sees it; `row` has token, issuer and organization loaded."""
        return cls(
            id=global_id("Device", row.id),
            status=row.static_token.status,
            firmware_version=row.firmware,
            hardware_revision=row.hardware,
            first_connected_at=row.first_connected_at,
            created_at=row.created_at,
            row=row,
            sight=sight_of(
                viewer, owner_id=row.owner_id, organization=row.organization, issuer=row.static_token.issuer
            ),
        )

    @property
    def _values(self) -> dict[str, str]:
        factory = self.row.static_token.metadata
        return {**factory, **self.row.edits} if self.sight is Sight.EVERYTHING else dict(factory)

    @strawberry.field(description="The owner's name for it, else the factory's.")
    async def name(self, info: Info) -> str:
        named = self._values.get(DEVICE_NAME)
        return named if named else (await self._template(info)).name

    @strawberry.field
    async def template(self, info: Info) -> Template:
        return await self._template(info)

    async def _template(self, info: Info) -> Template:
        row = await info.context.loaders.template.load(self.row.static_token.template_id)
        assert row is not None, "templates are never deleted"
        return Template.of(row)

    @strawberry.field(description="Where it stands; null while it is in none, or in one that is not yours to see.")
    async def organization(
        self, info: Info
    ) -> Annotated["Organization", strawberry.lazy("app.schema.organizations")] | None:
        from app.schema.organizations import Organization  # noqa: PLC0415  (they name each other)

        if self.sight is not Sight.EVERYTHING or self.row.organization is None:
            return None
        viewer = await info.context.viewer()
        visible = viewer.holds(ANYONE, self.row.organization.lineage)
        return Organization.of(self.row.organization) if visible else None

    @strawberry.field(description="Null when nobody owns it, or when the owner is not yours to see.")
    async def owner(self, info: Info) -> Annotated["User", strawberry.lazy("app.schema.people")] | None:
        from app.schema.people import User  # noqa: PLC0415

        if self.sight is not Sight.EVERYTHING or self.row.owner_id is None:
            return None
        account = await info.context.loaders.account.load(self.row.owner_id)
        return None if account is None else User.of(account)

    @strawberry.field(description="The offer of it to somebody else, for those who may take that back.")
    async def open_transfer(self, info: Info) -> DeviceTransfer | None:
        if not counts_as_owner(await info.context.viewer(), self.row.owner_id, self.row.organization):
            return None
        row = await info.context.loaders.open_transfer_of_device.load(self.row.id)
        return None if row is None else DeviceTransfer.of(row)

    @strawberry.field(description="Factory values, with the owner's edits over them.")
    async def metadata(self, info: Info) -> list[MetadataValue]:
        fields = await info.context.loaders.fields_of_template.load(self.row.static_token.template_id)
        return values_in_order(fields, self._values)

    @strawberry.field(description="The token behind it, for staff of its issuer.")
    async def static_token(self, info: Info) -> Annotated["StaticToken", strawberry.lazy("app.schema.tokens")] | None:
        from app.schema.tokens import StaticToken  # noqa: PLC0415

        viewer = await info.context.viewer()
        if not viewer.holds(STAFF, self.row.static_token.issuer.lineage):
            return None
        return StaticToken.of(self.row.static_token)

    @strawberry.field
    async def presence(self, info: Info) -> Presence:
        row = await info.context.loaders.presence.load(self.row.id)
        if row is None:
            return NEVER_ONLINE
        return Presence(is_online=row.is_online, since=row.since, last_seen_at=row.last_seen_at, reason=row.reason)

    @strawberry.field(description="What happened to it; for an owner, since it became theirs.")
    async def history(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        filter: EventFilter | None = None,
    ) -> Connection[Event]:
        rows = events.events_of_device(await info.context.viewer(), self.row, wanted_events(filter))
        return await connection(rows, Event.of, first=first, after=after, last=last, before=before)


@strawberry.input(description="Which devices are wanted; what is left out does not matter.")
class DeviceFilter:
    status: TokenStatus | None = None
    template_id: strawberry.ID | None = None
    is_online: bool | None = None
    include_below: bool = strawberry.field(default=False, description="Those of the organizations below as well.")

    def wanted(self) -> Wanted:
        template = None if self.template_id is None else row_id("Template", self.template_id)
        return Wanted(self.status, template, self.is_online, self.include_below)

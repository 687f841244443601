"""Transfers: devices on offer from one owner to the next."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from app.context import Info
from app.domain.devices import devices
from app.domain.devices.transferring import Offer, parse_offer
from app.domain.errors import BadRequest
from app.models import DeviceTransfer as TransferRow
from app.models import Template as TemplateRow
from app.schema.nodes import global_id, row_id

if TYPE_CHECKING:
    from app.schema.devices import Device


@strawberry.type(description="A device on offer; its owner's side sees it, and the account of the address.")
class DeviceTransfer:
    id: strawberry.ID
    email: str = strawberry.field(description="To whom it is offered.")
    created_at: datetime
    expires_at: datetime
    device_id: strawberry.Private[UUID]

    @classmethod
    def of(cls, row: TransferRow) -> "DeviceTransfer":
        return cls(
            id=global_id("DeviceTransfer", row.id),
            email=row.email,
            created_at=row.created_at,
            expires_at=row.expires_at,
            device_id=row.device_id,
        )

    @strawberry.field(description="What it is, as its manufacturer calls it.")
    async def product_name(self, info: Info) -> str:
        return (await self._template(info)).name

    @strawberry.field
    async def picture_url(self, info: Info) -> str | None:
        return (await self._template(info)).picture_url

    async def _template(self, info: Info) -> TemplateRow:
        device = await info.context.loaders.device.load(self.device_id)
        assert device is not None, "an offer goes with its device"
        template = await info.context.loaders.template.load(device.static_token.template_id)
        assert template is not None, "templates are never deleted"
        return template

    @strawberry.field(description="Null while it is not yours to see.")
    async def device(self, info: Info) -> Annotated["Device", strawberry.lazy("app.schema.devices")] | None:
        from app.schema.devices import Device  # noqa: PLC0415  (they name each other)

        viewer = await info.context.viewer()
        seen = await devices.seen_device(viewer, self.device_id)
        return None if seen is None else Device.of(seen[0], viewer)


@strawberry.input
class OfferDeviceTransferInput:
    device_id: strawberry.ID
    email: str = strawberry.field(description="Of the receiver; it need not have an account yet.")


_BY_TOKEN = "From the mail; the whole link is accepted too. Or `transferId`."  # noqa: S105  (a description)
_BY_ID = "One of `Viewer.receivedTransfers`; or `token`."


@strawberry.input
class AcceptDeviceTransferInput:
    token: str | None = strawberry.field(default=None, description=_BY_TOKEN)
    transfer_id: strawberry.ID | None = strawberry.field(default=None, description=_BY_ID)
    organization_id: strawberry.ID | None = strawberry.field(
        default=None, description="Where it goes; the only or the personal organization when left out."
    )

    def offer(self) -> Offer:
        return _offer(self.token, self.transfer_id)


@strawberry.input
class RefuseDeviceTransferInput:
    token: str | None = strawberry.field(default=None, description=_BY_TOKEN)
    transfer_id: strawberry.ID | None = strawberry.field(default=None, description=_BY_ID)

    def offer(self) -> Offer:
        return _offer(self.token, self.transfer_id)


def _offer(token: str | None, transfer_id: strawberry.ID | None) -> Offer:
    if (token is None) == (transfer_id is None):
        raise BadRequest("Give either `token` or `transferId`.")
    return parse_offer(token) if token is not None else row_id("DeviceTransfer", transfer_id or "")


@strawberry.input
class CancelDeviceTransferInput:
    transfer_id: strawberry.ID

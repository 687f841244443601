"""Devices on their way to a place or a person without a QR code: moved, provisioned, transferred."""

from datetime import datetime
from typing import Annotated

import strawberry

from app.schema.devices import Device
from app.schema.refusals import (
    DeviceNotYours,
    DeviceOffered,
    DeviceUnclaimed,
    EmailNotVerified,
    EmailUnusable,
    InvitationRequired,
    MetadataInvalid,
    PlanLimitReached,
    ReceiverIsOwner,
    TemplateNotUsable,
    TextUnusable,
    TooManyAttempts,
    TransferUnknown,
)
from app.schema.transfers import DeviceTransfer


@strawberry.input
class MoveDeviceInput:
    device_id: strawberry.ID
    organization_id: strawberry.ID = strawberry.field(description="Where it goes; you administer both places.")


@strawberry.type
class MoveDeviceSuccess:
    device: Device


MoveDeviceResult = Annotated[
    MoveDeviceSuccess | DeviceNotYours | DeviceUnclaimed,
    strawberry.union("MoveDeviceResult"),
]


@strawberry.input
class ProvisionDeviceInput:
    template_id: strawberry.ID = strawberry.field(description="One of `Viewer.provisionableTemplates`.")
    organization_id: strawberry.ID | None = strawberry.field(
        default=None, description="Where it goes; the only or the personal organization when left out."
    )
    name: str | None = strawberry.field(default=None, description="What its owner calls it.")


@strawberry.type(description="Hand the AuthToken to the device; it is yours from its first connection on.")
class ProvisionDeviceSuccess:
    auth_token: str = strawberry.field(description="Shown this once.")
    expires_at: datetime = strawberry.field(description="The device must have connected by then.")
    device_id: strawberry.ID = strawberry.field(
        description="The device's id from its first connection on: follow it with `deviceStatusChanged`."
    )


ProvisionDeviceResult = Annotated[
    ProvisionDeviceSuccess
    | TemplateNotUsable
    | MetadataInvalid
    | PlanLimitReached
    | InvitationRequired
    | TooManyAttempts
    | TextUnusable,
    strawberry.union("ProvisionDeviceResult"),
]


@strawberry.type
class OfferDeviceTransferSuccess:
    transfer: DeviceTransfer


OfferDeviceTransferResult = Annotated[
    OfferDeviceTransferSuccess
    | DeviceNotYours
    | DeviceOffered
    | EmailNotVerified
    | EmailUnusable
    | ReceiverIsOwner
    | TooManyAttempts,
    strawberry.union("OfferDeviceTransferResult"),
]


@strawberry.type
class AcceptDeviceTransferSuccess:
    device: Device


AcceptDeviceTransferResult = Annotated[
    AcceptDeviceTransferSuccess | TransferUnknown | EmailNotVerified | InvitationRequired,
    strawberry.union("AcceptDeviceTransferResult"),
]


@strawberry.type
class RefuseDeviceTransferSuccess:
    transfer_id: strawberry.ID = strawberry.field(description="The offer that is over.")


RefuseDeviceTransferResult = Annotated[
    RefuseDeviceTransferSuccess | TransferUnknown | EmailNotVerified,
    strawberry.union("RefuseDeviceTransferResult"),
]


@strawberry.type
class CancelDeviceTransferSuccess:
    device: Device


CancelDeviceTransferResult = Annotated[
    CancelDeviceTransferSuccess | TransferUnknown, strawberry.union("CancelDeviceTransferResult")
]

"""Devices on their way to a place or a person without a QR code."""

import strawberry

from app.context import Info
from app.domain.devices import moving, provisioning, transferring
from app.resolvers.devices import optional_organization, shown_device
from app.schema.handovers import (
    AcceptDeviceTransferResult,
    AcceptDeviceTransferSuccess,
    CancelDeviceTransferResult,
    CancelDeviceTransferSuccess,
    MoveDeviceInput,
    MoveDeviceResult,
    MoveDeviceSuccess,
    OfferDeviceTransferResult,
    OfferDeviceTransferSuccess,
    ProvisionDeviceInput,
    ProvisionDeviceResult,
    ProvisionDeviceSuccess,
    RefuseDeviceTransferResult,
    RefuseDeviceTransferSuccess,
)
from app.schema.nodes import global_id, row_id
from app.schema.transfers import (
    AcceptDeviceTransferInput,
    CancelDeviceTransferInput,
    DeviceTransfer,
    OfferDeviceTransferInput,
    RefuseDeviceTransferInput,
)


@strawberry.type
class HandoverMutation:
    @strawberry.mutation(description="Move an owned device to another organization; for administrators of both.")
    async def move_device(self, info: Info, input: MoveDeviceInput) -> MoveDeviceResult:
        viewer = await info.context.actor()
        device_id, organization_id = row_id("Device", input.device_id), row_id("Organization", input.organization_id)
        await moving.move_device(viewer, info.context.parts, device_id, organization_id)
        return MoveDeviceSuccess(device=await shown_device(viewer, device_id))

    @strawberry.mutation(
        description="An AuthToken for a Wi-Fi device, good for 15 minutes until it first connects; for any member, "
        "where the template allows it."
    )
    async def provision_device(self, info: Info, input: ProvisionDeviceInput) -> ProvisionDeviceResult:
        viewer = await info.context.actor()
        provisioned = await provisioning.provision_device(
            viewer,
            info.context.parts,
            template_id=row_id("Template", input.template_id),
            organization_id=optional_organization(input.organization_id),
            name=input.name,
        )
        return ProvisionDeviceSuccess(
            auth_token=provisioned.auth_token.text,
            expires_at=provisioned.expires_at,
            device_id=global_id("Device", provisioned.device_id),
        )

    @strawberry.mutation(
        description="Offer a device to another address of the brand, for seven days; it is told by mail. For the "
        "owner and administrators of the owner's organization, once their own address is verified."
    )
    async def offer_device_transfer(self, info: Info, input: OfferDeviceTransferInput) -> OfferDeviceTransferResult:
        viewer = await info.context.actor()
        device_id = row_id("Device", input.device_id)
        row = await transferring.offer_transfer(viewer, info.context.parts, device_id, input.email)
        return OfferDeviceTransferSuccess(transfer=DeviceTransfer.of(row))

    @strawberry.mutation(description="Take an offered device over: it is yours alone from then on. Safe to repeat.")
    async def accept_device_transfer(self, info: Info, input: AcceptDeviceTransferInput) -> AcceptDeviceTransferResult:
        viewer = await info.context.actor()
        place = optional_organization(input.organization_id)
        device_id = await transferring.accept_transfer(viewer, info.context.parts, input.offer(), organization_id=place)
        return AcceptDeviceTransferSuccess(device=await shown_device(viewer, device_id))

    @strawberry.mutation(description="Refuse an offered device: its owner keeps it.")
    async def refuse_device_transfer(self, info: Info, input: RefuseDeviceTransferInput) -> RefuseDeviceTransferResult:
        viewer = await info.context.actor()
        transfer_id = await transferring.refuse_transfer(viewer, info.context.parts, input.offer())
        return RefuseDeviceTransferSuccess(transfer_id=global_id("DeviceTransfer", transfer_id))

    @strawberry.mutation(description="Take an offer back, as long as nobody has accepted it.")
    async def cancel_device_transfer(self, info: Info, input: CancelDeviceTransferInput) -> CancelDeviceTransferResult:
        viewer = await info.context.actor()
        transfer_id = row_id("DeviceTransfer", input.transfer_id)
        device_id = await transferring.cancel_transfer(viewer, info.context.parts, transfer_id)
        return CancelDeviceTransferSuccess(device=await shown_device(viewer, device_id))

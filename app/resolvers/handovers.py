"""Devices on their way to a place or a person without a QR code."""

import strawberry

from app.context import Info
from app.domain import moving, provisioning
from app.resolvers.devices import optional_organization, shown_device
from app.schema.handovers import (
    MoveDeviceInput,
    MoveDeviceResult,
    MoveDeviceSuccess,
    ProvisionDeviceInput,
    ProvisionDeviceResult,
    ProvisionDeviceSuccess,
)
from app.schema.nodes import global_id, row_id


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

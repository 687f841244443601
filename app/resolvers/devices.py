"""Claiming, and devices in people's hands."""

from uuid import UUID

import strawberry

from app.context import Info
from app.domain.devices import claiming, devices, ownership, releasing
from app.domain.errors import BadRequest, DomainError
from app.domain.viewer import Viewer
from app.schema.brands import Brand
from app.schema.devices import Device
from app.schema.inputs import (
    ClaimDeviceInput,
    ClaimDevicesInput,
    CreateDeviceInput,
    IdentifyDeviceInput,
    UnclaimDeviceInput,
    UpdateDeviceInput,
)
from app.schema.nodes import row_id
from app.schema.refusals import refusal_for
from app.schema.results import (
    ClaimDeviceResult,
    ClaimDevicesResult,
    ClaimDeviceSuccess,
    ClaimPreview,
    CreateDeviceResult,
    CreateDeviceSuccess,
    IdentifyDeviceResult,
    IdentifyDeviceSuccess,
    UnclaimDeviceResult,
    UnclaimDeviceSuccess,
    UpdateDeviceResult,
    UpdateDeviceSuccess,
)
from app.schema.templates import values_of

MAXIMUM_CLAIMS = 100


async def find_device(info: Info, id: str) -> Device | None:
    viewer = await info.context.viewer()
    seen = await devices.seen_device(viewer, row_id("Device", id))
    return None if seen is None else Device.of(seen[0], viewer)


async def shown_device(viewer: Viewer, device_id: UUID) -> Device:
    """A device that the viewer has just acted on."""
    seen = await devices.seen_device(viewer, device_id)
    if seen is None:
        raise ownership.DeviceNotYours
    return Device.of(seen[0], viewer)


def optional_organization(value: strawberry.ID | None) -> UUID | None:
    return None if value is None else row_id("Organization", value)


async def _claim(info: Info, viewer: Viewer, input: ClaimDeviceInput) -> ClaimDeviceSuccess:
    parts = info.context.parts
    with parts.counts.claim():
        device_id = await claiming.claim_device(
            viewer,
            parts,
            claiming.parse_qr_token(input.qr_token),
            organization_id=optional_organization(input.organization_id),
            name=input.name,
        )
    return ClaimDeviceSuccess(device=await shown_device(viewer, device_id))


@strawberry.type
class DeviceQuery:
    @strawberry.field(description="Null for one that is not yours to see, or not there.")
    async def device(self, info: Info, id: strawberry.ID) -> Device | None:
        return await find_device(info, id)

    @strawberry.field(description="Product and brand behind a QR token, before signing in; null: no such token.")
    async def claim_preview(self, info: Info, qr_token: str) -> ClaimPreview | None:
        parsed = claiming.parse_qr_token(qr_token)
        preview = await claiming.preview_claim(info.context.parts, parsed, info.context.address)
        brand = None if preview is None else await info.context.loaders.brand.load(preview.brand_id)
        if preview is None or brand is None:
            return None
        return ClaimPreview(product_name=preview.product_name, picture_url=preview.picture_url, brand=Brand.of(brand))


@strawberry.type
class DeviceMutation:
    @strawberry.mutation(description="Take ownership of the device behind a scanned QR token. Safe to repeat.")
    async def claim_device(self, info: Info, input: ClaimDeviceInput) -> ClaimDeviceResult:
        return await _claim(info, await info.context.actor(), input)

    @strawberry.mutation(description="Claim up to 100 devices; each QR token has an outcome of its own.")
    async def claim_devices(self, info: Info, input: ClaimDevicesInput) -> ClaimDevicesResult:
        viewer = await info.context.actor()
        if not 1 <= len(input.qr_tokens) <= MAXIMUM_CLAIMS:
            raise BadRequest(f"Name between 1 and {MAXIMUM_CLAIMS} QR tokens at a time.")
        results: list[ClaimDeviceResult] = []
        for qr_token in input.qr_tokens:
            one = ClaimDeviceInput(qr_token=qr_token, organization_id=input.organization_id)
            try:
                results.append(await _claim(info, viewer, one))
            except DomainError as error:
                refusal = refusal_for(error)
                if refusal is None:
                    raise
                results.append(refusal)
        return ClaimDevicesResult(results=results)

    @strawberry.mutation(description="Give a device up: it leaves your account, and its QR token works again.")
    async def unclaim_device(self, info: Info, input: UnclaimDeviceInput) -> UnclaimDeviceResult:
        viewer = await info.context.actor()
        await releasing.unclaim_device(viewer, info.context.parts, row_id("Device", input.device_id))
        return UnclaimDeviceSuccess(device_id=input.device_id)

    @strawberry.mutation(description="Change a device's metadata, its name among it.")
    async def update_device(self, info: Info, input: UpdateDeviceInput) -> UpdateDeviceResult:
        viewer = await info.context.actor()
        device_id = row_id("Device", input.device_id)
        await devices.update_device(viewer, info.context.parts, device_id, values_of(input.metadata))
        return UpdateDeviceSuccess(device=await shown_device(viewer, device_id))

    @strawberry.mutation(description="Ask an online device to show itself, by blinking for example.")
    async def identify_device(self, info: Info, input: IdentifyDeviceInput) -> IdentifyDeviceResult:
        viewer = await info.context.actor()
        device_id = await devices.identify_device(viewer, info.context.parts, row_id("Device", input.device_id))
        return IdentifyDeviceSuccess(device=await shown_device(viewer, device_id))

    @strawberry.mutation(description="Make one device by hand, for a prototype; its AuthToken is shown this once.")
    async def create_device(self, info: Info, input: CreateDeviceInput) -> CreateDeviceResult:
        viewer = await info.context.actor()
        created = await devices.create_device(
            viewer,
            info.context.parts,
            organization_id=row_id("Organization", input.organization_id),
            template_id=row_id("Template", input.template_id),
            metadata=values_of(input.metadata),
        )
        return CreateDeviceSuccess(
            device=await shown_device(viewer, created.device_id), auth_token=created.auth_token.text
        )

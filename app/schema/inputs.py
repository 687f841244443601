"""Inputs of mutations about people and devices."""

import strawberry

from app.schema.templates import MetadataInput


@strawberry.input
class SignUpInput:
    brand: str = strawberry.field(description="The brand's slug.")
    email: str
    password: str = strawberry.field(description="At least 10 characters.")
    name: str | None = None
    device_name: str | None = strawberry.field(default=None, description="What the client calls itself.")


@strawberry.input
class SignInInput:
    brand: str = strawberry.field(description="The brand's slug.")
    email: str
    password: str
    device_name: str | None = strawberry.field(default=None, description="What the client calls itself.")


@strawberry.input
class RefreshSessionInput:
    refresh_token: str


@strawberry.input
class SignOutInput:
    everywhere: bool = False


@strawberry.input
class ClaimDeviceInput:
    qr_token: str = strawberry.field(description="As scanned or typed; the whole link is accepted too.")
    organization_id: strawberry.ID | None = strawberry.field(
        default=None, description="Where it goes; the only or the personal organization when left out."
    )
    name: str | None = strawberry.field(default=None, description="What the owner calls it.")


@strawberry.input
class ClaimDevicesInput:
    qr_tokens: list[str] = strawberry.field(description="1–100 QR tokens.")
    organization_id: strawberry.ID | None = None


@strawberry.input
class UnclaimDeviceInput:
    device_id: strawberry.ID


@strawberry.input
class UpdateDeviceInput:
    device_id: strawberry.ID
    metadata: list[MetadataInput] = strawberry.field(
        description="The values to change; an empty one gives the factory's value back."
    )


@strawberry.input
class IdentifyDeviceInput:
    device_id: strawberry.ID


@strawberry.input
class CreateDeviceInput:
    organization_id: strawberry.ID
    template_id: strawberry.ID
    metadata: list[MetadataInput] = strawberry.field(default_factory=list)

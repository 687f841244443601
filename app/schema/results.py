"""The results of mutations: a success, or one of the refusals that can happen there."""

from datetime import datetime
from typing import Annotated

import strawberry

from app.schema.brands import Brand
from app.schema.devices import Device
from app.schema.organizations import Organization
from app.schema.people import User
from app.schema.refusals import (
    AuthTokenNotRevealable,
    BrandUnknown,
    CloneNotSuspected,
    ConfirmationMismatch,
    CredentialsWrong,
    DeviceAlreadyClaimed,
    DeviceNotYours,
    DeviceOffline,
    EmailTaken,
    EmailUnusable,
    IdempotencyKeyReused,
    InvitationRequired,
    MetadataFieldInvalid,
    MetadataInvalid,
    OrganizationCycle,
    OrganizationInUse,
    PasswordUnusable,
    PlanLimitReached,
    QrTokenAbsent,
    QrTokenInvalid,
    QrTokenMistyped,
    SessionExpired,
    SlugFixed,
    SlugTaken,
    SlugUnusable,
    TemplateArchived,
    TemplateNotUsable,
    TemplateSettingInvalid,
    TextUnusable,
    TokenCountInvalid,
    TokensNotYours,
    TooManyAttempts,
)
from app.schema.templates import Template
from app.schema.tokens import StaticToken, TokenBatch


@strawberry.type(description="A live session. Keep both tokens secret; the refresh token is used once.")
class SessionTokens:
    access_token: str
    access_token_expires_at: datetime
    refresh_token: str
    refresh_token_expires_at: datetime


@strawberry.type
class SignUpSuccess:
    user: User
    session: SessionTokens


@strawberry.type
class SignInSuccess:
    user: User
    session: SessionTokens


@strawberry.type
class RefreshSessionSuccess:
    session: SessionTokens


@strawberry.type
class SignOutSuccess:
    ended_sessions: int


@strawberry.type
class CreateOrganizationSuccess:
    organization: Organization


@strawberry.type
class UpdateOrganizationSuccess:
    organization: Organization


@strawberry.type
class MoveOrganizationSuccess:
    organization: Organization


@strawberry.type
class ArchiveOrganizationSuccess:
    organization_id: strawberry.ID = strawberry.field(description="The organization that is no longer there.")


@strawberry.type
class CreateTemplateSuccess:
    template: Template


@strawberry.type
class UpdateTemplateSuccess:
    template: Template


@strawberry.type
class ArchiveTemplateSuccess:
    template: Template


@strawberry.type
class CreateTokenBatchSuccess:
    token_batch: TokenBatch = strawberry.field(description="Follow it with `tokenBatchProgressed`.")


@strawberry.type
class RevealAuthTokenSuccess:
    static_token: StaticToken
    auth_token: str


@strawberry.type
class RotateQrTokenSuccess:
    static_token: StaticToken


@strawberry.type
class DismissCloneSuspicionSuccess:
    static_token: StaticToken


@strawberry.type
class DisclaimTokensSuccess:
    disclaimed: int = strawberry.field(description="How many owners lost their device.")
    static_tokens: list[StaticToken]


@strawberry.type
class DeleteTokensSuccess:
    deleted: int
    claimed: int = strawberry.field(description="How many of them somebody owned.")


@strawberry.type
class ClaimDeviceSuccess:
    device: Device


@strawberry.type
class UnclaimDeviceSuccess:
    device_id: strawberry.ID = strawberry.field(description="The device that is no longer yours.")


@strawberry.type
class UpdateDeviceSuccess:
    device: Device


@strawberry.type
class IdentifyDeviceSuccess:
    device: Device


@strawberry.type
class CreateDeviceSuccess:
    device: Device
    auth_token: str = strawberry.field(description="Shown this once.")


SignUpResult = Annotated[
    SignUpSuccess
    | BrandUnknown
    | InvitationRequired
    | EmailUnusable
    | EmailTaken
    | PasswordUnusable
    | TextUnusable
    | TooManyAttempts,
    strawberry.union("SignUpResult"),
]
SignInResult = Annotated[SignInSuccess | CredentialsWrong | TooManyAttempts, strawberry.union("SignInResult")]
RefreshSessionResult = Annotated[RefreshSessionSuccess | SessionExpired, strawberry.union("RefreshSessionResult")]
SignOutResult = Annotated[SignOutSuccess | SessionExpired, strawberry.union("SignOutResult")]
CreateOrganizationResult = Annotated[
    CreateOrganizationSuccess | PlanLimitReached | SlugTaken | SlugUnusable | TextUnusable,
    strawberry.union("CreateOrganizationResult"),
]
UpdateOrganizationResult = Annotated[
    UpdateOrganizationSuccess | SlugTaken | SlugUnusable | SlugFixed | TextUnusable,
    strawberry.union("UpdateOrganizationResult"),
]
MoveOrganizationResult = Annotated[
    MoveOrganizationSuccess | OrganizationCycle, strawberry.union("MoveOrganizationResult")
]
ArchiveOrganizationResult = Annotated[
    ArchiveOrganizationSuccess | OrganizationInUse, strawberry.union("ArchiveOrganizationResult")
]
CreateTemplateResult = Annotated[
    CreateTemplateSuccess | MetadataFieldInvalid | TemplateSettingInvalid | TextUnusable,
    strawberry.union("CreateTemplateResult"),
]
UpdateTemplateResult = Annotated[
    UpdateTemplateSuccess | MetadataFieldInvalid | TemplateArchived | TemplateSettingInvalid | TextUnusable,
    strawberry.union("UpdateTemplateResult"),
]
ArchiveTemplateResult = Annotated[ArchiveTemplateSuccess | TemplateArchived, strawberry.union("ArchiveTemplateResult")]
CreateTokenBatchResult = Annotated[
    CreateTokenBatchSuccess
    | TokenCountInvalid
    | TemplateNotUsable
    | MetadataInvalid
    | TextUnusable
    | PlanLimitReached
    | IdempotencyKeyReused,
    strawberry.union("CreateTokenBatchResult"),
]
RevealAuthTokenResult = Annotated[
    RevealAuthTokenSuccess | AuthTokenNotRevealable, strawberry.union("RevealAuthTokenResult")
]
RotateQrTokenResult = Annotated[RotateQrTokenSuccess | QrTokenAbsent, strawberry.union("RotateQrTokenResult")]
DismissCloneSuspicionResult = Annotated[
    DismissCloneSuspicionSuccess | CloneNotSuspected, strawberry.union("DismissCloneSuspicionResult")
]
DisclaimTokensResult = Annotated[DisclaimTokensSuccess | TokensNotYours, strawberry.union("DisclaimTokensResult")]
DeleteTokensResult = Annotated[
    DeleteTokensSuccess | TokensNotYours | ConfirmationMismatch, strawberry.union("DeleteTokensResult")
]
ClaimDeviceResult = Annotated[
    ClaimDeviceSuccess
    | QrTokenMistyped
    | QrTokenInvalid
    | DeviceAlreadyClaimed
    | InvitationRequired
    | PlanLimitReached
    | TooManyAttempts
    | TextUnusable,
    strawberry.union("ClaimDeviceResult"),
]
UnclaimDeviceResult = Annotated[UnclaimDeviceSuccess | DeviceNotYours, strawberry.union("UnclaimDeviceResult")]
UpdateDeviceResult = Annotated[
    UpdateDeviceSuccess | DeviceNotYours | MetadataInvalid, strawberry.union("UpdateDeviceResult")
]
IdentifyDeviceResult = Annotated[
    IdentifyDeviceSuccess | DeviceNotYours | DeviceOffline, strawberry.union("IdentifyDeviceResult")
]
CreateDeviceResult = Annotated[
    CreateDeviceSuccess | TemplateNotUsable | MetadataInvalid | PlanLimitReached,
    strawberry.union("CreateDeviceResult"),
]


@strawberry.type(description="The outcome for each QR token, in the order they were given.")
class ClaimDevicesResult:
    results: list[ClaimDeviceResult]


@strawberry.type(description="What the bearer of a label learns before signing in.")
class ClaimPreview:
    product_name: str
    picture_url: str | None
    brand: Brand

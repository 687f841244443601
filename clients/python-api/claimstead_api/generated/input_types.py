from datetime import datetime
from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import (
    EventKind,
    ExportContent,
    ExportImageFormat,
    ExportImageNames,
    LabelStock,
    MetadataFieldType,
    OnFaults,
    Role,
    TokenOrigin,
    TokenStatus,
)


class AcceptDeviceTransferInput(BaseModel):
    token: Optional[str] = None
    "From the mail; the whole link is accepted too. Or `transferId`."
    transfer_id: Optional[str] = Field(alias="transferId", default=None)
    "One of `Viewer.receivedTransfers`; or `token`."
    organization_id: Optional[str] = Field(alias="organizationId", default=None)
    "Where it goes; the only or the personal organization when left out."


class AcceptInvitationInput(BaseModel):
    token: str
    "From the mail; the whole link is accepted too."
    password: Optional[str] = None
    "For an address without an account; at least 10 characters."
    name: Optional[str] = None
    "For an address without an account."
    device_name: Optional[str] = Field(alias="deviceName", default=None)
    "What the client calls itself."


class AndroidAppInput(BaseModel):
    package: str
    fingerprints: list[str]
    "SHA-256 of its certificates, with or without colons."


class ArchiveOrganizationInput(BaseModel):
    id: str
    confirm_members: int = Field(alias="confirmMembers", default=0)
    "How many members lose their place by it."


class ArchiveTemplateInput(BaseModel):
    id: str


class BrandLinkInput(BaseModel):
    name: str
    url: str


class CancelDeviceTransferInput(BaseModel):
    transfer_id: str = Field(alias="transferId")


class ChangeMemberRoleInput(BaseModel):
    membership_id: str = Field(alias="membershipId")
    role: Role


class ChangePasswordInput(BaseModel):
    old_password: str = Field(alias="oldPassword")
    new_password: str = Field(alias="newPassword")
    "At least 10 characters."


class ChangePlanInput(BaseModel):
    organization_id: str = Field(alias="organizationId")
    "The brand's root organization."
    plan: str
    "The name of one of `plans`."


class ClaimDeviceInput(BaseModel):
    qr_token: str = Field(alias="qrToken")
    "As scanned or typed; the whole link is accepted too."
    organization_id: Optional[str] = Field(alias="organizationId", default=None)
    "Where it goes; the only or the personal organization when left out."
    name: Optional[str] = None
    "What the owner calls it."


class ClaimDevicesInput(BaseModel):
    qr_tokens: list[str] = Field(alias="qrTokens")
    "1–100 QR tokens."
    organization_id: Optional[str] = Field(alias="organizationId", default=None)


class ColumnMappingInput(BaseModel):
    """What a column means whose name is not exactly a field's."""

    column: str
    target: Optional[str] = None
    "A field's name; null to ignore the column."


class CreateDeviceInput(BaseModel):
    organization_id: str = Field(alias="organizationId")
    template_id: str = Field(alias="templateId")
    metadata: list["MetadataInput"] = Field(default_factory=lambda: [])


class CreateOrganizationInput(BaseModel):
    parent_id: str = Field(alias="parentId")
    name: str
    slug: Optional[str] = None
    "Made of the name when left out."


class CreateTemplateInput(BaseModel):
    organization_id: str = Field(alias="organizationId")
    name: str
    description: Optional[str] = None
    picture_url: Optional[str] = Field(alias="pictureUrl", default=None)
    heartbeat_seconds: Optional[int] = Field(alias="heartbeatSeconds", default=None)
    offline_grace_seconds: Optional[int] = Field(
        alias="offlineGraceSeconds", default=None
    )
    allows_provisioning: Optional[bool] = Field(
        alias="allowsProvisioning", default=None
    )
    metadata_fields: list["MetadataFieldInput"] = Field(
        alias="metadataFields", default_factory=lambda: []
    )


class CreateTokenBatchInput(BaseModel):
    organization_id: str = Field(alias="organizationId")
    "The issuer."
    template_id: str = Field(alias="templateId")
    count: int
    "How many tokens: 1–1,000,000."
    name: Optional[str] = None
    metadata: list["MetadataInput"] = Field(default_factory=lambda: [])
    "Values that all tokens of the batch share."
    idempotency_key: Optional[str] = Field(alias="idempotencyKey", default=None)
    "The same key and input replay the first answer for 24 hours."


class DeleteAccountInput(BaseModel):
    password: str


class DeleteTokensInput(BaseModel):
    token_ids: list[str] = Field(alias="tokenIds")
    "1–1,000 static tokens."
    confirm: int
    "How many tokens are meant; nothing is deleted if it differs."


class DeviceFilter(BaseModel):
    """Which devices are wanted; what is left out does not matter."""

    status: Optional[TokenStatus] = None
    template_id: Optional[str] = Field(alias="templateId", default=None)
    is_online: Optional[bool] = Field(alias="isOnline", default=None)
    include_below: bool = Field(alias="includeBelow", default=False)
    "Those of the organizations below as well."


class DisclaimTokensInput(BaseModel):
    token_ids: list[str] = Field(alias="tokenIds")
    "1–1,000 static tokens."


class DismissCloneSuspicionInput(BaseModel):
    token_id: str = Field(alias="tokenId")


class EndSessionInput(BaseModel):
    session_id: str = Field(alias="sessionId")


class EventFilter(BaseModel):
    """Which events are wanted; what is left out does not matter."""

    kinds: Optional[list[EventKind]] = None
    actor_id: Optional[str] = Field(alias="actorId", default=None)
    "The user who did it; only where you may know."
    since: Optional[datetime] = None
    "From this moment on."
    until: Optional[datetime] = None
    "Before this moment."
    static_token_id: Optional[str] = Field(alias="staticTokenId", default=None)
    device_id: Optional[str] = Field(alias="deviceId", default=None)
    token_batch_id: Optional[str] = Field(alias="tokenBatchId", default=None)
    include_below: bool = Field(alias="includeBelow", default=False)
    "Of an organization: what happened in those below as well."


class ExportTokensInput(BaseModel):
    organization_id: str = Field(alias="organizationId")
    "The issuer."
    selection: "TokenSelectionInput"
    content: ExportContent = ExportContent.ALL
    image_names: ExportImageNames = Field(
        alias="imageNames", default=ExportImageNames.AUTH_TOKEN
    )
    formats: list[ExportImageFormat] = Field(
        default_factory=lambda: [ExportImageFormat.PNG]
    )
    labels: Optional["LabelsInput"] = None
    "Labels to print, which come along in `labels/`; not with FLASH."
    idempotency_key: Optional[str] = Field(alias="idempotencyKey", default=None)
    "The same key and input replay the first answer for 24 hours."


class IdentifyDeviceInput(BaseModel):
    device_id: str = Field(alias="deviceId")


class ImportTokenBatchInput(BaseModel):
    import_id: str = Field(alias="importId")
    "From `POST /imports`."
    template_id: Optional[str] = Field(alias="templateId", default=None)
    "That of the last preview when left out."
    mapping: list["ColumnMappingInput"] = Field(default_factory=lambda: [])
    on_faults: OnFaults = Field(alias="onFaults", default=OnFaults.STOP)
    name: Optional[str] = None
    "The file's name when left out."
    idempotency_key: Optional[str] = Field(alias="idempotencyKey", default=None)
    "The same key and input replay the first answer for 24 hours."


class InviteMemberInput(BaseModel):
    organization_id: str = Field(alias="organizationId")
    email: str
    role: Role
    idempotency_key: Optional[str] = Field(alias="idempotencyKey", default=None)
    "The same key and input replay the first answer for 24 hours."


class LabelsInput(BaseModel):
    """Labels as they shall be printed."""

    stock: Optional[LabelStock] = None
    "Sheets that office shops sell."
    template: Optional[str] = None
    "Paper of your own: the text of a template file, in TOML or JSON, up to 20,000 characters. Without stock and template a label is 50 × 25 mm."
    zpl_dpi: Optional[int] = Field(alias="zplDpi", default=None)
    "For a label printer of 203, 300 or 600 dpi: ZPL instead of PDF."
    first_position: int = Field(alias="firstPosition", default=1)
    "The first label that is left on the first sheet, counted row by row from 1."


class MetadataFieldInput(BaseModel):
    """A metadata field as it shall be."""

    name: str
    type_: MetadataFieldType = Field(alias="type")
    is_required: bool = Field(alias="isRequired", default=False)
    is_unique: bool = Field(alias="isUnique", default=False)
    default_value: Optional[str] = Field(alias="defaultValue", default=None)
    choices: list[str] = Field(default_factory=lambda: [])


class MetadataInput(BaseModel):
    """A value for a metadata field, by the field's name."""

    name: str
    value: str


class MoveDeviceInput(BaseModel):
    device_id: str = Field(alias="deviceId")
    organization_id: str = Field(alias="organizationId")
    "Where it goes; you administer both places."


class MoveOrganizationInput(BaseModel):
    id: str
    parent_id: str = Field(alias="parentId")
    "The organization that it shall stand below."


class OfferDeviceTransferInput(BaseModel):
    device_id: str = Field(alias="deviceId")
    email: str
    "Of the receiver; it need not have an account yet."


class PreviewTokenImportInput(BaseModel):
    import_id: str = Field(alias="importId")
    "From `POST /imports`."
    template_id: str = Field(alias="templateId")
    mapping: list["ColumnMappingInput"] = Field(default_factory=lambda: [])


class ProvisionDeviceInput(BaseModel):
    template_id: str = Field(alias="templateId")
    "One of `Viewer.provisionableTemplates`."
    organization_id: Optional[str] = Field(alias="organizationId", default=None)
    "Where it goes; the only or the personal organization when left out."
    name: Optional[str] = None
    "What its owner calls it."


class RefreshSessionInput(BaseModel):
    refresh_token: str = Field(alias="refreshToken")


class RefuseDeviceTransferInput(BaseModel):
    token: Optional[str] = None
    "From the mail; the whole link is accepted too. Or `transferId`."
    transfer_id: Optional[str] = Field(alias="transferId", default=None)
    "One of `Viewer.receivedTransfers`; or `token`."


class RemoveMemberInput(BaseModel):
    membership_id: str = Field(alias="membershipId")
    "Somebody's, or your own: then you leave."


class RequestEmailVerificationInput(BaseModel):
    brand: str
    "The brand's slug."
    email: str


class RequestPasswordResetInput(BaseModel):
    brand: str
    "The brand's slug."
    email: str


class ResendInvitationInput(BaseModel):
    invitation_id: str = Field(alias="invitationId")


class ResetPasswordInput(BaseModel):
    token: str
    "What stands behind the # of the mailed link."
    password: str
    "The new one: at least 10 characters."


class RevealAuthTokenInput(BaseModel):
    token_id: str = Field(alias="tokenId")


class RevokeInvitationInput(BaseModel):
    invitation_id: str = Field(alias="invitationId")


class RotateQrTokenInput(BaseModel):
    token_id: str = Field(alias="tokenId")


class SignInInput(BaseModel):
    brand: str
    "The brand's slug."
    email: str
    password: str
    device_name: Optional[str] = Field(alias="deviceName", default=None)
    "What the client calls itself."


class SignOutInput(BaseModel):
    everywhere: bool = False


class SignUpInput(BaseModel):
    brand: str
    "The brand's slug."
    email: str
    password: str
    "At least 10 characters."
    name: Optional[str] = None
    device_name: Optional[str] = Field(alias="deviceName", default=None)
    "What the client calls itself."


class StaticTokenFilter(BaseModel):
    """Which static tokens are wanted; what is left out does not matter."""

    status: Optional[TokenStatus] = None
    origin: Optional[TokenOrigin] = None
    template_id: Optional[str] = Field(alias="templateId", default=None)
    batch_id: Optional[str] = Field(alias="batchId", default=None)
    serial_starts_with: Optional[str] = Field(alias="serialStartsWith", default=None)
    created_from: Optional[datetime] = Field(alias="createdFrom", default=None)
    created_until: Optional[datetime] = Field(alias="createdUntil", default=None)
    is_clone_suspected: Optional[bool] = Field(alias="isCloneSuspected", default=None)
    include_below: bool = Field(alias="includeBelow", default=False)
    "Those issued by organizations below as well."


class TokenSelectionInput(BaseModel):
    """Which static tokens of the issuer."""

    token_ids: Optional[list[str]] = Field(alias="tokenIds", default=None)
    batch_id: Optional[str] = Field(alias="batchId", default=None)
    filter_: Optional["StaticTokenFilter"] = Field(alias="filter", default=None)


class UnclaimDeviceInput(BaseModel):
    device_id: str = Field(alias="deviceId")


class UpdateBrandInput(BaseModel):
    """What is left out stays as it is; an empty text or list takes the value away."""

    organization_id: str = Field(alias="organizationId")
    "The brand's root organization."
    display_name: Optional[str] = Field(alias="displayName", default=None)
    primary_color: Optional[str] = Field(alias="primaryColor", default=None)
    "`#1f6f54`."
    text_color: Optional[str] = Field(alias="textColor", default=None)
    "Of text on the primary colour, with a contrast of at least 4.5 : 1. Empty: black or white, the one that can be read."
    support_url: Optional[str] = Field(alias="supportUrl", default=None)
    "https; http on this machine only."
    privacy_url: Optional[str] = Field(alias="privacyUrl", default=None)
    terms_url: Optional[str] = Field(alias="termsUrl", default=None)
    links: Optional[list["BrandLinkInput"]] = None
    "Replaces the whole list."
    claim_host: Optional[str] = Field(alias="claimHost", default=None)
    "The host, with port if any, that QR codes name; at most 16 characters keep the codes small. Codes that are printed name the host of their time for ever, so once there are static tokens a change needs `confirmClaimHost`. Empty: the server's own."
    confirm_claim_host: bool = Field(alias="confirmClaimHost", default=False)
    "The present host goes on answering, for the codes that are printed with it."
    apple_apps: Optional[list[str]] = Field(alias="appleApps", default=None)
    "Team and bundle: `ABCDE12345.com.example.app`. Replaces the whole list."
    android_apps: Optional[list["AndroidAppInput"]] = Field(
        alias="androidApps", default=None
    )
    "Replaces the whole list."


class UpdateDeviceInput(BaseModel):
    device_id: str = Field(alias="deviceId")
    metadata: list["MetadataInput"]
    "The values to change; an empty one gives the factory's value back."


class UpdateOrganizationInput(BaseModel):
    """What is left out stays as it is."""

    id: str
    name: Optional[str] = None
    slug: Optional[str] = None


class UpdateTemplateInput(BaseModel):
    """What is left out stays as it is; `metadataFields` replaces the whole list."""

    id: str
    name: Optional[str] = None
    description: Optional[str] = None
    picture_url: Optional[str] = Field(alias="pictureUrl", default=None)
    heartbeat_seconds: Optional[int] = Field(alias="heartbeatSeconds", default=None)
    offline_grace_seconds: Optional[int] = Field(
        alias="offlineGraceSeconds", default=None
    )
    allows_provisioning: Optional[bool] = Field(
        alias="allowsProvisioning", default=None
    )
    metadata_fields: Optional[list["MetadataFieldInput"]] = Field(
        alias="metadataFields", default=None
    )


class VerifyEmailInput(BaseModel):
    token: str
    "What stands behind the # of the mailed link."


CreateDeviceInput.model_rebuild()
CreateTemplateInput.model_rebuild()
CreateTokenBatchInput.model_rebuild()
ExportTokensInput.model_rebuild()
ImportTokenBatchInput.model_rebuild()
PreviewTokenImportInput.model_rebuild()
TokenSelectionInput.model_rebuild()
UpdateBrandInput.model_rebuild()
UpdateDeviceInput.model_rebuild()
UpdateTemplateInput.model_rebuild()

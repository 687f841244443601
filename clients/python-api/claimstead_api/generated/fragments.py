from datetime import datetime
from typing import Any, Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import (
    ColumnMatch,
    CsvFault,
    EventKind,
    InvitationState,
    MetadataFieldType,
    PlanResource,
    PresenceReason,
    Role,
    TokenBatchOrigin,
    TokenBatchStatus,
    TokenOrigin,
    TokenStatus,
)


class BatchFields(BaseModel):
    id: str
    name: str
    origin: TokenBatchOrigin
    status: TokenBatchStatus
    token_count: int = Field(alias="tokenCount")
    created_count: int = Field(alias="createdCount")
    failure: Optional[str]
    created_at: datetime = Field(alias="createdAt")
    finished_at: Optional[datetime] = Field(alias="finishedAt")
    template: "BatchFieldsTemplate"
    created_by: Optional["BatchFieldsCreatedBy"] = Field(alias="createdBy")


class BatchFieldsTemplate(BaseModel):
    id: str
    name: str


class BatchFieldsCreatedBy(BaseModel):
    id: str
    email: str
    name: Optional[str]


class BrandFields(BaseModel):
    slug: str
    display_name: str = Field(alias="displayName")
    primary_color: str = Field(alias="primaryColor")
    text_color: str = Field(alias="textColor")
    logo_url: Optional[str] = Field(alias="logoUrl")
    support_url: Optional[str] = Field(alias="supportUrl")
    privacy_url: Optional[str] = Field(alias="privacyUrl")
    terms_url: Optional[str] = Field(alias="termsUrl")
    links: list["BrandFieldsLinks"]
    apple_apps: list[str] = Field(alias="appleApps")
    android_apps: list["BrandFieldsAndroidApps"] = Field(alias="androidApps")
    self_sign_up: bool = Field(alias="selfSignUp")
    claim_host: str = Field(alias="claimHost")


class BrandFieldsLinks(BaseModel):
    name: str
    url: str


class BrandFieldsAndroidApps(BaseModel):
    package: str
    fingerprints: list[str]


class CsvFacts(BaseModel):
    fault: CsvFault
    row: Optional[int]


class PresenceFields(BaseModel):
    is_online: bool = Field(alias="isOnline")
    since: Optional[datetime]
    last_seen_at: Optional[datetime] = Field(alias="lastSeenAt")
    reason: Optional[PresenceReason]


class DeviceLive(BaseModel):
    id: str
    status: TokenStatus
    name: str
    firmware_version: Optional[str] = Field(alias="firmwareVersion")
    hardware_revision: Optional[str] = Field(alias="hardwareRevision")
    presence: "DeviceLivePresence"


class DeviceLivePresence(PresenceFields):
    pass


class DeviceRow(DeviceLive):
    created_at: datetime = Field(alias="createdAt")
    first_connected_at: Optional[datetime] = Field(alias="firstConnectedAt")
    template: "DeviceRowTemplate"
    organization: Optional["DeviceRowOrganization"]
    owner: Optional["DeviceRowOwner"]


class DeviceRowTemplate(BaseModel):
    id: str
    name: str
    picture_url: Optional[str] = Field(alias="pictureUrl")


class DeviceRowOrganization(BaseModel):
    id: str
    name: str
    is_personal: bool = Field(alias="isPersonal")


class DeviceRowOwner(BaseModel):
    id: str
    email: str
    name: Optional[str]


class MetadataFieldFields(BaseModel):
    id: str
    name: str
    type_: MetadataFieldType = Field(alias="type")
    is_required: bool = Field(alias="isRequired")
    is_unique: bool = Field(alias="isUnique")
    default_value: Optional[str] = Field(alias="defaultValue")
    choices: list[str]


class MetadataFields(BaseModel):
    name: str
    type_: MetadataFieldType = Field(alias="type")
    value: str


class TransferFields(BaseModel):
    id: str
    email: str
    created_at: datetime = Field(alias="createdAt")
    expires_at: datetime = Field(alias="expiresAt")
    product_name: str = Field(alias="productName")
    picture_url: Optional[str] = Field(alias="pictureUrl")
    device: Optional["TransferFieldsDevice"]


class TransferFieldsDevice(BaseModel):
    id: str
    name: str


class DeviceDetail(DeviceRow):
    template: "DeviceDetailTemplate"
    metadata: list["DeviceDetailMetadata"]
    open_transfer: Optional["DeviceDetailOpenTransfer"] = Field(alias="openTransfer")
    static_token: Optional["DeviceDetailStaticToken"] = Field(alias="staticToken")


class DeviceDetailTemplate(BaseModel):
    id: str
    name: str
    description: str
    picture_url: Optional[str] = Field(alias="pictureUrl")
    archived_at: Optional[datetime] = Field(alias="archivedAt")
    metadata_fields: list["DeviceDetailTemplateMetadataFields"] = Field(
        alias="metadataFields"
    )


class DeviceDetailTemplateMetadataFields(MetadataFieldFields):
    pass


class DeviceDetailMetadata(MetadataFields):
    pass


class DeviceDetailOpenTransfer(TransferFields):
    pass


class DeviceDetailStaticToken(BaseModel):
    id: str
    serial: Optional[str]
    qr_token_grouped: Optional[str] = Field(alias="qrTokenGrouped")
    status: TokenStatus
    issuer: "DeviceDetailStaticTokenIssuer"


class DeviceDetailStaticTokenIssuer(BaseModel):
    id: str
    name: str


class EventFields(BaseModel):
    id: str
    kind: EventKind
    at: datetime
    facts: Any
    static_token_id: Optional[str] = Field(alias="staticTokenId")
    device_id: Optional[str] = Field(alias="deviceId")
    token_batch_id: Optional[str] = Field(alias="tokenBatchId")
    organization: Optional["EventFieldsOrganization"]
    actor: Optional["EventFieldsActor"]


class EventFieldsOrganization(BaseModel):
    id: str
    name: str


class EventFieldsActor(BaseModel):
    id: str
    email: str
    name: Optional[str]


class ImportPreviewFields(BaseModel):
    delimiter: str
    has_byte_order_mark: bool = Field(alias="hasByteOrderMark")
    columns: list["ImportPreviewFieldsColumns"]
    missing_fields: list[str] = Field(alias="missingFields")
    row_count: int = Field(alias="rowCount")
    good_row_count: int = Field(alias="goodRowCount")
    faulty_row_count: int = Field(alias="faultyRowCount")
    fault_count: int = Field(alias="faultCount")
    faults: list["ImportPreviewFieldsFaults"]


class ImportPreviewFieldsColumns(BaseModel):
    name: str
    target: Optional[str]
    match: ColumnMatch
    guess: Optional[str]
    guess_reason: Optional[str] = Field(alias="guessReason")
    samples: list[str]


class ImportPreviewFieldsFaults(BaseModel):
    row: int
    column: Optional[str]
    value: str
    reason: str


class InvitationFields(BaseModel):
    id: str
    email: str
    role: Role
    state: InvitationState
    created_at: datetime = Field(alias="createdAt")
    sent_at: datetime = Field(alias="sentAt")
    expires_at: datetime = Field(alias="expiresAt")


class LabelFaultFacts(BaseModel):
    key: Optional[str]
    line: Optional[int]


class LabelRoomFacts(BaseModel):
    width: float
    height: float


class MappingFacts(BaseModel):
    mapping_faults: list["MappingFactsMappingFaults"] = Field(alias="mappingFaults")


class MappingFactsMappingFaults(BaseModel):
    column: str
    reason: str


class UserFields(BaseModel):
    id: str
    email: str
    name: Optional[str]
    is_email_verified: bool = Field(alias="isEmailVerified")
    created_at: datetime = Field(alias="createdAt")


class MembershipFields(BaseModel):
    id: str
    role: Role
    created_at: datetime = Field(alias="createdAt")
    user: "MembershipFieldsUser"


class MembershipFieldsUser(UserFields):
    pass


class MetadataFacts(BaseModel):
    faults: list["MetadataFactsFaults"]


class MetadataFactsFaults(BaseModel):
    field: str
    value: str
    reason: str


class ModuleFacts(BaseModel):
    millimetres: float
    modules: int
    room: float


class OrganizationFields(BaseModel):
    id: str
    name: str
    slug: str
    is_personal: bool = Field(alias="isPersonal")
    created_at: datetime = Field(alias="createdAt")


class PageFields(BaseModel):
    has_next_page: bool = Field(alias="hasNextPage")
    has_previous_page: bool = Field(alias="hasPreviousPage")
    start_cursor: Optional[str] = Field(alias="startCursor")
    end_cursor: Optional[str] = Field(alias="endCursor")


class PlanFields(BaseModel):
    name: str
    static_token_limit: int = Field(alias="staticTokenLimit")
    organization_limit: int = Field(alias="organizationLimit")
    member_limit: int = Field(alias="memberLimit")
    self_sign_up: bool = Field(alias="selfSignUp")


class PlanLimitFacts(BaseModel):
    resource: PlanResource
    plan: str
    limit: int
    used: int
    requested: int


class SessionFields(BaseModel):
    access_token: str = Field(alias="accessToken")
    access_token_expires_at: datetime = Field(alias="accessTokenExpiresAt")
    refresh_token: str = Field(alias="refreshToken")
    refresh_token_expires_at: datetime = Field(alias="refreshTokenExpiresAt")


class TemplateFields(BaseModel):
    id: str
    name: str
    description: str
    picture_url: Optional[str] = Field(alias="pictureUrl")
    heartbeat_seconds: int = Field(alias="heartbeatSeconds")
    offline_grace_seconds: int = Field(alias="offlineGraceSeconds")
    allows_provisioning: bool = Field(alias="allowsProvisioning")
    archived_at: Optional[datetime] = Field(alias="archivedAt")
    created_at: datetime = Field(alias="createdAt")
    metadata_fields: list["TemplateFieldsMetadataFields"] = Field(
        alias="metadataFields"
    )


class TemplateFieldsMetadataFields(MetadataFieldFields):
    pass


class TextFacts(BaseModel):
    field: str
    reason: str


class TokenRow(BaseModel):
    id: str
    status: TokenStatus
    origin: TokenOrigin
    serial: Optional[str]
    created_at: datetime = Field(alias="createdAt")
    claimed_at: Optional[datetime] = Field(alias="claimedAt")
    first_connected_at: Optional[datetime] = Field(alias="firstConnectedAt")
    clone_suspected_at: Optional[datetime] = Field(alias="cloneSuspectedAt")
    qr_token_grouped: Optional[str] = Field(alias="qrTokenGrouped")
    template: "TokenRowTemplate"
    batch: Optional["TokenRowBatch"]
    device: Optional["TokenRowDevice"]


class TokenRowTemplate(BaseModel):
    id: str
    name: str


class TokenRowBatch(BaseModel):
    id: str
    name: str


class TokenRowDevice(DeviceLive):
    pass


class TokenDetail(TokenRow):
    qr_token: Optional[str] = Field(alias="qrToken")
    claim_url: Optional[str] = Field(alias="claimUrl")
    issuer: "TokenDetailIssuer"
    metadata: list["TokenDetailMetadata"]
    device: Optional["TokenDetailDevice"]


class TokenDetailIssuer(BaseModel):
    id: str
    name: str


class TokenDetailMetadata(MetadataFields):
    pass


class TokenDetailDevice(DeviceLive):
    organization: Optional["TokenDetailDeviceOrganization"]
    owner: Optional["TokenDetailDeviceOwner"]


class TokenDetailDeviceOrganization(BaseModel):
    id: str
    name: str
    is_personal: bool = Field(alias="isPersonal")


class TokenDetailDeviceOwner(BaseModel):
    id: str
    email: str
    name: Optional[str]


class WaitFacts(BaseModel):
    retry_after_seconds: int = Field(alias="retryAfterSeconds")


BatchFields.model_rebuild()
BrandFields.model_rebuild()
CsvFacts.model_rebuild()
PresenceFields.model_rebuild()
DeviceLive.model_rebuild()
DeviceRow.model_rebuild()
MetadataFieldFields.model_rebuild()
MetadataFields.model_rebuild()
TransferFields.model_rebuild()
DeviceDetail.model_rebuild()
EventFields.model_rebuild()
ImportPreviewFields.model_rebuild()
InvitationFields.model_rebuild()
LabelFaultFacts.model_rebuild()
LabelRoomFacts.model_rebuild()
MappingFacts.model_rebuild()
UserFields.model_rebuild()
MembershipFields.model_rebuild()
MetadataFacts.model_rebuild()
ModuleFacts.model_rebuild()
OrganizationFields.model_rebuild()
PageFields.model_rebuild()
PlanFields.model_rebuild()
PlanLimitFacts.model_rebuild()
SessionFields.model_rebuild()
TemplateFields.model_rebuild()
TextFacts.model_rebuild()
TokenRow.model_rebuild()
TokenDetail.model_rebuild()
WaitFacts.model_rebuild()

from datetime import datetime
from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import Role
from .fragments import BrandFields


class InvitationPreview(BaseModel):
    invitation_preview: Optional["InvitationPreviewInvitationPreview"] = Field(
        alias="invitationPreview"
    )


class InvitationPreviewInvitationPreview(BaseModel):
    brand: "InvitationPreviewInvitationPreviewBrand"
    organization_name: str = Field(alias="organizationName")
    email: str
    role: Role
    expires_at: datetime = Field(alias="expiresAt")
    has_account: bool = Field(alias="hasAccount")


InvitationPreviewInvitationPreviewBrand = BrandFields
InvitationPreview.model_rebuild()
InvitationPreviewInvitationPreview.model_rebuild()

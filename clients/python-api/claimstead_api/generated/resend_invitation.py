from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .enums import Role
from .fragments import InvitationFields, WaitFacts


class ResendInvitation(BaseModel):
    resend_invitation: Union[
        "ResendInvitationResendInvitationResendInvitationSuccess",
        "ResendInvitationResendInvitationEmailNotVerified",
        "ResendInvitationResendInvitationInvitationClosed",
        "ResendInvitationResendInvitationRoleAboveYours",
        "ResendInvitationResendInvitationTooManyAttempts",
    ] = Field(alias="resendInvitation", discriminator="typename__")


class ResendInvitationResendInvitationResendInvitationSuccess(BaseModel):
    typename__: Literal["ResendInvitationSuccess"] = Field(alias="__typename")
    invitation: "ResendInvitationResendInvitationResendInvitationSuccessInvitation"


ResendInvitationResendInvitationResendInvitationSuccessInvitation = InvitationFields


class ResendInvitationResendInvitationEmailNotVerified(BaseModel):
    typename__: Literal["EmailNotVerified"] = Field(alias="__typename")
    message: str


class ResendInvitationResendInvitationInvitationClosed(BaseModel):
    typename__: Literal["InvitationClosed"] = Field(alias="__typename")
    message: str


class ResendInvitationResendInvitationRoleAboveYours(BaseModel):
    typename__: Literal["RoleAboveYours"] = Field(alias="__typename")
    message: str
    role: Role


class ResendInvitationResendInvitationTooManyAttempts(WaitFacts):
    typename__: Literal["TooManyAttempts"] = Field(alias="__typename")
    message: str


ResendInvitation.model_rebuild()
ResendInvitationResendInvitationResendInvitationSuccess.model_rebuild()

from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .enums import Role
from .fragments import InvitationFields


class RevokeInvitation(BaseModel):
    revoke_invitation: Union[
        "RevokeInvitationRevokeInvitationRevokeInvitationSuccess",
        "RevokeInvitationRevokeInvitationInvitationClosed",
        "RevokeInvitationRevokeInvitationRoleAboveYours",
    ] = Field(alias="revokeInvitation", discriminator="typename__")


class RevokeInvitationRevokeInvitationRevokeInvitationSuccess(BaseModel):
    typename__: Literal["RevokeInvitationSuccess"] = Field(alias="__typename")
    invitation: "RevokeInvitationRevokeInvitationRevokeInvitationSuccessInvitation"


RevokeInvitationRevokeInvitationRevokeInvitationSuccessInvitation = InvitationFields


class RevokeInvitationRevokeInvitationInvitationClosed(BaseModel):
    typename__: Literal["InvitationClosed"] = Field(alias="__typename")
    message: str


class RevokeInvitationRevokeInvitationRoleAboveYours(BaseModel):
    typename__: Literal["RoleAboveYours"] = Field(alias="__typename")
    message: str
    role: Role


RevokeInvitation.model_rebuild()
RevokeInvitationRevokeInvitationRevokeInvitationSuccess.model_rebuild()

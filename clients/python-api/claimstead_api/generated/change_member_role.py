from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .enums import Role
from .fragments import MembershipFields


class ChangeMemberRole(BaseModel):
    change_member_role: Union[
        "ChangeMemberRoleChangeMemberRoleChangeMemberRoleSuccess",
        "ChangeMemberRoleChangeMemberRoleLastOwner",
        "ChangeMemberRoleChangeMemberRoleRoleAboveYours",
    ] = Field(alias="changeMemberRole", discriminator="typename__")


class ChangeMemberRoleChangeMemberRoleChangeMemberRoleSuccess(BaseModel):
    typename__: Literal["ChangeMemberRoleSuccess"] = Field(alias="__typename")
    membership: "ChangeMemberRoleChangeMemberRoleChangeMemberRoleSuccessMembership"


ChangeMemberRoleChangeMemberRoleChangeMemberRoleSuccessMembership = MembershipFields


class ChangeMemberRoleChangeMemberRoleLastOwner(BaseModel):
    typename__: Literal["LastOwner"] = Field(alias="__typename")
    message: str
    organization: str


class ChangeMemberRoleChangeMemberRoleRoleAboveYours(BaseModel):
    typename__: Literal["RoleAboveYours"] = Field(alias="__typename")
    message: str
    role: Role


ChangeMemberRole.model_rebuild()
ChangeMemberRoleChangeMemberRoleChangeMemberRoleSuccess.model_rebuild()

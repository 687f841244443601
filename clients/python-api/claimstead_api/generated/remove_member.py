from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .enums import Role


class RemoveMember(BaseModel):
    remove_member: Union[
        "RemoveMemberRemoveMemberRemoveMemberSuccess",
        "RemoveMemberRemoveMemberLastOwner",
        "RemoveMemberRemoveMemberRoleAboveYours",
    ] = Field(alias="removeMember", discriminator="typename__")


class RemoveMemberRemoveMemberRemoveMemberSuccess(BaseModel):
    typename__: Literal["RemoveMemberSuccess"] = Field(alias="__typename")
    membership_id: str = Field(alias="membershipId")
    devices_kept: int = Field(alias="devicesKept")


class RemoveMemberRemoveMemberLastOwner(BaseModel):
    typename__: Literal["LastOwner"] = Field(alias="__typename")
    message: str
    organization: str


class RemoveMemberRemoveMemberRoleAboveYours(BaseModel):
    typename__: Literal["RoleAboveYours"] = Field(alias="__typename")
    message: str
    role: Role


RemoveMember.model_rebuild()

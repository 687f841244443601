from typing import Literal, Optional, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import OrganizationFields


class MoveOrganization(BaseModel):
    move_organization: Union[
        "MoveOrganizationMoveOrganizationMoveOrganizationSuccess",
        "MoveOrganizationMoveOrganizationOrganizationCycle",
    ] = Field(alias="moveOrganization", discriminator="typename__")


class MoveOrganizationMoveOrganizationMoveOrganizationSuccess(BaseModel):
    typename__: Literal["MoveOrganizationSuccess"] = Field(alias="__typename")
    organization: "MoveOrganizationMoveOrganizationMoveOrganizationSuccessOrganization"


class MoveOrganizationMoveOrganizationMoveOrganizationSuccessOrganization(
    OrganizationFields
):
    parent: Optional[
        "MoveOrganizationMoveOrganizationMoveOrganizationSuccessOrganizationParent"
    ]


class MoveOrganizationMoveOrganizationMoveOrganizationSuccessOrganizationParent(
    BaseModel
):
    id: str
    name: str


class MoveOrganizationMoveOrganizationOrganizationCycle(BaseModel):
    typename__: Literal["OrganizationCycle"] = Field(alias="__typename")
    message: str


MoveOrganization.model_rebuild()
MoveOrganizationMoveOrganizationMoveOrganizationSuccess.model_rebuild()
MoveOrganizationMoveOrganizationMoveOrganizationSuccessOrganization.model_rebuild()

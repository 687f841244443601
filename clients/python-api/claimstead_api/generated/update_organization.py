from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import OrganizationFields, TextFacts


class UpdateOrganization(BaseModel):
    update_organization: Union[
        "UpdateOrganizationUpdateOrganizationUpdateOrganizationSuccess",
        "UpdateOrganizationUpdateOrganizationSlugTaken",
        "UpdateOrganizationUpdateOrganizationSlugUnusable",
        "UpdateOrganizationUpdateOrganizationSlugFixed",
        "UpdateOrganizationUpdateOrganizationTextUnusable",
    ] = Field(alias="updateOrganization", discriminator="typename__")


class UpdateOrganizationUpdateOrganizationUpdateOrganizationSuccess(BaseModel):
    typename__: Literal["UpdateOrganizationSuccess"] = Field(alias="__typename")
    organization: (
        "UpdateOrganizationUpdateOrganizationUpdateOrganizationSuccessOrganization"
    )


UpdateOrganizationUpdateOrganizationUpdateOrganizationSuccessOrganization = (
    OrganizationFields
)


class UpdateOrganizationUpdateOrganizationSlugTaken(BaseModel):
    typename__: Literal["SlugTaken"] = Field(alias="__typename")
    message: str
    slug: str


class UpdateOrganizationUpdateOrganizationSlugUnusable(BaseModel):
    typename__: Literal["SlugUnusable"] = Field(alias="__typename")
    message: str


class UpdateOrganizationUpdateOrganizationSlugFixed(BaseModel):
    typename__: Literal["SlugFixed"] = Field(alias="__typename")
    message: str


class UpdateOrganizationUpdateOrganizationTextUnusable(TextFacts):
    typename__: Literal["TextUnusable"] = Field(alias="__typename")
    message: str


UpdateOrganization.model_rebuild()
UpdateOrganizationUpdateOrganizationUpdateOrganizationSuccess.model_rebuild()

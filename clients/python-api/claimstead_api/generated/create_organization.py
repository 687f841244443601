from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import OrganizationFields, PlanLimitFacts, TextFacts


class CreateOrganization(BaseModel):
    create_organization: Union[
        "CreateOrganizationCreateOrganizationCreateOrganizationSuccess",
        "CreateOrganizationCreateOrganizationPlanLimitReached",
        "CreateOrganizationCreateOrganizationSlugTaken",
        "CreateOrganizationCreateOrganizationSlugUnusable",
        "CreateOrganizationCreateOrganizationTextUnusable",
    ] = Field(alias="createOrganization", discriminator="typename__")


class CreateOrganizationCreateOrganizationCreateOrganizationSuccess(BaseModel):
    typename__: Literal["CreateOrganizationSuccess"] = Field(alias="__typename")
    organization: (
        "CreateOrganizationCreateOrganizationCreateOrganizationSuccessOrganization"
    )


CreateOrganizationCreateOrganizationCreateOrganizationSuccessOrganization = (
    OrganizationFields
)


class CreateOrganizationCreateOrganizationPlanLimitReached(PlanLimitFacts):
    typename__: Literal["PlanLimitReached"] = Field(alias="__typename")
    message: str


class CreateOrganizationCreateOrganizationSlugTaken(BaseModel):
    typename__: Literal["SlugTaken"] = Field(alias="__typename")
    message: str
    slug: str


class CreateOrganizationCreateOrganizationSlugUnusable(BaseModel):
    typename__: Literal["SlugUnusable"] = Field(alias="__typename")
    message: str


class CreateOrganizationCreateOrganizationTextUnusable(TextFacts):
    typename__: Literal["TextUnusable"] = Field(alias="__typename")
    message: str


CreateOrganization.model_rebuild()
CreateOrganizationCreateOrganizationCreateOrganizationSuccess.model_rebuild()

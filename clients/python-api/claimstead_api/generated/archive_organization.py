from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel


class ArchiveOrganization(BaseModel):
    archive_organization: Union[
        "ArchiveOrganizationArchiveOrganizationArchiveOrganizationSuccess",
        "ArchiveOrganizationArchiveOrganizationOrganizationInUse",
    ] = Field(alias="archiveOrganization", discriminator="typename__")


class ArchiveOrganizationArchiveOrganizationArchiveOrganizationSuccess(BaseModel):
    typename__: Literal["ArchiveOrganizationSuccess"] = Field(alias="__typename")
    organization_id: str = Field(alias="organizationId")


class ArchiveOrganizationArchiveOrganizationOrganizationInUse(BaseModel):
    typename__: Literal["OrganizationInUse"] = Field(alias="__typename")
    message: str
    devices: int
    static_tokens: int = Field(alias="staticTokens")
    organizations: int
    members: int
    confirmed_members: int = Field(alias="confirmedMembers")


ArchiveOrganization.model_rebuild()

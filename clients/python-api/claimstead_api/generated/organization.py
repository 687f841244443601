from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .fragments import BrandFields, OrganizationFields, PlanFields


class Organization(BaseModel):
    organization: Optional["OrganizationOrganization"]


class OrganizationOrganization(OrganizationFields):
    parent: Optional["OrganizationOrganizationParent"]
    brand: "OrganizationOrganizationBrand"
    plan: Optional["OrganizationOrganizationPlan"]
    usage: Optional["OrganizationOrganizationUsage"]


class OrganizationOrganizationParent(BaseModel):
    id: str
    name: str


OrganizationOrganizationBrand = BrandFields
OrganizationOrganizationPlan = PlanFields


class OrganizationOrganizationUsage(BaseModel):
    static_tokens: int = Field(alias="staticTokens")
    organizations: int
    members: int


Organization.model_rebuild()
OrganizationOrganization.model_rebuild()

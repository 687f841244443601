from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .fragments import OrganizationFields, PageFields


class OrganizationChildren(BaseModel):
    organization: Optional["OrganizationChildrenOrganization"]


class OrganizationChildrenOrganization(BaseModel):
    id: str
    children: Optional["OrganizationChildrenOrganizationChildren"]


class OrganizationChildrenOrganizationChildren(BaseModel):
    edges: list["OrganizationChildrenOrganizationChildrenEdges"]
    page_info: "OrganizationChildrenOrganizationChildrenPageInfo" = Field(
        alias="pageInfo"
    )


class OrganizationChildrenOrganizationChildrenEdges(BaseModel):
    node: "OrganizationChildrenOrganizationChildrenEdgesNode"


OrganizationChildrenOrganizationChildrenEdgesNode = OrganizationFields
OrganizationChildrenOrganizationChildrenPageInfo = PageFields
OrganizationChildren.model_rebuild()
OrganizationChildrenOrganization.model_rebuild()
OrganizationChildrenOrganizationChildren.model_rebuild()
OrganizationChildrenOrganizationChildrenEdges.model_rebuild()

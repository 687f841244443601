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


class OrganizationChildrenOrganizationChildrenEdgesNode(OrganizationFields):
    children: Optional["OrganizationChildrenOrganizationChildrenEdgesNodeChildren"]


class OrganizationChildrenOrganizationChildrenEdgesNodeChildren(BaseModel):
    edges: list["OrganizationChildrenOrganizationChildrenEdgesNodeChildrenEdges"]


class OrganizationChildrenOrganizationChildrenEdgesNodeChildrenEdges(BaseModel):
    cursor: str


OrganizationChildrenOrganizationChildrenPageInfo = PageFields
OrganizationChildren.model_rebuild()
OrganizationChildrenOrganization.model_rebuild()
OrganizationChildrenOrganizationChildren.model_rebuild()
OrganizationChildrenOrganizationChildrenEdges.model_rebuild()
OrganizationChildrenOrganizationChildrenEdgesNode.model_rebuild()
OrganizationChildrenOrganizationChildrenEdgesNodeChildren.model_rebuild()

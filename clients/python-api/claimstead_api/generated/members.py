from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .fragments import MembershipFields, PageFields


class Members(BaseModel):
    organization: Optional["MembersOrganization"]


class MembersOrganization(BaseModel):
    id: str
    members: Optional["MembersOrganizationMembers"]


class MembersOrganizationMembers(BaseModel):
    edges: list["MembersOrganizationMembersEdges"]
    page_info: "MembersOrganizationMembersPageInfo" = Field(alias="pageInfo")


class MembersOrganizationMembersEdges(BaseModel):
    node: "MembersOrganizationMembersEdgesNode"


MembersOrganizationMembersEdgesNode = MembershipFields
MembersOrganizationMembersPageInfo = PageFields
Members.model_rebuild()
MembersOrganization.model_rebuild()
MembersOrganizationMembers.model_rebuild()
MembersOrganizationMembersEdges.model_rebuild()

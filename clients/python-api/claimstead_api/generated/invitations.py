from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .fragments import InvitationFields, PageFields


class Invitations(BaseModel):
    organization: Optional["InvitationsOrganization"]


class InvitationsOrganization(BaseModel):
    id: str
    invitations: Optional["InvitationsOrganizationInvitations"]


class InvitationsOrganizationInvitations(BaseModel):
    edges: list["InvitationsOrganizationInvitationsEdges"]
    page_info: "InvitationsOrganizationInvitationsPageInfo" = Field(alias="pageInfo")


class InvitationsOrganizationInvitationsEdges(BaseModel):
    node: "InvitationsOrganizationInvitationsEdgesNode"


InvitationsOrganizationInvitationsEdgesNode = InvitationFields
InvitationsOrganizationInvitationsPageInfo = PageFields
Invitations.model_rebuild()
InvitationsOrganization.model_rebuild()
InvitationsOrganizationInvitations.model_rebuild()
InvitationsOrganizationInvitationsEdges.model_rebuild()

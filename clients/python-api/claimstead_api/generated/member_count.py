from typing import Optional

from pydantic import Field

from .base_model import BaseModel


class MemberCount(BaseModel):
    organization: Optional["MemberCountOrganization"]


class MemberCountOrganization(BaseModel):
    id: str
    members: Optional["MemberCountOrganizationMembers"]


class MemberCountOrganizationMembers(BaseModel):
    total_count: int = Field(alias="totalCount")


MemberCount.model_rebuild()
MemberCountOrganization.model_rebuild()

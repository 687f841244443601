from typing import Optional

from pydantic import Field

from .base_model import BaseModel


class TokenCount(BaseModel):
    organization: Optional["TokenCountOrganization"]


class TokenCountOrganization(BaseModel):
    id: str
    static_tokens: Optional["TokenCountOrganizationStaticTokens"] = Field(
        alias="staticTokens"
    )


class TokenCountOrganizationStaticTokens(BaseModel):
    total_count: int = Field(alias="totalCount")


TokenCount.model_rebuild()
TokenCountOrganization.model_rebuild()

from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .fragments import PageFields, TokenRow


class Tokens(BaseModel):
    organization: Optional["TokensOrganization"]


class TokensOrganization(BaseModel):
    id: str
    static_tokens: Optional["TokensOrganizationStaticTokens"] = Field(
        alias="staticTokens"
    )


class TokensOrganizationStaticTokens(BaseModel):
    edges: list["TokensOrganizationStaticTokensEdges"]
    page_info: "TokensOrganizationStaticTokensPageInfo" = Field(alias="pageInfo")


class TokensOrganizationStaticTokensEdges(BaseModel):
    cursor: str
    node: "TokensOrganizationStaticTokensEdgesNode"


TokensOrganizationStaticTokensEdgesNode = TokenRow
TokensOrganizationStaticTokensPageInfo = PageFields
Tokens.model_rebuild()
TokensOrganization.model_rebuild()
TokensOrganizationStaticTokens.model_rebuild()
TokensOrganizationStaticTokensEdges.model_rebuild()

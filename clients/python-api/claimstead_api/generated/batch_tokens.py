from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .fragments import PageFields, TokenRow


class BatchTokens(BaseModel):
    token_batch: Optional["BatchTokensTokenBatch"] = Field(alias="tokenBatch")


class BatchTokensTokenBatch(BaseModel):
    id: str
    static_tokens: "BatchTokensTokenBatchStaticTokens" = Field(alias="staticTokens")


class BatchTokensTokenBatchStaticTokens(BaseModel):
    edges: list["BatchTokensTokenBatchStaticTokensEdges"]
    page_info: "BatchTokensTokenBatchStaticTokensPageInfo" = Field(alias="pageInfo")


class BatchTokensTokenBatchStaticTokensEdges(BaseModel):
    cursor: str
    node: "BatchTokensTokenBatchStaticTokensEdgesNode"


BatchTokensTokenBatchStaticTokensEdgesNode = TokenRow
BatchTokensTokenBatchStaticTokensPageInfo = PageFields
BatchTokens.model_rebuild()
BatchTokensTokenBatch.model_rebuild()
BatchTokensTokenBatchStaticTokens.model_rebuild()
BatchTokensTokenBatchStaticTokensEdges.model_rebuild()

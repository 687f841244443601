from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .fragments import EventFields, PageFields


class TokenHistory(BaseModel):
    static_token: Optional["TokenHistoryStaticToken"] = Field(alias="staticToken")


class TokenHistoryStaticToken(BaseModel):
    id: str
    history: "TokenHistoryStaticTokenHistory"


class TokenHistoryStaticTokenHistory(BaseModel):
    edges: list["TokenHistoryStaticTokenHistoryEdges"]
    page_info: "TokenHistoryStaticTokenHistoryPageInfo" = Field(alias="pageInfo")


class TokenHistoryStaticTokenHistoryEdges(BaseModel):
    node: "TokenHistoryStaticTokenHistoryEdgesNode"


TokenHistoryStaticTokenHistoryEdgesNode = EventFields
TokenHistoryStaticTokenHistoryPageInfo = PageFields
TokenHistory.model_rebuild()
TokenHistoryStaticToken.model_rebuild()
TokenHistoryStaticTokenHistory.model_rebuild()
TokenHistoryStaticTokenHistoryEdges.model_rebuild()

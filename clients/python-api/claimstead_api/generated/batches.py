from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .fragments import BatchFields, PageFields


class Batches(BaseModel):
    organization: Optional["BatchesOrganization"]


class BatchesOrganization(BaseModel):
    id: str
    token_batches: Optional["BatchesOrganizationTokenBatches"] = Field(
        alias="tokenBatches"
    )


class BatchesOrganizationTokenBatches(BaseModel):
    edges: list["BatchesOrganizationTokenBatchesEdges"]
    page_info: "BatchesOrganizationTokenBatchesPageInfo" = Field(alias="pageInfo")


class BatchesOrganizationTokenBatchesEdges(BaseModel):
    cursor: str
    node: "BatchesOrganizationTokenBatchesEdgesNode"


BatchesOrganizationTokenBatchesEdgesNode = BatchFields
BatchesOrganizationTokenBatchesPageInfo = PageFields
Batches.model_rebuild()
BatchesOrganization.model_rebuild()
BatchesOrganizationTokenBatches.model_rebuild()
BatchesOrganizationTokenBatchesEdges.model_rebuild()

from pydantic import Field

from .base_model import BaseModel
from .fragments import BatchFields


class BatchProgress(BaseModel):
    token_batch_progressed: "BatchProgressTokenBatchProgressed" = Field(
        alias="tokenBatchProgressed"
    )


BatchProgressTokenBatchProgressed = BatchFields
BatchProgress.model_rebuild()

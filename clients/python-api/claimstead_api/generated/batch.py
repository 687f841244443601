from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .fragments import BatchFields


class Batch(BaseModel):
    token_batch: Optional["BatchTokenBatch"] = Field(alias="tokenBatch")


BatchTokenBatch = BatchFields
Batch.model_rebuild()

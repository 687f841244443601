from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import (
    BatchFields,
    MetadataFacts,
    MetadataFactsFaults,  # noqa: F401
    PlanLimitFacts,
    TextFacts,
)


class CreateTokenBatch(BaseModel):
    create_token_batch: Union[
        "CreateTokenBatchCreateTokenBatchCreateTokenBatchSuccess",
        "CreateTokenBatchCreateTokenBatchTokenCountInvalid",
        "CreateTokenBatchCreateTokenBatchTemplateNotUsable",
        "CreateTokenBatchCreateTokenBatchMetadataInvalid",
        "CreateTokenBatchCreateTokenBatchTextUnusable",
        "CreateTokenBatchCreateTokenBatchPlanLimitReached",
        "CreateTokenBatchCreateTokenBatchIdempotencyKeyReused",
    ] = Field(alias="createTokenBatch", discriminator="typename__")


class CreateTokenBatchCreateTokenBatchCreateTokenBatchSuccess(BaseModel):
    typename__: Literal["CreateTokenBatchSuccess"] = Field(alias="__typename")
    token_batch: "CreateTokenBatchCreateTokenBatchCreateTokenBatchSuccessTokenBatch" = (
        Field(alias="tokenBatch")
    )


CreateTokenBatchCreateTokenBatchCreateTokenBatchSuccessTokenBatch = BatchFields


class CreateTokenBatchCreateTokenBatchTokenCountInvalid(BaseModel):
    typename__: Literal["TokenCountInvalid"] = Field(alias="__typename")
    message: str
    requested: int
    maximum: int


class CreateTokenBatchCreateTokenBatchTemplateNotUsable(BaseModel):
    typename__: Literal["TemplateNotUsable"] = Field(alias="__typename")
    message: str


class CreateTokenBatchCreateTokenBatchMetadataInvalid(MetadataFacts):
    typename__: Literal["MetadataInvalid"] = Field(alias="__typename")
    message: str


class CreateTokenBatchCreateTokenBatchTextUnusable(TextFacts):
    typename__: Literal["TextUnusable"] = Field(alias="__typename")
    message: str


class CreateTokenBatchCreateTokenBatchPlanLimitReached(PlanLimitFacts):
    typename__: Literal["PlanLimitReached"] = Field(alias="__typename")
    message: str


class CreateTokenBatchCreateTokenBatchIdempotencyKeyReused(BaseModel):
    typename__: Literal["IdempotencyKeyReused"] = Field(alias="__typename")
    message: str


CreateTokenBatch.model_rebuild()
CreateTokenBatchCreateTokenBatchCreateTokenBatchSuccess.model_rebuild()

from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import (
    BatchFields,
    CsvFacts,
    ImportPreviewFields,
    MappingFacts,
    MappingFactsMappingFaults,  # noqa: F401
    PlanLimitFacts,
    TextFacts,
)


class ImportTokenBatch(BaseModel):
    import_token_batch: Union[
        "ImportTokenBatchImportTokenBatchImportTokenBatchSuccess",
        "ImportTokenBatchImportTokenBatchImportMissing",
        "ImportTokenBatchImportTokenBatchImportUsed",
        "ImportTokenBatchImportTokenBatchTemplateNotUsable",
        "ImportTokenBatchImportTokenBatchCsvUnusable",
        "ImportTokenBatchImportTokenBatchImportMappingInvalid",
        "ImportTokenBatchImportTokenBatchImportColumnsUnmatched",
        "ImportTokenBatchImportTokenBatchImportFaulty",
        "ImportTokenBatchImportTokenBatchPlanLimitReached",
        "ImportTokenBatchImportTokenBatchIdempotencyKeyReused",
        "ImportTokenBatchImportTokenBatchTextUnusable",
    ] = Field(alias="importTokenBatch", discriminator="typename__")


class ImportTokenBatchImportTokenBatchImportTokenBatchSuccess(BaseModel):
    typename__: Literal["ImportTokenBatchSuccess"] = Field(alias="__typename")
    token_batch: "ImportTokenBatchImportTokenBatchImportTokenBatchSuccessTokenBatch" = (
        Field(alias="tokenBatch")
    )
    skipped_rows: int = Field(alias="skippedRows")


ImportTokenBatchImportTokenBatchImportTokenBatchSuccessTokenBatch = BatchFields


class ImportTokenBatchImportTokenBatchImportMissing(BaseModel):
    typename__: Literal["ImportMissing"] = Field(alias="__typename")
    message: str


class ImportTokenBatchImportTokenBatchImportUsed(BaseModel):
    typename__: Literal["ImportUsed"] = Field(alias="__typename")
    message: str


class ImportTokenBatchImportTokenBatchTemplateNotUsable(BaseModel):
    typename__: Literal["TemplateNotUsable"] = Field(alias="__typename")
    message: str


class ImportTokenBatchImportTokenBatchCsvUnusable(CsvFacts):
    typename__: Literal["CsvUnusable"] = Field(alias="__typename")
    message: str


class ImportTokenBatchImportTokenBatchImportMappingInvalid(MappingFacts):
    typename__: Literal["ImportMappingInvalid"] = Field(alias="__typename")
    message: str


class ImportTokenBatchImportTokenBatchImportColumnsUnmatched(BaseModel):
    typename__: Literal["ImportColumnsUnmatched"] = Field(alias="__typename")
    message: str
    columns: list[str]
    missing_fields: list[str] = Field(alias="missingFields")


class ImportTokenBatchImportTokenBatchImportFaulty(BaseModel):
    typename__: Literal["ImportFaulty"] = Field(alias="__typename")
    message: str
    preview: "ImportTokenBatchImportTokenBatchImportFaultyPreview"


ImportTokenBatchImportTokenBatchImportFaultyPreview = ImportPreviewFields


class ImportTokenBatchImportTokenBatchPlanLimitReached(PlanLimitFacts):
    typename__: Literal["PlanLimitReached"] = Field(alias="__typename")
    message: str


class ImportTokenBatchImportTokenBatchIdempotencyKeyReused(BaseModel):
    typename__: Literal["IdempotencyKeyReused"] = Field(alias="__typename")
    message: str


class ImportTokenBatchImportTokenBatchTextUnusable(TextFacts):
    typename__: Literal["TextUnusable"] = Field(alias="__typename")
    message: str


ImportTokenBatch.model_rebuild()
ImportTokenBatchImportTokenBatchImportTokenBatchSuccess.model_rebuild()
ImportTokenBatchImportTokenBatchImportFaulty.model_rebuild()

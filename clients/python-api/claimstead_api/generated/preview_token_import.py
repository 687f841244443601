from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import (
    CsvFacts,
    ImportPreviewFields,
    MappingFacts,
    MappingFactsMappingFaults,  # noqa: F401
)


class PreviewTokenImport(BaseModel):
    preview_token_import: Union[
        "PreviewTokenImportPreviewTokenImportPreviewTokenImportSuccess",
        "PreviewTokenImportPreviewTokenImportImportMissing",
        "PreviewTokenImportPreviewTokenImportImportUsed",
        "PreviewTokenImportPreviewTokenImportTemplateNotUsable",
        "PreviewTokenImportPreviewTokenImportCsvUnusable",
        "PreviewTokenImportPreviewTokenImportImportMappingInvalid",
    ] = Field(alias="previewTokenImport", discriminator="typename__")


class PreviewTokenImportPreviewTokenImportPreviewTokenImportSuccess(BaseModel):
    typename__: Literal["PreviewTokenImportSuccess"] = Field(alias="__typename")
    preview: "PreviewTokenImportPreviewTokenImportPreviewTokenImportSuccessPreview"


PreviewTokenImportPreviewTokenImportPreviewTokenImportSuccessPreview = (
    ImportPreviewFields
)


class PreviewTokenImportPreviewTokenImportImportMissing(BaseModel):
    typename__: Literal["ImportMissing"] = Field(alias="__typename")
    message: str


class PreviewTokenImportPreviewTokenImportImportUsed(BaseModel):
    typename__: Literal["ImportUsed"] = Field(alias="__typename")
    message: str


class PreviewTokenImportPreviewTokenImportTemplateNotUsable(BaseModel):
    typename__: Literal["TemplateNotUsable"] = Field(alias="__typename")
    message: str


class PreviewTokenImportPreviewTokenImportCsvUnusable(CsvFacts):
    typename__: Literal["CsvUnusable"] = Field(alias="__typename")
    message: str


class PreviewTokenImportPreviewTokenImportImportMappingInvalid(MappingFacts):
    typename__: Literal["ImportMappingInvalid"] = Field(alias="__typename")
    message: str


PreviewTokenImport.model_rebuild()
PreviewTokenImportPreviewTokenImportPreviewTokenImportSuccess.model_rebuild()

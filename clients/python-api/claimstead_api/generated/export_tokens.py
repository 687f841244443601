from datetime import datetime
from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import LabelFaultFacts, LabelRoomFacts, ModuleFacts, TextFacts


class ExportTokens(BaseModel):
    export_tokens: Union[
        "ExportTokensExportTokensExportTokensSuccess",
        "ExportTokensExportTokensTokensNotYours",
        "ExportTokensExportTokensNothingToExport",
        "ExportTokensExportTokensLabelTemplateUnusable",
        "ExportTokensExportTokensModulesTooSmall",
        "ExportTokensExportTokensLabelTextDoesNotFit",
        "ExportTokensExportTokensIdempotencyKeyReused",
        "ExportTokensExportTokensTextUnusable",
    ] = Field(alias="exportTokens", discriminator="typename__")


class ExportTokensExportTokensExportTokensSuccess(BaseModel):
    typename__: Literal["ExportTokensSuccess"] = Field(alias="__typename")
    url: str
    expires_at: datetime = Field(alias="expiresAt")
    token_count: int = Field(alias="tokenCount")
    warnings: list["ExportTokensExportTokensExportTokensSuccessWarnings"]


class ExportTokensExportTokensExportTokensSuccessWarnings(BaseModel):
    typename__: Literal[
        "CharactersReplaced",
        "FewDots",
        "LabelWarning",
        "RulerOmitted",
        "SmallModules",
        "TextShortened",
    ] = Field(alias="__typename")
    message: str


class ExportTokensExportTokensTokensNotYours(BaseModel):
    typename__: Literal["TokensNotYours"] = Field(alias="__typename")
    message: str
    count: int


class ExportTokensExportTokensNothingToExport(BaseModel):
    typename__: Literal["NothingToExport"] = Field(alias="__typename")
    message: str


class ExportTokensExportTokensLabelTemplateUnusable(LabelFaultFacts):
    typename__: Literal["LabelTemplateUnusable"] = Field(alias="__typename")
    message: str


class ExportTokensExportTokensModulesTooSmall(ModuleFacts):
    typename__: Literal["ModulesTooSmall"] = Field(alias="__typename")
    message: str


class ExportTokensExportTokensLabelTextDoesNotFit(LabelRoomFacts):
    typename__: Literal["LabelTextDoesNotFit"] = Field(alias="__typename")
    message: str


class ExportTokensExportTokensIdempotencyKeyReused(BaseModel):
    typename__: Literal["IdempotencyKeyReused"] = Field(alias="__typename")
    message: str


class ExportTokensExportTokensTextUnusable(TextFacts):
    typename__: Literal["TextUnusable"] = Field(alias="__typename")
    message: str


ExportTokens.model_rebuild()
ExportTokensExportTokensExportTokensSuccess.model_rebuild()

from datetime import datetime
from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import TemplateFields, TextFacts


class UpdateTemplate(BaseModel):
    update_template: Union[
        "UpdateTemplateUpdateTemplateUpdateTemplateSuccess",
        "UpdateTemplateUpdateTemplateMetadataFieldInvalid",
        "UpdateTemplateUpdateTemplateTemplateArchived",
        "UpdateTemplateUpdateTemplateTemplateSettingInvalid",
        "UpdateTemplateUpdateTemplateTextUnusable",
    ] = Field(alias="updateTemplate", discriminator="typename__")


class UpdateTemplateUpdateTemplateUpdateTemplateSuccess(BaseModel):
    typename__: Literal["UpdateTemplateSuccess"] = Field(alias="__typename")
    template: "UpdateTemplateUpdateTemplateUpdateTemplateSuccessTemplate"


UpdateTemplateUpdateTemplateUpdateTemplateSuccessTemplate = TemplateFields


class UpdateTemplateUpdateTemplateMetadataFieldInvalid(BaseModel):
    typename__: Literal["MetadataFieldInvalid"] = Field(alias="__typename")
    message: str
    field: str
    reason: str


class UpdateTemplateUpdateTemplateTemplateArchived(BaseModel):
    typename__: Literal["TemplateArchived"] = Field(alias="__typename")
    message: str
    archived_at: datetime = Field(alias="archivedAt")


class UpdateTemplateUpdateTemplateTemplateSettingInvalid(BaseModel):
    typename__: Literal["TemplateSettingInvalid"] = Field(alias="__typename")
    message: str
    setting: str
    reason: str


class UpdateTemplateUpdateTemplateTextUnusable(TextFacts):
    typename__: Literal["TextUnusable"] = Field(alias="__typename")
    message: str


UpdateTemplate.model_rebuild()
UpdateTemplateUpdateTemplateUpdateTemplateSuccess.model_rebuild()

from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import TemplateFields, TextFacts


class CreateTemplate(BaseModel):
    create_template: Union[
        "CreateTemplateCreateTemplateCreateTemplateSuccess",
        "CreateTemplateCreateTemplateMetadataFieldInvalid",
        "CreateTemplateCreateTemplateTemplateSettingInvalid",
        "CreateTemplateCreateTemplateTextUnusable",
    ] = Field(alias="createTemplate", discriminator="typename__")


class CreateTemplateCreateTemplateCreateTemplateSuccess(BaseModel):
    typename__: Literal["CreateTemplateSuccess"] = Field(alias="__typename")
    template: "CreateTemplateCreateTemplateCreateTemplateSuccessTemplate"


CreateTemplateCreateTemplateCreateTemplateSuccessTemplate = TemplateFields


class CreateTemplateCreateTemplateMetadataFieldInvalid(BaseModel):
    typename__: Literal["MetadataFieldInvalid"] = Field(alias="__typename")
    message: str
    field: str
    reason: str


class CreateTemplateCreateTemplateTemplateSettingInvalid(BaseModel):
    typename__: Literal["TemplateSettingInvalid"] = Field(alias="__typename")
    message: str
    setting: str
    reason: str


class CreateTemplateCreateTemplateTextUnusable(TextFacts):
    typename__: Literal["TextUnusable"] = Field(alias="__typename")
    message: str


CreateTemplate.model_rebuild()
CreateTemplateCreateTemplateCreateTemplateSuccess.model_rebuild()

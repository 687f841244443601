from datetime import datetime
from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import TemplateFields


class ArchiveTemplate(BaseModel):
    archive_template: Union[
        "ArchiveTemplateArchiveTemplateArchiveTemplateSuccess",
        "ArchiveTemplateArchiveTemplateTemplateArchived",
    ] = Field(alias="archiveTemplate", discriminator="typename__")


class ArchiveTemplateArchiveTemplateArchiveTemplateSuccess(BaseModel):
    typename__: Literal["ArchiveTemplateSuccess"] = Field(alias="__typename")
    template: "ArchiveTemplateArchiveTemplateArchiveTemplateSuccessTemplate"


ArchiveTemplateArchiveTemplateArchiveTemplateSuccessTemplate = TemplateFields


class ArchiveTemplateArchiveTemplateTemplateArchived(BaseModel):
    typename__: Literal["TemplateArchived"] = Field(alias="__typename")
    message: str
    archived_at: datetime = Field(alias="archivedAt")


ArchiveTemplate.model_rebuild()
ArchiveTemplateArchiveTemplateArchiveTemplateSuccess.model_rebuild()

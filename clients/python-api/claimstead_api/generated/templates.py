from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .fragments import PageFields, TemplateFields


class Templates(BaseModel):
    organization: Optional["TemplatesOrganization"]


class TemplatesOrganization(BaseModel):
    id: str
    templates: Optional["TemplatesOrganizationTemplates"]


class TemplatesOrganizationTemplates(BaseModel):
    edges: list["TemplatesOrganizationTemplatesEdges"]
    page_info: "TemplatesOrganizationTemplatesPageInfo" = Field(alias="pageInfo")


class TemplatesOrganizationTemplatesEdges(BaseModel):
    node: "TemplatesOrganizationTemplatesEdgesNode"


TemplatesOrganizationTemplatesEdgesNode = TemplateFields
TemplatesOrganizationTemplatesPageInfo = PageFields
Templates.model_rebuild()
TemplatesOrganization.model_rebuild()
TemplatesOrganizationTemplates.model_rebuild()
TemplatesOrganizationTemplatesEdges.model_rebuild()

from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .fragments import PageFields


class ProvisionableTemplates(BaseModel):
    viewer: Optional["ProvisionableTemplatesViewer"]


class ProvisionableTemplatesViewer(BaseModel):
    provisionable_templates: "ProvisionableTemplatesViewerProvisionableTemplates" = (
        Field(alias="provisionableTemplates")
    )


class ProvisionableTemplatesViewerProvisionableTemplates(BaseModel):
    edges: list["ProvisionableTemplatesViewerProvisionableTemplatesEdges"]
    page_info: "ProvisionableTemplatesViewerProvisionableTemplatesPageInfo" = Field(
        alias="pageInfo"
    )


class ProvisionableTemplatesViewerProvisionableTemplatesEdges(BaseModel):
    node: "ProvisionableTemplatesViewerProvisionableTemplatesEdgesNode"


class ProvisionableTemplatesViewerProvisionableTemplatesEdgesNode(BaseModel):
    id: str
    name: str
    description: str
    picture_url: Optional[str] = Field(alias="pictureUrl")


ProvisionableTemplatesViewerProvisionableTemplatesPageInfo = PageFields
ProvisionableTemplates.model_rebuild()
ProvisionableTemplatesViewer.model_rebuild()
ProvisionableTemplatesViewerProvisionableTemplates.model_rebuild()
ProvisionableTemplatesViewerProvisionableTemplatesEdges.model_rebuild()

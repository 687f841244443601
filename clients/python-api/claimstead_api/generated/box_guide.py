from typing import Optional

from pydantic import Field

from .base_model import BaseModel


class BoxGuide(BaseModel):
    template: Optional["BoxGuideTemplate"]


class BoxGuideTemplate(BaseModel):
    id: str
    box_guide: str = Field(alias="boxGuide")


BoxGuide.model_rebuild()

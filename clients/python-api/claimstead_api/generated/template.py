from typing import Optional

from .base_model import BaseModel
from .fragments import TemplateFields


class Template(BaseModel):
    template: Optional["TemplateTemplate"]


TemplateTemplate = TemplateFields
Template.model_rebuild()

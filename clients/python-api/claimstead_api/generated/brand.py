from typing import Optional

from .base_model import BaseModel
from .fragments import BrandFields


class Brand(BaseModel):
    brand: Optional["BrandBrand"]


BrandBrand = BrandFields
Brand.model_rebuild()

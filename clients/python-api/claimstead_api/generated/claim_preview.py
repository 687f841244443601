from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .fragments import BrandFields


class ClaimPreview(BaseModel):
    claim_preview: Optional["ClaimPreviewClaimPreview"] = Field(alias="claimPreview")


class ClaimPreviewClaimPreview(BaseModel):
    product_name: str = Field(alias="productName")
    picture_url: Optional[str] = Field(alias="pictureUrl")
    brand: "ClaimPreviewClaimPreviewBrand"


ClaimPreviewClaimPreviewBrand = BrandFields
ClaimPreview.model_rebuild()
ClaimPreviewClaimPreview.model_rebuild()

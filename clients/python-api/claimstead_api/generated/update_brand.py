from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import BrandFields, TextFacts


class UpdateBrand(BaseModel):
    update_brand: Union[
        "UpdateBrandUpdateBrandUpdateBrandSuccess",
        "UpdateBrandUpdateBrandTextUnusable",
        "UpdateBrandUpdateBrandColorUnusable",
        "UpdateBrandUpdateBrandContrastTooLow",
        "UpdateBrandUpdateBrandAddressUnusable",
        "UpdateBrandUpdateBrandClaimHostUnusable",
        "UpdateBrandUpdateBrandClaimHostTaken",
        "UpdateBrandUpdateBrandClaimHostPrinted",
        "UpdateBrandUpdateBrandAppUnusable",
    ] = Field(alias="updateBrand", discriminator="typename__")


class UpdateBrandUpdateBrandUpdateBrandSuccess(BaseModel):
    typename__: Literal["UpdateBrandSuccess"] = Field(alias="__typename")
    brand: "UpdateBrandUpdateBrandUpdateBrandSuccessBrand"


UpdateBrandUpdateBrandUpdateBrandSuccessBrand = BrandFields


class UpdateBrandUpdateBrandTextUnusable(TextFacts):
    typename__: Literal["TextUnusable"] = Field(alias="__typename")
    message: str


class UpdateBrandUpdateBrandColorUnusable(BaseModel):
    typename__: Literal["ColorUnusable"] = Field(alias="__typename")
    message: str
    color: str


class UpdateBrandUpdateBrandContrastTooLow(BaseModel):
    typename__: Literal["ContrastTooLow"] = Field(alias="__typename")
    message: str
    primary_color: str = Field(alias="primaryColor")
    text_color: str = Field(alias="textColor")
    contrast: float
    required: float


class UpdateBrandUpdateBrandAddressUnusable(BaseModel):
    typename__: Literal["AddressUnusable"] = Field(alias="__typename")
    message: str
    field: str
    reason: str


class UpdateBrandUpdateBrandClaimHostUnusable(BaseModel):
    typename__: Literal["ClaimHostUnusable"] = Field(alias="__typename")
    message: str
    claim_host: str = Field(alias="claimHost")


class UpdateBrandUpdateBrandClaimHostTaken(BaseModel):
    typename__: Literal["ClaimHostTaken"] = Field(alias="__typename")
    message: str
    claim_host: str = Field(alias="claimHost")


class UpdateBrandUpdateBrandClaimHostPrinted(BaseModel):
    typename__: Literal["ClaimHostPrinted"] = Field(alias="__typename")
    message: str
    claim_host: str = Field(alias="claimHost")
    static_tokens: int = Field(alias="staticTokens")


class UpdateBrandUpdateBrandAppUnusable(BaseModel):
    typename__: Literal["AppUnusable"] = Field(alias="__typename")
    message: str
    app: str
    reason: str


UpdateBrand.model_rebuild()
UpdateBrandUpdateBrandUpdateBrandSuccess.model_rebuild()

from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import WaitFacts


class RequestPasswordReset(BaseModel):
    request_password_reset: Union[
        "RequestPasswordResetRequestPasswordResetRequestPasswordResetSuccess",
        "RequestPasswordResetRequestPasswordResetBrandUnknown",
        "RequestPasswordResetRequestPasswordResetEmailUnusable",
        "RequestPasswordResetRequestPasswordResetTooManyAttempts",
    ] = Field(alias="requestPasswordReset", discriminator="typename__")


class RequestPasswordResetRequestPasswordResetRequestPasswordResetSuccess(BaseModel):
    typename__: Literal["RequestPasswordResetSuccess"] = Field(alias="__typename")
    email: str


class RequestPasswordResetRequestPasswordResetBrandUnknown(BaseModel):
    typename__: Literal["BrandUnknown"] = Field(alias="__typename")
    message: str


class RequestPasswordResetRequestPasswordResetEmailUnusable(BaseModel):
    typename__: Literal["EmailUnusable"] = Field(alias="__typename")
    message: str


class RequestPasswordResetRequestPasswordResetTooManyAttempts(WaitFacts):
    typename__: Literal["TooManyAttempts"] = Field(alias="__typename")
    message: str


RequestPasswordReset.model_rebuild()

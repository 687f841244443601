from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import WaitFacts


class RequestEmailVerification(BaseModel):
    request_email_verification: Union[
        "RequestEmailVerificationRequestEmailVerificationRequestEmailVerificationSuccess",
        "RequestEmailVerificationRequestEmailVerificationBrandUnknown",
        "RequestEmailVerificationRequestEmailVerificationEmailUnusable",
        "RequestEmailVerificationRequestEmailVerificationTooManyAttempts",
    ] = Field(alias="requestEmailVerification", discriminator="typename__")


class RequestEmailVerificationRequestEmailVerificationRequestEmailVerificationSuccess(
    BaseModel
):
    typename__: Literal["RequestEmailVerificationSuccess"] = Field(alias="__typename")
    email: str


class RequestEmailVerificationRequestEmailVerificationBrandUnknown(BaseModel):
    typename__: Literal["BrandUnknown"] = Field(alias="__typename")
    message: str


class RequestEmailVerificationRequestEmailVerificationEmailUnusable(BaseModel):
    typename__: Literal["EmailUnusable"] = Field(alias="__typename")
    message: str


class RequestEmailVerificationRequestEmailVerificationTooManyAttempts(WaitFacts):
    typename__: Literal["TooManyAttempts"] = Field(alias="__typename")
    message: str


RequestEmailVerification.model_rebuild()

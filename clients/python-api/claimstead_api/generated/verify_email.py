from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import WaitFacts


class VerifyEmail(BaseModel):
    verify_email: Union[
        "VerifyEmailVerifyEmailVerifyEmailSuccess",
        "VerifyEmailVerifyEmailMailLinkInvalid",
        "VerifyEmailVerifyEmailTooManyAttempts",
    ] = Field(alias="verifyEmail", discriminator="typename__")


class VerifyEmailVerifyEmailVerifyEmailSuccess(BaseModel):
    typename__: Literal["VerifyEmailSuccess"] = Field(alias="__typename")
    email: str


class VerifyEmailVerifyEmailMailLinkInvalid(BaseModel):
    typename__: Literal["MailLinkInvalid"] = Field(alias="__typename")
    message: str


class VerifyEmailVerifyEmailTooManyAttempts(WaitFacts):
    typename__: Literal["TooManyAttempts"] = Field(alias="__typename")
    message: str


VerifyEmail.model_rebuild()

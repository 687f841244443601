from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import WaitFacts


class ResetPassword(BaseModel):
    reset_password: Union[
        "ResetPasswordResetPasswordResetPasswordSuccess",
        "ResetPasswordResetPasswordMailLinkInvalid",
        "ResetPasswordResetPasswordPasswordUnusable",
        "ResetPasswordResetPasswordTooManyAttempts",
    ] = Field(alias="resetPassword", discriminator="typename__")


class ResetPasswordResetPasswordResetPasswordSuccess(BaseModel):
    typename__: Literal["ResetPasswordSuccess"] = Field(alias="__typename")
    ended_sessions: int = Field(alias="endedSessions")


class ResetPasswordResetPasswordMailLinkInvalid(BaseModel):
    typename__: Literal["MailLinkInvalid"] = Field(alias="__typename")
    message: str


class ResetPasswordResetPasswordPasswordUnusable(BaseModel):
    typename__: Literal["PasswordUnusable"] = Field(alias="__typename")
    message: str


class ResetPasswordResetPasswordTooManyAttempts(WaitFacts):
    typename__: Literal["TooManyAttempts"] = Field(alias="__typename")
    message: str


ResetPassword.model_rebuild()

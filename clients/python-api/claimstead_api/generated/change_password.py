from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import WaitFacts


class ChangePassword(BaseModel):
    change_password: Union[
        "ChangePasswordChangePasswordChangePasswordSuccess",
        "ChangePasswordChangePasswordPasswordWrong",
        "ChangePasswordChangePasswordPasswordUnusable",
        "ChangePasswordChangePasswordTooManyAttempts",
    ] = Field(alias="changePassword", discriminator="typename__")


class ChangePasswordChangePasswordChangePasswordSuccess(BaseModel):
    typename__: Literal["ChangePasswordSuccess"] = Field(alias="__typename")
    ended_sessions: int = Field(alias="endedSessions")


class ChangePasswordChangePasswordPasswordWrong(BaseModel):
    typename__: Literal["PasswordWrong"] = Field(alias="__typename")
    message: str


class ChangePasswordChangePasswordPasswordUnusable(BaseModel):
    typename__: Literal["PasswordUnusable"] = Field(alias="__typename")
    message: str


class ChangePasswordChangePasswordTooManyAttempts(WaitFacts):
    typename__: Literal["TooManyAttempts"] = Field(alias="__typename")
    message: str


ChangePassword.model_rebuild()

from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel


class SignOut(BaseModel):
    sign_out: Union["SignOutSignOutSignOutSuccess", "SignOutSignOutSessionExpired"] = (
        Field(alias="signOut", discriminator="typename__")
    )


class SignOutSignOutSignOutSuccess(BaseModel):
    typename__: Literal["SignOutSuccess"] = Field(alias="__typename")
    ended_sessions: int = Field(alias="endedSessions")


class SignOutSignOutSessionExpired(BaseModel):
    typename__: Literal["SessionExpired"] = Field(alias="__typename")
    message: str


SignOut.model_rebuild()

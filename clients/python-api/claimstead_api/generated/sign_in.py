from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import SessionFields, UserFields, WaitFacts


class SignIn(BaseModel):
    sign_in: Union[
        "SignInSignInSignInSuccess",
        "SignInSignInCredentialsWrong",
        "SignInSignInTooManyAttempts",
    ] = Field(alias="signIn", discriminator="typename__")


class SignInSignInSignInSuccess(BaseModel):
    typename__: Literal["SignInSuccess"] = Field(alias="__typename")
    user: "SignInSignInSignInSuccessUser"
    session: "SignInSignInSignInSuccessSession"


SignInSignInSignInSuccessUser = UserFields
SignInSignInSignInSuccessSession = SessionFields


class SignInSignInCredentialsWrong(BaseModel):
    typename__: Literal["CredentialsWrong"] = Field(alias="__typename")
    message: str


class SignInSignInTooManyAttempts(WaitFacts):
    typename__: Literal["TooManyAttempts"] = Field(alias="__typename")
    message: str


SignIn.model_rebuild()
SignInSignInSignInSuccess.model_rebuild()

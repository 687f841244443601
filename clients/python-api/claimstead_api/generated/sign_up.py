from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import SessionFields, TextFacts, UserFields, WaitFacts


class SignUp(BaseModel):
    sign_up: Union[
        "SignUpSignUpSignUpSuccess",
        "SignUpSignUpBrandUnknown",
        "SignUpSignUpInvitationRequired",
        "SignUpSignUpEmailUnusable",
        "SignUpSignUpEmailTaken",
        "SignUpSignUpPasswordUnusable",
        "SignUpSignUpTextUnusable",
        "SignUpSignUpTooManyAttempts",
    ] = Field(alias="signUp", discriminator="typename__")


class SignUpSignUpSignUpSuccess(BaseModel):
    typename__: Literal["SignUpSuccess"] = Field(alias="__typename")
    user: "SignUpSignUpSignUpSuccessUser"
    session: "SignUpSignUpSignUpSuccessSession"


SignUpSignUpSignUpSuccessUser = UserFields
SignUpSignUpSignUpSuccessSession = SessionFields


class SignUpSignUpBrandUnknown(BaseModel):
    typename__: Literal["BrandUnknown"] = Field(alias="__typename")
    message: str


class SignUpSignUpInvitationRequired(BaseModel):
    typename__: Literal["InvitationRequired"] = Field(alias="__typename")
    message: str


class SignUpSignUpEmailUnusable(BaseModel):
    typename__: Literal["EmailUnusable"] = Field(alias="__typename")
    message: str


class SignUpSignUpEmailTaken(BaseModel):
    typename__: Literal["EmailTaken"] = Field(alias="__typename")
    message: str


class SignUpSignUpPasswordUnusable(BaseModel):
    typename__: Literal["PasswordUnusable"] = Field(alias="__typename")
    message: str


class SignUpSignUpTextUnusable(TextFacts):
    typename__: Literal["TextUnusable"] = Field(alias="__typename")
    message: str


class SignUpSignUpTooManyAttempts(WaitFacts):
    typename__: Literal["TooManyAttempts"] = Field(alias="__typename")
    message: str


SignUp.model_rebuild()
SignUpSignUpSignUpSuccess.model_rebuild()

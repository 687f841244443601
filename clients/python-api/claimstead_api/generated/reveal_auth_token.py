from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel


class RevealAuthToken(BaseModel):
    reveal_auth_token: Union[
        "RevealAuthTokenRevealAuthTokenRevealAuthTokenSuccess",
        "RevealAuthTokenRevealAuthTokenAuthTokenNotRevealable",
    ] = Field(alias="revealAuthToken", discriminator="typename__")


class RevealAuthTokenRevealAuthTokenRevealAuthTokenSuccess(BaseModel):
    typename__: Literal["RevealAuthTokenSuccess"] = Field(alias="__typename")
    auth_token: str = Field(alias="authToken")


class RevealAuthTokenRevealAuthTokenAuthTokenNotRevealable(BaseModel):
    typename__: Literal["AuthTokenNotRevealable"] = Field(alias="__typename")
    message: str


RevealAuthToken.model_rebuild()

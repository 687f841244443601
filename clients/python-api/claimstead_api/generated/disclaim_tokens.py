from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel


class DisclaimTokens(BaseModel):
    disclaim_tokens: Union[
        "DisclaimTokensDisclaimTokensDisclaimTokensSuccess",
        "DisclaimTokensDisclaimTokensTokensNotYours",
    ] = Field(alias="disclaimTokens", discriminator="typename__")


class DisclaimTokensDisclaimTokensDisclaimTokensSuccess(BaseModel):
    typename__: Literal["DisclaimTokensSuccess"] = Field(alias="__typename")
    disclaimed: int


class DisclaimTokensDisclaimTokensTokensNotYours(BaseModel):
    typename__: Literal["TokensNotYours"] = Field(alias="__typename")
    message: str
    count: int


DisclaimTokens.model_rebuild()

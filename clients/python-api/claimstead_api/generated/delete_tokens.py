from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel


class DeleteTokens(BaseModel):
    delete_tokens: Union[
        "DeleteTokensDeleteTokensDeleteTokensSuccess",
        "DeleteTokensDeleteTokensTokensNotYours",
        "DeleteTokensDeleteTokensConfirmationMismatch",
    ] = Field(alias="deleteTokens", discriminator="typename__")


class DeleteTokensDeleteTokensDeleteTokensSuccess(BaseModel):
    typename__: Literal["DeleteTokensSuccess"] = Field(alias="__typename")
    deleted: int
    claimed: int


class DeleteTokensDeleteTokensTokensNotYours(BaseModel):
    typename__: Literal["TokensNotYours"] = Field(alias="__typename")
    message: str
    count: int


class DeleteTokensDeleteTokensConfirmationMismatch(BaseModel):
    typename__: Literal["ConfirmationMismatch"] = Field(alias="__typename")
    message: str
    expected: int
    confirmed: int


DeleteTokens.model_rebuild()

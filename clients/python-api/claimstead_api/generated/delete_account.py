from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import WaitFacts


class DeleteAccount(BaseModel):
    delete_account: Union[
        "DeleteAccountDeleteAccountDeleteAccountSuccess",
        "DeleteAccountDeleteAccountPasswordWrong",
        "DeleteAccountDeleteAccountLastOwner",
        "DeleteAccountDeleteAccountTooManyAttempts",
    ] = Field(alias="deleteAccount", discriminator="typename__")


class DeleteAccountDeleteAccountDeleteAccountSuccess(BaseModel):
    typename__: Literal["DeleteAccountSuccess"] = Field(alias="__typename")
    released_devices: int = Field(alias="releasedDevices")


class DeleteAccountDeleteAccountPasswordWrong(BaseModel):
    typename__: Literal["PasswordWrong"] = Field(alias="__typename")
    message: str


class DeleteAccountDeleteAccountLastOwner(BaseModel):
    typename__: Literal["LastOwner"] = Field(alias="__typename")
    message: str
    organization: str


class DeleteAccountDeleteAccountTooManyAttempts(WaitFacts):
    typename__: Literal["TooManyAttempts"] = Field(alias="__typename")
    message: str


DeleteAccount.model_rebuild()

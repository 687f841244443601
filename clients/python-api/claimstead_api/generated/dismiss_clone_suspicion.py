from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import TokenDetail


class DismissCloneSuspicion(BaseModel):
    dismiss_clone_suspicion: Union[
        "DismissCloneSuspicionDismissCloneSuspicionDismissCloneSuspicionSuccess",
        "DismissCloneSuspicionDismissCloneSuspicionCloneNotSuspected",
    ] = Field(alias="dismissCloneSuspicion", discriminator="typename__")


class DismissCloneSuspicionDismissCloneSuspicionDismissCloneSuspicionSuccess(BaseModel):
    typename__: Literal["DismissCloneSuspicionSuccess"] = Field(alias="__typename")
    static_token: "DismissCloneSuspicionDismissCloneSuspicionDismissCloneSuspicionSuccessStaticToken" = Field(
        alias="staticToken"
    )


DismissCloneSuspicionDismissCloneSuspicionDismissCloneSuspicionSuccessStaticToken = (
    TokenDetail
)


class DismissCloneSuspicionDismissCloneSuspicionCloneNotSuspected(BaseModel):
    typename__: Literal["CloneNotSuspected"] = Field(alias="__typename")
    message: str


DismissCloneSuspicion.model_rebuild()
DismissCloneSuspicionDismissCloneSuspicionDismissCloneSuspicionSuccess.model_rebuild()

from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import TokenDetail


class RotateQrToken(BaseModel):
    rotate_qr_token: Union[
        "RotateQrTokenRotateQrTokenRotateQrTokenSuccess",
        "RotateQrTokenRotateQrTokenQrTokenAbsent",
    ] = Field(alias="rotateQrToken", discriminator="typename__")


class RotateQrTokenRotateQrTokenRotateQrTokenSuccess(BaseModel):
    typename__: Literal["RotateQrTokenSuccess"] = Field(alias="__typename")
    static_token: "RotateQrTokenRotateQrTokenRotateQrTokenSuccessStaticToken" = Field(
        alias="staticToken"
    )


RotateQrTokenRotateQrTokenRotateQrTokenSuccessStaticToken = TokenDetail


class RotateQrTokenRotateQrTokenQrTokenAbsent(BaseModel):
    typename__: Literal["QrTokenAbsent"] = Field(alias="__typename")
    message: str


RotateQrToken.model_rebuild()
RotateQrTokenRotateQrTokenRotateQrTokenSuccess.model_rebuild()

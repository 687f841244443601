from typing import Optional

from pydantic import Field

from .base_model import BaseModel


class TokenQrCode(BaseModel):
    static_token: Optional["TokenQrCodeStaticToken"] = Field(alias="staticToken")


class TokenQrCodeStaticToken(BaseModel):
    id: str
    qr_code: Optional[str] = Field(alias="qrCode")


TokenQrCode.model_rebuild()

from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .fragments import TokenRow


class TokenByQrToken(BaseModel):
    static_token_by_qr_token: Optional["TokenByQrTokenStaticTokenByQrToken"] = Field(
        alias="staticTokenByQrToken"
    )


TokenByQrTokenStaticTokenByQrToken = TokenRow
TokenByQrToken.model_rebuild()

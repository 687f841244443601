from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .fragments import TokenDetail


class Token(BaseModel):
    static_token: Optional["TokenStaticToken"] = Field(alias="staticToken")


TokenStaticToken = TokenDetail
Token.model_rebuild()

from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import SessionFields


class RefreshSession(BaseModel):
    refresh_session: Union[
        "RefreshSessionRefreshSessionRefreshSessionSuccess",
        "RefreshSessionRefreshSessionSessionExpired",
    ] = Field(alias="refreshSession", discriminator="typename__")


class RefreshSessionRefreshSessionRefreshSessionSuccess(BaseModel):
    typename__: Literal["RefreshSessionSuccess"] = Field(alias="__typename")
    session: "RefreshSessionRefreshSessionRefreshSessionSuccessSession"


RefreshSessionRefreshSessionRefreshSessionSuccessSession = SessionFields


class RefreshSessionRefreshSessionSessionExpired(BaseModel):
    typename__: Literal["SessionExpired"] = Field(alias="__typename")
    message: str


RefreshSession.model_rebuild()
RefreshSessionRefreshSessionRefreshSessionSuccess.model_rebuild()

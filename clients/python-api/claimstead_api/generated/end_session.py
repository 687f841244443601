from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel


class EndSession(BaseModel):
    end_session: Union[
        "EndSessionEndSessionEndSessionSuccess", "EndSessionEndSessionSessionNotYours"
    ] = Field(alias="endSession", discriminator="typename__")


class EndSessionEndSessionEndSessionSuccess(BaseModel):
    typename__: Literal["EndSessionSuccess"] = Field(alias="__typename")
    session_id: str = Field(alias="sessionId")


class EndSessionEndSessionSessionNotYours(BaseModel):
    typename__: Literal["SessionNotYours"] = Field(alias="__typename")
    message: str


EndSession.model_rebuild()

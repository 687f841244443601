from datetime import datetime
from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .fragments import PageFields


class Sessions(BaseModel):
    viewer: Optional["SessionsViewer"]


class SessionsViewer(BaseModel):
    sessions: "SessionsViewerSessions"


class SessionsViewerSessions(BaseModel):
    edges: list["SessionsViewerSessionsEdges"]
    page_info: "SessionsViewerSessionsPageInfo" = Field(alias="pageInfo")


class SessionsViewerSessionsEdges(BaseModel):
    node: "SessionsViewerSessionsEdgesNode"


class SessionsViewerSessionsEdgesNode(BaseModel):
    id: str
    device_name: Optional[str] = Field(alias="deviceName")
    created_at: datetime = Field(alias="createdAt")
    last_used_at: datetime = Field(alias="lastUsedAt")
    expires_at: datetime = Field(alias="expiresAt")
    is_current: bool = Field(alias="isCurrent")


SessionsViewerSessionsPageInfo = PageFields
Sessions.model_rebuild()
SessionsViewer.model_rebuild()
SessionsViewerSessions.model_rebuild()
SessionsViewerSessionsEdges.model_rebuild()

from datetime import datetime
from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .fragments import PageFields


class Outbox(BaseModel):
    organization: Optional["OutboxOrganization"]


class OutboxOrganization(BaseModel):
    id: str
    outbox: Optional["OutboxOrganizationOutbox"]


class OutboxOrganizationOutbox(BaseModel):
    edges: list["OutboxOrganizationOutboxEdges"]
    page_info: "OutboxOrganizationOutboxPageInfo" = Field(alias="pageInfo")


class OutboxOrganizationOutboxEdges(BaseModel):
    node: "OutboxOrganizationOutboxEdgesNode"


class OutboxOrganizationOutboxEdgesNode(BaseModel):
    id: str
    kind: str
    recipient: str
    subject: Optional[str]
    text: Optional[str]
    attempts: int
    failure: Optional[str]
    created_at: datetime = Field(alias="createdAt")
    sent_at: Optional[datetime] = Field(alias="sentAt")
    given_up_at: Optional[datetime] = Field(alias="givenUpAt")


OutboxOrganizationOutboxPageInfo = PageFields
Outbox.model_rebuild()
OutboxOrganization.model_rebuild()
OutboxOrganizationOutbox.model_rebuild()
OutboxOrganizationOutboxEdges.model_rebuild()

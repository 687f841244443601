from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .fragments import EventFields, PageFields


class Events(BaseModel):
    organization: Optional["EventsOrganization"]


class EventsOrganization(BaseModel):
    id: str
    events: Optional["EventsOrganizationEvents"]


class EventsOrganizationEvents(BaseModel):
    edges: list["EventsOrganizationEventsEdges"]
    page_info: "EventsOrganizationEventsPageInfo" = Field(alias="pageInfo")


class EventsOrganizationEventsEdges(BaseModel):
    node: "EventsOrganizationEventsEdgesNode"


EventsOrganizationEventsEdgesNode = EventFields
EventsOrganizationEventsPageInfo = PageFields
Events.model_rebuild()
EventsOrganization.model_rebuild()
EventsOrganizationEvents.model_rebuild()
EventsOrganizationEventsEdges.model_rebuild()

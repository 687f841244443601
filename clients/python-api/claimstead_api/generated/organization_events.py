from pydantic import Field

from .base_model import BaseModel
from .fragments import EventFields


class OrganizationEvents(BaseModel):
    organization_events: "OrganizationEventsOrganizationEvents" = Field(
        alias="organizationEvents"
    )


OrganizationEventsOrganizationEvents = EventFields
OrganizationEvents.model_rebuild()

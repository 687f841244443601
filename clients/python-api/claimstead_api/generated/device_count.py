from typing import Optional

from pydantic import Field

from .base_model import BaseModel


class DeviceCount(BaseModel):
    organization: Optional["DeviceCountOrganization"]


class DeviceCountOrganization(BaseModel):
    id: str
    devices: Optional["DeviceCountOrganizationDevices"]


class DeviceCountOrganizationDevices(BaseModel):
    total_count: int = Field(alias="totalCount")


DeviceCount.model_rebuild()
DeviceCountOrganization.model_rebuild()

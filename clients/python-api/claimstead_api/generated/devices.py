from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .fragments import DeviceRow, PageFields


class Devices(BaseModel):
    organization: Optional["DevicesOrganization"]


class DevicesOrganization(BaseModel):
    id: str
    devices: Optional["DevicesOrganizationDevices"]


class DevicesOrganizationDevices(BaseModel):
    edges: list["DevicesOrganizationDevicesEdges"]
    page_info: "DevicesOrganizationDevicesPageInfo" = Field(alias="pageInfo")


class DevicesOrganizationDevicesEdges(BaseModel):
    cursor: str
    node: "DevicesOrganizationDevicesEdgesNode"


DevicesOrganizationDevicesEdgesNode = DeviceRow
DevicesOrganizationDevicesPageInfo = PageFields
Devices.model_rebuild()
DevicesOrganization.model_rebuild()
DevicesOrganizationDevices.model_rebuild()
DevicesOrganizationDevicesEdges.model_rebuild()

from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .fragments import (  # noqa: F401
    DeviceLivePresence,
    DeviceRow,
    DeviceRowOrganization,
    DeviceRowOwner,
    DeviceRowTemplate,
    PageFields,
)


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


class DevicesOrganizationDevicesEdgesNode(DeviceRow):
    static_token: Optional["DevicesOrganizationDevicesEdgesNodeStaticToken"] = Field(
        alias="staticToken"
    )


class DevicesOrganizationDevicesEdgesNodeStaticToken(BaseModel):
    id: str
    serial: Optional[str]
    qr_token_grouped: Optional[str] = Field(alias="qrTokenGrouped")


DevicesOrganizationDevicesPageInfo = PageFields
Devices.model_rebuild()
DevicesOrganization.model_rebuild()
DevicesOrganizationDevices.model_rebuild()
DevicesOrganizationDevicesEdges.model_rebuild()
DevicesOrganizationDevicesEdgesNode.model_rebuild()

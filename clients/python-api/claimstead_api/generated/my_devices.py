from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .fragments import DeviceRow, PageFields


class MyDevices(BaseModel):
    viewer: Optional["MyDevicesViewer"]


class MyDevicesViewer(BaseModel):
    devices: "MyDevicesViewerDevices"


class MyDevicesViewerDevices(BaseModel):
    edges: list["MyDevicesViewerDevicesEdges"]
    page_info: "MyDevicesViewerDevicesPageInfo" = Field(alias="pageInfo")


class MyDevicesViewerDevicesEdges(BaseModel):
    node: "MyDevicesViewerDevicesEdgesNode"


MyDevicesViewerDevicesEdgesNode = DeviceRow
MyDevicesViewerDevicesPageInfo = PageFields
MyDevices.model_rebuild()
MyDevicesViewer.model_rebuild()
MyDevicesViewerDevices.model_rebuild()
MyDevicesViewerDevicesEdges.model_rebuild()

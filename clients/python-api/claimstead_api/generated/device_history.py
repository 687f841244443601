from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .fragments import EventFields, PageFields


class DeviceHistory(BaseModel):
    device: Optional["DeviceHistoryDevice"]


class DeviceHistoryDevice(BaseModel):
    id: str
    history: "DeviceHistoryDeviceHistory"


class DeviceHistoryDeviceHistory(BaseModel):
    edges: list["DeviceHistoryDeviceHistoryEdges"]
    page_info: "DeviceHistoryDeviceHistoryPageInfo" = Field(alias="pageInfo")


class DeviceHistoryDeviceHistoryEdges(BaseModel):
    node: "DeviceHistoryDeviceHistoryEdgesNode"


DeviceHistoryDeviceHistoryEdgesNode = EventFields
DeviceHistoryDeviceHistoryPageInfo = PageFields
DeviceHistory.model_rebuild()
DeviceHistoryDevice.model_rebuild()
DeviceHistoryDeviceHistory.model_rebuild()
DeviceHistoryDeviceHistoryEdges.model_rebuild()

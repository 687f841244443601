from pydantic import Field

from .base_model import BaseModel
from .fragments import DeviceLive


class DeviceStatusChanged(BaseModel):
    device_status_changed: "DeviceStatusChangedDeviceStatusChanged" = Field(
        alias="deviceStatusChanged"
    )


DeviceStatusChangedDeviceStatusChanged = DeviceLive
DeviceStatusChanged.model_rebuild()

from typing import Optional

from .base_model import BaseModel
from .fragments import DeviceLive


class DeviceStatus(BaseModel):
    device: Optional["DeviceStatusDevice"]


DeviceStatusDevice = DeviceLive
DeviceStatus.model_rebuild()

from typing import Optional

from .base_model import BaseModel
from .fragments import DeviceDetail


class Device(BaseModel):
    device: Optional["DeviceDevice"]


DeviceDevice = DeviceDetail
Device.model_rebuild()

from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import DeviceRow


class MoveDevice(BaseModel):
    move_device: Union[
        "MoveDeviceMoveDeviceMoveDeviceSuccess",
        "MoveDeviceMoveDeviceDeviceNotYours",
        "MoveDeviceMoveDeviceDeviceUnclaimed",
    ] = Field(alias="moveDevice", discriminator="typename__")


class MoveDeviceMoveDeviceMoveDeviceSuccess(BaseModel):
    typename__: Literal["MoveDeviceSuccess"] = Field(alias="__typename")
    device: "MoveDeviceMoveDeviceMoveDeviceSuccessDevice"


MoveDeviceMoveDeviceMoveDeviceSuccessDevice = DeviceRow


class MoveDeviceMoveDeviceDeviceNotYours(BaseModel):
    typename__: Literal["DeviceNotYours"] = Field(alias="__typename")
    message: str


class MoveDeviceMoveDeviceDeviceUnclaimed(BaseModel):
    typename__: Literal["DeviceUnclaimed"] = Field(alias="__typename")
    message: str


MoveDevice.model_rebuild()
MoveDeviceMoveDeviceMoveDeviceSuccess.model_rebuild()

from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel


class UnclaimDevice(BaseModel):
    unclaim_device: Union[
        "UnclaimDeviceUnclaimDeviceUnclaimDeviceSuccess",
        "UnclaimDeviceUnclaimDeviceDeviceNotYours",
    ] = Field(alias="unclaimDevice", discriminator="typename__")


class UnclaimDeviceUnclaimDeviceUnclaimDeviceSuccess(BaseModel):
    typename__: Literal["UnclaimDeviceSuccess"] = Field(alias="__typename")
    device_id: str = Field(alias="deviceId")


class UnclaimDeviceUnclaimDeviceDeviceNotYours(BaseModel):
    typename__: Literal["DeviceNotYours"] = Field(alias="__typename")
    message: str


UnclaimDevice.model_rebuild()

from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel


class IdentifyDevice(BaseModel):
    identify_device: Union[
        "IdentifyDeviceIdentifyDeviceIdentifyDeviceSuccess",
        "IdentifyDeviceIdentifyDeviceDeviceNotYours",
        "IdentifyDeviceIdentifyDeviceDeviceOffline",
    ] = Field(alias="identifyDevice", discriminator="typename__")


class IdentifyDeviceIdentifyDeviceIdentifyDeviceSuccess(BaseModel):
    typename__: Literal["IdentifyDeviceSuccess"] = Field(alias="__typename")
    device: "IdentifyDeviceIdentifyDeviceIdentifyDeviceSuccessDevice"


class IdentifyDeviceIdentifyDeviceIdentifyDeviceSuccessDevice(BaseModel):
    id: str


class IdentifyDeviceIdentifyDeviceDeviceNotYours(BaseModel):
    typename__: Literal["DeviceNotYours"] = Field(alias="__typename")
    message: str


class IdentifyDeviceIdentifyDeviceDeviceOffline(BaseModel):
    typename__: Literal["DeviceOffline"] = Field(alias="__typename")
    message: str


IdentifyDevice.model_rebuild()
IdentifyDeviceIdentifyDeviceIdentifyDeviceSuccess.model_rebuild()

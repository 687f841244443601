from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import (
    DeviceDetail,
    MetadataFacts,
    MetadataFactsFaults,  # noqa: F401
)


class UpdateDevice(BaseModel):
    update_device: Union[
        "UpdateDeviceUpdateDeviceUpdateDeviceSuccess",
        "UpdateDeviceUpdateDeviceDeviceNotYours",
        "UpdateDeviceUpdateDeviceMetadataInvalid",
    ] = Field(alias="updateDevice", discriminator="typename__")


class UpdateDeviceUpdateDeviceUpdateDeviceSuccess(BaseModel):
    typename__: Literal["UpdateDeviceSuccess"] = Field(alias="__typename")
    device: "UpdateDeviceUpdateDeviceUpdateDeviceSuccessDevice"


UpdateDeviceUpdateDeviceUpdateDeviceSuccessDevice = DeviceDetail


class UpdateDeviceUpdateDeviceDeviceNotYours(BaseModel):
    typename__: Literal["DeviceNotYours"] = Field(alias="__typename")
    message: str


class UpdateDeviceUpdateDeviceMetadataInvalid(MetadataFacts):
    typename__: Literal["MetadataInvalid"] = Field(alias="__typename")
    message: str


UpdateDevice.model_rebuild()
UpdateDeviceUpdateDeviceUpdateDeviceSuccess.model_rebuild()

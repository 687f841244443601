from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import (
    DeviceRow,
    MetadataFacts,
    MetadataFactsFaults,  # noqa: F401
    PlanLimitFacts,
)


class CreateDevice(BaseModel):
    create_device: Union[
        "CreateDeviceCreateDeviceCreateDeviceSuccess",
        "CreateDeviceCreateDeviceTemplateNotUsable",
        "CreateDeviceCreateDeviceMetadataInvalid",
        "CreateDeviceCreateDevicePlanLimitReached",
    ] = Field(alias="createDevice", discriminator="typename__")


class CreateDeviceCreateDeviceCreateDeviceSuccess(BaseModel):
    typename__: Literal["CreateDeviceSuccess"] = Field(alias="__typename")
    auth_token: str = Field(alias="authToken")
    device: "CreateDeviceCreateDeviceCreateDeviceSuccessDevice"


CreateDeviceCreateDeviceCreateDeviceSuccessDevice = DeviceRow


class CreateDeviceCreateDeviceTemplateNotUsable(BaseModel):
    typename__: Literal["TemplateNotUsable"] = Field(alias="__typename")
    message: str


class CreateDeviceCreateDeviceMetadataInvalid(MetadataFacts):
    typename__: Literal["MetadataInvalid"] = Field(alias="__typename")
    message: str


class CreateDeviceCreateDevicePlanLimitReached(PlanLimitFacts):
    typename__: Literal["PlanLimitReached"] = Field(alias="__typename")
    message: str


CreateDevice.model_rebuild()
CreateDeviceCreateDeviceCreateDeviceSuccess.model_rebuild()

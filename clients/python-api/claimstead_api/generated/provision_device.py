from datetime import datetime
from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import (
    MetadataFacts,
    MetadataFactsFaults,  # noqa: F401
    PlanLimitFacts,
    TextFacts,
    WaitFacts,
)


class ProvisionDevice(BaseModel):
    provision_device: Union[
        "ProvisionDeviceProvisionDeviceProvisionDeviceSuccess",
        "ProvisionDeviceProvisionDeviceTemplateNotUsable",
        "ProvisionDeviceProvisionDeviceMetadataInvalid",
        "ProvisionDeviceProvisionDevicePlanLimitReached",
        "ProvisionDeviceProvisionDeviceInvitationRequired",
        "ProvisionDeviceProvisionDeviceTooManyAttempts",
        "ProvisionDeviceProvisionDeviceTextUnusable",
    ] = Field(alias="provisionDevice", discriminator="typename__")


class ProvisionDeviceProvisionDeviceProvisionDeviceSuccess(BaseModel):
    typename__: Literal["ProvisionDeviceSuccess"] = Field(alias="__typename")
    auth_token: str = Field(alias="authToken")
    expires_at: datetime = Field(alias="expiresAt")
    device_id: str = Field(alias="deviceId")


class ProvisionDeviceProvisionDeviceTemplateNotUsable(BaseModel):
    typename__: Literal["TemplateNotUsable"] = Field(alias="__typename")
    message: str


class ProvisionDeviceProvisionDeviceMetadataInvalid(MetadataFacts):
    typename__: Literal["MetadataInvalid"] = Field(alias="__typename")
    message: str


class ProvisionDeviceProvisionDevicePlanLimitReached(PlanLimitFacts):
    typename__: Literal["PlanLimitReached"] = Field(alias="__typename")
    message: str


class ProvisionDeviceProvisionDeviceInvitationRequired(BaseModel):
    typename__: Literal["InvitationRequired"] = Field(alias="__typename")
    message: str


class ProvisionDeviceProvisionDeviceTooManyAttempts(WaitFacts):
    typename__: Literal["TooManyAttempts"] = Field(alias="__typename")
    message: str


class ProvisionDeviceProvisionDeviceTextUnusable(TextFacts):
    typename__: Literal["TextUnusable"] = Field(alias="__typename")
    message: str


ProvisionDevice.model_rebuild()

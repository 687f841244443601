from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import DeviceRow, PlanLimitFacts, TextFacts, WaitFacts


class ClaimDevice(BaseModel):
    claim_device: Union[
        "ClaimDeviceClaimDeviceClaimDeviceSuccess",
        "ClaimDeviceClaimDeviceQrTokenMistyped",
        "ClaimDeviceClaimDeviceQrTokenInvalid",
        "ClaimDeviceClaimDeviceDeviceAlreadyClaimed",
        "ClaimDeviceClaimDeviceInvitationRequired",
        "ClaimDeviceClaimDevicePlanLimitReached",
        "ClaimDeviceClaimDeviceTooManyAttempts",
        "ClaimDeviceClaimDeviceTextUnusable",
    ] = Field(alias="claimDevice", discriminator="typename__")


class ClaimDeviceClaimDeviceClaimDeviceSuccess(BaseModel):
    typename__: Literal["ClaimDeviceSuccess"] = Field(alias="__typename")
    device: "ClaimDeviceClaimDeviceClaimDeviceSuccessDevice"


ClaimDeviceClaimDeviceClaimDeviceSuccessDevice = DeviceRow


class ClaimDeviceClaimDeviceQrTokenMistyped(BaseModel):
    typename__: Literal["QrTokenMistyped"] = Field(alias="__typename")
    message: str


class ClaimDeviceClaimDeviceQrTokenInvalid(BaseModel):
    typename__: Literal["QrTokenInvalid"] = Field(alias="__typename")
    message: str


class ClaimDeviceClaimDeviceDeviceAlreadyClaimed(BaseModel):
    typename__: Literal["DeviceAlreadyClaimed"] = Field(alias="__typename")
    message: str


class ClaimDeviceClaimDeviceInvitationRequired(BaseModel):
    typename__: Literal["InvitationRequired"] = Field(alias="__typename")
    message: str


class ClaimDeviceClaimDevicePlanLimitReached(PlanLimitFacts):
    typename__: Literal["PlanLimitReached"] = Field(alias="__typename")
    message: str


class ClaimDeviceClaimDeviceTooManyAttempts(WaitFacts):
    typename__: Literal["TooManyAttempts"] = Field(alias="__typename")
    message: str


class ClaimDeviceClaimDeviceTextUnusable(TextFacts):
    typename__: Literal["TextUnusable"] = Field(alias="__typename")
    message: str


ClaimDevice.model_rebuild()
ClaimDeviceClaimDeviceClaimDeviceSuccess.model_rebuild()

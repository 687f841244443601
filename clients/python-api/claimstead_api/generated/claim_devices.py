from typing import Annotated, Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import DeviceRow, PlanLimitFacts, TextFacts, WaitFacts


class ClaimDevices(BaseModel):
    claim_devices: "ClaimDevicesClaimDevices" = Field(alias="claimDevices")


class ClaimDevicesClaimDevices(BaseModel):
    results: list[
        Annotated[
            Union[
                "ClaimDevicesClaimDevicesResultsClaimDeviceSuccess",
                "ClaimDevicesClaimDevicesResultsQrTokenMistyped",
                "ClaimDevicesClaimDevicesResultsQrTokenInvalid",
                "ClaimDevicesClaimDevicesResultsDeviceAlreadyClaimed",
                "ClaimDevicesClaimDevicesResultsInvitationRequired",
                "ClaimDevicesClaimDevicesResultsPlanLimitReached",
                "ClaimDevicesClaimDevicesResultsTooManyAttempts",
                "ClaimDevicesClaimDevicesResultsTextUnusable",
            ],
            Field(discriminator="typename__"),
        ]
    ]


class ClaimDevicesClaimDevicesResultsClaimDeviceSuccess(BaseModel):
    typename__: Literal["ClaimDeviceSuccess"] = Field(alias="__typename")
    device: "ClaimDevicesClaimDevicesResultsClaimDeviceSuccessDevice"


ClaimDevicesClaimDevicesResultsClaimDeviceSuccessDevice = DeviceRow


class ClaimDevicesClaimDevicesResultsQrTokenMistyped(BaseModel):
    typename__: Literal["QrTokenMistyped"] = Field(alias="__typename")
    message: str


class ClaimDevicesClaimDevicesResultsQrTokenInvalid(BaseModel):
    typename__: Literal["QrTokenInvalid"] = Field(alias="__typename")
    message: str


class ClaimDevicesClaimDevicesResultsDeviceAlreadyClaimed(BaseModel):
    typename__: Literal["DeviceAlreadyClaimed"] = Field(alias="__typename")
    message: str


class ClaimDevicesClaimDevicesResultsInvitationRequired(BaseModel):
    typename__: Literal["InvitationRequired"] = Field(alias="__typename")
    message: str


class ClaimDevicesClaimDevicesResultsPlanLimitReached(PlanLimitFacts):
    typename__: Literal["PlanLimitReached"] = Field(alias="__typename")
    message: str


class ClaimDevicesClaimDevicesResultsTooManyAttempts(WaitFacts):
    typename__: Literal["TooManyAttempts"] = Field(alias="__typename")
    message: str


class ClaimDevicesClaimDevicesResultsTextUnusable(TextFacts):
    typename__: Literal["TextUnusable"] = Field(alias="__typename")
    message: str


ClaimDevices.model_rebuild()
ClaimDevicesClaimDevices.model_rebuild()
ClaimDevicesClaimDevicesResultsClaimDeviceSuccess.model_rebuild()

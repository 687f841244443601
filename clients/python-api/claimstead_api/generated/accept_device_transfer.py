from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import DeviceRow


class AcceptDeviceTransfer(BaseModel):
    accept_device_transfer: Union[
        "AcceptDeviceTransferAcceptDeviceTransferAcceptDeviceTransferSuccess",
        "AcceptDeviceTransferAcceptDeviceTransferTransferUnknown",
        "AcceptDeviceTransferAcceptDeviceTransferEmailNotVerified",
        "AcceptDeviceTransferAcceptDeviceTransferInvitationRequired",
    ] = Field(alias="acceptDeviceTransfer", discriminator="typename__")


class AcceptDeviceTransferAcceptDeviceTransferAcceptDeviceTransferSuccess(BaseModel):
    typename__: Literal["AcceptDeviceTransferSuccess"] = Field(alias="__typename")
    device: "AcceptDeviceTransferAcceptDeviceTransferAcceptDeviceTransferSuccessDevice"


AcceptDeviceTransferAcceptDeviceTransferAcceptDeviceTransferSuccessDevice = DeviceRow


class AcceptDeviceTransferAcceptDeviceTransferTransferUnknown(BaseModel):
    typename__: Literal["TransferUnknown"] = Field(alias="__typename")
    message: str


class AcceptDeviceTransferAcceptDeviceTransferEmailNotVerified(BaseModel):
    typename__: Literal["EmailNotVerified"] = Field(alias="__typename")
    message: str


class AcceptDeviceTransferAcceptDeviceTransferInvitationRequired(BaseModel):
    typename__: Literal["InvitationRequired"] = Field(alias="__typename")
    message: str


AcceptDeviceTransfer.model_rebuild()
AcceptDeviceTransferAcceptDeviceTransferAcceptDeviceTransferSuccess.model_rebuild()

from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel


class CancelDeviceTransfer(BaseModel):
    cancel_device_transfer: Union[
        "CancelDeviceTransferCancelDeviceTransferCancelDeviceTransferSuccess",
        "CancelDeviceTransferCancelDeviceTransferTransferUnknown",
    ] = Field(alias="cancelDeviceTransfer", discriminator="typename__")


class CancelDeviceTransferCancelDeviceTransferCancelDeviceTransferSuccess(BaseModel):
    typename__: Literal["CancelDeviceTransferSuccess"] = Field(alias="__typename")
    device: "CancelDeviceTransferCancelDeviceTransferCancelDeviceTransferSuccessDevice"


class CancelDeviceTransferCancelDeviceTransferCancelDeviceTransferSuccessDevice(
    BaseModel
):
    id: str


class CancelDeviceTransferCancelDeviceTransferTransferUnknown(BaseModel):
    typename__: Literal["TransferUnknown"] = Field(alias="__typename")
    message: str


CancelDeviceTransfer.model_rebuild()
CancelDeviceTransferCancelDeviceTransferCancelDeviceTransferSuccess.model_rebuild()

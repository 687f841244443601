from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel


class RefuseDeviceTransfer(BaseModel):
    refuse_device_transfer: Union[
        "RefuseDeviceTransferRefuseDeviceTransferRefuseDeviceTransferSuccess",
        "RefuseDeviceTransferRefuseDeviceTransferTransferUnknown",
        "RefuseDeviceTransferRefuseDeviceTransferEmailNotVerified",
    ] = Field(alias="refuseDeviceTransfer", discriminator="typename__")


class RefuseDeviceTransferRefuseDeviceTransferRefuseDeviceTransferSuccess(BaseModel):
    typename__: Literal["RefuseDeviceTransferSuccess"] = Field(alias="__typename")
    transfer_id: str = Field(alias="transferId")


class RefuseDeviceTransferRefuseDeviceTransferTransferUnknown(BaseModel):
    typename__: Literal["TransferUnknown"] = Field(alias="__typename")
    message: str


class RefuseDeviceTransferRefuseDeviceTransferEmailNotVerified(BaseModel):
    typename__: Literal["EmailNotVerified"] = Field(alias="__typename")
    message: str


RefuseDeviceTransfer.model_rebuild()

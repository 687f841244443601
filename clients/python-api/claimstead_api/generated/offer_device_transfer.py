from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import TransferFields, WaitFacts


class OfferDeviceTransfer(BaseModel):
    offer_device_transfer: Union[
        "OfferDeviceTransferOfferDeviceTransferOfferDeviceTransferSuccess",
        "OfferDeviceTransferOfferDeviceTransferDeviceNotYours",
        "OfferDeviceTransferOfferDeviceTransferDeviceOffered",
        "OfferDeviceTransferOfferDeviceTransferEmailNotVerified",
        "OfferDeviceTransferOfferDeviceTransferEmailUnusable",
        "OfferDeviceTransferOfferDeviceTransferReceiverIsOwner",
        "OfferDeviceTransferOfferDeviceTransferTooManyAttempts",
    ] = Field(alias="offerDeviceTransfer", discriminator="typename__")


class OfferDeviceTransferOfferDeviceTransferOfferDeviceTransferSuccess(BaseModel):
    typename__: Literal["OfferDeviceTransferSuccess"] = Field(alias="__typename")
    transfer: "OfferDeviceTransferOfferDeviceTransferOfferDeviceTransferSuccessTransfer"


OfferDeviceTransferOfferDeviceTransferOfferDeviceTransferSuccessTransfer = (
    TransferFields
)


class OfferDeviceTransferOfferDeviceTransferDeviceNotYours(BaseModel):
    typename__: Literal["DeviceNotYours"] = Field(alias="__typename")
    message: str


class OfferDeviceTransferOfferDeviceTransferDeviceOffered(BaseModel):
    typename__: Literal["DeviceOffered"] = Field(alias="__typename")
    message: str


class OfferDeviceTransferOfferDeviceTransferEmailNotVerified(BaseModel):
    typename__: Literal["EmailNotVerified"] = Field(alias="__typename")
    message: str


class OfferDeviceTransferOfferDeviceTransferEmailUnusable(BaseModel):
    typename__: Literal["EmailUnusable"] = Field(alias="__typename")
    message: str


class OfferDeviceTransferOfferDeviceTransferReceiverIsOwner(BaseModel):
    typename__: Literal["ReceiverIsOwner"] = Field(alias="__typename")
    message: str


class OfferDeviceTransferOfferDeviceTransferTooManyAttempts(WaitFacts):
    typename__: Literal["TooManyAttempts"] = Field(alias="__typename")
    message: str


OfferDeviceTransfer.model_rebuild()
OfferDeviceTransferOfferDeviceTransferOfferDeviceTransferSuccess.model_rebuild()

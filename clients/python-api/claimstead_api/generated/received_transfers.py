from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .fragments import PageFields, TransferFields


class ReceivedTransfers(BaseModel):
    viewer: Optional["ReceivedTransfersViewer"]


class ReceivedTransfersViewer(BaseModel):
    received_transfers: "ReceivedTransfersViewerReceivedTransfers" = Field(
        alias="receivedTransfers"
    )


class ReceivedTransfersViewerReceivedTransfers(BaseModel):
    edges: list["ReceivedTransfersViewerReceivedTransfersEdges"]
    page_info: "ReceivedTransfersViewerReceivedTransfersPageInfo" = Field(
        alias="pageInfo"
    )


class ReceivedTransfersViewerReceivedTransfersEdges(BaseModel):
    node: "ReceivedTransfersViewerReceivedTransfersEdgesNode"


ReceivedTransfersViewerReceivedTransfersEdgesNode = TransferFields
ReceivedTransfersViewerReceivedTransfersPageInfo = PageFields
ReceivedTransfers.model_rebuild()
ReceivedTransfersViewer.model_rebuild()
ReceivedTransfersViewerReceivedTransfers.model_rebuild()
ReceivedTransfersViewerReceivedTransfersEdges.model_rebuild()

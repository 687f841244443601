from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .fragments import DeviceRow, PageFields


class DevicesBySerial(BaseModel):
    organization: Optional["DevicesBySerialOrganization"]


class DevicesBySerialOrganization(BaseModel):
    id: str
    static_tokens: Optional["DevicesBySerialOrganizationStaticTokens"] = Field(
        alias="staticTokens"
    )


class DevicesBySerialOrganizationStaticTokens(BaseModel):
    edges: list["DevicesBySerialOrganizationStaticTokensEdges"]
    page_info: "DevicesBySerialOrganizationStaticTokensPageInfo" = Field(
        alias="pageInfo"
    )


class DevicesBySerialOrganizationStaticTokensEdges(BaseModel):
    cursor: str
    node: "DevicesBySerialOrganizationStaticTokensEdgesNode"


class DevicesBySerialOrganizationStaticTokensEdgesNode(BaseModel):
    id: str
    serial: Optional[str]
    qr_token_grouped: Optional[str] = Field(alias="qrTokenGrouped")
    device: Optional["DevicesBySerialOrganizationStaticTokensEdgesNodeDevice"]


DevicesBySerialOrganizationStaticTokensEdgesNodeDevice = DeviceRow
DevicesBySerialOrganizationStaticTokensPageInfo = PageFields
DevicesBySerial.model_rebuild()
DevicesBySerialOrganization.model_rebuild()
DevicesBySerialOrganizationStaticTokens.model_rebuild()
DevicesBySerialOrganizationStaticTokensEdges.model_rebuild()
DevicesBySerialOrganizationStaticTokensEdgesNode.model_rebuild()

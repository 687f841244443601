from typing import Optional

from .base_model import BaseModel
from .enums import Role
from .fragments import BrandFields, OrganizationFields, UserFields


class Viewer(BaseModel):
    viewer: Optional["ViewerViewer"]


class ViewerViewer(BaseModel):
    user: "ViewerViewerUser"
    memberships: list["ViewerViewerMemberships"]


ViewerViewerUser = UserFields


class ViewerViewerMemberships(BaseModel):
    id: str
    role: Role
    organization: "ViewerViewerMembershipsOrganization"


class ViewerViewerMembershipsOrganization(OrganizationFields):
    parent: Optional["ViewerViewerMembershipsOrganizationParent"]
    brand: "ViewerViewerMembershipsOrganizationBrand"


class ViewerViewerMembershipsOrganizationParent(BaseModel):
    id: str
    name: str


ViewerViewerMembershipsOrganizationBrand = BrandFields
Viewer.model_rebuild()
ViewerViewer.model_rebuild()
ViewerViewerMemberships.model_rebuild()
ViewerViewerMembershipsOrganization.model_rebuild()

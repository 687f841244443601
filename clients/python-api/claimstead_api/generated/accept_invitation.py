from typing import Literal, Optional, Union

from pydantic import Field

from .base_model import BaseModel
from .enums import Role
from .fragments import (
    OrganizationFields,
    PlanLimitFacts,
    SessionFields,
    TextFacts,
    UserFields,
    WaitFacts,
)


class AcceptInvitation(BaseModel):
    accept_invitation: Union[
        "AcceptInvitationAcceptInvitationAcceptInvitationSuccess",
        "AcceptInvitationAcceptInvitationAlreadyMember",
        "AcceptInvitationAcceptInvitationInvitationForAnother",
        "AcceptInvitationAcceptInvitationInvitationInvalid",
        "AcceptInvitationAcceptInvitationPasswordUnusable",
        "AcceptInvitationAcceptInvitationPlanLimitReached",
        "AcceptInvitationAcceptInvitationSignInToAccept",
        "AcceptInvitationAcceptInvitationTextUnusable",
        "AcceptInvitationAcceptInvitationTooManyAttempts",
    ] = Field(alias="acceptInvitation", discriminator="typename__")


class AcceptInvitationAcceptInvitationAcceptInvitationSuccess(BaseModel):
    typename__: Literal["AcceptInvitationSuccess"] = Field(alias="__typename")
    user: "AcceptInvitationAcceptInvitationAcceptInvitationSuccessUser"
    membership: "AcceptInvitationAcceptInvitationAcceptInvitationSuccessMembership"
    session: Optional["AcceptInvitationAcceptInvitationAcceptInvitationSuccessSession"]


AcceptInvitationAcceptInvitationAcceptInvitationSuccessUser = UserFields


class AcceptInvitationAcceptInvitationAcceptInvitationSuccessMembership(BaseModel):
    id: str
    role: Role
    organization: (
        "AcceptInvitationAcceptInvitationAcceptInvitationSuccessMembershipOrganization"
    )


AcceptInvitationAcceptInvitationAcceptInvitationSuccessMembershipOrganization = (
    OrganizationFields
)
AcceptInvitationAcceptInvitationAcceptInvitationSuccessSession = SessionFields


class AcceptInvitationAcceptInvitationAlreadyMember(BaseModel):
    typename__: Literal["AlreadyMember"] = Field(alias="__typename")
    message: str


class AcceptInvitationAcceptInvitationInvitationForAnother(BaseModel):
    typename__: Literal["InvitationForAnother"] = Field(alias="__typename")
    message: str


class AcceptInvitationAcceptInvitationInvitationInvalid(BaseModel):
    typename__: Literal["InvitationInvalid"] = Field(alias="__typename")
    message: str


class AcceptInvitationAcceptInvitationPasswordUnusable(BaseModel):
    typename__: Literal["PasswordUnusable"] = Field(alias="__typename")
    message: str


class AcceptInvitationAcceptInvitationPlanLimitReached(PlanLimitFacts):
    typename__: Literal["PlanLimitReached"] = Field(alias="__typename")
    message: str


class AcceptInvitationAcceptInvitationSignInToAccept(BaseModel):
    typename__: Literal["SignInToAccept"] = Field(alias="__typename")
    message: str


class AcceptInvitationAcceptInvitationTextUnusable(TextFacts):
    typename__: Literal["TextUnusable"] = Field(alias="__typename")
    message: str


class AcceptInvitationAcceptInvitationTooManyAttempts(WaitFacts):
    typename__: Literal["TooManyAttempts"] = Field(alias="__typename")
    message: str


AcceptInvitation.model_rebuild()
AcceptInvitationAcceptInvitationAcceptInvitationSuccess.model_rebuild()
AcceptInvitationAcceptInvitationAcceptInvitationSuccessMembership.model_rebuild()

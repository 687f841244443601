from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .enums import Role
from .fragments import InvitationFields, PlanLimitFacts, TextFacts, WaitFacts


class InviteMember(BaseModel):
    invite_member: Union[
        "InviteMemberInviteMemberInviteMemberSuccess",
        "InviteMemberInviteMemberAlreadyInvited",
        "InviteMemberInviteMemberAlreadyMember",
        "InviteMemberInviteMemberEmailNotVerified",
        "InviteMemberInviteMemberEmailUnusable",
        "InviteMemberInviteMemberIdempotencyKeyReused",
        "InviteMemberInviteMemberOrganizationIsPersonal",
        "InviteMemberInviteMemberPlanLimitReached",
        "InviteMemberInviteMemberRoleAboveYours",
        "InviteMemberInviteMemberTextUnusable",
        "InviteMemberInviteMemberTooManyAttempts",
    ] = Field(alias="inviteMember", discriminator="typename__")


class InviteMemberInviteMemberInviteMemberSuccess(BaseModel):
    typename__: Literal["InviteMemberSuccess"] = Field(alias="__typename")
    invitation: "InviteMemberInviteMemberInviteMemberSuccessInvitation"


InviteMemberInviteMemberInviteMemberSuccessInvitation = InvitationFields


class InviteMemberInviteMemberAlreadyInvited(BaseModel):
    typename__: Literal["AlreadyInvited"] = Field(alias="__typename")
    message: str
    invitation_id: str = Field(alias="invitationId")


class InviteMemberInviteMemberAlreadyMember(BaseModel):
    typename__: Literal["AlreadyMember"] = Field(alias="__typename")
    message: str


class InviteMemberInviteMemberEmailNotVerified(BaseModel):
    typename__: Literal["EmailNotVerified"] = Field(alias="__typename")
    message: str


class InviteMemberInviteMemberEmailUnusable(BaseModel):
    typename__: Literal["EmailUnusable"] = Field(alias="__typename")
    message: str


class InviteMemberInviteMemberIdempotencyKeyReused(BaseModel):
    typename__: Literal["IdempotencyKeyReused"] = Field(alias="__typename")
    message: str


class InviteMemberInviteMemberOrganizationIsPersonal(BaseModel):
    typename__: Literal["OrganizationIsPersonal"] = Field(alias="__typename")
    message: str


class InviteMemberInviteMemberPlanLimitReached(PlanLimitFacts):
    typename__: Literal["PlanLimitReached"] = Field(alias="__typename")
    message: str


class InviteMemberInviteMemberRoleAboveYours(BaseModel):
    typename__: Literal["RoleAboveYours"] = Field(alias="__typename")
    message: str
    role: Role


class InviteMemberInviteMemberTextUnusable(TextFacts):
    typename__: Literal["TextUnusable"] = Field(alias="__typename")
    message: str


class InviteMemberInviteMemberTooManyAttempts(WaitFacts):
    typename__: Literal["TooManyAttempts"] = Field(alias="__typename")
    message: str


InviteMember.model_rebuild()
InviteMemberInviteMemberInviteMemberSuccess.model_rebuild()

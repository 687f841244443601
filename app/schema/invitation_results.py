"""The results of mutations about invitations and members, and what the bearer of an invitation's link is shown."""

from datetime import datetime
from typing import Annotated

import strawberry

from app.schema.brands import Brand
from app.schema.enums import Role
from app.schema.invitations import Invitation
from app.schema.member_refusals import (
    AlreadyInvited,
    AlreadyMember,
    InvitationClosed,
    InvitationForAnother,
    InvitationInvalid,
    OrganizationIsPersonal,
    RoleAboveYours,
    SignInToAccept,
)
from app.schema.people import Membership, User
from app.schema.refusals import (
    EmailNotVerified,
    EmailUnusable,
    IdempotencyKeyReused,
    LastOwner,
    PasswordUnusable,
    PlanLimitReached,
    TextUnusable,
    TooManyAttempts,
)
from app.schema.results import SessionTokens


@strawberry.type(description="What the bearer of an invitation's link learns before accepting.")
class InvitationPreview:
    brand: Brand
    organization_name: str
    email: str = strawberry.field(description="The address it is for.")
    role: Role
    expires_at: datetime
    has_account: bool = strawberry.field(
        description="Whether the address has an account: then sign in to accept, else choose a password."
    )


@strawberry.type
class InviteMemberSuccess:
    invitation: Invitation


@strawberry.type
class ResendInvitationSuccess:
    invitation: Invitation


@strawberry.type
class RevokeInvitationSuccess:
    invitation: Invitation


@strawberry.type
class AcceptInvitationSuccess:
    user: User
    membership: Membership
    session: SessionTokens | None = strawberry.field(description="Of a new account; others are signed in already.")


@strawberry.type
class ChangeMemberRoleSuccess:
    membership: Membership


@strawberry.type
class RemoveMemberSuccess:
    membership_id: strawberry.ID = strawberry.field(description="The membership that has ended.")
    devices_kept: int = strawberry.field(
        description="Devices of theirs that stay in the organization and pass to one of its owners."
    )


InviteMemberResult = Annotated[
    InviteMemberSuccess
    | AlreadyInvited
    | AlreadyMember
    | EmailNotVerified
    | EmailUnusable
    | IdempotencyKeyReused
    | OrganizationIsPersonal
    | PlanLimitReached
    | RoleAboveYours
    | TextUnusable
    | TooManyAttempts,
    strawberry.union("InviteMemberResult"),
]
ResendInvitationResult = Annotated[
    ResendInvitationSuccess | EmailNotVerified | InvitationClosed | RoleAboveYours | TooManyAttempts,
    strawberry.union("ResendInvitationResult"),
]
RevokeInvitationResult = Annotated[
    RevokeInvitationSuccess | InvitationClosed | RoleAboveYours, strawberry.union("RevokeInvitationResult")
]
AcceptInvitationResult = Annotated[
    AcceptInvitationSuccess
    | AlreadyMember
    | InvitationForAnother
    | InvitationInvalid
    | PasswordUnusable
    | PlanLimitReached
    | SignInToAccept
    | TextUnusable
    | TooManyAttempts,
    strawberry.union("AcceptInvitationResult"),
]
ChangeMemberRoleResult = Annotated[
    ChangeMemberRoleSuccess | LastOwner | RoleAboveYours, strawberry.union("ChangeMemberRoleResult")
]
RemoveMemberResult = Annotated[RemoveMemberSuccess | LastOwner | RoleAboveYours, strawberry.union("RemoveMemberResult")]

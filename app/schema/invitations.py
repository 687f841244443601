"""Invitations into organizations, and what mutations about members take."""

from datetime import datetime
from enum import Enum

import strawberry

from app.database import clock
from app.domain.people.accepting import NewAccount
from app.domain.people.invitations import InvitationDraft
from app.models import Invitation as InvitationRow
from app.schema.enums import Role
from app.schema.nodes import global_id


@strawberry.enum(description="Where an invitation stands.")
class InvitationState(Enum):
    OPEN = "OPEN"
    EXPIRED = "EXPIRED"
    ACCEPTED = "ACCEPTED"
    REVOKED = "REVOKED"


@strawberry.type(description="A place in an organization, kept for an address for 72 hours.")
class Invitation:
    id: strawberry.ID
    email: str
    role: Role
    state: InvitationState
    created_at: datetime
    sent_at: datetime = strawberry.field(description="When the newest link was mailed.")
    expires_at: datetime

    @classmethod
    def of(cls, row: InvitationRow) -> "Invitation":
        return cls(
            id=global_id("Invitation", row.id),
            email=row.email,
            role=row.role,
            state=_state(row),
            created_at=row.created_at,
            sent_at=row.sent_at,
            expires_at=row.expires_at,
        )


def _state(row: InvitationRow) -> InvitationState:
    if row.accepted_at is not None:
        return InvitationState.ACCEPTED
    if row.revoked_at is not None:
        return InvitationState.REVOKED
    return InvitationState.OPEN if row.expires_at > clock.now() else InvitationState.EXPIRED


@strawberry.input
class InviteMemberInput:
    organization_id: strawberry.ID
    email: str
    role: Role
    idempotency_key: str | None = strawberry.field(
        default=None, description="The same key and input replay the first answer for 24 hours."
    )

    def draft(self) -> InvitationDraft:
        """The input as the domain takes it."""
        return InvitationDraft(self.email, self.role, self.idempotency_key)


@strawberry.input
class ResendInvitationInput:
    invitation_id: strawberry.ID


@strawberry.input
class RevokeInvitationInput:
    invitation_id: strawberry.ID


@strawberry.input
class AcceptInvitationInput:
    token: str = strawberry.field(description="From the mail; the whole link is accepted too.")
    password: str | None = strawberry.field(
        default=None, description="For an address without an account; at least 10 characters."
    )
    name: str | None = strawberry.field(default=None, description="For an address without an account.")
    device_name: str | None = strawberry.field(default=None, description="What the client calls itself.")

    def chosen(self) -> NewAccount:
        """What a new account is made of."""
        return NewAccount(self.password, self.name, self.device_name)


@strawberry.input
class ChangeMemberRoleInput:
    membership_id: strawberry.ID
    role: Role


@strawberry.input
class RemoveMemberInput:
    membership_id: strawberry.ID = strawberry.field(description="Somebody's, or your own: then you leave.")

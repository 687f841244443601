"""Refusals about membership: inviting, accepting, roles, leaving."""

import strawberry

from app.domain.people import accepting, invitations, memberships
from app.schema.enums import Role
from app.schema.nodes import global_id
from app.schema.refusals import UserError, mirrors


@mirrors(memberships.RoleAboveYours)
@strawberry.type(description="The act concerns a role that is above the viewer's own.")
class RoleAboveYours(UserError):
    role: Role


@mirrors(invitations.OrganizationIsPersonal)
@strawberry.type(description="A customer's own organization has one member.")
class OrganizationIsPersonal(UserError):
    pass


@mirrors(invitations.AlreadyMember)
@strawberry.type(description="The person has a role in this very organization already.")
class AlreadyMember(UserError):
    pass


@mirrors(invitations.AlreadyInvited)
@strawberry.type(description="An invitation of this address is open already.")
class AlreadyInvited(UserError):
    invitation_id: strawberry.ID = strawberry.field(description="The open one, for `resendInvitation`.")

    @classmethod
    def of(cls, error: invitations.AlreadyInvited) -> "AlreadyInvited":
        return cls(message=error.message, invitation_id=global_id("Invitation", error.invitation_id))


@mirrors(invitations.InvitationClosed)
@strawberry.type(description="The invitation was accepted or revoked already.")
class InvitationClosed(UserError):
    pass


@mirrors(accepting.InvitationInvalid)
@strawberry.type(description="The link is unknown, expired, revoked, replaced, or used.")
class InvitationInvalid(UserError):
    pass


@mirrors(accepting.InvitationForAnother)
@strawberry.type(description="The invitation is for another address than the signed-in account's.")
class InvitationForAnother(UserError):
    pass


@mirrors(accepting.SignInToAccept)
@strawberry.type(description="The invited address has an account: sign in with it, then accept.")
class SignInToAccept(UserError):
    pass

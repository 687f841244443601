"""Inviting people, accepting, and who belongs to an organization."""

import strawberry

from app.context import Info
from app.domain.people import accepting, invitations, memberships
from app.domain.people.accepting import InvitationInvalid
from app.models import Invitation as InvitationRow
from app.models import Membership as MembershipRow
from app.resolvers.accounts import session_tokens
from app.schema.brands import Brand
from app.schema.invitation_results import (
    AcceptInvitationResult,
    AcceptInvitationSuccess,
    ChangeMemberRoleResult,
    ChangeMemberRoleSuccess,
    InvitationPreview,
    InviteMemberResult,
    InviteMemberSuccess,
    RemoveMemberResult,
    RemoveMemberSuccess,
    ResendInvitationResult,
    ResendInvitationSuccess,
    RevokeInvitationResult,
    RevokeInvitationSuccess,
)
from app.schema.invitations import (
    AcceptInvitationInput,
    ChangeMemberRoleInput,
    Invitation,
    InviteMemberInput,
    RemoveMemberInput,
    ResendInvitationInput,
    RevokeInvitationInput,
)
from app.schema.nodes import global_id, row_id
from app.schema.people import Membership, User


@strawberry.type
class InvitationQuery:
    @strawberry.field(
        description="What an invitation is for, to the bearer of its link; null when it can no more be accepted."
    )
    async def invitation_preview(self, info: Info, token: str) -> InvitationPreview | None:
        try:
            found = await accepting.open_invitation(token, info.context.address)
        except InvitationInvalid:
            return None
        brand = await info.context.loaders.brand.load(found.root_id)
        assert brand is not None, "every root organization has a brand"
        return InvitationPreview(
            brand=Brand.of(brand),
            organization_name=found.organization_name,
            email=found.email,
            role=found.role,
            expires_at=found.expires_at,
            has_account=found.account_id is not None,
        )


@strawberry.type
class InvitationMutation:
    @strawberry.mutation(description="Invite somebody by mail; for administrators, with a role not above their own.")
    async def invite_member(self, info: Info, input: InviteMemberInput) -> InviteMemberResult:
        actor = await info.context.actor()
        organization_id = row_id("Organization", input.organization_id)
        invitation_id = await invitations.invite_member(actor, info.context.parts, organization_id, input.draft())
        return InviteMemberSuccess(invitation=Invitation.of(await InvitationRow.get(id=invitation_id)))

    @strawberry.mutation(description="Write again with a new link; the older one ends.")
    async def resend_invitation(self, info: Info, input: ResendInvitationInput) -> ResendInvitationResult:
        actor = await info.context.actor()
        wanted = row_id("Invitation", input.invitation_id)
        invitation_id = await invitations.resend_invitation(actor, info.context.parts, wanted)
        return ResendInvitationSuccess(invitation=Invitation.of(await InvitationRow.get(id=invitation_id)))

    @strawberry.mutation(description="Let nobody accept an invitation any more.")
    async def revoke_invitation(self, info: Info, input: RevokeInvitationInput) -> RevokeInvitationResult:
        actor = await info.context.actor()
        wanted = row_id("Invitation", input.invitation_id)
        invitation_id = await invitations.revoke_invitation(actor, info.context.parts, wanted)
        return RevokeInvitationSuccess(invitation=Invitation.of(await InvitationRow.get(id=invitation_id)))

    @strawberry.mutation(description="Become a member, by the link of the mail; a new address chooses a password.")
    async def accept_invitation(self, info: Info, input: AcceptInvitationInput) -> AcceptInvitationResult:
        info.context.forget()
        actor = await info.context.viewer_or_none()
        accepted = await accepting.accept_invitation(
            actor, info.context.parts, input.token, input.chosen(), info.context.address
        )
        info.context.forget()
        return AcceptInvitationSuccess(
            user=User.of(accepted.account),
            membership=Membership.of(accepted.membership),
            session=None if accepted.session is None else session_tokens(info, accepted.session),
        )

    @strawberry.mutation(description="Give a member another role; for administrators, neither role above their own.")
    async def change_member_role(self, info: Info, input: ChangeMemberRoleInput) -> ChangeMemberRoleResult:
        actor = await info.context.actor()
        wanted = row_id("Membership", input.membership_id)
        membership_id = await memberships.change_member_role(actor, info.context.parts, wanted, input.role)
        info.context.forget()
        return ChangeMemberRoleSuccess(membership=Membership.of(await MembershipRow.get(id=membership_id)))

    @strawberry.mutation(description="End a membership: somebody's, for administrators, or your own.")
    async def remove_member(self, info: Info, input: RemoveMemberInput) -> RemoveMemberResult:
        actor = await info.context.actor()
        removed = await memberships.remove_member(actor, info.context.parts, row_id("Membership", input.membership_id))
        return RemoveMemberSuccess(
            membership_id=global_id("Membership", removed.membership_id), devices_kept=removed.devices_kept
        )

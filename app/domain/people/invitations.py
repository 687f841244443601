"""Inviting by mail: a place in an organization is kept for an address for three days."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from tortoise.queryset import QuerySet

from app.database.connection import execute, fetch_row, fetch_value, transaction
from app.domain import history, idempotency, throttling
from app.domain.errors import DomainError, Forbidden
from app.domain.history import EventKind
from app.domain.organizations import plans, tree
from app.domain.organizations.organizations import organization_for
from app.domain.organizations.plans import Resource
from app.domain.parts import Parts
from app.domain.people import mailing
from app.domain.people.accounts import email_key, require_verified_email
from app.domain.people.memberships import require_rank
from app.domain.text import clean_text
from app.domain.viewer import ADMINISTRATORS, Viewer
from app.mail.letters import InvitationLetter
from app.models import Invitation, Organization, Role
from app.models.identifiers import new_id
from app.secrets.opaque_token import OpaqueKind, OpaqueToken

LIFETIME = timedelta(hours=72)
_HOURS = LIFETIME // timedelta(hours=1)


class OrganizationIsPersonal(DomainError):
    """A customer's own organization has one member."""

    message = "A personal organization has one member. Pass single devices on instead."


class AlreadyMember(DomainError):
    """The person has a role in this very organization already."""

    message = "This person is a member already. Change their role instead."


class AlreadyInvited(DomainError):
    """An invitation of this address is open already; fact: which one."""

    def __init__(self, invitation_id: UUID) -> None:
        self.invitation_id = invitation_id
        super().__init__("This address is invited already. Send the invitation again, or revoke it first.")


class InvitationClosed(DomainError):
    """The invitation was accepted or revoked, so nothing can be done with it any more."""

    message = "This invitation was accepted or revoked already."


@dataclass(frozen=True, slots=True)
class InvitationDraft:
    """An invitation as somebody wants it."""

    email: str
    role: Role
    idempotency_key: str | None = None


async def invite_member(actor: Viewer, parts: Parts, organization_id: UUID, draft: InvitationDraft) -> UUID:
    """Keep a place in an organization for an address, and write to it; returns the invitation.

    The plan's place is taken when the invitation is accepted, but nobody is
    invited while it is full. Raises Forbidden, OrganizationIsPersonal,
    EmailUnusable, RoleAboveYours, EmailNotVerified (the actor's),
    TooManyAttempts, AlreadyMember, AlreadyInvited, PlanLimitReached,
    TextUnusable, IdempotencyKeyReused; then nothing was done.
    """
    organization = await _inviting_organization(actor, organization_id, draft.role)
    key = email_key(draft.email)
    await throttling.count_attempt(_counters(actor, organization))
    invitation_id = new_id()
    async with transaction():
        await tree.keep_open(organization.id)
        if draft.idempotency_key is not None:
            idempotency_key = clean_text(draft.idempotency_key, "idempotency key", 200)
            request: dict[str, Any] = {"organization": str(organization.id), "email": key, "role": draft.role.value}
            first = await idempotency.first_answer(actor, "inviteMember", idempotency_key, request, invitation_id)
            if first != invitation_id:
                return first
        await _refuse_member(organization, key)
        await plans.refuse_if_full(organization.root_id, Resource.MEMBERS, 1)
        token = OpaqueToken.mint(OpaqueKind.INVITATION)
        await _insert(invitation_id, organization, draft, key, actor, token)
        event = await _record(EventKind.INVITED, actor, organization.id, invitation_id, draft.role)
        await _write(actor, parts, organization, draft.email.strip(), token)
    history.tell(parts.bus, event, *organization.lineage)
    return invitation_id


async def _inviting_organization(actor: Viewer, organization_id: UUID, role: Role) -> Organization:
    """The organization, if the actor may give this role in it. Raises what `invite_member` does."""
    organization = await organization_for(actor, organization_id, ADMINISTRATORS)
    if organization.is_personal:
        # To the brand's staff a customer's organization is not there for this at all.
        raise OrganizationIsPersonal if actor.holds_directly(ADMINISTRATORS, organization.id) else Forbidden
    require_rank(actor, organization, role)
    await require_verified_email(actor)
    return organization


def _counters(actor: Viewer, organization: Organization) -> list[str]:
    return [
        throttling.attempt_key("invite", str(actor.account_id)),
        throttling.attempt_key("invite-into", str(organization.id)),
    ]


async def _refuse_member(organization: Organization, key: str) -> None:
    if await fetch_value(
        """
        SELECT true FROM membership JOIN account ON account.id = membership.account_id
        WHERE membership.organization_id = $1 AND account.root_id = $2 AND account.email_key = $3
        """,
        organization.id,
        organization.root_id,
        key,
    ):
        raise AlreadyMember


async def _insert(
    invitation_id: UUID, organization: Organization, draft: InvitationDraft, key: str, actor: Viewer, token: OpaqueToken
) -> None:
    """Insert the one open invitation of this address; one that expired makes room. Raises AlreadyInvited."""
    await execute(
        """
        UPDATE invitation SET revoked_at = now() WHERE organization_id = $1 AND email_key = $2
          AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at <= now()
        """,
        organization.id,
        key,
    )
    if not await execute(
        """
        INSERT INTO invitation (id, organization_id, invited_by_id, email, email_key, role, digest, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, now() + $8::interval)
        ON CONFLICT (organization_id, email_key) WHERE accepted_at IS NULL AND revoked_at IS NULL DO NOTHING
        """,
        invitation_id,
        organization.id,
        actor.account_id,
        draft.email.strip(),
        key,
        draft.role.value,
        token.digest,
        LIFETIME,
    ):
        raise AlreadyInvited(await _open_invitation(organization, key))


async def _open_invitation(organization: Organization, key: str) -> UUID:
    row = await fetch_row(
        "SELECT id FROM invitation WHERE organization_id = $1 AND email_key = $2 "
        "AND accepted_at IS NULL AND revoked_at IS NULL",
        organization.id,
        key,
    )
    if row is None:
        # It was accepted in this very moment.
        raise AlreadyMember
    found: UUID = row["id"]
    return found


async def _record(kind: EventKind, actor: Viewer, organization_id: UUID, invitation_id: UUID, role: Role) -> UUID:
    return await history.record(
        kind,
        actor_id=actor.account_id,
        organization_id=organization_id,
        facts={"invitation": str(invitation_id), "role": role.value},
    )


async def _write(actor: Viewer, parts: Parts, organization: Organization, recipient: str, token: OpaqueToken) -> None:
    stationery = await mailing.stationery(parts, organization.root_id)
    letter = InvitationLetter(
        stationery.face,
        organization=organization.name,
        inviter=actor.name or actor.email,
        link=stationery.link("invitation", token),
        hours_valid=_HOURS,
    )
    await mailing.post(parts, letter, root_id=organization.root_id, recipient=recipient)


async def resend_invitation(actor: Viewer, parts: Parts, invitation_id: UUID) -> UUID:
    """Write again with a new link, good for three days; the older link ends. Returns the invitation.

    Raises Forbidden, RoleAboveYours, EmailNotVerified, TooManyAttempts, InvitationClosed.
    """
    invitation, organization = await _own_invitation(actor, invitation_id)
    await require_verified_email(actor)
    await throttling.count_attempt(_counters(actor, organization))
    token = OpaqueToken.mint(OpaqueKind.INVITATION)
    async with transaction():
        if not await execute(
            """
            UPDATE invitation SET digest = $2, sent_at = now(), expires_at = now() + $3::interval, invited_by_id = $4
            WHERE id = $1 AND accepted_at IS NULL AND revoked_at IS NULL
            """,
            invitation.id,
            token.digest,
            LIFETIME,
            actor.account_id,
        ):
            raise InvitationClosed
        event = await _record(EventKind.INVITATION_RESENT, actor, organization.id, invitation.id, invitation.role)
        await _write(actor, parts, organization, invitation.email, token)
    history.tell(parts.bus, event, *organization.lineage)
    return invitation.id


async def revoke_invitation(actor: Viewer, parts: Parts, invitation_id: UUID) -> UUID:
    """Let nobody accept the invitation any more; safe to repeat. Returns it.

    Raises Forbidden, RoleAboveYours, InvitationClosed (it was accepted).
    """
    invitation, organization = await _own_invitation(actor, invitation_id)
    async with transaction():
        revoked = await execute(
            "UPDATE invitation SET revoked_at = now() WHERE id = $1 AND accepted_at IS NULL AND revoked_at IS NULL",
            invitation.id,
        )
        if not revoked:
            if await Invitation.exists(id=invitation.id, accepted_at__isnull=False):
                raise InvitationClosed
            return invitation.id
        event = await _record(EventKind.INVITATION_REVOKED, actor, organization.id, invitation.id, invitation.role)
    history.tell(parts.bus, event, *organization.lineage)
    return invitation.id


async def _own_invitation(actor: Viewer, invitation_id: UUID) -> tuple[Invitation, Organization]:
    """An invitation into an organization that the actor administers.

    Raises Forbidden, RoleAboveYours. One statement decides, so that nobody
    learns by the time whether there is such an invitation.
    """
    invitation = await Invitation.get_or_none(
        id=invitation_id,
        organization__archived_at=None,
        organization__lineage__overlap=actor.organizations_with(ADMINISTRATORS),
    ).select_related("organization")
    if invitation is None:
        raise Forbidden
    require_rank(actor, invitation.organization, invitation.role)
    return invitation, invitation.organization


def invitations_of(viewer: Viewer, organization: Organization, *, include_ended: bool) -> QuerySet[Invitation] | None:
    """The invitations into an organization, for its administrators; None for others.

    Those that were neither accepted nor revoked, expired ones among them, unless all are wanted.
    """
    if organization.is_personal or not viewer.holds(ADMINISTRATORS, organization.lineage):
        return None
    rows = Invitation.filter(organization_id=organization.id)
    return rows if include_ended else rows.filter(accepted_at=None, revoked_at=None)


async def forget_old_invitations() -> int:
    """Delete invitations a month after they could be accepted: they hold an address. Returns how many."""
    return await execute("DELETE FROM invitation WHERE expires_at < now() - interval '30 days'")

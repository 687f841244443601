"""Accepting an invitation: whoever holds the mailed link becomes a member, once."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from tortoise.exceptions import IntegrityError

from app.database.connection import execute, fetch_row, transaction
from app.domain import history, news, throttling
from app.domain.errors import DomainError
from app.domain.history import EventKind
from app.domain.organizations import tree
from app.domain.parts import Parts
from app.domain.people import memberships, sessions
from app.domain.people.accounts import create_account
from app.domain.people.invitations import AlreadyMember
from app.domain.people.passwords import PasswordUnusable, check_password, hash_password
from app.domain.people.sessions import StartedSession
from app.domain.text import clean_text
from app.domain.viewer import Viewer
from app.models import Account, Membership, Organization, Role
from app.secrets.opaque_token import OpaqueKind, OpaqueToken, OpaqueTokenMalformed


class InvitationInvalid(DomainError):
    """The link is unknown, expired, revoked, replaced by a newer one, or used: all alike."""

    message = "This invitation cannot be used (any more). Ask for a new one."


class InvitationForAnother(DomainError):
    """The invitation is for another address than that of the signed-in account."""

    message = "This invitation is for another address. Sign out, and open it again."


class SignInToAccept(DomainError):
    """The invited address has an account, so its owner signs in before accepting."""

    message = "This address has an account already. Sign in with it, then accept the invitation."


@dataclass(frozen=True, slots=True)
class OpenInvitation:
    """What the bearer of a good link may know."""

    id: UUID
    root_id: UUID
    organization_id: UUID
    organization_name: str
    email: str
    email_key: str
    role: Role
    expires_at: datetime
    account_id: UUID | None
    """The account that the address has at the brand."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The new membership, and for a new account its first session."""

    account: Account
    membership: Membership
    session: StartedSession | None


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What somebody without an account chooses."""

    password: str | None = None
    name: str | None = None
    device_name: str | None = None


_USABLE = """
    invitation.accepted_at IS NULL AND invitation.revoked_at IS NULL AND invitation.expires_at > now()
    AND EXISTS (SELECT FROM organization AS place JOIN organization AS root ON root.id = place.root_id
                WHERE place.id = invitation.organization_id AND place.archived_at IS NULL
                  AND root.suspended_at IS NULL AND root.archived_at IS NULL)
"""


async def open_invitation(text: str, address: str) -> OpenInvitation:
    """The invitation behind a link or its token, as long as it can be accepted.

    Wrong ones are counted per address. Raises InvitationInvalid, TooManyAttempts.
    """
    guesses = [throttling.attempt_key("invitation", address)]
    await throttling.refuse_if_exhausted(guesses)
    token = _parsed(text)
    row = None if token is None else await _read(token)
    if row is None:
        await throttling.count_attempt(guesses)
        raise InvitationInvalid
    return row


def _parsed(text: str) -> OpaqueToken | None:
    try:
        return OpaqueToken.parse(OpaqueKind.INVITATION, text.strip().rpartition("#")[2])
    except OpaqueTokenMalformed:
        return None


async def _read(token: OpaqueToken) -> OpenInvitation | None:
    row = await fetch_row(
        f"""
        SELECT invitation.id, place.root_id, place.id AS organization_id, place.name AS organization_name,
               invitation.email, invitation.email_key, invitation.role, invitation.expires_at, account.id AS account_id
        FROM invitation JOIN organization AS place ON place.id = invitation.organization_id
        LEFT JOIN account ON account.root_id = place.root_id AND account.email_key = invitation.email_key
        WHERE invitation.digest = $1 AND {_USABLE}
        """,
        token.digest,
    )
    return None if row is None else OpenInvitation(**{**row, "role": Role(row["role"])})


async def accept_invitation(
    actor: Viewer | None, parts: Parts, text: str, chosen: NewAccount, address: str
) -> Accepted:
    """Become a member, by the link that was mailed.

    A new address gets an account with the chosen password, verified by the
    link, and a session. A known one accepts as that very account, signed in.
    Of any number of acceptances one succeeds. Raises InvitationInvalid,
    InvitationForAnother, SignInToAccept, AlreadyMember, PasswordUnusable,
    TextUnusable, PlanLimitReached (the invitation stays open then),
    TooManyAttempts.
    """
    invitation = await open_invitation(text, address)
    if actor is not None and actor.account_id != invitation.account_id:
        raise InvitationForAnother
    if actor is None and invitation.account_id is not None:
        raise SignInToAccept
    if actor is not None:
        return await _accept_as(parts, text, invitation, account_id=actor.account_id)
    return await _accept_anew(parts, text, invitation, chosen)


async def _accept_as(parts: Parts, text: str, invitation: OpenInvitation, *, account_id: UUID) -> Accepted:
    try:
        async with transaction():
            organization = await _take(text, invitation.organization_id)
            # The link came to this address: that proves it.
            await execute(
                "UPDATE account SET email_verified_at = now() WHERE id = $1 AND email_verified_at IS NULL", account_id
            )
            membership = await memberships.add_member(account_id, organization, invitation.role)
            event = await _record(account_id, invitation)
    except IntegrityError as error:
        raise AlreadyMember from error
    parts.bus.publish(news.roles_changed(account_id))
    history.tell(parts.bus, event, *organization.lineage)
    return Accepted(await Account.get(id=account_id), membership, None)


async def _accept_anew(parts: Parts, text: str, invitation: OpenInvitation, chosen: NewAccount) -> Accepted:
    if chosen.password is None:
        raise PasswordUnusable("Choose a password: this address has no account yet.")
    check_password(chosen.password, email=invitation.email_key)
    name = None if chosen.name is None else clean_text(chosen.name, "name", 120)
    # Of many at once only the first few hash a password: the others find the invitation used when it is their turn.
    password_hash = await hash_password(chosen.password, unless_raised_by=partial(_require_usable, text))
    try:
        async with transaction():
            organization = await _take(text, invitation.organization_id)
            account = await create_account(
                Organization(id=invitation.root_id), invitation.email, password_hash, name=name, is_verified=True
            )
            membership = await memberships.add_member(account.id, organization, invitation.role)
            await history.record(EventKind.ACCOUNT_CREATED, actor_id=account.id, organization_id=organization.id)
            event = await _record(account.id, invitation)
            session = await sessions.start(account.id, device_name=chosen.device_name)
    except IntegrityError as error:
        # Another invitation made the account meanwhile.
        raise SignInToAccept from error
    history.tell(parts.bus, event, *organization.lineage)
    return Accepted(account, membership, session)


async def _require_usable(text: str) -> None:
    token = _parsed(text)
    if token is None or await _read(token) is None:
        raise InvitationInvalid


async def _take(text: str, organization_id: UUID) -> Organization:
    """Use the invitation up, in the running transaction; returns where it leads. Raises InvitationInvalid."""
    token = _parsed(text)
    is_open = await tree.keeps_open(organization_id)
    row = (
        None
        if token is None or not is_open
        else await fetch_row(
            f"UPDATE invitation SET accepted_at = now() WHERE digest = $1 AND {_USABLE} RETURNING organization_id",
            token.digest,
        )
    )
    if row is None:
        raise InvitationInvalid
    return await Organization.get(id=row["organization_id"])


async def _record(account_id: UUID, invitation: OpenInvitation) -> UUID:
    return await history.record(
        EventKind.INVITATION_ACCEPTED,
        actor_id=account_id,
        organization_id=invitation.organization_id,
        facts={"invitation": str(invitation.id), "role": invitation.role.value},
    )

"""Signing up and signing in, within one brand."""

import re
from dataclasses import dataclass

from tortoise.exceptions import IntegrityError

from app.database import clock
from app.database.connection import execute, transaction
from app.domain import history, throttling
from app.domain.errors import DomainError
from app.domain.history import EventKind
from app.domain.organizations import organizations
from app.domain.parts import Parts
from app.domain.people import sessions
from app.domain.people.passwords import PasswordWrong, check_password, hash_password, needs_rehash, verify_password
from app.domain.people.sessions import StartedSession
from app.domain.people.verification import post_verification
from app.domain.text import clean_text
from app.domain.viewer import Viewer
from app.models import Account, Organization, Plan

_EMAIL = re.compile(r"[^\s@<>\"(),:;\\\[\]]{1,64}@(?:[^\s@<>\"(),:;\\\[\]._/]{1,63}\.)*[^\s@<>\"(),:;\\\[\]._/]{1,63}")


class EmailUnusable(DomainError):
    """What was given is not an e-mail address."""

    message = "This is not an e-mail address."


class EmailTaken(DomainError):
    """The address has an account at this brand already."""

    message = "This address has an account already. Sign in instead."


class InvitationRequired(DomainError):
    """The brand lets nobody in without an invitation."""

    message = "This brand has no open sign-up. Ask your supplier for an invitation."


class BrandUnknown(DomainError):
    """There is no brand of this slug."""

    message = "There is no such brand."


class CredentialsWrong(DomainError):
    """Address or password is wrong, or there is no such account: all alike."""

    message = "The e-mail address or the password is wrong."


@dataclass(frozen=True, slots=True)
class SignedIn:
    """An account and the session that was started for it."""

    account: Account
    session: StartedSession


def email_key(email: str) -> str:
    """An address folded for comparison. Raises EmailUnusable."""
    trimmed = email.strip()
    folded = trimmed.casefold()
    # Folding can make a text longer: “ß” becomes “ss”.
    if max(len(trimmed), len(folded)) > 254 or not _EMAIL.fullmatch(trimmed) or not trimmed.isprintable():
        raise EmailUnusable
    return folded


async def brand_root(slug: str) -> Organization:
    """The root organization of a brand. Raises BrandUnknown, for one that is archived or suspended too."""
    if not organizations.is_slug(slug):
        raise BrandUnknown
    root = await Organization.get_or_none(slug=slug, parent_id=None, archived_at=None, suspended_at=None)
    if root is None:
        raise BrandUnknown
    return root


async def sign_up(
    parts: Parts, *, brand: str, email: str, password: str, name: str | None, device_name: str | None, address: str
) -> SignedIn:
    """Open an account with a personal organization, where the brand's plan lets people in by themselves.

    A mail with a link that verifies the address is put on its way.
    Raises BrandUnknown, InvitationRequired, EmailUnusable, EmailTaken,
    PasswordUnusable, TextUnusable, TooManyAttempts.
    """
    key = email_key(email)
    root = await brand_root(brand)
    plan = await Plan.get(name=root.plan_id)
    if not plan.self_sign_up:
        raise InvitationRequired
    check_password(password, email=key)
    cleaned = None if name is None else clean_text(name, "name", 120)
    # Each of them mails somebody in the brand's name, or tells that an address is taken.
    await throttling.count_attempt([throttling.attempt_key("sign-up", address)])
    password_hash = await hash_password(password)
    try:
        async with transaction():
            account = await create_account(root, email.strip(), password_hash, name=cleaned)
            organization = await organizations.add_personal_organization(account, root)
            event = await history.record(
                EventKind.ACCOUNT_CREATED, actor_id=account.id, organization_id=organization.id
            )
            session = await sessions.start(account.id, device_name=device_name)
            await post_verification(parts, account)
    except IntegrityError as error:
        raise EmailTaken from error
    history.tell(parts.bus, event, *organization.lineage)
    return SignedIn(account, session)


async def create_account(
    root: Organization, email: str, password_hash: str, *, name: str | None, is_verified: bool = False
) -> Account:
    """Insert an account, in the running transaction; `is_verified` when somebody vouches for the address.

    Raises EmailUnusable, IntegrityError when the address is taken.
    """
    return await Account.create(
        root_id=root.id,
        email=email,
        email_key=email_key(email),
        password_hash=password_hash,
        name=name,
        email_verified_at=clock.now() if is_verified else None,
    )


async def sign_in(
    parts: Parts, *, brand: str, email: str, password: str, device_name: str | None, address: str
) -> SignedIn:
    """Start a session for the right address and password.

    Raises CredentialsWrong (an unknown address costs the same time) and
    TooManyAttempts, which counts every wrong try per account and per address.
    """
    trimmed = email.strip().casefold()
    guesses = [
        throttling.attempt_key("sign-in", address),
        throttling.attempt_key("sign-in", brand, trimmed, address),
    ]
    await throttling.count_attempt(guesses)
    account = None
    # What can be no slug or no address is not asked for: the database refuses some of it, NUL for one.
    if organizations.is_slug(brand) and len(trimmed) <= 254 and trimmed.isprintable():
        account = await Account.get_or_none(
            email_key=trimmed, root__slug=brand, root__parent_id=None, root__suspended_at=None
        )
    known_hash = None if account is None else account.password_hash
    if not await verify_password(password[:1024], known_hash) or account is None:
        raise CredentialsWrong
    await throttling.forgive_attempt(guesses)
    fresh_hash = await hash_password(password) if needs_rehash(account.password_hash) else account.password_hash
    async with transaction():
        # Only while it still is the password: a change meanwhile has ended the sessions of whoever knows the old one.
        if not await execute(
            "UPDATE account SET password_hash = $3 WHERE id = $1 AND password_hash = $2",
            account.id,
            account.password_hash,
            fresh_hash,
        ):
            raise CredentialsWrong
        session = await sessions.start(account.id, device_name=device_name)
        await history.record(EventKind.SIGNED_IN, actor_id=account.id, facts={"session": str(session.session_id)})
    return SignedIn(account, session)


async def require_password(actor: Viewer, password: str) -> Account:
    """The actor's account, when this is its password: for acts that a session alone is not enough for.

    Wrong ones are counted per session and per address, so that whoever found an
    open session cannot try many, and locks nobody else out. Raises
    PasswordWrong, TooManyAttempts.
    """
    guesses = [
        throttling.attempt_key("password", str(actor.session_id)),
        throttling.attempt_key("sign-in", actor.address),
    ]
    await throttling.count_attempt(guesses)
    account = await Account.get_or_none(id=actor.account_id)
    if account is None or not await verify_password(password[:1024], account.password_hash):
        raise PasswordWrong
    await throttling.forgive_attempt(guesses)
    return account


class EmailNotVerified(DomainError):
    """The act reaches other people, and the actor's address is not yet proven to be theirs."""

    message = "Confirm your e-mail address first: open the link in the mail that was sent to you."


async def require_verified_email(actor: Viewer) -> None:
    """Return when the actor's address is verified. Raises EmailNotVerified otherwise.

    For what reaches other people, such as inviting and transferring; claiming
    a device does not wait for the mail.
    """
    if not await Account.exists(id=actor.account_id, email_verified_at__isnull=False):
        raise EmailNotVerified

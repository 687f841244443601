"""Changing a password by knowing the old one, or by reading the mails of the account's address."""

from uuid import UUID

from app.database.connection import execute, transaction
from app.domain import history, news
from app.domain.history import EventKind
from app.domain.parts import Parts
from app.domain.people import mail_links, mailing, sessions
from app.domain.people.accounts import email_key, require_password
from app.domain.people.passwords import PasswordWrong, check_password, hash_password
from app.domain.viewer import Viewer
from app.mail.letters import PasswordChangedLetter
from app.models import Account, MailLinkKind

_RESET = MailLinkKind.PASSWORD_RESET


async def change_password(actor: Viewer, parts: Parts, *, old_password: str, new_password: str) -> int:
    """Replace the actor's password; all their other sessions end. Returns how many.

    Raises PasswordWrong, PasswordUnusable, TooManyAttempts.
    """
    check_password(new_password, email=email_key(actor.email))
    account = await require_password(actor, old_password)
    new_hash = await hash_password(new_password)
    async with transaction():
        # The one that was verified, so that of two changes at once the second is refused.
        if not await execute(
            "UPDATE account SET password_hash = $3 WHERE id = $1 AND password_hash = $2",
            account.id,
            account.password_hash,
            new_hash,
        ):
            raise PasswordWrong
        ended = await _after_change(parts, account, EventKind.PASSWORD_CHANGED, kept=actor.session_id)
    parts.bus.publish(*news.session_ended(ended))
    return len(ended)


async def reset_password(parts: Parts, *, token: str, password: str, address: str) -> int:
    """Choose a new password by a mailed link, which works once; all sessions end. Returns how many.

    The address is verified by it, and all other links for a new password end.
    Raises MailLinkInvalid, PasswordUnusable, TooManyAttempts.
    """
    account = await mail_links.account_of_link(_RESET, token, address=address)
    check_password(password, email=account.email_key)
    new_hash = await hash_password(password)
    async with transaction():
        # The account first, as everybody does who changes it and what belongs to it.
        await execute(
            """
            UPDATE account SET password_hash = $2, email_verified_at = coalesce(email_verified_at, now()) WHERE id = $1
            """,
            account.id,
            new_hash,
        )
        await mail_links.spend_link(_RESET, token)
        ended = await _after_change(parts, account, EventKind.PASSWORD_RESET)
    parts.bus.publish(*news.session_ended(ended))
    return len(ended)


async def _after_change(parts: Parts, account: Account, kind: EventKind, *, kept: UUID | None = None) -> list[UUID]:
    """What every new password brings with it, in its transaction: the sessions that have ended by it."""
    ended = await sessions.end_all(account.id, but=kept)
    await mail_links.end_links(account.id, _RESET)
    await history.record(kind, actor_id=account.id, facts={"endedSessions": len(ended)})
    stationery = await mailing.stationery(parts, account.root_id)
    await mailing.post(parts, PasswordChangedLetter(stationery.face), root_id=account.root_id, recipient=account.email)
    return ended

"""Asking for a mailed link: whoever asks learns nothing about the address, since a job does what depends on it."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import orjson
import structlog

from app.database.connection import transaction
from app.domain import queue, throttling
from app.domain.parts import Parts
from app.domain.people import mail_links, mailing
from app.domain.people.accounts import brand_root, email_key
from app.domain.people.verification import post_verification
from app.domain.throttling import TooManyAttempts
from app.mail.letters import PasswordResetLetter
from app.models import Account, MailLinkKind

_log = structlog.get_logger()


async def request_link(kind: MailLinkKind, *, brand: str, email: str, address: str) -> str:
    """Let a job mail a link of this kind to an address, if it has an account that wants one; returns the address.

    What happens here is the same for every address. Raises BrandUnknown,
    EmailUnusable, TooManyAttempts (per address of the caller).
    """
    key = email_key(email)
    await throttling.count_attempt([throttling.attempt_key("request-link", address)])
    root = await brand_root(brand)
    async with transaction() as connection:
        await queue.enqueue(connection, queue.SEND_LINK, orjson.dumps([kind.value, str(root.id), key]))
    return email.strip()


async def send_link(parts: Parts, wanted: bytes) -> None:
    """What the job does: mail a link, unless nobody has the address or enough links were mailed within the hour."""
    kind, root_id, key = orjson.loads(wanted)
    account = await Account.get_or_none(root_id=UUID(root_id), email_key=key, root__suspended_at=None)
    if account is None:
        return
    try:
        async with transaction():
            await _POST[MailLinkKind(kind)](parts, account)
    except TooManyAttempts:
        # The links of the mails before are still good.
        _log.info("mail_link.enough_mailed", kind=kind)


async def _post_password_reset(parts: Parts, account: Account) -> None:
    kind = MailLinkKind.PASSWORD_RESET
    token = await mail_links.make_link(account, kind)
    stationery = await mailing.stationery(parts, account.root_id)
    letter = PasswordResetLetter(
        stationery.face, link=stationery.link("reset", token), hours_valid=mail_links.hours_valid(kind)
    )
    await mailing.post(parts, letter, root_id=account.root_id, recipient=account.email)


async def _post_verification_again(parts: Parts, account: Account) -> None:
    if account.email_verified_at is None:
        await post_verification(parts, account)


_POST: dict[MailLinkKind, Callable[[Parts, Account], Awaitable[None]]] = {
    MailLinkKind.PASSWORD_RESET: _post_password_reset,
    MailLinkKind.MAIL_VERIFICATION: _post_verification_again,
}

"""Proving that an account's address is its person's: by a link that is mailed there."""

from app.database.connection import execute, transaction
from app.domain import history
from app.domain.history import EventKind
from app.domain.parts import Parts
from app.domain.people import mail_links, mailing
from app.mail.letters import VerificationLetter
from app.models import Account, MailLinkKind

_KIND = MailLinkKind.MAIL_VERIFICATION


async def post_verification(parts: Parts, account: Account) -> None:
    """Put a mail with a fresh link on its way, in the running transaction. Raises TooManyAttempts."""
    token = await mail_links.make_link(account, _KIND)
    stationery = await mailing.stationery(parts, account.root_id)
    letter = VerificationLetter(
        stationery.face, link=stationery.link("verify", token), hours_valid=mail_links.hours_valid(_KIND)
    )
    await mailing.post(parts, letter, root_id=account.root_id, recipient=account.email)


async def verify_email(token: str, *, address: str) -> Account:
    """Note that the address of the link's account is its person's; repeating it changes nothing.

    Whoever holds the link has read the mail, signed in or not. Raises
    MailLinkInvalid, TooManyAttempts.
    """
    account = await mail_links.account_of_link(_KIND, token, address=address)
    async with transaction():
        if await execute(
            "UPDATE account SET email_verified_at = now() WHERE id = $1 AND email_verified_at IS NULL", account.id
        ):
            await history.record(EventKind.EMAIL_VERIFIED, actor_id=account.id)
    return account

"""Links that are mailed to an account's own address: hashed, good for some hours, bound to that address."""

from datetime import timedelta
from uuid import UUID

from app.database.connection import execute, fetch_value
from app.domain import throttling
from app.domain.errors import DomainError
from app.domain.throttling import TooManyAttempts
from app.models import Account, MailLink, MailLinkKind
from app.models.identifiers import new_id
from app.secrets.opaque_token import OpaqueKind, OpaqueToken, OpaqueTokenMalformed

MOST_PER_HOUR = 3
"""Links of one kind for one account. Those that were sent stay good, so nobody is locked out by whoever asks often."""

_LIFETIMES = {MailLinkKind.PASSWORD_RESET: timedelta(hours=1), MailLinkKind.MAIL_VERIFICATION: timedelta(hours=72)}
_TOKENS = {
    MailLinkKind.PASSWORD_RESET: OpaqueKind.PASSWORD_RESET,
    MailLinkKind.MAIL_VERIFICATION: OpaqueKind.MAIL_VERIFICATION,
}


class MailLinkInvalid(DomainError):
    """The link is used up, too old, or none of ours: all alike."""

    message = "This link is used up, too old, or none of ours. Ask for a new one."


def hours_valid(kind: MailLinkKind) -> int:
    """How long a link of this kind is good for."""
    return _LIFETIMES[kind] // timedelta(hours=1)


async def make_link(account: Account, kind: MailLinkKind) -> OpaqueToken:
    """A fresh link for an account's address, in the running transaction; earlier ones stay good.

    Raises TooManyAttempts when enough were made within the hour, or the account is gone.
    """
    token = OpaqueToken.mint(_TOKENS[kind])
    # Who asks at the same moment waits here, and then counts what was made before.
    await execute("SELECT FROM account WHERE id = $1 FOR NO KEY UPDATE", account.id)
    made = await execute(
        """
        INSERT INTO mail_link (id, account_id, kind, email_key, digest, expires_at)
        SELECT $1, account.id, $3::varchar, account.email_key, $4, now() + $5::interval FROM account
        WHERE account.id = $2 AND (SELECT count(*) FROM mail_link
                                   WHERE account_id = $2 AND kind = $3::varchar
                                     AND created_at > now() - interval '1 hour') < $6
        """,
        new_id(),
        account.id,
        kind.value,
        token.digest,
        _LIFETIMES[kind],
        MOST_PER_HOUR,
    )
    if not made:
        raise TooManyAttempts(await _seconds_until_next(account.id, kind))
    return token


async def _seconds_until_next(account_id: UUID, kind: MailLinkKind) -> int:
    left = await fetch_value(
        """
        SELECT extract(epoch FROM min(created_at) + interval '1 hour' - now())::int FROM mail_link
        WHERE account_id = $1 AND kind = $2 AND created_at > now() - interval '1 hour'
        """,
        account_id,
        kind.value,
    )
    return max(1, left or 1)


def parse_link(kind: MailLinkKind, text: str) -> OpaqueToken:
    """The token of a link, which may be given whole. Raises MailLinkInvalid."""
    try:
        return OpaqueToken.parse(_TOKENS[kind], text.strip().rpartition("#")[2])
    except OpaqueTokenMalformed as error:
        raise MailLinkInvalid from error


async def account_of_link(kind: MailLinkKind, text: str, *, address: str) -> Account:
    """Whose link this is, as long as it is good; wrong ones are counted. Raises MailLinkInvalid, TooManyAttempts."""
    guesses = [throttling.attempt_key("mail-link", address)]
    await throttling.refuse_if_exhausted(guesses)
    try:
        digest = parse_link(kind, text).digest
    except MailLinkInvalid:
        await throttling.count_attempt(guesses)
        raise
    account_id = await fetch_value(
        """
        SELECT account.id FROM mail_link JOIN account ON account.id = mail_link.account_id
        JOIN organization AS root ON root.id = account.root_id AND root.suspended_at IS NULL
        WHERE mail_link.digest = $1 AND mail_link.kind = $2 AND mail_link.used_at IS NULL
          AND mail_link.expires_at > now() AND account.email_key = mail_link.email_key
        """,
        digest,
        kind.value,
    )
    account = None if account_id is None else await Account.get_or_none(id=account_id)
    if account is None:
        await throttling.count_attempt(guesses)
        raise MailLinkInvalid
    return account


async def spend_link(kind: MailLinkKind, text: str) -> None:
    """Use a link up, in the running transaction; of any number of rivals one does. Raises MailLinkInvalid."""
    if not await execute(
        """
        UPDATE mail_link SET used_at = now()
        WHERE digest = $1 AND kind = $2 AND used_at IS NULL AND expires_at > now()
        """,
        parse_link(kind, text).digest,
        kind.value,
    ):
        raise MailLinkInvalid


async def end_links(account_id: UUID, kind: MailLinkKind) -> None:
    """Let no link of this kind work any more, in the running transaction."""
    await MailLink.filter(account_id=account_id, kind=kind, used_at=None).delete()


async def forget_old_links() -> int:
    """Delete links that nobody can use any more; returns how many."""
    return await execute("DELETE FROM mail_link WHERE expires_at < now() - interval '1 hour'")

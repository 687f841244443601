"""Mails: posted in the transaction of the act that they tell of, handed over by a job, kept no longer than needed."""

from dataclasses import asdict, dataclass
from datetime import timedelta
from uuid import UUID

import orjson
import structlog
from tortoise.queryset import QuerySet

from app.database.connection import connected, execute, fetch_row
from app.domain import queue
from app.domain.organizations import brands
from app.domain.parts import Parts
from app.domain.viewer import ADMINISTRATORS, Viewer
from app.labels.payload import is_local_host
from app.mail.carriers import Carrier, Envelope, MailDelayed, MailRefused
from app.mail.letters import BrandFace, Letter
from app.mail.rendering import RenderedMail, render
from app.models import Brand, Organization, OutgoingMail
from app.models.identifiers import new_id
from app.secrets.opaque_token import OpaqueToken
from app.secrets.sealing import SealBroken

DELAYS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 120, 240, 480))
"""How long is waited after each attempt that failed. After one more the mail is given up."""

LONGEST_WAIT = timedelta(hours=72)
"""A mail that did not leave for so long is not worth sending any more: the links in it have expired."""

_MEMORY = timedelta(days=30)
"""How long the outbox remembers what was sent to whom."""

_log = structlog.get_logger()


class MailNotYet(Exception):
    """The mail could not be handed over: to be tried again after `delay`."""

    def __init__(self, delay: timedelta) -> None:
        super().__init__(f"The next attempt is in {delay}.")
        self.delay = delay


@dataclass(frozen=True, slots=True)
class Stationery:
    """What all letters of a brand have on them: its face, and the address that its links lead to."""

    face: BrandFace
    address: str

    def link(self, page: str, token: OpaqueToken) -> str:
        """A link to one of the pages `invitation`, `verify`, `reset`, `transfer`.

        The token stands in the fragment, which browsers send to nobody: no log
        and no Referer ever holds it.
        """
        return f"{self.address}/{page}#{token.text}"


async def stationery(parts: Parts, root_id: UUID) -> Stationery:
    """The stationery of a brand; its links lead to the brand's claim host, else to the settings' address."""
    brand = await Brand.get(organization_id=root_id).select_related("organization")
    face = BrandFace(brand.display_name, brand.primary_color, brands.logo_url(parts, brand), brand.support_url)
    if brand.claim_host is None:
        return Stationery(face, parts.public_url)
    scheme = "http" if is_local_host(brand.claim_host) else "https"
    return Stationery(face, f"{scheme}://{brand.claim_host}")


async def post(parts: Parts, letter: Letter, *, root_id: UUID, recipient: str) -> UUID:
    """Put a letter on its way, in the running transaction; a job delivers it after the commit, with retries.

    Returns the mail's identifier.
    """
    mail_id = new_id()
    sealed = parts.sealer.seal_data(mail_place(mail_id), orjson.dumps(asdict(render(letter))))
    await OutgoingMail.create(id=mail_id, root_id=root_id, recipient=recipient, kind=letter.kind, sealed=sealed)
    async with connected() as connection:
        await queue.enqueue(connection, queue.SEND_MAIL, mail_id)
    return mail_id


def read(parts: Parts, mail: OutgoingMail) -> RenderedMail | None:
    """What a mail says, as long as it is kept: until it has left, in development longer. Raises SealBroken."""
    return None if mail.sealed is None else _opened(parts, mail.id, bytes(mail.sealed))


def _opened(parts: Parts, mail_id: UUID, sealed: bytes) -> RenderedMail:
    return RenderedMail(**orjson.loads(parts.sealer.open_data(mail_place(mail_id), sealed)))


def mail_place(mail_id: UUID) -> bytes:
    """What a mail is sealed for."""
    return b"outgoing mail:" + mail_id.bytes


async def deliver(parts: Parts, carrier: Carrier, mail_id: UUID) -> None:
    """Hand one mail over, unless that is done; what it says is erased then.

    Safe to repeat: every attempt sends the same message under the same
    Message-ID. Raises MailNotYet for an attempt to be made later; a mail that
    is refused, too old, or failed too often is given up with its reason.
    """
    row = await fetch_row(
        """
        UPDATE outgoing_mail SET attempts = attempts + 1
        WHERE id = $1 AND sent_at IS NULL AND given_up_at IS NULL
        RETURNING sealed, recipient, attempts, created_at, created_at < now() - $2::interval AS is_too_old
        """,
        mail_id,
        LONGEST_WAIT,
    )
    if row is None:
        return
    if row["is_too_old"]:
        await _give_up(mail_id, _TOO_LATE)
        return
    try:
        mail = _opened(parts, mail_id, row["sealed"])
        await carrier.carry(Envelope(str(mail_id), row["recipient"], row["created_at"], mail))
    except MailRefused as error:
        await _give_up(mail_id, str(error))
        return
    except (MailDelayed, SealBroken) as error:
        # A key that this process does not hold yet, or no more, another process may hold.
        await _wait(mail_id, row["attempts"], str(error))
        return
    except Exception as error:  # a mail that nobody can send must not wait in silence
        _log.exception("mail.failed", mail_id=str(mail_id))
        await _wait(mail_id, row["attempts"], f"A fault of ours ({type(error).__name__}).")
        return
    await execute(
        """
        UPDATE outgoing_mail SET sent_at = now(), failure = NULL, sealed = CASE WHEN $2 THEN sealed END
        WHERE id = $1 AND sent_at IS NULL AND given_up_at IS NULL
        """,
        mail_id,
        parts.keeps_mails,
    )
    _log.info("mail.sent", mail_id=str(mail_id), attempts=row["attempts"])


_TOO_LATE = "It could not be delivered in time."


async def _wait(mail_id: UUID, attempts: int, reason: str) -> None:
    """Note why the mail did not leave. Raises MailNotYet unless it was tried often enough."""
    if attempts > len(DELAYS):
        await _give_up(mail_id, reason)
        return
    await execute("UPDATE outgoing_mail SET failure = $2 WHERE id = $1 AND sent_at IS NULL", mail_id, reason)
    _log.warning("mail.delayed", mail_id=str(mail_id), attempts=attempts)
    raise MailNotYet(DELAYS[attempts - 1])


async def _give_up(mail_id: UUID, reason: str) -> None:
    await execute(
        """
        UPDATE outgoing_mail SET given_up_at = now(), failure = $2, sealed = NULL
        WHERE id = $1 AND sent_at IS NULL AND given_up_at IS NULL
        """,
        mail_id,
        reason,
    )
    _log.warning("mail.given_up", mail_id=str(mail_id))


async def forget_old_mails() -> int:
    """Give up what waited in vain, and delete what is older than a month; returns how many were deleted."""
    await execute(
        """
        UPDATE outgoing_mail SET given_up_at = now(), failure = coalesce(failure, $2), sealed = NULL
        WHERE created_at < now() - $1::interval AND sent_at IS NULL AND given_up_at IS NULL
        """,
        LONGEST_WAIT + timedelta(hours=1),
        _TOO_LATE,
    )
    return await execute("DELETE FROM outgoing_mail WHERE created_at < now() - $1::interval", _MEMORY)


def outbox(viewer: Viewer, parts: Parts, organization: Organization) -> QuerySet[OutgoingMail] | None:
    """The mails of a brand, for its administrators in development; None for others, elsewhere, and below the root.

    Whoever reads other people's mails can use the links in them.
    """
    if not parts.keeps_mails or not organization.is_root or not viewer.holds(ADMINISTRATORS, [organization.id]):
        return None
    return OutgoingMail.filter(root_id=organization.id)

"""Mails: posted with the act or not at all, handed over once, and erased when they have left."""

import dataclasses
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from pgqueuer.queries import Queries

from app.database.connection import connected, fetch_row, fetch_value, transaction
from app.domain.parts import Parts
from app.domain.people import mailing
from app.domain.people.mailing import DELAYS, MailNotYet
from app.mail.carriers import Envelope, MailDelayed, MailRefused
from app.mail.letters import InvitationLetter
from app.models import Brand, Organization, OutgoingMail, Role
from app.secrets.opaque_token import OpaqueKind, OpaqueToken
from tests.builders import a_brand, a_member, below

pytestmark = pytest.mark.anyio

LINK = "https://claim.acme.example/invitation#csi_secret-of-this-test"


class Pigeon:
    """A carrier that remembers what it carried, or fails as often as it is told."""

    def __init__(self, *failures: Exception) -> None:
        self.carried: list[Envelope] = []
        self.failures = list(failures)

    async def carry(self, envelope: Envelope) -> None:
        self.carried.append(envelope)
        if self.failures:
            raise self.failures.pop(0)


async def a_mail(parts: Parts, brand: Organization, recipient: str = "jo@example.com") -> UUID:
    face = (await mailing.stationery(parts, brand.id)).face
    async with transaction():
        letter = InvitationLetter(face, "Bluebird", "Ann", LINK, 72)
        return await mailing.post(parts, letter, root_id=brand.id, recipient=recipient)


async def jobs_for(mail_id: UUID) -> int:
    async with connected() as connection:
        table = Queries.from_asyncpg_connection(connection).qbq.settings.queue_table
    count: int = await fetch_value(f"SELECT count(*) FROM {table} WHERE payload = $1", mail_id.bytes)
    return count


async def test_a_mail_is_posted_with_its_job_and_says_nothing_in_the_database(parts: Parts) -> None:
    mail_id = await a_mail(parts, await a_brand())
    row = await OutgoingMail.get(id=mail_id)
    said = mailing.read(parts, row)

    assert await jobs_for(mail_id) == 1
    assert said is not None
    assert LINK in said.text
    raw = await fetch_row("SELECT * FROM outgoing_mail WHERE id = $1", mail_id)
    assert raw is not None
    assert b"secret-of-this-test" not in b"".join(str(value).encode() for value in raw.values()) + raw["sealed"]


async def test_what_is_rolled_back_sends_no_mail(parts: Parts) -> None:
    brand, posted = await a_brand(), []
    face = (await mailing.stationery(parts, brand.id)).face
    with pytest.raises(ZeroDivisionError):
        async with transaction():
            letter = InvitationLetter(face, "Bluebird", None, LINK, 72)
            posted.append(await mailing.post(parts, letter, root_id=brand.id, recipient="jo@example.com"))
            raise ZeroDivisionError

    assert not await OutgoingMail.exists(id=posted[0])
    assert await jobs_for(posted[0]) == 0


async def test_a_mail_is_handed_over_once_and_erased(parts: Parts) -> None:
    mail_id, pigeon = await a_mail(parts, await a_brand()), Pigeon()
    await mailing.deliver(parts, pigeon, mail_id)
    await mailing.deliver(parts, pigeon, mail_id)

    (envelope,) = pigeon.carried
    row = await OutgoingMail.get(id=mail_id)
    assert (envelope.id, envelope.recipient, envelope.written_at) == (str(mail_id), "jo@example.com", row.created_at)
    assert LINK in envelope.mail.text
    assert row.sent_at is not None
    assert row.sealed is None


async def test_in_development_a_mail_stays_readable(parts: Parts) -> None:
    keeping = dataclasses.replace(parts, keeps_mails=True)
    mail_id = await a_mail(keeping, await a_brand())
    await mailing.deliver(keeping, Pigeon(), mail_id)

    said = mailing.read(keeping, await OutgoingMail.get(id=mail_id))
    assert said is not None
    assert LINK in said.text


async def test_a_mail_that_cannot_leave_is_tried_again_and_is_the_same_mail(parts: Parts) -> None:
    mail_id, pigeon = (
        await a_mail(parts, await a_brand()),
        Pigeon(MailDelayed("451 Come back"), MailDelayed("452 Full")),
    )
    delays = []
    for _ in range(2):
        with pytest.raises(MailNotYet) as later:
            await mailing.deliver(parts, pigeon, mail_id)
        delays.append(later.value.delay)
    waiting = await OutgoingMail.get(id=mail_id)
    await mailing.deliver(parts, pigeon, mail_id)
    row = await OutgoingMail.get(id=mail_id)

    assert delays == [timedelta(minutes=1), timedelta(minutes=5)]
    assert (waiting.attempts, waiting.failure, waiting.sent_at) == (2, "452 Full", None)
    assert len({(each.id, each.mail.text) for each in pigeon.carried}) == 1
    assert (row.attempts, row.failure, row.sealed) == (3, None, None)
    assert row.sent_at is not None


async def test_a_mail_is_given_up_in_the_end_with_its_reason(parts: Parts) -> None:
    mail_id, pigeon = await a_mail(parts, await a_brand()), Pigeon(*[MailDelayed("451 Never")] * 20)
    for _ in DELAYS:
        with pytest.raises(MailNotYet):
            await mailing.deliver(parts, pigeon, mail_id)
    await mailing.deliver(parts, pigeon, mail_id)
    await mailing.deliver(parts, pigeon, mail_id)
    row = await OutgoingMail.get(id=mail_id)

    assert len(pigeon.carried) == len(DELAYS) + 1
    assert (row.failure, row.sealed, row.sent_at) == ("451 Never", None, None)
    assert row.given_up_at is not None


async def test_a_refused_mail_is_given_up_at_once(parts: Parts) -> None:
    mail_id, pigeon = await a_mail(parts, await a_brand()), Pigeon(MailRefused("550 No such person"))
    await mailing.deliver(parts, pigeon, mail_id)
    await mailing.deliver(parts, pigeon, mail_id)
    row = await OutgoingMail.get(id=mail_id)

    assert len(pigeon.carried) == 1
    assert (row.failure, row.sealed) == ("550 No such person", None)
    assert row.given_up_at is not None


async def test_a_fault_of_ours_is_no_reason_to_lose_a_mail(parts: Parts) -> None:
    mail_id, pigeon = await a_mail(parts, await a_brand()), Pigeon(ZeroDivisionError("secret"))
    with pytest.raises(MailNotYet):
        await mailing.deliver(parts, pigeon, mail_id)
    row = await OutgoingMail.get(id=mail_id)
    assert (row.failure, row.sent_at, row.given_up_at) == ("A fault of ours (ZeroDivisionError).", None, None)

    await mailing.deliver(parts, pigeon, mail_id)
    assert (await OutgoingMail.get(id=mail_id)).sent_at is not None


async def test_a_mail_whose_links_have_expired_does_not_leave_any_more(parts: Parts) -> None:
    mail_id, pigeon = await a_mail(parts, await a_brand()), Pigeon()
    await OutgoingMail.filter(id=mail_id).update(created_at=datetime.now(UTC) - timedelta(hours=72, minutes=1))
    await mailing.deliver(parts, pigeon, mail_id)

    assert not pigeon.carried
    assert (await OutgoingMail.get(id=mail_id)).given_up_at is not None


async def test_the_outbox_forgets(parts: Parts) -> None:
    brand = await a_brand()
    old, waiting, fresh = [await a_mail(parts, brand) for _ in range(3)]
    await OutgoingMail.filter(id=old).update(created_at=datetime.now(UTC) - timedelta(days=31))
    await OutgoingMail.filter(id=waiting).update(created_at=datetime.now(UTC) - timedelta(days=4))
    await mailing.forget_old_mails()
    left = {row.id: row for row in await OutgoingMail.filter(root_id=brand.id)}

    assert set(left) == {waiting, fresh}
    assert left[waiting].sealed is None
    assert left[waiting].given_up_at is not None
    assert left[fresh].given_up_at is None


@pytest.mark.parametrize(
    ("claim_host", "address"),
    [
        (None, "http://127.0.0.1:8000"),
        ("claim.acme-{}.example", "https://claim.acme-{}.example"),
        ("localhost:{}", "http://localhost:{}"),
    ],
)
async def test_links_lead_where_the_settings_say(parts: Parts, claim_host: str | None, address: str) -> None:
    brand = await a_brand()
    port = str(brand.id.int % 50_000 + 10_000)
    if claim_host is not None:
        await Brand.filter(organization_id=brand.id).update(claim_host=claim_host.format(port))
    token = OpaqueToken.mint(OpaqueKind.INVITATION)

    link = (await mailing.stationery(parts, brand.id)).link("invitation", token)
    assert link == f"{address.format(port)}/invitation#{token.text}"


async def test_only_administrators_of_the_brand_read_the_outbox_and_in_development_only(parts: Parts) -> None:
    brand, keeping = await a_brand(), dataclasses.replace(parts, keeps_mails=True)
    client, other = await below(brand), await a_brand()
    mail_id = await a_mail(keeping, brand)
    await a_mail(keeping, other)

    for role in (Role.OWNER, Role.ADMIN):
        rows = mailing.outbox(await a_member(brand, role), keeping, brand)
        assert rows is not None
        assert [row.id for row in await rows] == [mail_id]
        assert mailing.outbox(await a_member(brand, role), parts, brand) is None
    for stranger in (
        await a_member(brand, Role.OPERATOR),
        await a_member(brand, Role.MEMBER),
        await a_member(client, Role.OWNER),
        await a_member(other, Role.OWNER),
    ):
        assert mailing.outbox(stranger, keeping, brand) is None
    assert mailing.outbox(await a_member(client, Role.OWNER), keeping, client) is None

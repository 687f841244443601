"""Mails through the whole house: a real mail server, a worker, the pages that links lead to, the outbox."""

import asyncio
import dataclasses
from collections.abc import Callable
from functools import partial
from typing import Any

import asyncpg
import httpx
import pytest

from app.database.connection import transaction
from app.domain.parts import Parts
from app.domain.people import mailing
from app.domain.people.mailing import DELAYS
from app.http.pages import MAIL_PAGES
from app.jobs.worker import Worker
from app.mail import carriers
from app.mail.carriers import SmtpCarrier
from app.mail.letters import InvitationLetter
from app.mail.smtp_server import SmtpServer
from app.models import Brand, Organization, OutgoingMail
from app.schema.nodes import global_id
from tests.api.clients import Door
from tests.api.postmen import a_postman
from tests.builders import a_brand, a_member, a_template
from tests.mail_sink import a_sink

pytestmark = pytest.mark.anyio

LINK = "https://claim.acme.example/invitation#csi_x"


async def a_mail(parts: Parts, brand: Organization, recipient: str) -> OutgoingMail:
    face = (await mailing.stationery(parts, brand.id)).face
    async with transaction():
        letter = InvitationLetter(face, "Bluebird", "Ann", LINK, 72)
        mail_id = await mailing.post(parts, letter, root_id=brand.id, recipient=recipient)
    return await OutgoingMail.get(id=mail_id)


async def until(wanted: Callable[[OutgoingMail], bool], mail: OutgoingMail) -> OutgoingMail:
    for _ in range(500):
        row = await OutgoingMail.get(id=mail.id)
        if wanted(row):
            return row
        await asyncio.sleep(0.02)
    raise AssertionError("it did not come to that within ten seconds")


async def until_sent(mail: OutgoingMail) -> OutgoingMail:
    return await until(lambda row: row.sent_at is not None, mail)


async def test_a_mail_arrives_in_the_brands_name(door: Door, parts: Parts, database: str) -> None:
    brand = await a_brand()
    await Brand.filter(organization_id=brand.id).update(display_name="Acme Lamps")
    async with a_sink() as sink, a_postman(parts, database, sink):
        mail = await a_mail(parts, brand, "jo@example.com")
        arrived = await sink.mail_to("jo@example.com")
        sent = await until_sent(mail)

    assert arrived["from"].addresses[0].display_name == "Acme Lamps"
    assert arrived["message-id"] == f"<{mail.id}@acme.example>"
    assert (sent.sealed, sent.attempts) == (None, 1)
    assert len(sink.mails) == 1


async def test_a_stalled_mail_server_slows_neither_the_api_nor_other_jobs(
    door: Door, parts: Parts, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    brand = await a_brand()
    owner = await a_member(brand)
    template = await a_template(brand, parts, actor=owner)
    monkeypatch.setattr(carriers, "_WHOLE_SECONDS", 3.0)
    monkeypatch.setattr(mailing, "DELAYS", tuple(delay / 600 for delay in DELAYS))
    async with a_sink() as sink, a_postman(parts, database, sink):
        sink.stalled.clear()
        mails = [await a_mail(parts, brand, f"jo{number}@example.com") for number in range(8)]
        await asyncio.sleep(0.3)
        async with asyncio.timeout(2.5):
            made = await door.person(owner).do(
                "createTokenBatch",
                "tokenBatch { id }",
                organizationId=global_id("Organization", brand.id),
                templateId=global_id("Template", template.id),
                count=10,
            )
            status = "query($id: ID!) { tokenBatch(id: $id) { status } }"
            batch: dict[str, Any] = {}
            while batch.get("status") != "COMPLETE":
                await asyncio.sleep(0.02)
                batch = (await door.person(owner).ask(status, id=made["tokenBatch"]["id"]))["tokenBatch"]
        assert not sink.mails
        sink.stalled.set()
        for mail in mails:
            await until_sent(mail)

    # What the server had taken before it stalled may have come twice, but under one name, which servers know it by.
    assert {mail["message-id"] for mail in sink.mails} == {f"<{mail.id}@acme.example>" for mail in mails}


async def test_a_mail_server_that_was_away_gets_each_mail_once(
    door: Door, parts: Parts, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    brand = await a_brand()
    monkeypatch.setattr(mailing, "DELAYS", tuple(delay / 300 for delay in DELAYS))
    async with a_sink() as sink, a_postman(parts, database, sink):
        sink.recipient_answer = "451 Come back later"
        mails = [await a_mail(parts, brand, f"jo{number}@example.com") for number in range(3)]
        for mail in mails:
            await until(lambda row: row.failure is not None, mail)
        sink.recipient_answer = None
        await asyncio.sleep(0.3)
        # A worker looks for what has become due every ten seconds, and whenever something new comes.
        mails.append(await a_mail(parts, brand, "jo3@example.com"))
        sent = [await until_sent(mail) for mail in mails]
        await asyncio.sleep(0.3)

    assert sorted(to for (to,) in sink.recipients) == [f"jo{number}@example.com" for number in range(4)]
    assert {mail.failure for mail in sent} == {None}
    assert min(mail.attempts for mail in sent[:3]) >= 2


async def test_without_a_mail_server_mails_wait(door: Door, parts: Parts, database: str, worker: None) -> None:
    mail = await a_mail(parts, await a_brand(), "jo@example.com")
    await asyncio.sleep(0.3)
    waiting = await OutgoingMail.get(id=mail.id)
    assert (waiting.attempts, waiting.sent_at) == (0, None)

    async with a_sink() as sink:
        carrier = SmtpCarrier(SmtpServer.parse(sink.url), "no-reply@acme.example")
        second = Worker(parts, partial(asyncpg.connect, database), carrier)
        await second.start()
        try:
            await sink.mail_to("jo@example.com")
        finally:
            await second.stop()


@pytest.mark.parametrize("page", MAIL_PAGES)
async def test_links_lead_to_a_page_that_changes_nothing(door: Door, page: str) -> None:
    brand = await a_brand()
    host = f"claim-{brand.slug}.example"
    await Brand.filter(organization_id=brand.id).update(
        claim_host=host, display_name="Acme & Söhne", primary_color="#7a1fa2"
    )
    here = await door.http.get(f"/{page}")
    there = await door.http.get(f"/{page}", headers={"host": host})

    assert (here.status_code, there.status_code) == (httpx.codes.OK, httpx.codes.OK)
    assert "the app" in here.text
    assert "the Acme &amp; Söhne app" in there.text
    assert "#7a1fa2" in there.text
    assert here.headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in here.headers["content-security-policy"]
    assert (await door.http.post(f"/{page}")).status_code == httpx.codes.METHOD_NOT_ALLOWED


async def test_the_outbox_is_null_but_in_development(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    await a_mail(parts, brand, "jo@example.com")
    query = "query($id: ID!) { organization(id: $id) { outbox(first: 5) { edges { node { text } } } } }"
    found = await door.person(await a_member(brand)).ask(query, id=global_id("Organization", brand.id))

    assert found["organization"] == {"outbox": None}


async def test_the_link_of_a_mail_is_the_settings_never_the_requests(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    owner = door.person(await a_member(brand))
    evil = dataclasses.replace(owner, http=door.http)
    response = await evil.http.post(
        "/graphql",
        json={
            "query": "mutation($i: InviteMemberInput!) { inviteMember(input: $i) { __typename } }",
            "variables": {
                "i": {"organizationId": global_id("Organization", brand.id), "email": "a@example.com", "role": "MEMBER"}
            },
        },
        headers={**owner.headers, "host": "evil.example", "x-forwarded-host": "evil.example"},
    )
    assert response.json()["data"]["inviteMember"]["__typename"] == "InviteMemberSuccess"
    said = mailing.read(parts, await OutgoingMail.get(root_id=brand.id))

    assert said is not None
    assert "evil.example" not in said.text + said.html
    assert f"{str(door.http.base_url).rstrip('/')}/invitation#csi_" in said.text

"""The flow of a customer who signs up alone: claim at once, and reach other people once the address is proven."""

import re
from datetime import UTC, datetime

import pytest

from app.database.connection import transaction
from app.domain.parts import Parts
from app.domain.people import link_requests, mail_links
from app.models import (
    Account,
    DeviceTransfer,
    Event,
    Invitation,
    MailLink,
    MailLinkKind,
    Membership,
    OutgoingMail,
    Role,
)
from app.schema.nodes import global_id, parse_id
from tests.api.clients import Door
from tests.api.steps import kinds
from tests.builders import PASSWORD, a_brand, a_static_token, an_account, below
from tests.mail_sink import Sink, text_of

pytestmark = pytest.mark.anyio

LINK = re.compile(r"http://\S+/verify#(csv_[A-Za-z0-9_-]{43})")
SIGNED_UP = "user { id isEmailVerified } session { accessToken }"
VERIFIED = "{ viewer { user { isEmailVerified } } }"


async def a_link(account: Account) -> str:
    """The token of a link as it would be mailed."""
    async with transaction():
        return (await mail_links.make_link(account, MailLinkKind.MAIL_VERIFICATION)).text


async def test_an_address_is_verified_by_the_link_in_the_mail_signed_in_or_not(door: Door, mails: Sink) -> None:
    brand = await a_brand(name="Bluebird")
    signed_up = await door.stranger().do(
        "signUp", SIGNED_UP, brand=brand.slug, email="ada@bluebird.example", password=PASSWORD
    )
    mail = await mails.mail_to("ada@bluebird.example")
    link = LINK.search(text_of(mail))
    assert link is not None
    outcome = await door.stranger().do("verifyEmail", "email", token=link[1])
    again = await door.stranger().do("verifyEmail", "email", token=link[0])

    assert "Bluebird" in str(mail["subject"])
    assert not signed_up["user"]["isEmailVerified"]
    assert outcome == again == {"__typename": "VerifyEmailSuccess", "email": "ada@bluebird.example"}
    me = door.bearer(signed_up["session"]["accessToken"])
    assert (await me.ask(VERIFIED))["viewer"]["user"]["isEmailVerified"]
    account_id = parse_id(signed_up["user"]["id"])[1]
    assert await kinds(actor_id=account_id) == ["ACCOUNT_CREATED", "EMAIL_VERIFIED"]


async def test_claiming_does_not_wait_for_the_mail_and_reaching_others_does(
    door: Door, parts: Parts, mails: Sink
) -> None:
    brand = await a_brand()
    token, email = await a_static_token(brand, parts), f"ada@{brand.slug}.example"
    signed_up = await door.stranger().do("signUp", SIGNED_UP, brand=brand.slug, email=email, password=PASSWORD)
    me, account_id = door.bearer(signed_up["session"]["accessToken"]), parse_id(signed_up["user"]["id"])[1]
    claimed = await me.do("claimDevice", "device { id }", qrToken=token.qr_token.text)
    club = await below(brand, "Club")
    await Membership.create(account_id=account_id, organization_id=club.id, role=Role.ADMIN)
    inviting = {"organizationId": global_id("Organization", club.id), "email": f"ben@{brand.slug}.example"}
    refused = await me.do("inviteMember", **inviting, role="MEMBER")
    offering = {"deviceId": claimed["device"]["id"], "email": f"ben@{brand.slug}.example"}
    kept = await me.do("offerDeviceTransfer", **offering)
    assert not await Invitation.exists(organization_id=club.id)
    assert not await DeviceTransfer.exists(email=offering["email"])
    link = LINK.search(text_of(await mails.mail_to(email)))
    assert link is not None
    await door.stranger().do("verifyEmail", token=link[1])
    invited = await me.do("inviteMember", **inviting, role="MEMBER")
    offered = await me.do("offerDeviceTransfer", **offering)

    assert claimed["__typename"] == "ClaimDeviceSuccess"
    refusal = {
        "__typename": "EmailNotVerified",
        "message": "Confirm your e-mail address first: open the link in the mail that was sent to you.",
    }
    assert (refused, kept) == (refusal, refusal)
    assert invited["__typename"] == "InviteMemberSuccess"
    assert offered["__typename"] == "OfferDeviceTransferSuccess"
    await mails.mail_to(inviting["email"], count=2)
    assert any("Club" in text_of(mail) for mail in mails.mails)


async def test_whoever_asks_gets_another_mail_until_the_address_is_verified(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    account = await an_account(brand, is_verified=False)
    wanted = f'["MAIL_VERIFICATION", "{brand.id}", "{account.email_key}"]'.encode()
    await link_requests.send_link(parts, wanted)
    await door.stranger().do("verifyEmail", token=await a_link(account))
    await link_requests.send_link(parts, wanted)

    assert [mail.kind for mail in await OutgoingMail.filter(recipient=account.email)] == ["verification"]


async def test_links_that_verify_nothing_are_refused_alike(door: Door) -> None:
    account = await an_account(await a_brand(), is_verified=False)
    late, moved = await a_link(account), await a_link(account)
    await MailLink.filter(account_id=account.id).update(expires_at=datetime.now(UTC))
    fresh = await a_link(account)
    await MailLink.filter(account_id=account.id, expires_at__gt=datetime.now(UTC)).update(email_key="old@example.com")
    for token in (late, moved, fresh, "csv_" + 43 * "x", "csp_" + 43 * "x", "", "\u0000"):
        outcome = await door.stranger().do("verifyEmail", token=token)
        assert outcome["__typename"] == "MailLinkInvalid"
    assert (await Account.get(id=account.id)).email_verified_at is None
    assert not await Event.exists(actor_id=account.id)

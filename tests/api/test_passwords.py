"""Changing a password, and choosing a new one by mail: who may, what it ends, and what it tells nobody."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.database.connection import fetch_value, transaction
from app.domain.parts import Parts
from app.domain.people import link_requests, mail_links
from app.domain.throttling import LIMIT
from app.models import Account, Event, MailLink, MailLinkKind, Organization, OutgoingMail, Session
from tests.api.clients import TRANSPORTS, Client, Door, Transport
from tests.api.steps import an_owned_device, counted_statements, has_guessed, kinds
from tests.builders import PASSWORD, a_brand, a_customer, a_member, an_account
from tests.mail_sink import Sink, html_of, text_of

pytestmark = pytest.mark.anyio

NEW = "a new horse entirely"
TOKENS = "session { accessToken refreshToken }"
WHO = "{ viewer { user { id } } }"
FOLLOW = "subscription($ids: [ID!]) { deviceStatusChanged(deviceIds: $ids) { id } }"


async def can_sign_in(door: Door, brand: Organization, email: str, password: str) -> bool:
    outcome = await door.stranger().do("signIn", brand=brand.slug, email=email, password=password)
    return bool(outcome["__typename"] == "SignInSuccess")


async def a_link(account: Account, kind: MailLinkKind = MailLinkKind.PASSWORD_RESET) -> str:
    """The token of a link as it would be mailed."""
    async with transaction():
        return (await mail_links.make_link(account, kind)).text


async def mails_to(email: str) -> list[str]:
    return [mail.kind for mail in await OutgoingMail.filter(recipient=email).order_by("id")]


# ---- Changing ----


async def test_a_new_password_replaces_the_old_one_and_ends_all_other_sessions(door: Door) -> None:
    brand = await a_brand()
    account = await an_account(brand)
    signing_in = {"brand": brand.slug, "email": account.email, "password": PASSWORD}
    here, there = [(await door.stranger().do("signIn", TOKENS, **signing_in))["session"] for _ in range(2)]
    reset = await a_link(account)
    me = door.bearer(here["accessToken"])
    outcome = await me.do("changePassword", "endedSessions", oldPassword=PASSWORD, newPassword=NEW)

    assert outcome == {"__typename": "ChangePasswordSuccess", "endedSessions": 1}
    assert (await me.ask(WHO))["viewer"] is not None
    assert (await door.bearer(there["accessToken"]).ask(WHO))["viewer"] is None
    lost = await door.stranger().do("refreshSession", refreshToken=there["refreshToken"])
    kept = await door.stranger().do("refreshSession", refreshToken=here["refreshToken"])
    assert (lost["__typename"], kept["__typename"]) == ("SessionExpired", "RefreshSessionSuccess")
    assert [await can_sign_in(door, brand, account.email, each) for each in (PASSWORD, NEW)] == [False, True]
    assert "PASSWORD_CHANGED" in await kinds(actor_id=account.id)
    assert await mails_to(account.email) == ["password-changed"]
    late = await door.stranger().do("resetPassword", token=reset, password=NEW)
    assert late["__typename"] == "MailLinkInvalid"


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_a_new_password_ends_the_subscriptions_of_other_sessions_within_a_second(
    door: Door, parts: Parts, transport: Transport
) -> None:
    brand = await a_brand()
    owned = await an_owned_device(door, parts, brand)
    desk = await door.stranger().do("signIn", TOKENS, brand=brand.slug, email=owned.viewer.email, password=PASSWORD)
    me = door.bearer(desk["session"]["accessToken"])

    async with (
        owned.owner.follow(FOLLOW, over=transport, ids=[owned.device_id]) as others,
        me.follow(FOLLOW, over=transport, ids=[owned.device_id]) as own,
    ):
        await others.next()
        await own.next()
        await me.do("changePassword", oldPassword=PASSWORD, newPassword=NEW)
        assert await others.last_code(within=1) == "UNAUTHENTICATED"
        await me.do("updateDevice", deviceId=owned.device_id, metadata=[{"name": "Device Name", "value": "Kitchen"}])
        assert (await own.next())["deviceStatusChanged"]["id"] == owned.device_id


async def test_a_wrong_old_password_changes_nothing_and_is_counted_for_that_session(door: Door) -> None:
    brand = await a_brand()
    customer = await a_customer(brand)
    me = door.person(customer)
    await has_guessed(LIMIT - 1, "password", str(customer.session_id))
    wrong: list[dict[str, Any]] = [
        await me.do("changePassword", oldPassword="wrong " + PASSWORD, newPassword=NEW) for _ in range(2)
    ]

    assert [each["__typename"] for each in wrong] == ["PasswordWrong", "TooManyAttempts"]
    assert wrong[0]["message"] == "The password is wrong."
    # Whoever found the open session guesses no more, not even right; the owner is not locked out elsewhere.
    right = {"oldPassword": PASSWORD, "newPassword": NEW}
    assert (await me.do("changePassword", **right))["__typename"] == "TooManyAttempts"
    elsewhere = await door.stranger().do("signIn", TOKENS, brand=brand.slug, email=customer.email, password=PASSWORD)
    other = door.bearer(elsewhere["session"]["accessToken"])
    assert (await other.do("changePassword", **right))["__typename"] == "ChangePasswordSuccess"


async def test_a_new_password_that_would_be_guessed_is_refused(door: Door) -> None:
    customer = await a_customer(await a_brand())
    for unusable in ("short1234", "qwertyuiop", customer.email, 129 * "ab"):
        outcome = await door.person(customer).do("changePassword", oldPassword=PASSWORD, newPassword=unusable)
        assert outcome["__typename"] == "PasswordUnusable"
    assert not await Event.exists(actor_id=customer.account_id, kind="PASSWORD_CHANGED")


# ---- Asking for a link ----


async def test_a_forgotten_password_is_replaced_by_the_link_in_the_mail(door: Door, mails: Sink) -> None:
    brand = await a_brand()
    account = await an_account(brand, is_verified=False)
    signed_in = await door.stranger().do("signIn", TOKENS, brand=brand.slug, email=account.email, password=PASSWORD)
    asked = await door.stranger().do(
        "requestPasswordReset", "email", brand=brand.slug, email=f" {account.email.upper()} "
    )
    mail = await mails.mail_to(account.email)
    link = re.search(r"http://\S+/reset#(csp_[A-Za-z0-9_-]{43})", text_of(mail))
    assert link is not None
    assert link[0] in html_of(mail)
    outcome = await door.stranger().do("resetPassword", "endedSessions", token=link[1], password=NEW)

    assert asked == {"__typename": "RequestPasswordResetSuccess", "email": account.email.upper()}
    assert outcome == {"__typename": "ResetPasswordSuccess", "endedSessions": 1}
    assert (await door.bearer(signed_in["session"]["accessToken"]).ask(WHO))["viewer"] is None
    assert [await can_sign_in(door, brand, account.email, each) for each in (PASSWORD, NEW)] == [False, True]
    # Who reads the mails of an address is the person of it.
    assert (await Account.get(id=account.id)).email_verified_at is not None
    assert "password" in str((await mails.mail_to(account.email, count=2))["subject"])
    assert await kinds(actor_id=account.id) == ["SIGNED_IN", "PASSWORD_RESET", "SIGNED_IN"]


REQUESTS = ["requestPasswordReset", "requestEmailVerification"]


@pytest.mark.parametrize("request_", REQUESTS)
async def test_a_known_and_an_unknown_address_are_answered_alike_by_the_same_statements(
    door: Door, request_: str
) -> None:
    brand, other = await a_brand(), await a_brand()
    known, elsewhere = await an_account(brand, is_verified=False), await an_account(other, is_verified=False)
    bodies, statements = [], []
    for email in (known.email, f"no-{known.email}", elsewhere.email):
        async with counted_statements() as sent:
            answer = await door.stranger().try_to(request_, "email", brand=brand.slug, email=email)
        statements.append(list(sent))
        bodies.append({**answer.body, "data": str(answer.data).replace(email, "…")})

    assert bodies == 3 * [bodies[0]]
    assert statements == 3 * [statements[0]]
    assert await mails_to(known.email) == []  # the job's work, not the answer's


@pytest.mark.parametrize("request_", REQUESTS)
async def test_whoever_asks_for_many_links_is_slowed_each_alias_counted(door: Door, request_: str) -> None:
    brand = await a_brand()
    asker = door.stranger()
    await has_guessed(LIMIT - 2, "request-link", asker.address)
    title = request_[0].upper() + request_[1:]
    document = (
        f"mutation($input: {title}Input!) {{"
        + " ".join(f"a{n}: {request_}(input: $input) {{ __typename }}" for n in range(4))
        + "}"
    )
    answered = await asker.ask(document, input={"brand": brand.slug, "email": "ada@example.com"})
    assert [each["__typename"] for each in answered.values()] == 2 * [f"{title}Success"] + 2 * ["TooManyAttempts"]
    other = await door.stranger().do(request_, brand=brand.slug, email="ada@example.com")
    assert other["__typename"] == f"{title}Success"


@pytest.mark.parametrize("request_", REQUESTS)
async def test_what_is_no_address_and_no_brand_is_refused(door: Door, request_: str) -> None:
    brand = await a_brand()
    for slug, email, refusal in (
        (brand.slug, "ada@example.com\r\nBcc: eve@example.com", "EmailUnusable"),
        (brand.slug, 250 * "a" + "@a.io", "EmailUnusable"),
        ("no-such-brand", "ada@example.com", "BrandUnknown"),
        ("no\u0000such", "ada@example.com", "BrandUnknown"),
    ):
        assert (await door.stranger().do(request_, brand=slug, email=email))["__typename"] == refusal


async def test_an_account_is_mailed_three_links_an_hour_and_all_of_them_work(parts: Parts, door: Door) -> None:
    brand = await a_brand()
    account = await an_account(brand)
    wanted = f'["PASSWORD_RESET", "{brand.id}", "{account.email_key}"]'.encode()
    await asyncio.gather(*(link_requests.send_link(parts, wanted) for _ in range(6)))
    assert await mails_to(account.email) == 3 * ["password-reset"]

    await MailLink.filter(account_id=account.id).update(created_at=datetime.now(UTC) - timedelta(minutes=61))
    await link_requests.send_link(parts, wanted)
    assert await mails_to(account.email) == 4 * ["password-reset"]
    assert await MailLink.filter(account_id=account.id, used_at=None).count() == 4


async def test_nobody_is_mailed_a_link_of_a_suspended_brand(parts: Parts, door: Door) -> None:
    brand = await a_brand()
    account = await an_account(brand)
    token = await a_link(account)
    await Organization.filter(id=brand.id).update(suspended_at=datetime.now(UTC))
    await link_requests.send_link(parts, f'["PASSWORD_RESET", "{brand.id}", "{account.email_key}"]'.encode())

    assert await mails_to(account.email) == []
    refused = await door.stranger().do("resetPassword", token=token, password=NEW)
    assert refused["__typename"] == "MailLinkInvalid"


# ---- Using it ----


async def test_links_that_are_used_expired_unknown_or_of_another_kind_are_refused_alike(door: Door) -> None:
    brand = await a_brand()
    account = await an_account(brand)
    used, beside = [await a_link(account) for _ in range(2)]
    verification = await a_link(account, MailLinkKind.MAIL_VERIFICATION)
    valid = {link.kind: link.expires_at - link.created_at for link in await MailLink.filter(account_id=account.id)}
    await door.stranger().do("resetPassword", token=used, password=NEW)
    late = await a_link_that_is_late(await an_account(brand))
    given = [used, beside, late, verification, "csp_" + 43 * "x", "csp_", "", "\u0000", "csp_" + 4000 * "x"]
    outcomes = [await door.stranger().do("resetPassword", token=each, password=NEW + "!") for each in given]

    assert outcomes == len(given) * [
        {
            "__typename": "MailLinkInvalid",
            "message": "This link is used up, too old, or none of ours. Ask for a new one.",
        }
    ]
    assert await can_sign_in(door, brand, account.email, NEW)
    assert valid == {
        MailLinkKind.PASSWORD_RESET: timedelta(hours=1),
        MailLinkKind.MAIL_VERIFICATION: timedelta(hours=72),
    }


async def a_link_that_is_late(account: Account) -> str:
    token = await a_link(account)
    await MailLink.filter(account_id=account.id).update(expires_at=datetime.now(UTC))
    return token


async def test_of_many_who_use_one_link_one_chooses_the_password(door: Door) -> None:
    brand = await a_brand()
    account = await an_account(brand)
    token = await a_link(account)
    outcomes = await asyncio.gather(
        *(door.stranger().do("resetPassword", token=token, password=f"{NEW} {n}") for n in range(6))
    )

    winners = [n for n, outcome in enumerate(outcomes) if outcome["__typename"] == "ResetPasswordSuccess"]
    assert len(winners) == 1
    assert {outcome["__typename"] for outcome in outcomes} == {"ResetPasswordSuccess", "MailLinkInvalid"}
    assert await can_sign_in(door, brand, account.email, f"{NEW} {winners[0]}")
    assert await Event.filter(actor_id=account.id, kind="PASSWORD_RESET").count() == 1


async def test_a_password_that_would_be_guessed_leaves_the_link_good(door: Door) -> None:
    brand = await a_brand()
    account = await an_account(brand)
    token = await a_link(account)
    weak = await door.stranger().do("resetPassword", token=token, password="qwertyuiop")
    good = await door.stranger().do("resetPassword", token=f"https://claim.acme.example/reset#{token}", password=NEW)
    assert (weak["__typename"], good["__typename"]) == ("PasswordUnusable", "ResetPasswordSuccess")


async def test_whoever_tries_links_is_slowed(door: Door) -> None:
    account = await an_account(await a_brand())
    guesser: Client = door.stranger()
    await has_guessed(LIMIT, "mail-link", guesser.address)
    token = await a_link(account)
    for mutation, more in (("resetPassword", {"password": NEW}), ("verifyEmail", {})):
        assert (await guesser.do(mutation, token=token, **more))["__typename"] == "TooManyAttempts"
    assert (await door.stranger().do("resetPassword", token=token, password=NEW))["__typename"].endswith("Success")


async def test_the_database_holds_no_link(door: Door) -> None:
    account = await an_account(await a_brand())
    token = await a_link(account)
    found = await fetch_value(
        "SELECT count(*) FROM mail_link WHERE account_id = $1 AND position(convert_to($2, 'UTF8') IN digest) > 0",
        account.id,
        token,
    )
    assert (found, await MailLink.filter(account_id=account.id).count()) == (0, 1)


async def test_links_that_nobody_can_use_any_more_are_forgotten(door: Door) -> None:
    account = await an_account(await a_brand())
    await a_link(account)
    await MailLink.filter(account_id=account.id).update(expires_at=datetime.now(UTC) - timedelta(hours=2))
    kept = await a_link(account)
    await mail_links.forget_old_links()

    assert await MailLink.filter(account_id=account.id).count() == 1
    assert (await door.stranger().do("resetPassword", token=kept, password=NEW))["__typename"].endswith("Success")


async def test_a_password_change_meanwhile_lets_no_one_in_with_the_old_one(door: Door) -> None:
    brand = await a_brand()
    member = await a_member(brand)
    first, second = await asyncio.gather(
        *(door.person(member).do("changePassword", oldPassword=PASSWORD, newPassword=f"{NEW} {n}") for n in range(2))
    )
    assert {first["__typename"], second["__typename"]} == {"ChangePasswordSuccess", "PasswordWrong"}
    assert await Session.filter(account_id=member.account_id, ended_at=None).count() == 1

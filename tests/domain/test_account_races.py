"""Rivals for one account: what changes or ends it, and what still wanted to use it as it was."""

from uuid import UUID

import pytest

from app.domain.devices.claiming import claim_device
from app.domain.errors import Forbidden
from app.domain.parts import Parts
from app.domain.people import sessions
from app.domain.people.accounts import CredentialsWrong, SignedIn, sign_in
from app.domain.people.erasing import delete_account
from app.domain.people.password_changes import change_password
from app.domain.people.sessions import SessionExpired, StartedSession
from app.models import Account, Device, Organization, RefreshToken, Session, StaticToken, TokenStatus
from tests.builders import PASSWORD, a_brand, a_customer, a_member, a_static_token, an_address
from tests.domain.test_races import either_way, meeting_at

pytestmark = pytest.mark.anyio

NEW = "a new horse entirely"


@either_way
async def test_whoever_signs_in_with_the_old_password_while_it_is_changed_is_out(parts: Parts, turned: bool) -> None:
    brand = await a_brand()
    member = await a_member(brand)
    changed, signed_in = await meeting_at(
        "account",
        member.account_id,
        lambda: change_password(member, parts, old_password=PASSWORD, new_password=NEW),
        lambda: sign_in(
            parts, brand=brand.slug, email=member.email, password=PASSWORD, device_name=None, address=an_address()
        ),
        turned=turned,
    )

    assert changed == (1 if turned else 0)
    assert isinstance(signed_in, SignedIn if turned else CredentialsWrong)
    live = await Session.filter(account_id=member.account_id, ended_at=None)
    assert [session.id for session in live] == [member.session_id]


@either_way
async def test_a_refresh_meets_the_end_of_the_account(parts: Parts, turned: bool) -> None:
    brand = await a_brand()
    customer = await a_customer(brand)
    signed_in = await sign_in(
        parts, brand=brand.slug, email=customer.email, password=PASSWORD, device_name=None, address=an_address()
    )
    deleted, refreshed = await meeting_at(
        "session",
        signed_in.session.session_id,
        lambda: delete_account(customer, parts, PASSWORD),
        lambda: sessions.refresh(parts, signed_in.session.refresh_token.text),
        turned=turned,
    )

    assert deleted == 0
    assert isinstance(refreshed, StartedSession if turned else SessionExpired)
    assert not await Account.exists(id=customer.account_id)
    assert not await RefreshToken.exists(session_id=signed_in.session.session_id)


@either_way
async def test_a_claim_meets_the_end_of_the_account(parts: Parts, turned: bool) -> None:
    brand = await a_brand()
    token, customer = await a_static_token(brand, parts), await a_customer(brand)
    personal = customer.held[0].organization_id
    deleted, claimed = await meeting_at(
        "account",
        customer.account_id,
        lambda: delete_account(customer, parts, PASSWORD),
        lambda: claim_device(customer, parts, token.qr_token),
        turned=turned,
    )

    assert isinstance(claimed, UUID if turned else Forbidden)
    assert deleted == (1 if turned else 0)
    assert (await StaticToken.get(id=token.id)).status is TokenStatus.UNCLAIMED
    assert not await Device.exists(owner_id=customer.account_id)
    assert not await Organization.exists(id=personal)

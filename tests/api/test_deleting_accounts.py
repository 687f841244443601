"""Deleting an account: devices become unclaimed, nothing personal is left, and the acts stay without the person."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.database.connection import connected, fetch, fetch_value, transaction
from app.domain.parts import Parts
from app.domain.people import mailing
from app.domain.throttling import LIMIT
from app.mail.letters import PasswordChangedLetter
from app.models import (
    Account,
    Device,
    DeviceTransfer,
    Event,
    Invitation,
    Membership,
    Organization,
    OutgoingMail,
    PlanUsage,
    Role,
    Session,
    StaticToken,
    TokenBatch,
    TokenStatus,
)
from app.schema.nodes import global_id
from app.secrets.opaque_token import OpaqueKind, OpaqueToken
from tests.api.clients import TRANSPORTS, Door, Transport
from tests.api.steps import an_owned_device, comes_online, has_guessed, kinds
from tests.builders import PASSWORD, a_brand, a_customer, a_member, a_static_token, an_account, below

pytestmark = pytest.mark.anyio

TOKENS = "session { accessToken refreshToken }"
WHO = "{ viewer { user { id } } }"
FOLLOW = "subscription($ids: [ID!]) { deviceStatusChanged(deviceIds: $ids) { id } }"


async def everything_stored() -> str:
    """All rows of all our tables as text."""
    tables = await fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    async with connected() as connection:
        return "\n".join(
            [
                str(await connection.fetchval(f'SELECT string_agg(row_to_json(t)::text, chr(10)) FROM "{row[0]}" AS t'))
                for row in tables
            ]
        )


async def an_open_invitation(place: Organization, email: str, by: UUID) -> None:
    await Invitation.create(
        organization_id=place.id,
        invited_by_id=by,
        email=email.upper(),
        email_key=email,
        role=Role.MEMBER,
        digest=OpaqueToken.mint(OpaqueKind.INVITATION).digest,
        expires_at=datetime.now(UTC) + timedelta(hours=72),
    )


async def an_offer(device_id: UUID, by: UUID, email: str) -> None:
    await DeviceTransfer.create(
        device_id=device_id,
        offered_by_id=by,
        email=email,
        email_key=email,
        digest=OpaqueToken.mint(OpaqueKind.REFRESH).digest,
        expires_at=datetime.now(UTC) + timedelta(days=7),
    )


async def test_nothing_personal_is_left_and_the_acts_stay(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    staff, giver = await a_member(brand), await an_owned_device(door, parts, brand)
    email = f"ada.lovelace-{brand.slug}@example.com"
    signed_up = await door.stranger().do(
        "signUp", "session { accessToken }", brand=brand.slug, email=email, password=PASSWORD, name=f"Ada {brand.slug}"
    )
    me = door.bearer(signed_up["session"]["accessToken"])
    account = await Account.get(email_key=email)
    token = await a_static_token(brand, parts)
    claimed = await me.do("claimDevice", "device { id }", qrToken=token.qr_token.text, name=f"Ada's {brand.slug}")
    await an_open_invitation(await below(brand), email, staff.account_id)
    await an_offer(giver.row_id, giver.viewer.account_id, email)
    async with transaction():
        letter = PasswordChangedLetter((await mailing.stationery(parts, brand.id)).face)
        await mailing.post(parts, letter, root_id=brand.id, recipient=email.upper())
    personal = (await Membership.get(account_id=account.id)).organization_id
    assert f"da.lovelace-{brand.slug}" in await everything_stored()

    outcome = await me.do("deleteAccount", "releasedDevices", password=PASSWORD)

    assert outcome == {"__typename": "DeleteAccountSuccess", "releasedDevices": 1}
    stored = (await everything_stored()).casefold()
    assert f"lovelace-{brand.slug}" not in stored
    assert f"ada {brand.slug}" not in stored
    assert f"ada's {brand.slug}" not in stored
    assert not await Organization.exists(id=personal)
    assert not await Invitation.exists(email_key=email)
    assert not await DeviceTransfer.exists(email_key=email)
    assert not await Session.exists(account_id=account.id)
    # The acts are there, and say nothing of the person.
    assert await kinds(actor_id=account.id) == [
        *("ACCOUNT_CREATED", "DEVICE_CLAIMED", "DEVICE_UNCLAIMED", "ACCOUNT_DELETED")
    ]
    history = await door.person(staff).ask(
        "query($id: ID!) { staticToken(id: $id) { history(first: 10) { edges { node { kind actor { email } } } } } }",
        id=global_id("StaticToken", token.id),
    )
    told = [edge["node"] for edge in history["staticToken"]["history"]["edges"]]
    assert {"kind": "DEVICE_UNCLAIMED", "actor": None} in told
    assert {"kind": "DEVICE_CLAIMED", "actor": None} in told
    assert claimed["device"]["id"]
    # The brand sees that somebody left, and the address may come back as a stranger.
    assert await Event.exists(kind="ACCOUNT_DELETED", organization_id=brand.id, facts={})
    again = await door.stranger().do("signUp", brand=brand.slug, email=email, password=PASSWORD)
    assert again["__typename"] == "SignUpSuccess"


@pytest.mark.parametrize("is_online", [True, False])
async def test_its_devices_can_be_claimed_by_the_next_who_sees_nothing_of_before(
    door: Door, parts: Parts, is_online: bool
) -> None:
    brand = await a_brand()
    owned = await an_owned_device(door, parts, brand, name="Ada's kitchen")
    if is_online:
        await comes_online(parts, owned.token.id)
    await an_offer(owned.row_id, owned.viewer.account_id, "ben@example.com")
    await owned.owner.do("deleteAccount", password=PASSWORD)

    assert not await DeviceTransfer.exists(device_id=owned.row_id)
    device = await Device.get(id=owned.row_id)
    assert (device.owner_id, device.organization_id) == (None, brand.id if is_online else None)
    assert (await StaticToken.get(id=owned.token.id)).status is TokenStatus.UNCLAIMED
    heir = door.person(await a_customer(brand))
    claimed = await heir.do("claimDevice", "device { id name }", qrToken=owned.token.qr_token.text)
    assert claimed["device"] == {"id": owned.device_id, "name": "TempSense"}


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_sessions_and_open_subscriptions_end_within_a_second(
    door: Door, parts: Parts, transport: Transport
) -> None:
    brand = await a_brand()
    owned = await an_owned_device(door, parts, brand)
    desk = await door.stranger().do("signIn", TOKENS, brand=brand.slug, email=owned.viewer.email, password=PASSWORD)

    async with owned.owner.follow(FOLLOW, over=transport, ids=[owned.device_id]) as changes:
        await changes.next()
        await door.bearer(desk["session"]["accessToken"]).do("deleteAccount", password=PASSWORD)
        assert await changes.last_code(within=1) == "UNAUTHENTICATED"
    assert (await owned.owner.ask(WHO))["viewer"] is None
    refreshed = await door.stranger().do("refreshSession", refreshToken=desk["session"]["refreshToken"])
    assert refreshed["__typename"] == "SessionExpired"
    signed_in = await door.stranger().do("signIn", brand=brand.slug, email=owned.viewer.email, password=PASSWORD)
    assert signed_in["__typename"] == "CredentialsWrong"


async def test_a_wrong_password_deletes_nothing_and_is_counted(door: Door, parts: Parts) -> None:
    owned = await an_owned_device(door, parts, await a_brand())
    await has_guessed(LIMIT - 1, "password", str(owned.viewer.session_id))
    outcomes = [
        (await owned.owner.do("deleteAccount", password=each))["__typename"] for each in ("wrong " + PASSWORD, PASSWORD)
    ]

    assert outcomes == ["PasswordWrong", "TooManyAttempts"]
    assert (await Device.get(id=owned.row_id)).owner_id == owned.viewer.account_id
    assert await Account.exists(id=owned.viewer.account_id)


# ---- Staff ----


async def test_the_last_owner_of_an_organization_stays(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    client = await below(brand, "Client")
    owner = await a_member(client)
    await Membership.create(account_id=owner.account_id, organization_id=brand.id, role=Role.ADMIN)
    owned = await an_owned_device(door, parts, brand, viewer=await a_member(client, Role.MEMBER))
    outcome = await door.person(owner).do("deleteAccount", facts="... on LastOwner { organization }", password=PASSWORD)

    assert outcome["__typename"] == "LastOwner"
    assert outcome["organization"] == "Client"
    assert await Account.exists(id=owner.account_id)
    assert await Membership.filter(account_id=owner.account_id).count() == 2
    assert (await Device.get(id=owned.row_id)).owner_id == owned.viewer.account_id
    await Membership.filter(account_id=owned.viewer.account_id).update(role=Role.OWNER)
    await PlanUsage.filter(root_id=brand.id).update(members=3)
    assert (await door.person(owner).do("deleteAccount", password=PASSWORD))["__typename"] == "DeleteAccountSuccess"


async def test_two_last_owners_do_not_leave_together(door: Door) -> None:
    brand = await a_brand()
    owners = [await a_member(brand) for _ in range(2)]
    await PlanUsage.filter(root_id=brand.id).update(members=2)
    outcomes: list[dict[str, Any]] = await asyncio.gather(
        *(door.person(owner).do("deleteAccount", password=PASSWORD) for owner in owners)
    )

    assert sorted(outcome["__typename"] for outcome in outcomes) == ["DeleteAccountSuccess", "LastOwner"]
    assert await Membership.filter(organization_id=brand.id, role=Role.OWNER).count() == 1


async def test_the_plan_gets_the_places_back_and_batches_forget_who_made_them(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    await a_member(brand)
    staff = await a_member(brand, Role.ADMIN)
    await Membership.create(account_id=staff.account_id, organization_id=(await below(brand)).id, role=Role.MEMBER)
    await PlanUsage.filter(root_id=brand.id).update(members=3)
    token = await a_static_token(brand, parts)
    batch_id = (await StaticToken.get(id=token.id)).batch_id
    await TokenBatch.filter(id=batch_id).update(created_by_id=staff.account_id)
    await door.person(staff).do("deleteAccount", password=PASSWORD)

    assert (await PlanUsage.get(root_id=brand.id)).members == 1
    assert (await TokenBatch.get(id=batch_id)).created_by_id is None


async def test_an_account_of_the_same_address_at_another_brand_is_left_alone(door: Door, parts: Parts) -> None:
    brand, other = await a_brand(), await a_brand()
    account = await an_account(other, f"ada@{brand.slug}.example")
    twin = await door.stranger().do("signUp", TOKENS, brand=brand.slug, email=account.email, password=PASSWORD)
    await an_open_invitation(await below(other), account.email_key, account.id)
    async with transaction():
        letter = PasswordChangedLetter((await mailing.stationery(parts, other.id)).face)
        await mailing.post(parts, letter, root_id=other.id, recipient=account.email)
    await door.bearer(twin["session"]["accessToken"]).do("deleteAccount", password=PASSWORD)

    assert await Account.exists(id=account.id)
    assert await Invitation.exists(email_key=account.email_key)
    assert [mail.root_id for mail in await OutgoingMail.filter(recipient=account.email)] == [other.id]
    assert await fetch_value("SELECT count(*) FROM account WHERE email_key = $1", account.email_key) == 1

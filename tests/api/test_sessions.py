"""Sessions: seen and ended by their person, refreshed in one family, and the life of what hangs on them."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.domain import news
from app.domain.parts import Parts
from app.domain.people import sessions
from app.domain.viewer import Viewer
from app.models import Account, Membership, Organization, RefreshToken, Role, Session
from app.schema.nodes import global_id, parse_id
from app.secrets.keys import KeyRing
from tests.api.clients import TRANSPORTS, Client, Door, Transport
from tests.api.steps import an_owned_device, comes_online, kinds
from tests.builders import PASSWORD, a_brand, a_customer, a_member, an_account

pytestmark = pytest.mark.anyio

TOKENS = "session { accessToken refreshToken }"
LIST = (
    "{ viewer { sessions(first: 10) { edges { node { id deviceName createdAt lastUsedAt expiresAt isCurrent } } } } }"
)
WHO = "{ viewer { user { id } } }"
FOLLOW = "subscription($ids: [ID!]) { deviceStatusChanged(deviceIds: $ids) { id presence { isOnline } } }"


async def signs_in(door: Door, account: Account, brand: Organization, device: str | None = None) -> dict[str, Any]:
    """The tokens of a fresh session."""
    outcome = await door.stranger().do(
        "signIn", TOKENS, brand=brand.slug, email=account.email, password=PASSWORD, deviceName=device
    )
    tokens: dict[str, Any] = outcome["session"]
    return tokens


async def listed(client: Client) -> list[dict[str, Any]]:
    return [edge["node"] for edge in (await client.ask(LIST))["viewer"]["sessions"]["edges"]]


# ---- Seeing and ending them ----


async def test_a_person_sees_where_they_are_signed_in_newest_first(door: Door) -> None:
    brand = await a_brand()
    account = await an_account(brand)
    phone, desk = await signs_in(door, account, brand, "Ada's phone"), await signs_in(door, account, brand)
    await signs_in(door, await an_account(brand), brand, "somebody else's")
    started = datetime.now(UTC) - timedelta(hours=1)
    await Session.filter(device_name="Ada's phone", account_id=account.id).update(last_used_at=started)
    await door.stranger().do("refreshSession", refreshToken=phone["refreshToken"])
    seen = await listed(door.bearer(desk["accessToken"]))

    assert [(each["deviceName"], each["isCurrent"]) for each in seen] == [(None, True), ("Ada's phone", False)]
    assert datetime.fromisoformat(seen[1]["lastUsedAt"]) > datetime.now(UTC) - timedelta(minutes=1)
    assert datetime.fromisoformat(seen[1]["expiresAt"]) > datetime.now(UTC) + timedelta(days=29)


async def test_sessions_that_are_over_are_not_listed(door: Door) -> None:
    brand = await a_brand()
    account = await an_account(brand)
    ended, expired, here = [await signs_in(door, account, brand, name) for name in ("ended", "expired", "here")]
    await door.bearer(ended["accessToken"]).do("signOut")
    await Session.filter(account_id=account.id, device_name="expired").update(expires_at=datetime.now(UTC))

    assert [each["deviceName"] for each in await listed(door.bearer(here["accessToken"]))] == ["here"]
    assert (await door.bearer(expired["accessToken"]).ask(WHO))["viewer"] is None


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_ending_a_lost_phones_session_ends_what_it_has_open_within_a_second(
    door: Door, parts: Parts, transport: Transport
) -> None:
    brand = await a_brand()
    owned = await an_owned_device(door, parts, brand)
    desk = await signs_in(door, await Account.get(id=owned.viewer.account_id), brand, "desk")
    here = door.bearer(desk["accessToken"])
    (phone,) = [each for each in await listed(here) if not each["isCurrent"]]

    async with owned.owner.follow(FOLLOW, over=transport, ids=[owned.device_id]) as changes:
        await changes.next()
        outcome = await here.do("endSession", "sessionId", sessionId=phone["id"])
        assert await changes.last_code(within=1) == "UNAUTHENTICATED"
    assert outcome == {"__typename": "EndSessionSuccess", "sessionId": phone["id"]}
    assert [each["deviceName"] for each in await listed(here)] == ["desk"]
    assert (await kinds(actor_id=owned.viewer.account_id))[-1] == "SIGNED_OUT"


async def test_nobody_ends_a_session_that_is_not_theirs_or_over(door: Door) -> None:
    brand = await a_brand()
    me, other = await a_member(brand), await a_member(brand)
    ended = await a_member(brand)
    await door.person(ended).do("signOut")
    for session_id in (other.session_id, ended.session_id, me.account_id):
        outcome = await door.person(me).do("endSession", sessionId=global_id("Session", session_id))
        assert outcome == {
            "__typename": "SessionNotYours",
            "message": "There is no such session of yours, or it is over already.",
        }
    assert (await door.person(other).ask(WHO))["viewer"] is not None


async def test_sessions_that_have_been_over_for_a_month_are_forgotten_with_their_tokens(door: Door) -> None:
    brand = await a_brand()
    account = await an_account(brand)
    for name, days in (("old", 31), ("recent", 29)):
        await signs_in(door, account, brand, name)
        over = datetime.now(UTC) - timedelta(days=days)
        await Session.filter(account_id=account.id, device_name=name).update(ended_at=over)
    await sessions.forget_old_sessions()

    assert [session.device_name for session in await Session.filter(account_id=account.id)] == ["recent"]
    assert await RefreshToken.filter(session__account_id=account.id).count() == 1


# ---- Refreshing ----


async def test_a_hundred_parallel_refreshes_of_one_token_are_one_family(door: Door) -> None:
    brand = await a_brand()
    account = await an_account(brand)
    old = await signs_in(door, account, brand)
    outcomes = await asyncio.gather(
        *(door.stranger().do("refreshSession", TOKENS, refreshToken=old["refreshToken"]) for _ in range(100))
    )

    (next_token,) = {outcome["session"]["refreshToken"] for outcome in outcomes}
    assert await Session.filter(account_id=account.id).count() == 1
    assert await RefreshToken.filter(session__account_id=account.id).count() == 2
    assert (await door.stranger().do("refreshSession", refreshToken=next_token))["__typename"].endswith("Success")


async def test_a_refresh_within_the_grace_gives_the_same_token_and_later_ends_all(door: Door) -> None:
    brand = await a_brand()
    account = await an_account(brand)
    old = (await signs_in(door, account, brand))["refreshToken"]
    first = await door.stranger().do("refreshSession", TOKENS, refreshToken=old)

    async def used(seconds: float) -> dict[str, Any]:
        moment = datetime.now(UTC) - timedelta(seconds=seconds)
        await RefreshToken.filter(session__account_id=account.id, used_at__isnull=False).update(used_at=moment)
        outcome: dict[str, Any] = await door.stranger().do("refreshSession", TOKENS, refreshToken=old)
        return outcome

    assert (await used(8))["session"]["refreshToken"] == first["session"]["refreshToken"]
    assert (await used(10.1))["__typename"] == "SessionExpired"
    assert not await Session.exists(account_id=account.id, ended_at=None)


# ---- What a session outlives, and what it does not ----


def expiring(keys: KeyRing, door: Door, viewer: Viewer, seconds: float) -> str:
    """An access token of ours that is over in a moment."""
    issuer, now = str(door.http.base_url).rstrip("/"), datetime.now(UTC)
    claims = {
        "iss": issuer,
        "aud": f"{issuer}/graphql",
        "iat": now,
        "exp": now + timedelta(seconds=seconds),
        "sub": str(viewer.account_id),
        "sid": str(viewer.session_id),
    }
    key = Ed25519PrivateKey.from_private_bytes(keys.signing[keys.current_signing])
    return jwt.encode(claims, key, "EdDSA", headers={"kid": keys.current_signing})


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_an_open_subscription_outlives_its_access_token(
    door: Door, parts: Parts, keys: KeyRing, transport: Transport
) -> None:
    owned = await an_owned_device(door, parts, await a_brand())
    # `exp` counts whole seconds.
    me = door.bearer(expiring(keys, door, owned.viewer, 2))

    async with me.follow(FOLLOW, over=transport, ids=[owned.device_id]) as changes:
        await changes.next()
        await asyncio.sleep(2)
        assert (await me.ask(WHO))["viewer"] is None
        await comes_online(parts, owned.token.id)
        assert (await changes.next())["deviceStatusChanged"]["presence"]["isOnline"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("subscription($id: ID!) { organizationEvents(organizationId: $id) { id } }", "FORBIDDEN"),
        ("subscription($id: ID) { deviceStatusChanged(organizationId: $id) { id } }", "FORBIDDEN"),
    ],
)
async def test_a_role_that_is_taken_ends_what_it_had_open_within_a_second(
    door: Door, parts: Parts, query: str, code: str
) -> None:
    brand = await a_brand()
    staff = await a_member(brand, Role.ADMIN)
    me = door.person(staff)
    await an_owned_device(door, parts, brand, viewer=staff)

    async with me.follow(query, id=global_id("Organization", brand.id)) as answers:
        if "deviceStatus" in query:
            await answers.next()
        else:
            await asyncio.sleep(0.3)  # nothing says when it has begun
        await Membership.filter(account_id=staff.account_id).delete()
        # The other node tells of it, as the one does that removes a member.
        parts.bus.publish(news.roles_changed(staff.account_id))
        assert await answers.last_code(within=1) == code


async def test_ending_one_session_leaves_the_others_of_a_person_alone(door: Door) -> None:
    brand = await a_brand()
    customer = await a_customer(brand)
    other = await signs_in(door, await Account.get(id=customer.account_id), brand)
    (theirs,) = [each for each in await listed(door.person(customer)) if not each["isCurrent"]]
    await door.bearer(other["accessToken"]).do("endSession", sessionId=theirs["id"])

    assert parse_id(theirs["id"])[0] == "Session"
    assert (await door.bearer(other["accessToken"]).ask(WHO))["viewer"] is None
    assert (await door.person(customer).ask(WHO))["viewer"] is not None

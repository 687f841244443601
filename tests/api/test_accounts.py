"""Signing up and in: who gets an account, what an address gives away, and how long a session lives."""

import base64
import hmac
import json
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.database.connection import fetch_value
from app.domain.parts import Parts
from app.domain.throttling import LIMIT
from app.models import Account, Event, Membership, Organization, RefreshToken, Role, Session
from app.schema.nodes import global_id, parse_id
from app.secrets.keys import KeyRing
from app.secrets.opaque_token import OpaqueKind, OpaqueToken
from tests.api.clients import TRANSPORTS, Door, Transport, close_code
from tests.api.steps import has_guessed, kinds
from tests.builders import PASSWORD, a_brand, a_customer, a_member, a_static_token, an_account, below

pytestmark = pytest.mark.anyio

SESSION = "session { accessToken refreshToken }"
USER = "user { id email name isEmailVerified }"
WHO = "{ viewer { user { id } } }"


def an_email() -> str:
    return f"person-{secrets.token_hex(6)}@example.com"


async def signs_in(door: Door, account: Account, brand: Organization) -> dict[str, Any]:
    """The tokens of a fresh session."""
    outcome = await door.stranger().do("signIn", SESSION, brand=brand.slug, email=account.email, password=PASSWORD)
    tokens: dict[str, Any] = outcome["session"]
    return tokens


# ---- Signing up ----


async def test_signing_up_gives_an_account_a_personal_organization_and_a_session(door: Door) -> None:
    brand, email = await a_brand(), an_email()
    outcome = await door.stranger().do(
        "signUp", f"{USER} {SESSION}", brand=brand.slug, email=f" {email} ", password=PASSWORD, name="Ada"
    )

    assert outcome["user"] | {"id": ""} == {"id": "", "email": email, "name": "Ada", "isEmailVerified": False}
    me = door.bearer(outcome["session"]["accessToken"])
    seen = await me.ask(
        "{ viewer { user { email } memberships { role organization { name isPersonal brand { slug } } } } }"
    )
    assert seen["viewer"] == {
        "user": {"email": email},
        "memberships": [
            {"role": "OWNER", "organization": {"name": "Ada", "isPersonal": True, "brand": {"slug": brand.slug}}}
        ],
    }
    account_id = parse_id(outcome["user"]["id"])[1]
    assert await kinds(actor_id=account_id) == ["ACCOUNT_CREATED"]


@pytest.mark.parametrize("plan", ["FREE", "PRO"])
async def test_without_an_invitation_there_is_no_account_where_the_plan_says_so(door: Door, plan: str) -> None:
    brand = await a_brand(plan)
    outcome = await door.stranger().do("signUp", brand=brand.slug, email=an_email(), password=PASSWORD)

    assert outcome["__typename"] == "InvitationRequired"
    assert not await Account.exists(root_id=brand.id)
    assert not await Organization.exists(parent_id=brand.id)


async def test_one_address_has_one_account_at_a_brand_in_whatever_case_it_is_written(door: Door) -> None:
    brand, email = await a_brand(), an_email()
    first = await door.stranger().do("signUp", brand=brand.slug, email=email, password=PASSWORD)
    again = await door.stranger().do("signUp", brand=brand.slug, email=email.upper(), password=PASSWORD)

    assert (first["__typename"], again["__typename"]) == ("SignUpSuccess", "EmailTaken")
    assert await Account.filter(root_id=brand.id).count() == 1
    assert await Organization.filter(parent_id=brand.id).count() == 1


async def test_the_same_address_has_accounts_at_two_brands_that_know_nothing_of_each_other(door: Door) -> None:
    first, second, email = await a_brand(), await a_brand(), an_email()
    await door.stranger().do("signUp", brand=first.slug, email=email, password=PASSWORD)
    outcome = await door.stranger().do(
        "signUp", "user { id }", brand=second.slug, email=email, password="another " + PASSWORD
    )
    wrong = await door.stranger().do("signIn", brand=second.slug, email=email, password=PASSWORD)

    assert outcome["__typename"] == "SignUpSuccess"
    assert wrong["__typename"] == "CredentialsWrong"


@pytest.mark.parametrize(
    "email",
    [
        "",
        "ada",
        "ada@",
        "@example.com",
        "a b@example.com",
        "ada@example..com",
        "ada@@example.com",
        "ada@exam\u0000ple.com",
        "ada@example.com\r\nBcc: eve@example.com",
        "ada@" + 63 * "x" + "." + 190 * "y",
        64 * "ß" + "@" + ".".join(4 * [40 * "ß"]),
    ],
)
async def test_what_is_no_address_is_refused(door: Door, email: str) -> None:
    brand = await a_brand()
    outcome = await door.stranger().do("signUp", brand=brand.slug, email=email, password=PASSWORD)

    assert outcome["__typename"] == "EmailUnusable"
    assert not await Account.exists(root_id=brand.id)


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("short1234", "A password has at least 10 characters."),
        (129 * "ab", "A password has at most 128 characters."),
        ("qwertyuiop", "This password is among the first ones that are tried. Choose another."),
        ("aaaaaaaaaaaa", "This password is among the first ones that are tried. Choose another."),
        ("abcdabcdabcd", "This password is among the first ones that are tried. Choose another."),
        ("Ada.Lovelace@example.com", "This password is among the first ones that are tried. Choose another."),
    ],
)
async def test_a_password_that_would_be_guessed_is_refused_with_the_reason(
    door: Door, password: str, reason: str
) -> None:
    brand = await a_brand()
    outcome = await door.stranger().do("signUp", brand=brand.slug, email="ada.lovelace@example.com", password=password)

    assert outcome == {"__typename": "PasswordUnusable", "message": reason}
    assert not await Account.exists(root_id=brand.id)


async def test_there_is_no_signing_up_at_a_brand_that_is_not_there_or_not_a_brand(door: Door) -> None:
    brand = await a_brand()
    client = await below(brand)
    for slug in ("no-such-brand", "", "no\u0000such", client.slug):
        outcome = await door.stranger().do("signUp", brand=slug, email=an_email(), password=PASSWORD)
        assert outcome["__typename"] == "BrandUnknown"


async def test_a_client_may_call_itself_anything(door: Door) -> None:
    brand = await a_brand()
    outcome = await door.stranger().do(
        "signUp",
        SESSION,
        brand=brand.slug,
        email=an_email(),
        password=PASSWORD,
        deviceName="Ada's\u0000 phone" + 300 * "!",
    )

    assert outcome["__typename"] == "SignUpSuccess"
    (session,) = await Session.filter(account__root_id=brand.id)
    assert session.device_name is not None
    assert session.device_name.startswith("Ada's phone!")
    assert len(session.device_name) == 200


async def test_whoever_signs_up_again_and_again_is_slowed_whether_the_addresses_are_taken_or_not(door: Door) -> None:
    brand = await a_brand()
    taken = await an_account(brand)
    prober, other = door.stranger(), door.stranger()
    await has_guessed(LIMIT - 2, "sign-up", prober.address)
    tries = [(prober, taken.email), (prober, an_email()), (prober, an_email()), (other, taken.email)]
    outcomes = [
        (await client.do("signUp", brand=brand.slug, email=email, password=PASSWORD))["__typename"]
        for client, email in tries
    ]

    assert outcomes == ["EmailTaken", "SignUpSuccess", "TooManyAttempts", "EmailTaken"]
    assert await Account.filter(root_id=brand.id).count() == 2


# ---- Signing in ----


async def test_the_right_password_starts_a_session(door: Door) -> None:
    brand = await a_brand()
    account = await an_account(brand)
    outcome = await door.stranger().do(
        "signIn", f"{USER} {SESSION}", brand=brand.slug, email=account.email.upper(), password=PASSWORD
    )

    assert outcome["user"]["id"] == global_id("User", account.id)
    me = door.bearer(outcome["session"]["accessToken"])
    assert (await me.ask(WHO))["viewer"] == {"user": {"id": global_id("User", account.id)}}
    assert await kinds(actor_id=account.id) == ["SIGNED_IN"]


async def test_a_wrong_password_and_an_unknown_address_are_refused_alike(door: Door) -> None:
    brand, other = await a_brand(), await a_brand()
    account, elsewhere = await an_account(brand), await an_account(other)
    signing_in = [
        {"brand": brand.slug, "email": account.email, "password": "wrong " + PASSWORD},
        {"brand": brand.slug, "email": an_email(), "password": PASSWORD},
        {"brand": brand.slug, "email": elsewhere.email, "password": PASSWORD},
        {"brand": "no-such-brand", "email": account.email, "password": PASSWORD},
        {"brand": "no\u0000such", "email": "nobody\u0000@example.com", "password": "\u0000"},
    ]
    bodies = [(await door.stranger().try_to("signIn", **given)).body for given in signing_in]

    assert bodies == 5 * [
        {
            "data": {
                "signIn": {
                    "__typename": "CredentialsWrong",
                    "message": "The e-mail address or the password is wrong.",
                }
            },
            **{name: value for name, value in bodies[0].items() if name != "data"},
        }
    ]
    assert not await Session.exists(account_id=account.id)


async def test_after_twenty_wrong_passwords_nobody_signs_in_from_that_address(door: Door) -> None:
    brand = await a_brand()
    account = await an_account(brand)
    guesser, owner = door.stranger(), door.stranger()
    await has_guessed(LIMIT - 3, "sign-in", guesser.address)
    guess = "signIn(input: $wrong) { __typename ... on TooManyAttempts { retryAfterSeconds } }"
    # Every alias is a guess of its own.
    document = "mutation($wrong: SignInInput!) {" + " ".join(f"a{n}: {guess}" for n in range(5)) + "}"
    wrong = {"brand": brand.slug, "email": account.email, "password": "wrong " + PASSWORD}
    outcomes = list((await guesser.ask(document, wrong=wrong)).values())

    assert LIMIT == 20
    assert [outcome["__typename"] for outcome in outcomes] == 3 * ["CredentialsWrong"] + 2 * ["TooManyAttempts"]
    assert 800 < outcomes[-1]["retryAfterSeconds"] <= 900
    right = {"brand": brand.slug, "email": account.email, "password": PASSWORD}
    assert (await guesser.do("signIn", **right))["__typename"] == "TooManyAttempts"
    # A stranger's guesses lock nobody else out.
    assert (await owner.do("signIn", **right))["__typename"] == "SignInSuccess"


async def test_nobody_signs_in_at_a_suspended_brand_and_its_sessions_are_over(door: Door) -> None:
    brand = await a_brand()
    account = await an_account(brand)
    me = door.bearer((await signs_in(door, account, brand))["accessToken"])
    await Organization.filter(id=brand.id).update(suspended_at=datetime.now(UTC))

    outcome = await door.stranger().do("signIn", brand=brand.slug, email=account.email, password=PASSWORD)
    assert outcome["__typename"] == "CredentialsWrong"
    assert (await me.ask(WHO))["viewer"] is None
    assert (await me.ask("query($slug: String!) { brand(slug: $slug) { slug } }", slug=brand.slug))["brand"] is None


# ---- Access tokens ----


async def test_the_servers_public_keys_read_its_access_tokens(door: Door) -> None:
    brand = await a_brand()
    account = await an_account(brand)
    token = (await signs_in(door, account, brand))["accessToken"]
    keys = jwt.PyJWKSet.from_dict((await door.http.get("/.well-known/jwks.json")).json())

    issuer = str(door.http.base_url).rstrip("/")
    claims = jwt.decode(
        token,
        keys[jwt.get_unverified_header(token)["kid"]],
        algorithms=["EdDSA"],
        issuer=issuer,
        audience=f"{issuer}/graphql",
    )
    assert claims["sub"] == str(account.id)
    assert claims["exp"] - claims["iat"] == 15 * 60


async def test_tokens_that_are_forged_stale_or_meant_for_others_count_as_signed_out(door: Door, keys: KeyRing) -> None:
    viewer = await a_member(await a_brand())
    issuer = str(door.http.base_url).rstrip("/")
    now = datetime.now(UTC)
    claims: dict[str, Any] = {
        "iss": issuer,
        "aud": f"{issuer}/graphql",
        "iat": now,
        "exp": now + timedelta(minutes=15),
        "sub": str(viewer.account_id),
        "sid": str(viewer.session_id),
    }
    kid = keys.current_signing
    key = Ed25519PrivateKey.from_private_bytes(keys.signing[kid])
    public = key.public_key()

    def signed(
        kid: Any = kid, key: Any = key, algorithm: str | None = "EdDSA", header: Any = None, **changed: Any
    ) -> str:
        wanted = {name: value for name, value in {**claims, **changed}.items() if value is not None}
        return jwt.encode(wanted, key, algorithm, headers={**({} if kid is None else {"kid": kid}), **(header or {})})

    assert (await door.bearer(signed()).ask(WHO))["viewer"] is not None
    header, body, signature = signed().split(".")
    other_body = base64.urlsafe_b64encode(
        json.dumps({**claims, "iat": 0, "exp": 2**33, "sub": str(uuid4())}).encode()
    ).rstrip(b"=")
    someone, other_key = await a_member(await a_brand()), Ed25519PrivateKey.generate()
    refused = {
        "another key's signature": signed(key=Ed25519PrivateKey.generate()),
        "a changed body": f"{header}.{other_body.decode()}.{signature}",
        "no signature": f"{header}.{body}.",
        "alg none": signed(key=None, algorithm="none"),
        "the public key as an HMAC secret": _hs256(public.public_bytes_raw(), kid, claims),
        "the public PEM as an HMAC secret": _hs256(
            public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo), kid, claims
        ),
        "another key, brought along": signed(key=other_key, header={"jwk": _jwk(other_key)}),
        "another key, to be fetched": signed(key=other_key, header={"jku": f"{issuer}/.well-known/jwks.json"}),
        "another kind of key": signed(key=ec.generate_private_key(ec.SECP256R1()), algorithm="ES256"),
        "an unknown kid": signed(kid="another"),
        "a kid that is a path": signed(kid="../../dev/null"),
        "a kid that is a statement": signed(kid="x' OR '1'='1"),
        "no kid": signed(kid=None),
        "expired": signed(exp=now - timedelta(seconds=1)),
        "another audience": signed(aud=issuer),
        "the audience's beginning": signed(aud=f"{issuer}/graph"),
        "the issuer with a slash": signed(iss=f"{issuer}/"),
        "somebody who is nobody": signed(sub="admin"),
        "from before it was issued": signed(nbf=now + timedelta(hours=1)),
        "several audiences": signed(aud=[f"{issuer}/graphql", "https://elsewhere.example"]),
        "another issuer": signed(iss="https://elsewhere.example"),
        "from the future": signed(iat=now + timedelta(hours=1)),
        "another's session": signed(sid=str(someone.session_id)),
        "no such session": signed(sid=str(uuid4())),
        "a session that is none": signed(sid="1"),
        **{f"without {name}": signed(**{name: None}) for name in claims},
        "no JWT": "csr_" + 43 * "x",
    }
    answers = {why: (await door.bearer(token).ask(WHO))["viewer"] for why, token in refused.items()}
    assert answers == dict.fromkeys(refused)
    closed = {why: await close_code(door.bearer(token)) for why, token in refused.items()}
    assert closed == dict.fromkeys(refused, 4403)


def _jwk(key: Ed25519PrivateKey) -> dict[str, str]:
    raw = base64.urlsafe_b64encode(key.public_key().public_bytes_raw()).rstrip(b"=").decode()
    return {"kty": "OKP", "crv": "Ed25519", "x": raw}


def _hs256(secret: bytes, kid: str, claims: dict[str, Any]) -> str:
    """A token that libraries refuse to make: signed with a public key as if it were a shared secret."""

    def encoded(part: object) -> bytes:
        return base64.urlsafe_b64encode(
            json.dumps(part, default=lambda moment: int(moment.timestamp())).encode()
        ).rstrip(b"=")

    signed = encoded({"alg": "HS256", "typ": "JWT", "kid": kid}) + b"." + encoded(claims)
    signature = base64.urlsafe_b64encode(hmac.digest(secret, signed, "sha256")).rstrip(b"=")
    return (signed + b"." + signature).decode()


async def test_a_socket_without_a_good_token_is_closed_with_4403(door: Door) -> None:
    assert await close_code(door.stranger()) == 4403


# ---- Refreshing ----


async def test_a_refresh_token_is_exchanged_for_the_next_one(door: Door) -> None:
    brand = await a_brand()
    account = await an_account(brand)
    old = await signs_in(door, account, brand)
    new = (await door.stranger().do("refreshSession", SESSION, refreshToken=old["refreshToken"]))["session"]
    newest = (await door.stranger().do("refreshSession", SESSION, refreshToken=new["refreshToken"]))["session"]

    assert len({old["refreshToken"], new["refreshToken"], newest["refreshToken"]}) == 3
    assert (await door.bearer(newest["accessToken"]).ask(WHO))["viewer"] == {
        "user": {"id": global_id("User", account.id)}
    }


async def test_using_an_old_refresh_token_after_the_grace_ends_the_whole_family(door: Door) -> None:
    brand = await a_brand()
    account = await an_account(brand)
    old = await signs_in(door, account, brand)
    new = (await door.stranger().do("refreshSession", SESSION, refreshToken=old["refreshToken"]))["session"]
    await RefreshToken.filter(session__account_id=account.id, used_at__isnull=False).update(
        used_at=datetime.now(UTC) - timedelta(seconds=11)
    )
    me = door.bearer(new["accessToken"])
    assert (await me.ask(WHO))["viewer"] is not None

    thief = await door.stranger().do("refreshSession", refreshToken=old["refreshToken"])
    assert thief["__typename"] == "SessionExpired"
    assert (await me.ask(WHO))["viewer"] is None
    own = await door.stranger().do("refreshSession", refreshToken=new["refreshToken"])
    assert own["__typename"] == "SessionExpired"
    assert await Event.filter(actor_id=account.id, kind="SESSION_REVOKED").count() == 1


async def test_refresh_tokens_that_are_unknown_or_expired_or_none_are_refused_alike(door: Door) -> None:
    brand = await a_brand()
    account = await an_account(brand)
    expired = await signs_in(door, account, brand)
    await Session.filter(account_id=account.id).update(expires_at=datetime.now(UTC))
    given = [expired["refreshToken"], OpaqueToken.mint(OpaqueKind.REFRESH).text, expired["accessToken"], "", "\u0000"]
    outcomes = [await door.stranger().do("refreshSession", refreshToken=token) for token in given]

    assert outcomes == 5 * [{"__typename": "SessionExpired", "message": "The session is over. Sign in again."}]
    assert (await door.bearer(expired["accessToken"]).ask(WHO))["viewer"] is None


async def test_the_database_holds_no_refresh_token(door: Door) -> None:
    brand = await a_brand()
    account = await an_account(brand)
    token = (await signs_in(door, account, brand))["refreshToken"]
    found = await fetch_value(
        "SELECT count(*) FROM refresh_token JOIN session ON session.id = session_id "
        "WHERE account_id = $1 AND position(convert_to($2, 'UTF8') IN digest) > 0",
        account.id,
        token,
    )
    assert found == 0


# ---- Signing out ----


async def test_signing_out_ends_the_session_at_once(door: Door) -> None:
    brand = await a_brand()
    account = await an_account(brand)
    here, there = await signs_in(door, account, brand), await signs_in(door, account, brand)
    outcome = await door.bearer(here["accessToken"]).do("signOut", "endedSessions")

    assert outcome["endedSessions"] == 1
    assert (await door.bearer(here["accessToken"]).ask(WHO))["viewer"] is None
    refused = await door.stranger().do("refreshSession", refreshToken=here["refreshToken"])
    assert refused["__typename"] == "SessionExpired"
    assert (await door.bearer(there["accessToken"]).ask(WHO))["viewer"] is not None
    again = await door.bearer(here["accessToken"]).do("signOut")
    assert again["__typename"] == "SessionExpired"


async def test_signing_out_everywhere_ends_all_sessions_of_that_person_only(door: Door) -> None:
    brand = await a_brand()
    account = await an_account(brand)
    other = door.person(await a_member(brand))
    here, there = await signs_in(door, account, brand), await signs_in(door, account, brand)
    outcome = await door.bearer(here["accessToken"]).do("signOut", "endedSessions", everywhere=True)

    assert outcome["endedSessions"] == 2
    assert (await door.bearer(there["accessToken"]).ask(WHO))["viewer"] is None
    assert (await other.ask(WHO))["viewer"] is not None
    assert await Event.filter(actor_id=account.id, kind="SIGNED_OUT").count() == 2


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_signing_out_ends_open_subscriptions_within_a_second(
    door: Door, parts: Parts, transport: Transport
) -> None:
    brand = await a_brand()
    customer = await a_customer(brand)
    token, me = await a_static_token(brand, parts), door.person(customer)
    claimed = await me.do("claimDevice", "device { id }", qrToken=token.qr_token.text)
    query = "subscription($ids: [ID!]) { deviceStatusChanged(deviceIds: $ids) { id } }"

    async with me.follow(query, over=transport, ids=[claimed["device"]["id"]]) as changes:
        await changes.next()
        await me.do("signOut")
        assert await changes.last_code(within=1) == "UNAUTHENTICATED"


# ---- The viewer ----


async def test_a_stranger_is_no_viewer(door: Door) -> None:
    assert await door.stranger().ask(WHO) == {"viewer": None}


async def test_a_person_sees_their_memberships_and_roles(door: Door) -> None:
    brand = await a_brand()
    first, second = await below(brand, "First"), await below(brand, "Second")
    viewer = await a_member(first, Role.OPERATOR)
    await Membership.create(account_id=viewer.account_id, organization_id=second.id, role=Role.MEMBER)
    me = door.person(viewer)
    document = "{ viewer { memberships { role organization { name parent { id } } user { email } } } }"

    assert (await me.ask(document))["viewer"]["memberships"] == [
        {"role": "OPERATOR", "organization": {"name": "First", "parent": None}, "user": {"email": viewer.email}},
        {"role": "MEMBER", "organization": {"name": "Second", "parent": None}, "user": {"email": viewer.email}},
    ]


async def test_an_account_without_any_membership_has_no_devices(door: Door) -> None:
    me = door.person(await a_member(await a_brand(), None))
    seen = await me.ask("{ viewer { memberships { id } devices(first: 10) { totalCount edges { cursor } } } }")

    assert seen["viewer"] == {"memberships": [], "devices": {"totalCount": 0, "edges": []}}


async def test_what_follows_a_sign_out_in_the_same_request_is_nobodys(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    me, token = door.person(await a_customer(brand)), await a_static_token(brand, parts)
    answer = await me.execute(
        """mutation($claim: ClaimDeviceInput!) {
          signOut(input: {}) { __typename }
          claimDevice(input: $claim) { __typename }
        }""",
        claim={"qrToken": token.qr_token.text},
    )

    assert answer.code == "UNAUTHENTICATED"
    assert not await Event.exists(kind="DEVICE_CLAIMED", static_token_id=token.id)

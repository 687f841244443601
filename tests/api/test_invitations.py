"""Inviting by mail, and accepting: once, by whom it is meant for, within the plan."""

import asyncio
import re
import secrets
from datetime import UTC, datetime, timedelta

import pytest

from app.database.connection import execute
from app.domain.parts import Parts
from app.domain.people import mailing
from app.domain.people.invitations import LIFETIME
from app.domain.throttling import LIMIT
from app.models import Account, Event, Invitation, Membership, Organization, OutgoingMail, PlanUsage, Role, Session
from app.schema.nodes import global_id, parse_id
from app.secrets.opaque_token import OpaqueKind, OpaqueToken
from tests.api.clients import Client, Door
from tests.api.steps import a_small_plan, has_guessed, kinds, usage_locked
from tests.builders import PASSWORD, a_brand, a_customer, a_member, an_account, below, row_locked, waiting_for_locks

pytestmark = pytest.mark.anyio

WHO = "{ viewer { user { email isEmailVerified } memberships { role organization { name } } } }"
PREVIEW = """query($token: String!) { invitationPreview(token: $token) {
  brand { displayName } organizationName email role hasAccount } }"""
ACCEPTED = "user { email isEmailVerified } membership { role } session { accessToken }"
GONE = {"__typename": "InvitationInvalid", "message": "This invitation cannot be used (any more). Ask for a new one."}


def an_email() -> str:
    return f"Invited-{secrets.token_hex(6)}@example.com"


async def token_of(parts: Parts, email: str) -> str:
    """The token in the newest mail to an address."""
    row = await OutgoingMail.filter(recipient=email).order_by("-id").first()
    assert row is not None
    said = mailing.read(parts, row)
    assert said is not None
    found = re.search(r"http://127\.0\.0\.1:\d+/invitation#(csi_\S+)", said.text)
    assert found is not None
    return found[1]


async def invites(
    inviter: Client, organization: Organization, email: str, role: Role = Role.MEMBER, **given: str
) -> str:
    """The identifier of an invitation that somebody sent."""
    outcome = await inviter.do(
        "inviteMember",
        "invitation { id }",
        organizationId=global_id("Organization", organization.id),
        email=email,
        role=role.value,
        **given,
    )
    assert outcome["__typename"] == "InviteMemberSuccess", outcome
    invitation_id: str = outcome["invitation"]["id"]
    return invitation_id


async def members_counted(root: Organization) -> int:
    return (await PlanUsage.get(root_id=root.root_id)).members


# ---- Accepting ----


async def test_a_new_address_chooses_a_password_and_is_a_member(door: Door, parts: Parts) -> None:
    brand = await a_brand("PRO")
    client = await below(brand, "Bluebird")
    admin, email = door.person(await a_member(brand, Role.ADMIN)), an_email()
    await invites(admin, client, email, Role.OPERATOR)
    token = await token_of(parts, email)
    preview = (await door.stranger().ask(PREVIEW, token=token))["invitationPreview"]
    outcome = await door.stranger().do(
        "acceptInvitation", ACCEPTED, token=token, password=PASSWORD, name="Jo", deviceName="phone"
    )

    assert preview == {
        "brand": {"displayName": "Acme"},
        "organizationName": "Bluebird",
        "email": email,
        "role": "OPERATOR",
        "hasAccount": False,
    }
    assert outcome["user"] == {"email": email, "isEmailVerified": True}
    me = door.bearer(outcome["session"]["accessToken"])
    assert (await me.ask(WHO))["viewer"]["memberships"] == [{"role": "OPERATOR", "organization": {"name": "Bluebird"}}]
    signed_in = await door.stranger().do("signIn", brand=brand.slug, email=email, password=PASSWORD)
    assert signed_in["__typename"] == "SignInSuccess"
    assert await members_counted(brand) == 1
    assert await kinds(organization_id=client.id) == ["INVITED", "ACCOUNT_CREATED", "INVITATION_ACCEPTED"]


async def test_a_known_address_signs_in_and_is_a_member(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    client, known = await below(brand), await a_customer(brand)
    admin, me = door.person(await a_member(brand, Role.ADMIN)), door.person(known)
    # However it is written.
    await invites(admin, client, known.email.upper())
    token = await token_of(parts, known.email.upper())
    signed_out = await door.stranger().do("acceptInvitation", ACCEPTED, token=token, password=PASSWORD)
    preview = (await door.stranger().ask(PREVIEW, token=token))["invitationPreview"]
    outcome = await me.do("acceptInvitation", ACCEPTED, token=f"https://acme.example/invitation#{token}")

    assert signed_out["__typename"] == "SignInToAccept"
    assert preview["hasAccount"] is True
    assert outcome == {
        "__typename": "AcceptInvitationSuccess",
        "user": {"email": known.email, "isEmailVerified": True},
        "membership": {"role": "MEMBER"},
        "session": None,
    }
    assert await Membership.filter(account_id=known.account_id, organization_id=client.id).count() == 1
    assert await Account.filter(root_id=brand.id, email_key=known.email).count() == 1


async def test_an_account_at_another_brand_does_not_count(door: Door, parts: Parts) -> None:
    brand, other = await a_brand(), await a_brand()
    elsewhere = await a_customer(other)
    await invites(door.person(await a_member(brand)), brand, elsewhere.email)
    token = await token_of(parts, elsewhere.email)

    signed_in = await door.person(elsewhere).do("acceptInvitation", token=token, password=PASSWORD)
    assert signed_in["__typename"] == "InvitationForAnother"
    outcome = await door.stranger().do("acceptInvitation", ACCEPTED, token=token, password=PASSWORD)
    assert outcome["user"]["email"] == elsewhere.email


async def test_another_account_cannot_take_the_place(door: Door, parts: Parts) -> None:
    brand, email = await a_brand(), an_email()
    await invites(door.person(await a_member(brand)), brand, email, Role.ADMIN)
    token, thief = await token_of(parts, email), await a_customer(brand)
    outcome = await door.person(thief).do("acceptInvitation", token=token, password=PASSWORD)

    assert outcome["__typename"] == "InvitationForAnother"
    assert await Membership.filter(account_id=thief.account_id, organization_id=brand.id).count() == 0
    assert (await Invitation.get(email=email)).accepted_at is None


async def test_of_a_hundred_acceptances_of_one_invitation_one_succeeds(door: Door, parts: Parts) -> None:
    brand, email = await a_brand(), an_email()
    invitation_id = await invites(door.person(await a_member(brand)), brand, email)
    token = await token_of(parts, email)
    async with row_locked("invitation", parse_id(invitation_id)[1]):
        rivals = [
            asyncio.create_task(door.stranger().do("acceptInvitation", token=token, password=PASSWORD))
            for _ in range(100)
        ]
        await waiting_for_locks(2)
    outcomes = [outcome["__typename"] for outcome in await asyncio.gather(*rivals)]

    assert outcomes.count("AcceptInvitationSuccess") == 1
    # Who comes later finds the invitation used, or the account made.
    assert set(outcomes) <= {"AcceptInvitationSuccess", "InvitationInvalid", "SignInToAccept"}
    account = await Account.get(root_id=brand.id, email=email)
    assert await Membership.filter(account_id=account.id).count() == 1
    assert await Session.filter(account_id=account.id).count() == 1
    assert await members_counted(brand) == 1
    assert await Event.filter(kind="INVITATION_ACCEPTED", organization_id=brand.id).count() == 1


async def test_links_that_are_used_expired_revoked_replaced_or_unknown_are_refused_alike(
    door: Door, parts: Parts
) -> None:
    brand = await a_brand()
    admin = door.person(await a_member(brand))
    emails = [an_email() for _ in range(5)]
    ids = [await invites(admin, brand, email) for email in emails]
    tokens = [await token_of(parts, email) for email in emails]
    accepted = await door.stranger().do("acceptInvitation", token=tokens[0], password=PASSWORD)
    assert accepted["__typename"] == "AcceptInvitationSuccess"
    await Invitation.filter(id=parse_id(ids[1])[1]).update(expires_at=datetime.now(UTC))
    await admin.do("revokeInvitation", invitationId=ids[2])
    await admin.do("resendInvitation", invitationId=ids[3])
    suspended = await a_brand()
    await invites(door.person(await a_member(suspended)), suspended, emails[4])
    tokens[4] = await token_of(parts, emails[4])
    await Organization.filter(id=suspended.id).update(suspended_at=datetime.now(UTC))
    tokens += [OpaqueToken.mint(OpaqueKind.INVITATION).text, OpaqueToken.mint(OpaqueKind.REFRESH).text, "", "x\0y"]

    for token in tokens:
        assert await door.stranger().do("acceptInvitation", token=token, password="short") == GONE
        assert (await door.stranger().ask(PREVIEW, token=token))["invitationPreview"] is None
    assert await members_counted(brand) == 1


async def test_the_newest_link_works_after_sending_again(door: Door, parts: Parts) -> None:
    brand, email = await a_brand(), an_email()
    admin = door.person(await a_member(brand))
    invitation_id = await invites(admin, brand, email)
    await Invitation.filter(email=email).update(expires_at=datetime.now(UTC) - timedelta(hours=1))
    outcome = await admin.do("resendInvitation", "invitation { state expiresAt sentAt }", invitationId=invitation_id)
    token = await token_of(parts, email)

    assert outcome["invitation"]["state"] == "OPEN"
    left = datetime.fromisoformat(outcome["invitation"]["expiresAt"]) - datetime.now(UTC)
    assert LIFETIME - timedelta(minutes=1) < left <= LIFETIME == timedelta(hours=72)
    accepted = await door.stranger().do("acceptInvitation", ACCEPTED, token=token, password=PASSWORD)
    assert accepted["user"]["email"] == email


@pytest.mark.parametrize(
    ("chosen", "refusal"),
    [
        ({}, "PasswordUnusable"),
        ({"password": "short"}, "PasswordUnusable"),
        ({"password": "x" * 129}, "PasswordUnusable"),
        ({"password": PASSWORD, "name": "x" * 121}, "TextUnusable"),
        ({"password": PASSWORD, "name": "Eve\r\nBcc: all@example.com"}, "TextUnusable"),
        ({"password": PASSWORD, "name": "\u202egnp"}, "TextUnusable"),
    ],
)
async def test_what_cannot_be_an_account_leaves_the_invitation_open(
    door: Door, parts: Parts, chosen: dict[str, str], refusal: str
) -> None:
    brand, email = await a_brand(), an_email()
    await invites(door.person(await a_member(brand)), brand, email)
    outcome = await door.stranger().do("acceptInvitation", token=await token_of(parts, email), **chosen)

    assert outcome["__typename"] == refusal
    assert (await Invitation.get(email=email)).accepted_at is None
    assert not await Account.exists(email=email)


async def test_the_plan_is_asked_when_inviting_and_decides_when_accepting(door: Door, parts: Parts) -> None:
    brand = await a_brand(await a_small_plan())
    admin, emails = door.person(await a_member(brand)), [an_email() for _ in range(3)]
    await execute("UPDATE plan_usage SET members = 9 WHERE root_id = $1", brand.id)
    for email in emails[:2]:
        await invites(admin, brand, email)
    first, second = [
        await door.stranger().do("acceptInvitation", token=await token_of(parts, email), password=PASSWORD)
        for email in emails[:2]
    ]
    third = await admin.do(
        "inviteMember",
        facts="... on PlanLimitReached { resource limit used requested }",
        organizationId=global_id("Organization", brand.id),
        email=emails[2],
        role="MEMBER",
    )

    assert (first["__typename"], second["__typename"]) == ("AcceptInvitationSuccess", "PlanLimitReached")
    assert not await Account.exists(email=emails[1])
    assert (await Invitation.get(email=emails[1])).accepted_at is None
    facts = {"resource": "MEMBERS", "limit": 10, "used": 10, "requested": 1}
    assert third["__typename"] == "PlanLimitReached"
    assert facts.items() <= third.items()
    assert not await Invitation.exists(email=emails[2])
    await execute("UPDATE plan_usage SET members = 9 WHERE root_id = $1", brand.id)
    again = await door.stranger().do("acceptInvitation", token=await token_of(parts, emails[1]), password=PASSWORD)
    assert again["__typename"] == "AcceptInvitationSuccess"


async def test_two_rivals_for_the_plans_last_place_get_it_once(door: Door, parts: Parts) -> None:
    brand = await a_brand(await a_small_plan())
    admin, emails = door.person(await a_member(brand)), [an_email() for _ in range(2)]
    for email in emails:
        await invites(admin, brand, email)
    tokens = [await token_of(parts, email) for email in emails]
    await execute("UPDATE plan_usage SET members = 9 WHERE root_id = $1", brand.id)
    async with usage_locked(brand):
        rivals = [
            asyncio.create_task(door.stranger().do("acceptInvitation", token=token, password=PASSWORD))
            for token in tokens
        ]
        await waiting_for_locks(2)
    outcomes = sorted(outcome["__typename"] for outcome in await asyncio.gather(*rivals))

    assert outcomes == ["AcceptInvitationSuccess", "PlanLimitReached"]
    assert await members_counted(brand) == 10


# ---- Inviting ----


async def test_the_database_holds_no_link(door: Door, parts: Parts) -> None:
    brand, email = await a_brand(), an_email()
    await invites(door.person(await a_member(brand)), brand, email)
    token, row = await token_of(parts, email), await Invitation.get(email=email)
    mail = await OutgoingMail.get(recipient=email)

    assert token.encode() not in bytes(row.digest) + bytes(mail.sealed or b"")
    assert len(row.digest) == 32


async def test_administrators_invite_with_roles_up_to_their_own(door: Door) -> None:
    brand = await a_brand()
    client, other = await below(brand), await below(brand)
    outcomes: dict[tuple[str, str], str] = {}
    people = {
        "owner above": await a_member(brand, Role.OWNER),
        "admin above": await a_member(brand, Role.ADMIN),
        "owner": await a_member(client, Role.OWNER),
        "admin": await a_member(client, Role.ADMIN),
        "operator": await a_member(client, Role.OPERATOR),
        "member": await a_member(client, Role.MEMBER),
        "neighbour": await a_member(other, Role.OWNER),
        "stranger": await a_member(await a_brand(), Role.OWNER),
    }
    for name, viewer in people.items():
        for role in (Role.OWNER, Role.ADMIN, Role.MEMBER):
            answer = await door.person(viewer).try_to(
                "inviteMember",
                organizationId=global_id("Organization", client.id),
                email=f"{name.replace(' ', '-')}-{role.value}@example.com",
                role=role.value,
            )
            outcomes[name, role.value] = answer.code if answer.codes else answer.data["inviteMember"]["__typename"]

    may, above, no = "InviteMemberSuccess", "RoleAboveYours", "FORBIDDEN"
    expected = {
        "owner above": (may, may, may),
        "admin above": (above, may, may),
        "owner": (may, may, may),
        "admin": (above, may, may),
        **dict.fromkeys(("operator", "member", "neighbour", "stranger"), (no, no, no)),
    }
    assert outcomes == {
        (name, role): outcome
        for name, all_outcomes in expected.items()
        for role, outcome in zip(("OWNER", "ADMIN", "MEMBER"), all_outcomes, strict=True)
    }


async def test_nobody_is_invited_into_a_personal_organization(door: Door) -> None:
    brand = await a_brand()
    customer, owner = await a_customer(brand), await a_member(brand)
    place = global_id("Organization", customer.held[0].organization_id)
    own = await door.person(customer).do("inviteMember", organizationId=place, email=an_email(), role="MEMBER")
    staff = await door.person(owner).try_to("inviteMember", organizationId=place, email=an_email(), role="MEMBER")

    assert own["__typename"] == "OrganizationIsPersonal"
    assert staff.code == "FORBIDDEN"


async def test_inviting_waits_for_the_inviters_own_address(door: Door) -> None:
    brand, email = await a_brand(), an_email()
    viewer = await a_member(brand)
    await Account.filter(id=viewer.account_id).update(email_verified_at=None)
    outcome = await door.person(viewer).do(
        "inviteMember", organizationId=global_id("Organization", brand.id), email=email, role="MEMBER"
    )

    assert outcome["__typename"] == "EmailNotVerified"
    assert not await Invitation.exists(email=email)
    assert not await OutgoingMail.exists(recipient=email)


@pytest.mark.parametrize(
    "email",
    [
        "",
        "x",
        "a@b@c",
        "a b@example.com",
        "a@example.com\r\nBcc: x@example.com",
        "\u202ea@example.com",
        f"{'a' * 250}@b.c",
    ],
)
async def test_what_is_no_address_is_not_invited(door: Door, email: str) -> None:
    brand = await a_brand()
    outcome = await door.person(await a_member(brand)).do(
        "inviteMember", organizationId=global_id("Organization", brand.id), email=email, role="MEMBER"
    )
    assert outcome["__typename"] == "EmailUnusable"
    assert not await Invitation.exists(organization_id=brand.id)


async def test_members_and_the_invited_are_not_invited_again(door: Door) -> None:
    brand, email = await a_brand(), an_email()
    admin, member = door.person(await a_member(brand)), await an_account(brand)
    await Membership.create(account_id=member.id, organization_id=brand.id, role=Role.MEMBER)
    first = await invites(admin, brand, email)
    given = {"organizationId": global_id("Organization", brand.id), "role": "MEMBER"}
    again = await admin.do("inviteMember", facts="... on AlreadyInvited { invitationId }", email=email.upper(), **given)
    of_member = await admin.do("inviteMember", email=member.email.upper(), **given)

    assert (again["__typename"], again["invitationId"]) == ("AlreadyInvited", first)
    assert of_member["__typename"] == "AlreadyMember"
    # An expired one makes room.
    await Invitation.filter(email=email).update(expires_at=datetime.now(UTC))
    assert await invites(admin, brand, email) != first


async def test_of_two_invitations_at_once_one_is_made(door: Door) -> None:
    brand, email = await a_brand(), an_email()
    admin = door.person(await a_member(brand))
    given = {"organizationId": global_id("Organization", brand.id), "role": "MEMBER", "email": email}
    outcomes = await asyncio.gather(*(admin.do("inviteMember", **given) for _ in range(5)))

    assert sorted(outcome["__typename"] for outcome in outcomes) == 4 * ["AlreadyInvited"] + ["InviteMemberSuccess"]
    assert await OutgoingMail.filter(recipient=email).count() == 1


async def test_a_repeated_key_replays_the_first_answer_and_writes_once(door: Door) -> None:
    brand, email = await a_brand(), an_email()
    admin = door.person(await a_member(brand))
    first = await invites(admin, brand, email, idempotencyKey="k1")
    second = await invites(admin, brand, email, idempotencyKey="k1")
    other = await admin.do(
        "inviteMember",
        organizationId=global_id("Organization", brand.id),
        email=an_email(),
        role="MEMBER",
        idempotencyKey="k1",
    )

    assert first == second
    assert other["__typename"] == "IdempotencyKeyReused"
    assert await OutgoingMail.filter(recipient=email).count() == 1


async def test_nobody_sends_invitations_without_end(door: Door) -> None:
    brand = await a_brand()
    viewer = await a_member(brand)
    await has_guessed(LIMIT - 1, "invite", str(viewer.account_id))
    admin = door.person(viewer)
    invitation_id = await invites(admin, brand, an_email())
    given = {"organizationId": global_id("Organization", brand.id), "email": an_email(), "role": "MEMBER"}

    assert (await admin.do("inviteMember", **given))["__typename"] == "TooManyAttempts"
    assert (await admin.do("resendInvitation", invitationId=invitation_id))["__typename"] == "TooManyAttempts"
    colleague = door.person(await a_member(brand))
    assert (await colleague.do("inviteMember", **given))["__typename"] == "InviteMemberSuccess"


async def test_an_organization_sends_invitations_within_bounds_whoever_asks(door: Door) -> None:
    brand = await a_brand()
    await has_guessed(LIMIT, "invite-into", str(brand.id))
    outcome = await door.person(await a_member(brand)).do(
        "inviteMember", organizationId=global_id("Organization", brand.id), email=an_email(), role="MEMBER"
    )
    assert outcome["__typename"] == "TooManyAttempts"


# ---- Revoking, sending again, listing ----


async def test_revoking_is_safe_to_repeat_and_comes_too_late_for_the_accepted(door: Door, parts: Parts) -> None:
    brand, emails = await a_brand(), [an_email(), an_email()]
    admin = door.person(await a_member(brand))
    revoked, accepted = [await invites(admin, brand, email) for email in emails]
    await door.stranger().do("acceptInvitation", token=await token_of(parts, emails[1]), password=PASSWORD)
    outcomes = [
        await admin.do("revokeInvitation", "invitation { state }", invitationId=each)
        for each in (revoked, revoked, accepted)
    ]
    resent = [await admin.do("resendInvitation", invitationId=each) for each in (revoked, accepted)]

    assert [each.get("invitation") for each in outcomes] == [{"state": "REVOKED"}, {"state": "REVOKED"}, None]
    assert outcomes[2]["__typename"] == "InvitationClosed"
    assert [each["__typename"] for each in resent] == 2 * ["InvitationClosed"]
    assert await Event.filter(kind="INVITATION_REVOKED", organization_id=brand.id).count() == 1


async def test_only_administrators_see_send_again_and_revoke_invitations(door: Door) -> None:
    brand = await a_brand()
    client, email = await below(brand), an_email()
    invitation_id = await invites(door.person(await a_member(brand)), client, email, Role.OWNER)
    query = """query($id: ID!) { organization(id: $id) {
      invitations(first: 10) { totalCount edges { node { id email role state } } } } }"""
    seen, acts = {}, {}
    people = {
        "owner": await a_member(client, Role.OWNER),
        "admin": await a_member(client, Role.ADMIN),
        "operator": await a_member(client, Role.OPERATOR),
        "member": await a_member(client, Role.MEMBER),
        "stranger": await a_member(await a_brand()),
    }
    for name, viewer in people.items():
        found = (await door.person(viewer).ask(query, id=global_id("Organization", client.id)))["organization"]
        seen[name] = None if found is None or found["invitations"] is None else found["invitations"]["edges"]
        answer = await door.person(viewer).try_to("resendInvitation", invitationId=invitation_id)
        acts[name] = answer.code if answer.codes else answer.data["resendInvitation"]["__typename"]

    node = {"id": invitation_id, "email": email, "role": "OWNER", "state": "OPEN"}
    assert seen == {
        "owner": [{"node": node}], "admin": [{"node": node}], "operator": None, "member": None, "stranger": None
    }  # fmt: skip
    assert acts == {
        "owner": "ResendInvitationSuccess",
        "admin": "RoleAboveYours",
        **dict.fromkeys(("operator", "member", "stranger"), "FORBIDDEN"),
    }


async def test_ended_invitations_are_listed_when_wanted(door: Door) -> None:
    brand = await a_brand()
    admin = door.person(await a_member(brand))
    revoked, still_open = await invites(admin, brand, an_email()), await invites(admin, brand, an_email())
    await admin.do("revokeInvitation", invitationId=revoked)
    query = """query($id: ID!, $ended: Boolean!) { organization(id: $id) {
      invitations(first: 10, includeEnded: $ended) { edges { node { id } } } } }"""

    async def listed(ended: bool) -> set[str]:
        found = await admin.ask(query, id=global_id("Organization", brand.id), ended=ended)
        return {edge["node"]["id"] for edge in found["organization"]["invitations"]["edges"]}

    assert await listed(False) == {still_open}
    assert await listed(True) == {still_open, revoked}


async def test_events_of_invitations_name_nobody(door: Door, parts: Parts) -> None:
    brand, email = await a_brand(), an_email()
    await invites(door.person(await a_member(brand)), brand, email)
    await door.stranger().do("acceptInvitation", token=await token_of(parts, email), password=PASSWORD, name="Jo Doe")
    events = await Event.filter(organization_id=brand.id)

    assert {event.kind for event in events} >= {"INVITED", "INVITATION_ACCEPTED"}
    assert not [event for event in events if email.lower() in str(event.facts).lower() or "Jo" in str(event.facts)]

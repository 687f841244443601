"""Roles changed, people removed, people leaving: what ends with it, and what stays with the organization."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.database.connection import execute, transaction
from app.domain.parts import Parts
from app.domain.people import mailing, memberships
from app.domain.viewer import Viewer
from app.models import (
    Device,
    DeviceTransfer,
    Event,
    Invitation,
    Membership,
    Organization,
    OutgoingMail,
    PlanUsage,
    Role,
)
from app.schema.nodes import global_id
from app.secrets.opaque_token import OpaqueKind, OpaqueToken
from tests.api.clients import TRANSPORTS, Door, Transport
from tests.api.steps import Owned, an_owned_device, kinds
from tests.builders import PASSWORD, a_brand, a_customer, a_member, a_static_token, below, row_locked, waiting_for_locks

pytestmark = pytest.mark.anyio

SEEN = "query($id: ID!) { device(id: $id) { name owner { id } history(first: 10) { edges { node { kind } } } } }"
LIVE = "subscription($ids: [ID!]) { deviceStatusChanged(deviceIds: $ids) { name } }"
LIVE_PLACE = "subscription($id: ID) { deviceStatusChanged(organizationId: $id) { name } }"
EVENTS = "subscription($id: ID!) { organizationEvents(organizationId: $id) { kind } }"


async def a_place_with(*roles: Role) -> tuple[Organization, Organization, list[Viewer]]:
    """A brand with an owner, a client's organization below it, and people there who count against the plan."""
    brand = await a_brand()
    await a_member(brand, Role.OWNER)
    client = await below(brand)
    people = [await a_member(client, role) for role in roles]
    await execute("UPDATE plan_usage SET members = $2 WHERE root_id = $1", brand.id, 1 + len(people))
    return brand, client, people


async def membership_id(viewer: Viewer, place: Organization) -> str:
    row = await Membership.get(account_id=viewer.account_id, organization_id=place.id)
    return global_id("Membership", row.id)


async def roles_in(place: Organization) -> dict[UUID, str]:
    return {row.account_id: row.role.value for row in await Membership.filter(organization_id=place.id)}


def outcome_of(answer: Any, mutation: str) -> str:
    return str(answer.code if answer.codes else answer.data[mutation]["__typename"])


# ---- Roles ----


async def test_administrators_change_roles_up_to_their_own(door: Door) -> None:
    brand, client, (owner, admin, operator, member) = await a_place_with(
        Role.OWNER, Role.ADMIN, Role.OPERATOR, Role.MEMBER
    )
    above, other = await a_member(brand, Role.OWNER), await a_member(await below(brand), Role.OWNER)

    async def change(actor: Viewer, target: Viewer, role: Role) -> str:
        answer = await door.person(actor).try_to(
            "changeMemberRole", membershipId=await membership_id(target, client), role=role.value
        )
        return outcome_of(answer, "changeMemberRole")

    refused = [
        await change(admin, member, Role.OWNER),
        await change(admin, owner, Role.MEMBER),
        await change(operator, member, Role.ADMIN),
        await change(operator, operator, Role.ADMIN),
        await change(member, member, Role.OWNER),
        await change(other, member, Role.OPERATOR),
    ]
    untouched = await roles_in(client)
    done = [
        await change(admin, member, Role.ADMIN),
        await change(owner, operator, Role.OWNER),
        await change(above, member, Role.OPERATOR),
        await change(owner, owner, Role.ADMIN),
    ]

    assert refused == 2 * ["RoleAboveYours"] + 4 * ["FORBIDDEN"]
    assert list(untouched.values()) == ["OWNER", "ADMIN", "OPERATOR", "MEMBER"]
    assert done == 4 * ["ChangeMemberRoleSuccess"]
    assert await roles_in(client) == {
        owner.account_id: "ADMIN",
        admin.account_id: "ADMIN",
        operator.account_id: "OWNER",
        member.account_id: "OPERATOR",
    }
    assert await kinds(organization_id=client.id) == 4 * ["ROLE_CHANGED"]


async def test_the_last_owner_stays_owner(door: Door) -> None:
    brand, client, (owner, _) = await a_place_with(Role.OWNER, Role.ADMIN)
    above = await a_member(brand, Role.OWNER)
    wanted = await membership_id(owner, client)
    outcomes = [
        await door.person(owner).do(
            "changeMemberRole", facts="... on LastOwner { organization }", membershipId=wanted, role="ADMIN"
        ),
        await door.person(owner).do("removeMember", membershipId=wanted),
        await door.person(above).do("removeMember", membershipId=wanted),
        await door.person(above).do("changeMemberRole", membershipId=wanted, role="MEMBER"),
    ]
    same = await door.person(owner).do("changeMemberRole", "membership { role }", membershipId=wanted, role="OWNER")

    assert [outcome["__typename"] for outcome in outcomes] == 4 * ["LastOwner"]
    assert outcomes[0]["organization"] == "Client"
    assert same["membership"] == {"role": "OWNER"}
    assert await kinds(organization_id=client.id) == []


async def test_a_customer_cannot_leave_their_own_organization(door: Door) -> None:
    brand = await a_brand()
    customer, owner = await a_customer(brand), await a_member(brand)
    personal = await Organization.get(id=customer.held[0].organization_id)
    wanted = await membership_id(customer, personal)

    assert (await door.person(customer).do("removeMember", membershipId=wanted))["__typename"] == "LastOwner"
    assert (await door.person(owner).try_to("removeMember", membershipId=wanted)).code == "FORBIDDEN"


@pytest.mark.parametrize("act", ["removeMember", "changeMemberRole"])
async def test_of_two_last_owners_who_go_at_once_one_stays(door: Door, act: str) -> None:
    _, client, owners = await a_place_with(Role.OWNER, Role.OWNER)
    given = {"role": "MEMBER"} if act == "changeMemberRole" else {}
    async with row_locked("organization", client.id):
        going = [
            asyncio.create_task(
                door.person(owner).do(act, membershipId=await membership_id(owner, client), **given)
            )
            for owner in owners
        ]  # fmt: skip
        await waiting_for_locks(2)
    outcomes = sorted(outcome["__typename"] for outcome in await asyncio.gather(*going))

    assert outcomes == sorted(["LastOwner", f"{act[0].upper()}{act[1:]}Success"])
    assert list((await roles_in(client)).values()).count("OWNER") == 1


# ---- Removing and leaving ----


async def test_who_may_remove_whom(door: Door) -> None:
    brand, client, people = await a_place_with(
        Role.OWNER, Role.OWNER, Role.ADMIN, Role.ADMIN, Role.OPERATOR, Role.MEMBER
    )
    owner, second_owner, admin, second_admin, operator, member = people
    stranger = await a_member(await a_brand())

    async def remove(actor: Viewer, target: Viewer) -> str:
        answer = await door.person(actor).try_to("removeMember", membershipId=await membership_id(target, client))
        return outcome_of(answer, "removeMember")

    assert await remove(admin, owner) == "RoleAboveYours"
    assert [await remove(each, admin) for each in (operator, member, stranger)] == 3 * ["FORBIDDEN"]
    assert len(await roles_in(client)) == 6
    assert await remove(admin, second_admin) == "RemoveMemberSuccess"
    assert await remove(owner, second_owner) == "RemoveMemberSuccess"
    assert await remove(operator, operator) == "RemoveMemberSuccess"
    assert await remove(member, member) == "RemoveMemberSuccess"
    assert set(await roles_in(client)) == {owner.account_id, admin.account_id}
    assert (await PlanUsage.get(root_id=brand.id)).members == 3
    assert await kinds(organization_id=client.id) == 4 * ["MEMBER_REMOVED"]
    gone = global_id("Membership", brand.id)
    assert (await door.person(owner).try_to("removeMember", membershipId=gone)).code == "FORBIDDEN"


async def test_who_was_removed_is_told_and_who_left_is_not(door: Door, parts: Parts) -> None:
    _, client, (owner, member, leaver) = await a_place_with(Role.OWNER, Role.MEMBER, Role.MEMBER)
    await door.person(owner).do("removeMember", membershipId=await membership_id(member, client))
    await door.person(leaver).do("removeMember", membershipId=await membership_id(leaver, client))
    (mail,) = await OutgoingMail.filter(root_id=client.root_id)
    said = mailing.read(parts, mail)

    assert (mail.recipient, mail.kind) == (member.email, "removed-from-organization")
    assert said is not None
    assert "Client" in said.subject


async def test_two_removals_of_one_member_free_one_place(door: Door) -> None:
    brand, client, (owner, member) = await a_place_with(Role.OWNER, Role.MEMBER)
    wanted = await membership_id(member, client)
    async with row_locked("organization", client.id):
        removals = [
            asyncio.create_task(door.person(owner).try_to("removeMember", membershipId=wanted)) for _ in range(2)
        ]
        await waiting_for_locks(2)
    outcomes = sorted(outcome_of(answer, "removeMember") for answer in await asyncio.gather(*removals))

    assert outcomes == ["FORBIDDEN", "RemoveMemberSuccess"]
    assert (await PlanUsage.get(root_id=brand.id)).members == 2


async def test_of_two_administrators_who_remove_each_other_at_once_one_stays(door: Door) -> None:
    _, client, (owner, *admins) = await a_place_with(Role.OWNER, Role.ADMIN, Role.ADMIN)
    targets = [await membership_id(admin, client) for admin in reversed(admins)]
    async with row_locked("organization", client.id):
        removals = [
            asyncio.create_task(door.person(admin).try_to("removeMember", membershipId=target))
            for admin, target in zip(admins, targets, strict=True)
        ]
        await waiting_for_locks(2)
    outcomes = sorted(outcome_of(answer, "removeMember") for answer in await asyncio.gather(*removals))

    assert outcomes == ["FORBIDDEN", "RemoveMemberSuccess"]
    assert list((await roles_in(client)).values()) == ["OWNER", "ADMIN"]
    assert owner.account_id in await roles_in(client)


# ---- Devices of those who go ----


async def a_claimed_device(door: Door, parts: Parts, issuer: Organization, viewer: Viewer) -> Owned:
    return await an_owned_device(door, parts, issuer, viewer=viewer, name="Lobby")


@pytest.mark.parametrize("leaves", [True, False], ids=["leaving", "removed"])
async def test_devices_stay_in_the_organization_and_pass_to_its_owner(door: Door, parts: Parts, leaves: bool) -> None:
    brand, client, (owner, member) = await a_place_with(Role.OWNER, Role.MEMBER)
    device = await a_claimed_device(door, parts, brand, member)
    async with transaction():
        await DeviceTransfer.create(
            device_id=device.row_id,
            offered_by_id=member.account_id,
            email="a@example.com",
            email_key="a@example.com",
            digest=OpaqueToken.mint(OpaqueKind.INVITATION).digest,
            expires_at=datetime.now(UTC) + timedelta(days=7),
        )
    remover = member if leaves else owner
    outcome = await door.person(remover).do(
        "removeMember", "devicesKept", membershipId=await membership_id(member, client)
    )
    row = await Device.get(id=device.row_id)
    seen = (await door.person(owner).ask(SEEN, id=device.device_id))["device"]

    assert outcome["devicesKept"] == 1
    assert (row.owner_id, row.organization_id) == (owner.account_id, client.id)
    assert (seen["name"], seen["owner"]) == ("Lobby", {"id": global_id("User", owner.account_id)})
    assert (await DeviceTransfer.get(device_id=device.row_id)).cancelled_at is not None
    changed = await Event.get(device_id=device.row_id, kind="DEVICE_OWNER_CHANGED")
    assert (changed.actor_id, changed.organization_id, changed.issuer_id) == (remover.account_id, client.id, brand.id)
    # Nothing is left to who has gone.
    assert (await device.owner.ask(SEEN, id=device.device_id))["device"] is None
    refused = await device.owner.do("unclaimDevice", deviceId=device.device_id)
    assert refused["__typename"] == "DeviceNotYours"


async def test_without_an_owner_in_the_organization_devices_pass_to_the_nearest_above(door: Door, parts: Parts) -> None:
    brand, client, (member,) = await a_place_with(Role.MEMBER)
    device = await a_claimed_device(door, parts, brand, member)
    await door.person(member).do("removeMember", membershipId=await membership_id(member, client))

    nearest = await Membership.filter(organization_id=brand.id, role=Role.OWNER).order_by("id").first()
    assert nearest is not None
    assert (await Device.get(id=device.row_id)).owner_id == nearest.account_id


async def test_who_keeps_a_role_that_reaches_the_organization_keeps_the_devices(door: Door, parts: Parts) -> None:
    brand, client, (_, member) = await a_place_with(Role.OWNER, Role.MEMBER)
    device = await an_owned_device(door, parts, brand, viewer=member)
    await Membership.create(account_id=member.account_id, organization_id=brand.id, role=Role.MEMBER)
    outcome = await door.person(member).do(
        "removeMember", "devicesKept", membershipId=await membership_id(member, client)
    )

    assert outcome["devicesKept"] == 0
    assert (await Device.get(id=device.row_id)).owner_id == member.account_id


# ---- Invitations of those who go ----


@pytest.mark.parametrize("act", ["removed", "demoted"])
async def test_invitations_of_an_administrator_who_is_none_any_more_end(door: Door, act: str) -> None:
    _, client, (owner, admin) = await a_place_with(Role.OWNER, Role.ADMIN)
    for inviter, email in ((admin, "friend@example.com"), (owner, "client@example.com")):
        await door.person(inviter).do(
            "inviteMember", organizationId=global_id("Organization", client.id), email=email, role="ADMIN"
        )
    wanted = await membership_id(admin, client)
    if act == "removed":
        await door.person(owner).do("removeMember", membershipId=wanted)
    else:
        await door.person(owner).do("changeMemberRole", membershipId=wanted, role="OPERATOR")

    still_open = await Invitation.filter(organization_id=client.id, revoked_at=None)
    assert [row.email for row in still_open] == ["client@example.com"]


async def test_an_owner_who_becomes_an_administrator_leaves_no_open_invitation_of_an_owner(door: Door) -> None:
    _, client, (owner, second) = await a_place_with(Role.OWNER, Role.OWNER)
    for role in ("OWNER", "ADMIN"):
        given = {"organizationId": global_id("Organization", client.id), "email": f"{role}@example.com", "role": role}
        await door.person(second).do("inviteMember", **given)
    await door.person(owner).do(
        "changeMemberRole", membershipId=await membership_id(second, client), role="ADMIN"
    )  # fmt: skip

    still_open = await Invitation.filter(organization_id=client.id, revoked_at=None)
    assert [row.role for row in still_open] == [Role.ADMIN]


async def test_who_deletes_their_account_leaves_no_open_invitation(door: Door) -> None:
    _, client, (_, admin) = await a_place_with(Role.OWNER, Role.ADMIN)
    given = {"organizationId": global_id("Organization", client.id), "email": "friend@example.com", "role": "ADMIN"}
    await door.person(admin).do("inviteMember", **given)
    await door.person(admin).do("deleteAccount", password=PASSWORD)

    (invitation,) = await Invitation.filter(organization_id=client.id)
    assert invitation.revoked_at is not None


# ---- Live ----


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_open_subscriptions_of_who_was_removed_fall_silent_on_every_node(
    door: Door, parts: Parts, transport: Transport
) -> None:
    brand, client, (owner, member) = await a_place_with(Role.OWNER, Role.OPERATOR)
    device = await a_claimed_device(door, parts, brand, owner)
    me, place = door.person(member), global_id("Organization", client.id)
    wanted = await Membership.get(account_id=member.account_id, organization_id=client.id)
    async with (
        me.follow(LIVE, over=transport, ids=[device.device_id]) as one,
        me.follow(LIVE_PLACE, over=transport, id=place) as all_there,
        me.follow(EVENTS, over=transport, id=place) as events,
    ):
        assert [(await each.next())["deviceStatusChanged"]["name"] for each in (one, all_there)] == 2 * ["Lobby"]
        # Told by another node than the one that holds the subscriptions.
        await memberships.remove_member(owner, parts, wanted.id)
        # What follows a whole organization ends, since the organization is not theirs to see any more.
        assert await all_there.last_code(within=1) == "FORBIDDEN"
        assert await events.last_code(within=1) == "FORBIDDEN"
        await device.owner.do(
            "updateDevice", deviceId=device.device_id, metadata=[{"name": "Device Name", "value": "Secret"}]
        )
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1):
                await one.next()


async def test_a_new_role_is_seen_by_what_is_open(door: Door) -> None:
    _, client, (owner, member) = await a_place_with(Role.OWNER, Role.OPERATOR)
    place = global_id("Organization", client.id)
    async with door.person(member).follow(EVENTS, id=place) as events:
        await asyncio.sleep(0.2)
        wanted = await membership_id(member, client)
        await door.person(owner).do("changeMemberRole", membershipId=wanted, role="MEMBER")
        # A MEMBER is no staff: the history is not theirs to follow.
        assert await events.last_code(within=1) in {None, "FORBIDDEN"}


async def test_a_claim_at_the_moment_of_the_removal_leaves_the_device_to_the_organization_or_to_nobody(
    door: Door, parts: Parts
) -> None:
    brand, _, (owner, member) = await a_place_with(Role.OWNER, Role.MEMBER)
    token, row = await a_static_token(brand, parts), await Membership.get(account_id=member.account_id)
    async with row_locked("membership", row.id):
        removal = asyncio.create_task(memberships.remove_member(owner, parts, row.id))
        await waiting_for_locks(1)
        claim = asyncio.create_task(door.person(member).try_to("claimDevice", qrToken=token.qr_token.text))
        await waiting_for_locks(2)
    removed, answer = await asyncio.gather(removal, claim)
    device = await Device.get_or_none(static_token_id=token.id)

    if answer.codes:
        assert (answer.code, removed.devices_kept, device) == ("FORBIDDEN", 0, None)
    else:
        assert device is not None
        assert (device.owner_id, removed.devices_kept) == (owner.account_id, 1)

"""Staff move devices between organizations they administer; nobody keeps one in an organization not theirs."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from app.domain.parts import Parts
from app.models import Device, Event, Organization, Role, StaticToken
from app.schema.nodes import global_id
from tests.api.clients import Client, Door
from tests.api.steps import Owned, an_owned_device, comes_online, kinds
from tests.builders import a_brand, a_customer, a_member, a_static_token, below

pytestmark = pytest.mark.anyio

SEEN = """query($id: ID!) { device(id: $id) { name owner { email } organization { id }
  history(first: 20) { edges { node { kind } } } } }"""
EVENTS = """query($id: ID!) { organization(id: $id) { events(first: 20, filter: {kinds: [DEVICE_MOVED]}) {
  edges { node { facts actor { email } organization { id } deviceId } } } } }"""


def an_id(organization: Organization) -> str:
    return global_id("Organization", organization.id)


async def moves(client: Client, owned: Owned, destination: Organization) -> str:
    outcome = await client.do(
        "moveDevice", "device { id }", deviceId=owned.device_id, organizationId=an_id(destination)
    )
    return str(outcome["__typename"])


async def test_a_moved_device_is_the_new_organizations_and_nothing_of_the_old_ones_is_left(
    door: Door, parts: Parts
) -> None:
    brand = await a_brand()
    north, south = await below(brand, "North"), await below(brand, "South")
    owned = await an_owned_device(door, parts, brand, viewer=await a_member(north, Role.MEMBER), name="Kitchen")
    began = (await StaticToken.get(id=owned.token.id)).claimed_at
    heir = await a_member(south, Role.OWNER)
    assert await moves(door.person(await a_member(brand, Role.ADMIN)), owned, south) == "MoveDeviceSuccess"

    assert (await owned.owner.ask(SEEN, id=owned.device_id))["device"] is None
    colleague = door.person(await a_member(north, Role.ADMIN))
    assert (await colleague.ask(SEEN, id=owned.device_id))["device"] is None
    seen = (await door.person(await a_member(south, Role.ADMIN)).ask(SEEN, id=owned.device_id))["device"]
    assert seen == {
        "name": "TempSense",
        "owner": {"email": heir.email},
        "organization": {"id": an_id(south)},
        "history": {"edges": [{"node": {"kind": "DEVICE_MOVED"}}]},
    }
    now = (await StaticToken.get(id=owned.token.id)).claimed_at
    assert began is not None
    assert now is not None
    assert now > began


async def test_an_owner_whose_role_reaches_the_new_place_keeps_the_device_as_it_is(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    north = await below(brand, "North")
    office = await below(north, "Office")
    owned = await an_owned_device(door, parts, brand, viewer=await a_member(north, Role.MEMBER), name="Kitchen")
    mover = door.person(await a_member(north, Role.ADMIN))
    assert await moves(mover, owned, office) == "MoveDeviceSuccess"

    seen = (await owned.owner.ask(SEEN, id=owned.device_id))["device"]
    assert (seen["name"], seen["owner"]) == ("Kitchen", {"email": owned.viewer.email})
    device = await Device.get(id=owned.row_id)
    assert (device.organization_id, device.edits) == (office.id, {"Device Name": "Kitchen"})


async def test_both_organizations_have_the_act_in_their_history(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    north, south = await below(brand, "North"), await below(brand, "South")
    owned = await an_owned_device(door, parts, brand, viewer=await a_member(north, Role.MEMBER))
    mover = await a_member(brand)
    await moves(door.person(mover), owned, south)
    assert await Event.filter(kind="DEVICE_MOVED", device_id=owned.row_id).count() == 1

    for place, sees_where in ((north, None), (south, {"id": an_id(south)})):
        staff = door.person(await a_member(place, Role.OPERATOR))
        (edge,) = (await staff.ask(EVENTS, id=an_id(place)))["organization"]["events"]["edges"]
        assert edge["node"] == {
            "facts": {"ownerChanged": True},
            "actor": {"email": mover.email},
            "organization": sees_where,
            "deviceId": owned.device_id,
        }


async def test_moving_to_where_it_stands_does_nothing(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    north = await below(brand)
    owned = await an_owned_device(door, parts, brand, viewer=await a_member(north, Role.MEMBER), name="Kitchen")
    for _ in range(2):
        assert await moves(door.person(await a_member(north, Role.ADMIN)), owned, north) == "MoveDeviceSuccess"
    assert await kinds(device_id=owned.row_id) == ["DEVICE_CLAIMED"]


async def test_both_places_must_be_administered_and_personal_ones_have_no_part(door: Door, parts: Parts) -> None:
    brand, foreign = await a_brand(), await a_brand()
    north, south = await below(brand, "North"), await below(brand, "South")
    owned = await an_owned_device(door, parts, brand, viewer=await a_member(north, Role.ADMIN), name="Kitchen")
    customer = await a_customer(brand)
    personal = await an_owned_device(door, parts, brand, viewer=customer)
    own = await Organization.get(id=customer.held[0].organization_id)
    staff = door.person(await a_member(brand))

    async def refused(client: Client, device: Owned, place: Organization) -> str:
        answer = await client.try_to("moveDevice", deviceId=device.device_id, organizationId=an_id(place))
        return answer.codes[0] if answer.codes else str(answer.data["moveDevice"]["__typename"])

    nowhere = Organization(id=uuid4())
    assert await refused(door.person(await a_member(south, Role.ADMIN)), owned, south) == "DeviceNotYours"
    assert await refused(door.person(await a_member(brand, Role.OPERATOR)), owned, south) == "FORBIDDEN"
    assert await refused(door.person(await a_member(foreign)), owned, foreign) == "DeviceNotYours"
    for place in (south, foreign, nowhere, own):
        assert await refused(owned.owner, owned, place) == "FORBIDDEN"
    assert await refused(staff, personal, south) == "DeviceNotYours"
    assert await refused(staff, owned, own) == "FORBIDDEN"
    unknown: dict[str, Any] = {"deviceId": global_id("Device", uuid4()), "organizationId": an_id(south)}
    assert (await staff.do("moveDevice", **unknown))["__typename"] == "DeviceNotYours"
    assert (await Device.get(id=owned.row_id)).organization_id == north.id
    assert await kinds(device_id=owned.row_id) == ["DEVICE_CLAIMED"]


async def test_a_device_that_nobody_owns_stays_with_its_issuer(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    client = await below(brand)
    token = await a_static_token(brand, parts)
    arrival = await comes_online(parts, token.id)
    staff = door.person(await a_member(brand))
    outcome = await staff.do(
        "moveDevice", deviceId=global_id("Device", arrival.device_id), organizationId=an_id(client)
    )
    assert outcome["__typename"] == "DeviceUnclaimed"
    assert (await Device.get(id=arrival.device_id)).organization_id == brand.id


async def test_those_who_watch_see_it_come_and_those_who_watched_see_it_no_more(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    north, south = await below(brand, "North"), await below(brand, "South")
    owned = await an_owned_device(door, parts, brand, viewer=await a_member(north, Role.MEMBER), name="Kitchen")
    kept = await an_owned_device(door, parts, brand, viewer=owned.viewer)
    watch = "subscription($id: ID) { deviceStatusChanged(organizationId: $id) { id name } }"
    newcomer = door.person(await a_member(south, Role.MEMBER))
    async with (
        owned.owner.follow(watch, id=an_id(north)) as before,
        newcomer.follow(watch, id=an_id(south)) as after,
    ):
        assert {(await before.next())["deviceStatusChanged"]["id"] for _ in "12"} == {owned.device_id, kept.device_id}
        # Nothing stands in the new place yet: that it is heard there shows when something comes.
        hears = asyncio.create_task(after.next())
        own = await an_owned_device(door, parts, brand, viewer=await a_member(south, Role.MEMBER))
        assert (await hears)["deviceStatusChanged"]["id"] == own.device_id
        await moves(door.person(await a_member(brand)), owned, south)
        await comes_online(parts, kept.token.id)
        async with asyncio.timeout(1):
            assert (await after.next())["deviceStatusChanged"] == {"id": owned.device_id, "name": "TempSense"}
            assert (await before.next())["deviceStatusChanged"]["id"] == kept.device_id

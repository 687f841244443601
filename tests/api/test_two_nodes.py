"""Two nodes over one database: what is done on one is felt on the other, and one that dies is noticed."""

import asyncio
import time
from collections.abc import Iterator

import pytest

from app.cli.simulated_device import SimulatedDevice
from app.domain.parts import Parts
from app.secrets.keys import KeyRing
from tests.api.acts import acts_reach_the_device
from tests.api.clients import Door
from tests.api.other_node import OtherNode
from tests.api.steps import an_owned_device
from tests.api.witnesses import PRESENCE, SOON, a_device_on, done, shown, status_of, until_shown
from tests.builders import a_brand, a_customer, a_static_token

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def other(door: Door, database: str, keys: KeyRing) -> Iterator[OtherNode]:
    """A node beside the one of `door`; both hear each other through the database."""
    node = OtherNode(database, keys, str(door.http.base_url).rstrip("/"))
    yield node
    node.stop()


@pytest.mark.parametrize("turned", [False, True], ids=["there", "and back"])
async def test_acts_on_one_node_reach_the_device_that_the_other_holds_within_a_second(
    door: Door, other: OtherNode, turned: bool, parts: Parts
) -> None:
    addresses = (door.http.base_url.netloc.decode(), other.address)
    acting, holding = reversed(addresses) if turned else addresses
    await acts_reach_the_device(door, parts, acting=acting, holding=holding)


async def test_a_newer_connection_on_one_node_ends_the_older_one_on_the_other(
    door: Door, other: OtherNode, parts: Parts
) -> None:
    owned = await an_owned_device(door, parts, await a_brand())
    async with a_device_on(other.address, owned) as witness:
        here = SimulatedDevice(f"ws://{door.http.base_url.netloc.decode()}/device", owned.token.auth_token)
        await here.connect()
        await witness.sees(lambda: not witness.device.is_connected)
        await witness.device.stop()
        await asyncio.sleep(SOON)
        assert (await status_of(owned))["presence"]["isOnline"], "the late end of the older one says nothing"
        await here.stop()


async def test_either_node_answers_with_what_the_other_did(door: Door, other: OtherNode, parts: Parts) -> None:
    brand = await a_brand()
    token, viewer = await a_static_token(brand, parts), await a_customer(brand)
    here = door.person(viewer)
    async with other.seen_by(here) as there:
        await done(there.do("claimDevice", qrToken=token.qr_token.text))
        found = await here.ask("{ viewer { devices(first: 1) { edges { node { id } } } } }")
        device_id = found["viewer"]["devices"]["edges"][0]["node"]["id"]
        await done(here.do("unclaimDevice", deviceId=device_id))
        assert (await there.ask("query($id: ID!) { device(id: $id) { id } }", id=device_id))["device"] is None


async def test_devices_of_a_killed_node_are_offline_for_everyone_within_15_seconds_and_come_back_by_themselves(
    door: Door, other: OtherNode, parts: Parts
) -> None:
    brand = await a_brand()
    owned = await an_owned_device(door, parts, brand)
    place = await owned.owner.ask("query($id: ID!) { device(id: $id) { organization { id } } }", id=owned.device_id)
    organization = place["device"]["organization"]["id"]
    async with (
        a_device_on(other.address, owned) as witness,
        owned.owner.follow(PRESENCE, organization=organization) as stream,
    ):
        assert (await shown(stream))["isOnline"]

        await other.kill()
        killed_at = time.monotonic()
        async with asyncio.timeout(20):
            seen = await until_shown(stream, is_online=False)
        assert seen["reason"] == "NODE_LOST"
        assert time.monotonic() - killed_at < 15
        assert not witness.device.is_connected

        await other.come_back()
        async with asyncio.timeout(30):
            await until_shown(stream, is_online=True)

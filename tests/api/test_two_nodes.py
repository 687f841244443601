"""Two server processes over one database: what is done on one is felt on the other, and one that dies is noticed."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from app.cli.simulated_device import CommandAnswered, DeviceEvent, Finished, SimulatedDevice
from app.database.connection import execute
from app.domain.parts import Parts
from app.secrets.keys import KeyRing
from tests.api.clients import Door, Stream
from tests.api.other_node import OtherNode
from tests.api.steps import Owned, an_owned_device
from tests.api.test_transfers import mailed_token
from tests.builders import a_brand, a_customer, a_member, a_static_token

pytestmark = pytest.mark.anyio

SOON = 1.0
"""Seconds within which an act on one node reaches a connection of another."""

PRESENCE = """subscription($organization: ID!) {
  deviceStatusChanged(organizationId: $organization) { id presence { isOnline reason } }
}"""


@pytest.fixture(scope="module")
def other(door: Door, database: str, keys: KeyRing) -> Iterator[OtherNode]:
    """A second node."""
    node = OtherNode(database, keys, str(door.http.base_url).rstrip("/"))
    yield node
    node.stop()


@asynccontextmanager
async def a_device_on(node: OtherNode, owned: Owned) -> AsyncIterator["Witness"]:
    """The owner's device, online on a node."""
    witness = Witness()
    device = SimulatedDevice(f"ws://{node.address}/device", owned.token.auth_token, on_event=witness.note)
    await device.connect(within=30)
    witness.device = device
    yield witness
    await device.stop()


class Witness:
    """What happened to one device."""

    device: SimulatedDevice

    def __init__(self) -> None:
        self._events: list[DeviceEvent] = []
        self._happened = asyncio.Event()

    def note(self, event: DeviceEvent) -> None:
        """Take one event in."""
        self._events.append(event)
        self._happened.set()

    async def sees(self, condition: Callable[[], bool], *, within: float = SOON) -> None:
        """Return when something has happened that makes the condition true; fails when it takes longer."""
        async with asyncio.timeout(within):
            while not condition():
                self._happened.clear()
                await self._happened.wait()

    def has(self, kind: type[DeviceEvent]) -> bool:
        """Whether such a thing has happened."""
        return any(isinstance(event, kind) for event in self._events)


async def done(outcome: Any) -> None:
    answer = await outcome
    assert answer["__typename"].endswith("Success"), answer


async def test_acts_on_one_node_reach_the_device_that_the_other_holds_within_a_second(
    door: Door, other: OtherNode, parts: Parts
) -> None:
    brand = await a_brand()
    owned = await an_owned_device(door, parts, brand)
    staff = door.person(await a_member(brand))
    receiver = await a_customer(brand)
    people = [owned.viewer.account_id, receiver.account_id]
    await execute("UPDATE account SET email_verified_at = now() WHERE id = ANY($1)", people)

    async with a_device_on(other, owned) as witness:
        device = witness.device
        await done(owned.owner.do("identifyDevice", deviceId=owned.device_id))
        await witness.sees(lambda: witness.has(CommandAnswered))

        name = [{"name": "Device Name", "value": "Kitchen"}]
        await done(owned.owner.do("updateDevice", deviceId=owned.device_id, metadata=name))
        await witness.sees(lambda: device.metadata.get("Device Name") == "Kitchen")

        await done(owned.owner.do("offerDeviceTransfer", deviceId=owned.device_id, email=receiver.email))
        token = await mailed_token(parts, receiver.email)
        await done(door.person(receiver).do("acceptDeviceTransfer", token=token))
        await witness.sees(lambda: device.metadata.get("Device Name") == "TempSense")
        assert device.is_claimed

        await done(staff.do("disclaimTokens", tokenIds=[owned.token_id]))
        await witness.sees(lambda: not device.is_claimed)

        await done(owned.owner.do("claimDevice", qrToken=owned.token.qr_token.text))
        await witness.sees(lambda: device.is_claimed)

        await done(staff.do("deleteTokens", tokenIds=[owned.token_id], confirm=1))
        await witness.sees(lambda: witness.has(Finished))


async def test_a_newer_connection_on_one_node_ends_the_older_one_on_the_other(
    door: Door, other: OtherNode, parts: Parts
) -> None:
    owned = await an_owned_device(door, parts, await a_brand())
    async with a_device_on(other, owned) as witness:
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
        a_device_on(other, owned) as witness,
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


async def shown(stream: Stream) -> dict[str, Any]:
    presence: dict[str, Any] = (await stream.next())["deviceStatusChanged"]["presence"]
    return presence


async def until_shown(stream: Stream, *, is_online: bool) -> dict[str, Any]:
    while True:
        async for answer in stream.answers:
            presence: dict[str, Any] = answer.data["deviceStatusChanged"]["presence"]
            if presence["isOnline"] is is_online:
                return presence
        raise AssertionError("the subscription ended")


async def status_of(owned: Owned) -> dict[str, Any]:
    asked = "query($id: ID!) { device(id: $id) { presence { isOnline } } }"
    device: dict[str, Any] = (await owned.owner.ask(asked, id=owned.device_id))["device"]
    return device

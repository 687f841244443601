"""Two nodes that hear each other through NATS: acts go both ways, and what NATS loses is made good."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import nats
import pytest
from websockets.asyncio.client import connect

from app.bus.choosing import bus_between_nodes
from app.bus.nats import NatsBus
from app.cli.simulated_device import Interrupted
from app.database.connection import fetch
from app.domain.parts import Parts
from app.schema.nodes import global_id
from app.secrets.keys import KeyRing
from tests.api.acts import acts_reach_the_device, at
from tests.api.clients import Door, Stream
from tests.api.other_node import OtherNode
from tests.api.steps import an_owned_device
from tests.api.witnesses import PRESENCE, a_device_on, until_shown
from tests.builders import MintedToken, a_batch, a_brand, a_member, tokens_of
from tests.bus.networks import NatsServer
from tests.device_ws.servers import bearer

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def nats_server() -> Iterator[NatsServer]:
    """A NATS server of these tests' own, which cuts off who leaves a megabyte unread."""
    if not NatsServer.is_installed():
        pytest.skip("nats-server is not installed: `apt-get install nats-server`")
    server = NatsServer(is_impatient=True)
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="module")
def nats_pair(
    nats_server: NatsServer, door: Door, database: str, keys: KeyRing
) -> Iterator[tuple[OtherNode, OtherNode]]:
    """Two nodes that hear each other through NATS."""
    address = str(door.http.base_url).rstrip("/")
    first, second = (OtherNode(database, keys, address, nats_url=nats_server.url) for _ in range(2))
    yield first, second
    first.stop()
    second.stop()


@pytest.mark.parametrize("turned", [False, True], ids=["there", "and back"])
async def test_acts_on_one_node_reach_the_device_that_the_other_holds_within_a_second(
    door: Door, nats_pair: tuple[OtherNode, OtherNode], turned: bool, parts: Parts
) -> None:
    addresses = [node.address for node in nats_pair]
    acting, holding = reversed(addresses) if turned else addresses
    await acts_reach_the_device(door, parts, acting=acting, holding=holding)


async def test_a_node_that_restarts_in_peace_tells_the_others_of_its_devices_over_nats(
    door: Door, nats_pair: tuple[OtherNode, OtherNode], parts: Parts
) -> None:
    holder, watcher = nats_pair
    owned = await an_owned_device(door, parts, await a_brand())
    place = global_id("Organization", owned.viewer.held[0].organization_id)
    async with (
        a_device_on(holder.address, owned) as witness,
        at(watcher.address, owned.owner) as (owner,),
        owner.follow(PRESENCE, organization=place) as stream,
    ):
        await until_shown(stream, is_online=True)
        restarting = asyncio.create_task(holder.restart())
        async with asyncio.timeout(5):
            assert (await until_shown(stream, is_online=False))["reason"] == "SERVER_STOPPED"
        assert any(isinstance(event, Interrupted) and "restart" in event.reason for event in witness.events)
        await restarting
        async with asyncio.timeout(20):
            await until_shown(stream, is_online=True)


class Shown:
    """What a subscriber has been shown of devices: the newest of each."""

    def __init__(self, stream: Stream) -> None:
        self.is_online: dict[str, bool] = {}
        self._reading = asyncio.create_task(self._read(stream))

    async def _read(self, stream: Stream) -> None:
        async for answer in stream.answers:
            device = answer.data["deviceStatusChanged"]
            self.is_online[device["id"]] = device["presence"]["isOnline"]

    async def becomes_right(self, tokens: list[MintedToken], *, within: float) -> None:
        """Return when all devices are shown as they are in the database; fails when that takes longer."""
        rows = await fetch(
            "SELECT device.id, presence.is_online FROM device JOIN presence ON device_id = device.id "
            "WHERE static_token_id = ANY($1)",
            [token.id for token in tokens],
        )
        truth = {global_id("Device", row["id"]): row["is_online"] for row in rows}
        async with asyncio.timeout(within):
            while self.is_online != truth:
                assert not self._reading.done(), "the subscription ended"
                await asyncio.sleep(0.05)

    async def end(self) -> None:
        """Read no more."""
        self._reading.cancel()
        await asyncio.gather(self._reading, return_exceptions=True)


@asynccontextmanager
async def a_watched_fleet(
    door: Door, parts: Parts, watcher: OtherNode
) -> AsyncIterator[tuple[list[MintedToken], Shown]]:
    """The tokens of twenty devices, and what their manufacturer is shown of them by a node."""
    brand = await a_brand()
    tokens = await tokens_of(await a_batch(brand, parts, 20), parts)
    async with (
        at(watcher.address, door.person(await a_member(brand))) as (staff,),
        staff.follow(PRESENCE, organization=global_id("Organization", brand.id)) as stream,
    ):
        shown = Shown(stream)
        yield tokens, shown
        await shown.end()


def online(node: OtherNode, token: MintedToken) -> Any:
    """A connection of a token's device."""
    return connect(f"ws://{node.address}/device", additional_headers=bearer(token.auth_token), proxy=None)


async def test_a_node_that_nats_cut_off_for_reading_too_slowly_shows_the_truth_again(
    door: Door, nats_pair: tuple[OtherNode, OtherNode], nats_server: NatsServer, parts: Parts, keys: KeyRing
) -> None:
    holder, watcher = nats_pair
    bus = bus_between_nodes("", nats_server.url, keys.derivation)
    assert isinstance(bus, NatsBus)
    async with a_watched_fleet(door, parts, watcher) as (tokens, shown), AsyncExitStack() as devices:
        held = [await devices.enter_async_context(online(holder, token)) for token in tokens]
        await shown.becomes_right(tokens, within=5)

        watcher.pause()
        flooding = await nats.connect(nats_server.url)
        for _ in range(400):
            await flooding.publish(bus._subject, b"x" * 60_000)
        await flooding.close()
        for device in held:
            await device.close()
        await asyncio.sleep(0.5)
        watcher.go_on()

        await watcher.says("bus.lost")
        await shown.becomes_right(tokens, within=8)
        assert not any(shown.is_online.values())


async def test_a_nats_server_that_restarts_under_load_leaves_no_subscriber_wrong(
    door: Door, nats_pair: tuple[OtherNode, OtherNode], nats_server: NatsServer, parts: Parts
) -> None:
    holder, watcher = nats_pair
    loop = asyncio.get_running_loop()
    async with a_watched_fleet(door, parts, watcher) as (tokens, shown), AsyncExitStack() as devices:
        until = loop.time() + 3

        async def comes_and_goes(token: MintedToken, place: int) -> None:
            while loop.time() < until:
                async with online(holder, token):
                    await asyncio.sleep(0.1 + place / 100)
            if place % 2:
                await devices.enter_async_context(online(holder, token))

        coming = asyncio.gather(*(comes_and_goes(token, place) for place, token in enumerate(tokens)))
        await asyncio.sleep(0.5)
        nats_server.kill()
        await asyncio.sleep(1)
        await asyncio.to_thread(nats_server.start)
        await coming

        await asyncio.sleep(0.5)  # the last of them have been written down
        await shown.becomes_right(tokens, within=8)
        assert sum(shown.is_online.values()) == len(tokens) / 2

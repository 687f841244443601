"""The simulated device against the real door: it does what good firmware would."""

import asyncio

import pytest

from app.cli.fleet import Profile, Tally, simulate
from app.cli.simulated_device import (
    ClaimChanged,
    CommandAnswered,
    DeviceEvent,
    DeviceNotWelcomed,
    Finished,
    Interrupted,
    MetadataChanged,
    SimulatedDevice,
    Welcomed,
)
from app.domain.devices.claiming import claim_device
from app.domain.devices.devices import identify_device
from app.domain.devices.releasing import delete_tokens
from app.domain.parts import Parts
from app.models import StaticToken
from app.secrets.auth_token import AuthToken
from tests.builders import a_brand, a_customer, a_member, a_static_token
from tests.device_ws.servers import Node, a_node, eventually, until_presence

pytestmark = pytest.mark.anyio


class Diary(list[DeviceEvent]):
    """What a device told, in order."""

    async def until(self, kind: type[DeviceEvent]) -> DeviceEvent:
        """The first event of this kind, as soon as there is one."""

        async def is_there() -> bool:
            return any(isinstance(event, kind) for event in self)

        await eventually(is_there)
        return next(event for event in self if isinstance(event, kind))


@pytest.mark.parametrize("shows_token_in_frame", [False, True])
async def test_it_comes_online_and_goes_offline(node: Node, parts: Parts, shows_token_in_frame: bool) -> None:
    token = await a_static_token(await a_brand(), parts)
    device = SimulatedDevice(node.url, token.auth_token, shows_token_in_frame=shows_token_in_frame)

    await device.connect()
    known = await until_presence(token.id, "CONNECTED")
    assert (device.is_connected, device.device_id) == (True, str(known.device_id))
    await device.stop()

    assert not device.is_connected
    await until_presence(token.id, "DISCONNECTED")


async def test_it_hears_of_its_claim_and_its_name_and_identifies_itself(node: Node, parts: Parts) -> None:
    brand = await a_brand()
    token, owner = await a_static_token(brand, parts), await a_customer(brand)
    diary = Diary()
    device = SimulatedDevice(node.url, token.auth_token, on_event=diary.append)
    await device.connect()
    await diary.until(MetadataChanged)

    device_id = await claim_device(owner, parts, token.qr_token, name="Kitchen")
    assert await diary.until(ClaimChanged) == ClaimChanged(is_claimed=True)
    await identify_device(owner, parts, device_id)

    assert await diary.until(CommandAnswered) == CommandAnswered("identify", is_done=True)
    assert (device.is_claimed, device.metadata) == (True, {"Device Name": "Kitchen"})
    await device.stop()


async def test_it_stays_away_from_a_final_ending(node: Node, parts: Parts) -> None:
    brand = await a_brand()
    token = await a_static_token(brand, parts)
    diary = Diary()
    device = SimulatedDevice(node.url, token.auth_token, on_event=diary.append)
    running = asyncio.create_task(device.run())
    await diary.until(Welcomed)

    await delete_tokens(await a_member(brand), parts, [token.id], confirm=1)

    async with asyncio.timeout(3):
        await running
    assert diary[-1] == Finished(4401, "This AuthToken is not valid.")


async def test_it_heeds_the_time_in_bye_and_in_retry_after(parts: Parts) -> None:
    token = await a_static_token(await a_brand(), parts)
    diary = Diary()
    async with a_node(parts) as node:
        device = SimulatedDevice(node.url, token.auth_token, on_event=diary.append)
        await device.connect()
        await node.door.drain(0)
        interrupted = await diary.until(Interrupted)
        assert isinstance(interrupted, Interrupted)
        assert interrupted.reason == "restart"
        assert 1 <= interrupted.pause_seconds <= 2
        await device.stop()

        stranger = SimulatedDevice(node.url, AuthToken.mint())
        with pytest.raises(DeviceNotWelcomed) as refused:
            await stranger.connect(within=0.3)
        assert isinstance(refused.value.last, Interrupted)
        assert refused.value.last.reason == "HTTP 503"
        assert refused.value.last.pause_seconds >= 1


async def test_it_comes_back_after_a_cut_and_after_the_server_was_away(node: Node, parts: Parts) -> None:
    token = await a_static_token(await a_brand(), parts)
    diary = Diary()
    device = SimulatedDevice(node.url, token.auth_token, on_event=diary.append)
    await device.connect()

    device.cut()

    async def is_back() -> bool:
        return Welcomed(str(device.device_id), is_claimed=False, is_return=True) in diary

    await eventually(is_back)
    await device.stop()
    nowhere = SimulatedDevice("ws://127.0.0.1:9/device", token.auth_token)
    with pytest.raises(DeviceNotWelcomed) as refused:
        await nowhere.connect(within=0.1)
    assert refused.value.last is not None


async def test_a_fleet_says_how_it_fared(node: Node, parts: Parts, capsys: pytest.CaptureFixture[str]) -> None:
    brand = await a_brand()
    tokens = [await a_static_token(brand, parts) for _ in range(3)]
    tally = Tally()

    await simulate(node.url, [token.auth_token for token in tokens], Profile.STEADY, tally, duration=0.5)

    assert (tally.welcomed, tally.reconnects) == (3, 0)
    said = capsys.readouterr().out
    assert "In the end 3 of 3 connected" in said
    assert not [token for token in tokens if token.auth_token.text[4:] in said]
    for token in tokens:
        await until_presence(token.id, "DISCONNECTED")


async def test_clones_fight_until_their_token_is_flagged(node: Node, parts: Parts) -> None:
    token = await a_static_token(await a_brand(), parts)
    fight = asyncio.create_task(simulate(node.url, [token.auth_token], Profile.CLONE, Tally(), duration=20))

    async def is_flagged() -> bool:
        return (await StaticToken.get(id=token.id)).clone_suspected_at is not None

    await eventually(is_flagged, within=15)
    fight.cancel()
    await asyncio.wait([fight])

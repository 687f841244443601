"""Devices that behave as the libraries in the field do, against the real door."""

import asyncio

import pytest

from app.cli import open_files
from app.cli.fleet import Profile, Tally, TooManyDevices, simulate, source_address
from app.cli.manners import ARDUINO, ESP_IDF, ESP_IDF_RETURNING, Manner
from app.cli.simulated_device import Finished, Interrupted, SimulatedDevice, Welcomed
from app.domain.devices.releasing import delete_tokens
from app.domain.parts import Parts
from app.secrets.auth_token import AuthToken
from tests.builders import a_brand, a_member, a_static_token
from tests.device_ws.servers import Node, a_node, eventually
from tests.device_ws.test_simulated_device import Diary

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(("manner", "pause"), [(ESP_IDF, 10.0), (ESP_IDF_RETURNING, 10.0), (ARDUINO, 0.5)])
async def test_they_come_back_when_they_always_do_whatever_they_are_told(
    parts: Parts, manner: Manner, pause: float
) -> None:
    token, diary = await a_static_token(await a_brand(), parts), Diary()
    async with a_node(parts) as node:
        device = SimulatedDevice(node.url, token.auth_token, manner=manner, on_event=diary.append)
        await device.connect()
        await node.door.drain(0)
        assert await diary.until(Interrupted) == Interrupted("restart", pause)
        await device.stop()


async def test_after_a_clean_close_esp_idf_stops_for_ever_and_arduino_floods(node: Node, parts: Parts) -> None:
    brand = await a_brand()
    staff = await a_member(brand)
    tokens = [await a_static_token(brand, parts) for _ in range(3)]
    diaries = [Diary() for _ in tokens]
    devices = [
        SimulatedDevice(node.url, token.auth_token, manner=manner, on_event=diary.append)
        for token, manner, diary in zip(tokens, (ESP_IDF, ESP_IDF_RETURNING, ARDUINO), diaries, strict=True)
    ]
    running = [asyncio.create_task(device.run()) for device in devices]
    for diary in diaries:
        await diary.until(Welcomed)

    await delete_tokens(staff, parts, [token.id for token in tokens], confirm=3)

    parked, returning, flooding = diaries
    assert await parked.until(Finished) == Finished(4401, "This AuthToken is not valid.")
    assert await returning.until(Interrupted) == Interrupted("close 4401", 10.0)
    assert await flooding.until(Interrupted) == Interrupted("close 4401", 0.5)

    async def is_refused() -> bool:
        return Interrupted("HTTP 401", 0.5) in flooding

    await eventually(is_refused)
    assert running[0].done()
    for device in devices:
        await device.stop()
    await asyncio.gather(*running)


@pytest.mark.parametrize(("manner", "subprotocol"), [(ESP_IDF, "claimstead.v1.json"), (ARDUINO, "arduino")])
async def test_they_offer_the_subprotocol_that_their_libraries_do(manner: Manner, subprotocol: str) -> None:
    asked: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.set_result(await reader.readuntil(b"\r\n\r\n"))
        writer.close()

    server = await asyncio.start_server(listen, "127.0.0.1", 0)
    device = SimulatedDevice(
        f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/device", AuthToken.mint(), manner=manner
    )
    task = asyncio.create_task(device.run())
    async with asyncio.timeout(5):
        assert f"Sec-WebSocket-Protocol: {subprotocol}\r\n" in (await asked).decode()
    await device.stop()
    await task
    server.close()


async def test_esp_idf_lives_by_pings_alone(node: Node, parts: Parts) -> None:
    quick = Manner(ping_seconds=0.1, silence_seconds=120.0, fixed_pause=10.0, stops_at=None)
    token = await a_static_token(await a_brand(), parts)
    device = SimulatedDevice(node.url, token.auth_token, manner=quick)
    await device.connect()
    for _ in range(4):
        await asyncio.sleep(0.3)
        node.clock.advance(30)  # twice the heartbeat and five seconds are 65
        await asyncio.sleep(0.2)
    assert device.is_connected
    await device.stop()


async def test_a_fleet_beyond_what_the_system_allows_is_refused_before_it_starts(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_files, "possible", lambda: 1_005)
    with pytest.raises(TooManyDevices, match="10 devices are as many open files, and this system allows 1,005"):
        await simulate(node.url, [AuthToken.mint() for _ in range(10)], Profile.STEADY, Tally(), duration=1)


def test_a_large_fleet_on_the_loopback_comes_from_many_addresses() -> None:
    here = "ws://127.0.0.1:8000/device"
    assert [source_address(here, place) for place in (0, 4_999, 5_000, 10_000, 999_999)] == [
        None,
        None,
        "127.0.0.2",
        "127.0.0.3",
        "127.0.0.200",
    ]
    for elsewhere in ("wss://claim.acme.example/device", "ws://localhost:8000/device", "ws://192.0.2.1/device"):
        assert source_address(elsewhere, 999_999) is None

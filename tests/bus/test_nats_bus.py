"""What only the bus on NATS promises: payloads that NATS lost show, and so does a server that was away."""

import pytest

from app.bus import GAP, BusUnavailable, Message
from app.bus.carried import CarriedBus
from app.bus.messages import encode, pack
from app.bus.nats import NatsBus
from tests.bus.networks import NatsNetwork, NatsServer, take, take_until, until_away, until_back

pytestmark = pytest.mark.anyio

DEVICE = ("device", "d1")
FIRST, THIRD, END = (Message("device", ("d1",), body) for body in ("first", "third", "end"))
STRANGER = "0123456789abcdef"


def payload(number: int, *messages: Message) -> str:
    return pack(STRANGER, number, [encode(message) for message in messages])


async def test_a_payload_that_never_came_is_a_gap(nats_network: NatsNetwork) -> None:
    bus = await nats_network.node()
    async with bus.subscribe(DEVICE) as notices:
        await nats_network.intrude(payload(1, FIRST))
        await nats_network.intrude(payload(3, THIRD))

        assert await take(notices, 3) == [FIRST, GAP, THIRD]


async def test_a_last_payload_that_never_came_is_noticed_with_the_next_sign_of_life(nats_network: NatsNetwork) -> None:
    bus = await nats_network.node()
    async with bus.subscribe(DEVICE) as notices:
        await nats_network.intrude(payload(1, FIRST))
        await nats_network.intrude(payload(1))
        await nats_network.intrude(payload(2))
        await nats_network.intrude(payload(3, END))

        assert await take(notices, 3) == [FIRST, GAP, END]
    assert (bus.counts.repeated, bus.counts.garbled) == (0, 0)


async def test_a_node_that_joins_late_has_missed_nothing(nats_network: NatsNetwork) -> None:
    bus = await nats_network.node()
    async with bus.subscribe(DEVICE) as notices:
        await nats_network.intrude(payload(617, FIRST))
        await nats_network.intrude(payload(618, END))

        assert await take(notices, 2) == [FIRST, END]


async def test_a_server_that_goes_and_comes_back_is_a_gap_for_everyone() -> None:
    if not NatsServer.is_installed():
        pytest.skip("nats-server is not installed")
    server = NatsServer()
    server.start()
    here, there = (NatsBus(f"nats://127.0.0.1:{server.port}", probe_interval=0.2) for _ in range(2))
    buses: list[CarriedBus] = [here, there]
    for bus in buses:
        await bus.start()
    async with here.subscribe(DEVICE) as notices_here, there.subscribe(DEVICE) as notices_there:
        server.kill()
        for bus in buses:
            await until_away(bus)
        here.publish(FIRST)
        server.start()
        for bus in buses:
            await until_back(bus)

        assert await take(notices_here, 2) == [FIRST, GAP]
        # Whether it listens again before the other sends is a matter of moments.
        assert await take_until(notices_there, GAP) in ([], [FIRST])
    for bus in buses:
        await bus.stop()
    server.kill()


async def test_without_a_server_the_start_says_so() -> None:
    bus = NatsBus("nats://127.0.0.1:1")
    with pytest.raises(BusUnavailable):
        await bus.start()
    await bus.stop()


@pytest.mark.parametrize("subject", ["", "two words", "every.*", "all.>"])
def test_a_subject_that_is_none_is_refused(subject: str) -> None:
    with pytest.raises(ValueError):
        NatsBus("nats://127.0.0.1:4222", subject=subject)

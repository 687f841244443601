"""What only the bus on PostgreSQL promises: dead lines, long outages, repeated payloads."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import asyncpg
import pytest
import structlog

from app.bus import GAP, BusUnavailable, Message
from app.bus.messages import encode, pack
from app.bus.postgres import PostgresBus
from tests.bus.networks import Line, PostgresNetwork, eventually, take, until_back

pytestmark = pytest.mark.anyio


class _Deaf(asyncpg.Connection):  # type: ignore[misc]
    """A connection whose LISTEN is forgotten at once."""

    async def add_listener(self, channel: str, callback: object) -> None:
        await super().add_listener(channel, callback)
        await self.execute("UNLISTEN *")


DEVICE = ("device", "d1")
FIRST, SECOND, END = (Message("device", ("d1",), body) for body in ("first", "second", "end"))


@pytest.fixture
async def line(postgres_network: PostgresNetwork) -> AsyncIterator[Line]:
    connection = await asyncpg.connect(postgres_network.dsn)
    database = connection._addr
    await connection.close()
    async with Line(database).laid() as line:
        yield line


async def test_a_line_that_died_without_a_word_is_noticed(postgres_network: PostgresNetwork, line: Line) -> None:
    here = await postgres_network.node(
        probe_interval=0.05, answer_timeout=0.2, host="127.0.0.1", port=line.port, ssl=False
    )
    there = await postgres_network.node()

    async with here.subscribe(DEVICE) as notices_here, there.subscribe(DEVICE) as notices_there:
        line.die()
        here.publish(FIRST)

        assert await take(notices_here, 2) == [FIRST, GAP]
        assert await take(notices_there, 1) == [FIRST]
        there.publish(SECOND)
        assert await take(notices_here, 1) == [SECOND]
    assert here.counts.outages == 1


async def test_a_quiet_node_stays_healthy_by_hearing_itself(postgres_network: PostgresNetwork) -> None:
    bus = await postgres_network.node(probe_interval=0.02, answer_timeout=0.5)
    at_start = bus.last_heard

    assert at_start is not None
    await eventually(lambda: bus.last_heard is not None and bus.last_heard > at_start + timedelta(seconds=0.1))

    assert bus.healthy
    assert (bus.counts.garbled, bus.counts.repeated, bus.counts.payloads_sent) == (0, 0, 0)


async def test_what_could_not_be_sent_for_too_long_becomes_a_gap_at_the_others(
    postgres_network: PostgresNetwork,
) -> None:
    here = await postgres_network.node(patience=0.0)
    there = await postgres_network.node()

    async with there.subscribe(DEVICE) as notices:
        async with postgres_network.away(here):
            here.publish(FIRST, SECOND)
            await eventually(lambda: here.counts.dropped == 2)
        here.publish(END)

        assert await take(notices, 2) == [GAP, END]
    assert here.counts.dropped == 2


async def test_more_than_can_wait_becomes_a_gap_at_the_others(postgres_network: PostgresNetwork) -> None:
    here = await postgres_network.node(most_waiting=10)
    there = await postgres_network.node()

    async with here.subscribe(DEVICE) as notices_here, there.subscribe(DEVICE) as notices_there:
        here.publish(*[FIRST] * 11)
        here.publish(END)

        assert await take(notices_there, 2) == [GAP, END]
        assert await take(notices_here, 12) == [*[FIRST] * 11, END]
    assert here.counts.dropped == 11


async def test_a_payload_sent_again_after_a_lost_answer_is_heard_once(postgres_network: PostgresNetwork) -> None:
    bus = await postgres_network.node()
    first, second = pack("other", 1, [encode(FIRST)]), pack("other", 2, [encode(SECOND)])

    async with bus.subscribe(DEVICE) as notices:
        for payload in (first, second, first, second, pack("other", 3, [encode(END)])):
            await postgres_network.intrude(payload)

        assert await take(notices, 3) == [FIRST, SECOND, END]
    assert bus.counts.repeated == 2


async def test_equal_messages_told_twice_are_heard_twice(postgres_network: PostgresNetwork) -> None:
    # PostgreSQL delivers equal payloads of one transaction only once.
    here, there = await postgres_network.node(), await postgres_network.node()
    large = [Message("device", (f"d{number % 2}",), "x" * 500) for number in range(200)]

    async with there.subscribe(("device", "d0"), ("device", "d1")) as notices:
        here.publish(*large)

        assert await take(notices, 200) == large


async def test_an_outage_is_one_line_in_the_log_and_its_end_another(postgres_network: PostgresNetwork) -> None:
    bus = await postgres_network.node()

    with structlog.testing.capture_logs() as logs:
        async with postgres_network.away(bus):
            await asyncio.sleep(0.3)  # several attempts
        await until_back(bus)

    assert [entry["event"] for entry in logs] == ["bus.lost", "bus.back"]
    assert logs[1]["dropped"] == 0
    assert bus.counts.outages == 1


async def test_nodes_on_another_channel_are_not_heard(postgres_network: PostgresNetwork) -> None:
    here, there = await postgres_network.node(), await postgres_network.node()
    stranger = PostgresBus(lambda: asyncpg.connect(postgres_network.dsn), channel=f"{postgres_network.channel}-other")
    await stranger.start()

    async with there.subscribe(DEVICE) as notices:
        stranger.publish(FIRST)
        await stranger.stop()
        here.publish(END)

        assert await take(notices, 1) == [END]


async def test_without_a_database_the_start_says_so() -> None:
    async def refused() -> asyncpg.Connection:
        raise ConnectionRefusedError

    bus = PostgresBus(refused)

    with pytest.raises(BusUnavailable) as refusal:
        await bus.start()

    assert isinstance(refusal.value.__cause__, ConnectionRefusedError)
    assert not bus.healthy
    assert bus.last_heard is None
    await bus.stop()


async def test_a_connection_that_cannot_listen_is_found_out_at_the_start(database_dsn: str) -> None:
    # As behind a proxy that hands every transaction another server connection.
    async def forgetful() -> asyncpg.Connection:
        return await asyncpg.connect(database_dsn, connection_class=_Deaf)

    bus = PostgresBus(forgetful, answer_timeout=0.2)

    with pytest.raises(BusUnavailable) as refusal:
        await bus.start()

    assert isinstance(refusal.value.__cause__, TimeoutError)


async def test_stopping_during_an_outage_does_not_wait_for_its_end(postgres_network: PostgresNetwork) -> None:
    bus = await postgres_network.node()

    async with postgres_network.away(bus):
        await asyncio.sleep(0.3)  # the next attempt is some way off
        bus.publish(END)
        async with asyncio.timeout(1):
            await bus.stop()

    assert bus.counts.dropped == 1


async def test_what_was_told_before_the_start_is_sent_after_it(postgres_network: PostgresNetwork) -> None:
    there = await postgres_network.node()
    here = PostgresBus(lambda: asyncpg.connect(postgres_network.dsn), channel=postgres_network.channel)
    here.publish(END)

    async with there.subscribe(DEVICE) as notices:
        await here.start()
        await here.stop()

        assert await take(notices, 1) == [END]


@pytest.mark.parametrize("name", ["", "c" * 64])
def test_a_channel_name_the_database_would_cut_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="1 to 63 bytes"):
        PostgresBus(asyncpg.connect, channel=name)

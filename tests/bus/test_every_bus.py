"""What every kind of bus promises; each runs through these same tests."""

import asyncio
import contextvars
from datetime import UTC, datetime, timedelta

import pytest
import structlog

from app.bus import GAP, BadMessage, Message, Notice
from app.bus.subscribers import MOST_UNREAD
from tests.bus.networks import Heard, Network, eventually, take, take_until, until_back

pytestmark = pytest.mark.anyio

DEVICE = ("device", "d1")
END = Message("device", ("d1",), "end")
LAST = Message("device", ("last",))


def about_device(*bodies: str) -> list[Message]:
    return [Message("device", ("d1",), body) for body in bodies]


async def test_messages_reach_another_node_in_order(network: Network) -> None:
    here, there = await network.node(), await network.node()
    messages = about_device(*(str(number) for number in range(100)))

    async with there.subscribe(DEVICE) as notices:
        for message in messages:
            here.publish(message)
            await asyncio.sleep(0)

        assert await take(notices, 100) == messages


async def test_on_its_own_node_a_message_is_delivered_once(network: Network) -> None:
    here, there = await network.node(), await network.node()
    [message] = about_device("identify")

    async with here.subscribe(DEVICE) as notices_here, there.subscribe(DEVICE) as notices_there:
        here.publish(message)
        await take(notices_there, 1)
        there.publish(END)  # arrives here after whatever came back of the first

        assert await take(notices_here, 2) == [message, END]


async def test_a_message_under_several_keys_comes_once_to_a_subscriber_of_all(network: Network) -> None:
    here, there = await network.node(), await network.node()
    message = Message("device", ("d1", "o1", "o2"))

    async with there.subscribe(DEVICE, ("device", "o1"), ("device", "o2")) as notices:
        here.publish(message, END)

        assert await take(notices, 2) == [message, END]


async def test_another_topic_with_the_same_key_is_not_heard(network: Network) -> None:
    here, there = await network.node(), await network.node()

    async with there.subscribe(DEVICE) as notices:
        here.publish(Message("batch", ("d1",)), END)

        assert await take(notices, 1) == [END]


async def test_a_thousand_messages_arrive_whole_in_few_payloads(network: Network) -> None:
    here, there = await network.node(), await network.node()
    messages = [Message("device", (f"0198c5a0-0000-7000-8000-{number:012}", "d1")) for number in range(1_000)]

    heard = Heard()
    there.listen("device", heard)
    here.publish(*messages, LAST)

    assert await heard.until(LAST) == messages
    assert here.counts.payloads_sent <= 12
    assert (here.counts.published, there.counts.heard, here.counts.heard) == (1_001, 1_001, 0)


async def test_of_a_thousand_subscribers_a_message_reaches_its_own(network: Network) -> None:
    here, there = await network.node(), await network.node()
    subscriptions = [there.subscribe(("device", f"d{number}")) for number in range(1_000)]

    here.publish(Message("device", ("d617",)), *(Message("device", (f"d{number}",), "end") for number in range(1_000)))

    assert await take(subscriptions[617], 2) == [Message("device", ("d617",)), Message("device", ("d617",), "end")]
    for number, subscription in enumerate(subscriptions):
        if number != 617:
            assert await take(subscription, 1) == [Message("device", (f"d{number}",), "end")]
        subscription.close()


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (Message("device", ("d1",), "x" * 600), "its body is longer than 512 bytes"),
        (Message("device", ("d1",), "ü" * 257), "its body is longer than 512 bytes"),
        (Message("device", tuple(str(number) for number in range(3_000))), "it is longer than 7800 bytes"),
        (Message("device", ("\ud800",)), "it is not Unicode text"),
        (Message("device", (617,)), "topic, keys and body are text"),  # type: ignore[arg-type]
    ],
)
async def test_a_message_that_cannot_travel_is_refused_and_nothing_told(
    network: Network, message: Message, reason: str
) -> None:
    bus = await network.node()

    async with bus.subscribe(DEVICE) as notices:
        with pytest.raises(BadMessage) as refusal:
            bus.publish(*about_device("before"), message)
        bus.publish(END)

        assert refusal.value.reason == reason
        assert await take(notices, 1) == [END]
    assert bus.counts.published == 1


async def test_an_interest_that_could_never_match_is_refused(network: Network) -> None:
    bus = await network.node()

    with pytest.raises(TypeError):
        bus.subscribe(("device", 617))  # type: ignore[arg-type]


async def test_after_a_broken_connection_readers_are_told_and_messages_flow_again(network: Network) -> None:
    here, there = await network.node(), await network.node()
    heard = Heard()
    here.listen("device", heard)

    async with here.subscribe(DEVICE) as notices_here, there.subscribe(DEVICE) as notices_there:
        await network.cut(here)
        assert await take(notices_here, 1) == [GAP]
        there.publish(*about_device("to here"))
        here.publish(*about_device("to there"))

        assert set(await take(notices_here, 2)) == set(about_device("to here", "to there"))
        assert set(await take(notices_there, 2)) == set(about_device("to here", "to there"))
    here.publish(END)
    first, *later = await heard.until(END)
    assert first is GAP
    assert set(later) == set(about_device("to here", "to there"))
    assert (here.healthy, here.counts.outages, there.counts.outages) == (True, 1, 0)


async def test_what_is_published_during_an_outage_arrives_afterwards_once(network: Network) -> None:
    here, there = await network.node(), await network.node()

    async with here.subscribe(DEVICE) as notices_here, there.subscribe(DEVICE) as notices_there:
        async with network.away(here):
            here.publish(*about_device("meanwhile"))
            assert await take(notices_here, 1) == about_device("meanwhile")
        assert await take(notices_here, 1) == [GAP]
        here.publish(END)

        assert await take(notices_there, 2) == [*about_device("meanwhile"), END]
    assert here.counts.dropped == 0


async def test_when_all_nodes_were_away_no_reader_misses_a_message_unawares(network: Network) -> None:
    here, there = await network.node(), await network.node()

    async with here.subscribe(DEVICE) as notices_here, there.subscribe(DEVICE) as notices_there:
        async with network.away(here, there):
            here.publish(*about_device("meanwhile"))
        await until_back(here)
        await until_back(there)
        here.publish(END)

        for notices in (notices_here, notices_there):
            assert GAP in await take_until(notices, END)


async def test_a_reader_that_falls_behind_finds_one_gap_instead(network: Network) -> None:
    here, there = await network.node(), await network.node()
    unread = about_device(*(str(number) for number in range(MOST_UNREAD + 1)))

    async with there.subscribe(DEVICE) as slow, there.subscribe(("device", "last")) as last:
        here.publish(*unread[:-1], LAST)
        await take(last, 1)
        here.publish(unread[-1], *about_device("after"), LAST)
        await take(last, 1)

        assert await take(slow, 2) == [GAP, *about_device("after")]


async def test_a_reader_that_keeps_up_to_the_limit_misses_nothing(network: Network) -> None:
    bus = await network.node()
    unread = about_device(*(str(number) for number in range(MOST_UNREAD)))

    async with bus.subscribe(DEVICE) as notices:
        bus.publish(*unread)

        assert await take(notices, MOST_UNREAD) == unread


@pytest.mark.parametrize(
    "payload",
    [
        "xxx",
        "[]",
        "{}",
        "17",
        '[2,"n",1,false,[]]',
        '[1,"n",1,false,{"device":1}]',
        '[1,"n",1,false,[["device",["d1"]]]]',
        '[1,"n",1,false,[["device","d1","body"]]]',
        '[1,"n",1,false,[["device",[17],"body"]]]',
        '[1,"n",1,0,[["device",["d1"],"body"]]]',
        '[1,"n","1",false,[["device",["d1"],"body"]]]',
        "[" * 2_000,
    ],
)
async def test_a_strangers_payload_is_ignored_and_counted(network: Network, payload: str) -> None:
    here, there = await network.node(), await network.node()

    async with there.subscribe(DEVICE) as notices:
        await network.intrude(payload)
        here.publish(END)

        assert await take(notices, 1) == [END]
    assert there.counts.garbled == 1
    assert there.counts.outages == 0


async def test_a_closed_subscription_receives_nothing_more(network: Network) -> None:
    here, there = await network.node(), await network.node()

    async with there.subscribe(DEVICE) as open_one, there.subscribe(DEVICE) as closed_one:
        here.publish(*about_device("unread"))
        await take(open_one, 1)
        closed_one.close()
        here.publish(*about_device("later"))
        await take(open_one, 1)

        assert [notice async for notice in closed_one] == []


async def test_a_reader_that_is_cancelled_while_waiting_misses_nothing(network: Network) -> None:
    bus = await network.node()

    async with bus.subscribe(DEVICE) as notices:
        waiting = asyncio.create_task(take(notices, 1))
        await asyncio.sleep(0)
        waiting.cancel()
        bus.publish(END)
        await asyncio.wait([waiting])

        assert waiting.cancelled()
        assert await take(notices, 1) == [END]


async def test_a_listener_hears_its_whole_topic_until_it_stops(network: Network) -> None:
    here, there = await network.node(), await network.node()
    first, second = Heard(), Heard()
    stop_first = there.listen("device", first)
    there.listen("device", second)
    messages = [Message("device", ("d1",)), Message("device", ("d2",)), Message("device", ())]

    here.publish(*messages, Message("batch", ("b1",)), END)
    assert await second.until(END) == messages
    stop_first()
    stop_first()
    here.publish(*messages, LAST)

    assert await second.until(LAST) == messages
    assert await first.until(END) == messages
    assert first.nothing_more


async def test_a_listener_that_raises_hurts_nobody(network: Network) -> None:
    here, there = await network.node(), await network.node()
    heard = Heard()

    def fails(notice: Notice) -> None:
        raise LookupError

    with structlog.testing.capture_logs() as logs:
        there.listen("device", fails)
        there.listen("device", heard)
        async with there.subscribe(DEVICE) as notices:
            here.publish(*about_device("1", "2"), END)
            assert await take(notices, 3) == [*about_device("1", "2"), END]
            assert await heard.until(END) == about_device("1", "2")

    assert [entry["event"] for entry in logs] == ["bus.listener_failed"] * 3
    assert logs[0]["listener"].endswith("fails")


async def test_a_listener_runs_outside_the_publisher_and_its_context(network: Network) -> None:
    bus = await network.node()
    transaction = contextvars.ContextVar("transaction", default="none")
    heard: list[tuple[Notice, str]] = []
    bus.listen("device", lambda notice: heard.append((notice, transaction.get())))

    transaction.set("the publisher's")
    bus.publish(END)
    assert heard == []
    await asyncio.sleep(0)

    assert heard == [(END, "none")]


async def test_stopping_sends_what_is_waiting_and_leaves_nothing_behind(network: Network) -> None:
    there = await network.node()
    tasks_before = asyncio.all_tasks()
    here = await network.node()
    messages = [Message("device", ("d1", f"o{number}")) for number in range(20_000)]
    heard = Heard()
    there.listen("device", heard)

    here.publish(*messages, LAST)
    await here.stop()

    assert await heard.until(LAST) == messages
    assert here.counts.dropped == 0
    assert not here.healthy
    await eventually(lambda: asyncio.all_tasks() == tasks_before)  # the network's own end a moment later


async def test_stopping_ends_all_subscriptions(network: Network) -> None:
    bus = await network.node()
    unread, waiting = bus.subscribe(DEVICE), bus.subscribe(("device", "d2"))
    bus.publish(END)
    reader = asyncio.create_task(anext(waiting, "ended"))
    await asyncio.sleep(0)

    await bus.stop()

    assert [notice async for notice in unread] == [END]
    assert await reader == "ended"
    assert [notice async for notice in bus.subscribe(DEVICE)] == []


async def test_publishing_after_the_stop_fails_nobody(network: Network) -> None:
    bus = await network.node()
    await bus.stop()
    await bus.stop()

    bus.publish(END)

    assert bus.counts.dropped == 1


async def test_health_says_when_the_node_last_heard_anything(network: Network) -> None:
    bus = await network.node()
    heard_at_start = bus.last_heard
    assert bus.healthy
    assert heard_at_start is not None
    assert abs(datetime.now(UTC) - heard_at_start) < timedelta(seconds=5)

    async with network.away(bus):
        assert not bus.healthy
    await until_back(bus)

    assert bus.last_heard is not None
    assert bus.last_heard > heard_at_start


async def test_a_bus_is_started_once(network: Network) -> None:
    bus = await network.node()

    with pytest.raises(RuntimeError):
        await bus.start()

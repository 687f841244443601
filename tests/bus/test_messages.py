"""Messages in payloads: whole, small enough, and never trusted."""

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bus.messages import GAP, MOST_PAYLOAD_BYTES, Message, encode, pack, unpack
from app.bus.outbox import MOST_PAYLOADS, Outbox

NODE = "00112233aabbccdd"

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=100)
messages = st.builds(Message, texts, st.lists(texts, max_size=5).map(tuple), texts)


@given(st.lists(messages, max_size=200))
def test_messages_come_out_as_they_went_in_and_every_payload_fits(told: list[Message]) -> None:
    outbox = Outbox(NODE, most_waiting=1_000)
    outbox.put(encode(message) for message in told)

    heard: list[Message] = []
    numbers: list[int] = []
    while payloads := outbox.next_payloads():
        for payload in payloads:
            packet = unpack(payload)
            assert packet is not None
            assert len(payload.encode()) <= MOST_PAYLOAD_BYTES
            assert (packet.node, packet.lost) == (NODE, False)
            heard += packet.messages
            numbers.append(packet.number)
        outbox.sent()

    assert heard == told
    assert numbers == list(range(1, len(numbers) + 1))
    assert outbox.empty


@given(st.text())
def test_no_text_from_elsewhere_is_taken_for_a_payload(text: str) -> None:
    assert unpack(text) is None


json_values = st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False) | texts


@given(st.recursive(json_values, lambda inner: st.lists(inner, max_size=6) | st.dictionaries(texts, inner)))
def test_no_json_in_the_messages_place_raises(value: object) -> None:
    for payload in (orjson.dumps(value), orjson.dumps([1, NODE, 1, False, value])):
        packet = unpack(payload.decode())
        assert packet is None or all(isinstance(message, Message) for message in packet.messages)


def test_the_largest_message_fits_into_one_payload() -> None:
    outbox = Outbox("f" * 16, most_waiting=10)
    outbox.give_up()
    room = len(encode(Message("device", ("",))))
    outbox.put([encode(Message("device", ("k" * (7_800 - room),)))])

    [payload] = outbox.next_payloads()

    assert len(payload) <= MOST_PAYLOAD_BYTES


def test_unsent_payloads_are_given_again_unchanged() -> None:
    outbox = Outbox(NODE, most_waiting=1_000)
    outbox.put([encode(Message("device", ("d1",)))])
    before = list(outbox.next_payloads())
    outbox.put([encode(Message("device", ("d2",)))])

    assert outbox.next_payloads() == before
    outbox.sent()
    [payload] = outbox.next_payloads()
    assert unpack(payload).messages == (Message("device", ("d2",)),)  # type: ignore[union-attr]


def test_one_statement_carries_a_bounded_number_of_payloads() -> None:
    outbox = Outbox(NODE, most_waiting=100_000)
    outbox.put(encode(Message("device", ("d1",), "x" * 500)) for _ in range(1_000))

    assert len(outbox.next_payloads()) == MOST_PAYLOADS
    assert len(outbox) == 1_000


def test_messages_given_up_leave_word_that_they_are_lost() -> None:
    outbox = Outbox(NODE, most_waiting=2)
    encoded = encode(Message("device", ("d1",)))

    assert outbox.put([encoded, encoded]) == 0
    outbox.next_payloads()
    assert outbox.put([encoded]) == 3
    assert not outbox.empty
    outbox.put([encoded])

    [payload] = outbox.next_payloads()
    packet = unpack(payload)
    assert packet is not None
    assert (packet.number, packet.lost, len(packet.messages)) == (2, True, 1)


@pytest.mark.parametrize("rounds", [1, 2])
def test_the_word_itself_is_not_lost_when_it_cannot_be_sent(rounds: int) -> None:
    outbox = Outbox(NODE, most_waiting=2)
    outbox.put([encode(Message("device", ("d1",)))])
    for _ in range(rounds):
        outbox.give_up()
        outbox.next_payloads()

    assert outbox.give_up() == 0
    [payload] = outbox.next_payloads()
    assert unpack(payload).lost  # type: ignore[union-attr]
    outbox.sent()
    assert outbox.empty


def test_a_sign_of_life_carries_nothing() -> None:
    packet = unpack(pack(NODE, 0))

    assert packet is not None
    assert (packet.number, packet.lost, packet.messages) == (0, False, ())


def test_a_gap_says_what_it_is() -> None:
    assert repr(GAP) == "GAP"

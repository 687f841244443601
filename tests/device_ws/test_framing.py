"""RFC 6455 from the server's side, case by case with its section, and the same however the bytes are cut."""

import random
from collections.abc import Sequence
from itertools import pairwise
from typing import TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.device_ws.framing import (
    BINARY,
    CLOSE,
    CONTINUATION,
    PING,
    PONG,
    TEXT,
    Frame,
    FrameReader,
    ProtocolViolation,
    close_payload,
    encoded,
    unmasked,
)

MOST = 4096
Outcome: TypeAlias = Sequence[Frame | int]
"""What was read, and the close code if a violation ended it."""


def frame(first: int, payload: bytes = b"", *, length: bytes | None = None, masked: bool = True) -> bytes:
    """One frame with this first byte; `length` writes its length otherwise than needed."""
    if length is None:
        size = len(payload)
        length = bytes([size]) if size < 126 else bytes([126]) + size.to_bytes(2, "big")
    key = random.Random(first).randbytes(4)
    if not masked:
        return bytes([first]) + length + payload
    return bytes([first, length[0] | 0x80]) + length[1:] + key + unmasked(payload, key)


def final(opcode: int, payload: bytes = b"") -> bytes:
    return frame(0x80 | opcode, payload)


def read(*pieces: bytes, most: int = MOST) -> Outcome:
    """What a fresh reader makes of these pieces."""
    reader = FrameReader(most)
    outcome: list[Frame | int] = []
    for piece in pieces:
        reader.feed(piece)
        try:
            while (found := reader.next_frame()) is not None:
                outcome.append(found)
        except ProtocolViolation as violation:
            return [*outcome, violation.code]
    return outcome


def bytes_of(data: bytes) -> list[bytes]:
    return [data[place : place + 1] for place in range(len(data))]


KAPPA = "κόσμε".encode()
CASES: list[tuple[str, str, bytes, Outcome]] = [
    # ---- Messages. ----
    ("5.6", "a text message", final(TEXT, b"hello"), [(TEXT, "hello")]),
    ("5.6", "an empty text message", final(TEXT), [(TEXT, "")]),
    ("5.6", "a binary message", final(BINARY, b"\x00\xff"), [(BINARY, b"\x00\xff")]),
    ("5.6", "an empty binary message", final(BINARY), [(BINARY, b"")]),
    ("5.2", "the longest length in one byte", final(TEXT, b"x" * 125), [(TEXT, "x" * 125)]),
    ("5.2", "the shortest length in two", final(TEXT, b"x" * 126), [(TEXT, "x" * 126)]),
    ("5.2", "as many bytes as are allowed", final(TEXT, b"x" * MOST), [(TEXT, "x" * MOST)]),
    ("5.2", "several in a row", final(TEXT, b"a") + final(BINARY, b"b"), [(TEXT, "a"), (BINARY, b"b")]),
    ("7.4.1", "one byte more", final(TEXT, b"x" * (MOST + 1)), [1009]),
    ("7.4.1", "a length that is announced only", frame(0x81, length=b"\x7f" + (1 << 40).to_bytes(8, "big")), [1009]),
    # ---- Heads. ----
    ("5.1", "not masked", frame(0x81, b"hello", masked=False), [1002]),
    ("5.1", "a ping that is not masked", frame(0x89, masked=False), [1002]),
    ("5.2", "the first reserved bit", frame(0xC1, b"hello"), [1002]),
    ("5.2", "the second reserved bit", frame(0xA1), [1002]),
    ("5.2", "the third reserved bit", frame(0x91), [1002]),
    ("5.2", "a reserved bit of a control frame", frame(0xC9), [1002]),
    *[("5.2", f"the undefined opcode {code:X}", final(code), [1002]) for code in (*range(3, 8), *range(11, 16))],
    ("5.2", "two bytes for a length of one", frame(0x81, b"x" * 5, length=b"\x7e\x00\x05"), [1002]),
    ("5.2", "eight for a length of two", frame(0x81, b"x" * 300, length=b"\x7f" + (300).to_bytes(8, "big")), [1002]),
    ("5.2", "a length with its highest bit", frame(0x81, length=b"\x7f" + b"\xff" * 8), [1002]),
    ("5.2", "what came before the violation", final(PING, b"1") + frame(0x83), [(PING, b"1"), 1002]),
    # ---- Fragments. ----
    ("5.4", "two fragments", frame(TEXT, b"he") + final(CONTINUATION, b"llo"), [(TEXT, "hello")]),
    ("5.4", "binary fragments", frame(BINARY, b"\x01") + final(CONTINUATION, b"\xff"), [(BINARY, b"\x01\xff")]),
    (
        "5.4",
        "empty fragments",
        frame(TEXT) + frame(CONTINUATION) + frame(CONTINUATION, b"x") + final(CONTINUATION),
        [(TEXT, "x")],
    ),
    (
        "5.4",
        "a ping between fragments",
        frame(TEXT, b"he") + final(PING, b"?") + final(CONTINUATION, b"llo"),
        [(PING, b"?"), (TEXT, "hello")],
    ),
    (
        "5.5.1",
        "a close between fragments",
        frame(TEXT, b"he") + final(CLOSE, close_payload(1000, "")),
        [(CLOSE, b"\x03\xe8")],
    ),
    ("5.4", "the end of nothing", final(CONTINUATION, b"x"), [1002]),
    ("5.4", "a fragment of nothing", frame(CONTINUATION, b"x"), [1002]),
    ("5.4", "the end of what has ended", final(TEXT, b"x") + final(CONTINUATION, b"x"), [(TEXT, "x"), 1002]),
    ("5.4", "a message within a message", frame(TEXT, b"x") + final(TEXT, b"y"), [1002]),
    ("5.4", "a fragment that begins anew", frame(TEXT, b"x") + frame(BINARY, b"y"), [1002]),
    ("7.4.1", "fragments that are too many bytes", frame(TEXT, b"x" * 4000) + final(CONTINUATION, b"x" * 97), [1009]),
    ("7.4.1", "empty fragments without end", frame(TEXT) + frame(CONTINUATION) * MOST, [1009]),
    # ---- Control frames. ----
    ("5.5.2", "a ping", final(PING), [(PING, b"")]),
    ("5.5.2", "the longest ping", final(PING, b"\xff" * 125), [(PING, b"\xff" * 125)]),
    ("5.5", "a ping that is too long", final(PING, b"x" * 126), [1002]),
    ("5.5", "a fragmented ping", frame(PING, b"x"), [1002]),
    ("5.5", "a fragmented close", frame(CLOSE), [1002]),
    ("5.5.3", "a pong nobody asked for", final(PONG, b"x"), [(PONG, b"x")]),
    # ---- Closing. ----
    ("5.5.1", "a close without a code", final(CLOSE), [(CLOSE, b"")]),
    ("5.5.1", "a close with a reason", final(CLOSE, close_payload(1000, "bye")), [(CLOSE, b"\x03\xe8bye")]),
    ("5.5.1", "the longest reason", final(CLOSE, b"\x03\xe8" + b"x" * 123), [(CLOSE, b"\x03\xe8" + b"x" * 123)]),
    ("5.5.1", "half a code", final(CLOSE, b"\x03"), [1002]),
    ("5.5.1", "a reason that is too long", final(CLOSE, b"\x03\xe8" + b"x" * 124), [1002]),
    ("5.5.1", "a reason that is no text", final(CLOSE, b"\x03\xe8\xff"), [1007]),
    *[
        ("7.4", f"close code {code}", final(CLOSE, close_payload(code, "")), [(CLOSE, code.to_bytes(2, "big"))])
        for code in (1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999)
    ],
    *[
        ("7.4", f"close code {code}", final(CLOSE, close_payload(code, "")), [1002])
        for code in (0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535)
    ],
    # ---- UTF-8. ----
    ("8.1", "text of several bytes a letter", final(TEXT, KAPPA), [(TEXT, "κόσμε")]),
    ("8.1", "a letter cut in two", frame(TEXT, KAPPA[:1]) + final(CONTINUATION, KAPPA[1:]), [(TEXT, "κόσμε")]),
    ("8.1", "the last letter there is", final(TEXT, b"\xf4\x8f\xbf\xbf"), [(TEXT, "\U0010ffff")]),
    ("8.1", "one beyond it", final(TEXT, b"\xf4\x90\x80\x80"), [1007]),
    ("8.1", "a surrogate", final(TEXT, b"\xed\xa0\x80"), [1007]),
    ("8.1", "too many bytes for a letter", final(TEXT, b"\xc0\xaf"), [1007]),
    ("8.1", "a byte that begins nothing", final(TEXT, b"a\x80b"), [1007]),
    ("8.1", "half a letter at the end", final(TEXT, KAPPA[:-1]), [1007]),
    ("8.1", "half a letter at the end of fragments", frame(TEXT, b"x") + final(CONTINUATION, b"\xce"), [1007]),
    ("8.1", "a wrong byte in the first of fragments", frame(TEXT, b"\xf4\x90"), [1007]),
    ("8.1", "not looked for in binary", frame(BINARY, b"\xce") + final(CONTINUATION, b"\xce"), [(BINARY, b"\xce\xce")]),
]


@pytest.mark.parametrize(("section", "name", "data", "outcome"), CASES, ids=lambda part: str(part)[:50])
def test_the_protocol_section_by_section(section: str, name: str, data: bytes, outcome: Outcome) -> None:
    assert read(data) == outcome
    assert read(*bytes_of(data)) == outcome


def test_a_violation_shows_with_the_first_byte_that_is_one() -> None:
    assert read(b"\x83") == [1002]  # an opcode, before its length
    assert read(b"\x89\xfe") == [1002]  # a ping's length, before it is complete
    assert read(b"\x81\xfe\x10\x01") == [1009]  # a message's length, before its mask
    whole = final(TEXT, b"ab\xff" + b"x" * 100)
    assert read(whole[:-100]) == [1007]  # a byte of a text, before the rest
    assert read(whole[:-101]) == []


def test_what_is_fed_waits_until_it_is_read() -> None:
    reader = FrameReader(MOST)
    reader.feed(final(TEXT, b"a"))
    reader.feed(final(TEXT, b"b") + b"\x81")
    assert reader.waiting == 15
    assert [reader.next_frame() for _ in range(3)] == [(TEXT, "a"), (TEXT, "b"), None]
    assert reader.waiting == 1


@pytest.mark.parametrize("length", [0, 1, 125, 126, 65535, 65536])
def test_frames_are_written_in_as_few_bytes_as_they_need(length: int) -> None:
    head = {0: 2, 1: 2, 125: 2, 126: 4, 65535: 4, 65536: 10}[length]
    written = encoded(BINARY, b"x" * length)
    assert (len(written), written[0]) == (head + length, 0x82)
    back = written[:1] + bytes([written[1] | 0x80]) + written[2:head] + bytes(4) + written[head:]
    assert read(back, most=length + 1) == [(BINARY, b"x" * length)]


def test_a_reason_is_cut_between_letters() -> None:
    assert close_payload(1000, "é" * 100) == b"\x03\xe8" + "é".encode() * 61


# ---- However it is cut. ----

_PAYLOADS = st.one_of(st.binary(max_size=140), st.text(max_size=40).map(str.encode), st.just(KAPPA * 30))
_FRAMES = st.builds(
    frame,
    st.one_of(st.sampled_from([0x81, 0x82, 0x01, 0x00, 0x80, 0x89, 0x8A, 0x88]), st.integers(0, 255)),
    _PAYLOADS,
    masked=st.sampled_from([True] * 9 + [False]),
)
_STREAMS = st.one_of(st.lists(_FRAMES, max_size=6).map(b"".join), st.binary(max_size=300))


@given(_STREAMS, st.lists(st.integers(0, 900), max_size=12))
@settings(max_examples=300, deadline=None)
def test_any_bytes_give_the_same_however_they_are_cut(stream: bytes, cuts: list[int]) -> None:
    places = sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})
    pieces = [stream[start:end] for start, end in pairwise(places)]
    whole = read(stream, most=200)
    assert read(*pieces, most=200) == whole
    assert read(*bytes_of(stream), most=200) == whole


@given(st.binary(max_size=600), st.binary(min_size=4, max_size=4))
@settings(max_examples=100, deadline=None)
def test_masking_is_an_exclusive_or_with_the_key_over_and_over(payload: bytes, key: bytes) -> None:
    assert unmasked(payload, key) == bytes(byte ^ key[place % 4] for place, byte in enumerate(payload))

"""Frames by themselves: sizes to a device, sense from a device."""

import contextlib

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.device_ws import frames
from app.device_ws.closing import Ending

_values = some.dictionaries(
    some.text(some.characters(exclude_categories=["Cs"]), max_size=100),
    some.one_of(
        some.text(some.characters(exclude_categories=["Cs"]), max_size=1000),
        some.integers(-(10**15), 10**15),
        some.booleans(),
    ),
    max_size=50,
)


@given(_values)
def test_metadata_comes_whole_in_frames_of_1_kib_and_what_fits_none_is_left_out(values: frames.Metadata) -> None:
    told: dict[str, object] = {}
    for text in frames.metadata(values):
        assert len(text.encode()) <= 1024
        told |= orjson.loads(text)["v"]
    assert told == frames.sayable(values)
    for name, value in values.items():
        alone = orjson.dumps({"t": "meta", "v": {name: value}})
        assert (name in told) == (len(alone) <= 1024)


@given(_values, _values)
def test_changes_lead_from_what_was_known_to_what_is(before: frames.Metadata, after: frames.Metadata) -> None:
    told = frames.changes(before, after)
    merged = {name: value for name, value in {**before, **told}.items() if value is not None}
    assert merged == after
    assert all(before.get(name) != value for name, value in told.items())


@given(some.text() | _values.map(lambda values: orjson.dumps({"t": "ok", **values}).decode()))
def test_any_text_is_a_frame_or_malformed(text: str) -> None:
    with contextlib.suppress(frames.FrameMalformed):
        frames.decode(text)


def test_the_other_frames_are_as_documented_and_short() -> None:
    spoken = [
        frames.welcome("d" * 36, "s" * 16, 1795435200.1239, heartbeat_seconds=30, is_claimed=False),
        frames.heartbeat(1795435200.1239),
        frames.command("c91", "identify"),
        frames.claim(is_claimed=True),
        frames.bye("restart", 12),
    ]
    assert spoken[1:] == [
        '{"t":"hb","ts":1795435200123}',
        '{"t":"cmd","id":"c91","name":"identify"}',
        '{"t":"claim","claimed":true}',
        '{"t":"bye","reason":"restart","retry":12}',
    ]
    assert orjson.loads(spoken[0]) == {
        "t": "welcome",
        "v": 1,
        "device": "d" * 36,
        "ts": 1795435200123,
        "hb": 30,
        "claimed": False,
        "session": "s" * 16,
    }


def test_an_auth_frame_does_not_show_its_token() -> None:
    frame = frames.decode('{"t":"auth","token":"csd_secret"}')
    assert frame == frames.Auth("csd_secret")
    assert "secret" not in repr(frame)


@pytest.mark.parametrize("ending", Ending)
def test_an_ending_either_invites_back_or_says_why_not(ending: Ending) -> None:
    assert (ending.retry_seconds is None) != (ending.close_code is None)
    if ending.close_code is not None:
        assert len(ending.reason.encode()) <= 123  # what a close frame holds

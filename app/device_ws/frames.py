"""The frames of `claimstead.v1.json`: JSON objects in text frames, `t` naming the type.

To a device, each at most 1 KiB:

    {"t":"welcome","v":1,"device":"…","ts":1795435200123,"hb":30,"claimed":false,"session":"…"}
    {"t":"hb","ts":…}                                    answers each heartbeat
    {"t":"cmd","id":"c91","name":"identify"}
    {"t":"claim","claimed":true}                         when that changes
    {"t":"meta","v":{"Device Name":"Kitchen"}}           after the welcome and when values change
    {"t":"bye","reason":"restart","retry":12}            seconds; the connection is dropped then

`meta` carries new and changed values only, to be merged into what is known;
`null` says that there is no such value any more. What does not fit one frame
comes in several, and a value too long for any frame is left out.

From a device, each at most 4 KiB:

    {"t":"auth","token":"…"}                             first, if no Authorization header was sent
    {"t":"hello","fw":"1.4.2","hw":"rev C"}
    {"t":"hb"}
    {"t":"ok","id":"c91"}    {"t":"err","id":"c91","code":"…"}

Unknown types and fields are ignored, and so are fields of the wrong type: the
next firmware may say more than we know. A frame that is no JSON object at all
is not a newer version of this protocol but something else, and ends the
connection with a code and a sentence, so that it is seen on the bench.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

import orjson

SUBPROTOCOL: Final = "claimstead.v1.json"
VERSION: Final = 1
MOST_BYTES_TO_DEVICE: Final = 1024
MOST_BYTES_FROM_DEVICE: Final = 4096
MOST_VERSION_CHARACTERS: Final = 64

Metadata: TypeAlias = Mapping[str, str | int | float | bool | None]

_META_ENVELOPE = len(b'{"t":"meta","v":{}}')


class FrameMalformed(ValueError):
    """The text is not one JSON object."""

    def __init__(self) -> None:
        super().__init__("The frame is not one JSON object.")


@dataclass(frozen=True, slots=True)
class Auth:
    """A device shows its AuthToken; the text is unchecked."""

    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Hello:
    """What a device says of itself; None for what it does not say."""

    firmware: str | None
    hardware: str | None


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """A device is alive and wants to hear that we are."""


HEARTBEAT: Final = Heartbeat()


@dataclass(frozen=True, slots=True)
class Answer:
    """A device did what a command asked for, or says by `error` why not."""

    command_id: str
    error: str | None


@dataclass(frozen=True, slots=True)
class Unknown:
    """A frame that this version does not know. It still is a sign of life."""


DeviceFrame: TypeAlias = Auth | Hello | Heartbeat | Answer | Unknown


def chosen_subprotocol(offered: Sequence[str]) -> str | None:
    """What to agree on: ours if it is among those offered, else the first of them.

    Arduino's library offers `arduino` and ignores the answer; browsers and
    Node's `ws` fail when they offered something and nothing was chosen.
    """
    return SUBPROTOCOL if SUBPROTOCOL in offered else next(iter(offered), None)


def decode(text: str) -> DeviceFrame:
    """The frame in a device's text. Raises FrameMalformed; deep nesting is malformed too."""
    try:
        frame = orjson.loads(text)  # refuses more than 1,024 levels by itself
    except ValueError:
        raise FrameMalformed from None
    if type(frame) is not dict:
        raise FrameMalformed
    kind = frame.get("t")
    if not isinstance(kind, str):
        return Unknown()
    if kind == "hb":
        return HEARTBEAT
    if kind == "hello":
        return Hello(_printable(frame.get("fw")), _printable(frame.get("hw")))
    if kind == "auth" and isinstance(frame.get("token"), str):
        return Auth(frame["token"])
    if kind in {"ok", "err"} and (command_id := _printable(frame.get("id"))):
        return Answer(command_id, (_printable(frame.get("code")) or "unknown") if kind == "err" else None)
    return Unknown()


def _printable(value: object) -> str | None:
    """The first 64 printable characters of a text; None for anything else, and for nothing."""
    if not isinstance(value, str):
        return None
    printable = "".join(character for character in value if character.isprintable())
    return printable.strip()[:MOST_VERSION_CHARACTERS].strip() or None


def welcome(device_id: str, session: str, now: float, *, heartbeat_seconds: int, is_claimed: bool) -> str:
    """The first frame to an accepted device; `now` in seconds since 1970."""
    return _encode(
        {
            "t": "welcome",
            "v": VERSION,
            "device": device_id,
            "ts": int(now * 1000),
            "hb": heartbeat_seconds,
            "claimed": is_claimed,
            "session": session,
        }
    )


def heartbeat(now: float) -> str:
    """The answer to a heartbeat; `now` in seconds since 1970."""
    return f'{{"t":"hb","ts":{int(now * 1000)}}}'


def command(command_id: str, name: str) -> str:
    """Something for the device to do; it answers `ok` or `err` with the same id."""
    return _encode({"t": "cmd", "id": command_id, "name": name})


def claim(*, is_claimed: bool) -> str:
    """Whether somebody owns the device now."""
    return _encode({"t": "claim", "claimed": is_claimed})


def bye(reason: str, retry_seconds: int) -> str:
    """The connection is about to be dropped; the device may come back after `retry_seconds`."""
    return _encode({"t": "bye", "reason": reason, "retry": retry_seconds})


def metadata(values: Metadata) -> list[str]:
    """As many `meta` frames as these values need. Values that fit no frame are missing: see `sayable`."""
    frames: list[str] = []
    gathered: dict[str, Any] = {}
    size = _META_ENVELOPE
    for name, value in sayable(values).items():
        added = len(_pair(name, value)) + 1
        if gathered and size + added > MOST_BYTES_TO_DEVICE:
            frames.append(_encode({"t": "meta", "v": gathered}))
            gathered, size = {}, _META_ENVELOPE
        gathered[name] = value
        size += added
    if gathered:
        frames.append(_encode({"t": "meta", "v": gathered}))
    return frames


def sayable(values: Metadata) -> Metadata:
    """The values that fit a frame each."""
    return {
        name: value
        for name, value in values.items()
        if _META_ENVELOPE + len(_pair(name, value)) <= MOST_BYTES_TO_DEVICE
    }


def changes(before: Metadata, after: Metadata) -> Metadata:
    """What to tell a device that knows `before` so that it knows `after`; None for what is gone."""
    told = {name: value for name, value in after.items() if name not in before or before[name] != value}
    return {**told, **{name: None for name in before if name not in after}}


def _pair(name: str, value: object) -> bytes:
    return orjson.dumps({name: value})[1:-1]


def _encode(frame: dict[str, Any]) -> str:
    return orjson.dumps(frame).decode()

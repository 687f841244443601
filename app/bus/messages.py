"""What travels on the bus, and how many of them travel as one payload.

A payload is a JSON array: `[1, node, number, lost, [[topic, [key, …], body], …]]`.
`1` is the version of this format. `node` names the running process that sent
it, `number` counts its payloads from 1, so that one sent again after a lost
answer is recognised, and so is one that never came. `lost` says that messages
before this payload were given up. A payload without messages is a sign of life
and has the number of the last payload before it, 0 before the first.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias, final

import orjson

MOST_BODY_BYTES = 512
MOST_PAYLOAD_BYTES = 7_900
"""PostgreSQL refuses NOTIFY payloads of 8,000 bytes and more."""

MOST_MESSAGE_BYTES = MOST_PAYLOAD_BYTES - 100
"""What the envelope leaves for one packed message, keys included."""

_VERSION = 1

Interest: TypeAlias = tuple[str, str]
"""A topic and a key: `("device", "0198…")`."""


@dataclass(frozen=True, slots=True)
class Message:
    """Something happened: look at it again.

    `topic` is the kind of thing, `keys` are the ids under which it is followed
    (a device's own, its organizations'), `body` is at most 512 bytes, such as
    the name of a command.
    """

    topic: str
    keys: tuple[str, ...]
    body: str = ""


@final
class Gap:
    """Messages may have been missed here: read the state anew. There is one, `GAP`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "GAP"


GAP: Final = Gap()

Notice: TypeAlias = Message | Gap
"""What a subscriber receives."""


class BadMessage(ValueError):
    """The message cannot travel; `reason` says why. A mistake of the programmer's."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"This message cannot travel: {reason}.")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Packet:
    """A payload, taken apart."""

    node: str
    number: int
    lost: bool
    messages: tuple[Message, ...]


def encode(message: Message) -> bytes:
    """One message as it stands inside a payload. Raises `BadMessage`."""
    # Ids that are still UUIDs would be sent as text but match no subscriber here.
    if not all(isinstance(part, str) for part in (message.topic, message.body, *message.keys)):
        raise BadMessage("topic, keys and body are text")
    try:
        encoded = orjson.dumps((message.topic, message.keys, message.body))
    except orjson.JSONEncodeError as error:
        raise BadMessage("it is not Unicode text") from error
    if len(message.body.encode()) > MOST_BODY_BYTES:
        raise BadMessage(f"its body is longer than {MOST_BODY_BYTES} bytes")
    if len(encoded) > MOST_MESSAGE_BYTES:
        raise BadMessage(f"it is longer than {MOST_MESSAGE_BYTES} bytes")
    return encoded


def payload_prefix(node: str) -> str:
    """How every payload of `node` begins, and no other node's."""
    return f'[{_VERSION},"{node}",'


def pack(node: str, number: int, encoded: Iterable[bytes] = (), *, lost: bool = False) -> str:
    """The payload that carries these encoded messages; their sizes are the caller's care."""
    return f"{payload_prefix(node)}{number},{'true' if lost else 'false'},[{b','.join(encoded).decode()}]]"


def unpack(payload: str) -> Packet | None:
    """The packet in `payload`, or None if it is not entirely one of ours."""
    try:
        version, node, number, lost, items = orjson.loads(payload)
        if version != _VERSION or type(items) is not list:
            return None
        messages = tuple(_decode(*item) for item in items)
    except (ValueError, TypeError):
        return None
    if type(node) is not str or type(number) is not int or type(lost) is not bool:
        return None
    return Packet(node, number, lost, messages)


def _decode(topic: object, keys: object, body: object) -> Message:
    if type(topic) is not str or type(body) is not str or type(keys) is not list:
        raise TypeError
    if not all(type(key) is str for key in keys):
        raise TypeError
    return Message(topic, tuple(keys), body)

"""What this node has still to tell the others."""

from collections import deque
from collections.abc import Iterable

from app.bus.messages import MOST_PAYLOAD_BYTES, pack

MOST_PAYLOADS = 32
"""Payloads sent in one statement: enough for a burst, short enough to answer in time."""


class Outbox:
    """Encoded messages in order, packed when their turn comes, kept until they are sent.

    Payloads keep their numbers when they are sent again, so a receiver that
    has them already can tell. Holds at most `most_waiting` messages.
    """

    def __init__(self, node: str, most_waiting: int) -> None:
        self._node = node
        self._most_waiting = most_waiting
        self._waiting: deque[bytes] = deque()
        self._number = 0
        self._payloads: list[str] = []
        self._messages_in_payloads = 0
        self._lost = False

    def __len__(self) -> int:
        """Messages not yet sent."""
        return len(self._waiting) + self._messages_in_payloads

    @property
    def empty(self) -> bool:
        """Whether the others have been told everything, losses included."""
        return not self._waiting and not self._payloads and not self._lost

    @property
    def last_number(self) -> int:
        """The number of the payload packed last; 0 before the first."""
        return self._number

    def put(self, encoded: Iterable[bytes]) -> int:
        """Add messages; if they are too many give all up, and return how many were lost."""
        self._waiting.extend(encoded)
        return self.give_up() if len(self) > self._most_waiting else 0

    def give_up(self) -> int:
        """Forget all messages and have the others told of a gap instead; returns how many were lost."""
        lost, self._lost = len(self), not self.empty
        self._waiting.clear()
        self._payloads, self._messages_in_payloads = [], 0
        return lost

    def next_payloads(self) -> list[str]:
        """The payloads whose turn it is: the same ones until `sent`; none when empty."""
        if not self._payloads:
            while len(self._payloads) < MOST_PAYLOADS and (self._waiting or self._lost):
                self._payloads.append(self._next_payload())
        return self._payloads

    def sent(self) -> None:
        """What `next_payloads` gave last has reached the others."""
        self._payloads, self._messages_in_payloads = [], 0

    def _next_payload(self) -> str:
        self._number += 1
        lost, self._lost = self._lost, False
        size, encoded = len(pack(self._node, self._number, lost=lost)), list[bytes]()
        while self._waiting and size + len(self._waiting[0]) + 1 <= MOST_PAYLOAD_BYTES:
            size += len(self._waiting[0]) + 1
            encoded.append(self._waiting.popleft())
        self._messages_in_payloads += len(encoded)
        return pack(self._node, self._number, encoded, lost=lost)

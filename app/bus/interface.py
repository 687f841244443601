"""What every bus promises, whatever carries it between the nodes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.bus.messages import Interest, Message
from app.bus.subscribers import Listener, Subscription


class BusUnavailable(Exception):
    """The bus cannot be reached at start-up; the cause is chained."""

    def __init__(self) -> None:
        super().__init__("The bus between the nodes cannot be reached.")


@dataclass(slots=True)
class BusCounts:
    """What happened on this node's bus since its start; numbers only grow."""

    published: int = 0
    """Messages told here by this node."""
    payloads_sent: int = 0
    """Payloads that carried them to the other nodes."""
    heard: int = 0
    """Messages that came from other nodes."""
    garbled: int = 0
    """Payloads that were nobody's of ours; ignored."""
    repeated: int = 0
    """Payloads that came a second time after a lost answer; ignored."""
    dropped: int = 0
    """Messages given up because the other nodes could not be reached; those were told of a gap."""
    outages: int = 0
    """How often the other nodes went out of hearing."""


class Bus(Protocol):
    """Tells this node's and all other nodes' subscribers that something happened.

    All methods belong to the event loop's thread. Messages from one node
    arrive everywhere in the order in which it published them, each once.
    """

    async def start(self) -> None:
        """Join the other nodes, once. Raises `BusUnavailable`."""

    async def stop(self) -> None:
        """Send what is waiting, leave, and end all subscriptions. Takes a few seconds at most."""

    def publish(self, *messages: Message) -> None:
        """Tell of something that is true and committed.

        Subscribers on this node are told at once, other nodes by a task that
        sends what has gathered. Never waits and never fails for the network's
        sake: what cannot be sent for too long becomes a `Gap` at the others.
        Raises `BadMessage` for a message that cannot travel, and tells none.
        """

    def subscribe(self, *interests: Interest) -> Subscription:
        """Follow all messages with one of these topics and keys, from now on.

        Subscribe first, then read the state, then follow the changes.
        """

    def listen(self, topic: str, listener: Listener) -> Callable[[], None]:
        """Call `listener` with every message of `topic`, and every gap; the answer, called, ends it.

        It is called from the event loop soon after, never from within
        `publish`. What it raises is logged and hurts nobody.
        """

    @property
    def healthy(self) -> bool:
        """Whether this node has, within the last seconds, heard what is said between the nodes."""

    @property
    def lag_seconds(self) -> float:
        """How long the newest word of this node took until this node heard it from the others' side."""

    @property
    def waiting(self) -> int:
        """Messages of this node that the other nodes have not been sent yet."""

    @property
    def last_heard(self) -> datetime | None:
        """When this node last heard anything, itself included. UTC; None before the start."""

    @property
    def counts(self) -> BusCounts:
        """What happened here so far, for the metrics."""

"""What happened at one door, for the metrics."""

from collections import Counter
from dataclasses import dataclass, field

from prometheus_client import Histogram

from app.device_ws.closing import Ending
from app.device_ws.refusals import Refusal


@dataclass(slots=True)
class DoorCounts:
    """Numbers since the start of this node; they only grow."""

    arrived: int = 0
    """Devices that were welcomed."""
    left: int = 0
    """Welcomed devices whose connection ended by itself."""
    ended: Counter[Ending] = field(default_factory=Counter)
    """Connections that the server ended, by the way it did."""
    refused: Counter[Refusal] = field(default_factory=Counter)
    """Upgrades that were refused, by reason."""
    frames: int = 0
    """Text frames of welcomed devices."""
    batches: Histogram = field(
        default_factory=lambda: Histogram(
            "claimstead_device_batch",
            "Devices served by one statement, by what it does.",
            ["what"],
            buckets=(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000),
            registry=None,
        )
    )
    commands_done: int = 0
    commands_failed: int = 0

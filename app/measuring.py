"""What `/metrics` tells of one process: the numbers that its parts keep, gathered when somebody asks."""

import asyncio
from collections.abc import Iterator, Mapping
from typing import TypeVar

from prometheus_client import Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from app.bus import Bus
from app.database.connection import pool_use
from app.device_ws import DeviceDoor
from app.domain.counts import Counts

_LOOK_SECONDS = 0.5

_Key = TypeVar("_Key")


class LoopLag:
    """How late the event loop comes to what is due: what every device and person waits besides."""

    def __init__(self) -> None:
        self.seconds = Histogram(
            "claimstead_loop_lag_seconds",
            "How late the event loop came to a timer.",
            buckets=(0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5),
            registry=None,
        )

    async def watch(self) -> None:
        """Look until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + _LOOK_SECONDS
            await asyncio.sleep(_LOOK_SECONDS)
            self.seconds.observe(max(0.0, loop.time() - due))


class Measuring:
    """Gathers the numbers of one process."""

    def __init__(self, door: DeviceDoor, bus: Bus, counts: Counts, lag: LoopLag) -> None:
        self._door = door
        self._bus = bus
        self._counts = counts
        self._lag = lag

    def collect(self) -> Iterator[Metric]:
        """All families, as they are now."""
        yield from self._of_devices()
        yield from self._of_bus()
        yield _by("claims", "Claims, by outcome.", ["outcome"], {(name,): n for name, n in self._counts.claims.items()})
        yield _by("jobs", "Jobs that were run, by name and outcome.", ["job", "outcome"], self._counts.jobs)
        yield from self._lag.seconds.collect()
        used, opened, most = pool_use()
        yield _gauge("database_connections_used", "Connections of the pool that are in use.", used)
        yield _gauge("database_connections_open", "Connections of the pool that are open.", opened)
        yield _gauge("database_connections_most", "Connections that the pool may have.", most)

    def _of_devices(self) -> Iterator[Metric]:
        counts = self._door.counts
        yield _gauge("devices_connected", "Devices that are connected.", self._door.connected)
        yield _counter("device_arrivals", "Devices that were welcomed.", counts.arrived)
        yield _counter("device_departures", "Connections of devices that ended by themselves.", counts.left)
        endings = {(ending.name.lower(),): number for ending, number in counts.ended.items()}
        yield _by("device_endings", "Connections of devices that were ended, by why.", ["ending"], endings)
        refusals = {(refusal.name.lower(),): number for refusal, number in counts.refused.items()}
        yield _by("device_refusals", "Upgrades of devices that were refused, by why.", ["reason"], refusals)
        yield _counter("device_frames", "Text frames from devices.", counts.frames)
        commands = {("done",): counts.commands_done, ("failed",): counts.commands_failed}
        yield _by("device_commands", "Answers of devices to commands.", ["outcome"], commands)
        yield from counts.batches.collect()

    def _of_bus(self) -> Iterator[Metric]:
        counts = self._bus.counts
        yield _gauge("bus_healthy", "Whether this node hears the others: 1 or 0.", self._bus.healthy)
        yield _gauge("bus_lag_seconds", "How long its newest word took to come back.", self._bus.lag_seconds)
        yield _gauge("bus_messages_waiting", "Messages that the others have not been sent yet.", self._bus.waiting)
        yield _counter("bus_messages_published", "Messages told by this node.", counts.published)
        yield _counter("bus_payloads_sent", "Payloads that carried them.", counts.payloads_sent)
        yield _counter("bus_messages_heard", "Messages from other nodes.", counts.heard)
        yield _counter("bus_messages_dropped", "Messages given up; the others were told of a gap.", counts.dropped)
        yield _counter("bus_payloads_garbled", "Payloads that are nobody's of ours.", counts.garbled)
        yield _counter("bus_payloads_repeated", "Payloads that came a second time.", counts.repeated)
        yield _counter("bus_outages", "How often the other nodes went out of hearing.", counts.outages)


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(f"claimstead_{name}", words, value=value)


def _counter(name: str, words: str, value: float) -> Metric:
    return CounterMetricFamily(f"claimstead_{name}", words, value=value)


def _by(name: str, words: str, labels: list[str], values: Mapping[_Key, float]) -> Metric:
    """A counter with labels; the keys are tuples of their values."""
    family = CounterMetricFamily(f"claimstead_{name}", words, labels=labels)
    for key, value in values.items():
        assert isinstance(key, tuple)
        family.add_metric([str(each) for each in key], value)
    return family

"""Many simulated devices together: how they behave, what has happened to them, and what they cost this machine."""

import asyncio
import random
import resource
import sys
import time
from collections.abc import Sequence
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import urlsplit

from rich.live import Live
from rich.text import Text

from app.cli import open_files
from app.cli.manners import ARDUINO, ESP_IDF, ESP_IDF_RETURNING, GOOD, IMPATIENT, Manner
from app.cli.simulated_device import (
    ClaimChanged,
    CommandAnswered,
    DeviceEvent,
    Finished,
    Interrupted,
    SimulatedDevice,
    Welcomed,
)
from app.cli.terminal import CommandRefused, out
from app.secrets.auth_token import AuthToken

FLAKY_SECONDS = 15.0
"""How long a flaky device stays connected, on average."""

CONNECTS_A_SECOND = 100
REFRESH_SECONDS = 0.25
REPORT_SECONDS = 10.0
"""How often a line is written where there is no terminal to keep one up to date."""

DEVICES_PER_ADDRESS = 5_000
"""On the loopback network more devices come from several addresses: one has ports for some 28,000, and a server
that counts sockets by address sees a fleet as it would come from many homes."""


class Profile(StrEnum):
    """How the devices behave."""

    STEADY = "steady"
    FLAKY = "flaky"
    CLONE = "clone"
    ESP_IDF = "esp-idf"
    ARDUINO = "arduino"
    PROVISIONED = "provisioned"

    def manner(self, *, returns_after_close: bool) -> Manner:
        """What its devices do when their connection ends."""
        if self is Profile.ESP_IDF:
            return ESP_IDF_RETURNING if returns_after_close else ESP_IDF
        return {Profile.CLONE: IMPATIENT, Profile.ARDUINO: ARDUINO}.get(self, GOOD)


class TooManyDevices(CommandRefused):
    """Each connection is an open file, and the system does not allow so many."""

    def __init__(self, devices: int, possible: int) -> None:
        super().__init__(
            f"{devices:,} devices are as many open files, and this system allows {possible:,}: raise the limit "
            "(`ulimit -n`), or run devsim several times."
        )


class Tally:
    """What has happened to all devices together."""

    def __init__(self) -> None:
        self.welcomed = 0
        self.reconnects = 0
        self.claims = 0
        self.commands = 0
        self.interruptions: dict[str, int] = {}
        self.finished: dict[str, int] = {}

    def count(self, event: DeviceEvent) -> None:
        """Take one event in."""
        match event:
            case Welcomed(is_return=is_return):
                self.welcomed += 1
                self.reconnects += is_return
            case ClaimChanged(is_claimed=True):
                self.claims += 1
            case CommandAnswered():
                self.commands += 1
            case Interrupted(reason=reason):
                self.interruptions[reason] = self.interruptions.get(reason, 0) + 1
            case Finished(reason=reason):
                self.finished[reason] = self.finished.get(reason, 0) + 1
            case _:
                pass

    def line(self, connected: int, devices: int) -> str:
        """Everything in one line."""
        said = [
            f"{connected:,} of {devices:,} connected",
            f"{self.reconnects:,} reconnects",
            f"{self.claims:,} claims",
            f"{self.commands:,} commands answered",
        ]
        said += [f"{count:,} × {reason}" for reason, count in sorted(self.interruptions.items())]
        said += [f"{count:,} stopped: {reason}" for reason, count in sorted(self.finished.items())]
        return " · ".join(said)


async def simulate(
    url: str,
    auth_tokens: Sequence[AuthToken],
    profile: Profile,
    tally: Tally,
    *,
    duration: float | None,
    connects_a_second: float = CONNECTS_A_SECOND,
    returns_after_close: bool = False,
) -> None:
    """Run a device for each AuthToken (two for clones) until the time is over or all have finished.

    Raises TooManyDevices.
    """
    count = len(auth_tokens) * (2 if profile is Profile.CLONE else 1)
    _allow(count)
    manner, began = profile.manner(returns_after_close=returns_after_close), time.monotonic()
    devices = [
        SimulatedDevice(
            url,
            auth_tokens[place % len(auth_tokens)],
            manner=manner,
            source_address=source_address(url, place),
            on_event=tally.count,
        )
        for place in range(count)
    ]
    running = [asyncio.create_task(_run(device, place / connects_a_second)) for place, device in enumerate(devices)]
    beside = [asyncio.create_task(_show(devices, tally))]
    if profile is Profile.FLAKY:
        beside.append(asyncio.create_task(_upset(devices)))
    try:
        await asyncio.wait(running, timeout=duration)
    finally:
        for task in beside:
            task.cancel()
        out.print(f"In the end {_state(devices, tally)}", soft_wrap=True)
        await asyncio.gather(*(device.stop() for device in devices), return_exceptions=True)
        await asyncio.gather(*running, *beside, return_exceptions=True)
        out.print(f"All said goodbye. {_cost(time.monotonic() - began)}", soft_wrap=True)


def source_address(url: str, place: int) -> str | None:
    """Where the device of this place in a fleet connects from; None leaves it to the system."""
    host = urlsplit(url).hostname or ""
    number = place // DEVICES_PER_ADDRESS
    if number == 0 or host == "localhost" or not _is_loopback(host) or sys.platform != "linux":
        return None  # other systems have one loopback address
    return f"127.{number >> 16 & 255}.{number >> 8 & 255}.{1 + (number & 255) % 254}"


def _is_loopback(host: str) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return address.version == 4 and address.is_loopback


def _allow(devices: int) -> None:
    possible = open_files.possible()
    if possible is not None and possible < open_files.needed_for(devices):
        raise TooManyDevices(devices, possible)
    open_files.allow(devices)


async def _run(device: SimulatedDevice, after_seconds: float) -> None:
    await asyncio.sleep(after_seconds)
    await device.run()


async def _upset(devices: Sequence[SimulatedDevice]) -> None:
    """Cut one connection or another, so that each lasts for FLAKY_SECONDS on average."""
    while True:
        await asyncio.sleep(random.expovariate(len(devices) / FLAKY_SECONDS))
        random.choice(devices).cut()  # noqa: S311


def _state(devices: Sequence[SimulatedDevice], tally: Tally) -> str:
    return tally.line(sum(device.is_connected for device in devices), len(devices))


def _cost(seconds: float) -> str:
    """What the fleet took of this machine."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    unit = 1 if sys.platform == "darwin" else 1024
    return (
        f"devsim took {used.ru_maxrss * unit / 2**20:,.0f} MiB of memory and {used.ru_utime + used.ru_stime:,.1f} s "
        f"of a processor in {seconds:,.1f} s."
    )


async def _show(devices: Sequence[SimulatedDevice], tally: Tally) -> None:
    """Keep one line up to date in a terminal, and write one now and then elsewhere."""
    if not out.is_terminal:
        while True:
            await asyncio.sleep(REPORT_SECONDS)
            out.print(_state(devices, tally), soft_wrap=True)
    with Live(console=out, transient=True, refresh_per_second=1 / REFRESH_SECONDS) as live:
        while True:
            live.update(Text(_state(devices, tally), no_wrap=True, overflow="ellipsis"))
            await asyncio.sleep(REFRESH_SECONDS)

"""Devices on the nodes of a test, what happens to them, and what subscribers are shown of them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from app.cli.simulated_device import DeviceEvent, SimulatedDevice
from tests.api.clients import Stream
from tests.api.steps import Owned

SOON = 1.0
"""Seconds within which an act on one node reaches a connection of another."""

PRESENCE = """subscription($organization: ID!) {
  deviceStatusChanged(organizationId: $organization) { id presence { isOnline reason } }
}"""


@asynccontextmanager
async def a_device_on(address: str, owned: Owned) -> AsyncIterator["Witness"]:
    """The owner's device, online on the node at an address."""
    witness = Witness()
    device = SimulatedDevice(f"ws://{address}/device", owned.token.auth_token, on_event=witness.note)
    await device.connect(within=30)
    witness.device = device
    yield witness
    await device.stop()


class Witness:
    """What happened to one device."""

    device: SimulatedDevice

    def __init__(self) -> None:
        self.events: list[DeviceEvent] = []
        self._happened = asyncio.Event()

    def note(self, event: DeviceEvent) -> None:
        """Take one event in."""
        self.events.append(event)
        self._happened.set()

    async def sees(self, condition: Callable[[], bool], *, within: float = SOON) -> None:
        """Return when something has happened that makes the condition true; fails when it takes longer."""
        async with asyncio.timeout(within):
            while not condition():
                self._happened.clear()
                await self._happened.wait()

    def has(self, kind: type[DeviceEvent]) -> bool:
        """Whether such a thing has happened."""
        return any(isinstance(event, kind) for event in self.events)


async def done(outcome: Any) -> None:
    """The mutation succeeds."""
    answer = await outcome
    assert answer["__typename"].endswith("Success"), answer


async def shown(stream: Stream) -> dict[str, Any]:
    """The presence that the stream shows next."""
    presence: dict[str, Any] = (await stream.next())["deviceStatusChanged"]["presence"]
    return presence


async def until_shown(stream: Stream, *, is_online: bool) -> dict[str, Any]:
    """The next presence of this kind."""
    while True:
        async for answer in stream.answers:
            presence: dict[str, Any] = answer.data["deviceStatusChanged"]["presence"]
            if presence["isOnline"] is is_online:
                return presence
        raise AssertionError("the subscription ended")


async def status_of(owned: Owned) -> dict[str, Any]:
    """The device as its owner sees it."""
    asked = "query($id: ID!) { device(id: $id) { presence { isOnline } } }"
    device: dict[str, Any] = (await owned.owner.ask(asked, id=owned.device_id))["device"]
    return device

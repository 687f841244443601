"""What the story knows so far: who is there, and what they hold in their hands."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from app.cli.api_client import ANSWER_SECONDS, ApiClient, Subscription, WrongOutcome
from app.cli.demo.server_process import ServerProcess
from app.cli.simulated_device import DeviceEvent, SimulatedDevice
from app.secrets.auth_token import AuthToken


class DeviceInHand:
    """A simulated device with all that happened to it, in order."""

    def __init__(self, address: str, auth_token: AuthToken) -> None:
        self._events: asyncio.Queue[DeviceEvent] = asyncio.Queue()
        url = address.replace("http", "ws", 1) + "/device"
        self._device = SimulatedDevice(url, auth_token, on_event=self._events.put_nowait)
        self._running: asyncio.Task[None] | None = None

    def switch_on(self) -> None:
        """Let it connect, and come back by itself from here on."""
        self._running = asyncio.create_task(self._device.run())

    async def lose_power(self) -> None:
        """Cut its connection without a word, and keep it off."""
        self._device.cut()
        await self.switch_off()

    async def switch_off(self) -> None:
        """Say goodbye, if it is connected, and stay off."""
        await self._device.stop()
        if self._running is not None:
            await self._running

    async def meets(self, is_meant: Callable[[DeviceEvent], bool], what: str) -> DeviceEvent:
        """The next event that is meant. Raises WrongOutcome when `what` does not happen in time."""
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                while True:
                    event = await self._events.get()
                    if is_meant(event):
                        return event
        except TimeoutError:
            raise WrongOutcome(f"The device should have {what}, but did not within {ANSWER_SECONDS:.0f} s.") from None


@dataclass
class Scene:
    """Filled by the steps in their order; a step may use what those before it left here."""

    server: ServerProcess
    held: AsyncExitStack
    """Connections that outlive a step; closed when the story ends, however it ends."""

    address: str = ""
    people: dict[str, ApiClient] = field(default_factory=dict)
    organization_id: str = ""
    token_id: str = ""
    claim_link: str = field(default="", repr=False)
    auth_token: AuthToken | None = field(default=None, repr=False)
    device_id: str = ""
    device: DeviceInHand | None = None
    presence: Subscription | None = None

    def person(self, name: str) -> ApiClient:
        """The way of this person to the API, signed out at first."""
        if name not in self.people:
            client = ApiClient(self.address)
            self.held.push_async_callback(client.close)
            self.people[name] = client
        return self.people[name]

    def power_on(self) -> DeviceInHand:
        """The device in hand, switched on."""
        assert self.auth_token is not None, "the factory flashes the device before anybody switches it on"
        self.device = DeviceInHand(self.address, self.auth_token)
        self.held.push_async_callback(self.device.switch_off)
        self.device.switch_on()
        return self.device

"""The demo's simulated devices: real WebSocket clients of the server beside which they run."""

import asyncio
from collections.abc import Sequence

from app.cli.simulated_device import CommandAnswered, DeviceEvent, SimulatedDevice, Welcomed
from app.cli.terminal import out
from app.secrets.auth_token import AuthToken


async def run_demo_devices(url: str, auth_tokens: Sequence[AuthToken]) -> None:
    """Keep a device connected for each AuthToken until cancelled; say when all are there, and when one is asked for."""
    arrived: set[str] = set()

    def tell(event: DeviceEvent) -> None:
        match event:
            case Welcomed(device_id=device_id) if device_id not in arrived:
                arrived.add(device_id)
                if len(arrived) == len(auth_tokens):
                    out.print(f"{len(arrived)} simulated devices are online.")
            case CommandAnswered(name="identify"):
                out.print("A simulated device was asked to identify itself, and blinks.")
            case _:
                pass

    async with asyncio.TaskGroup() as group:
        for auth_token in auth_tokens:
            group.create_task(SimulatedDevice(url, auth_token, on_event=tell).run())

"""What people do to a connected device, on one node, felt by the device on another."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import httpx

from app.cli.simulated_device import CommandAnswered, Finished
from app.database.connection import execute
from app.domain.parts import Parts
from tests.api.clients import Client, Door
from tests.api.steps import an_owned_device
from tests.api.test_transfers import mailed_token
from tests.api.witnesses import a_device_on, done
from tests.builders import a_brand, a_customer, a_member


@asynccontextmanager
async def at(address: str, *clients: Client) -> AsyncIterator[list[Client]]:
    """The same people, as clients of the node at an address."""
    async with httpx.AsyncClient(base_url=f"http://{address}", trust_env=False) as http:
        yield [replace(client, http=http) for client in clients]


async def acts_reach_the_device(door: Door, parts: Parts, *, acting: str, holding: str) -> None:
    """Everything that is done on the node at one address reaches the device on the other within a second."""
    brand = await a_brand()
    owned = await an_owned_device(door, parts, brand)
    receiver = await a_customer(brand)
    people = [owned.viewer.account_id, receiver.account_id]
    await execute("UPDATE account SET email_verified_at = now() WHERE id = ANY($1)", people)

    async with (
        at(acting, owned.owner, door.person(receiver), door.person(await a_member(brand))) as (owner, taker, staff),
        a_device_on(holding, owned) as witness,
    ):
        device = witness.device
        await done(owner.do("identifyDevice", deviceId=owned.device_id))
        await witness.sees(lambda: witness.has(CommandAnswered))

        name = [{"name": "Device Name", "value": "Kitchen"}]
        await done(owner.do("updateDevice", deviceId=owned.device_id, metadata=name))
        await witness.sees(lambda: device.metadata.get("Device Name") == "Kitchen")

        await done(owner.do("offerDeviceTransfer", deviceId=owned.device_id, email=receiver.email))
        await done(taker.do("acceptDeviceTransfer", token=await mailed_token(parts, receiver.email)))
        await witness.sees(lambda: device.metadata.get("Device Name") == "TempSense")
        assert device.is_claimed

        await done(staff.do("disclaimTokens", tokenIds=[owned.token_id]))
        await witness.sees(lambda: not device.is_claimed)

        await done(owner.do("claimDevice", qrToken=owned.token.qr_token.text))
        await witness.sees(lambda: device.is_claimed)

        await done(staff.do("deleteTokens", tokenIds=[owned.token_id], confirm=1))
        await witness.sees(lambda: witness.has(Finished))

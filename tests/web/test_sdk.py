"""The SDK of the web apps against the real server: its own tests run in Node, in a world that is made here."""

import asyncio

import pytest

from app.domain.devices.claiming import claim_device
from app.domain.parts import Parts
from app.models import Account
from app.schema.nodes import global_id
from tests.api.clients import Door
from tests.builders import PASSWORD, a_brand, a_customer, a_static_token
from tests.web.conftest import compiled_sdk, run_node, world_of

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("subject", ["session", "presence"])
async def test_the_sdk_in_node(subject: str, door: Door, parts: Parts) -> None:
    brand = await a_brand()
    customer = await a_customer(brand)
    device_id = await claim_device(customer, parts, (await a_static_token(brand, parts)).qr_token)
    world = world_of(
        url=f"{door.http.base_url}".rstrip("/") + "/graphql",
        brand=brand.slug,
        email=(await Account.get(id=customer.account_id)).email,
        password=PASSWORD,
        deviceId=global_id("Device", device_id),
        unclaimed=global_id("Device", brand.id),
    )
    tests = await asyncio.to_thread(compiled_sdk)
    command = ["node", "--test", str(tests / "tests" / "live" / f"{subject}.test.js")]
    ended = await asyncio.to_thread(run_node, command, tests, CLAIMSTEAD_TEST_WORLD=world)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "# tests 0" not in ended.stdout

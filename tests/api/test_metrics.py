"""What `/metrics` tells of devices and claims, after some of each."""

import pytest
from prometheus_client.parser import text_string_to_metric_families
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from app.domain.parts import Parts
from app.secrets.auth_token import AuthToken
from tests.api.clients import Door
from tests.builders import a_brand, a_customer, a_static_token
from tests.device_ws.servers import bearer

pytestmark = pytest.mark.anyio


async def numbers(door: Door) -> dict[tuple[str, ...], float]:
    """All samples, by name and the values of their labels, without the worker."""
    answer = await door.http.get("/metrics")
    assert answer.status_code == 200, answer.text
    return {
        (sample.name, *(value for label, value in sample.labels.items() if label != "worker")): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


async def test_devices_refusals_claims_and_the_sizes_of_what_is_gathered_are_counted(door: Door, parts: Parts) -> None:
    brand = await a_brand()
    token = await a_static_token(brand, parts)
    before = await numbers(door)

    url = str(door.http.base_url.copy_with(scheme="ws", path="/device"))
    async with connect(url, additional_headers=bearer(token.auth_token), proxy=None) as device:
        await device.recv()
        with pytest.raises(InvalidStatus):
            await connect(url, additional_headers=bearer(AuthToken.mint()), proxy=None)
        for _ in range(2):
            await door.person(await a_customer(brand)).do("claimDevice", qrToken=token.qr_token.text)
        after = await numbers(door)

    def grown(*key: str) -> float:
        return after[key] - before.get(key, 0.0)

    assert grown("claimstead_devices_connected") == 1
    assert grown("claimstead_device_arrivals_total") == 1
    assert grown("claimstead_device_refusals_total", "token_refused") == 1
    assert grown("claimstead_claims_total", "claimed") == 1
    assert grown("claimstead_claims_total", "DeviceAlreadyClaimed") == 1
    # One statement looked up each of the two, and one wrote down the arrival of the one.
    assert grown("claimstead_device_batch_count", "look-ups") == 2
    assert grown("claimstead_device_batch_sum", "arrivals") == 1
    assert after["claimstead_bus_messages_waiting",] >= 0
    assert 0 < after["claimstead_bus_lag_seconds",] < 2
    assert after["claimstead_loop_lag_seconds_count",] > 0

"""Claiming: of rivals one wins; refusals are typed and change nothing."""

import asyncio
from collections import Counter

import pytest

from app.domain.devices.claiming import DeviceAlreadyClaimed, claim_device
from app.domain.parts import Parts
from app.models import Device, Event
from tests.builders import a_brand, a_customer, a_static_token, row_locked, waiting_for_locks

pytestmark = pytest.mark.anyio


async def test_of_rivals_exactly_one_wins(parts: Parts) -> None:
    brand = await a_brand()
    token = await a_static_token(brand, parts)
    rivals = [await a_customer(brand) for _ in range(3)]

    async with row_locked("static_token", token.id):
        claims = [asyncio.create_task(claim_device(rival, parts, token.qr_token)) for rival in rivals]
        await waiting_for_locks(3)
    outcomes = await asyncio.gather(*claims, return_exceptions=True)

    assert Counter(type(outcome) for outcome in outcomes)[DeviceAlreadyClaimed] == 2
    device = await Device.get(static_token_id=token.id)
    assert device.owner_id in {rival.account_id for rival in rivals}
    assert await Event.filter(static_token_id=token.id, kind="DEVICE_CLAIMED").count() == 1

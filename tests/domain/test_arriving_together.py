"""Devices that arrive with one statement arrive as each would alone."""

import asyncio
from uuid import uuid4

import pytest

from app.domain.devices import arriving
from app.domain.devices.claiming import claim_device
from app.domain.devices.releasing import delete_tokens
from app.domain.parts import Parts
from app.models import Device, Event, Presence
from tests.builders import a_brand, a_customer, a_member, a_static_token, row_locked

pytestmark = pytest.mark.anyio


async def test_each_is_taken_up_as_if_it_came_alone(parts: Parts) -> None:
    brand, node_id = await a_brand(), uuid4()
    new, known, claimed, gone = [await a_static_token(brand, parts) for _ in range(4)]
    before = await arriving.arrive(parts, known.id, node_id)
    device_id = await claim_device(await a_customer(brand), parts, claimed.qr_token)
    await delete_tokens(await a_member(brand), parts, [gone.id], confirm=1)

    arrivals = await arriving.arrive_together(parts, [new.id, known.id, claimed.id, gone.id, uuid4()], node_id)

    assert before is not None
    assert set(arrivals) == {new.id, known.id, claimed.id}
    assert {token_id: arrival.took_over for token_id, arrival in arrivals.items()} == {
        new.id: False,
        known.id: True,
        claimed.id: False,
    }
    assert (arrivals[claimed.id].device_id, arrivals[claimed.id].is_claimed) == (device_id, True)
    assert not arrivals[new.id].is_claimed
    assert arrivals[known.id].session > before.session
    assert arrivals[known.id].device_id == before.device_id
    assert len({arrival.session for arrival in arrivals.values()}) == 3
    for token_id, arrival in arrivals.items():
        device = await Device.get(id=arrival.device_id).prefetch_related("presence")
        assert (device.static_token_id, device.first_connected_at is None) == (token_id, False)
        held = await Presence.get(device_id=device.id)
        assert (held.is_online, held.node_id, held.session) == (True, node_id, arrival.session)
        events = await Event.filter(static_token_id=token_id, kind="FIRST_CONNECTED")
        assert [(event.device_id, event.issuer_id) for event in events] == [(device.id, brand.id)]
    assert (await Device.get(static_token_id=new.id)).organization_id == brand.id


async def test_a_second_arrival_is_no_first_connection(parts: Parts) -> None:
    token = await a_static_token(await a_brand(), parts)
    for _ in range(2):
        await arriving.arrive_together(parts, [token.id], uuid4())
    assert await Event.filter(static_token_id=token.id, kind="FIRST_CONNECTED").count() == 1


@pytest.mark.parametrize("table", ["static_token", "device"])
async def test_one_that_somebody_is_changing_makes_all_wait_for_nothing(parts: Parts, table: str) -> None:
    brand = await a_brand()
    token, busy = await a_static_token(brand, parts), await a_static_token(brand, parts)
    arrival = await arriving.arrive(parts, busy.id, uuid4())
    assert arrival is not None
    row = busy.id if table == "static_token" else arrival.device_id

    async with row_locked(table, row), asyncio.timeout(2):
        with pytest.raises(arriving.ArrivalsHindered):
            await arriving.arrive_together(parts, [token.id, busy.id], uuid4())

    assert not await Device.exists(static_token_id=token.id)
    assert (await Presence.get(device_id=arrival.device_id)).session == arrival.session


async def test_two_nodes_that_take_up_the_same_devices_end_in_no_deadlock(parts: Parts) -> None:
    brand = await a_brand()
    tokens = [await a_static_token(brand, parts) for _ in range(20)]
    ids = [token.id for token in tokens]

    outcomes = await asyncio.gather(
        *(arriving.arrive_together(parts, ids[turn:] + ids[:turn], uuid4()) for turn in range(0, 20, 4)),
        return_exceptions=True,
    )

    # Some may have been hindered; none of those that were not is missing a device.
    done = [outcome for outcome in outcomes if not isinstance(outcome, arriving.ArrivalsHindered)]
    assert done
    assert all(isinstance(outcome, dict) for outcome in done)
    newest = max(outcome[ids[0]].session for outcome in done if isinstance(outcome, dict) and ids[0] in outcome)
    device = await Device.get(static_token_id=ids[0])
    assert (await Presence.get(device_id=device.id)).session == newest

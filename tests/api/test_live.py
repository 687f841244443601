"""Subscriptions: the present state first, then every change, over both transports."""

from uuid import uuid4

import pytest

from app.domain import presence
from app.domain.parts import Parts
from app.models import PresenceReason
from app.schema.nodes import global_id
from tests.api.clients import TRANSPORTS, Door, Transport
from tests.builders import a_brand, a_member, a_static_token

pytestmark = pytest.mark.anyio
over_both = pytest.mark.parametrize("transport", TRANSPORTS)

STATUS = "subscription($ids: [ID!]) { deviceStatusChanged(deviceIds: $ids) { id presence { isOnline reason } } }"


@over_both
async def test_a_device_is_shown_as_it_is_and_then_as_it_changes(
    door: Door, parts: Parts, transport: Transport
) -> None:
    brand = await a_brand()
    owner, token = door.person(await a_member(brand)), await a_static_token(brand, parts)
    arrival = await presence.arrive(parts, token.id, uuid4())
    assert arrival is not None
    ids = [global_id("Device", arrival.device_id)]

    async with owner.follow(STATUS, over=transport, ids=ids) as changes:
        assert (await changes.next())["deviceStatusChanged"]["presence"] == {"isOnline": True, "reason": "CONNECTED"}
        await presence.leave(parts, [(arrival.device_id, arrival.session)], PresenceReason.TIMEOUT)
        assert (await changes.next())["deviceStatusChanged"]["presence"] == {"isOnline": False, "reason": "TIMEOUT"}

"""Sockets are counted, in all and for each address."""

import pytest
from websockets.asyncio.client import connect

from app.device_ws import Limits
from app.device_ws.places import Place, Places
from app.device_ws.refusals import Refusal
from app.domain.parts import Parts
from tests.builders import a_brand, a_static_token
from tests.device_ws.servers import a_device, a_node, a_raw_socket, eventually


def taken(places: Places, address: str) -> Place:
    place = places.take(address)
    assert isinstance(place, Place)
    return place


def test_one_address_may_have_many_but_not_all() -> None:
    places = Places(Limits(most_sockets=3, most_sockets_per_address=2))
    first, _ = taken(places, "192.0.2.1"), taken(places, "192.0.2.1")
    assert places.take("192.0.2.1") is Refusal.CROWDED
    taken(places, "192.0.2.2")
    assert places.take("192.0.2.3") is Refusal.FULL
    first.free()
    assert places.taken == 2
    taken(places, "192.0.2.1")


def test_addresses_of_one_network_of_64_bits_are_one() -> None:
    places = Places(Limits(most_sockets_per_address=1))
    taken(places, "2001:db8::1")
    assert places.take("2001:db8::ffff:1") is Refusal.CROWDED
    taken(places, "2001:db8:0:1::1")
    taken(places, "::ffff:192.0.2.1")
    assert places.take("192.0.2.1") is Refusal.CROWDED
    taken(places, "fe80::1%eth0")
    taken(places, "unknown")
    taken(places, "not:an:address")


def test_an_address_that_nobody_holds_any_more_is_forgotten() -> None:
    places = Places(Limits())
    taken(places, "192.0.2.1").free()
    assert (places.taken, places._by_address) == (0, {})


def test_those_that_have_not_said_who_they_are_are_counted_too() -> None:
    places = Places(Limits(most_waiting=3, most_waiting_per_address=2))
    one, other = taken(places, "192.0.2.1"), taken(places, "192.0.2.2")
    assert [one.begin_unknown() for _ in range(3)] == [True, True, False]
    assert [other.begin_unknown() for _ in range(2)] == [True, False]
    one.end_unknown()
    assert (other.begin_unknown(), one.begin_unknown()) == (True, False)


@pytest.mark.anyio
async def test_an_address_with_too_many_sockets_is_told_to_come_back(parts: Parts) -> None:
    token = await a_static_token(await a_brand(), parts)
    async with a_node(parts, Limits(most_sockets_per_address=1)) as node:
        async with a_raw_socket(node) as raw, a_device(node, token.auth_token):
            assert await raw.upgrade("/device", f"Authorization: Bearer {token.auth_token.text}") == 503
            assert int(raw.headers["retry-after"]) >= 10
            assert b"from your address" in await raw.reader.read()
            assert node.door.counts.refused[Refusal.CROWDED] == 1

        async def comes_in() -> bool:
            async with a_raw_socket(node) as again:
                return await again.upgrade("/device") == 101

        await eventually(comes_in)


@pytest.mark.anyio
async def test_sockets_that_wait_for_their_first_frame_are_limited(parts: Parts) -> None:
    token = await a_static_token(await a_brand(), parts)
    limits = Limits(most_waiting_per_address=1)
    async with a_node(parts, limits) as node, connect(node.url, compression=None, proxy=None):
        async with a_raw_socket(node) as raw:
            assert await raw.upgrade("/device") == 503
        async with a_device(node, token.auth_token):  # who says at once who it is does not count
            assert node.door.connected == 1

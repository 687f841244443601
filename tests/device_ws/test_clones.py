"""Two devices with one AuthToken, on two nodes: the fight is seen, told once, and seen again after it was dismissed."""

from contextlib import AsyncExitStack

import pytest

from app.domain.parts import Parts
from app.domain.tokens.tokens import dismiss_clone_suspicion
from app.models import Event, StaticToken
from tests.builders import MintedToken, a_brand, a_member, a_static_token
from tests.device_ws.servers import Node, a_device, a_node, eventually

pytestmark = pytest.mark.anyio


async def is_flagged(token: MintedToken) -> bool:
    """Whether the token is suspected of having been cloned."""
    return (await StaticToken.get(id=token.id)).clone_suspected_at is not None


async def fight(stack: AsyncExitStack, token: MintedToken, *nodes: Node) -> None:
    """One device after the other takes the connection from the one before."""
    for node in nodes:
        older = node.door.counts.arrived
        await stack.enter_async_context(a_device(node, token.auth_token))
        assert node.door.counts.arrived == older + 1


async def test_swaps_between_nodes_are_counted_and_told_once_until_they_are_dismissed(node: Node, parts: Parts) -> None:
    brand = await a_brand()
    token, staff = await a_static_token(brand, parts), await a_member(brand)
    told = Event.filter(static_token_id=token.id, kind="CLONE_SUSPECTED")

    async def flagged() -> bool:
        return await is_flagged(token)

    async with a_node(parts) as other, AsyncExitStack() as stack:
        await fight(stack, token, node, other, node)
        assert not await is_flagged(token)  # two swaps
        await fight(stack, token, other, node)
        await eventually(flagged)
        assert await told.count() == 1

        await dismiss_clone_suspicion(staff, parts, token.id)
        assert not await is_flagged(token)
        await fight(stack, token, other, node, other, node)
        await eventually(flagged)
    assert await told.count() == 2

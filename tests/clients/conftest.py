"""One running node for the devices that behave."""

from collections.abc import AsyncIterator

import pytest

from app.domain.parts import Parts
from tests.device_ws.servers import Node, a_node


@pytest.fixture(scope="package")
async def node(parts: Parts) -> AsyncIterator[Node]:
    """A node with quick clocks."""
    async with a_node(parts) as running:
        yield running

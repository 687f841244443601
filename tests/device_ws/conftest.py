"""One running node for the tests that need nothing special of it; every test of a node runs over both transports."""

from collections.abc import AsyncIterator

import pytest

from app.domain.parts import Parts
from tests.device_ws import servers
from tests.device_ws.servers import Node, a_node


@pytest.fixture(scope="package", params=["own", "asgi"])
def transport(request: pytest.FixtureRequest) -> str:
    """What carries devices now."""
    servers.transport = str(request.param)
    return servers.transport


@pytest.fixture(scope="package")
def parts(parts: Parts, transport: str) -> Parts:
    """The parts of all tests. Whoever needs them here starts nodes, and so has one run for each transport."""
    return parts


@pytest.fixture(scope="package")
async def node(parts: Parts) -> AsyncIterator[Node]:
    """A node with quick clocks, shared by the tests of this folder."""
    async with a_node(parts) as running:
        yield running

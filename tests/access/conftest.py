"""The world, built once for each test process, and a server to whose HTTP doors its people come."""

import pytest

from app.domain.parts import Parts
from tests.access.world import World, build_world
from tests.api.clients import Door
from tests.api.conftest import door, keys, parts

__all__ = ["door", "keys", "parts"]


@pytest.fixture(scope="session")
async def world(parts: Parts, door: Door) -> World:
    """Two brands, twelve people, and everything they own."""
    return await build_world(parts, door.access_tokens)

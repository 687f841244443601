"""The world, built once for each test process."""

from collections.abc import AsyncIterator

import pytest

from app.context.access_tokens import AccessTokens
from app.domain.parts import Parts
from app.secrets.keys import KeyRing
from tests.access.world import World, build_world


@pytest.fixture(scope="session")
async def world(parts: Parts) -> AsyncIterator[World]:
    """Two brands, twelve people, and everything they own."""
    keys = KeyRing.generate()
    yield await build_world(parts, AccessTokens(keys.signing, keys.current_signing, issuer="https://claim.example"))

"""The kinds of bus the tests run on."""

from collections.abc import AsyncIterator

import pytest

from tests.bus.networks import Network, PostgresNetwork


@pytest.fixture
async def postgres_network(database_dsn: str) -> AsyncIterator[PostgresNetwork]:
    """Nodes on PostgreSQL; for what only that bus promises."""
    network = PostgresNetwork(database_dsn)
    yield network
    await network.close()


@pytest.fixture(params=["postgres"])
def network(request: pytest.FixtureRequest) -> Network:
    """Nodes on each kind of bus there is; for what all of them promise."""
    network: Network = request.getfixturevalue(f"{request.param}_network")
    return network

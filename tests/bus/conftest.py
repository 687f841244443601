"""The kinds of bus the tests run on."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.bus.networks import NatsNetwork, NatsServer, Network, PostgresNetwork


@pytest.fixture
async def postgres_network(database_dsn: str) -> AsyncIterator[PostgresNetwork]:
    """Nodes on PostgreSQL; for what only that bus promises."""
    network = PostgresNetwork(database_dsn)
    yield network
    await network.close()


@pytest.fixture(scope="session")
def nats_server() -> Iterator[NatsServer]:
    """A running `nats-server`; without the program the tests that need it are skipped."""
    if not NatsServer.is_installed():
        pytest.skip("nats-server is not installed: `apt-get install nats-server`")
    server = NatsServer()
    server.start()
    yield server
    server.kill()


@pytest.fixture
async def nats_network(nats_server: NatsServer) -> AsyncIterator[NatsNetwork]:
    """Nodes on NATS; for what only that bus promises."""
    network = NatsNetwork(nats_server.port)
    yield network
    await network.close()


@pytest.fixture(params=["postgres", "nats"])
def network(request: pytest.FixtureRequest) -> Network:
    """Nodes on each kind of bus there is; for what all of them promise."""
    network: Network = request.getfixturevalue(f"{request.param}_network")
    return network

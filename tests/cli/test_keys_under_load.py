"""Keys rotate without downtime: no device is refused while rings are exchanged, one node after the other."""

import re
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.secrets.keys import KeyRing
from tests.cli.rotation import Rotation
from tests.conftest import PostgresServer

pytestmark = pytest.mark.anyio


@pytest.fixture
def own_database(postgres: PostgresServer) -> Iterator[str]:
    """The URL of an empty database."""
    name = f"claimstead_rotation_{secrets.token_hex(6)}"
    postgres.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
    yield postgres.database_url(name)
    postgres.execute(f"DROP DATABASE {name} WITH (FORCE)")


async def test_every_connect_is_admitted_while_keys_rotate_on_two_nodes(own_database: str, tmp_path: Path) -> None:
    outcome = await Rotation(own_database, tmp_path, nodes=2, tokens=600, connecting=4).run(seconds=0.1)

    assert outcome.failures == []
    assert set(outcome.admitted) == set(outcome.made) == {"before", "add", "use", "renew", "retire"}
    assert re.search(r"Renewed: [1-9]", outcome.said)
    ring = KeyRing.from_json((tmp_path / "keys.json").read_text())
    assert (list(ring.lookup), list(ring.sealing), len(ring.signing)) == ([2], [2], 1)

"""A server of the bench's own: embedded PostgreSQL in a temporary folder, migrated, with an issuer to mint for."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from secrets import token_hex

import asyncpg

from app.bus.postgres import PostgresBus
from app.database.connection import close_database, open_database, transaction
from app.database.embedded import EmbeddedPostgres
from app.database.migrating import migrate_database
from app.domain.organizations import organizations
from app.domain.parts import Parts
from app.domain.people import sessions
from app.domain.people.accounts import create_account
from app.domain.templates import TemplateDraft, create_template
from app.domain.viewer import Viewer, load_viewer
from app.models import Membership, Organization, Role, Template
from app.secrets.keys import KeyRing


@dataclass(frozen=True)
class Issuer:
    """An organization with an owner and a template, and the parts to act with."""

    parts: Parts
    owner: Viewer
    organization: Organization
    template: Template
    dsn: str
    keys: KeyRing


@contextmanager
def fresh_postgres() -> Iterator[str]:
    """The address of an empty, durable PostgreSQL that is thrown away afterwards."""
    with tempfile.TemporaryDirectory(prefix="claimstead-bench-") as folder:
        path = Path(folder)
        path.chmod(0o711)
        with EmbeddedPostgres.start(path / "data") as postgres:
            yield postgres.dsn
        EmbeddedPostgres.discard(path / "data")


@asynccontextmanager
async def issuer_at(dsn: str, keys: KeyRing | None = None) -> AsyncIterator[Issuer]:
    """Open the process's pool on a migrated database and make an issuer of its own."""
    keys = keys or KeyRing.generate()
    await open_database(dsn)
    bus = PostgresBus(partial(asyncpg.connect, dsn))
    await bus.start()
    parts = Parts.of(keys, bus, "https://claim.example")
    try:
        yield await _issuer(parts, dsn, keys)
    finally:
        await bus.stop()
        await close_database()


async def _issuer(parts: Parts, dsn: str, keys: KeyRing) -> Issuer:
    organization = await organizations.create_brand("Bench", slug=f"bench-{token_hex(6)}", plan="BUSINESS")
    account = await create_account(organization, "bench@example.com", "no password", name=None)
    await Membership.create(account_id=account.id, organization_id=organization.id, role=Role.OWNER)
    async with transaction():
        session = await sessions.start(account.id, device_name="bench")
    owner = await load_viewer(session.session_id, account.id, "127.0.0.1")
    assert owner is not None
    template = await create_template(owner, parts, organization.id, TemplateDraft(name="TempSense"))
    return Issuer(parts, owner, organization, template, dsn, keys)


async def migrate(dsn: str) -> None:
    """Bring the bench's database to the newest migration."""
    await migrate_database(dsn)

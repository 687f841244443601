"""What tests begin with: brands, people, templates and tokens of their own, made through the domain.

Every test makes its own brand, so tests share one database and see nothing of
each other, exactly as tenants do.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID, uuid4

from app.database.connection import connected, execute, fetch_value, transaction
from app.domain.devices import presence
from app.domain.organizations import organizations
from app.domain.parts import Parts
from app.domain.people import sessions
from app.domain.people.accounts import create_account
from app.domain.templates import FieldDraft, TemplateDraft, create_template
from app.domain.tokens import minting
from app.domain.tokens.minting import BatchDraft
from app.domain.viewer import Viewer, load_viewer
from app.models import Account, Membership, Organization, Role, StaticToken, Template, TokenBatch
from app.secrets.auth_token import AuthToken
from app.secrets.qr_token import QrToken

PASSWORD = "correct horse battery"
# Hashing costs a tenth of a second: people made here share one hash of PASSWORD (Argon2id, ours).
_HASHES: dict[str, str] = {}


def an_address() -> str:
    """An IPv4 address that no other test uses, so that nobody is throttled for others."""
    return f"10.{secrets.randbelow(256)}.{secrets.randbelow(256)}.{1 + secrets.randbelow(254)}"


async def a_brand(plan: str = "BUSINESS", name: str = "Acme") -> Organization:
    """A root organization with a slug of its own."""
    return await organizations.create_brand(name, slug=f"{name.lower()}-{secrets.token_hex(6)}", plan=plan)


async def below(parent: Organization, name: str = "Client") -> Organization:
    """A sub-organization."""
    return await organizations._insert_below(parent, name, f"client-{secrets.token_hex(6)}")


async def an_account(root: Organization, email: str | None = None, *, is_verified: bool = False) -> Account:
    """An account of a brand, without a membership; the password is PASSWORD."""
    if "hash" not in _HASHES:
        from app.domain.people.passwords import hash_password  # noqa: PLC0415  (needed once)

        _HASHES["hash"] = await hash_password(PASSWORD)
    email = email or f"person-{secrets.token_hex(6)}@example.com"
    return await create_account(root, email, _HASHES["hash"], name=None, is_verified=is_verified)


async def a_member(organization: Organization, role: Role | None = Role.OWNER, *, address: str | None = None) -> Viewer:
    """A signed-in person of a verified address with a role in the organization (or none), as the domain knows them."""
    account = await an_account(Organization(id=organization.root_id), is_verified=True)
    if role is not None:
        await Membership.create(account_id=account.id, organization_id=organization.id, role=role)
    async with transaction():
        session = await sessions.start(account.id, device_name="test")
    viewer = await load_viewer(session.session_id, account.id, address or an_address())
    assert viewer is not None
    return viewer


async def a_customer(root: Organization, *, address: str | None = None) -> Viewer:
    """A signed-in person with a personal organization of their own."""
    account = await an_account(root)
    async with transaction():
        await organizations.add_personal_organization(account, root)
        session = await sessions.start(account.id, device_name="phone")
    viewer = await load_viewer(session.session_id, account.id, address or an_address())
    assert viewer is not None
    return viewer


async def a_template(
    organization: Organization, parts: Parts, *fields: FieldDraft, actor: Viewer | None = None
) -> Template:
    """A template of the organization, made by one of its owners."""
    actor = actor or await a_member(organization)
    return await create_template(actor, parts, organization.id, TemplateDraft(name="TempSense", fields=fields))


@dataclass(frozen=True)
class MintedToken:
    """A static token with both secrets in the open, as only its issuer ever sees them."""

    id: UUID
    issuer_id: UUID
    auth_token: AuthToken
    qr_token: QrToken


async def a_node() -> UUID:
    """A node that holds connections and does not grow old: nobody takes its devices for lost."""
    node_id = uuid4()
    await presence.register_node(node_id)
    await execute("UPDATE node SET seen_at = now() + interval '1 day' WHERE id = $1", node_id)
    return node_id


async def a_batch(
    organization: Organization,
    parts: Parts,
    count: int = 1,
    *,
    template: Template | None = None,
    metadata: dict[str, str] | None = None,
) -> TokenBatch:
    """A filled batch, minted as the job does it."""
    actor = await a_member(organization)
    template = template or await a_template(organization, parts, actor=actor)
    batch = await minting.create_token_batch(
        actor, parts, organization.id, BatchDraft(template.id, count, metadata=metadata)
    )
    # No worker runs in tests of the domain: what it would do is done here.
    await minting.fill_batch(parts, batch.id)
    return await TokenBatch.get(id=batch.id)


async def tokens_of(batch: TokenBatch, parts: Parts) -> list[MintedToken]:
    """The batch's tokens with their secrets opened."""
    return [_opened(token, parts) for token in await StaticToken.filter(batch_id=batch.id).order_by("id")]


async def a_static_token(organization: Organization, parts: Parts, *, template: Template | None = None) -> MintedToken:
    """One minted token of the organization."""
    return (await tokens_of(await a_batch(organization, parts, template=template), parts))[0]


def _opened(token: StaticToken, parts: Parts) -> MintedToken:
    pair = parts.sealer.open(token.id.bytes, bytes(token.sealed))
    assert pair.qr is not None
    return MintedToken(token.id, token.issuer_id, pair.auth, pair.qr)


@asynccontextmanager
async def row_locked(table: str, row_id: UUID, *, key: str = "id") -> AsyncIterator[None]:
    """Hold a row, so that every rival for it arrives before one may pass."""
    # A connection of the pool, not `transaction()`: tasks started inside the
    # block must not inherit this transaction.
    async with connected() as connection, connection.transaction():
        await connection.execute(f"SELECT FROM {table} WHERE {key} = $1 FOR UPDATE", row_id)
        yield


@asynccontextmanager
async def writes_held(table: str) -> AsyncIterator[None]:
    """Let nobody write to a table, so that what is asked for meanwhile is asked before any of it is done."""
    async with connected() as connection, connection.transaction():
        await connection.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
        yield


async def waiting_for_locks(count: int) -> None:
    """Return once `count` sessions of this database wait for a lock; fail after five seconds."""
    for _ in range(500):
        waiting = await fetch_value(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        if waiting >= count:
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"fewer than {count} sessions wait for a lock")

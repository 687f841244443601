"""What several stories begin with, and how their statements are counted."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

from asyncpg.connection import LoggedQuery

from app.database.connection import connected, execute
from app.domain.devices import arriving, presence
from app.domain.parts import Parts
from app.domain.throttling import attempt_key
from app.domain.viewer import Viewer
from app.models import Account, Event, Organization, Plan, PresenceReason, Template
from app.schema.nodes import global_id, parse_id
from tests.api.clients import Client, Door
from tests.builders import MintedToken, a_customer, a_node, a_static_token

_OTHERS = (
    *("pg_advisory_unlock_all", "pg_catalog.pg_type", "current_setting('jit')", "set_config('jit'"),
    *("INTO node", "FROM node", "presence.node_id", "AS reached", "clock_timestamp()"),
)
"""Marks of what the pool, the driver, the node's sign of life and its clock ask for meanwhile: no part of an answer."""

POOL = 10
"""Connections in the process's pool, which server and tests share."""


async def a_small_plan(*, organizations: int = 10, tokens: int = 100) -> str:
    """The name of a plan of the test's own, with open sign-up."""
    name = f"SMALL-{uuid4().hex[:12]}"
    await Plan.create(
        name=name, organization_limit=organizations, static_token_limit=tokens, member_limit=10, self_sign_up=True
    )
    return name


async def kinds(**wanted: object) -> list[str]:
    """What happened, oldest first, of the events that these filters leave."""
    return [event.kind for event in await Event.filter(**wanted).order_by("id")]


@dataclass(frozen=True)
class Owned:
    """A device in a customer's hands."""

    token: MintedToken
    owner: Client
    viewer: Viewer
    device_id: str

    @property
    def row_id(self) -> UUID:
        """The device's row."""
        return parse_id(self.device_id)[1]

    @property
    def token_id(self) -> str:
        """The static token behind it, as clients know it."""
        return global_id("StaticToken", self.token.id)


async def an_owned_device(
    door: Door,
    parts: Parts,
    issuer: Organization,
    *,
    viewer: Viewer | None = None,
    name: str | None = None,
    template: Template | None = None,
) -> Owned:
    """A device that a customer (a new one unless given) has claimed and perhaps named."""
    token = await a_static_token(issuer, parts, template=template)
    viewer = viewer or await a_customer(await Organization.get(id=issuer.root_id))
    owner = door.person(viewer)
    claimed = await owner.do("claimDevice", "device { id }", qrToken=token.qr_token.text, name=name)
    assert claimed["__typename"] == "ClaimDeviceSuccess", claimed
    return Owned(token, owner, viewer, claimed["device"]["id"])


async def comes_online(parts: Parts, token_id: UUID) -> arriving.Arrival:
    """The token's device connects to some node, which the server takes for alive."""
    arrival = await arriving.arrive(parts, token_id, await a_node())
    assert arrival is not None
    return arrival


async def goes_offline(parts: Parts, arrival: arriving.Arrival) -> None:
    """The connection ends."""
    await presence.leave(parts, [(arrival.device_id, arrival.session)], PresenceReason.DISCONNECTED)


async def has_guessed(times: int, kind: str, *who: str) -> None:
    """Somebody has guessed wrong so many times a moment ago."""
    await execute(
        "INSERT INTO attempt (key, count, window_started_at) VALUES ($1, $2, now())", attempt_key(kind, *who), times
    )


@asynccontextmanager
async def counted_statements() -> AsyncIterator[list[str]]:
    """The statements that the server sends to its database inside the block, as a growing list."""
    statements: list[str] = []

    def note(record: LoggedQuery) -> None:
        if not any(mark in record.query for mark in _OTHERS):
            statements.append(record.query)

    async with AsyncExitStack() as held:
        # All connections at once, so that none is opened later without being listened to.
        connections = [await held.enter_async_context(connected()) for _ in range(POOL)]
        for connection in connections:
            connection.add_query_logger(note)
    yield statements
    async with AsyncExitStack() as held:
        for connection in [await held.enter_async_context(connected()) for _ in range(POOL)]:
            connection.remove_query_logger(note)


@asynccontextmanager
async def usage_locked(root: Organization) -> AsyncIterator[None]:
    """Hold the count of a brand's plan, so that every request for more of it arrives before one may pass."""
    async with connected() as connection, connection.transaction():
        await connection.execute("SELECT FROM plan_usage WHERE root_id = $1 FOR UPDATE", root.id)
        yield


async def has_verified(viewer: Viewer) -> Viewer:
    """The same person, whose address is proven to be theirs."""
    await Account.filter(id=viewer.account_id).update(email_verified_at=datetime.now(UTC))
    return viewer

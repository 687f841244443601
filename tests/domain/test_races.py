"""Rivals for one row, each met every time: the row is held until all of them wait for it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeAlias
from uuid import UUID, uuid4

import pytest

from app.database.connection import connected
from app.domain import throttling
from app.domain.devices import arriving, presence
from app.domain.devices.claiming import QrTokenInvalid, claim_device
from app.domain.devices.devices import update_device
from app.domain.devices.releasing import TokensNotYours, delete_tokens, disclaim_tokens, unclaim_device
from app.domain.parts import Parts
from app.domain.templates import FieldDraft
from app.domain.tokens import minting
from app.domain.tokens.minting import BatchDraft
from app.domain.viewer import Viewer
from app.models import (
    DEVICE_NAME,
    BatchStatus,
    Device,
    Event,
    MetadataFieldType,
    Organization,
    PlanUsage,
    Presence,
    PresenceReason,
    StaticToken,
    TokenBatch,
    TokenStatus,
)
from tests.builders import (
    MintedToken,
    a_brand,
    a_customer,
    a_member,
    a_node,
    a_static_token,
    a_template,
    row_locked,
    waiting_for_locks,
)

pytestmark = pytest.mark.anyio

Act: TypeAlias = Callable[[], Awaitable[Any]]
either_way = pytest.mark.parametrize("turned", [False, True], ids=["one first", "other first"])


async def meeting_at(table: str, row_id: UUID, *acts: Act, turned: bool = False) -> list[Any]:
    """The outcomes of acts that all arrived at one row before the first of them might pass."""
    ordered = acts[::-1] if turned else acts
    async with row_locked(table, row_id):
        tasks: list[asyncio.Future[Any]] = []
        for act in ordered:
            tasks.append(asyncio.ensure_future(act()))
            # One after the other, so that they pass in this order.
            await waiting_for_locks(len(tasks))
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    return outcomes[::-1] if turned else outcomes


async def arrives(parts: Parts, token: MintedToken) -> arriving.Arrival | None:
    """The token's device connects to a node that is alive."""
    return await arriving.arrive(parts, token.id, await a_node())


async def an_owned_token(brand: Organization, parts: Parts) -> tuple[MintedToken, Viewer, UUID]:
    """A token, the customer who claimed it, and the device."""
    token, owner = await a_static_token(brand, parts), await a_customer(brand)
    return token, owner, await claim_device(owner, parts, token.qr_token, name="Kitchen")


async def kinds(token: MintedToken) -> list[str]:
    return [event.kind for event in await Event.filter(static_token_id=token.id).order_by("id")]


# ---- Connecting meets the ends of ownership ----


@either_way
async def test_a_device_that_connects_while_it_is_unclaimed_stands_with_its_issuer(parts: Parts, turned: bool) -> None:
    brand = await a_brand()
    token, owner, device_id = await an_owned_token(brand, parts)
    unclaimed, arrival = await meeting_at(
        "static_token",
        token.id,
        lambda: unclaim_device(owner, parts, device_id),
        lambda: arrives(parts, token),
        turned=turned,
    )

    assert unclaimed == token.id
    assert isinstance(arrival, arriving.Arrival)
    device = await Device.get(id=device_id)
    assert (device.owner_id, device.organization_id, device.edits) == (None, brand.id, {})
    assert (await Presence.get(device_id=device_id)).is_online


@either_way
async def test_a_device_that_connects_while_its_token_is_deleted_is_gone(parts: Parts, turned: bool) -> None:
    brand = await a_brand()
    token, issuer = await a_static_token(brand, parts), await a_member(brand)
    deleted, arrival = await meeting_at(
        "static_token",
        token.id,
        lambda: delete_tokens(issuer, parts, [token.id], confirm=1),
        lambda: arrives(parts, token),
        turned=turned,
    )

    assert deleted.tokens == 1
    assert isinstance(arrival, arriving.Arrival) == turned
    assert not await StaticToken.exists(id=token.id)
    assert not await Device.exists(static_token_id=token.id)
    assert await kinds(token) == (["FIRST_CONNECTED", "TOKEN_DELETED"] if turned else ["TOKEN_DELETED"])


@either_way
async def test_a_first_connection_and_a_claim_make_one_device_together(parts: Parts, turned: bool) -> None:
    brand = await a_brand()
    token, claimer = await a_static_token(brand, parts), await a_customer(brand)
    device_id, arrival = await meeting_at(
        "static_token",
        token.id,
        lambda: claim_device(claimer, parts, token.qr_token),
        lambda: arrives(parts, token),
        turned=turned,
    )

    assert isinstance(arrival, arriving.Arrival)
    device = await Device.get(static_token_id=token.id)
    assert device.id == device_id == arrival.device_id
    assert device.owner_id == claimer.account_id
    assert device.organization_id == claimer.held[0].organization_id
    assert sorted(await kinds(token)) == ["DEVICE_CLAIMED", "FIRST_CONNECTED"]


# ---- The ends of ownership meet each other, claims and edits ----


async def test_of_two_disclaims_one_ends_the_ownership(parts: Parts) -> None:
    brand = await a_brand()
    token, _, device_id = await an_owned_token(brand, parts)
    rivals = [await a_member(brand) for _ in range(2)]
    outcomes = await meeting_at(
        "static_token", token.id, *[lambda rival=rival: disclaim_tokens(rival, parts, [token.id]) for rival in rivals]
    )

    assert sorted(outcomes) == [0, 1]
    assert await kinds(token) == ["DEVICE_CLAIMED", "DEVICE_DISCLAIMED"]
    assert (await Device.get(id=device_id)).owner_id is None


async def test_of_two_deletions_one_deletes_and_the_plan_is_freed_once(parts: Parts) -> None:
    brand = await a_brand()
    token, kept = await a_static_token(brand, parts), await a_static_token(brand, parts)
    rivals = [await a_member(brand) for _ in range(2)]
    outcomes = await meeting_at(
        "static_token",
        token.id,
        *[lambda rival=rival: delete_tokens(rival, parts, [token.id], confirm=1) for rival in rivals],
    )

    assert [type(outcome) for outcome in outcomes].count(TokensNotYours) == 1
    assert (await PlanUsage.get(root_id=brand.id)).static_tokens == 1
    assert await StaticToken.exists(id=kept.id)
    assert await kinds(token) == ["TOKEN_DELETED"]


@either_way
async def test_a_claim_and_a_deletion_never_leave_an_owner_of_nothing(parts: Parts, turned: bool) -> None:
    brand = await a_brand()
    token, claimer, issuer = await a_static_token(brand, parts), await a_customer(brand), await a_member(brand)
    deleted, claimed = await meeting_at(
        "static_token",
        token.id,
        lambda: delete_tokens(issuer, parts, [token.id], confirm=1),
        lambda: claim_device(claimer, parts, token.qr_token),
        turned=turned,
    )

    assert isinstance(claimed, UUID if turned else QrTokenInvalid)
    assert deleted.claimed == (1 if turned else 0)
    assert not await Device.exists(owner_id=claimer.account_id)


@either_way
async def test_an_edit_never_outlives_the_ownership(parts: Parts, turned: bool) -> None:
    brand = await a_brand()
    token, owner, device_id = await an_owned_token(brand, parts)
    await meeting_at(
        "static_token",
        token.id,
        lambda: unclaim_device(owner, parts, device_id),
        lambda: update_device(owner, parts, device_id, {DEVICE_NAME: "Still mine"}),
        turned=turned,
    )

    device = await Device.get(id=device_id)
    assert (device.owner_id, device.edits) == (None, {})
    assert (await StaticToken.get(id=token.id)).metadata == {DEVICE_NAME: "TempSense"}


@either_way
async def test_changing_the_factorys_values_and_deleting_wait_for_each_other(parts: Parts, turned: bool) -> None:
    brand = await a_brand()
    token, issuer = await a_static_token(brand, parts), await a_member(brand)
    arrival = await arrives(parts, token)
    assert arrival is not None
    deleted, updated = await meeting_at(
        "static_token",
        token.id,
        lambda: delete_tokens(issuer, parts, [token.id], confirm=1),
        lambda: update_device(issuer, parts, arrival.device_id, {DEVICE_NAME: "Prototype"}),
        turned=turned,
    )

    # Neither is ended by the database as one half of a deadlock.
    assert deleted.tokens == 1
    assert type(updated).__name__ == ("UUID" if turned else "DeviceNotYours")


# ---- Many devices at once ----


@dataclass(frozen=True)
class Crossed:
    """Two devices in the order of their tokens, which is not the order of the devices themselves."""

    issuer: Viewer
    tokens: list[MintedToken]
    arrivals: list[arriving.Arrival]

    @property
    def sessions(self) -> list[tuple[UUID, int]]:
        return [(arrival.device_id, arrival.session) for arrival in self.arrivals]

    async def are_deleted(self, parts: Parts) -> int:
        ids = [token.id for token in self.tokens]
        return (await delete_tokens(self.issuer, parts, ids, confirm=len(ids))).tokens


@pytest.fixture
async def crossed(parts: Parts) -> Crossed:
    """Online devices: the one whose token came second has connected first."""
    brand = await a_brand()
    tokens = [await a_static_token(brand, parts) for _ in range(2)]
    arrivals = [await arrives(parts, token) for token in reversed(tokens)][::-1]
    assert tokens[0].id < tokens[1].id
    return Crossed(await a_member(brand), tokens, [arrival for arrival in arrivals if arrival is not None])


async def notes_seen(crossed: Crossed, parts: Parts) -> None:
    await presence.note_seen([(*session, timedelta(seconds=1)) for session in crossed.sessions])


async def notes_versions(crossed: Crossed, parts: Parts) -> None:
    await presence.note_versions([(device_id, "1.0", None) for device_id, _ in crossed.sessions])


async def sees_them_leave(crossed: Crossed, parts: Parts) -> None:
    await presence.leave(parts, crossed.sessions, PresenceReason.TIMEOUT)


async def sees_them_return(crossed: Crossed, parts: Parts) -> None:
    await presence.return_online(parts, uuid4(), crossed.sessions)


@pytest.mark.parametrize("writes", [notes_seen, notes_versions, sees_them_leave, sees_them_return])
@pytest.mark.parametrize("held", [0, 1])
@either_way
async def test_what_a_node_writes_and_a_deletion_of_many_wait_for_each_other(
    parts: Parts, crossed: Crossed, writes: Callable[[Crossed, Parts], Awaitable[None]], held: int, turned: bool
) -> None:
    if writes is sees_them_return:
        await sees_them_leave(crossed, parts)
    table, column = ("device", "id") if writes is notes_versions else ("presence", "device_id")
    acts: list[Act] = [lambda: crossed.are_deleted(parts), lambda: writes(crossed, parts)]
    async with connected() as connection, connection.transaction():
        await connection.execute(
            f"SELECT FROM {table} WHERE {column} = $1 FOR UPDATE", crossed.arrivals[held].device_id
        )
        tasks = []
        for act in acts[::-1] if turned else acts:
            tasks.append(asyncio.ensure_future(act()))
            await waiting_for_locks(len(tasks))
    await asyncio.gather(*tasks)

    assert not await Device.exists(id__in=[device_id for device_id, _ in crossed.sessions])


# ---- Minting ----


async def a_pending_batch(brand: Organization, parts: Parts, count: int = 1, **metadata: str) -> TokenBatch:
    """A batch that no job has filled yet, its serial unique when one is given."""
    admin = await a_member(brand)
    fields = [FieldDraft(name, MetadataFieldType.TEXT, is_unique=True) for name in metadata]
    template = await a_template(brand, parts, *fields, actor=admin)
    return await minting.create_token_batch(admin, parts, brand.id, BatchDraft(template.id, count, metadata=metadata))


@asynccontextmanager
async def filling_held(batch: TokenBatch) -> AsyncIterator[None]:
    """Hold what every run of a batch's job takes before it mints."""
    async with connected() as connection, connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", str(batch.id))
        yield


async def test_a_job_that_runs_twice_at_once_fills_its_batch_once(parts: Parts) -> None:
    brand = await a_brand()
    batch = await a_pending_batch(brand, parts, 100)
    async with filling_held(batch):
        runs = [asyncio.create_task(minting.fill_batch(parts, batch.id)) for _ in range(2)]
        await waiting_for_locks(2)
    await asyncio.gather(*runs)
    await minting.fill_batch(parts, batch.id)

    assert await StaticToken.filter(batch_id=batch.id).count() == 100
    assert (await TokenBatch.get(id=batch.id)).status is BatchStatus.COMPLETE
    assert await Event.filter(batch_id=batch.id, kind="BATCH_COMPLETED").count() == 1


async def test_a_batch_that_fails_twice_at_once_gives_the_plan_its_tokens_back_once(parts: Parts) -> None:
    brand = await a_brand()
    await a_static_token(brand, parts)
    batch = await a_pending_batch(brand, parts, Serial="A1")
    rival = await a_static_token(brand, parts)
    # Another token got the unique value after the batch was asked for.
    async with connected() as connection:
        await connection.execute(
            "INSERT INTO unique_value (id, issuer_id, field_id, static_token_id, value) "
            "SELECT $1, $2, id, $3, 'A1' FROM metadata_field WHERE template_id = $4 AND is_unique",
            uuid4(),
            brand.id,
            rival.id,
            batch.template_id,
        )
    async with connected() as connection, connection.transaction():
        async with filling_held(batch):
            runs = [asyncio.create_task(minting.fill_batch(parts, batch.id)) for _ in range(2)]
            await waiting_for_locks(2)
            # Both will have seen the batch running when the first gives up.
            await connection.execute("SELECT FROM token_batch WHERE id = $1 FOR NO KEY UPDATE", batch.id)
        await waiting_for_locks(2)
    await asyncio.gather(*runs)

    failed = await TokenBatch.get(id=batch.id)
    assert (failed.status, failed.created_count) == (BatchStatus.FAILED, 0)
    assert failed.failure is not None
    assert (await PlanUsage.get(root_id=brand.id)).static_tokens == 2
    assert await Event.filter(batch_id=batch.id, kind="BATCH_FAILED").count() == 1
    assert not await StaticToken.exists(batch_id=batch.id)


# ---- Guessing ----


async def test_counting_and_forgiving_guesses_wait_for_each_other(parts: Parts) -> None:
    first, second = sorted(throttling.attempt_key("sign-in", uuid4().hex) for _ in range(2))
    for key in (second, first):  # as the rows may lie in the table
        await throttling.count_attempt([key])
    async with connected() as connection, connection.transaction():
        await connection.execute("SELECT FROM attempt WHERE key = $1 FOR UPDATE", second)
        forgiving = asyncio.create_task(throttling.forgive_attempt([first, second]))
        await waiting_for_locks(1)
        counting = asyncio.create_task(throttling.count_attempt([first, second]))
        await waiting_for_locks(2)
    await asyncio.gather(forgiving, counting)

    async with connected() as connection:
        counts = await connection.fetch("SELECT count FROM attempt WHERE key = ANY($1)", [first, second])
    assert [row["count"] for row in counts] == [1, 1]


async def test_a_claimed_token_is_released_by_its_owner_or_by_its_issuer_not_by_both(parts: Parts) -> None:
    brand = await a_brand()
    token, owner, device_id = await an_owned_token(brand, parts)
    issuer = await a_member(brand)
    await meeting_at(
        "static_token",
        token.id,
        lambda: unclaim_device(owner, parts, device_id),
        lambda: disclaim_tokens(issuer, parts, [token.id]),
    )

    assert (await StaticToken.get(id=token.id)).status is TokenStatus.UNCLAIMED
    assert await kinds(token) == ["DEVICE_CLAIMED", "DEVICE_UNCLAIMED"]

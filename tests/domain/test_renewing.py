"""Renewing what was made under a retired key: every kind of row, beside everything that goes on.

`renew` looks at all rows there are, so these tests have a database of their own.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg
import pytest

from app.database.connection import close_database, connected, execute, fetch_row, fetch_value, open_database
from app.database.migrating import migrate_database
from app.domain.devices import presence
from app.domain.devices.authenticating import authenticate
from app.domain.devices.claiming import claim_device
from app.domain.devices.devices import create_device
from app.domain.devices.provisioning import provision_device
from app.domain.devices.releasing import delete_tokens
from app.domain.exports import exporting
from app.domain.exports.export_rows import pieces, snapshot
from app.domain.exports.exporting import ExportDraft
from app.domain.keys import renewing
from app.domain.keys.key_use import DELETED, KeyUse, key_use, keys_of_nodes
from app.domain.keys.renewing import MAILS, PIECES, TOKENS, Renewed, renew
from app.domain.parts import Parts
from app.domain.people import mailing
from app.domain.templates import TemplateDraft, create_template
from app.domain.tokens.tokens import reveal_auth_token, rotate_qr_token
from app.labels.export_layout import ExportContent, ImageFormat, ImageNames
from app.mail.letters import InvitationLetter
from app.models import Event, Node, OutgoingMail, StaticToken
from app.models.identifiers import new_id
from app.secrets.auth_token import AuthToken
from app.secrets.keys import KeyRing
from app.secrets.qr_token import QrToken
from tests.builders import (
    MintedToken,
    a_batch,
    a_brand,
    a_customer,
    a_member,
    a_static_token,
    row_locked,
    tokens_of,
    waiting_for_locks,
)
from tests.conftest import PostgresServer
from tests.domain.importers import Maker, a_maker

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("own_database")]

OLD = KeyRing.generate()
NEW = OLD.rotated()
"""Uses key 2, and knows key 1, as every node does while rows are renewed."""

ALONE = NEW.without_retired()


@pytest.fixture(scope="module")
async def own_database(database: str, postgres: PostgresServer) -> AsyncIterator[None]:
    """The process's pool leads to a database of these tests' own."""
    async with _a_database(postgres) as dsn:
        await close_database()
        await open_database(dsn)
        yield
        await close_database()
        await open_database(database)


@asynccontextmanager
async def _a_database(postgres: PostgresServer) -> AsyncIterator[str]:
    name = f"claimstead_renewing_{secrets.token_hex(6)}"
    admin = await asyncpg.connect(postgres.url)
    try:
        await admin.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        await migrate_database(postgres.database_url(name))
        yield postgres.database_url(name)
        await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        await admin.close()


def parts_of(parts: Parts, ring: KeyRing) -> Parts:
    """The parts of a node that has this ring."""
    return Parts.of(ring, parts.bus, parts.public_url)


@pytest.fixture
def old(parts: Parts) -> Parts:
    """A node before the rotation."""
    return parts_of(parts, OLD)


@pytest.fixture
def new(parts: Parts) -> Parts:
    """A node while rows are renewed."""
    return parts_of(parts, NEW)


@pytest.fixture
def alone(parts: Parts) -> Parts:
    """A node after the rotation: only the new keys are left."""
    return parts_of(parts, ALONE)


async def use() -> KeyUse:
    async with connected() as connection:
        return await key_use(connection)


async def knows(parts: Parts, *auth_tokens: AuthToken) -> bool:
    """Whether devices with these AuthTokens would be let in by a node with these keys."""
    return None not in await authenticate(parts, auth_tokens)


async def row_of(token_id: UUID) -> tuple[bytes, bytes | None, bytes]:
    row = await fetch_row("SELECT auth_digest, qr_digest, sealed FROM static_token WHERE id = $1", token_id)
    assert row is not None
    return tuple(row)


# ---- Every kind of row ----


async def test_minted_tokens_are_found_claimed_revealed_and_exported_with_the_new_keys_alone(
    old: Parts, new: Parts, alone: Parts
) -> None:
    brand = await a_brand()
    owner, staff = await a_customer(brand), await a_member(brand)
    tokens = await tokens_of(await a_batch(brand, old, 4), old)
    device_id = await claim_device(owner, old, tokens[0].qr_token)
    events = await Event.all().count()

    done = await renew(new)

    assert done.counts[TOKENS] >= 4
    assert done.failed == []
    assert await Event.all().count() == events
    assert (await use()).to_renew(ALONE) == {}
    assert (await use()).lost(ALONE) == []
    assert await knows(alone, *(token.auth_token for token in tokens))
    assert await claim_device(owner, alone, tokens[0].qr_token) == device_id
    assert await claim_device(owner, alone, tokens[1].qr_token)
    assert (await reveal_auth_token(staff, alone, tokens[2].id))[1] == tokens[2].auth_token
    exported = await _exported(alone, staff, brand.id, tokens)
    assert all(f"{token.auth_token.text},{token.qr_token.text}" in exported for token in tokens)
    await rotate_qr_token(staff, alone, tokens[3].id)
    assert (await delete_tokens(staff, alone, [tokens[3].id], confirm=1)).tokens == 1


async def _exported(parts: Parts, staff: object, issuer_id: UUID, tokens: list[MintedToken]) -> str:
    draft = ExportDraft(
        [token.id for token in tokens], None, None, ExportContent.ALL, ImageNames.AUTH_TOKEN, (ImageFormat.PNG,)
    )
    export = await exporting.export_tokens(staff, parts, issuer_id, draft)  # type: ignore[arg-type]
    download = await exporting.take_link(parts, export.link.text)
    async with snapshot() as connection:
        found = [piece async for piece in pieces(parts, connection, download)]
    return "\n".join(
        f"{auth},{qr}" for piece in found for auth, qr in zip(piece.auth_tokens, piece.qr_tokens, strict=True)
    )


async def test_tokens_brought_along_made_by_hand_and_provisioned_are_renewed(
    old: Parts, new: Parts, alone: Parts
) -> None:
    maker = await a_maker(old)
    auth, qr = f"dev_{secrets.token_hex(12)}", f"label_{secrets.token_hex(12)}"
    await maker.make(f"Serial,Auth Token,QR Token\nSN-1,{auth},{qr}\n")
    by_hand = await create_device(
        maker.owner, old, organization_id=maker.organization.id, template_id=maker.template.id, metadata={"Serial": "2"}
    )
    plug = await create_template(
        maker.owner, old, maker.organization.id, TemplateDraft(name="Plug", allows_provisioning=True)
    )
    provisioned = await provision_device(maker.owner, old, template_id=plug.id)

    assert (await renew(new)).failed == []

    assert await knows(alone, AuthToken.parse(auth), by_hand.auth_token, provisioned.auth_token)
    assert await claim_device(maker.owner, alone, QrToken.parse(qr))


async def test_mails_that_wait_and_uploads_are_renewed(old: Parts, new: Parts, alone: Parts) -> None:
    maker = await a_maker(old)
    face = (await mailing.stationery(old, maker.organization.id)).face
    letter = InvitationLetter(face, "Bluebird", "Ann", "https://claim.example/invitation#csi_it", 72)
    mail_id = await mailing.post(old, letter, root_id=maker.organization.id, recipient="jo@example.com")
    upload = await maker.upload("Serial\n" + "".join(f"SN-{number:06}\n" for number in range(20_000)))
    assert await fetch_value("SELECT count(*) FROM import_piece WHERE import_file_id = $1", upload) == 4
    assert (await use()).under("sealing", 1)[PIECES] >= 4

    done = await renew(new)

    assert (done.counts[MAILS], done.counts[PIECES], done.failed) == (1, 4, [])
    said = mailing.read(alone, await OutgoingMail.get(id=mail_id))
    assert said is not None
    assert "#csi_it" in said.text
    later = Maker(alone, maker.organization, maker.owner, maker.template)
    check = await later.preview(upload)
    assert (check.row_count, list(check.faults)) == (20_000, [])


async def test_renewing_again_changes_nothing(old: Parts, new: Parts) -> None:
    token = await a_static_token(await a_brand(), old)
    await renew(new)
    before = await row_of(token.id)

    again = await renew(new)

    assert set(again.counts.values()) == {0}
    assert await row_of(token.id) == before


# ---- Interrupted ----


async def test_an_interrupted_renewal_leaves_every_token_usable_and_is_finished_by_the_next(
    old: Parts, new: Parts, alone: Parts
) -> None:
    await renew(new)
    tokens = await tokens_of(await a_batch(await a_brand(), old, 600), old)

    total = await StaticToken.all().count()

    def interrupt(kind: str, seen: int) -> None:
        if kind == TOKENS and seen >= total - 350:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        await renew(new, interrupt)
    waiting = (await use()).to_renew(NEW)[TOKENS]
    assert 0 < waiting < 600
    assert await knows(new, *(token.auth_token for token in tokens))

    assert (await renew(new)).counts[TOKENS] == waiting
    assert await knows(alone, *(token.auth_token for token in tokens))


# ---- Beside others ----


async def test_a_row_that_somebody_holds_keeps_back_nothing_else(old: Parts, new: Parts, alone: Parts) -> None:
    held, *others = await tokens_of(await a_batch(await a_brand(), old, 5), old)
    async with row_locked("static_token", held.id):
        renewal = asyncio.create_task(renew(new))
        await waiting_for_locks(1)
        assert await knows(alone, *(token.auth_token for token in others))
        assert not await knows(alone, held.auth_token)
        assert await knows(new, held.auth_token)
    assert (await renewal).counts[TOKENS] == 5
    assert await knows(alone, held.auth_token)


async def test_a_row_that_is_held_for_too_long_is_named_and_left_for_the_next_time(
    old: Parts, new: Parts, alone: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renewing, "PATIENCE_MILLISECONDS", 100)
    held, other = await tokens_of(await a_batch(await a_brand(), old, 2), old)
    async with row_locked("static_token", held.id):
        done = await renew(new)
    assert [(row_id, "held it" in reason) for _, row_id, reason in done.failed] == [(held.id, True)]
    assert await knows(alone, other.auth_token)
    assert await knows(new, held.auth_token)
    assert (await renew(new)).counts[TOKENS] == 1
    assert await knows(alone, held.auth_token)


async def test_a_new_qr_token_that_came_first_is_kept(old: Parts, new: Parts, alone: Parts) -> None:
    brand = await a_brand()
    token, staff = await a_static_token(brand, old), await a_member(brand)
    async with row_locked("static_token", token.id):
        rotating = asyncio.create_task(rotate_qr_token(staff, new, token.id))
        await waiting_for_locks(1)
        renewal = asyncio.create_task(renew(new))
        await waiting_for_locks(2)
    await rotating
    assert (await renewal).failed == []
    fresh = alone.sealer.open(token.id.bytes, (await row_of(token.id))[2]).qr
    assert fresh is not None
    assert fresh != token.qr_token
    assert await knows(alone, token.auth_token)
    assert await claim_device(await a_customer(brand), alone, fresh)


async def test_a_token_that_was_deleted_first_stays_deleted(old: Parts, new: Parts) -> None:
    brand = await a_brand()
    token, staff = await a_static_token(brand, old), await a_member(brand)
    async with row_locked("static_token", token.id):
        deleting = asyncio.create_task(delete_tokens(staff, new, [token.id], confirm=1))
        await waiting_for_locks(1)
        renewal = asyncio.create_task(renew(new))
        await waiting_for_locks(2)
    assert (await deleting).tokens == 1
    assert (await renewal).failed == []
    assert not await StaticToken.exists(id=token.id)
    assert not await knows(new, token.auth_token)


async def test_a_claim_that_waits_for_a_renewed_row_still_finds_it(old: Parts, new: Parts) -> None:
    brand = await a_brand()
    token, customer = await a_static_token(brand, old), await a_customer(brand)
    async with row_locked("static_token", token.id):
        renewal = asyncio.create_task(renew(new))
        await waiting_for_locks(1)
        claiming = asyncio.create_task(claim_device(customer, new, token.qr_token))
        await waiting_for_locks(2)
    assert (await renewal).counts[TOKENS] == 1
    assert await claiming


async def test_everything_at_once_ends_without_a_deadlock_and_with_every_token_right(
    old: Parts, new: Parts, alone: Parts
) -> None:
    brand = await a_brand()
    staff, customer = await a_member(brand), await a_customer(brand)
    tokens = await tokens_of(await a_batch(brand, old, 120), old)
    claimed, rotated, deleted, quiet = tokens[:30], tokens[30:60], tokens[60:90], tokens[90:]

    async def renew_twice() -> list[Renewed]:
        return [await renew(new), await renew(new)]

    outcomes = await asyncio.gather(
        renew_twice(),
        renew(new),
        *(claim_device(customer, new, token.qr_token) for token in claimed),
        *(rotate_qr_token(staff, new, token.id) for token in rotated),
        *(delete_tokens(staff, new, [a.id, b.id], confirm=2) for a, b in zip(deleted[::2], deleted[1::2], strict=True)),
        *(authenticate(new, [token.auth_token]) for token in quiet),
        return_exceptions=True,
    )

    assert [outcome for outcome in outcomes if isinstance(outcome, BaseException)] == []
    assert [None] not in outcomes
    await renew(new)
    assert await knows(alone, *(token.auth_token for token in (*claimed, *rotated, *quiet)))
    assert await authenticate(new, [token.auth_token for token in deleted]) == [None] * 30
    assert (await use()).to_renew(ALONE) == {}


# ---- What cannot be renewed ----


async def test_a_damaged_row_is_named_and_left_and_the_others_are_renewed(old: Parts, new: Parts, alone: Parts) -> None:
    broken, foreign, whole = await tokens_of(await a_batch(await a_brand(), old, 3), old)
    await execute("UPDATE static_token SET sealed = set_byte(sealed, 40, 0) WHERE id = $1", broken.id)
    await execute("UPDATE static_token SET sealed = set_byte(sealed, 0, 77) WHERE id = $1", foreign.id)
    before = await row_of(broken.id)
    try:
        done = await renew(new)
        reasons = {row_id: reason for _, row_id, reason in done.failed}
        assert set(reasons) == {broken.id, foreign.id}
        assert "damaged" in reasons[broken.id]
        assert "sealing key 77" in reasons[foreign.id]
        assert await row_of(broken.id) == before
        assert await knows(alone, whole.auth_token)
        assert [str(lost) for lost in (await use()).lost(NEW)] == ["1 static tokens under sealing key 77"]
        assert (await use()).to_renew(NEW) == {TOKENS: 2}
    finally:
        await StaticToken.filter(id__in=[broken.id, foreign.id]).delete()


async def test_two_rows_of_one_auth_token_are_named(old: Parts, new: Parts, alone: Parts) -> None:
    first, second, whole = await tokens_of(await a_batch(await a_brand(), old, 3), old)
    auth, qr = first.auth_token.text.encode(), second.qr_token.text.encode()
    await execute(
        "UPDATE static_token SET auth_digest = $2, sealed = $3 WHERE id = $1",
        second.id,
        new.digester.auth(auth),
        new.sealer.seal(second.id.bytes, auth, qr),
    )
    try:
        done = await renew(new)
        assert [(row_id, "same AuthToken" in reason) for _, row_id, reason in done.failed] == [(first.id, True)]
        assert await knows(alone, whole.auth_token)
    finally:
        await StaticToken.filter(id__in=[first.id, second.id]).delete()


# ---- Deleted AuthTokens ----


async def test_a_deleted_auth_token_is_refused_for_as_long_as_its_look_up_key_is_there(
    old: Parts, new: Parts, parts: Parts
) -> None:
    maker = await a_maker(old)
    auth = f"dev_{secrets.token_hex(12)}"
    batch = await maker.make(f"Serial,Auth Token\nSN-1,{auth}\n")
    token = await StaticToken.get(batch_id=batch.id)
    await delete_tokens(maker.owner, old, [token.id], confirm=1)
    await renew(new)

    remembered = (await use()).remembered(NEW)
    assert remembered[1] >= 1
    assert (await use()).lost(ALONE)[0].kind == DELETED

    keeping = parts_of(parts, NEW.without_retired(keeping_lookup=remembered))
    later = Maker(keeping, maker.organization, maker.owner, maker.template)
    check = await later.preview(await later.upload(f"Serial,Auth Token\nSN-2,{auth}\n"))
    assert [fault.reason for fault in check.faults] == ["is used by another token"]
    assert not await knows(keeping, AuthToken.parse(auth))


# ---- What nodes tell ----


async def test_nodes_tell_which_keys_they_have_and_silent_ones_do_not_count(old: Parts, new: Parts) -> None:
    await Node.all().delete()
    known, untold, lost = new_id(), new_id(), new_id()
    await presence.register_node(known, new.key_marks)
    await presence.register_node(untold)
    await presence.register_node(lost, old.key_marks)
    await execute("UPDATE node SET seen_at = now() - interval '9 seconds' WHERE id = $1", lost)
    async with connected() as connection:
        told = await keys_of_nodes(connection)
    assert sorted(told, key=str) == sorted([None, NEW.marks], key=str)
    raw = str((await fetch_row("SELECT key_marks FROM node WHERE id = $1", known))["key_marks"])  # type: ignore[index]
    assert all(key.hex() not in raw for key in NEW.lookup.values())
    await Node.all().delete()

"""Renewing: what was made under a retired key is made again under the current one, beside everything that goes on.

Page by page, each decided by one statement that changes only rows whose sealed
bytes are still those that were read. The statement passes over rows that
somebody holds, so it never waits while it holds others; those come one by one
afterwards, each in a transaction of its own. Nobody can meet it in a deadlock.

Digests of deleted AuthTokens cannot be made again, because nobody has the
AuthTokens any more: their look-up key stays in the ring (ADR 28).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

import asyncpg

from app.database.connection import execute, fetch, fetch_row, transaction
from app.domain.imports.import_files import piece_place
from app.domain.parts import Parts
from app.domain.people.mailing import mail_place
from app.models import ImportPart
from app.secrets.sealing import SealBroken

_FIRST: Final = UUID(int=0)

PATIENCE_MILLISECONDS = 20_000
"""How long is waited for one row that somebody holds, before it is left for the next time."""


@dataclass(slots=True)
class Renewed:
    """What was done: how many rows of each kind are new, and which could not be renewed, with the reason."""

    counts: dict[str, int] = field(default_factory=dict)
    failed: list[tuple[str, UUID, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Kind:
    """Rows that hold something made under a key."""

    name: str
    table: str
    columns: tuple[str, ...]
    """What is made anew; `sealed` is the last."""
    read: tuple[str, ...]
    """What else is needed for it."""
    page: int
    again: Callable[[Parts, asyncpg.Record], tuple[bytes | None, ...] | None]
    """The new values of `columns`; None when all are of the current keys. Raises SealBroken."""

    @property
    def selected(self) -> str:
        return ", ".join(("id", *self.read, *self.columns))

    @property
    def update(self) -> str:
        """One statement for a page: ids, the sealed bytes that were read, then the new values, as arrays."""
        arrays = ", ".join(f"${number}::bytea[]" for number in range(2, 3 + len(self.columns)))
        return f"""
            WITH page AS (
                SELECT * FROM unnest($1::uuid[], {arrays}) AS page (id, seen, {", ".join(self.columns)})
            ), free AS (
                SELECT held.id FROM {self.table} AS held JOIN page USING (id)
                ORDER BY held.id FOR UPDATE OF held SKIP LOCKED
            )
            UPDATE {self.table} AS old SET {", ".join(f"{column} = page.{column}" for column in self.columns)}
            FROM page JOIN free USING (id) WHERE old.id = page.id AND old.sealed = page.seen
            RETURNING old.id
        """


def _token_again(parts: Parts, row: asyncpg.Record) -> tuple[bytes | None, ...] | None:
    auth_digest, qr_digest, sealed = row["auth_digest"], row["qr_digest"], row["sealed"]
    of_look_up = {digest[0] for digest in (auth_digest, qr_digest) if digest is not None}
    if of_look_up == {parts.digester.key_id} and sealed[0] == parts.sealer.key_id:
        return None
    pair = parts.sealer.open(row["id"].bytes, sealed)
    auth, qr = pair.auth.text.encode(), None if pair.qr is None else pair.qr.text.encode()
    return (
        parts.digester.auth(auth),
        None if qr is None else parts.digester.qr(qr),
        parts.sealer.seal(row["id"].bytes, auth, qr),
    )


def _data_again(parts: Parts, place: bytes, sealed: bytes) -> tuple[bytes | None, ...] | None:
    if sealed[0] == parts.sealer.key_id:
        return None
    return (parts.sealer.seal_data(place, parts.sealer.open_data(place, sealed)),)


def _mail_again(parts: Parts, row: asyncpg.Record) -> tuple[bytes | None, ...] | None:
    if row["sealed"] is None:
        return None
    return _data_again(parts, mail_place(row["id"]), row["sealed"])


def _piece_again(parts: Parts, row: asyncpg.Record) -> tuple[bytes | None, ...] | None:
    place = piece_place(row["import_file_id"], ImportPart(row["part"]), row["number"])
    return _data_again(parts, place, row["sealed"])


TOKENS: Final = "static tokens"
MAILS: Final = "mails"
PIECES: Final = "pieces of uploads"

_KINDS: Final = (
    _Kind(TOKENS, "static_token", ("auth_digest", "qr_digest", "sealed"), (), 250, _token_again),
    _Kind(MAILS, "outgoing_mail", ("sealed",), (), 100, _mail_again),
    # A piece has 64 KiB.
    _Kind(PIECES, "import_piece", ("sealed",), ("import_file_id", "part", "number"), 16, _piece_again),
)


async def renew(parts: Parts, tell: Callable[[str, int], None] | None = None) -> Renewed:
    """Make everything anew that is not of the current keys of `parts`.

    Safe beside claims, deletions, reveals, new QR tokens and connects; safe to
    interrupt and to repeat, and no event: nothing happens to any token.
    `tell` hears after each page how many rows of a kind were looked at. A row
    that cannot be opened, or that somebody holds for too long, is left, and
    named in the answer.
    """
    done = Renewed()
    for kind in _KINDS:
        seen, after = 0, _FIRST
        while page := await fetch(
            f"SELECT {kind.selected} FROM {kind.table} WHERE id > $1 ORDER BY id LIMIT {kind.page}", after
        ):
            after, seen = page[-1]["id"], seen + len(page)
            count = await _renew_page(parts, kind, page, done)
            done.counts[kind.name] = done.counts.get(kind.name, 0) + count
            if tell is not None:
                tell(kind.name, seen)
    return done


async def _renew_page(parts: Parts, kind: _Kind, page: Sequence[asyncpg.Record], done: Renewed) -> int:
    made: dict[UUID, tuple[bytes, tuple[bytes | None, ...]]] = {}
    for row in page:
        try:
            values = kind.again(parts, row)
        except SealBroken as error:
            done.failed.append((kind.name, row["id"], str(error)))
            continue
        if values is not None:
            made[row["id"]] = (row["sealed"], values)
    if not made:
        return 0
    renewed = await _write_page(kind, made)
    left = [row_id for row_id in made if row_id not in renewed]
    return len(renewed) + sum([await _renew_one(parts, kind, row_id, done) for row_id in left])


async def _write_page(kind: _Kind, made: dict[UUID, tuple[bytes, tuple[bytes | None, ...]]]) -> set[UUID]:
    """The rows that were renewed: those that nobody holds, and that are still as they were read."""
    seen = [sealed for sealed, _ in made.values()]
    columns: list[list[Any]] = [list(column) for column in zip(*(values for _, values in made.values()), strict=True)]
    try:
        rows = await fetch(kind.update, list(made), seen, *columns)
    except asyncpg.UniqueViolationError:
        return set()  # one of them cannot be; one by one it turns out which
    return {row["id"] for row in rows}


async def _renew_one(parts: Parts, kind: _Kind, row_id: UUID, done: Renewed) -> int:
    """One row that was held, or changed since it was read: whoever holds it is waited for."""
    try:
        async with transaction():
            await execute(f"SET LOCAL lock_timeout = {PATIENCE_MILLISECONDS}")
            row = await fetch_row(f"SELECT {kind.selected} FROM {kind.table} WHERE id = $1 FOR UPDATE", row_id)
            values = None if row is None else kind.again(parts, row)
            if values is None:
                return 0
            changes = ", ".join(f"{column} = ${number}" for number, column in enumerate(kind.columns, start=2))
            return await execute(f"UPDATE {kind.table} SET {changes} WHERE id = $1", row_id, *values)
    except SealBroken as error:
        done.failed.append((kind.name, row_id, str(error)))
    except asyncpg.LockNotAvailableError:
        done.failed.append((kind.name, row_id, "Somebody held it for too long: try once more."))
    except asyncpg.UniqueViolationError:
        done.failed.append((kind.name, row_id, "Another row has the same AuthToken or QR token: delete one of them."))
    return 0

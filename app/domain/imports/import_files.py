"""Uploaded CSV files: stored in sealed pieces, so that any node can read them and a dump tells nothing.

A file lives for a day, belongs to the organization it was uploaded for, and
becomes one batch at most.
"""

from collections.abc import AsyncIterable, AsyncIterator
from datetime import timedelta
from pathlib import PurePath
from uuid import UUID

from app.database import clock
from app.database.connection import execute, fetch_value, transaction
from app.domain.errors import BadRequest, DomainError, Forbidden
from app.domain.imports.csv_faults import CsvEmpty
from app.domain.organizations.organizations import organization_for
from app.domain.parts import Parts
from app.domain.text import TextUnusable, clean_text
from app.domain.viewer import ADMINISTRATORS, Viewer
from app.models import ImportFile, ImportPart
from app.models.identifiers import new_id

MAXIMUM_BYTES = 100 * 1024 * 1024
MAXIMUM_WAITING = 20
"""Files that an organization may have uploaded and not made batches of."""

LIFETIME = timedelta(hours=24)
PIECE_BYTES = 64 * 1024
"""Bytes of a file in one row of the database."""


class ImportTooLarge(DomainError):
    """The file is larger than an upload may be; fact: the limit in bytes."""

    def __init__(self) -> None:
        self.maximum_bytes = MAXIMUM_BYTES
        super().__init__(f"This file is larger than {MAXIMUM_BYTES // 1024 // 1024} MiB. Divide it into several files.")


class TooManyImports(DomainError):
    """The organization has many uploads that nothing was made of; fact: the limit."""

    def __init__(self) -> None:
        self.maximum = MAXIMUM_WAITING
        super().__init__(
            f"{MAXIMUM_WAITING} uploaded files are waiting to be imported. Import some, or wait until they expire."
        )


class ImportMissing(DomainError):
    """There is no such upload for this viewer: unknown, foreign, unfinished and expired ones look the same."""

    message = "There is no such upload. Uploads are kept for a day."


class ImportUsed(DomainError):
    """A batch was made of the upload already; fact: the batch's identifier."""

    message = "A batch was made of this upload already. Upload the file again to make another."

    def __init__(self, batch_id: UUID) -> None:
        self.batch_id = batch_id
        super().__init__()


async def store_import(
    actor: Viewer, parts: Parts, organization_id: UUID | None, name: str, chunks: AsyncIterable[bytes]
) -> ImportFile:
    """Store a file as it arrives, for an organization that the actor administers (the only one, when None).

    `name` is the file's name as its owner knows it. What it holds is not
    judged yet. Raises Forbidden, BadRequest (none named, several possible),
    TooManyImports, ImportTooLarge, CsvEmpty; then nothing stays.
    """
    organization = await organization_for(actor, organization_id or _only_organization(actor), ADMINISTRATORS)
    if organization.is_personal:
        raise Forbidden
    import_id = await _begin(actor, organization.id, name)
    writer = PieceWriter(parts, import_id, ImportPart.FILE)
    try:
        await _receive(writer, chunks)
        await execute("UPDATE import_file SET byte_count = $2 WHERE id = $1", import_id, writer.byte_count)
    except BaseException:
        await execute("DELETE FROM import_file WHERE id = $1", import_id)
        raise
    return await ImportFile.get(id=import_id)


async def _receive(writer: "PieceWriter", chunks: AsyncIterable[bytes]) -> None:
    async for chunk in chunks:
        if writer.byte_count + len(chunk) > MAXIMUM_BYTES:
            raise ImportTooLarge
        await writer.write(chunk)
    await writer.finish()
    if not writer.byte_count:
        raise CsvEmpty


def _only_organization(actor: Viewer) -> UUID:
    own = [held.organization_id for held in actor.held if held.role in ADMINISTRATORS and not held.is_personal]
    if len(own) != 1:
        raise BadRequest("Name the organization that the file is for.")
    return own[0]


async def _begin(actor: Viewer, organization_id: UUID, name: str) -> UUID:
    try:
        shown = clean_text(PurePath(name.replace("\\", "/")).name[:200], "name", 200)
    except TextUnusable:
        shown = "tokens.csv"
    import_id = new_id()
    async with transaction():
        # One upload at a time asks whether it may begin, so that two cannot both be the last one.
        await execute("SELECT FROM organization WHERE id = $1 FOR NO KEY UPDATE", organization_id)
        begun = await execute(
            """
            INSERT INTO import_file (id, organization_id, account_id, name) SELECT $1, $2, $3, $4
            WHERE (SELECT count(*) FROM import_file WHERE organization_id = $2 AND batch_id IS NULL
                   AND created_at > now() - $5::interval) < $6
            """,
            import_id,
            organization_id,
            actor.account_id,
            shown,
            LIFETIME,
            MAXIMUM_WAITING,
        )
        if not begun:
            raise TooManyImports
    return import_id


async def usable_import(actor: Viewer, import_id: UUID) -> ImportFile:
    """A complete upload of an organization that the actor administers, with that organization; used ones too.

    Raises ImportMissing.
    """
    file = await ImportFile.get_or_none(
        id=import_id, byte_count__isnull=False, created_at__gt=clock.ago(LIFETIME)
    ).select_related("organization")
    if (
        file is None
        or file.organization.archived_at is not None
        or not actor.holds(ADMINISTRATORS, file.organization.lineage)
    ):
        raise ImportMissing
    return file


async def faulty_rows(actor: Viewer, parts: Parts, import_id: UUID) -> AsyncIterator[bytes]:
    """The faulty rows as the last check found them: the same CSV with an `Error` column; nothing when there are none.

    Raises ImportMissing before anything is given.
    """
    file = await usable_import(actor, import_id)
    return read_pieces(parts, file.id, ImportPart.FAULTS)


async def read_pieces(parts: Parts, import_id: UUID, part: ImportPart) -> AsyncIterator[bytes]:
    """The bytes of a part, a piece at a time."""
    number = 0
    while (data := await read_piece(parts, import_id, part, number)) is not None:
        yield data
        number += 1


async def read_piece(parts: Parts, import_id: UUID, part: ImportPart, number: int) -> bytes | None:
    """One piece, or None behind the last."""
    sealed = await fetch_value(
        "SELECT sealed FROM import_piece WHERE import_file_id = $1 AND part = $2 AND number = $3",
        import_id,
        part.value,
        number,
    )
    return None if sealed is None else parts.sealer.open_data(piece_place(import_id, part, number), sealed)


class PieceWriter:
    """Stores what comes in chunks of any size as the pieces of one part."""

    def __init__(self, parts: Parts, import_id: UUID, part: ImportPart) -> None:
        self.byte_count = 0
        """How many bytes were written so far."""
        self._parts = parts
        self._import_id = import_id
        self._part = part
        self._number = 0
        self._waiting = bytearray()

    async def write(self, data: bytes) -> None:
        """Take some bytes; whole pieces are stored."""
        self.byte_count += len(data)
        self._waiting += data
        while len(self._waiting) >= PIECE_BYTES:
            await self._store(bytes(self._waiting[:PIECE_BYTES]))
            del self._waiting[:PIECE_BYTES]

    async def finish(self) -> None:
        """Store what is left."""
        if self._waiting:
            await self._store(bytes(self._waiting))

    async def _store(self, data: bytes) -> None:
        place = piece_place(self._import_id, self._part, self._number)
        await execute(
            "INSERT INTO import_piece (id, import_file_id, part, number, sealed) VALUES ($1, $2, $3, $4, $5)",
            new_id(),
            self._import_id,
            self._part.value,
            self._number,
            self._parts.sealer.seal_data(place, data),
        )
        self._number += 1


def piece_place(import_id: UUID, part: ImportPart, number: int) -> bytes:
    """What a piece is sealed for: one moved to another place opens nowhere."""
    return b"import\0" + import_id.bytes + number.to_bytes(4, "big") + part.value.encode()


async def forget_old_imports() -> int:
    """Delete uploads that expired, and those that broke off an hour ago; returns how many."""
    return await execute(
        """
        DELETE FROM import_file USING (
            SELECT old.id FROM import_file AS old LEFT JOIN token_batch AS batch ON batch.id = old.batch_id
            WHERE old.created_at < now() - CASE WHEN old.byte_count IS NULL THEN interval '1 hour' ELSE $1::interval END
              AND (batch.id IS NULL OR batch.status NOT IN ('PENDING', 'RUNNING'))
        ) AS gone WHERE import_file.id = gone.id
        """,
        LIFETIME,
    )

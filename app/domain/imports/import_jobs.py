"""Filling a batch from its uploaded file: read again as it was checked, and copied in one transaction."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from itertools import compress
from uuid import UUID

import asyncpg
import numpy as np
import orjson
import structlog
from numpy.typing import NDArray

from app.database.connection import LONG_TIMEOUT, UNREACHABLE, connected, execute, transaction
from app.domain.imports.csv_cells import AUTH_TOKEN
from app.domain.imports.csv_faults import CsvUnusable
from app.domain.imports.csv_files import CsvReader
from app.domain.imports.import_checks import in_thread_ahead
from app.domain.imports.import_columns import TOKEN_TARGETS, FieldPlan, ImportPlan
from app.domain.imports.import_files import read_pieces
from app.domain.imports.import_rows import ReadRows, RowReader, RowTable, read_in_slices
from app.domain.parts import Parts
from app.domain.tokens import batch_jobs
from app.domain.tokens.known_tokens import known_auth_digests
from app.domain.tokens.token_rows import (
    COLUMNS,
    COPY_HEADER,
    COPY_TRAILER,
    UNIQUE_VALUE_COLUMNS,
    BatchFacts,
    FileToken,
    as_rows_of_16,
    file_token_rows,
    unique_value_rows,
)
from app.models import ImportFile, ImportPart, TokenBatch, TokenOrigin
from app.models.identifiers import new_ids
from app.secrets.bulk import as_rows, mint_auth_tokens, mint_qr_tokens
from app.secrets.plaintext import Plaintext

_ROWS_AT_ONCE = 10_000
"""Rows of one COPY: smaller ones cost PostgreSQL a quarter more time, larger ones us more memory."""

_HAS_RETIRED = """
SELECT EXISTS (SELECT FROM static_token JOIN retired_token USING (auth_digest) WHERE static_token.batch_id = $1)
"""
_log = structlog.get_logger()


class ImportOutdated(Exception):
    """The file does not give the tokens any more that it gave when it was checked."""


_EXPECTED = (asyncpg.IntegrityConstraintViolationError, asyncpg.DataError, ImportOutdated, CsvUnusable)


async def fill_imported_batch(parts: Parts, batch_id: UUID) -> None:
    """Make all tokens of a batch from its file in one transaction, reporting progress meanwhile.

    Safe to run again after a crash and beside itself, like `fill_batch`. When
    values or tokens were taken since the check, nothing is created: the batch
    is marked FAILED, the plan gets its tokens back, and the file can be
    previewed and imported again.
    """
    try:
        batch = await batch_jobs.begin(batch_id)
        file = await ImportFile.get(batch_id=batch.id)
        async with connected() as connection, batch_jobs.filling(connection, batch.id):
            await _copy(parts, connection, batch, file)
            event: UUID | None = await batch_jobs.complete(connection, batch.id)
    except batch_jobs.BatchMissing:
        return
    except UNREACHABLE:
        raise
    except Exception as error:  # a batch that nobody can fill must not look as if it were being filled
        if not isinstance(error, _EXPECTED):
            _log.exception("import.bug", batch_id=str(batch_id))
        _log.warning("import.failed", batch_id=str(batch_id), reason=type(error).__name__)
        event = await _give_up(batch_id)
    if event is not None:
        await batch_jobs.announce(parts, batch_id, event)


async def _give_up(batch_id: UUID) -> UUID | None:
    async with transaction() as connection:
        event = await batch_jobs.give_up(
            connection, batch_id, "Some of its values or tokens were taken meanwhile. Preview the file again."
        )
        if event is None:
            return None
        await execute(
            "UPDATE import_file SET batch_id = NULL, plan = NULL, skipped = NULL, skipped_count = 0 "
            "WHERE batch_id = $1",
            batch_id,
        )
        return event


async def _copy(parts: Parts, connection: asyncpg.Connection, batch: TokenBatch, file: ImportFile) -> None:
    builder = _Builder(parts, batch, file)
    progress = batch_jobs.Progress(parts, batch.id)
    done = 0
    async for group in _one_ahead(_groups(parts, file, builder)):
        # The constraints know digests of the current key only; a token may be there under an older one.
        for built in group:
            if built.auth_digests and await known_auth_digests(built.auth_digests):
                raise ImportOutdated
        await _copy_rows(connection, "static_token", COLUMNS, [built.tokens for built in group])
        await _copy_rows(connection, "unique_value", UNIQUE_VALUE_COLUMNS, [built.unique_values for built in group])
        done += sum(built.count for built in group)
        await progress.reach(done)
    if done != batch.token_count:
        raise ImportOutdated
    # A token that was deleted while its digest was being copied is seen now: the copy waited for the deletion.
    if builder.brings_auth_tokens and await connection.fetchval(_HAS_RETIRED, batch.id, timeout=LONG_TIMEOUT):
        raise ImportOutdated
    await connection.execute("DELETE FROM import_piece WHERE import_file_id = $1 AND part = 'FILE'", file.id)


async def _groups(parts: Parts, file: ImportFile, builder: "_Builder") -> AsyncIterator[list["_Built"]]:
    group: list[_Built] = []
    async for built in in_thread_ahead(read_pieces(parts, file.id, ImportPart.FILE), builder.take):
        if built is not None:
            group.append(built)
        if sum(each.count for each in group) >= _ROWS_AT_ONCE:
            yield group
            group = []
    if group:
        yield group


async def _one_ahead(groups: AsyncIterator[list["_Built"]]) -> AsyncIterator[list["_Built"]]:
    """The same groups, each made while the one before is being copied."""
    upcoming = asyncio.ensure_future(anext(groups, None))
    try:
        while (group := await upcoming) is not None:
            upcoming = asyncio.ensure_future(anext(groups, None))
            yield group
    finally:
        upcoming.cancel()
        await asyncio.gather(upcoming, return_exceptions=True)


async def _copy_rows(
    connection: asyncpg.Connection, table: str, columns: tuple[str, ...], rows: Sequence[bytes]
) -> None:
    if any(rows):
        source = BytesIO(b"".join([COPY_HEADER, *rows, COPY_TRAILER]))
        await connection.copy_to_table(table, source=source, columns=columns, format="binary", timeout=LONG_TIMEOUT)


@dataclass(frozen=True, slots=True)
class _Built:
    """Some tokens of the batch as rows for the database."""

    count: int
    tokens: bytes = field(repr=False)
    unique_values: bytes
    auth_digests: list[bytes]
    """Every digest that the AuthTokens brought along may be known by."""


class _Builder:
    """Makes rows for the database of the rows of a file; `take` runs in a thread."""

    def __init__(self, parts: Parts, batch: TokenBatch, file: ImportFile) -> None:
        assert file.plan is not None, "an upload that a batch is made of has a plan"
        self._plan = ImportPlan.from_json(file.plan)
        brings_tokens = any(self._plan.position_of(target) is not None for target in TOKEN_TARGETS)
        self._facts = BatchFacts(
            batch.id,
            batch.issuer_id,
            batch.template_id,
            batch.created_at,
            metadata={},
            serial=None,
            origin=TokenOrigin.IMPORTED if brings_tokens else TokenOrigin.MINTED,
        )
        self._digester = parts.digester
        self._sealer = parts.sealer
        self._csv = CsvReader()
        self._reader = RowReader(self._plan, finds_doubles=False)
        self._skipped = np.unpackbits(np.frombuffer(file.skipped or b"", np.uint8)).astype(bool)
        self._unique_fields = [each for each in self._plan.fields if each.is_unique]
        self._token_count = 0
        self._value_count = 0

    @property
    def brings_auth_tokens(self) -> bool:
        """Whether the AuthTokens come from the file."""
        return self._plan.position_of(AUTH_TOKEN) is not None

    def take(self, data: bytes | None) -> _Built | None:
        """The rows for the tokens that a piece of the file completes, or None. Raises CsvUnusable, ImportOutdated."""
        table = RowTable(len(self._plan.columns))
        for numbers, rows in read_in_slices(self._csv, data):
            if self._csv.header != [column.name for column in self._plan.columns]:
                raise ImportOutdated
            kept = ~self._skipped[numbers.start - 1 : numbers.stop - 1]
            if kept.all():
                table.add(numbers, rows)
            else:
                table.add(list(compress(numbers, kept)), list(compress(rows, kept)))
        if not len(table):
            return None
        read = self._reader.read(table)
        if read.faults:
            raise ImportOutdated
        return self._build(read, len(table))

    def _build(self, read: ReadRows, count: int) -> _Built:
        ids = self._ids(self._token_count, count)
        self._token_count += count
        auth, qr = _secrets(read.auth_tokens, mint_auth_tokens, count), _secrets(read.qr_tokens, mint_qr_tokens, count)
        names = list(read.values)
        metadata = [
            orjson.dumps({name: value for name, value in zip(names, values, strict=True) if value is not None})
            for values in zip(*read.values.values(), strict=True)
        ]
        serials = read.values[self._unique_fields[0].name] if self._unique_fields else [None] * count
        tokens = map(FileToken, ids, auth, qr, metadata, serials)
        brought = auth if read.auth_tokens is not None else []
        return _Built(
            count,
            file_token_rows(self._facts, tokens, self._digester, self._sealer),
            b"".join(self._unique_values(each, read, ids) for each in self._unique_fields),
            [digest for secret in brought for digest in self._digester.auth_candidates(secret)],
        )

    def _unique_values(self, rules: FieldPlan, read: ReadRows, ids: list[bytes]) -> bytes:
        positions, values = read.values_of(rules.name)
        row_ids = self._ids(self._value_count, len(values))
        self._value_count += len(values)
        token_ids = (ids[position] for position in positions)
        return unique_value_rows(self._facts, rules.id, zip(row_ids, token_ids, values, strict=True))

    def _ids(self, first: int, count: int) -> list[bytes]:
        return as_rows_of_16(new_ids(count, first=first, milliseconds=self._facts.milliseconds))


def _secrets(
    brought: Sequence[Plaintext | None] | None, mint: Callable[[int], NDArray[np.uint8]], count: int
) -> list[bytes]:
    """The tokens that the file brings, or fresh ones."""
    if brought is None:
        return as_rows(mint(count))
    return [token.text.encode() for token in brought if token is not None]

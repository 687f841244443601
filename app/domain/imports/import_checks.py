"""Checking a whole uploaded file before anything is created: every fault, and how many tokens it would make."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar
from uuid import UUID

import numpy as np
import numpy.typing as npt

from app.database.connection import execute, fetch_row, transaction
from app.domain.imports.csv_cells import AUTH_TOKEN, QR_TOKEN, csv_lines, value_of
from app.domain.imports.csv_faults import CsvHeaderMissing
from app.domain.imports.csv_files import CsvReader, looks_like_data
from app.domain.imports.import_columns import (
    TOKEN_TARGETS,
    ColumnMatch,
    ColumnPlan,
    FieldPlan,
    ImportPlan,
    plan_columns,
)
from app.domain.imports.import_files import ImportMissing, ImportUsed, PieceWriter, read_pieces
from app.domain.imports.import_rows import (
    SHOWN,
    ImportFault,
    ReadRows,
    RowReader,
    RowTable,
    annotated_header,
    annotated_rows,
    read_in_slices,
)
from app.domain.parts import Parts
from app.domain.tokens.known_tokens import known_auth_digests, known_qr_digests, taken_values
from app.domain.unique_values import TAKEN
from app.models import ImportFile, ImportPart
from app.secrets.auth_token import AuthToken
from app.secrets.digests import LookupDigester
from app.secrets.qr_token import QrToken

MAXIMUM_TOLD = 1_000
"""Faults that are told one by one; the file of faulty rows has them all."""

_SAMPLES = 3
_Made = TypeVar("_Made")


@dataclass(slots=True)
class ImportCheck:
    """What a check found."""

    plan: ImportPlan
    delimiter: str
    has_bom: bool
    samples: list[list[str]]
    """For each column up to three values; of columns with secrets their first characters only."""
    row_count: int = 0
    faulty_row_count: int = 0
    fault_count: int = 0
    faults: list[ImportFault] = field(default_factory=list)
    """The first thousand, in the order of the file."""
    skipped: bytes = b""
    """A bit for each row, the highest of the first byte for row 1, set for the faulty ones."""

    @property
    def good_row_count(self) -> int:
        """How many tokens the file would make."""
        return self.row_count - self.faulty_row_count


async def check_import(
    parts: Parts, file: ImportFile, fields: Sequence[FieldPlan], mapping: Mapping[str, str | None] | None
) -> ImportCheck:
    """Read a file from its first byte to its last; its faulty rows are kept for download.

    Values are unique within the file and within the issuer, tokens everywhere.
    Raises CsvUnusable, ImportMappingInvalid, ImportMissing, ImportUsed.
    """
    loop = asyncio.get_running_loop()
    async with transaction():
        await _lock(file.id)
        await execute("DELETE FROM import_piece WHERE import_file_id = $1 AND part = 'FAULTS'", file.id)
        checker = _Checker(fields, mapping, parts.digester)
        writer = PieceWriter(parts, file.id, ImportPart.FAULTS)
        async for piece in in_thread_ahead(read_pieces(parts, file.id, ImportPart.FILE), checker.take):
            if piece is None:
                continue
            await _refuse_known(checker, piece, file.organization_id)
            await writer.write(await loop.run_in_executor(None, checker.conclude, piece))
        await writer.finish()
    return checker.result()


async def _lock(import_id: UUID) -> None:
    """One check of a file at a time, since each writes the faulty rows anew."""
    row = await fetch_row("SELECT batch_id FROM import_file WHERE id = $1 FOR NO KEY UPDATE", import_id)
    if row is None:
        raise ImportMissing
    if row["batch_id"] is not None:
        raise ImportUsed(row["batch_id"])


async def in_thread_ahead(pieces: AsyncIterator[bytes], work: Callable[[bytes | None], _Made]) -> AsyncIterator[_Made]:
    """What `work` makes of each piece, and of None at the end; in a thread, and one piece ahead of the caller."""
    loop = asyncio.get_running_loop()
    running: asyncio.Future[_Made] | None = None
    async for piece in pieces:
        made = None if running is None else [await running]
        running = loop.run_in_executor(None, work, piece)
        if made is not None:
            yield made[0]
    if running is not None:
        yield await running
    yield await loop.run_in_executor(None, work, None)


@dataclass(slots=True)
class _Piece:
    """Some rows, and the digests of the tokens they bring with their positions."""

    rows: ReadRows
    auth_digests: dict[bytes, int]
    qr_digests: dict[bytes, int]


async def _refuse_known(checker: "_Checker", piece: _Piece, issuer_id: UUID) -> None:
    rows = piece.rows
    for rules in checker.unique_fields:
        positions, values = rows.values_of(rules.name)
        for at in await taken_values(issuer_id, rules.id, values) if values else ():
            rows.faults.append(checker.reader.fault(rows, positions[at], rules.name, values[at], TAKEN))
    for target, digests, known in (
        (AUTH_TOKEN, piece.auth_digests, known_auth_digests),
        (QR_TOKEN, piece.qr_digests, known_qr_digests),
    ):
        for digest in await known(digests) if digests else ():
            rows.faults.append(checker.reader.fault(rows, digests[digest], target, "", TAKEN))


class _Checker:
    """The work of a check that needs no database; `take` and `conclude` run in threads."""

    reader: RowReader

    def __init__(
        self, fields: Sequence[FieldPlan], mapping: Mapping[str, str | None] | None, digester: LookupDigester
    ) -> None:
        self.unique_fields: list[FieldPlan] = []
        """The unique fields that the file gives values for; known with the first rows."""
        self._csv = CsvReader()
        self._fields = fields
        self._mapping = mapping
        self._digester = digester
        self._check: ImportCheck | None = None
        self._is_faulty: list[npt.NDArray[np.bool_]] = []

    def take(self, data: bytes | None) -> _Piece | None:
        """The rows that a piece of the file completes, checked as far as the file alone shows; None for none."""
        table: RowTable | None = None
        for numbers, rows in read_in_slices(self._csv, data):
            check = self._check or self._begin(rows[0])
            table = table or RowTable(len(check.plan.columns))
            table.add(numbers, rows)
        if table is None:
            return None
        self._sample(table)
        read = self.reader.read(table)
        return _Piece(
            read,
            _digests(read.auth_tokens or (), self._digester.auth_candidates),
            _digests(read.qr_tokens or (), self._digester.qr_candidates),
        )

    def _begin(self, first_row: Sequence[str]) -> ImportCheck:
        csv = self._csv
        plan = plan_columns(csv.header, self._fields, self._mapping)
        is_known = any(column.match in {ColumnMatch.EXACT, ColumnMatch.MAPPED} for column in plan.columns)
        if not self._mapping and not is_known and looks_like_data(csv.header, first_row):
            raise CsvHeaderMissing
        self.reader = RowReader(plan)
        self.unique_fields = [
            each for each in plan.fields if each.is_unique and plan.position_of(each.name) is not None
        ]
        self._check = ImportCheck(plan, csv.delimiter, csv.has_bom, [[] for _ in plan.columns])
        return self._check

    def _sample(self, table: RowTable) -> None:
        assert self._check is not None, "begun with the first rows"
        columns = zip(self._check.plan.columns, self._check.samples, table.columns, strict=True)
        for column, samples, cells in columns:
            if len(samples) < _SAMPLES:
                samples.extend(_samples(column, cells, _SAMPLES - len(samples)))

    def conclude(self, piece: _Piece) -> bytes:
        """Count what was found in a piece; its faulty rows with their reasons as CSV, nothing when there are none."""
        check, read = self._check, piece.rows
        assert check is not None, "begun with the first rows"
        first = check.row_count + 1
        is_faulty = np.zeros(len(read.table), bool)
        self._is_faulty.append(is_faulty)
        check.row_count += len(read.table)
        if not read.faults:
            return b""
        places = {column.name: at for at, column in enumerate(check.plan.columns)}
        read.faults.sort(key=lambda fault: (fault.row, places.get(fault.column or "", -1)))
        is_faulty[[fault.row - first for fault in read.faults]] = True
        header = [] if check.faulty_row_count else [annotated_header(check.plan)]
        check.faulty_row_count += int(is_faulty.sum())
        check.fault_count += len(read.faults)
        check.faults += read.faults[: MAXIMUM_TOLD - len(check.faults)]
        return csv_lines([*header, *annotated_rows(check.plan, read)], check.delimiter)

    def result(self) -> ImportCheck:
        """What the check found, once the whole file was taken."""
        assert self._check is not None, "a file without rows is refused"
        self._check.skipped = np.packbits(np.concatenate(self._is_faulty)).tobytes()
        return self._check


def _digests(
    tokens: Sequence[AuthToken | None] | Sequence[QrToken | None], candidates: Callable[[bytes], list[bytes]]
) -> dict[bytes, int]:
    """Every digest that the tokens may be known by, each with the first position that has it."""
    return {
        digest: position
        for position, token in reversed(list(enumerate(tokens)))
        if token is not None
        for digest in candidates(token.text.encode())
    }


def _samples(column: ColumnPlan, cells: Iterable[str], wanted: int) -> list[str]:
    values = list(islice(filter(None, map(value_of, cells)), wanted))
    if column.target in TOKEN_TARGETS or column.guess in TOKEN_TARGETS:
        return [f"{value[:4]}…" for value in values]
    return [value[:SHOWN] for value in values]

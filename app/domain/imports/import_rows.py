"""Reading the rows of an uploaded file by a plan: canonical values, brought tokens, and every fault.

Pure and synchronous: it runs in a thread, a piece of the file at a time. Work
goes column by column, since most columns of most files need no look at the
single value.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from app.domain.imports.csv_cells import AUTH_TOKEN, ERROR, QR_TOKEN, value_of
from app.domain.imports.csv_files import CsvReader
from app.domain.imports.import_columns import ColumnMatch, FieldPlan, ImportPlan
from app.domain.metadata import MAXIMUM_LENGTH, parse_value
from app.domain.tokens.seen_values import SeenValues
from app.models import MetadataFieldType
from app.secrets.auth_token import PREFIX, AuthToken, AuthTokenMalformed
from app.secrets.qr_token import QrToken, QrTokenMalformed

SHOWN = 100
"""Characters of a value in a fault."""

_SLICE = 16 * 1024
"""Bytes that are parsed at a time."""

_REMEMBERED = 4_096
"""Values of a field whose parsing is remembered: choices, dates and names repeat."""

Token = TypeVar("Token", AuthToken, QrToken)


class ImportFault(NamedTuple):
    """Something in a row that keeps it from becoming a token."""

    row: int
    column: str | None
    """The column's name in the file, or the field that has none; None when the row as a whole is meant."""
    value: str
    """At most 100 characters; always empty for tokens, which are secrets."""
    reason: str


class RowTable:
    """Some rows of a file, column by column.

    Rows with a wrong number of cells stand aside. Short-lived lists of cells
    by the ten thousand would make Python's garbage collector look through the
    whole process again and again, with the event loop waiting; columns of
    texts do not concern it.
    """

    def __init__(self, width: int) -> None:
        self.columns: list[list[str]] = [[] for _ in range(width)]
        self.numbers: list[int] = []
        """The row numbers that the columns speak of."""
        self.misfits: dict[int, list[str]] = {}
        """Rows with a wrong number of cells, by their number."""

    def __len__(self) -> int:
        return len(self.numbers) + len(self.misfits)

    def add(self, numbers: Sequence[int], rows: list[list[str]]) -> None:
        """Take some rows and their numbers."""
        width = len(self.columns)
        if not set(map(len, rows)) <= {width}:
            self.misfits |= {number: row for number, row in zip(numbers, rows, strict=True) if len(row) != width}
            fitting = [(number, row) for number, row in zip(numbers, rows, strict=True) if len(row) == width]
            numbers, rows = [number for number, _ in fitting], [row for _, row in fitting]
        self.numbers += numbers
        for column, cells in zip(self.columns, zip(*rows, strict=True), strict=False):
            column.extend(cells)


def read_in_slices(csv: CsvReader, data: bytes | None) -> Iterator[tuple[range, list[list[str]]]]:
    """The rows that a piece of a file (None: its end) completes, some hundred at a time, with their numbers."""
    for start in range(0, len(data or b""), _SLICE):
        yield from _numbered(csv, csv.feed(data[start : start + _SLICE] if data else b""))
    if data is None:
        yield from _numbered(csv, csv.finish())


def _numbered(csv: CsvReader, rows: list[list[str]]) -> Iterator[tuple[range, list[list[str]]]]:
    if rows:
        yield range(csv.row_count - len(rows) + 1, csv.row_count + 1), rows


@dataclass(slots=True)
class ReadRows:
    """Some rows as they were read."""

    table: RowTable = field(repr=False)
    values: dict[str, list[str | None]] = field(default_factory=dict)
    """For each metadata field the canonical values; None where there is none or a fault."""
    auth_tokens: list[AuthToken | None] | None = None
    """None when the file brings none."""
    qr_tokens: list[QrToken | None] | None = None
    faults: list[ImportFault] = field(default_factory=list)

    def values_of(self, name: str) -> tuple[list[int], list[str]]:
        """The positions that have a value of a field, and these values."""
        values = self.values[name]
        positions = [position for position, value in enumerate(values) if value is not None]
        return positions, [value for value in values if value is not None]


class RowReader:
    """Reads the rows of one file, in their order, and finds what comes twice (unless it was looked for before)."""

    def __init__(self, plan: ImportPlan, *, finds_doubles: bool = True) -> None:
        self._plan = plan
        self._finds_doubles = finds_doubles
        self._width = len(plan.columns)
        self._positions = {column.target: at for at, column in enumerate(plan.columns) if column.target is not None}
        self._remembered: dict[str, dict[str, tuple[str | None, str | None]]] = {}
        self._seen = {each.name: SeenValues() for each in plan.fields if each.is_unique}
        self._seen_tokens = {AUTH_TOKEN: SeenValues(), QR_TOKEN: SeenValues()}

    def read(self, table: RowTable) -> ReadRows:
        """Read some rows; the faults found are those that the file alone shows."""
        read = ReadRows(table)
        read.faults += [
            ImportFault(number, None, "", f"has {_cells(len(cells))} instead of {len(table.columns):,}")
            for number, cells in table.misfits.items()
        ]
        for each in self._plan.fields:
            read.values[each.name] = self._field(each, read)
        read.auth_tokens = self._tokens(AUTH_TOKEN, read, _parse_auth_token)
        read.qr_tokens = self._tokens(QR_TOKEN, read, _parse_qr_token)
        self._refuse_equal_tokens(read)
        return read

    def fault(self, read: ReadRows, position: int, target: str, value: str, reason: str) -> ImportFault:
        """A fault in the cell of a target, in the words of the file's header."""
        at = self._positions.get(target)
        name = target if at is None else self._plan.columns[at].name
        return ImportFault(read.table.numbers[position], name, value[:SHOWN], reason)

    def _field(self, rules: FieldPlan, read: ReadRows) -> list[str | None]:
        at = self._positions.get(rules.name)
        if at is None:
            return [rules.default_value] * len(read.table.numbers)
        texts = _texts(read.table.columns[at])
        in_bulk = parse_in_bulk(rules, texts)
        values = self._one_by_one(rules, texts, read) if in_bulk is None else list[str | None](in_bulk)
        if rules.is_unique:
            self._refuse_doubles(self._seen[rules.name], rules.name, values, read)
        return values

    def _one_by_one(self, rules: FieldPlan, texts: list[str], read: ReadRows) -> list[str | None]:
        remembered = self._remembered.setdefault(rules.name, {})
        values: list[str | None] = []
        for position, text in enumerate(texts):
            parsed = remembered.get(text)
            if parsed is None:
                parsed = parse_value(rules, text)
                if len(remembered) < _REMEMBERED and len(text) <= SHOWN:
                    remembered[text] = parsed
            value, reason = parsed
            values.append(value)
            if reason is not None:
                read.faults.append(self.fault(read, position, rules.name, text, reason))
        return values

    def _refuse_doubles(
        self, seen: SeenValues, target: str, values: Sequence[str | None], read: ReadRows, *, is_secret: bool = False
    ) -> None:
        if not self._finds_doubles:
            return
        present = [position for position, value in enumerate(values) if value is not None]
        texts = [value for value in values if value is not None]
        doubles = seen.add([read.table.numbers[position] for position in present], texts)
        read.faults += [
            self.fault(read, present[at], target, "" if is_secret else texts[at], f"is in row {row:,} already")
            for at, row in doubles.items()
        ]

    def _tokens(
        self, target: str, read: ReadRows, parse: Callable[[str], tuple[Token | None, str]]
    ) -> list[Token | None] | None:
        at = self._positions.get(target)
        if at is None:
            return None
        tokens: list[Token | None] = []
        for position, text in enumerate(_texts(read.table.columns[at])):
            token, reason = parse(text)
            tokens.append(token)
            if token is None:
                read.faults.append(self.fault(read, position, target, "", reason))
        texts = [None if token is None else token.text for token in tokens]
        self._refuse_doubles(self._seen_tokens[target], target, texts, read, is_secret=True)
        return tokens

    def _refuse_equal_tokens(self, read: ReadRows) -> None:
        for position, (auth, qr) in enumerate(zip(read.auth_tokens or (), read.qr_tokens or (), strict=False)):
            if auth is not None and qr is not None and auth.text == qr.text:
                reason = "is the AuthToken too, which must not stand on a label"
                read.faults.append(self.fault(read, position, QR_TOKEN, "", reason))


def _texts(cells: list[str]) -> list[str]:
    texts = [cell.strip() for cell in cells]
    if "'" in {text[:1] for text in texts}:
        return [value_of(text) for text in texts]
    return texts


def _parse_auth_token(text: str) -> tuple[AuthToken | None, str]:
    if not text:
        return None, "is empty; leave the column out to have AuthTokens minted"
    try:
        return AuthToken.parse(text), ""
    except AuthTokenMalformed:
        if text.startswith(PREFIX):
            return None, f"begins with {PREFIX} but is no AuthToken: its checksum fails"
        return None, "is not made of 16 to 64 letters, digits, hyphens and underscores"


def _parse_qr_token(text: str) -> tuple[QrToken | None, str]:
    if not text:
        return None, "is empty; leave the column out to have QR tokens minted"
    try:
        return QrToken.parse(text), ""
    except QrTokenMalformed:
        return None, "is not made of 16 to 64 letters, digits, hyphens and underscores, or fails its check characters"


_MAC_ADDRESS = "[0-9A-F]{2}(?::[0-9A-F]{2}){5}"
_MAC_ADDRESSES = re.compile(rf"(?:{_MAC_ADDRESS}\n)*{_MAC_ADDRESS}")


def parse_in_bulk(rules: FieldPlan, texts: list[str]) -> list[str] | None:
    """The canonical values of a whole column when one look tells that all are good; None when it does not.

    Gives what `parse_value` gives for each text.
    """
    if not texts or "" in texts:
        return None
    joined = "\n".join(texts)
    if not joined.isascii():
        return None
    if rules.type is MetadataFieldType.TEXT:
        is_good = max(map(len, texts)) <= MAXIMUM_LENGTH and joined.count("\n") == len(texts) - 1
        return texts if is_good and joined.replace("\n", "").isprintable() else None
    if rules.type is MetadataFieldType.MAC_ADDRESS:
        upper = joined.upper()
        is_good = len(upper) == 18 * len(texts) - 1 and _MAC_ADDRESSES.fullmatch(upper) is not None
        return upper.split("\n") if is_good else None
    return None


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count:,} cells"


def annotated_rows(plan: ImportPlan, read: ReadRows) -> list[Sequence[str]]:
    """The faulty rows with their reasons, as the values of the header that `annotated_header` gives."""
    reasons: dict[int, str] = {}
    for fault in read.faults:
        reason = fault.reason if fault.column is None else f"{fault.column} {fault.reason}"
        reasons[fault.row] = f"{reasons[fault.row]}; {reason}" if fault.row in reasons else reason
    table, kept = read.table, _kept_columns(plan)
    positions = [position for position, number in enumerate(table.numbers) if number in reasons]
    numbers = [table.numbers[position] for position in positions]
    columns = [_texts([table.columns[at][position] for position in positions]) for at in kept]
    errors = [reasons[number][:MAXIMUM_LENGTH] for number in numbers]
    rows: dict[int, Sequence[str]] = dict(zip(numbers, zip(*columns, errors, strict=True), strict=True))
    if not table.misfits:
        return list(rows.values())
    for number, cells in table.misfits.items():
        padded = [*cells, *[""] * (len(plan.columns) - len(cells))]
        surplus = [f"“{cell[:SHOWN]}”" for cell in cells[len(plan.columns) :][:5] if cell]
        rows[number] = [*(value_of(padded[at]) for at in kept), "; ".join([reasons[number], *surplus])]
    return [rows[number] for number in sorted(rows)]


def annotated_header(plan: ImportPlan) -> list[str]:
    """The file's own header with `Error` at its end, the one that came in left out."""
    return [*(plan.columns[at].name for at in _kept_columns(plan)), ERROR]


def _kept_columns(plan: ImportPlan) -> list[int]:
    return [
        at
        for at, column in enumerate(plan.columns)
        if not (column.name == ERROR and column.match is ColumnMatch.IGNORED)
    ]

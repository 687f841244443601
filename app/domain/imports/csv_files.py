"""Reading CSV files that people bring: pure, in pieces, within bounded memory.

Format: https://www.rfc-editor.org/rfc/rfc4180, in UTF-8 with or without BOM,
with comma, semicolon or tab between the cells and CRLF, LF or CR after the
rows. Python's own parser does the work in C, in strict mode; what stands here
is what it does not do: find the delimiter, take the file in pieces, keep
memory bounded, and say in which row something is wrong.

Rows are counted from 1 after the header; blank lines are not counted. A quote
that is never closed swallows the rest of the file: it is noticed where a
quoted cell ends wrongly, when it grows beyond 131,072 characters (the parser's
own limit), or at the end of the file, whichever comes first.
"""

import codecs
import contextlib
import csv
import io
import re
from collections.abc import Sequence
from itertools import islice

from app.domain.imports.csv_cells import value_of
from app.domain.imports.csv_faults import (
    MAXIMUM_COLUMNS,
    MAXIMUM_LINE,
    MAXIMUM_ROWS,
    CsvColumnNameless,
    CsvColumnTwice,
    CsvEmpty,
    CsvHeaderOnly,
    CsvHoldsNul,
    CsvIsUtf16,
    CsvLineTooLong,
    CsvNotUtf8,
    CsvQuoteMisplaced,
    CsvQuoteUnclosed,
    CsvTooManyColumns,
    CsvTooManyRows,
    _CsvUnusableInRow,
)

_SAMPLE = 64 * 1024
"""Bytes read before encoding and delimiter are judged."""

_DELIMITERS = ",;\t"
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class CsvReader:
    """Takes the bytes of one file in pieces of any size and gives its rows.

    Rows are lists of cells as they stand in the file, not trimmed; their
    number may differ from the header's. After an error the reader is done.
    """

    def __init__(self) -> None:
        self.header: list[str] = []
        """The columns' names, each once; empty until the first row was read."""
        self.delimiter = ""
        """Comma, semicolon or tab; empty until it was found."""
        self.has_bom = False
        self.row_count = 0
        """How many rows were given so far."""
        self._sample: bytearray | None = bytearray()
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._rest = ""

    def feed(self, data: bytes) -> list[list[str]]:
        """The rows that are complete with this piece. Raises CsvUnusable."""
        if self._sample is None:
            return self._read(data)
        self._sample += data
        return self._begin() if len(self._sample) >= _SAMPLE else []

    def finish(self) -> list[list[str]]:
        """The rows that the end of the file completes. Raises CsvUnusable."""
        rows = self._read(b"", is_last=True) if self._sample is None else self._begin(is_last=True)
        if not self.header:
            raise CsvEmpty
        if not self.row_count:
            raise CsvHeaderOnly
        return rows

    def _begin(self, *, is_last: bool = False) -> list[list[str]]:
        assert self._sample is not None, "a file begins once"
        data, self._sample = bytes(self._sample), None
        if _is_utf16(data):
            raise CsvIsUtf16
        self.has_bom = data.startswith(codecs.BOM_UTF8)
        return self._read(data.removeprefix(codecs.BOM_UTF8), is_last=is_last)

    def _read(self, data: bytes, *, is_last: bool = False) -> list[list[str]]:
        text, fault = self._decode(data, is_last=is_last)
        text = self._rest + text
        is_last = is_last and fault is None
        # One kind of line end. A CR at the very end may be half of a CRLF.
        half = "\r" if text.endswith("\r") and not is_last else ""
        lines = io.StringIO(_with_line_feeds(text[: len(text) - len(half)]), newline="\n").readlines()
        tail = lines.pop() if lines and not is_last and not lines[-1].endswith("\n") else ""
        too_long = next((at for at, line in enumerate(lines) if len(line) > MAXIMUM_LINE), None)
        if too_long is not None:
            fault, lines, is_last = CsvLineTooLong, lines[:too_long], False
        elif fault is None and len(tail) > MAXIMUM_LINE:
            fault = CsvLineTooLong
        rows, held_back = self._rows(lines, is_last=is_last)
        if fault is not None:
            raise fault(self._row_in_progress())
        if len(held_back) > 2 * MAXIMUM_LINE:
            raise CsvQuoteUnclosed(self._row_in_progress())
        self._rest = held_back + tail + half
        return rows

    def _decode(self, data: bytes, *, is_last: bool) -> tuple[str, type[_CsvUnusableInRow] | None]:
        """The text up to the first byte that cannot be, and what is wrong with that."""
        fault: type[_CsvUnusableInRow] | None = None
        try:
            text = self._decoder.decode(data, is_last)
        except UnicodeDecodeError as error:
            text, fault = error.object[: error.start].decode(), CsvNotUtf8
        if "\0" in text:
            text, fault = text[: text.index("\0")], CsvHoldsNul
        return text, fault

    def _rows(self, lines: list[str], *, is_last: bool) -> tuple[list[list[str]], str]:
        """The complete rows in `lines`, and the text of one that goes on in the next piece."""
        if not self.delimiter and lines:
            self.delimiter = _find_delimiter(lines)
        rows: list[list[str]] = []
        held_back = ""
        reader = csv.reader(lines, delimiter=self.delimiter or ",", strict=True)
        try:
            rows.extend(reader)  # rows before an error stay
        except csv.Error as error:
            complete = _lines_of(len(rows), lines, self.delimiter)
            rows = self._counted(rows)
            is_open = "unexpected end of data" in str(error)
            if not is_open or is_last:
                is_one_line = reader.line_num - complete == 1 and not is_open
                fault = CsvQuoteMisplaced if is_one_line else CsvQuoteUnclosed
                raise fault(self._row_in_progress()) from None
            held_back = "".join(lines[complete:])
        else:
            rows = self._counted(rows)
        return rows, held_back

    def _counted(self, rows: list[list[str]]) -> list[list[str]]:
        rows = [row for row in rows if len(row) > 1 or (row and not row[0].isspace())]
        if rows and not self.header:
            self.header = _names(rows.pop(0))
        self.row_count += len(rows)
        if self.row_count > MAXIMUM_ROWS:
            raise CsvTooManyRows
        return rows

    def _row_in_progress(self) -> int | None:
        return self.row_count + 1 if self.header else None


def _with_line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _is_utf16(data: bytes) -> bool:
    """By its mark, or because every second byte of the beginning is mostly zero."""
    if data.startswith(_UTF16_MARKS):
        return True
    beginning = data[:1024]
    fewer, more = sorted((beginning[::2].count(0), beginning[1::2].count(0)))
    return more >= max(2, len(beginning) // 4) and fewer <= more // 8


def _lines_of(rows: int, lines: Sequence[str], delimiter: str) -> int:
    """How many of `lines` the first `rows` rows take."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    for _ in range(rows):
        next(reader)
    return reader.line_num


def _find_delimiter(lines: Sequence[str]) -> str:
    """The delimiter that gives the first rows the same number of cells, and then the most of them."""
    return max(_DELIMITERS, key=lambda delimiter: _fitness(lines, delimiter))


def _fitness(lines: Sequence[str], delimiter: str) -> tuple[float, int]:
    rows: list[list[str]] = []
    with contextlib.suppress(csv.Error):  # what stands before a fault may tell enough
        rows.extend(row for row in islice(csv.reader(lines, delimiter=delimiter, strict=True), 20) if row)
    if not rows or len(rows[0]) < 2:
        return 0.0, 0
    width = len(rows[0])
    return sum(len(row) == width for row in rows) / len(rows), width


def _names(cells: list[str]) -> list[str]:
    if len(cells) > MAXIMUM_COLUMNS:
        raise CsvTooManyColumns(len(cells))
    names = [value_of(cell) for cell in cells]
    for at, name in enumerate(names):
        if not name:
            raise CsvColumnNameless(at + 1)
        if name in names[:at]:
            raise CsvColumnTwice(name)
    return names


_VALUE_FORMS = re.compile(
    r"[+-]?[0-9]+(?:[.,][0-9]+)?"  # a number
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}"  # a date
    r"|[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}"  # a MAC address
    r"|https?://\S+"
    r"|csd_\w+",
    re.ASCII,
)


def looks_like_data(header: Sequence[str], first_row: Sequence[str]) -> bool:
    """Whether what stands in the place of the header is a row of values.

    So it is when a cell is a number, date, MAC address, web address or
    AuthToken, or has digits and the very shape of the cell below it
    (`SN-0001` above `SN-0002`).
    """
    return any(
        _VALUE_FORMS.fullmatch(name) or (_shape(name) == _shape(value_of(cell)) and re.search("[0-9]", name))
        for name, cell in zip(header, first_row, strict=False)
    )


def _shape(text: str) -> str:
    return re.sub("[0-9]", "0", re.sub("[A-Za-z]", "a", text))

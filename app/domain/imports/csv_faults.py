"""Why a file cannot be read as CSV."""

from enum import StrEnum

from app.domain.errors import DomainError

MAXIMUM_ROWS = 1_000_000
MAXIMUM_COLUMNS = 200
MAXIMUM_LINE = 125_000
"""Characters; the widest row there can be (58 columns of 1,000 quoted quotes) is shorter, the parser's limit longer."""


class CsvFault(StrEnum):
    """The reasons, for programs."""

    EMPTY = "EMPTY"
    HEADER_ONLY = "HEADER_ONLY"
    HEADER_MISSING = "HEADER_MISSING"
    COLUMN_NAMELESS = "COLUMN_NAMELESS"
    COLUMN_TWICE = "COLUMN_TWICE"
    TOO_MANY_COLUMNS = "TOO_MANY_COLUMNS"
    TOO_MANY_ROWS = "TOO_MANY_ROWS"
    UTF_16 = "UTF_16"
    NOT_UTF_8 = "NOT_UTF_8"
    NUL = "NUL"
    LINE_TOO_LONG = "LINE_TOO_LONG"
    QUOTE_UNCLOSED = "QUOTE_UNCLOSED"
    QUOTE_MISPLACED = "QUOTE_MISPLACED"


class CsvUnusable(DomainError):
    """A file that cannot be read as CSV; facts: why, and the row where it shows, None in header or whole file."""

    fault: CsvFault
    row: int | None = None


class CsvEmpty(CsvUnusable):
    """The file holds nothing but blank lines, if any."""

    fault = CsvFault.EMPTY
    message = "This file is empty."


class CsvHeaderOnly(CsvUnusable):
    """There is no row after the header."""

    fault = CsvFault.HEADER_ONLY
    message = "This file has a header but no rows."


class CsvHeaderMissing(CsvUnusable):
    """The first row holds values like the rows below it."""

    fault = CsvFault.HEADER_MISSING
    message = "The first row looks like data. A file begins with a header that names its columns."


class CsvColumnNameless(CsvUnusable):
    """A cell of the header is empty; fact: the column, counted from 1."""

    fault = CsvFault.COLUMN_NAMELESS

    def __init__(self, column: int) -> None:
        self.column = column
        super().__init__(f"Column {column} has no name in the header.")


class CsvColumnTwice(CsvUnusable):
    """Two columns have the same name; fact: the name."""

    fault = CsvFault.COLUMN_TWICE

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"The header names the column “{name[:100]}” twice.")


class CsvTooManyColumns(CsvUnusable):
    """There are more columns than any template could use; facts: how many, the limit."""

    fault = CsvFault.TOO_MANY_COLUMNS

    def __init__(self, count: int) -> None:
        self.count = count
        self.maximum = MAXIMUM_COLUMNS
        super().__init__(f"The header has {count:,} columns; at most {MAXIMUM_COLUMNS} are read.")


class CsvTooManyRows(CsvUnusable):
    """There are more rows than a batch may have; fact: the limit."""

    fault = CsvFault.TOO_MANY_ROWS

    def __init__(self) -> None:
        self.maximum = MAXIMUM_ROWS
        super().__init__(f"This file has more than {MAXIMUM_ROWS:,} rows. Divide it into several files.")


class CsvIsUtf16(CsvUnusable):
    """The bytes are UTF-16 or UTF-32."""

    fault = CsvFault.UTF_16
    message = "This file is in UTF-16. Save it as “CSV UTF-8”."


class _CsvUnusableInRow(CsvUnusable):
    """What is wrong in a certain row."""

    sentence: str

    def __init__(self, row: int | None) -> None:
        self.row = row
        place = "The header" if row is None else f"Row {row:,}"
        super().__init__(f"{place} {self.sentence}")


class CsvNotUtf8(_CsvUnusableInRow):
    """Some bytes are not UTF-8."""

    fault = CsvFault.NOT_UTF_8
    sentence = "is not in UTF-8. Save the file as “CSV UTF-8”."


class CsvHoldsNul(_CsvUnusableInRow):
    """There is a zero byte in the text."""

    fault = CsvFault.NUL
    sentence = "holds a zero byte, so this is no text file."


class CsvLineTooLong(_CsvUnusableInRow):
    """A line does not end where it should."""

    fault = CsvFault.LINE_TOO_LONG
    sentence = f"is longer than {MAXIMUM_LINE:,} characters."


class CsvQuoteUnclosed(_CsvUnusableInRow):
    """A quoted cell goes on over the end of its row and never ends properly; the row is where it began."""

    fault = CsvFault.QUOTE_UNCLOSED
    sentence = "opens a quote that is never closed."


class CsvQuoteMisplaced(_CsvUnusableInRow):
    """Something follows the closing quote of a cell, which happens when a quote inside is not doubled."""

    fault = CsvFault.QUOTE_MISPLACED
    sentence = "has a quoted cell with text behind its closing quote. Double every quote inside a quoted cell."

"""Reading CSV files: the usual ones, hostile ones, and the way there and back."""

import csv
import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.imports.csv_cells import csv_lines, value_of
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
    CsvUnusable,
)
from app.domain.imports.csv_files import CsvReader, looks_like_data
from app.labels import token_csv
from app.labels.token_csv import guarded


def read(data: bytes, size: int = 7) -> tuple[list[str], list[list[str]]]:
    """Header and rows of a file that arrives in pieces of `size` bytes."""
    reader = CsvReader()
    rows = [row for piece in pieces(data, size) for row in reader.feed(piece)]
    rows += reader.finish()
    assert reader.row_count == len(rows)
    return reader.header, rows


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


@pytest.mark.parametrize(
    ("data", "delimiter"),
    [
        (b"Serial,Name\nSN-1,One\nSN-2,Two\n", ","),
        (b"Serial;Name\r\nSN-1;One\r\nSN-2;Two", ";"),
        (b"Serial\tName\rSN-1\tOne\rSN-2\tTwo\r", "\t"),
        (b"\xef\xbb\xbfSerial,Name\n\n  \nSN-1,One\n\nSN-2,Two\n\n", ","),
        (b'"Serial","Name"\n"SN-1","One"\n"SN-2","Two"\n', ","),
        (b'"Serial";"Name"\n"SN-1";"One"\n"SN-2";"Two"\n', ";"),
        (b" Serial , Name \nSN-1,One\nSN-2,Two\n", ","),
    ],
)
@pytest.mark.parametrize("size", [1, 3, 1000])
def test_delimiter_marks_and_line_ends_are_found_by_themselves(data: bytes, delimiter: str, size: int) -> None:
    reader = CsvReader()
    rows = [row for piece in pieces(data, size) for row in reader.feed(piece)] + reader.finish()

    assert (reader.header, rows) == (["Serial", "Name"], [["SN-1", "One"], ["SN-2", "Two"]])
    assert reader.delimiter == delimiter
    assert reader.has_bom == data.startswith(b"\xef")


@pytest.mark.parametrize(
    ("data", "delimiter"),
    [
        (b"Serial\nSN-1\n", ","),
        (b"Serial\na;b\n", ","),  # one column in the header: what stands below does not decide
        (b"Name;Price\nLamp, large;3\nLamp, small;2\n", ";"),
        (b"Name,Note\nLamp,a;b;c\nLamp,d\n", ","),
        (b'Name;Note\n"a,b,c";"d,e,f"\n', ";"),
        (b"A,B;C\n", ","),
    ],
)
def test_the_delimiter_is_the_one_that_makes_rows_of_one_width(data: bytes, delimiter: str) -> None:
    reader = CsvReader()
    reader.feed(data)
    reader._begin(is_last=True)
    assert reader.delimiter == delimiter


def test_quotes_hold_delimiters_line_breaks_and_quotes() -> None:
    header, rows = read(b'A,B\n"one, two","say ""hi"""\n"line\r\nbreak",5" pipe\n"",\n')

    assert header == ["A", "B"]
    assert rows == [["one, two", 'say "hi"'], ["line\nbreak", '5" pipe'], ["", ""]]


def test_rows_keep_their_own_number_of_cells() -> None:
    assert read(b"A,B\n1\n1,2,3\n")[1] == [["1"], ["1", "2", "3"]]


def test_a_quoted_empty_cell_is_a_row_and_a_blank_line_is_not() -> None:
    assert read(b'A\n""\n\n   \nx\n')[1] == [[""], ["x"]]


HOSTILE: list[tuple[str, bytes, type[CsvUnusable], int | None]] = [
    ("nothing", b"", CsvEmpty, None),
    ("a mark alone", b"\xef\xbb\xbf", CsvEmpty, None),
    ("blank lines", b"\n \r\n\n", CsvEmpty, None),
    ("a header alone", b"A,B\n", CsvHeaderOnly, None),
    ("a header and blank lines", b"A,B\n\n  \n", CsvHeaderOnly, None),
    ("a column twice", b"A,B,A\n1,2,3\n", CsvColumnTwice, None),
    ("a column twice but for space", b"A, A\n1,2\n", CsvColumnTwice, None),
    ("a nameless column", b"A,,C\n1,2,3\n", CsvColumnNameless, None),
    ("too many columns", b",".join(b"c%d" % i for i in range(MAXIMUM_COLUMNS + 1)) + b"\n", CsvTooManyColumns, None),
    ("UTF-16 with mark", "A,B\n1,2\n".encode("utf-16"), CsvIsUtf16, None),
    ("UTF-16 LE", "A,B\n1,2\n".encode("utf-16-le"), CsvIsUtf16, None),
    ("UTF-16 BE", "Näme,B\n1,2\n".encode("utf-16-be"), CsvIsUtf16, None),
    ("UTF-32", "A,B\n1,2\n".encode("utf-32"), CsvIsUtf16, None),
    ("Latin-1", "A,B\n1,2\n3,Köln\n".encode("latin-1"), CsvNotUtf8, 2),
    ("Latin-1 in the header", "Größe,B\n1,2\n".encode("latin-1"), CsvNotUtf8, None),
    ("a surrogate", b"A\n\xed\xa0\x80\n", CsvNotUtf8, 1),
    ("half a character at the end", b"A\nx\n\xc3", CsvNotUtf8, 2),
    ("a NUL", b"A,B\n1,2\n\n3,\x00\n", CsvHoldsNul, 2),
    ("a NUL in the header", b"A\x00,B\n1,2\n", CsvHoldsNul, None),
    ("only NULs", bytes(100), CsvHoldsNul, None),
    ("an open quote at the end", b'A,B\n1,2\n3,"4\n5,6\n', CsvQuoteUnclosed, 2),
    ("an open quote before another", b'A,B\n1,2\n3,"4\n5,"6"\n', CsvQuoteUnclosed, 2),
    ("an open quote in the header", b'A,"B\n1,2\n', CsvQuoteUnclosed, None),
    ("an open quote before much", b'A,B\n1,2\n3,"' + b"4,5\n" * 100_000, CsvQuoteUnclosed, 2),
    ("quoted cells without end", b"A\n" + b'"\n",' * 100_000, CsvQuoteUnclosed, 1),
    ("text behind a quote", b'A,B\n1,"2"x\n', CsvQuoteMisplaced, 1),
    ("a quote not doubled", b'A,B\n1,2\n3,"5" pipe"\n', CsvQuoteMisplaced, 2),
    ("a long line", b"A,B\n1,2\n3," + b"x" * MAXIMUM_LINE + b"\n", CsvLineTooLong, 2),
    ("a long header", b"A" * (MAXIMUM_LINE + 1) + b"\n1\n", CsvLineTooLong, None),
    ("a long last line", b"A,B\n1,2\n" + b"," * (MAXIMUM_LINE + 1), CsvLineTooLong, 2),
]


@pytest.mark.parametrize(("data", "fault", "row"), [each[1:] for each in HOSTILE], ids=[each[0] for each in HOSTILE])
@pytest.mark.parametrize("size", [997, 65_536, 10_000_000])
def test_what_cannot_be_read_is_refused_by_name_and_row(
    data: bytes, fault: type[CsvUnusable], row: int | None, size: int
) -> None:
    with pytest.raises(CsvUnusable) as refused:
        read(data, size)
    assert type(refused.value) is fault
    assert refused.value.row == row
    assert refused.value.message.endswith(".")


def test_a_million_rows_are_read_and_one_more_is_not() -> None:
    reader = CsvReader()
    reader.feed(b"A\n" + b"x\n" * 40_000)
    for _ in range((MAXIMUM_ROWS - 40_000) // 40_000):
        reader.feed(b"x\n" * 40_000)
    assert reader.row_count == MAXIMUM_ROWS
    with pytest.raises(CsvTooManyRows) as refused:
        reader.feed(b"x\n")
    assert refused.value.maximum == MAXIMUM_ROWS


@pytest.mark.parametrize("beginning", [b"A,B\n1,", b'A,B\n1,"', b"", b"A,B\n" + b"1,2\n" * 20_000 + b'"'])
def test_two_hundred_megabytes_without_a_line_end_are_refused_at_once(beginning: bytes) -> None:
    tracemalloc.start()
    reader = CsvReader()
    taken = 0
    with pytest.raises(CsvUnusable):
        reader.feed(beginning)
        for _ in range(800):
            reader.feed(b"x" * (256 * 1024))
            taken += 1
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert taken <= 2
    assert peak < 10_000_000


def test_the_parser_keeps_the_limit_that_ours_is_below() -> None:
    assert csv.field_size_limit() > MAXIMUM_LINE


@pytest.mark.parametrize(
    ("header", "row", "is_data"),
    [
        (["Serial", "MAC address"], ["SN-1", "AA:BB:CC:00:11:22"], False),
        (["SN-0001", "Kitchen"], ["SN-0002", "Bath"], True),
        (["Kitchen", "AA:BB:CC:00:11:22"], ["Bath", "AA:BB:CC:00:11:23"], True),
        (["10001"], ["10002"], True),
        (["2026-01-31", "x"], ["2026-02-01", "y"], True),
        (["https://example.com/1"], ["https://example.com/2"], True),
        (["Kitchen"], ["Bath"], False),  # nobody could tell
        (["Port 1", "Port 2"], ["open", "shut"], False),
    ],
)
def test_a_first_row_of_values_is_told_from_a_header(header: list[str], row: list[str], is_data: bool) -> None:
    assert looks_like_data(header, row) is is_data


# ---- Cells, there and back. ----


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("Kitchen", "Kitchen"),
        ("=1+1", "'=1+1"),
        ("+49 30 1234", "'+49 30 1234"),
        ("@home", "'@home"),
        ("-lamp-", "'-lamp-"),
        ("'t Hof", "''t Hof"),
        ("'=1", "''=1"),
        ("'", "''"),
        ("-5", "-5"),
        ("+3.25", "+3.25"),
        ("-5e3", "'-5e3"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_no_cell_becomes_a_formula_and_every_value_comes_back(value: str, cell: str) -> None:
    assert guarded(value) == cell
    assert value_of(cell) == value


@pytest.mark.parametrize(("cell", "value"), [("'t Hof", "'t Hof"), ("  x ", "x"), ("'5", "'5"), ("''", "'")])
def test_only_the_apostrophe_that_was_added_is_taken_away(cell: str, value: str) -> None:
    assert value_of(cell) == value


VALUES = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")) | st.sampled_from("=+-@',;\"\t0"), max_size=12
).map(str.strip)


@given(
    st.integers(1, 4).flatmap(lambda width: st.lists(st.lists(VALUES, min_size=width, max_size=width), min_size=1)),
    st.sampled_from(",;\t"),
    st.integers(1, 50),
)
def test_what_is_written_is_read_again(rows: list[list[str]], delimiter: str, size: int) -> None:
    names = [f"Column {'abcd'[at]}" for at in range(len(rows[0]))]
    if len(names) == 1:
        delimiter = ","  # a header of one column does not tell another
    header, cells = read(csv_lines([names, *rows], delimiter), size)

    assert header == names
    assert [[value_of(cell) for cell in row] for row in cells] == rows


@given(st.lists(st.tuples(VALUES, VALUES), min_size=1))
def test_what_an_export_writes_is_read_again(rows: list[tuple[str, str]]) -> None:
    data = token_csv.csv_line(["A", "B"]) + token_csv.csv_lines(list(zip(*rows, strict=True)))

    assert [tuple(map(value_of, row)) for row in read(data)[1]] == rows


@given(st.binary(max_size=300), st.integers(1, 100))
def test_any_bytes_are_rows_or_a_refusal(data: bytes, size: int) -> None:
    def outcome(size: int) -> object:
        try:
            return read(data, size)
        except CsvUnusable as error:
            return type(error), error.row

    assert outcome(size) == outcome(1000)

"""The CSV of an export, read back by Python's reader."""

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.labels.token_csv import csv_line, csv_lines, guarded

CELLS = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("=+-@\t\r\n',\";1. "), max_size=12)


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode(), newline=""), strict=True))


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+49 30 1234", "'+49 30 1234"),
        ("-x", "'-x"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("'", "''"),
        ("'=1", "''=1"),
        ("-", "'-"),
        ("-1", "-1"),
        ("+1", "+1"),
        ("-0.25", "-0.25"),
        ("-1-1", "'-1-1"),
        ("-1\n", "'-1\n"),
        ("-１", "'-１"),  # a digit, but not one of ours
        ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
        ("1=1", "1=1"),
        ("Kitchen", "Kitchen"),
        ("", ""),
    ],
)
def test_no_cell_is_a_formula(value: str, cell: str) -> None:
    assert guarded(value) == cell
    assert read(csv_line([value, "x"])) == [[cell, "x"]]
    assert read(csv_lines([[value, "plain"], ["x", "y"]])) == [[cell, "x"], ["plain", "y"]]


@given(st.integers(1, 4).flatmap(lambda width: st.lists(st.lists(CELLS, min_size=width + 1, max_size=width + 1))))
def test_what_went_out_comes_in_again(rows: list[list[str]]) -> None:
    content = b"".join(map(csv_line, rows))
    assert csv_lines(list(zip(*rows, strict=True))) == content
    back = [[cell[1:] if cell.startswith("'") else cell for cell in row] for row in read(content)]
    assert back == rows


def test_lines_are_utf_8_without_bom_and_end_in_crlf() -> None:
    assert csv_line(["Größe", 'a "b"', "c,d", "e\nf"]) == 'Größe,"a ""b""","c,d","e\nf"\r\n'.encode()
    assert csv_lines([["ä", "b"], ["c", "d"]]) == "ä,c\r\nb,d\r\n".encode()
    assert csv_lines([[], []]) == b""


def test_columns_of_unequal_length_are_refused() -> None:
    with pytest.raises(ValueError):
        csv_lines([["a", "b"], ["c"]])

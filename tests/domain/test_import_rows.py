"""Reading rows in bulk gives exactly what reading them one by one gives."""

from collections.abc import Sequence
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.imports.csv_cells import value_of
from app.domain.imports.csv_files import CsvReader
from app.domain.imports.import_columns import FieldPlan, plan_columns
from app.domain.imports.import_rows import (
    ReadRows,
    RowReader,
    RowTable,
    annotated_header,
    annotated_rows,
    parse_in_bulk,
    read_in_slices,
)
from app.domain.metadata import parse_value
from app.domain.tokens.seen_values import SeenValues
from app.models import MetadataFieldType
from app.secrets.auth_token import AuthToken
from app.secrets.qr_token import QrToken


def a_field(name: str, type_: MetadataFieldType = MetadataFieldType.TEXT, *, unique: bool = False) -> FieldPlan:
    return FieldPlan(uuid4(), name, type_, unique, unique, None, ("red", "blue"))


def read(fields: Sequence[FieldPlan], header: list[str], rows: list[list[str]]) -> tuple[RowReader, ReadRows]:
    plan = plan_columns(header, fields, None)
    table = RowTable(len(header))
    table.add(range(1, len(rows) + 1), rows)
    reader = RowReader(plan)
    return reader, reader.read(table)


NICE = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=8)
MAC = st.binary(min_size=6, max_size=6).flatmap(
    lambda six: st.sampled_from([six.hex(":"), six.hex(":").upper(), six.hex("-"), six.hex()])
)


@given(
    st.sampled_from(list(MetadataFieldType)),
    st.lists(st.one_of(NICE, MAC, st.text(max_size=6), st.sampled_from(["", "a\nb", "x" * 1001]))),
)
def test_a_column_at_a_look_is_parsed_like_value_by_value(type_: MetadataFieldType, cells: list[str]) -> None:
    rules = a_field("Field", type_)
    texts = [value_of(cell) for cell in cells]
    in_bulk = parse_in_bulk(rules, texts)

    if in_bulk is not None:
        assert [(value, None) for value in in_bulk] == [parse_value(rules, text) for text in texts]
    _, rows = read([rules], ["Field"], [[cell] for cell in cells])
    assert rows.values["Field"] == [parse_value(rules, text)[0] for text in texts]
    assert [fault.reason for fault in rows.faults] == [
        reason for _, reason in (parse_value(rules, text) for text in texts) if reason is not None
    ]


def test_most_columns_need_no_look_at_the_single_value() -> None:
    assert parse_in_bulk(a_field("F"), ["Kitchen", "Bath"]) == ["Kitchen", "Bath"]
    macs = ["aa:bb:cc:00:11:22", "AA:BB:CC:00:11:23"]
    assert parse_in_bulk(a_field("F", MetadataFieldType.MAC_ADDRESS), macs) == [mac.upper() for mac in macs]


def test_values_that_come_twice_are_told_with_their_first_row() -> None:
    reader, first = read([a_field("Serial", unique=True)], ["Serial"], [["a"], ["b"], ["a"], [" a "]])
    table = RowTable(1)
    table.add(range(5, 8), [["c"], ["b"], ["c"]])
    second = reader.read(table)

    assert [(fault.row, fault.value, fault.reason) for fault in first.faults + second.faults] == [
        (3, "a", "is in row 1 already"),
        (4, "a", "is in row 1 already"),
        (6, "b", "is in row 2 already"),
        (7, "c", "is in row 5 already"),
    ]


@given(st.lists(st.lists(st.text("abc", max_size=3), max_size=8), max_size=12))
def test_seen_values_know_every_first_row(pieces: list[list[str]]) -> None:
    seen, row = SeenValues(), 0
    first: dict[str, int] = {}
    for values in pieces:
        rows = range(row, row + len(values))
        row += len(values)
        expected = {}
        for position, value in enumerate(values):
            if value in first:
                expected[position] = first[value]
            else:
                first[value] = rows[position]
        assert seen.add(rows, values) == expected


def test_many_seen_values_stay_in_few_runs() -> None:
    seen = SeenValues()
    for start in range(0, 50_000, 1_000):
        assert seen.add(range(start, start + 1_000), [str(number) for number in range(start, start + 1_000)]) == {}
    assert len(seen._runs) < 10
    assert seen.add(range(50_000, 50_003), ["17", "new", "49999"]) == {0: 17, 2: 49_999}


def test_brought_tokens_keep_their_form_and_bad_ones_are_told_without_being_shown() -> None:
    auth, qr = AuthToken.mint().text, QrToken.mint()
    mistyped = auth[:-1] + ("A" if auth[-1] != "A" else "B")
    rows = [
        [auth, qr.grouped.lower()],
        ["foreign_device-0001", "sqr_0123456789abcdef"],
        [mistyped, "0123456789ABCDEFGHJK"],
        ["short", "white space 0123456789"],
        ["", ""],
        ["the-same-on-both-sides", "the-same-on-both-sides"],
        ["foreign_device-0001", "HTTPS://CLAIM.EXAMPLE/C/another_0123456789"],
    ]
    _, result = read([], ["Auth Token", "QR Token"], rows)

    assert result.auth_tokens is not None
    assert result.qr_tokens is not None
    assert [token and token.text for token in result.auth_tokens[:2]] == [auth, "foreign_device-0001"]
    assert [token and token.text for token in result.qr_tokens[:2]] == [qr.text, "sqr_0123456789abcdef"]
    assert result.qr_tokens[6] == QrToken.parse("another_0123456789")
    assert sorted((fault.row, fault.column, fault.value) for fault in result.faults) == [
        (3, "Auth Token", ""),
        (3, "QR Token", ""),
        (4, "Auth Token", ""),
        (4, "QR Token", ""),
        (5, "Auth Token", ""),
        (5, "QR Token", ""),
        (6, "QR Token", ""),
        (7, "Auth Token", ""),
    ]
    assert auth not in repr(result)


@pytest.mark.parametrize("header", [["Serial", "Name"], ["Serial", "Error", "Name"]])
def test_faulty_rows_come_back_with_their_reasons_behind_their_cells(header: list[str]) -> None:
    fields = [a_field("Serial", unique=True), a_field("Name")]
    cells = {"Serial": ["a", "", "b", "", "c"], "Error": ["x"] * 5, "Name": ["=1+1", "'=2", "two\nlines", "n", "fine"]}
    rows = [list(row) for row in zip(*(cells[name] for name in header), strict=True)]
    rows[3:4] = [["one"], ["b", "n", "x", "y", "z"]]
    _, result = read(fields, header, rows)

    plan = plan_columns(header, fields, None)
    name, surplus = ("n", "“x”; “y”; “z”") if len(header) == 2 else ("x", "“y”; “z”")
    assert annotated_header(plan) == ["Serial", "Name", "Error"]
    assert [list(row) for row in annotated_rows(plan, result)] == [
        ["", "=2", "Serial is required"],
        ["b", "two\nlines", "Name holds a control character"],
        ["one", "", f"has 1 cell instead of {len(header)}"],
        ["b", name, f"has 5 cells instead of {len(header)}; {surplus}"],
    ]


def test_a_piece_of_a_file_is_read_in_slices_without_losing_count() -> None:
    csv = CsvReader()
    data = b"A\n" + b"".join(b"%d\n" % number for number in range(1, 30_001))
    found = []
    for start in range(0, len(data), 70_000):
        found += list(read_in_slices(csv, data[start : start + 70_000]))
    found += list(read_in_slices(csv, None))

    assert [int(row[0]) for _, rows in found for row in rows] == list(range(1, 30_001))
    assert [number for numbers, _ in found for number in numbers] == list(range(1, 30_001))

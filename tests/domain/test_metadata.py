"""Metadata values: one canonical text for each value, and every fault told at once."""

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.metadata import MetadataFault, MetadataInvalid, for_device, parse_edits, parse_value, parse_values
from app.models import MetadataFieldType


@dataclass(frozen=True)
class Field:
    """The rules of one metadata field."""

    name: str
    type: MetadataFieldType = MetadataFieldType.TEXT
    is_required: bool = False
    is_unique: bool = False
    default_value: str | None = None
    choices: tuple[str, ...] = ()


def of_type(name: str) -> Field:
    return Field("Value", MetadataFieldType[name], choices=("red", "Green") if name == "CHOICE" else ())


@pytest.mark.parametrize(
    ("kind", "text", "canonical"),
    [
        ("TEXT", "  two words ", "two words"),
        ("TEXT", "Cafe\u0301", "Café"),
        ("TEXT", "=1+1", "=1+1"),
        ("TEXT", 1000 * "x", 1000 * "x"),
        ("INTEGER", "0", "0"),
        ("INTEGER", "-0", "0"),
        ("INTEGER", "+007", "7"),
        ("INTEGER", "-12", "-12"),
        ("INTEGER", 30 * "9", 30 * "9"),
        ("DECIMAL", "1", "1"),
        ("DECIMAL", "1.50", "1.5"),
        ("DECIMAL", "+.5", "0.5"),
        ("DECIMAL", "5.", "5"),
        ("DECIMAL", "-0.00", "0"),
        ("DECIMAL", "100", "100"),
        ("DECIMAL", "0.000000000000000000000000000001", "0.000000000000000000000000000001"),
        ("DECIMAL", f"{30 * '9'}.{30 * '9'}", f"{30 * '9'}.{30 * '9'}"),
        ("BOOLEAN", "TRUE", "true"),
        ("BOOLEAN", "Yes", "true"),
        ("BOOLEAN", "1", "true"),
        ("BOOLEAN", "false", "false"),
        ("BOOLEAN", "nO", "false"),
        ("BOOLEAN", "0", "false"),
        ("DATE", "2024-02-29", "2024-02-29"),
        ("DATE", " 0001-01-01 ", "0001-01-01"),
        ("MAC_ADDRESS", "0a1b2c3d4e5f", "0A:1B:2C:3D:4E:5F"),
        ("MAC_ADDRESS", "0a:1b:2c:3d:4e:5f", "0A:1B:2C:3D:4E:5F"),
        ("MAC_ADDRESS", "0A-1B-2C-3D-4E-5F", "0A:1B:2C:3D:4E:5F"),
        ("MAC_ADDRESS", "0a1b.2c3d.4e5f", "0A:1B:2C:3D:4E:5F"),
        ("EMAIL", "ada@localhost", "ada@localhost"),
        ("EMAIL", "Ada.Lovelace+x@example.co.uk", "Ada.Lovelace+x@example.co.uk"),
        ("URL", "HTTPS://example.com/a?b#c", "HTTPS://example.com/a?b#c"),
        ("URL", "http://[::1]:8000/", "http://[::1]:8000/"),
        ("CHOICE", " red ", "red"),
        ("CHOICE", "Green", "Green"),
    ],
)
def test_a_value_has_one_canonical_text(kind: str, text: str, canonical: str) -> None:
    assert parse_value(of_type(kind), text) == (canonical, None)
    assert parse_value(of_type(kind), canonical) == (canonical, None)


@pytest.mark.parametrize(
    ("kind", "text", "reason"),
    [
        ("TEXT", 1001 * "x", "is longer than 1,000 characters"),
        ("TEXT", "a\u0000b", "holds a control character"),
        ("TEXT", "two\nlines", "holds a control character"),
        *(("INTEGER", text, "is not a whole number") for text in ("1.0", "1e3", "0x1", "١", "1 000", 31 * "9", "--1")),
        *(
            ("DECIMAL", text, "is not a decimal number with a point")
            for text in ("1,5", "1e3", ".", "NaN", "Infinity", "1_0", "٣.٥", 31 * "9", "0." + 31 * "1")
        ),
        *(("BOOLEAN", text, "is not one of true, false, yes, no, 1, 0") for text in ("on", "2", "ja", "tru")),
        *(
            ("DATE", text, "is not a date like 2026-03-31")
            for text in ("31.03.2026", "2026-3-1", "20260301", "2026-03-01T00:00", "+2026-01-01", "２０２６-01-01")
        ),
        *(("DATE", text, "is not a day of the calendar") for text in ("2026-02-29", "2026-13-01", "0000-01-01")),
        *(
            ("MAC_ADDRESS", text, "is not a MAC address of 6 bytes")
            for text in ("0a:1b:2c:3d:4e", "0a:1b-2c:3d:4e:5f", "0g1b2c3d4e5f", "0a1b2c3d4e5f00", "0a 1b 2c 3d 4e 5f")
        ),
        *(
            ("EMAIL", text, "is not an e-mail address")
            for text in ("ada", "@example.com", "ada@", "a b@example.com", "ada@a..b", "ada@.b", 65 * "a" + "@b.c")
        ),
        *(
            ("URL", text, "is not a web address that begins with http:// or https://")
            for text in ("example.com", "ftp://example.com", "javascript:alert(1)", "https://", "http://a b/")
        ),
        ("URL", "http://[::1/", "is not a web address"),
        ("CHOICE", "RED", "is not one of red, Green"),
        ("CHOICE", "green", "is not one of red, Green"),
    ],
)
def test_a_value_that_does_not_fit_has_its_reason(kind: str, text: str, reason: str) -> None:
    assert parse_value(of_type(kind), text) == (None, reason)


@pytest.mark.parametrize("empty", ["", " ", "\t\r\n", "\u00a0"])
def test_an_empty_value_is_the_default_or_none(empty: str) -> None:
    assert parse_value(Field("A"), empty) == (None, None)
    assert parse_value(Field("A", default_value="x"), empty) == ("x", None)
    assert parse_value(Field("A", is_required=True, default_value="x"), empty) == ("x", None)
    assert parse_value(Field("A", is_required=True), empty) == (None, "is required")


@given(st.sampled_from(MetadataFieldType), st.text(max_size=40))
def test_what_is_accepted_is_canonical_at_once(kind: MetadataFieldType, text: str) -> None:
    field = Field("Value", kind, choices=("red",))
    value, reason = parse_value(field, text)
    assert value is None or reason is None
    if value is not None:
        assert parse_value(field, value) == (value, None)


@given(st.decimals(min_value=-(10**20), max_value=10**20, allow_nan=False, places=9))
def test_a_decimal_keeps_its_value(number: Any) -> None:
    value, _ = parse_value(of_type("DECIMAL"), format(number, "f"))
    assert value is not None
    assert type(number)(value) == number


# ---- All values of a token ----

FIELDS = [
    Field("Serial", is_unique=True, is_required=True),
    Field("Channel", MetadataFieldType.INTEGER, default_value="1"),
    Field("Note"),
]


def test_values_are_parsed_with_defaults_filled_in() -> None:
    assert parse_values(FIELDS, {"Serial": " A1 "}) == {"Serial": "A1", "Channel": "1"}
    assert parse_values(FIELDS, {"Serial": "A1", "Channel": "+2", "Note": " "}) == {"Serial": "A1", "Channel": "2"}


def test_every_fault_is_told_with_the_value_cut_short() -> None:
    with pytest.raises(MetadataInvalid) as refused:
        parse_values(FIELDS, {"Channel": "x" * 200, "serial": "A1"})

    assert refused.value.faults == [
        MetadataFault("serial", "A1", "is not a metadata field of this template"),
        MetadataFault("Serial", "", "is required"),
        MetadataFault("Channel", 100 * "x", "is not a whole number"),
    ]
    assert refused.value.message == "“serial” is not a metadata field of this template (and 2 more)."


def test_an_edit_changes_only_what_it_names_and_never_what_is_unique() -> None:
    assert parse_edits(FIELDS, {"Channel": "2", "Note": " "}) == {"Channel": "2", "Note": ""}
    assert parse_edits(FIELDS, {"Channel": "", "Note": ""}, of_factory=True) == {"Channel": "1", "Note": ""}
    with pytest.raises(MetadataInvalid) as refused:
        parse_edits(FIELDS, {"Serial": "", "Channel": "one", "Size": "1"})
    assert [fault.field for fault in refused.value.faults] == ["Serial", "Channel", "Size"]


# ---- What a device is told ----


def test_a_device_reads_numbers_and_booleans_as_json_has_them() -> None:
    fields = [
        Field("On", MetadataFieldType.BOOLEAN),
        Field("Channel", MetadataFieldType.INTEGER),
        Field("Gain", MetadataFieldType.DECIMAL),
        Field("Big", MetadataFieldType.INTEGER),
        Field("Built", MetadataFieldType.DATE),
        Field("Absent"),
    ]
    values = {"On": "true", "Channel": "-7", "Gain": "0.5", "Big": 16 * "9", "Built": "2026-03-31", "Unknown": "x"}
    # Numbers that a double cannot hold exactly stay texts.
    assert for_device(fields, values) == {
        "On": True,
        "Channel": -7,
        "Gain": 0.5,
        "Big": 16 * "9",
        "Built": "2026-03-31",
    }

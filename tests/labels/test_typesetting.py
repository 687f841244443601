"""Lines of text: cleaned, measured, shortened, wrapped, broken."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymupdf_fonts import FiraMono_Regular

from app.labels.raster import rasterized
from app.labels.typefaces import MISSING, Style, TypefaceUnusable, standard_typefaces
from app.labels.typesetting import broken, clean, fitted, shortened, typeset, wrapped

FACES = standard_typefaces()


def test_a_text_is_one_line_without_control_characters_and_tricks() -> None:
    assert clean("  Temp\tSense\r\n Out\0door\u2028 ") == "Temp Sense Out door"
    assert clean("\u202eevil\u202c \u2066x\u2069\ufeff") == "evil x"
    assert clean("Cafe\u0301") == "Café"
    assert clean("م\u200cم") == "م\u200cم"
    assert clean("\ud800") == "\ufffd"
    assert clean("x" * 301) == "x" * 300 + "…"
    assert clean("x" * 300) == "x" * 300


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Łódź Ðệ ẞ ğ ș €₹™ ½", "Latin"),
        ("Датчик Ґ Ў", "Cyrillic"),
        ("Αισθητήρας", "Greek"),
        ("حساس حرارة ١٢٣", "Arabic"),
        ("חיישן", "Hebrew"),
        ("तापमान संवेदक", "Devanagari"),
        ("เครื่องวัดอุณหภูมิ", "Thai"),
        ("გამარჯობა", "Georgian"),
    ],
)
@pytest.mark.parametrize("style", Style)
def test_these_scripts_are_printed(text: str, script: str, style: Style) -> None:
    line = typeset(clean(text), style, FACES)
    assert line.replaced == "", script
    assert MISSING not in line.text
    dots, _ = rasterized(line, 30)
    assert dots.sum() > 50 * len(text)


def test_arabic_letters_join_and_others_stand_alone() -> None:
    joined = typeset("سلام", Style.REGULAR, FACES)
    apart = sum(typeset(letter, Style.REGULAR, FACES).width for letter in "سلام")
    assert joined.width < 0.9 * apart
    assert not joined.runs[0].is_plain
    latin = typeset("Temp", Style.REGULAR, FACES)
    assert latin.width == pytest.approx(sum(typeset(letter, Style.REGULAR, FACES).width for letter in "Temp"))
    assert latin.runs[0].is_plain


def test_what_no_typeface_has_is_an_empty_box() -> None:
    line = typeset(clean("温 Acme 度温 👩‍🔧\ufe0f"), Style.BOLD, FACES)
    assert line.text == "□ Acme □□ □□"
    assert line.replaced == "温度👩🔧"


def test_a_font_file_of_the_operator_comes_last_and_must_be_a_font() -> None:
    wider = FACES.with_fallback(FiraMono_Regular.fontbuffer)
    assert [len(wider.of(style)) for style in Style] == [3, 3, 3]
    assert typeset("Temp", Style.BOLD, wider).runs[0].typeface is FACES.of(Style.BOLD)[0]
    for data in (b"", b"no font", b"\0\1\0\0" * 100, FiraMono_Regular.fontbuffer[:100]):
        with pytest.raises(TypefaceUnusable):
            FACES.with_fallback(data)


def test_names_end_and_serials_break_in_an_ellipsis() -> None:
    name = shortened("TempSense Outdoor", Style.REGULAR, FACES, 6)
    assert name.is_shortened
    assert name.text == "TempSense…"
    serial = shortened("TS-2026-041-000123", Style.CODE, FACES, 6, in_the_middle=True)
    assert serial.text == "TS-20…0123"
    assert max(name.width, serial.width) <= 6


def test_lines_break_at_spaces_and_the_last_one_is_shortened() -> None:
    lines = wrapped("TempSense Outdoor Weather Station", Style.BOLD, FACES, 6.5, 2)
    assert [line.text for line in lines] == ["TempSense", "Outdoor We…"]
    assert [line.is_shortened for line in lines] == [False, True]
    assert [line.text for line in wrapped("one two", Style.BOLD, FACES, 50, 2)] == ["one two"]
    assert wrapped("", Style.BOLD, FACES, 50, 2) == ()


def test_a_text_shrinks_before_it_is_shortened() -> None:
    width = typeset("TempSense", Style.BOLD, FACES).width * 9
    fit = fitted("TempSense", Style.BOLD, FACES, width=width, size=10, smallest=8)
    assert fit.size == 9
    assert not fit.lines[0].is_shortened
    tight = fitted("TempSense", Style.BOLD, FACES, width=width / 2, size=10, smallest=8)
    assert (tight.size, tight.lines[0].is_shortened) == (8, True)


def test_a_code_is_broken_between_its_groups_and_never_shortened() -> None:
    code = "7K4M-2QX9-VT3C-8WJP-RN1T"
    em = typeset("0", Style.CODE, FACES).width
    for columns, pieces in (
        (24, [code]),
        (15, ["7K4M-2QX9-", "VT3C-8WJP-RN1T"]),
        (10, ["7K4M-2QX9-", "VT3C-8WJP-", "RN1T"]),
    ):
        fit = broken(code, FACES, width=columns * em * 8, size=8, smallest=8)
        assert fit is not None
        assert [line.text for line in fit.lines] == pieces
    foreign = broken("a" * 64, FACES, width=20 * em * 8, size=8, smallest=4)
    assert foreign is not None
    assert "".join(line.text for line in foreign.lines) == "a" * 64
    assert len(foreign.lines) <= 4
    assert broken(code, FACES, width=3 * em * 8, size=8, smallest=8) is None
    assert broken(code, FACES, width=0.01, size=8, smallest=8) is None


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60), st.sampled_from(Style), st.floats(3, 40), st.integers(1, 3))
def test_any_text_is_set_within_its_room(text: str, style: Style, room: float, most_lines: int) -> None:
    lines = wrapped(clean(text), style, FACES, room, most_lines)
    assert len(lines) <= most_lines
    assert all(line.width <= room + 1e-5 for line in lines)
    for line in lines:
        assert line.width == pytest.approx(sum(run.width for run in line.runs))
        assert sorted("".join(run.text for run in line.runs)) == sorted(line.text)

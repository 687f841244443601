"""The printed order of lines with right-to-left scripts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.labels.bidi import in_visual_order


def printed(text: str) -> str:
    """The characters from left to right."""
    return "".join(
        text[start:end][::-1] if is_right_to_left else text[start:end]
        for start, end, is_right_to_left in in_visual_order(text)
    )


# Upper case stands for Hebrew, as in the examples of UAX #9.
HEBREW = str.maketrans({chr(ord("A") + index): chr(0x5D0 + index) for index in range(26)})


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("plain", "plain"),
        ("SENSOR", "ROSNES"),
        ("he said CAR MEANS car.", "he said SNAEM RAC car."),
        ("CAR means car", "means car RAC"),
        ("CAR 12.5 ROAD", "DAOR 12.5 RAC"),
        ("PRICE 5%", "5% ECIRP"),
        ("A 1-2 B", "B 1-2 A"),
        ("x A, B y", "x B ,A y"),
        ("A b", "b A"),
        ("b A", "b A"),
        ("A  ", "  A"),
        ("b A  ", "b A  "),
        ("TS-1 b", "b 1-ST"),
    ],
)
def test_a_line_reads_as_people_write_it(text: str, shown: str) -> None:
    assert printed(text.translate(HEBREW)) == shown.translate(HEBREW)


def test_numbers_after_arabic_letters_stay_numbers() -> None:
    assert printed("س 12-34") == "34-12 س"
    assert printed("س ١٢٫٣") == "١٢٫٣ س"
    assert printed("סש 12-34") == "12-34 שס"


def test_marks_stay_with_their_letters() -> None:
    assert printed("שָׁ") == "שָׁ"[::-1]
    assert in_visual_order("aשָׁb")[1].is_right_to_left


@given(st.text("abאבجد12٣ ,.-+%/$()\u0301", max_size=12))
def test_every_character_is_printed_once(text: str) -> None:
    places = sorted(place for piece in in_visual_order(text) for place in range(piece.start, piece.end))
    assert places == list(range(len(text)))

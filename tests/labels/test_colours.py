"""Brand colours and the text on them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.labels.colours import BLACK, WHITE, ColourUnusable, contrast, parse_colour, text_colour_on


def test_a_colour_is_six_or_three_hexadecimal_digits() -> None:
    assert parse_colour("#1f6f54") == (0x1F / 255, 0x6F / 255, 0x54 / 255)
    assert parse_colour("#FA0") == parse_colour("#ffaa00")


@pytest.mark.parametrize(
    "text", ["", "#", "1f6f54", "#1f6f5", "#1f6f544", "#1f6f5g", "#１f6f54", "red", "#fff\n", " #fff"]
)
def test_anything_else_is_no_colour(text: str) -> None:
    with pytest.raises(ColourUnusable, match="#1f6f54"):
        parse_colour(text)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast(BLACK, WHITE) == contrast(WHITE, BLACK) == pytest.approx(21)
    assert contrast(WHITE, WHITE) == 1
    assert contrast(parse_colour("#777777"), WHITE) == pytest.approx(4.48, abs=0.01)
    assert contrast(parse_colour("#767676"), WHITE) == pytest.approx(4.54, abs=0.01)


def test_white_is_preferred_while_it_can_be_read() -> None:
    assert text_colour_on(parse_colour("#767676")) == WHITE
    assert text_colour_on(parse_colour("#777777")) == BLACK
    assert text_colour_on(parse_colour("#ffd84d")) == BLACK


@given(st.integers(0, 0xFFFFFF))
def test_text_can_be_read_on_every_colour(number: int) -> None:
    background = parse_colour(f"#{number:06x}")
    assert contrast(text_colour_on(background), background) >= 4.5

"""Texts that people give: trimmed, bounded, without characters that hide or break."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.text import TextUnusable, clean_text


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("Kitchen", "Kitchen"),
        (" \t Kitchen \r\n", "Kitchen"),
        ("Cafe\u0301", "Café"),
        ("🏳️‍🌈 ünï 客户", "🏳️‍🌈 ünï 客户"),
        (10 * "x", 10 * "x"),
        (10 * "e\u0301", 10 * "é"),
    ],
)
def test_a_text_is_trimmed_and_composed(text: str, cleaned: str) -> None:
    assert clean_text(text, "name", 20) == cleaned


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is empty"),
        (" \n\t\u00a0", "is empty"),
        ("\u200b\u200d\ufeff", "is empty"),
        (11 * "x", "is longer than 10 characters"),
        ("a\u0000b", "holds a control character"),
        ("a\nb", "holds a control character"),
        ("a\tb", "holds a control character"),
        ("a\u0085b", "holds a control character"),
        ("a\u2028b", "holds a control character"),
        ("a\ud800b", "holds a control character"),
        *((f"a{mark}b", "holds a control character") for mark in "\u061c\u200e\u200f\u202a\u202e\u2066\u2069"),
    ],
)
def test_a_text_that_is_unusable_says_why(text: str, reason: str) -> None:
    with pytest.raises(TextUnusable) as refused:
        clean_text(text, "name", 10)
    assert (refused.value.field, refused.value.reason) == ("name", reason)
    assert refused.value.message == f"The name {reason}."


def test_some_texts_may_be_empty_or_have_lines() -> None:
    assert clean_text(" ", "note", 10, may_be_empty=True) == ""
    assert clean_text("one\n\ttwo", "note", 10, multiline=True) == "one\n\ttwo"
    with pytest.raises(TextUnusable):
        clean_text("one\rtwo", "note", 10, multiline=True)


@given(st.text())
def test_a_clean_text_is_clean_and_can_be_stored(text: str) -> None:
    try:
        cleaned = clean_text(text, "name", 1000)
    except TextUnusable:
        return
    assert clean_text(cleaned, "name", 1000) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert "\0" not in cleaned
    assert cleaned.encode()

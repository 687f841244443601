"""AuthTokens: form, checksum, silence."""

import re
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.secrets.auth_token import BASE62, AuthToken, AuthTokenMalformed

PUBLISHED: Final = [
    "csd_00000000000000000000000000000018GyAu",
    "csd_zzzzzzzzzzzzzzzzzzzzzzzzzzzzzz2wkGe3",
    "csd_0123456789ABCDEFGHIJKLMNOPQRST3Q2vcH",
]

HOSTILE: Final = [
    "",
    "csd_",
    "csd_" + "0" * 35,
    "csd_" + "0" * 37,
    "csd_" + "٠" * 36,
    "csd_" + "０" * 36,
    "csd_" + "0" * 35 + "\n",
    "csd_\0" + "0" * 35,
    "a" * 15,
    "a" * 65,
    "a" * 16 + "\n",
    " " + "a" * 16,
    "a" * 15 + "\0",
    "a" * 15 + "é",
    "a" * 15 + "🔑",
    "１" * 20,
    "٣" * 20,
    "ſ" * 20,
    "\ud800" * 20,
    "a" * 16 + ".",
    "csd_" + "a" * 1_000_000,
    "a" * 1_000_000,
]


def crc32_bit_by_bit(data: bytes) -> int:
    """CRC-32 as ITU-T V.42 defines it, written down a second time."""
    register = 0xFFFFFFFF
    for byte in data:
        register ^= byte
        for _ in range(8):
            register = register >> 1 ^ (0xEDB88320 if register & 1 else 0)
    return register ^ 0xFFFFFFFF


def checksum_by_the_book(body: str) -> str:
    number, written = crc32_bit_by_bit(body.encode()), ""
    while number:
        written = BASE62[number % 62] + written
        number //= 62
    return written.rjust(6, "0")


@given(st.text(BASE62, min_size=30, max_size=30))
def test_every_body_with_its_checksum_is_an_auth_token(random: str) -> None:
    text = f"csd_{random}" + checksum_by_the_book(f"csd_{random}")
    token = AuthToken.parse(text)
    assert token.text == text
    assert not token.is_foreign


def test_the_published_vectors_hold() -> None:
    for vector in PUBLISHED:
        assert checksum_by_the_book(vector[:34]) == vector[34:]
        assert AuthToken.parse(vector).text == vector


def test_a_checksum_is_padded_with_zeros() -> None:
    bodies = (f"csd_{number:030}" for number in range(1_000_000))
    body = next(body for body in bodies if crc32_bit_by_bit(body.encode()) < 62**5)
    assert checksum_by_the_book(body)[0] == "0"
    assert AuthToken.parse(body + checksum_by_the_book(body)).text.startswith(body)


def test_a_minted_token_has_the_form_and_parses() -> None:
    tokens = [AuthToken.mint() for _ in range(1000)]
    assert len(set(tokens)) == 1000
    for token in tokens:
        assert re.fullmatch("csd_[0-9A-Za-z]{36}", token.text)
        assert AuthToken.parse(token.text) == token


def test_every_single_typo_is_refused() -> None:
    text = AuthToken.mint().text
    for position in range(4, 40):
        for character in BASE62.replace(text[position], ""):
            with pytest.raises(AuthTokenMalformed):
                AuthToken.parse(text[:position] + character + text[position + 1 :])


def test_every_swap_of_neighbours_and_every_lost_or_doubled_character_is_refused() -> None:
    text = AuthToken.mint().text
    for position in range(4, 39):
        swapped = text[:position] + text[position + 1] + text[position] + text[position + 2 :]
        lost = text[:position] + text[position + 1 :]
        doubled = text[:position] + text[position] + text[position:]
        for wrong in {swapped, lost, doubled} - {text}:
            with pytest.raises(AuthTokenMalformed):
                AuthToken.parse(wrong)


@given(st.text(BASE62 + "_-", min_size=16, max_size=64).filter(lambda text: not text.startswith("csd_")))
def test_a_foreign_token_is_taken_as_it_is(text: str) -> None:
    token = AuthToken.parse(text)
    assert token.text == text
    assert token.is_foreign


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(AuthTokenMalformed) as refusal:
        AuthToken.parse(text)
    assert str(refusal.value) == "This is not an AuthToken."
    assert refusal.value.__context__ is None


@given(st.text())
def test_any_text_is_either_taken_unchanged_or_refused(text: str) -> None:
    try:
        token = AuthToken.parse(text)
    except AuthTokenMalformed:
        return
    assert token.text == text


def test_a_token_is_silent_equal_by_value_and_hashable() -> None:
    token = AuthToken.mint()
    assert {repr(token), str(token), f"{token}", f"{token!r}", f"{[token]}"} == {"AuthToken(…)", "[AuthToken(…)]"}
    assert token == AuthToken.parse(token.text)
    assert hash(token) == hash(AuthToken.parse(token.text))
    assert token != AuthToken.mint()
    assert not isinstance(token, str)
    assert not hasattr(token, "__dict__")

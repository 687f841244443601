"""QR tokens: form, check characters, what people type, links, foreign tokens, silence."""

from itertools import pairwise
from string import ascii_letters, digits
from typing import Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.secrets.auth_token import AuthToken
from app.secrets.qr_token import QrToken, QrTokenMalformed

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

PUBLISHED: Final = {
    "000000000000000000": "00",
    "ZZZZZZZZZZZZZZZZZZ": "8V",
    "0123456789ABCDEFGH": "DE",
    "KMNPQRSTVWXYZ01234": "CP",
}

HOSTILE: Final = [
    "",
    " ",
    "0" * 15,
    "0" * 65,
    "0" * 19 + "\0",
    "\0" + "0" * 20,
    "0" * 10 + "\n" + "0" * 10,
    "0" * 10 + "\t" + "0" * 10,
    "٠" * 20,
    "０" * 20,
    "²" * 20,
    "Ａ" * 20,
    "0" * 19 + "🎫",
    "0" * 19 + "é",
    "ı" * 20,
    "ſ" * 20,
    "\ud800" * 20,
    "U" * 20,
    "0000-0000-0000-0000-0000-0000-!",
    "abc def ghi jkl mno pqr",
    "javascript:alert(1)",
    "https://claim.example.com/c/",
    "https://claim.example.com/c",
    "https://claim.example.com/d/00000000000000000000",
    "https://claim.example.com/c/c/00000000000000000000",
    "https:///c/00000000000000000000",
    "ftp://claim.example.com/c/00000000000000000000",
    "httpſ://claim.example.com/c/00000000000000000000",
    "https://claim.example.com/c/%30" + "0" * 19,
    "x https://claim.example.com/c/00000000000000000000",
    "https://claim.example.com/c/00000000000000000000\0",
    "0" * 1_000_000,
    "-" * 1_000_000,
    " " * 1_000_000 + "0" * 20,
    "https://" + "a" * 1_000_000 + "/c/" + "0" * 20,
]


def written(number: int, count: int) -> str:
    text = ""
    for _ in range(count):
        number, digit = divmod(number, 32)
        text = ALPHABET[digit] + text
    return text


def by_the_book(number: int) -> str:
    """The canonical QR token of a 90-bit number, written down a second time."""
    return written(number, 18) + written(number % 1021, 2)


numbers = st.integers(0, 2**90 - 1)
foreign_texts = st.text(ascii_letters + digits + "_-", min_size=16, max_size=64).filter(
    lambda text: len(text.replace("-", "")) not in (19, 20, 21)
)


def assert_refused(text: str) -> None:
    with pytest.raises(QrTokenMalformed):
        QrToken.parse(text)


@given(numbers)
@example(0)
@example(2**90 - 1)
@example(1021)
@example(1020)
def test_every_number_with_its_check_is_a_qr_token(number: int) -> None:
    token = QrToken.parse(by_the_book(number))
    assert token.text == by_the_book(number)
    assert not token.is_foreign


def test_the_published_vectors_hold() -> None:
    for body, check in PUBLISHED.items():
        number = 0
        for character in body:
            number = 32 * number + ALPHABET.index(character)
        assert divmod(number % 1021, 32) == (ALPHABET.index(check[0]), ALPHABET.index(check[1]))
        assert QrToken.parse(body + check).text == body + check


def test_a_minted_token_is_canonical_and_parses_in_both_forms() -> None:
    tokens = [QrToken.mint() for _ in range(1000)]
    assert len(set(tokens)) == 1000
    for token in tokens:
        assert set(token.text) <= set(ALPHABET)
        assert [len(group) for group in token.grouped.split("-")] == [4, 4, 4, 4, 4]
        assert QrToken.parse(token.text) == QrToken.parse(token.grouped) == token


@given(numbers)
@example(0)
@example(2**90 - 1)
@example(1020)
def test_every_single_wrong_character_is_refused(number: int) -> None:
    text = by_the_book(number)
    for position in range(20):
        for character in (ALPHABET + "U").replace(text[position], ""):
            assert_refused(text[:position] + character + text[position + 1 :])


@given(numbers)
def test_every_swap_of_differing_neighbours_is_refused(number: int) -> None:
    text = by_the_book(number)
    for position in range(19):
        if text[position] != text[position + 1]:
            assert_refused(text[:position] + text[position + 1] + text[position] + text[position + 2 :])


def test_the_modulus_notices_every_substitution_and_swap_there_can_be() -> None:
    """The check is linear, so the differences alone decide: none of them may be 0 mod 1021."""
    places = [pow(32, 17 - position, 1021) for position in range(18)] + [-32, -1]
    differences = range(1, 32)
    for place in places[:18]:
        assert all(place * difference % 1021 for difference in differences)
    for left, right in pairwise(places):
        assert all((left - right) * difference % 1021 for difference in differences)
    # In the check characters themselves a wrong one is a different number, and 1021, 1022, 1023 are never written.
    for number in (0, 1, 2):
        assert_refused(written(number, 18) + written(number + 1021, 2))


@given(numbers, st.data())
def test_a_slip_in_the_grouped_form_is_mistyped_and_not_foreign(number: int, data: st.DataObject) -> None:
    grouped = QrToken.parse(by_the_book(number)).grouped
    position = data.draw(st.integers(0, 23).filter(lambda index: grouped[index] != "-"))
    surplus = data.draw(st.sampled_from(ALPHABET))
    assert_refused(grouped[:position] + grouped[position + 1 :])
    assert_refused(grouped[:position] + surplus + grouped[position:])
    assert_refused((grouped[:position] + grouped[position + 1 :]).lower())


@given(numbers, st.data())
def test_case_hyphens_spaces_and_lookalikes_do_not_matter(number: int, data: st.DataObject) -> None:
    canonical = by_the_book(number)
    lookalikes = {"0": "0Oo", "1": "1IiLl"}
    typed = data.draw(st.sampled_from(["", " ", "\n", "\t ", "\u00a0"]))
    for character in canonical:
        typed += data.draw(st.sampled_from(lookalikes.get(character, character + character.lower())))
        typed += data.draw(st.sampled_from(["", "-", " ", " - "]))
    assert QrToken.parse(typed + "\r\n").text == canonical


@pytest.mark.parametrize(
    "link",
    [
        "HTTPS://CLAIM.EXAMPLE.COM/C/{}",
        "https://claim.example.com/c/{}",
        "http://localhost:8000/c/{}",
        "http://127.0.0.1:8000/C/{}/",
        "http://[::1]:8000/c/{}",
        "https://claim.example.com/c/{}?utm_source=label&x=/c/y",
        "https://claim.example.com/c/{}/?x",
        "https://claim.example.com/c/{}#top",
        "  hTTpS://claim.example.com/c/{}\n",
    ],
)
def test_a_whole_link_is_taken_for_the_token_in_it(link: str) -> None:
    token = QrToken.mint()
    foreign = QrToken.parse("Widget_0001-aBcDeFgH")
    for form in (token.text, token.grouped, token.text.lower()):
        assert QrToken.parse(link.format(form)) == token
    assert QrToken.parse(link.format(foreign.text)) == foreign
    assert_refused(link.format(token.text[:-1] + ("0" if token.text[-1] != "0" else "1")))


def test_the_longest_link_there_can_be_is_taken() -> None:
    token = QrToken.mint()
    host = ".".join(["a" * 63] * 3 + ["a" * 61])
    assert len(host) == 253
    assert QrToken.parse(f"https://{host}:65535/c/{token.grouped}") == token


@given(foreign_texts)
def test_a_foreign_token_is_taken_exactly_as_it_is(text: str) -> None:
    token = QrToken.parse(f" {text}\n")
    assert token.text == text
    assert token.grouped == text
    assert token.is_foreign


@pytest.mark.parametrize(
    "text",
    [
        "2f1c1d5e-6a0b-4c1e-9d57-0c2a4f6b8e13",
        "AB12-CD34-EF56-GH78",
        "AB123-CD345-EF567-GH789-JK012",
        "abc_def_ghi_jkl_mnop",
        "0" * 19,
        "0" * 21,
        "U" * 16,
    ],
)
def test_forms_that_resemble_ours_only_a_little_stay_foreign(text: str) -> None:
    assert QrToken.parse(text).is_foreign
    assert QrToken.parse(text).text == text


@pytest.mark.parametrize(
    ("ascii_character", "lookalike"), [("S", "ſ"), ("1", "ı"), ("0", "٠"), ("0", "０"), ("A", "Ａ")]
)
def test_only_ascii_is_read_as_ascii(ascii_character: str, lookalike: str) -> None:
    """Some of these become ASCII letters in upper case, others are digits to `str.isdigit`."""
    number = ALPHABET.index(ascii_character) << 50
    text = by_the_book(number)
    assert QrToken.parse(text).text == text
    assert_refused(text[:7] + lookalike + text[8:])


def test_an_auth_token_is_no_qr_token_of_ours() -> None:
    assert QrToken.parse(AuthToken.mint().text).is_foreign


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(QrTokenMalformed) as refusal:
        QrToken.parse(text)
    assert str(refusal.value) == "This is not a QR token. Check it against the label."
    assert refusal.value.__context__ is None


@given(st.text() | st.text(ALPHABET + "-_ ", min_size=15, max_size=30))
def test_whatever_is_taken_parses_to_itself_again(text: str) -> None:
    try:
        token = QrToken.parse(text)
    except QrTokenMalformed:
        return
    assert QrToken.parse(token.text) == token
    assert QrToken.parse(token.grouped) == token


def test_a_token_is_silent_equal_by_value_and_hashable() -> None:
    token = QrToken.mint()
    assert {repr(token), str(token), f"{token}", f"{token!r}", f"{[token]}"} == {"QrToken(…)", "[QrToken(…)]"}
    assert token == QrToken.parse(token.text)
    assert hash(token) == hash(QrToken.parse(token.text))
    assert token != QrToken.mint()
    assert not hasattr(token, "__dict__")

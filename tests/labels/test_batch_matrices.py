"""Many QR codes at once, each compared with segno's."""

import random
from typing import Any

import numpy as np
import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st
from segno import encoder as segno_encoder

from app.labels.batch_matrices import (
    BatchEncoder,
    Mode,
    Modules,
    PlainSymbols,
    Shape,
    TabledSymbols,
    encode,
    encoder_for,
    shape_of,
)
from app.labels.gf2 import LinearMap
from app.labels.mask_penalties import penalties
from app.labels.payload import claim_url
from app.labels.qr import ErrorLevel
from app.labels.segments import ALPHANUMERIC
from app.secrets.qr_token import CROCKFORD
from tests.labels.pictures import BEFORE_CODE, FOREIGN_CHARACTERS, some_codes

LEVELS: tuple[ErrorLevel, ...] = ("l", "m", "q", "h")


def before_code(host: str, *, upper_case: bool = True) -> str:
    return claim_url(host, "0" * 20, upper_case=upper_case)[:-20]


def oracle(text: str, level: ErrorLevel) -> tuple[list[bytes], int]:
    symbol = segno.make(text, error=level, micro=False, boost_error=False)
    return [bytes(row) for row in symbol.matrix], symbol.mask


def assert_like_segno(symbols: TabledSymbols, before: str, codes: list[str], level: ErrorLevel) -> None:
    for position, modules, mask in zip(symbols.positions, symbols.modules, symbols.masks, strict=True):
        assert ([row.tobytes() for row in modules], mask) == oracle(before + codes[position], level)


@pytest.mark.parametrize(
    ("before", "alphabet", "length", "level", "designator"),
    [
        (before_code("claim.acme.test"), CROCKFORD, 20, "q", "3-Q"),  # even before the code
        (before_code("claim.acme.com"), CROCKFORD, 20, "q", "3-Q"),  # odd: the last "/" shares a pair with the code
        (before_code("a.io"), CROCKFORD, 20, "l", "2-L"),
        (before_code("ab.io"), CROCKFORD, 20, "m", "2-M"),
        (before_code("localhost:8000"), CROCKFORD, 20, "q", "3-Q"),
        (before_code("127.0.0.1:8000"), CROCKFORD, 20, "h", "4-H"),
        (before_code("[2001:db8::1]"), CROCKFORD, 20, "l", "3-L"),  # "[" is not alphanumeric: byte mode
        (
            before_code("a.io"),
            "0123456789ABCDEF-",
            17,
            "l",
            "2-L",
        ),  # foreign, yet alphanumeric; a single last character
        (before_code("ab.io"), "0123456789ABCDEF-", 17, "m", "2-M"),
        (before_code("claim.acme.test"), FOREIGN_CHARACTERS, 16, "l", "3-L"),  # foreign: byte mode
        (before_code("claim.acme.com"), FOREIGN_CHARACTERS, 22, "m", "4-M"),
        (before_code("claim.acme.com", upper_case=False), CROCKFORD, 20, "l", "3-L"),
        ("A/C/", CROCKFORD, 20, "l", "1-L"),  # no alignment pattern
        (":", ALPHANUMERIC, 19, "m", "1-M"),  # every value a pair of characters can have
    ],
)
def test_matrices_and_masks_are_those_of_segno(
    before: str, alphabet: str, length: int, level: ErrorLevel, designator: str
) -> None:
    codes = some_codes(714, alphabet, length, (before, level))
    (symbols,) = encode(before, codes, level)
    assert isinstance(symbols, TabledSymbols)
    assert list(symbols.positions) == list(range(len(codes)))
    assert_like_segno(symbols, before, codes, level)
    assert segno.make(before + codes[0], error=level, micro=False, boost_error=False).designator == designator


@settings(max_examples=10, deadline=None)
@given(st.data())
def test_codes_of_any_shape_are_those_of_segno(data: st.DataObject) -> None:
    label = st.from_regex(r"[a-z0-9](?:[a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True)
    host = ".".join(data.draw(st.lists(label, min_size=1, max_size=3))) + ".test"
    before = before_code(host, upper_case=data.draw(st.booleans()))
    alphabet = data.draw(st.sampled_from([CROCKFORD, "0123456789ABCDEF-", FOREIGN_CHARACTERS]))
    level = data.draw(st.sampled_from(LEVELS))
    length = data.draw(st.integers(16, 24))
    codes = data.draw(st.lists(st.text(alphabet, min_size=length, max_size=length), min_size=1, max_size=4))
    for position, code in enumerate(codes):
        shape = shape_of(before, code, level)
        assert shape is not None
        assert_like_segno(an_encoder(shape).encode([code], [position]), before, codes, level)


@pytest.mark.parametrize(
    ("host_length", "alphabet", "length", "level", "designator"),
    [
        (16, FOREIGN_CHARACTERS, 16, "q", "4-Q"),
        (39, FOREIGN_CHARACTERS, 16, "q", "6-Q"),
        (53, FOREIGN_CHARACTERS, 16, "q", "7-Q"),  # the first version that is written into its symbols
        (85, CROCKFORD, 20, "q", "7-Q"),
        (100, FOREIGN_CHARACTERS, 16, "h", "11-H"),  # the largest whose lines fit into words
    ],
)
def test_symbols_of_more_than_32_modules_are_those_of_segno(
    host_length: int, alphabet: str, length: int, level: ErrorLevel, designator: str
) -> None:
    before = f"HTTPS://{'A' * host_length}/C/"
    codes = some_codes(8, alphabet, length)
    shape = shape_of(before, codes[0], level)
    assert shape is not None
    symbols = an_encoder(shape).encode(codes, range(len(codes)))
    assert symbols.lines.dtype == np.uint64
    assert_like_segno(symbols, before, codes, level)
    assert segno.make(before + codes[0], error=level, micro=False, boost_error=False).designator == designator


def an_encoder(shape: Shape) -> BatchEncoder:
    encoder = encoder_for(shape)
    assert encoder is not None
    return encoder


def test_mixed_codes_are_put_together_by_shape_and_none_is_lost() -> None:
    ours = some_codes(60, CROCKFORD, 20)
    foreign = [f"{code}-a_b" for code in some_codes(60, FOREIGN_CHARACTERS, 20)]
    strays = ["Z" * 33, "z" * 50, "0123456789012345", "ab" * 10]
    codes = [*ours, *foreign, *strays]
    random.Random(5).shuffle(codes)
    batches = encode(BEFORE_CODE, codes)
    assert sorted(position for batch in batches for position in batch.positions) == list(range(len(codes)))
    tabled = [batch for batch in batches if isinstance(batch, TabledSymbols)]
    assert sorted(len(batch.positions) for batch in tabled) == [60, 60]
    for batch in batches:
        for position, modules in zip(batch.positions, batch.modules, strict=True):
            assert [row.tobytes() for row in modules] == oracle(BEFORE_CODE + codes[position], "q")[0]


def test_a_few_codes_are_not_worth_learning_their_shape() -> None:
    codes = some_codes(5, CROCKFORD, 20)
    (batch,) = encode("HTTPS://FEW.EXAMPLE/C/", codes)
    assert isinstance(batch, PlainSymbols)
    assert encode(BEFORE_CODE, []) == []


@pytest.mark.parametrize(
    ("before", "code"), [(BEFORE_CODE, ""), ("", "Z" * 20), ("12", "Z" * 20), (BEFORE_CODE, "é" * 20), ("é", "Z" * 20)]
)
def test_what_does_not_fit_the_scheme_has_no_shape(before: str, code: str) -> None:
    assert shape_of(before, code, "q") is None


def test_what_segno_makes_of_other_texts_is_taken_over() -> None:
    for before, codes in [("12", ["0123456789", "ABCDEFGHIJ"]), ("", ["點" * 9]), (BEFORE_CODE, ["aé", "ab", "x", ""])]:
        for batch in encode(before, codes * 90):
            for position, modules in list(zip(batch.positions, batch.modules, strict=True))[-3:]:
                text = before + codes[position % len(codes)]
                assert [row.tobytes() for row in modules] == oracle(text, "q")[0]


def test_symbols_too_large_for_words_come_from_segno() -> None:
    before = before_code(".".join(["a" * 63] * 3 + ["a" * 61]))
    codes = some_codes(2, FOREIGN_CHARACTERS, 64)
    shape = shape_of(before, codes[0], "q")
    assert shape is not None
    assert shape.mode is Mode.BYTE
    assert encoder_for(shape) is None
    (batch,) = encode(before, codes)
    assert isinstance(batch, PlainSymbols)
    assert batch.modules.shape == (2, 85, 85)


@pytest.mark.parametrize("size", [21, 25, 29, 33, 37, 61])
def test_penalty_points_are_those_of_segno_on_any_modules(size: int) -> None:
    modules = patterned_modules(40, size)
    mask_scores: Any = segno_encoder.mask_scores  # not annotated
    expected = [sum(mask_scores([bytearray(row) for row in symbol], size, size)) for symbol in modules]
    word = np.uint32 if size <= 32 else np.uint64
    both_ways = np.concatenate([modules, modules.transpose(0, 2, 1)], axis=1)
    packed = np.packbits(both_ways, axis=2, bitorder="little")
    lines = np.pad(packed, ((0, 0), (0, 0), (0, word().itemsize - packed.shape[2]))).view(word)[:, :, 0]
    assert penalties(np.ascontiguousarray(lines.T), size).tolist() == expected


def patterned_modules(count: int, size: int) -> Modules:
    """Modules with many finder-like patterns, overlapping and at the edges too, long runs and lopsided colours."""
    source = np.random.default_rng(size)
    modules = (source.random((count, size, size)) < source.random((count, 1, 1))).astype(np.uint8)
    modules[0], modules[1] = 0, 1
    patterns = ["1011101", "00001011101", "10111010000", "10111011101", "1011101011101", "000010111011101", "1111111"]
    for symbol in modules[2:]:
        for _ in range(int(source.integers(60))):
            pattern = [int(module) for module in patterns[int(source.integers(len(patterns)))]]
            lines = symbol if source.integers(2) else symbol.T
            last = size - len(pattern)
            start = int(source.choice([0, 1, 2, 3, 4, 5, last, int(source.integers(last))]))
            lines[source.integers(size), start : start + len(pattern)] = pattern[: size - start]
    return modules


def test_a_linear_map_adds_the_images_of_the_bits() -> None:
    source = np.random.default_rng(1)
    basis = source.integers(0, 2**63, (19, 3)).astype(np.uint64)
    bits = source.integers(0, 2, (50, 19)).astype(np.uint8)
    expected = [np.bitwise_xor.reduce(basis[row == 1], axis=0) for row in bits]
    assert np.array_equal(LinearMap(basis)(np.packbits(bits, axis=1)), np.array(expected))


def test_no_code_is_shown_by_what_holds_it() -> None:
    codes = some_codes(100, CROCKFORD, 20)
    (symbols,) = encode(BEFORE_CODE, codes)
    assert isinstance(symbols, TabledSymbols)
    assert "data" not in repr(symbols)

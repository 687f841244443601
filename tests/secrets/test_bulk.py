"""Tokens minted in bulk are the same tokens, evenly drawn."""

import os

import numpy as np
import pytest
from numpy.typing import NDArray

from app.secrets.auth_token import BASE62, AuthToken
from app.secrets.bulk import as_rows, mint_auth_tokens, mint_qr_tokens
from app.secrets.qr_token import CROCKFORD, QrToken

MANY = 200_000


def chi_square(characters: NDArray[np.uint8], alphabet: str) -> float:
    """How far the counts of characters are from even; about len(alphabet) - 1 when they are random."""
    counts = np.bincount(characters.ravel(), minlength=256)
    seen = counts[list(alphabet.encode())]
    assert seen.sum() == characters.size
    expected = characters.size / len(alphabet)
    return float(((seen - expected) ** 2 / expected).sum())


def test_bulk_auth_tokens_all_parse_none_twice_and_no_character_is_preferred() -> None:
    tokens = mint_auth_tokens(MANY)
    assert tokens.shape == (MANY, 40)
    assert tokens.dtype == np.uint8
    rows = as_rows(tokens)
    assert len(set(rows)) == MANY
    assert all(not AuthToken.parse(row.decode()).is_foreign for row in rows)
    assert chi_square(tokens[:, 4:34], BASE62) < 200  # a byte mod 62 would give tens of thousands


def test_bulk_qr_tokens_all_parse_none_twice_and_no_character_is_preferred() -> None:
    tokens = mint_qr_tokens(MANY)
    assert tokens.shape == (MANY, 20)
    assert tokens.dtype == np.uint8
    rows = as_rows(tokens)
    assert len(set(rows)) == MANY
    assert all(QrToken.parse(row.decode()).text == row.decode() for row in rows)
    assert chi_square(tokens[:, :18], CROCKFORD) < 150


@pytest.mark.parametrize("count", [0, 1, 2, 63])
def test_any_count_is_minted_exactly(count: int) -> None:
    assert mint_auth_tokens(count).shape == (count, 40)
    assert mint_qr_tokens(count).shape == (count, 20)
    assert len(as_rows(mint_auth_tokens(count))) == len(as_rows(mint_qr_tokens(count))) == count
    assert all(len(row) == 40 for row in as_rows(mint_auth_tokens(count)))


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError):
        mint_auth_tokens(-1)
    with pytest.raises(ValueError):
        mint_qr_tokens(-1)


def test_refused_bytes_are_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.urandom
    draws: list[int] = []

    def mostly_refused_at_first(size: int) -> bytes:
        draws.append(size)
        return b"\xff" * (size - 5) + b"\xf8\xf7\x00\x3d\x3e" if len(draws) < 4 else real(size)

    monkeypatch.setattr("app.secrets.bulk.os.urandom", mostly_refused_at_first)
    tokens = as_rows(mint_auth_tokens(3))
    assert len(draws) >= 4
    assert tokens[0].startswith(b"csd_z0z0z0z0z0z0")
    assert all(AuthToken.parse(token.decode()) for token in tokens)

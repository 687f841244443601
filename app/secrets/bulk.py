"""Minting many tokens at once, as arrays of characters instead of objects.

Randomness is `os.urandom` and exactly uniform. A byte mod 62 would prefer the
first eight characters of base62, because 256 is no multiple of 62; so bytes
from 248 (4 × 62) up are thrown away and drawn again. For base32 the low five
bits of a byte are uniform as they are.
"""

import os
import zlib
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.secrets import auth_token, qr_token

_BASE62: Final = np.frombuffer(auth_token.BASE62.encode("ascii"), np.uint8)
_CROCKFORD: Final = np.frombuffer(qr_token.CROCKFORD.encode("ascii"), np.uint8)
_FIRST_REFUSED_BYTE: Final = 248
_BASE62_OF_BYTE: Final = _BASE62[np.arange(256) % len(_BASE62)]
_BODY_LENGTH: Final = auth_token.LENGTH - auth_token.CHECKSUM_LENGTH

_PLACE_VALUES: Final = np.array(
    [pow(32, place, qr_token.CHECK_MODULUS) for place in range(qr_token.RANDOM_LENGTH - 1, -1, -1)], np.int32
)
"""What each digit counts mod 1021: sums stay below 18 × 31 × 1020, so no 90-bit number is ever needed."""


def mint_auth_tokens(count: int) -> NDArray[np.uint8]:
    """`count` fresh AuthTokens as ASCII, shape (count, 40).

    Takes about 160 bytes of memory a token while it works: mint large batches
    in pieces.
    """
    tokens = np.empty((count, auth_token.LENGTH), np.uint8)
    tokens[:, : len(auth_token.PREFIX)] = np.frombuffer(auth_token.PREFIX.encode("ascii"), np.uint8)
    random = _random_base62(count * auth_token.RANDOM_LENGTH)
    tokens[:, len(auth_token.PREFIX) : _BODY_LENGTH] = random.reshape(count, auth_token.RANDOM_LENGTH)
    bodies = tokens[:, :_BODY_LENGTH].tobytes()
    rest = np.fromiter(
        (zlib.crc32(bodies[start : start + _BODY_LENGTH]) for start in range(0, len(bodies), _BODY_LENGTH)),
        np.uint32,
        count,
    )
    for column in range(auth_token.LENGTH - 1, _BODY_LENGTH - 1, -1):
        rest, digit = np.divmod(rest, np.uint32(len(_BASE62)))
        tokens[:, column] = _BASE62[digit]
    return tokens


def mint_qr_tokens(count: int) -> NDArray[np.uint8]:
    """`count` fresh QR tokens in canonical form as ASCII, shape (count, 20)."""
    digits = np.empty((count, qr_token.LENGTH), np.uint8)
    random = np.frombuffer(os.urandom(count * qr_token.RANDOM_LENGTH), np.uint8) & 31
    digits[:, : qr_token.RANDOM_LENGTH] = random.reshape(count, qr_token.RANDOM_LENGTH)
    checks = digits[:, : qr_token.RANDOM_LENGTH].astype(np.int32) @ _PLACE_VALUES % qr_token.CHECK_MODULUS
    digits[:, qr_token.RANDOM_LENGTH] = checks >> 5
    digits[:, qr_token.RANDOM_LENGTH + 1] = checks & 31
    return _CROCKFORD[digits]


def as_rows(tokens: NDArray[np.uint8]) -> list[bytes]:
    """The rows of such an array as `bytes`, one a token."""
    rows: list[bytes] = np.ascontiguousarray(tokens).view(f"S{tokens.shape[1]}").ravel().tolist()
    return rows


def _random_base62(count: int) -> NDArray[np.uint8]:
    """`count` independent, uniform base62 characters."""
    kept: list[NDArray[np.uint8]] = []
    missing = count
    while missing > 0:
        drawn = np.frombuffer(os.urandom(missing + missing // 16 + 64), np.uint8)
        accepted = drawn[drawn < _FIRST_REFUSED_BYTE][:missing]
        kept.append(_BASE62_OF_BYTE[accepted])
        missing -= len(accepted)
    return np.concatenate(kept) if kept else np.empty(0, np.uint8)

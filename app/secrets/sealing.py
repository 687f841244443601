"""Sealing the two tokens of a static token together, so that they can be exported again.

A sealed pair is 1 byte key id, 12 bytes nonce and AES-256-GCM ciphertext with
its 16 byte tag. The associated data is the static token's id: a sealed pair
copied into another row opens nowhere. The plaintext is one byte length of the
AuthToken, the AuthToken, and the QR token, which may be absent.

Other data that may hold AuthTokens, such as a file on its way in, is sealed in
the same form; its associated data says which place it belongs to.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.secrets.auth_token import AuthToken
from app.secrets.qr_token import QrToken

NONCE_LENGTH: Final = 12
TAG_LENGTH: Final = 16
TOKEN_ID_LENGTH: Final = 16
_HEADER_LENGTH: Final = 1 + NONCE_LENGTH
_LONGEST_AUTH: Final = 255


class SealBroken(ValueError):
    """The sealed pair was changed, cut short, or sealed for another token or under another key."""

    def __init__(
        self, sentence: str = "The sealed tokens cannot be opened: they are damaged or not of this row."
    ) -> None:
        super().__init__(sentence)


class UnknownKey(SealBroken):
    """The pair was sealed under a key that the ring no longer holds."""

    def __init__(self, key_id: int) -> None:
        super().__init__(f"The sealed tokens cannot be opened: sealing key {key_id} is not in the key ring.")
        self.key_id = key_id


@dataclass(frozen=True, slots=True, repr=False)
class SealedPair:
    """What was sealed: an AuthToken and, unless it has none, its QR token."""

    auth: AuthToken
    qr: QrToken | None

    def __repr__(self) -> str:
        return "SealedPair(…)"


class Sealer:
    """Seals pairs under the current key and opens them under any key of the ring.

    Nonces are random, which is safe for some 2^32 pairs a key; rotating the
    key starts that count anew.
    """

    __slots__ = ("_ciphers", "_current", "_current_id", "key_id")

    def __init__(self, keys: Mapping[int, bytes], current: int) -> None:
        """`keys` by id (1 to 255, 32 bytes each); new pairs are sealed under `current`."""
        self.key_id = current
        """What is sealed from now on begins with it."""
        self._ciphers = {key_id: AESGCM(key) for key_id, key in keys.items()}
        self._current = self._ciphers[current]
        self._current_id = bytes([current])

    def seal(self, token_id: bytes, auth: bytes, qr: bytes | None) -> bytes:
        """The sealed pair of the static token with these 16 id bytes, in ASCII texts.

        Raises `ValueError` when the id is not 16 bytes, or a text is empty,
        not ASCII, or (the AuthToken) longer than 255 characters.
        """
        if len(token_id) != TOKEN_ID_LENGTH:
            raise ValueError("A static token's id is 16 bytes.")
        if not 0 < len(auth) <= _LONGEST_AUTH or qr == b"" or not (auth + (qr or b"")).isascii():
            raise ValueError("Only ASCII texts of 1 to 255 characters can be sealed.")
        return self._seal(token_id, bytes((len(auth),)) + auth + (qr or b""))

    def open(self, token_id: bytes, sealed: bytes) -> SealedPair:
        """The pair sealed for the static token with these 16 id bytes.

        Raises `UnknownKey` when its key is not in the ring, and `SealBroken`
        for another row's pair, another key under the same id, or damage.
        """
        plaintext = self._open(token_id, sealed)
        auth_end = 1 + plaintext[0]
        qr = plaintext[auth_end:].decode("ascii")
        return SealedPair(AuthToken(plaintext[1:auth_end].decode("ascii")), QrToken(qr) if qr else None)

    def seal_data(self, place: bytes, data: bytes) -> bytes:
        """`data` sealed for one `place`, which is named by any bytes but 16 (those are tokens' ids).

        Raises `ValueError` for a place that could be a token.
        """
        return self._seal(_not_a_token(place), data)

    def open_data(self, place: bytes, sealed: bytes) -> bytes:
        """What `seal_data` sealed for this place.

        Raises `UnknownKey` when its key is not in the ring, and `SealBroken`
        for another place, another key under the same id, or damage.
        """
        return self._open(_not_a_token(place), sealed)

    def _seal(self, associated: bytes, plaintext: bytes) -> bytes:
        nonce = os.urandom(NONCE_LENGTH)
        return self._current_id + nonce + self._current.encrypt(nonce, plaintext, associated)

    def _open(self, associated: bytes, sealed: bytes) -> bytes:
        if len(sealed) < _HEADER_LENGTH + TAG_LENGTH:
            raise SealBroken
        cipher = self._ciphers.get(sealed[0])
        if cipher is None:
            raise UnknownKey(sealed[0])
        try:
            return cipher.decrypt(sealed[1:_HEADER_LENGTH], sealed[_HEADER_LENGTH:], associated)
        except InvalidTag:
            raise SealBroken from None


def _not_a_token(place: bytes) -> bytes:
    if len(place) == TOKEN_ID_LENGTH:
        raise ValueError("16 bytes name a static token, not a place.")
    return place

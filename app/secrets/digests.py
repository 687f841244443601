"""Digests that stand in rows where a secret must be found again but not read.

AuthTokens and QR tokens are looked up by HMAC-SHA256 under a key that is not
in the database. Refresh, invitation, reset and link tokens carry 256 random
bits of their own and are hashed only.
"""

import hashlib
from collections.abc import Mapping
from typing import Final

_BLOCK: Final = 64
_INNER_PAD: Final = bytes(byte ^ 0x36 for byte in range(256))
_OUTER_PAD: Final = bytes(byte ^ 0x5C for byte in range(256))


class LookupDigester:
    """Makes look-up digests: 1 byte key id, then 32 bytes HMAC-SHA256.

    The message is `auth` or `qr`, a zero byte, and the token's ASCII text, so
    that the same text as an AuthToken and as a QR token gives two digests.
    """

    __slots__ = ("_auth", "_qr", "key_id")

    def __init__(self, keys: Mapping[int, bytes], current: int) -> None:
        """`keys` by id (1 to 255, 32 bytes each); new digests are made under `current`."""
        self.key_id = current
        """What new digests begin with."""
        ids = [current, *(key_id for key_id in keys if key_id != current)]
        self._auth = [_KeyedHash(key_id, keys[key_id], b"auth\0") for key_id in ids]
        self._qr = [_KeyedHash(key_id, keys[key_id], b"qr\0") for key_id in ids]

    def auth(self, text: bytes) -> bytes:
        """The digest an AuthToken is stored with: 33 bytes under the current key."""
        return self._auth[0].digest(text)

    def qr(self, text: bytes) -> bytes:
        """The digest a QR token, in canonical form, is stored with: 33 bytes under the current key."""
        return self._qr[0].digest(text)

    def auth_candidates(self, text: bytes) -> list[bytes]:
        """Every digest an AuthToken may have been stored with, the current key's first."""
        return [keyed.digest(text) for keyed in self._auth]

    def qr_candidates(self, text: bytes) -> list[bytes]:
        """Every digest a QR token, in canonical form, may have been stored with, the current key's first."""
        return [keyed.digest(text) for keyed in self._qr]


class _KeyedHash:
    """HMAC-SHA256 (RFC 2104) with the key and the message's first bytes already taken in.

    `hmac.digest` sets up the key again for each call, which costs more than
    the hashing; copying two prepared states is more than twice as fast.
    """

    __slots__ = ("_inner", "_key_id", "_outer")

    def __init__(self, key_id: int, key: bytes, purpose: bytes) -> None:
        block = key.ljust(_BLOCK, b"\0")
        self._key_id = bytes([key_id])
        self._inner = hashlib.sha256(block.translate(_INNER_PAD) + purpose)
        self._outer = hashlib.sha256(block.translate(_OUTER_PAD))

    def digest(self, text: bytes) -> bytes:
        inner = self._inner.copy()
        inner.update(text)
        outer = self._outer.copy()
        outer.update(inner.digest())
        return self._key_id + outer.digest()


def opaque_digest(text: bytes) -> bytes:
    """The digest an opaque token is stored with: 32 bytes SHA-256 of `opaque`, a zero byte and its text."""
    return hashlib.sha256(b"opaque\0" + text).digest()

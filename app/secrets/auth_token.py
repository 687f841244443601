"""The AuthToken: the secret a device is flashed with.

Ours is `csd_`, 30 random base62 characters (178 bits) and 6 characters of
checksum: CRC-32 (zlib) of the 34 characters before, written in base62, most
significant first, padded with `0`. A typo is refused without asking anybody.
"""

import re
import secrets
import zlib
from typing import Final, Self

from app.secrets.plaintext import Plaintext

PREFIX: Final = "csd_"
BASE62: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
RANDOM_LENGTH: Final = 30
CHECKSUM_LENGTH: Final = 6
LENGTH: Final = len(PREFIX) + RANDOM_LENGTH + CHECKSUM_LENGTH

_OURS: Final = re.compile(r"csd_[0-9A-Za-z]{36}")
_FOREIGN: Final = re.compile(r"[A-Za-z0-9_-]{16,64}")


class AuthTokenMalformed(ValueError):
    """The text is no AuthToken: its checksum fails, or it has the form of none."""

    def __init__(self) -> None:
        super().__init__("This is not an AuthToken.")


class AuthToken(Plaintext):
    """An AuthToken in plaintext; made by `mint` or `parse`."""

    __slots__ = ()

    @classmethod
    def mint(cls) -> Self:
        """A fresh AuthToken of our own form, from the system's randomness."""
        body = PREFIX + "".join(secrets.choice(BASE62) for _ in range(RANDOM_LENGTH))
        return cls(body + checksum(body.encode("ascii")))

    @classmethod
    def parse(cls, text: str) -> Self:
        """The AuthToken that `text` is, character for character.

        What begins with `csd_` must be of our form and pass its checksum.
        Anything else is foreign, brought along by a manufacturer, and taken
        as it is: 16 to 64 of the characters `A-Z a-z 0-9 _ -`.

        Raises `AuthTokenMalformed`.
        """
        if text.startswith(PREFIX):
            if _OURS.fullmatch(text) is None or checksum(text[:-CHECKSUM_LENGTH].encode("ascii")) != text[-6:]:
                raise AuthTokenMalformed
        elif _FOREIGN.fullmatch(text) is None:
            raise AuthTokenMalformed
        return cls(text)

    @property
    def is_foreign(self) -> bool:
        """Whether this AuthToken was made elsewhere and brought along."""
        return not self.text.startswith(PREFIX)


def checksum(body: bytes) -> str:
    """The six checksum characters after `body`, the first 34 characters of one of our AuthTokens."""
    number = zlib.crc32(body)
    characters = ""
    for _ in range(CHECKSUM_LENGTH):
        number, digit = divmod(number, len(BASE62))
        characters = BASE62[digit] + characters
    return characters

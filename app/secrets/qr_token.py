"""The QR token: the secret on the box, good for claiming and for nothing else.

Ours is 18 random Crockford base32 characters (90 bits, one number, most
significant first) and 2 check characters: that number mod 1021 in the same
alphabet. 1021 is prime and divides no difference that one wrong character or
one swap of neighbours can make (d·32^k and 31·d·32^k, or 33·d across the
border to the check characters, with |d| < 32), so each of those is noticed.
"""

import re
import secrets
from typing import Final, Self

from app.secrets.plaintext import Plaintext

CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_LENGTH: Final = 18
CHECK_LENGTH: Final = 2
LENGTH: Final = RANDOM_LENGTH + CHECK_LENGTH
CHECK_MODULUS: Final = 1021
LONGEST_INPUT: Final = 300
"""Characters; room for a link with the longest host name there can be."""

_GROUP: Final = 4
_LOOKALIKES: Final = str.maketrans("OIL", "011")
_TO_INT_DIGITS: Final = str.maketrans(CROCKFORD, "0123456789abcdefghijklmnopqrstuv")
_OURS: Final = re.compile(f"[{CROCKFORD}]{{{LENGTH}}}")
_FOREIGN: Final = re.compile(r"[A-Za-z0-9_-]{16,64}")
_LINK: Final = re.compile(r"https?://[^/?#\s]+/c/([^/?#]+)/?(?:[?#].*)?", re.IGNORECASE | re.ASCII)


class QrTokenMalformed(ValueError):
    """The text is no QR token: a check character fails, or it has the form of none."""

    def __init__(self) -> None:
        super().__init__("This is not a QR token. Check it against the label.")


class QrToken(Plaintext):
    """A QR token in plaintext, in its one canonical form; made by `mint` or `parse`."""

    __slots__ = ()

    @classmethod
    def mint(cls) -> Self:
        """A fresh QR token of our own form, from the system's randomness."""
        number = secrets.randbits(5 * RANDOM_LENGTH)
        return cls(_digits(number, RANDOM_LENGTH) + _digits(number % CHECK_MODULUS, CHECK_LENGTH))

    @classmethod
    def parse(cls, text: str) -> Self:
        """The QR token somebody typed, scanned or imported.

        Space around it is dropped, and of a whole link (`https://host/c/…` in
        any case) only the code counts. Then, in this order:

        1. Letters and digits that number exactly 20 without hyphens and
           spaces are ours: case is ignored, `O` read as `0`, `I` and `L` as
           `1`, and the check characters must hold.
        2. Five groups of four with one character missing or too many are
           ours, mistyped, and refused.
        3. 16 to 64 of the characters `A-Z a-z 0-9 _ -` are foreign, brought
           along by a manufacturer, and taken exactly as they are.

        Raises `QrTokenMalformed`.
        """
        if len(text) > LONGEST_INPUT:
            raise QrTokenMalformed
        code = text.strip()
        if (link := _LINK.fullmatch(code)) is not None:
            code = link[1].strip()
        if not code.isascii():
            raise QrTokenMalformed
        compact = code.replace("-", "").replace(" ", "")
        if len(compact) == LENGTH and compact.isalnum():
            return cls(_checked(compact.upper().translate(_LOOKALIKES)))
        if _is_grouped_with_a_slip(code) or _FOREIGN.fullmatch(code) is None:
            raise QrTokenMalformed
        return cls(code)

    @property
    def grouped(self) -> str:
        """For people: `XXXX-XXXX-XXXX-XXXX-XXXX`; a foreign QR token as it is."""
        if self.is_foreign:
            return self.text
        return "-".join(self.text[start : start + _GROUP] for start in range(0, LENGTH, _GROUP))

    @property
    def is_foreign(self) -> bool:
        """Whether this QR token was made elsewhere and brought along."""
        return not (len(self.text) == LENGTH and self.text.isalnum())


def _checked(canonical: str) -> str:
    """The 20 characters themselves, when they are of the alphabet and their check holds."""
    if _OURS.fullmatch(canonical) is None:
        raise QrTokenMalformed
    digits = canonical.translate(_TO_INT_DIGITS)
    if int(digits[:RANDOM_LENGTH], 32) % CHECK_MODULUS != int(digits[RANDOM_LENGTH:], 32):
        raise QrTokenMalformed
    return canonical


def _is_grouped_with_a_slip(code: str) -> bool:
    """Whether this is the grouped form with one character missing or too many.

    Five groups, not any number: product keys of four groups of four, and
    UUIDs, are foreign tokens that must pass.
    """
    groups = [group for group in re.split("[- ]+", code) if group]
    lengths = sorted(len(group) for group in groups)
    return lengths in ([3, 4, 4, 4, 4], [4, 4, 4, 4, 5]) and all(group.isalnum() for group in groups)


def _digits(number: int, count: int) -> str:
    """`number` in `count` Crockford characters, most significant first."""
    return "".join(CROCKFORD[(number >> shift) & 31] for shift in range(5 * (count - 1), -1, -5))

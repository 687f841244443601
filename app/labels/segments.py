"""How a code becomes data bits of a QR symbol (ISO/IEC 18004:2015, clause 7.4), for many codes at once.

A text in front of all codes is fixed; only the codes' own bits are made here,
where "bit" always counts within them. A segment also tells which texts have
exactly one of those bits set, which is how the effect of each bit is learnt
from an encoder that takes nothing but texts.
"""

from collections.abc import Iterator
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

ALPHANUMERIC: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
"""Table 5 of the standard: a character's value is its place."""

_PAIR_BITS: Final = 11
_SINGLE_BITS: Final = 6

_VALUE: Final = np.zeros(256, np.uint16)
_VALUE[np.frombuffer(ALPHANUMERIC.encode("ascii"), np.uint8)] = np.arange(len(ALPHANUMERIC))


class Segment(Protocol):
    """The data bits of codes of one length behind one text, in one mode."""

    def zero_text(self) -> str:
        """A text of the same length and mode as all others, with every bit of the code 0.

        Where a pair of characters holds the last one of the text in front,
        that one's share of the pair is 0 too.
        """

    def single_bit_texts(self) -> Iterator[str]:
        """For each bit in turn the text that differs from `zero_text` in this bit alone."""

    def data(self, codes: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """The bits of codes given as ASCII, shape (n, length), packed as `numpy.packbits` does it."""


class AlphanumericSegment:
    """Alphanumeric mode (7.4.4): pairs of characters as 11 bits, 45 times the first plus the second.

    A last character without partner takes 6 bits. Pairs count from the
    beginning of the text, so after an odd number of characters the last of
    them shares its pair with the code's first.
    """

    def __init__(self, before_code: str, code_length: int) -> None:
        paired = len(before_code) // 2 * 2
        self._before = before_code[:paired]
        self._shared = before_code[paired:]
        self._characters = len(self._shared) + code_length

    def zero_text(self) -> str:
        return self._before + "0" * self._characters

    def single_bit_texts(self) -> Iterator[str]:
        zero = self.zero_text()
        pairs_end = len(zero) // 2 * 2
        for start in range(len(self._before), pairs_end, 2):
            for bit in reversed(range(_PAIR_BITS)):
                first, second = divmod(1 << bit, len(ALPHANUMERIC))
                yield zero[:start] + ALPHANUMERIC[first] + ALPHANUMERIC[second] + zero[start + 2 :]
        if pairs_end < len(zero):
            for bit in reversed(range(_SINGLE_BITS)):
                yield zero[:pairs_end] + ALPHANUMERIC[1 << bit]

    def data(self, codes: NDArray[np.uint8]) -> NDArray[np.uint8]:
        values = np.empty((len(codes), self._characters), np.uint16)
        values[:, : len(self._shared)] = [ALPHANUMERIC.index(character) for character in self._shared]
        values[:, len(self._shared) :] = _VALUE[codes]
        pairs_end = self._characters // 2 * 2
        pairs = len(ALPHANUMERIC) * values[:, :pairs_end:2] + values[:, 1:pairs_end:2]
        bits = [_bits_of(pairs, _PAIR_BITS), _bits_of(values[:, pairs_end:], _SINGLE_BITS)]
        return np.packbits(np.concatenate(bits, axis=1), axis=1)


class ByteSegment:
    """Byte mode (7.4.5): 8 bits a character."""

    def __init__(self, before_code: str, code_length: int) -> None:
        self._before = before_code
        self._code_length = code_length

    def zero_text(self) -> str:
        return self._before + "\0" * self._code_length

    def single_bit_texts(self) -> Iterator[str]:
        zero = self.zero_text()
        for start in range(len(self._before), len(zero)):
            for bit in reversed(range(8)):
                yield zero[:start] + chr(1 << bit) + zero[start + 1 :]

    def data(self, codes: NDArray[np.uint8]) -> NDArray[np.uint8]:
        return codes


def _bits_of(numbers: NDArray[np.uint16], width: int) -> NDArray[np.uint8]:
    """The binary digits of each row's numbers in a row, most significant first."""
    digits = (numbers[:, :, None] >> np.arange(width - 1, -1, -1, dtype=np.uint16)) & 1
    return digits.reshape(len(numbers), -1).astype(np.uint8)

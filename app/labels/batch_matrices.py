"""The modules of thousands of QR codes at once, equal to segno's module by module, mask by mask.

Why this can be fast
--------------------
Codes that stand behind one text, have one length, one mode and one error
correction level share the version, and with it everything that a QR encoder
decides, but for the mask. The clauses are those of ISO/IEC 18004:2015.

1. A code becomes data bits (7.4); mode, character count, terminator and pad
   codewords are the same for all.
2. Error correction codewords (7.5) are remainders of a division of
   polynomials over GF(2^8). The remainder of a sum is the sum of the
   remainders, and adding in GF(2^8) is XOR: each bit of these codewords is
   the XOR of some data bits.
3. Interleaving (7.6) and placement (7.7) move bits to fixed places.
4. A data mask (7.8.2) inverts a fixed set of modules. Format information
   (7.9) and version information (7.10) are constant for a mask.

So for mask `k` all modules together are an affine function over GF(2) of the
data bits `x`:

    modules_k(x) = modules_k(0) ⊕ L(x),   L(x) = XOR of L(bit i) over the set bits i of x

`L` is the same for all masks and is learnt from segno, which makes one symbol
with all bits 0 and one for each bit alone: L(bit i) is their difference. From
then on a symbol is some XORs of table rows (`gf2.LinearMap`).

The mask is the one with the fewest penalty points (7.8.3), counted on the
symbol before format and version information are written into it, the first of
equals; `mask_penalties` counts them on rows and columns as words.

segno stays the oracle: it makes every symbol that does not fit into this
scheme, and the tests compare with it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any, Final

import numpy as np
import segno
from numpy.typing import NDArray

from app.labels import qr
from app.labels.gf2 import LinearMap, Words
from app.labels.mask_penalties import penalties
from app.labels.qr import ErrorLevel
from app.labels.segments import ALPHANUMERIC, AlphanumericSegment, ByteSegment, Segment

Modules = NDArray[np.uint8]
"""Symbols by row and column, 1 for dark, without quiet zone: shape (n, size, size)."""

MASKS: Final = 8
LARGEST_SIZE: Final = 61
"""Version 11, the largest symbol whose lines fit into words of 64 bits."""
SHAPES_KEPT: Final = 3
"""So many shapes a process remembers: 3 MB each for our own tokens, up to 40 MB for the longest foreign ones."""

_CACHE_BYTES: Final = 90_000
"""What one array may take, for all that are at work together to stay in a core's cache."""
_BITS_LEARNT_PER_SYMBOL: Final = 4
"""segno shows the effect of so many bits, with a given mask, while it makes one symbol and chooses its mask."""

_IS_ALPHANUMERIC: Final = re.compile(f"[{re.escape(ALPHANUMERIC)}]*")


class Mode(Enum):
    """How characters become data bits; the value is segno's name for it."""

    ALPHANUMERIC = "alphanumeric"
    BYTE = "byte"


@dataclass(frozen=True, slots=True)
class Shape:
    """What codes must have in common to be encoded together. Holds no code."""

    before_code: str
    code_length: int
    mode: Mode
    level: ErrorLevel

    def segment(self) -> Segment:
        """How codes of this shape become data bits."""
        kind = AlphanumericSegment if self.mode is Mode.ALPHANUMERIC else ByteSegment
        return kind(self.before_code, self.code_length)

    @property
    def pays_from(self) -> int:
        """The number of codes from which on it is faster to learn this shape than to ask segno for each symbol."""
        bits_per_character = 6 if self.mode is Mode.ALPHANUMERIC else 8
        return self.code_length * bits_per_character // _BITS_LEARNT_PER_SYMBOL


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TabledSymbols:
    """Symbols of one shape, made from tables."""

    positions: Sequence[int]
    """Which of the codes asked for these are."""
    encoder: "BatchEncoder"
    data: NDArray[np.uint8]
    """The codes' data bits, packed: shape (n, bytes)."""
    masks: NDArray[np.uint8]
    lines: Words
    """Rows, then columns, as words, bit `i` for module `i`: shape (n, 2 × size)."""

    @property
    def modules(self) -> Modules:
        """The symbols module by module."""
        size = self.encoder.size
        places = np.arange(size, dtype=self.lines.dtype)
        return ((self.lines[:, :size, None] >> places) & self.lines.dtype.type(1)).astype(np.uint8)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PlainSymbols:
    """Symbols of one size, made by segno one by one."""

    positions: Sequence[int]
    """Which of the codes asked for these are."""
    modules: Modules


Symbols = TabledSymbols | PlainSymbols


def encode(before_code: str, codes: Sequence[str], level: ErrorLevel = "q") -> list[Symbols]:
    """The QR codes of `before_code` followed by each of `codes`, at exactly this level.

    Where enough codes have one shape they are made from tables, all others by
    segno; the modules are the same. Results come in any order: together their
    `positions` name each place in `codes` once. Give some thousand codes at a
    time: fewer do not pay for the tables, more only take memory.
    """
    together: dict[tuple[int, Mode | None], list[int]] = {}
    for position, code in enumerate(codes):
        together.setdefault((len(code), _mode_of(code)), []).append(position)
    symbols: list[Symbols] = []
    one_by_one: list[int] = []
    for positions in together.values():
        shape = shape_of(before_code, codes[positions[0]], level)
        pays = shape is not None and len(positions) >= shape.pays_from
        encoder = encoder_for(shape) if shape is not None and pays else None
        if encoder is None:
            one_by_one += positions
        else:
            symbols.append(encoder.encode([codes[position] for position in positions], positions))
    return symbols + _asked_of_segno(before_code, codes, one_by_one, level)


def shape_of(before_code: str, code: str, level: ErrorLevel) -> Shape | None:
    """The shape of a code, the same for all of its length and mode; None where codes do not go together.

    That is without a code, outside of ASCII, and behind nothing but digits,
    where a code of digits alone would get numeric mode and no other.
    """
    mode = _mode_of(before_code + code)
    if not code or not before_code.strip("0123456789") or mode is None:
        return None
    return Shape(before_code, len(code), mode, level)


def _mode_of(text: str) -> Mode | None:
    if _IS_ALPHANUMERIC.fullmatch(text):
        return Mode.ALPHANUMERIC
    return Mode.BYTE if text.isascii() else None


@lru_cache(SHAPES_KEPT)
def encoder_for(shape: Shape) -> "BatchEncoder | None":
    """The encoder of a shape, learnt from segno at its first use; None when its symbols are too large for one."""
    zero_text = shape.segment().zero_text()
    finals = np.stack([_symbol(zero_text, shape, mask) for mask in range(MASKS)])
    return BatchEncoder(shape, finals) if finals.shape[1] <= LARGEST_SIZE else None


class BatchEncoder:
    """Encodes codes of one shape; made by `encoder_for`."""

    __slots__ = (
        "_chunk",
        "_final_lines",
        "_inverted_by",
        "_scored_lines",
        "_segment",
        "basis",
        "finals",
        "shape",
        "size",
    )

    def __init__(self, shape: Shape, finals: Modules) -> None:
        self.shape = shape
        self._segment = shape.segment()
        self.size = finals.shape[1]
        """Modules along an edge."""
        self.finals = finals
        """modules_k(0): the finished symbol of data bits that are all 0, for each mask."""
        self.basis = np.stack([_symbol(text, shape, mask=0) for text in self._segment.single_bit_texts()]) ^ finals[0]
        """L(bit i): the modules that each data bit inverts."""
        self._inverted_by = LinearMap(_lines(self.basis))
        self._final_lines = _lines(finals)
        self._scored_lines = _lines_first(_lines(finals * _may_be_scored(self.size)))[:, :, None]
        self._chunk = max(1, _CACHE_BYTES // self._final_lines.nbytes)

    def encode(self, codes: Sequence[str], positions: Sequence[int]) -> TabledSymbols:
        """The symbols of `codes`, all of this encoder's shape; `positions` is handed on."""
        characters = np.frombuffer("".join(codes).encode("ascii"), np.uint8).reshape(len(codes), -1)
        data = self._segment.data(characters)
        masks = np.empty(len(codes), np.uint8)
        lines = np.empty((len(codes), 2 * self.size), self._final_lines.dtype)
        for start in range(0, len(codes), self._chunk):
            chunk = slice(start, start + self._chunk)
            inverted = self._inverted_by(data[chunk])
            scored = self._scored_lines ^ _lines_first(inverted)[:, None, :]
            masks[chunk] = penalties(scored, self.size).argmin(axis=0)
            lines[chunk] = self._final_lines[masks[chunk]] ^ inverted
        return TabledSymbols(positions, self, data, masks, lines)


def _symbol(text: str, shape: Shape, mask: int) -> Modules:
    symbol = segno.make(text, error=shape.level, mode=shape.mode.value, mask=mask, micro=False, boost_error=False)
    return np.array([bytearray(row) for row in symbol.matrix], np.uint8)


def _lines(modules: Modules) -> Words:
    """Rows, then columns, as words: shape (n, 2 × size)."""
    size = modules.shape[1]
    word = np.uint32 if size <= 32 else np.uint64
    values = np.left_shift(word(1), np.arange(size, dtype=word))
    both_ways = np.concatenate([modules, modules.transpose(0, 2, 1)], axis=1)
    lines: Words = (both_ways * values).sum(axis=2, dtype=word)
    return lines


def _lines_first(lines: Words) -> Words:
    """The same by line, then by symbol, also in memory: adding up over lines is quick only that way."""
    return np.ascontiguousarray(lines.T)


def _may_be_scored(size: int) -> NDArray[np.uint8]:
    """1 for each module, 0 for those of format (7.9.1) and version information (7.10), which are written last."""
    area = np.ones((size, size), np.uint8)
    area[8, :6] = area[8, 7:9] = area[8, -8:] = 0  # beside the upper finder patterns, but not in the timing pattern
    area[:6, 8] = area[7:9, 8] = area[-8:, 8] = 0  # the left ones; with the dark module above the last seven
    if size >= 45:  # version 7
        area[:6, -11:-8] = area[-11:-8, :6] = 0
    return area


def _asked_of_segno(
    before_code: str, codes: Sequence[str], positions: Sequence[int], level: ErrorLevel
) -> list[Symbols]:
    by_size: dict[int, tuple[list[int], list[Any]]] = {}
    for position in positions:
        rows = qr.matrix(before_code + codes[position], level)
        places, symbols = by_size.setdefault(len(rows), ([], []))
        places.append(position)
        symbols.append([bytearray(row) for row in rows])
    return [PlainSymbols(places, np.array(symbols, np.uint8)) for places, symbols in by_size.values()]

"""Writing a deflate stream by hand (RFC 1951), where its bits must stand at known places.

A compressor's output depends on all it is given. Here the caller says which
literals and which repeats to write, so that data of one form always give a
stream of one length, in which a literal is found at the same bits each time.
"""

from collections.abc import Iterable, Mapping
from typing import Final

END_OF_BLOCK: Final = 256
SHORTEST_REPEAT: Final = 3
LONGEST_REPEAT: Final = 258

_LONGEST_SYMBOL: Final = 285
_CODE_LENGTH_ORDER: Final = (16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15)
_CODE_LENGTHS: Final = {18: 2, 2: 2, 0: 3, 1: 3, 3: 3, 17: 3}
"""The code that the lengths of the other codes (0 to 3, and runs of 0) are written in."""


class DynamicBlock:
    """The one block of a deflate stream, with Huffman codes of its own.

    `code_lengths` names every symbol of the literal and length alphabet that
    will be written, with a length of 1 to 3 bits each; they must make a
    complete code. All repeats reach back by the same `distance`.
    """

    def __init__(self, code_lengths: Mapping[int, int], distance: int) -> None:
        self.bits: list[int] = []
        """The stream so far, in the order in which a decoder reads it."""
        self._codes = _huffman_codes(code_lengths)
        self._distance_symbol, self._distance_extra, self._distance_extra_bits = _distance_symbol(distance)
        self._number(1, 1)  # this is the last block
        self._number(2, 2)  # with dynamic Huffman codes
        self._header(
            [code_lengths.get(symbol, 0) for symbol in range(max(code_lengths) + 1)],
            [0] * self._distance_symbol + [1],
        )

    def literal(self, byte: int) -> None:
        """Write one byte."""
        self._code(self._codes[byte])

    def repeat(self, length: int) -> None:
        """Write again the `length` bytes that begin one distance back."""
        symbol, extra, extra_bits = repeat_symbol(length)
        self._code(self._codes[symbol])
        self._number(extra, extra_bits)
        self._code("0")  # the only distance code, which has one bit (3.2.7)
        self._number(self._distance_extra, self._distance_extra_bits)

    def end(self) -> None:
        """End block and stream; after this `bits` are whole bytes."""
        self._code(self._codes[END_OF_BLOCK])
        self.bits += [0] * (-len(self.bits) % 8)

    def _header(self, literal_lengths: list[int], distance_lengths: list[int]) -> None:
        """What comes before the data: the lengths of all codes (3.2.7)."""
        self._number(len(literal_lengths) - 257, 5)
        self._number(len(distance_lengths) - 1, 5)
        self._number(len(_CODE_LENGTH_ORDER) - 4, 4)
        for symbol in _CODE_LENGTH_ORDER:
            self._number(_CODE_LENGTHS.get(symbol, 0), 3)
        codes = _huffman_codes(_CODE_LENGTHS)
        for symbol, extra, extra_bits in _run_lengths(literal_lengths + distance_lengths):
            self._code(codes[symbol])
            self._number(extra, extra_bits)

    def _number(self, value: int, width: int) -> None:
        """Numbers are written from the least significant bit on (3.1.1)."""
        self.bits += [(value >> place) & 1 for place in range(width)]

    def _code(self, code: str) -> None:
        """Huffman codes are written from the most significant bit on (3.1.1)."""
        self.bits += [int(bit) for bit in code]


def repeat_symbol(length: int) -> tuple[int, int, int]:
    """The symbol of a repeat of 3 to 258 bytes, with the value and width of its extra bits (3.2.5)."""
    if length == LONGEST_REPEAT:
        return _LONGEST_SYMBOL, 0, 0
    beyond = length - SHORTEST_REPEAT
    width = max(0, beyond.bit_length() - 3)
    return 257 + 4 * width + (beyond >> width), beyond & ((1 << width) - 1), width


def _distance_symbol(distance: int) -> tuple[int, int, int]:
    """The symbol of a distance, with the value and width of its extra bits (3.2.5)."""
    beyond = distance - 1
    width = max(0, beyond.bit_length() - 2)
    return 2 * width + (beyond >> width), beyond & ((1 << width) - 1), width


def _huffman_codes(lengths: Mapping[int, int]) -> dict[int, str]:
    """The canonical codes of these lengths, in binary digits (3.2.2)."""
    codes: dict[int, str] = {}
    code, length_before = 0, 0
    for symbol, length in sorted(lengths.items(), key=lambda item: (item[1], item[0])):
        code <<= length - length_before
        codes[symbol] = format(code, f"0{length}b")
        code, length_before = code + 1, length
    return codes


def _run_lengths(lengths: Iterable[int]) -> list[tuple[int, int, int]]:
    """Code lengths as symbols with the value and width of their extra bits; runs of 0 become 17 and 18 (3.2.7)."""
    symbols: list[tuple[int, int, int]] = []
    zeros = 0
    for length in lengths:
        if length == 0:
            zeros += 1
            continue
        symbols += [*_zeros(zeros), (length, 0, 0)]
        zeros = 0
    return symbols + _zeros(zeros)


def _zeros(count: int) -> list[tuple[int, int, int]]:
    symbols = []
    while count >= 3:
        run = min(count, 138)
        symbols.append((18, run - 11, 7) if run >= 11 else (17, run - 3, 3))
        count -= run
    return symbols + [(0, 0, 0)] * count

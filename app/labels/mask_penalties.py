"""Which data mask a QR symbol gets: the penalty points of ISO/IEC 18004:2015, clause 7.8.3.1, on whole lines at once.

A line of modules, a row or a column, is one word: bit `i` is its module `i`, 1
for dark, and the bits above the last module are 0. A shift moves all modules
of a line, so that a comparison with neighbours takes one operation for a line
instead of one for a module, and a popcount adds up what was found. numpy does
each such operation on all lines of all masks of many symbols in one call.

Where the standard leaves room, this decides as segno does: matches of the
finder-like pattern do not overlap, and outside of the symbol all is light.
"""

from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.labels.gf2 import Words

_N2: Final = 3
_N3: Final = 40
_N4: Final = 10


def penalties(lines: Words, size: int) -> NDArray[np.int32]:
    """The penalty points of symbols of `size` × `size` modules.

    `lines` has the lines first: `size` rows, then `size` columns; any axes may
    follow (masks, symbols), and those are the axes of the result. The modules
    of format and version information are still light, as the standard demands.
    """
    word = lines.dtype.type
    all_ones = word(np.iinfo(word).max)
    from_last_module = all_ones ^ word((1 << (size - 1)) - 1)
    # Bit i: modules i and i + 1 differ. What lies beyond the last module counts as different, to end all runs there.
    changes = lines >> word(1)
    changes ^= lines
    changes |= from_last_module
    points = _runs(changes) + _N3 * _finder_likes(lines, changes, size)
    rows = lines[:size]
    points += _N2 * _blocks(rows, changes[:size])
    points += _proportion_points(size)[_count(rows)]
    return points


def _runs(changes: Words) -> NDArray[np.int32]:
    """N1: a run of 5 + i equal modules counts 3 + i.

    Five modules are equal when four neighbouring changes are missing. A run of
    5 + i modules holds 1 + i such starts, side by side, and has two ends: each
    start counts one point, and so does each end.
    """
    word = changes.dtype.type
    no_start = changes | (changes >> word(1))
    no_start |= no_start >> word(2)
    ends = (no_start << word(1)) | word(1)  # 1: before the first module, no run starts either
    ends ^= no_start
    bits = len(changes) * np.iinfo(word).bits
    return bits - _count(no_start) + _count(ends)


def _blocks(rows: Words, changes: Words) -> NDArray[np.int32]:
    """How many blocks of 2 × 2 modules are of one colour, which N2 counts 3 points each."""
    several_colours = rows[1:] ^ rows[:-1]
    several_colours |= changes[1:]
    several_colours |= changes[:-1]
    bits = len(several_colours) * np.iinfo(rows.dtype.type).bits
    return bits - _count(several_colours)


def _finder_likes(lines: Words, changes: Words, size: int) -> NDArray[np.int32]:
    """How often dark and light modules stand 1:1:3:1:1 beside four light ones, which N3 counts 40 points each."""
    word = lines.dtype.type
    # 1011101: dark; then change, change, same, same, change, change.
    two_changes = changes >> word(1)
    a_change = two_changes | changes
    two_changes &= changes
    found = two_changes >> word(4)
    found &= two_changes
    found &= lines
    found &= word((1 << (size - 6)) - 1)  # from the last places no seven modules remain
    a_change >>= word(2)
    found &= ~a_change

    dark_after = lines | (lines >> word(1))
    dark_after |= dark_after >> word(2)
    dark_after >>= word(7)
    dark_before = lines | (lines << word(1))
    dark_before |= dark_before << word(2)
    dark_before <<= word(1)
    dark_after &= dark_before
    found &= ~dark_after

    # Two matches overlap when 4 or 6 modules apart; the second does not count. A third would make the second one dark
    # on both sides, so that it was not found at all: looking one match back is enough.
    overlapping = (found << word(4)) | (found << word(6))
    found &= ~overlapping
    return _count(found)


@cache
def _proportion_points(size: int) -> NDArray[np.int32]:
    """N4 by the number of dark modules: 10 points for each full 5 % away from one half."""
    shares = (dark / size**2 * 100 for dark in range(size**2 + 1))
    return np.array([_N4 * int(abs(share - 50) / 5) for share in shares], np.int32)


def _count(lines: Words) -> NDArray[np.int32]:
    """The number of bits that are set, added up over the lines."""
    counts: NDArray[Any] = np.bitwise_count(lines).sum(axis=0, dtype=np.int16)
    return counts.astype(np.int32)

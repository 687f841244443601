"""Finding values that a large file holds twice, in 16 bytes a value instead of a dictionary of texts."""

import zlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

_Run = tuple[npt.NDArray[np.int64], npt.NDArray[np.uint64]]


class SeenValues:
    """Remembers values by their hash, and in which row each was first.

    A value is kept as Python's keyed 64-bit hash, a CRC-32 and 32 bits of row
    number. Two different values pass for the same when hash and CRC agree:
    for a million values a chance of one in 10^17. The hashes stand in sorted
    runs, each twice as long as the next or longer, so that a value is looked
    for in some twenty of them at most.
    """

    def __init__(self) -> None:
        self._runs: list[_Run] = []

    def add(self, rows: Sequence[int], values: Sequence[str]) -> dict[int, int]:
        """Take values with their rows; returns those that were there before: position to first row."""
        first = dict(zip(reversed(values), range(len(values) - 1, -1, -1), strict=True))
        hashes = np.fromiter(map(hash, first), np.int64, len(first))
        checks = np.fromiter((zlib.crc32(value.encode()) for value in first), np.uint64, len(first))
        known = {at: row for run in self._runs for at, row in _found(run, hashes, checks)}
        places = np.fromiter((rows[position] for position in first.values()), np.uint64, len(first))
        is_new = np.ones(len(first), bool)
        is_new[list(known)] = False
        self._keep(hashes[is_new], (checks << np.uint64(32) | places)[is_new])
        if not known and len(first) == len(values):
            return {}
        earlier = {value: known[at] for at, value in enumerate(first) if at in known}
        return {
            position: earlier.get(value, rows[first[value]])
            for position, value in enumerate(values)
            if value in earlier or first[value] != position
        }

    def _keep(self, hashes: npt.NDArray[np.int64], marks: npt.NDArray[np.uint64]) -> None:
        order = np.argsort(hashes)
        self._runs.append((hashes[order], marks[order]))
        while len(self._runs) > 1 and len(self._runs[-2][0]) < 2 * len(self._runs[-1][0]):
            last, before = self._runs.pop(), self._runs.pop()
            merged = np.concatenate((before[0], last[0]))
            order = np.argsort(merged, kind="stable")
            self._runs.append((merged[order], np.concatenate((before[1], last[1]))[order]))


def _found(run: _Run, hashes: npt.NDArray[np.int64], checks: npt.NDArray[np.uint64]) -> list[tuple[int, int]]:
    """Which of the hashes a run holds with the same check, and the row kept with each."""
    known, marks = run
    at = np.searchsorted(known, hashes)
    at[at == len(known)] = 0
    is_hit = (known[at] == hashes) & (marks[at] >> np.uint64(32) == checks) if len(known) else np.zeros(0, bool)
    return [(int(i), int(marks[at[i]] & np.uint64(0xFFFF_FFFF))) for i in np.flatnonzero(is_hit)]

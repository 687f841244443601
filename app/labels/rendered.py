"""What drawing many QR codes gives: files in the order of their codes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from app.labels.batch_matrices import Symbols
from app.labels.qr import LARGEST_MODULE, SMALLEST_MODULE, ModuleSizeUnusable


@dataclass(frozen=True, slots=True, repr=False)
class Files:
    """Finished files in the order of their codes, and the CRC-32 of each."""

    contents: list[bytes]
    crcs: list[int]

    @classmethod
    def room_for(cls, symbols: Iterable[Symbols]) -> Self:
        """As many files as there are symbols, to be filled in by `put`."""
        count = sum(len(batch.positions) for batch in symbols)
        return cls([b""] * count, [0] * count)

    def put(self, positions: Sequence[int], contents: Sequence[bytes], crcs: Sequence[int]) -> None:
        """Fill in the files of the codes at these positions."""
        for position, content, crc in zip(positions, contents, crcs, strict=True):
            self.contents[position] = content
            self.crcs[position] = crc


def check_module_size(module_size: int) -> None:
    """Raises `ModuleSizeUnusable` unless a module may be so many pixels wide."""
    if not SMALLEST_MODULE <= module_size <= LARGEST_MODULE:
        raise ModuleSizeUnusable(module_size)

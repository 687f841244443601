"""The PNG file of a QR code at 8 pixels a module, laid out so that a dark module flips exactly one bit.

At one bit a pixel a module takes one byte of a scanline: 0 for dark, 255 for
light. The deflate stream holds each row of modules as one scanline of literals
and seven repeats of it. The Huffman codes of 0 and 255 have two bits and
differ in the last, so the length of the stream and the place of each module in
it never depend on the modules. After the stream come Adler-32 and CRC-32, which
depend on everything. Formats: PNG (ISO/IEC 15948), RFC 1950, RFC 1951.
"""

import struct
import zlib
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.labels.batch_matrices import Modules
from app.labels.checksums import ADLER_MODULUS, big_endian, extend_crc32
from app.labels.deflate import END_OF_BLOCK, LONGEST_REPEAT, SHORTEST_REPEAT, DynamicBlock, repeat_symbol
from app.labels.qr import QUIET_ZONE

MODULE_SIZE: Final = 8
"""Pixels; at this size a module is one byte of a scanline."""

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"

_DARK: Final = 0
_LIGHT: Final = 255
_NO_FILTER: Final = 0
_SIZES_KEPT: Final = 8


class PngLayout:
    """The files of all symbols of `size` × `size` modules; get it from `layout_for`."""

    def __init__(self, size: int) -> None:
        self._width = size + 2 * QUIET_ZONE
        self._line = 1 + self._width
        """Bytes of a scanline: its filter type, then a byte a module."""
        deflated, places = self._deflated(size)
        pixels = MODULE_SIZE * self._width
        zlib_header = b"\x78\x01"
        idat_length = len(zlib_header) + len(deflated) + 4
        before_idat = SIGNATURE + chunk(b"IHDR", bilevel_header(pixels)) + struct.pack(">I", idat_length)
        before_deflated = before_idat + b"IDAT" + zlib_header
        self.light = before_deflated + deflated
        """The file of a symbol without a dark module, up to the end of the deflate stream."""
        self.idat_start = len(before_idat)
        """Where that begins which the CRC of the image data counts: at the chunk's type."""
        self._bits_of_modules = 8 * len(before_deflated) + places.ravel()
        self._end = np.frombuffer(chunk(b"IEND", b""), np.uint8)
        self.file_length = len(self.light) + 4 + 4 + len(self._end)

        scanlines = MODULE_SIZE * self._width
        self._light_adler = zlib.adler32((bytes([_NO_FILTER]) + bytes([_LIGHT]) * self._width) * scanlines)
        self._row_weights, self._column_weights = self._adler_weights(size)

    def changes(self, modules: Modules) -> NDArray[np.uint8]:
        """What dark modules change in `light`, as bytes to XOR: shape (n, length of `light`). Linear over GF(2)."""
        bits = np.zeros((len(modules), 8 * len(self.light)), np.uint8)
        bits[:, self._bits_of_modules] = modules.reshape(len(modules), -1)
        return np.packbits(bits, axis=1, bitorder="little")

    def adlers(self, dark_in_rows: NDArray[np.integer], dark_in_columns: NDArray[np.integer]) -> NDArray[np.uint32]:
        """The Adler-32 of the pixels, from the number of dark modules in each row and each column, shape (n, size).

        Adler-32 (RFC 1950) is two sums mod 65521: of all bytes, and of all
        bytes times their distance from the end. A dark module takes 255 away
        from 8 bytes, one in each of its scanlines, and their distances are a
        part for the row plus a part for the column.
        """
        sum_light, weighted_light = self._light_adler & 0xFFFF, self._light_adler >> 16
        sums = sum_light - (_LIGHT - _DARK) * MODULE_SIZE * dark_in_rows.sum(axis=1, dtype=np.int64)
        weighted = weighted_light - dark_in_rows @ self._row_weights - dark_in_columns @ self._column_weights
        adlers: NDArray[np.int64] = (weighted % ADLER_MODULUS) << 16 | (sums % ADLER_MODULUS)
        return adlers.astype(np.uint32)

    def finish(
        self,
        files: NDArray[np.uint8],
        adlers: NDArray[np.uint32],
        idat_crcs: NDArray[np.uint32],
        crcs: NDArray[np.uint32],
    ) -> NDArray[np.uint32]:
        """Write what follows the deflate stream into `files`, shape (n, `file_length`); returns their CRC-32.

        `idat_crcs` and `crcs` are those of the image data and of the whole
        file, as far as the deflate stream goes.
        """
        rest = files[:, len(self.light) :]
        rest[:, :4] = big_endian(adlers)
        rest[:, 4:8] = big_endian(extend_crc32(idat_crcs, rest[:, :4]))
        rest[:, 8:] = self._end
        return extend_crc32(crcs, rest)

    def files(self, modules: Modules) -> tuple[NDArray[np.uint8], NDArray[np.uint32]]:
        """The files of any symbols, shape (n, `file_length`), and their CRC-32."""
        files = np.empty((len(modules), self.file_length), np.uint8)
        started = files[:, : len(self.light)]
        for symbol, file in zip(modules, started, strict=True):
            file[:] = np.frombuffer(self.light, np.uint8) ^ self.changes(symbol[None])[0]
        idat_crcs = np.array([zlib.crc32(file[self.idat_start :].data) for file in started], np.uint32)
        crcs = np.array([zlib.crc32(file.data) for file in started], np.uint32)
        adlers = self.adlers(modules.sum(axis=2, dtype=np.int64), modules.sum(axis=1, dtype=np.int64))
        return files, self.finish(files, adlers, idat_crcs, crcs)

    def _deflated(self, size: int) -> tuple[bytes, NDArray[np.intp]]:
        """The deflate stream of an all light symbol, and the bit in it that makes each module dark."""
        places = np.empty((size, size), np.intp)
        repeats = _repeats((MODULE_SIZE - 1) * self._line)
        block = DynamicBlock(_code_lengths(repeats), distance=self._line)
        for row in range(-QUIET_ZONE, size + QUIET_ZONE):
            block.literal(_NO_FILTER)
            for column in range(-QUIET_ZONE, size + QUIET_ZONE):
                block.literal(_LIGHT)
                if 0 <= row < size and 0 <= column < size:
                    places[row, column] = len(block.bits) - 1
            for length in repeats:
                block.repeat(length)
        block.end()
        return np.packbits(np.array(block.bits, np.uint8), bitorder="little").tobytes(), places

    def _adler_weights(self, size: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """What a dark module takes from the weighted sum of Adler-32, as a part for its row and one for its column."""
        length = self._line * MODULE_SIZE * self._width
        scanlines = MODULE_SIZE * (QUIET_ZONE + np.arange(size, dtype=np.int64))[:, None] + np.arange(MODULE_SIZE)
        first_modules = scanlines * self._line + 1 + QUIET_ZONE
        rows = (_LIGHT - _DARK) * (length - first_modules).sum(axis=1)
        columns = -(_LIGHT - _DARK) * MODULE_SIZE * np.arange(size, dtype=np.int64)
        return rows, columns


@lru_cache(_SIZES_KEPT)
def layout_for(size: int) -> PngLayout:
    """The layout for symbols of `size` × `size` modules."""
    return PngLayout(size)


def chunk(kind: bytes, content: bytes) -> bytes:
    """A chunk of a PNG file."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def bilevel_header(pixels: int) -> bytes:
    """What IHDR says of a square of `pixels` × `pixels`: greyscale, one bit each, not interlaced."""
    return struct.pack(">IIBBBBB", pixels, pixels, 1, 0, 0, 0, 0)


def _repeats(length: int) -> list[int]:
    """`length` as a sum of lengths that a repeat can have."""
    repeats = []
    while length > LONGEST_REPEAT:
        repeats.append(min(LONGEST_REPEAT, length - SHORTEST_REPEAT))
        length -= repeats[-1]
    return [*repeats, length]


def _code_lengths(repeats: list[int]) -> dict[int, int]:
    """A complete code: a quarter of it for each of the two colours, the other half for all else."""
    others = [*dict.fromkeys(repeat_symbol(length)[0] for length in repeats), END_OF_BLOCK]
    lengths = {2: (2, 2), 3: (2, 3, 3), 4: (3, 3, 3, 3)}[len(others)]
    return {_DARK: 2, _LIGHT: 2, **dict(zip(others, lengths, strict=True))}

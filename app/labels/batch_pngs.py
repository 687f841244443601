"""PNG files of many QR codes, with the CRC-32 of each whole file for the directory of a zip.

In the layout of `png_layout` a dark module flips one bit of the file, and
CRC-32 is affine over GF(2) itself. So the file up to its Adler-32, and both
checksums up to there, are an affine function of the code's data bits just like
its modules are (see `batch_matrices`), and come out of the same kind of table.

Symbols without tables get the same file from their modules: the bytes depend
on the code alone, not on its company. Other module sizes than 8 pixels are
ordinary PNGs, each compressed by zlib.
"""

import zlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.labels.batch_matrices import (
    SHAPES_KEPT,
    BatchEncoder,
    Modules,
    Shape,
    Symbols,
    TabledSymbols,
    encoder_for,
)
from app.labels.checksums import crc32_change
from app.labels.gf2 import LinearMap, Words
from app.labels.png_layout import MODULE_SIZE, SIGNATURE, bilevel_header, chunk, layout_for
from app.labels.qr import QUIET_ZONE
from app.labels.rendered import Files, check_module_size

_CHUNK: Final = 64
"""Files worked on together, for the processor's cache."""


def png_files(symbols: Sequence[Symbols], module_size: int = MODULE_SIZE) -> Files:
    """The PNG file of each symbol: one bit greyscale, `module_size` pixels a module, with its quiet zone.

    `symbols` is what `batch_matrices.encode` returned; the files are in the
    order of the codes. Raises `ModuleSizeUnusable`.
    """
    check_module_size(module_size)
    files = Files.room_for(symbols)
    for batch in symbols:
        files.put(batch.positions, *_files_of(batch, module_size))
    return files


def _files_of(batch: Symbols, module_size: int) -> tuple[list[bytes], list[int]]:
    if module_size != MODULE_SIZE:
        contents = [_zlib_png(modules, module_size) for modules in batch.modules]
        return contents, [zlib.crc32(content) for content in contents]
    if isinstance(batch, TabledSymbols):
        files, crcs = _tables_for(batch.encoder.shape).files(batch)
    else:
        files, crcs = layout_for(batch.modules.shape[1]).files(batch.modules)
    rows: list[bytes] = files.view(f"V{files.shape[1]}").ravel().tolist()
    return rows, crcs.tolist()


def _zlib_png(modules: NDArray[np.uint8], module_size: int) -> bytes:
    """The PNG of one symbol at any module size."""
    light = np.pad(modules == 0, QUIET_ZONE, constant_values=True)
    scanlines = np.packbits(light.repeat(module_size, axis=1), axis=1).repeat(module_size, axis=0)
    unfiltered = np.pad(scanlines, ((0, 0), (1, 0)))  # each begins with its filter type, 0
    return (
        SIGNATURE
        + chunk(b"IHDR", bilevel_header(len(scanlines)))
        + chunk(b"IDAT", zlib.compress(unfiltered.tobytes(), 9))
        + chunk(b"IEND", b"")
    )


class _PngTables:
    """Files of one shape, from the data bits of its codes.

    A row of the tables holds both CRC-32, then the file up to the end of its
    deflate stream, as words.
    """

    def __init__(self, encoder: BatchEncoder) -> None:
        self._layout = layout_for(encoder.size)
        light = self._layout.light
        of_idat, of_all = zlib.crc32(light[self._layout.idat_start :]), zlib.crc32(light)
        light_row = _rows(np.frombuffer(light, np.uint8)[None], [of_idat], [of_all])
        self._changed_by = LinearMap(self._changes(encoder.basis))
        self._finals = light_row ^ self._changes(encoder.finals)

    def files(self, symbols: TabledSymbols) -> tuple[NDArray[np.uint8], NDArray[np.uint32]]:
        """The files, shape (n, length), and their CRC-32."""
        count = len(symbols.data)
        started = len(self._layout.light)
        files = np.empty((count, self._layout.file_length), np.uint8)
        crcs = np.empty((count, 2), np.uint32)
        for start in range(0, count, _CHUNK):
            of_chunk = slice(start, start + _CHUNK)
            rows = self._changed_by(symbols.data[of_chunk])
            rows ^= self._finals[symbols.masks[of_chunk]]
            crcs[of_chunk] = rows[:, :1].view(np.uint32)
            files[of_chunk, :started] = rows[:, 1:].view(np.uint8)[:, :started]
        dark = np.bitwise_count(symbols.lines)
        size = symbols.encoder.size
        adlers = self._layout.adlers(dark[:, :size], dark[:, size:])
        return files, self._layout.finish(files, adlers, crcs[:, 0], crcs[:, 1])

    def _changes(self, modules: Modules) -> Words:
        changes = self._layout.changes(modules)
        idats = [crc32_change(change[self._layout.idat_start :].tobytes()) for change in changes]
        return _rows(changes, idats, [crc32_change(change.tobytes()) for change in changes])


def _rows(files: NDArray[np.uint8], idat_crcs: list[int], crcs: list[int]) -> Words:
    """Both checksums in the first word, then the bytes, filled up to whole words."""
    rows = np.zeros((len(files), 1 + -(-files.shape[1] // 8)), np.uint64)
    rows[:, :1].view(np.uint32)[:] = np.column_stack([idat_crcs, crcs])
    rows.view(np.uint8)[:, 8 : 8 + files.shape[1]] = files
    return rows


@lru_cache(SHAPES_KEPT)
def _tables_for(shape: Shape) -> _PngTables:
    encoder = encoder_for(shape)
    assert encoder is not None  # or there were no symbols of this shape
    return _PngTables(encoder)

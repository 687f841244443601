"""SVG files of many QR codes, byte by byte those that `qr.svg` makes one at a time."""

import zlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.labels.batch_matrices import Modules, Symbols
from app.labels.qr import QUIET_ZONE
from app.labels.rendered import Files, check_module_size

_SIZES_KEPT: Final = 8
_CHUNK: Final = 128


def svg_files(symbols: Sequence[Symbols], module_size: int = 8) -> Files:
    """The SVG file of each symbol, as `qr.svg` describes it.

    `symbols` is what `batch_matrices.encode` returned; the files are in the
    order of the codes. Raises `ModuleSizeUnusable`.
    """
    check_module_size(module_size)
    files = Files.room_for(symbols)
    for batch in symbols:
        modules = batch.modules
        contents: list[bytes] = []
        for start in range(0, len(modules), _CHUNK):
            contents += _drawn(modules[start : start + _CHUNK], module_size)
        files.put(batch.positions, contents, [zlib.crc32(content) for content in contents])
    return files


def _drawn(modules: Modules, module_size: int) -> list[bytes]:
    size = modules.shape[1]
    width = size + 2 * QUIET_ZONE
    before = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width * module_size}" height="{width * module_size}"'
        f' viewBox="0 0 {width} {width}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{width}v{width}H0z"/><path fill="#000" d="'
    )
    return [f'{before}{path}"/></svg>'.encode() for path in _paths(modules)]


def _paths(modules: Modules) -> list[str]:
    """Path data of each symbol, with a rectangle for each horizontal run of dark modules."""
    size = modules.shape[1]
    moves, rectangles = _path_parts(size)
    # Between light modules on both sides a run begins where modules get darker, and ends where they get lighter. Both
    # are found in the order of symbol, row and column, so that the n-th of one belongs to the n-th of the other.
    changes = np.diff(np.pad(modules, ((0, 0), (0, 0), (1, 1))).view(np.int8), axis=2)
    numbers, rows, starts = np.nonzero(changes == 1)
    ends = np.nonzero(changes == -1)[2]
    parts = np.empty(2 * len(starts), object)
    parts[::2] = moves[rows, starts]
    parts[1::2] = rectangles[ends - starts]
    texts: list[str] = parts.tolist()
    limits = 2 * np.searchsorted(numbers, np.arange(len(modules) + 1))
    return ["".join(texts[start:end]) for start, end in zip(limits[:-1].tolist(), limits[1:].tolist(), strict=True)]


@lru_cache(_SIZES_KEPT)
def _path_parts(size: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """What a run is drawn with: the move to its beginning, by row and column, and the rectangle, by its length."""
    places = range(QUIET_ZONE, size + QUIET_ZONE)
    moves = np.array([[f"M{x} {y}" for x in places] for y in places], object)
    rectangles = np.array([f"h{length}v1h-{length}z" for length in range(size + 1)], object)
    return moves, rectangles

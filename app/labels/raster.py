"""Lines of text as dots, for printers that have no letters for them."""

from math import ceil
from typing import Final

import numpy as np
import uharfbuzz

from app.labels.layout import ASCENT, DESCENT
from app.labels.typesetting import Line

_HALF: Final = 128

Dots = np.ndarray[tuple[int, int], np.dtype[np.bool_]]
"""Rows of dots from top to bottom, True for black."""


def rasterized(line: Line, size: float) -> tuple[Dots, int]:
    """The line with `size` dots an em, and how many of the rows lie above the baseline."""
    above, below = ceil(ASCENT * size), ceil(DESCENT * size)
    width = max(ceil(line.width * size), 1)
    drawing = uharfbuzz.RasterDraw()
    drawing.extents = uharfbuzz.RasterExtents(0, -below, width, above + below)
    left = 0.0
    for run in line.runs:
        scale = size / run.typeface.units
        for glyph in run.glyphs:
            drawing.transform = (scale, 0, 0, scale, left + glyph.x * scale, glyph.y * scale)
            drawing.draw_glyph(run.typeface.font, glyph.number)
        left += run.width * size
    image = drawing.render()
    extents = image.extents
    rows = np.frombuffer(image.buffer, dtype=np.uint8).reshape(extents.height, extents.stride)
    return rows[::-1, : extents.width] >= _HALF, above

"""Labels in ZPL II, for label printers: the QR code as a bitmap made of whole printer dots.

Every printer makes the identical symbol from it, which no built-in QR command
promises. Text in Latin letters uses the printer's own font 0; a line with
anything else is a bitmap too, because that font prints nothing for it. The
commands and the run lengths of `^GFA` are those of Zebra's "ZPL II Programming
Guide" (^A, ^CI, ^FH, ^FO, ^FT, ^GF, ^LL, ^PW; "Alternative Data Compression
Scheme"). The file is plain ASCII.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from math import ceil, floor
from typing import Final

import numpy as np

from app.labels.label import Concerns, Label, LabelWarning
from app.labels.layout import POINT, LabelDesign, PlacedLine, arrange
from app.labels.matrices import Matrix, with_matrices
from app.labels.module_size import FEWEST_DOTS, note_size
from app.labels.qr import QUIET_ZONE
from app.labels.raster import Dots, rasterized
from app.labels.typefaces import Typefaces, standard_typefaces
from app.labels.typesetting import ELLIPSIS

DOTS_PER_MILLIMETRE: Final = {203: 8, 300: 12, 600: 24}
"""What print heads sold as 203, 300 and 600 dpi really have."""
WANTED_MODULE: Final = 0.5
"""Millimetres: 4 dots at 203 dpi."""

_UNESCAPED: Final = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 -.,:;/()+&#%'*=!?@")
_LONGEST_RUN: Final = 419


class ResolutionUnknown(ValueError):
    """No printer head has this resolution."""

    def __init__(self, dpi: int) -> None:
        super().__init__(f"Label printers have {', '.join(map(str, DOTS_PER_MILLIMETRE))} dpi, not {dpi}.")
        self.dpi = dpi


@dataclass(frozen=True, slots=True)
class ZplLabel:
    """A label for a printer, and what to know before printing it."""

    content: bytes
    warnings: tuple[LabelWarning, ...]


def zpl_label(
    label: Label,
    design: LabelDesign,
    dpi: int,
    *,
    wanted_module: float = WANTED_MODULE,
    is_compressed: bool = True,
    typefaces: Typefaces | None = None,
) -> ZplLabel:
    """One label; see `zpl_labels`."""
    concerns = Concerns()
    (content,) = zpl_labels(
        [label],
        design,
        dpi,
        concerns,
        wanted_module=wanted_module,
        is_compressed=is_compressed,
        typefaces=typefaces,
    )
    return ZplLabel(content, concerns.warnings())


def zpl_labels(
    labels: Iterable[Label],
    design: LabelDesign,
    dpi: int,
    concerns: Concerns,
    *,
    wanted_module: float = WANTED_MODULE,
    is_compressed: bool = True,
    typefaces: Typefaces | None = None,
) -> Iterator[bytes]:
    """The format of each label from `^XA` to `^XZ`, one by one; put together they are one print job.

    Modules are the largest whole number of dots that is at most
    `wanted_module` millimetres and fits. `is_compressed=False` writes plain
    hexadecimal for imitations of ZPL that know no run lengths. What to know
    before printing is told to `concerns`. Raises `ResolutionUnknown`,
    `ModulesTooSmall`, `TextDoesNotFit`, at the first label concerned.
    """
    if dpi not in DOTS_PER_MILLIMETRE:
        raise ResolutionUnknown(dpi)
    density = DOTS_PER_MILLIMETRE[dpi]
    faces = typefaces or standard_typefaces()
    head = f"^XA^CI28^PW{round(design.width * density)}^LL{round(design.height * density)}^LH0,0\n"
    for label, modules in with_matrices(labels):
        arranged = arrange(label, design, len(modules), faces, concerns, dot=1 / density, wanted=wanted_module)
        note_size(arranged.module, concerns)
        if arranged.dots < FEWEST_DOTS:
            concerns.few_dots(arranged.dots)
        # The first dot of the symbol is rounded down and of the text up: away from each other.
        x = floor(arranged.symbol_x * density) + QUIET_ZONE * arranged.dots
        y = floor(arranged.symbol_y * density) + QUIET_ZONE * arranged.dots
        rows = [row for row in _packed(_widened(modules, arranged.dots)) for _ in range(arranged.dots)]
        fields = [_bitmap(rows, x, y, is_compressed=is_compressed)]
        fields += [_text(placed, density, is_compressed=is_compressed) for placed in arranged.lines]
        yield (head + "".join(fields) + "^PQ1^XZ\n").encode("ascii")


def _text(placed: PlacedLine, density: int, *, is_compressed: bool) -> str:
    """A line of text, by the printer's font where that has the letters."""
    x, baseline = ceil(placed.x * density), round(placed.baseline * density)
    size = placed.size * POINT * density
    text = placed.line.text.replace(ELLIPSIS, "...")
    if all(" " <= character <= "~" or "\u00a0" <= character <= "\u00ff" for character in text):
        return f"^FT{x},{baseline}^A0N,{round(size)},{round(size)}^FH_^FD{_escaped(text)}^FS\n"
    dots, above = rasterized(placed.line, size)
    return _bitmap(_packed(dots), x, baseline - above, is_compressed=is_compressed)


def _escaped(text: str) -> str:
    """Field data in which nothing is a command: bytes of UTF-8, most that are no letter or digit as `_` and hex."""
    return "".join(chr(byte) if byte in _UNESCAPED else f"_{byte:02X}" for byte in text.encode())


def _widened(modules: Matrix, dots: int) -> Dots:
    """Each module so many dots wide, and still one high."""
    flat = np.frombuffer(b"".join(modules), dtype=bool)
    return flat.reshape(len(modules), -1).repeat(dots, axis=1)


def _packed(dots: Dots) -> list[str]:
    """Rows of dots as hexadecimal digits, filled up to whole bytes with white."""
    return [row.tobytes().hex().upper() for row in np.packbits(dots, axis=1)]


def _bitmap(rows: list[str], x: int, y: int, *, is_compressed: bool) -> str:
    """A `^GFA` graphic with its top left dot at `x`, `y`."""
    width = len(rows[0]) // 2
    data = _compressed(rows) if is_compressed else "".join(rows)
    return f"^FO{max(x, 0)},{max(y, 0)}^GFA,{len(rows) * width},{len(rows) * width},{width},{data}^FS\n"


def _compressed(lines: Iterable[str]) -> str:
    """Rows of hex digits in the short form: `:` repeats the row above, `,` and `!` fill it up with 0 and 1."""
    written: list[str] = []
    above = None
    for line in lines:
        if line == above:
            written.append(":")
            continue
        above = line
        for filler, mark in (("0", ","), ("F", "!")):
            kept = len(line.rstrip(filler))
            kept += kept % 2  # only whole bytes are filled up
            if kept < len(line):
                written.append(_run_lengths(line[:kept]) + mark)
                break
        else:
            written.append(_run_lengths(line))
    return "".join(written)


def _run_lengths(digits: str) -> str:
    """Each run of a digit as its length and the digit: `G` to `Y` for 1 to 19, `g` to `z` for 20 to 400."""
    written: list[str] = []
    for digit, group in groupby(digits):
        length = sum(1 for _ in group)
        while length:
            part = min(length, _LONGEST_RUN)
            length -= part
            twenties, ones = divmod(part, 20)
            count = (chr(ord("f") + twenties) if twenties else "") + (chr(ord("F") + ones) if ones else "")
            written.append(digit * part if part < 3 else count + digit)
    return "".join(written)

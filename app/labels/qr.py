"""QR codes: one symbol as modules, PNG, SVG or terminal drawing.

Always a full-size QR code (no Micro QR) at exactly the level asked for, black
on white, with the quiet zone of 4 modules that ISO/IEC 18004 demands. The
same text gives the same bytes.
"""

from base64 import b64encode
from io import BytesIO
from itertools import groupby
from typing import Final, Literal

import segno

ErrorLevel = Literal["l", "m", "q", "h"]

QUIET_ZONE: Final = 4
SMALLEST_MODULE: Final = 1
LARGEST_MODULE: Final = 64

_BLACK_ON_WHITE: Final = "\x1b[38;5;16;48;5;231m"
_PLAIN: Final = "\x1b[0m"
_HALF_BLOCKS: Final = " ▄▀█"


class ModuleSizeUnusable(ValueError):
    """A module cannot be this many pixels wide."""

    def __init__(self, module_size: int) -> None:
        super().__init__(f"A module is {SMALLEST_MODULE} to {LARGEST_MODULE} pixels wide, not {module_size}.")
        self.module_size = module_size


def matrix(text: str, error: ErrorLevel = "q") -> tuple[bytes, ...]:
    """The modules of the QR code for `text`, row by row, 1 for dark, without quiet zone."""
    return tuple(bytes(row) for row in _symbol(text, error).matrix)


def png(text: str, module_size: int = 8, error: ErrorLevel = "q") -> bytes:
    """The QR code as PNG, one bit greyscale, `module_size` pixels a module. Raises `ModuleSizeUnusable`."""
    _check_module_size(module_size)
    out = BytesIO()
    _symbol(text, error).save(out, kind="png", scale=module_size, border=QUIET_ZONE)
    return out.getvalue()


def svg(text: str, module_size: int = 8, error: ErrorLevel = "q") -> bytes:
    """The QR code as an SVG element in UTF-8, to stand alone or inside a page.

    Its view box counts modules, quiet zone included; `module_size` only sets
    the size it is shown at when nothing else does. Raises `ModuleSizeUnusable`.
    """
    _check_module_size(module_size)
    modules = matrix(text, error)
    width = len(modules) + 2 * QUIET_ZONE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width * module_size}" height="{width * module_size}"'
        f' viewBox="0 0 {width} {width}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{width}v{width}H0z"/><path fill="#000" d="{_dark_runs(modules)}"/></svg>'
    ).encode()


def terminal(text: str, error: ErrorLevel = "q") -> str:
    """The QR code drawn with half blocks, two rows of modules a line, ending in a line break.

    Each line sets black on white by itself (256-colour codes, which no theme
    repaints), so that it scans on dark and on light terminals.
    """
    modules = matrix(text, error)
    side = b"\0" * QUIET_ZONE
    blank = b"\0" * (len(modules) + 2 * QUIET_ZONE)
    rows = [blank] * QUIET_ZONE + [side + row + side for row in modules] + [blank] * QUIET_ZONE
    if len(rows) % 2:
        rows.append(blank)
    lines = (
        "".join(_HALF_BLOCKS[2 * above + below] for above, below in zip(upper, lower, strict=True))
        for upper, lower in zip(rows[::2], rows[1::2], strict=True)
    )
    return "".join(f"{_BLACK_ON_WHITE}{line}{_PLAIN}\n" for line in lines)


def data_uri(mime: str, content: bytes) -> str:
    """`content` as a `data:` URI of this media type, in base64."""
    return f"data:{mime};base64,{b64encode(content).decode('ascii')}"


def _symbol(text: str, error: ErrorLevel) -> segno.QRCode:
    return segno.make(text, error=error, micro=False, boost_error=False)


def _check_module_size(module_size: int) -> None:
    if not SMALLEST_MODULE <= module_size <= LARGEST_MODULE:
        raise ModuleSizeUnusable(module_size)


def _dark_runs(modules: tuple[bytes, ...]) -> str:
    """Path data that draws each horizontal run of dark modules as one rectangle."""
    runs: list[str] = []
    for y, row in enumerate(modules, QUIET_ZONE):
        x = QUIET_ZONE
        for is_dark, group in groupby(row):
            length = len(tuple(group))
            if is_dark:
                runs.append(f"M{x} {y}h{length}v1h-{length}z")
            x += length
    return "".join(runs)

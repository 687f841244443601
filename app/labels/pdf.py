"""What all our PDFs share: a document with fixed bytes, black symbols, lines of text.

Coordinates are millimetres from the top left corner of the page, unlike PDF's
own. Black is DeviceGray 0, so that a press prints it with black ink alone. The
only fonts are embedded ones. Text that a PDF viewer would have to join or
stack letters for is drawn as shapes; all other text can be searched and copied.
"""

import re
from collections.abc import Sequence
from functools import cache
from io import BytesIO
from threading import Lock
from typing import Final

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from app.labels.colours import Colour
from app.labels.layout import ASCENT, DESCENT, POINT
from app.labels.matrices import Matrix
from app.labels.qr import QUIET_ZONE
from app.labels.typefaces import Segment, Style, Typeface, standard_typefaces
from app.labels.typesetting import Line, Run

_DARK: Final = re.compile(rb"\x01+")
_OPERATORS: Final = {"move": "m", "line": "l", "cubic": "c", "close": "h"}
rl_config.useA85 = 0  # bytes as they are, not as text: a fifth smaller and much faster
_WRITING: Final = Lock()  # a font shared by documents keeps a reading position while it is subset


class Document:
    """A PDF in the making. Equal calls make equal bytes."""

    def __init__(self, width: float, height: float, *, title: str, language: str = "en") -> None:
        self.width = width
        self.height = height
        self.pages = 0
        self._buffer = BytesIO()
        self.canvas = Canvas(
            self._buffer,
            pagesize=(width / POINT, height / POINT),
            invariant=True,
            pageCompression=1,
            initialFontName=_embedded(standard_typefaces().of(Style.REGULAR)[0]),
            lang=language,
        )
        self.canvas.setTitle(title)
        self.canvas.setCreator("Claimstead")
        self.canvas.setViewerPreference("PrintScaling", "None")

    def literal(self, operators: str) -> None:
        """Page operators as PDF writes them, in PDF's own coordinates."""
        self.canvas.addLiteral(operators)

    def end_page(self) -> None:
        """Close this page; what comes next stands on another."""
        self.canvas.showPage()
        self.pages += 1

    def finish(self) -> bytes:
        """The whole document. Call it once, after the last page was closed."""
        with _WRITING:
            self.canvas.save()
        return self._buffer.getvalue()

    def symbol(self, modules: Matrix, x: float, y: float, module: float) -> None:
        """A QR code; `x` and `y` are the corner of its quiet zone. One path, so that no seams show."""
        left = (x + QUIET_ZONE * module) / POINT
        top = (self.height - y - QUIET_ZONE * module) / POINT
        size = _number(module / POINT)
        self.literal(f"q 0 g {size} 0 0 -{size} {_number(left)} {_number(top)} cm {_dark_runs(modules)} f Q")

    def text(self, line: Line, x: float, baseline: float, size: float, colour: Colour | None = None) -> None:
        """A line of text with its left end at `x`; black without a colour."""
        fill = "0 g" if colour is None else f"{' '.join(_number(part) for part in colour)} rg"
        self.literal(f"q {fill}")
        left, bottom = x / POINT, (self.height - baseline) / POINT
        for run in line.runs:
            if run.is_plain and run.typeface.is_embeddable:
                self.canvas.setFont(_embedded(run.typeface), size)
                self.canvas.drawString(left, bottom, run.text)
            else:
                self.literal(_shapes(run, left, bottom, size))
            left += run.width * size
        self.literal("Q")


@cache
def _embedded(typeface: Typeface) -> str:
    """The name under which the PDF library knows a typeface."""
    name = f"Claimstead-{typeface.name}"
    pdfmetrics.registerFont(TTFont(name, BytesIO(typeface.data), shapable=False))
    return name


def _dark_runs(modules: Matrix) -> str:
    """A rectangle for each horizontal run of dark modules, in modules from the top left."""
    return " ".join(
        f"{run.start()} {y} {run.end() - run.start()} 1 re"
        for y, row in enumerate(modules)
        for run in _DARK.finditer(row)
    )


def _shapes(run: Run, left: float, bottom: float, size: float) -> str:
    """A run as filled outlines. Each is written in font units, so that repeated names compress well."""
    scale = size / run.typeface.units
    band = (left, bottom - DESCENT * size, run.width * size, (ASCENT + DESCENT) * size)
    parts = [f"q {' '.join(_number(value) for value in band)} re W n"]
    parts.append(f"{scale:.6f} 0 0 {scale:.6f} {_number(left)} {_number(bottom)} cm")
    for glyph in run.glyphs:
        outline = run.typeface.outline(glyph.number)
        if outline:
            parts.append(f"q 1 0 0 1 {glyph.x} {glyph.y} cm {_path(outline)} f Q")
    return " ".join((*parts, "Q"))


def _path(outline: Sequence[Segment]) -> str:
    return " ".join(
        " ".join((*(_number(value) for value in segment.points), _OPERATORS[segment.kind])) for segment in outline
    )


def _number(value: float) -> str:
    """At most four decimals (a hundred-thousandth of a millimetre), never an exponent."""
    return f"{value:.4f}".rstrip("0").rstrip(".")

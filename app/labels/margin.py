"""What stands in the margin of a label sheet: a ruler, how to print, which sheet this is."""

from typing import Final

from app.labels.layout import POINT
from app.labels.pdf import Document
from app.labels.sheet_template import SheetTemplate
from app.labels.typefaces import Style, Typefaces
from app.labels.typesetting import Line, clean, shortened, typeset

_SIZE: Final = 6.5
_STROKE: Final = 0.2
_TICK: Final = 1.8
_GAP: Final = 3.0
_LEAST_MARGIN: Final = 8.0
_UNPRINTABLE: Final = 4.3  # what most office printers leave white along the edge
_LEAST_CAPTION: Final = 4.0

_METRIC: Final = ((100.0, 10.0, "100 mm"), (50.0, 10.0, "50 mm"))
_INCHES: Final = ((101.6, 12.7, "4 inches"), (50.8, 12.7, "2 inches"))


def draw_margin(document: Document, template: SheetTemplate, caption: str, number: str, typefaces: Typefaces) -> bool:
    """Draw it above the labels, or below them where there is more room; whether there was room for the ruler.

    `caption` and `number` (of the sheet) stand at the right end, shortened or
    left out when there is no room for them.
    """
    baseline = _baseline(template)
    if baseline is None:
        return False
    left = max(template.margin_left, _UNPRINTABLE + 1)
    right = template.page_width - left
    for length, step, name in _INCHES if template.is_in_inches else _METRIC:
        for advice in (
            f"Print at 100 % (actual size): this line is {name} long.",
            f"{name} · print at 100 %",
        ):
            line = typeset(advice, Style.REGULAR, typefaces)
            start = left + length + _GAP
            end = start + _length(line)
            if end <= right:
                _draw_scale(document, left, baseline, length, step)
                document.text(line, start, baseline, _SIZE)
                _draw_name(document, caption, number, end + _GAP, right, baseline, typefaces)
                return True
    return False


def _baseline(template: SheetTemplate) -> float | None:
    """Where the text stands, in the middle of a margin yet within reach of a printer; None without a margin."""
    if template.margin_top >= _LEAST_MARGIN:
        return max(_UNPRINTABLE + _TICK, template.margin_top / 2)
    if template.margin_bottom >= _LEAST_MARGIN:
        return template.page_height - max(_UNPRINTABLE, template.margin_bottom / 2)
    return None


def _length(line: Line) -> float:
    return line.width * _SIZE * POINT


def _draw_scale(document: Document, left: float, baseline: float, length: float, step: float) -> None:
    canvas = document.canvas
    canvas.setStrokeGray(0)
    canvas.setLineWidth(_STROKE / POINT)
    bottom = (document.height - baseline) / POINT
    canvas.line(left / POINT, bottom, (left + length) / POINT, bottom)
    last = round(length / step)
    for index in range(last + 1):
        x = (left + index * step) / POINT
        canvas.line(x, bottom, x, bottom + (_TICK if index in {0, last} else _TICK / 2) / POINT)


def _draw_name(
    document: Document, caption: str, number: str, left: float, right: float, baseline: float, typefaces: Typefaces
) -> None:
    room = (right - left) / (_SIZE * POINT)
    line = _name(clean(caption), number, room, typefaces)
    if line is not None:
        document.text(line, right - _length(line), baseline, _SIZE)


def _name(caption: str, number: str, room: float, typefaces: Typefaces) -> Line | None:
    """Caption and number, the caption shortened, or the number alone; None when not even that fits."""
    ending = f" · {number}" if caption and number else number
    whole = typeset(caption + ending, Style.REGULAR, typefaces)
    if whole.width <= room:
        return whole
    left_over = room - typeset(ending, Style.REGULAR, typefaces).width
    if left_over >= _LEAST_CAPTION:
        head = shortened(caption, Style.REGULAR, typefaces, left_over)
        return typeset(head.text + ending, Style.REGULAR, typefaces)
    alone = typeset(number, Style.REGULAR, typefaces)
    return alone if alone.width <= room else None

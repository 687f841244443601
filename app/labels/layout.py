"""Where the QR code and the lines of text stand on a label.

Everything is in millimetres from the label's top left corner, font sizes in
points. A wide label has its QR code at the left and the text beside it, top
and bottom flush with the symbol; another one has the text below. The quiet
zone belongs to the symbol: no text and no edge comes closer.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import chain, product
from typing import Final, NamedTuple

from app.labels.label import Concerns, Label, LabelField
from app.labels.module_size import SMALL_MODULE, ModulesTooSmall, dots_per_module
from app.labels.qr import QUIET_ZONE
from app.labels.typefaces import Style, Typefaces
from app.labels.typesetting import LONGEST_TEXT, Fit, Line, broken, clean, fitted

POINT: Final = 25.4 / 72
"""Millimetres."""
CAP_HEIGHT: Final = 0.69
"""Of the font size, in both typefaces."""
ASCENT: Final = 0.95
DESCENT: Final = 0.3
"""Of the font size; ink beyond these, of marks piled up without end, is cut off."""
SMALLEST_TEXT: Final = 4.0
"""Points."""

_LEADING: Final = 1.2
_FIELD_LEADING: Final = 1.4
_GAP: Final = 1.0
_SHRUNK: Final = 0.8
_WIDE: Final = 1.3
_SYMBOL_SHARE: Final = 0.45
_LARGER_SHARE: Final = 0.6
_LEAST_PADDING: Final = 2.0  # behind a text, which has no quiet zone of its own
_GOOD_MODULE: Final = 0.5
_ROUNDING: Final = 1e-6
_SCALES: Final = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)
_STYLES: Final = {
    LabelField.BRAND: Style.REGULAR,
    LabelField.PRODUCT: Style.BOLD,
    LabelField.CODE: Style.CODE,
    LabelField.SERIAL: Style.CODE,  # its zero is no O
}


class TextDoesNotFit(ValueError):
    """The label has no room for all fields, even at the smallest size; a code is never shortened."""

    def __init__(self, width: float, height: float) -> None:
        super().__init__(
            f"A label of {width:g} × {height:g} mm has no room for all its fields beside the QR code."
            " Leave some out, or take a larger label."
        )
        self.width = width
        self.height = height


@dataclass(frozen=True, slots=True)
class LabelDesign:
    """How a label of one size looks. `padding` is kept free along the edge, for cuts that wander."""

    width: float
    height: float
    padding: float
    fields: tuple[LabelField, ...]
    """From top to bottom. On wide labels the code and what follows it stand at the bottom."""
    sizes: Mapping[LabelField, float]
    """Points, for each field; names shrink to 80 % before they are shortened."""


class PlacedLine(NamedTuple):
    """A line of text at its place; `x` is its left end."""

    which: LabelField
    line: Line
    x: float
    baseline: float
    size: float


@dataclass(frozen=True, slots=True)
class Arrangement:
    """One label, laid out."""

    symbol_x: float
    """Left edge of the quiet zone, as `symbol_y` is its top."""
    symbol_y: float
    dots: int
    """Printer dots a module."""
    module: float
    lines: tuple[PlacedLine, ...]


class _Block(NamedTuple):
    """Fields set below each other: distances of baselines from the top of the first capital, and their height."""

    lines: tuple[tuple[LabelField, Line, float, float], ...]
    height: float


def arrange(
    label: Label,
    design: LabelDesign,
    modules: int,
    typefaces: Typefaces,
    concerns: Concerns,
    *,
    dot: float,
    wanted: float | None = None,
) -> Arrangement:
    """Lay `label` out around a symbol of `modules` modules a side.

    A module is a whole number of `dot`s (mm), as large as there is room, at
    most `wanted`. Tells `concerns` which texts were shortened or replaced.
    Raises `ModulesTooSmall`, `TextDoesNotFit`.
    """
    texts = {which: clean(label.text(which)) for which in design.fields}
    shown = {which: text for which, text in texts.items() if text}
    if not shown:
        arranged = _alone(design, modules, dot, wanted)
    elif design.width >= _WIDE * design.height:
        arranged = _beside(shown, design, modules, typefaces, dot, wanted)
    else:
        arranged = _below(shown, design, modules, typefaces, dot, wanted)
    _note_texts(label, arranged, concerns)
    return arranged


def _alone(design: LabelDesign, modules: int, dot: float, wanted: float | None) -> Arrangement:
    room = min(design.width, design.height) - 2 * design.padding
    dots = dots_per_module(modules, room, dot, wanted)
    side = (modules + 2 * QUIET_ZONE) * dots * dot
    return Arrangement((design.width - side) / 2, (design.height - side) / 2, dots, dots * dot, ())


def _beside(
    texts: Mapping[LabelField, str],
    design: LabelDesign,
    modules: int,
    typefaces: Typefaces,
    dot: float,
    wanted: float | None,
) -> Arrangement:
    """The symbol takes under half of the width, but more where its modules would become small and the text allows."""
    inner_width, inner_height = design.width - 2 * design.padding, design.height - 2 * design.padding
    refusal: ValueError = TextDoesNotFit(design.width, design.height)
    for share, least in ((_SYMBOL_SHARE, SMALL_MODULE), (_LARGER_SHARE, 0.0), (_SYMBOL_SHARE, 0.0)):
        try:
            dots = dots_per_module(modules, min(inner_height, inner_width * share), dot, wanted)
        except ModulesTooSmall as too_small:
            refusal = too_small
            continue
        lines = _column(texts, design, modules, dots * dot, typefaces) if dots * dot >= least else None
        if lines is not None:
            side = (modules + 2 * QUIET_ZONE) * dots * dot
            return Arrangement(design.padding, (design.height - side) / 2, dots, dots * dot, lines)
    raise refusal


def _column(
    texts: Mapping[LabelField, str], design: LabelDesign, modules: int, module: float, typefaces: Typefaces
) -> tuple[PlacedLine, ...] | None:
    """The lines beside a symbol with modules of this size; None when there is no room for them."""
    left = design.padding + (modules + 2 * QUIET_ZONE) * module
    width = design.width - left - max(design.padding, _LEAST_PADDING)
    flush, whole = modules * module, design.height - 2 * design.padding
    for scale in _SCALES:
        blocks = _two_blocks(texts, design, typefaces, width, scale)
        if blocks is None:
            continue
        upper, lower = blocks
        needed = _height(upper, lower)
        if needed <= whole:
            height = max(flush, needed)
            start = (design.height - height) / 2
            return (*_placed(upper, left, start), *_placed(lower, left, start + height - lower.height))
    return None


def _height(upper: _Block, lower: _Block) -> float:
    """Of two blocks with a gap that sets them apart."""
    gap = _GAP * lower.lines[0][3] * POINT if upper.lines and lower.lines else 0
    return upper.height + gap + lower.height


def _below(
    texts: Mapping[LabelField, str],
    design: LabelDesign,
    modules: int,
    typefaces: Typefaces,
    dot: float,
    wanted: float | None,
) -> Arrangement:
    width = design.width - 2 * design.padding
    refusal: ValueError = TextDoesNotFit(design.width, design.height)
    wishes = chain(product((_GOOD_MODULE,), _SCALES[:3]), product((SMALL_MODULE, 0.0), _SCALES))
    for least, scale in wishes:
        block = _block(tuple(texts.items()), design, typefaces, width, scale)
        if block is None:
            continue
        last_size = block.lines[-1][3]
        above = (ASCENT - CAP_HEIGHT) * block.lines[0][3] * POINT
        text_height = above + block.height + DESCENT * last_size * POINT
        room = min(width, design.height - 2 * design.padding - text_height)
        try:
            dots = dots_per_module(modules, room, dot, wanted)
        except ModulesTooSmall as too_small:
            refusal = too_small
            continue
        if dots * dot < least:
            continue
        side = (modules + 2 * QUIET_ZONE) * dots * dot
        top = (design.height - side - text_height) / 2
        lines = tuple(
            line._replace(x=(design.width - line.line.width * line.size * POINT) / 2)
            for line in _placed(block, 0, top + side + above)
        )
        return Arrangement((design.width - side) / 2, top, dots, dots * dot, lines)
    raise refusal


def _two_blocks(
    texts: Mapping[LabelField, str], design: LabelDesign, typefaces: Typefaces, width: float, scale: float
) -> tuple[_Block, _Block] | None:
    """What stands at the top and what stands at the bottom: the code and all after it."""
    items = tuple(texts.items())
    split = next((index for index, (which, _) in enumerate(items) if which is LabelField.CODE), len(items))
    upper = _block(items[:split], design, typefaces, width, scale)
    lower = _block(items[split:], design, typefaces, width, scale)
    return None if upper is None or lower is None else (upper, lower)


def _block(
    items: tuple[tuple[LabelField, str], ...],
    design: LabelDesign,
    typefaces: Typefaces,
    width: float,
    scale: float,
) -> _Block | None:
    """The fields below each other; None when a code finds no place."""
    lines: list[tuple[LabelField, Line, float, float]] = []
    baseline = 0.0
    for which, text in items:
        fit = _fit(which, text, typefaces, width / POINT, max(design.sizes[which] * scale, SMALLEST_TEXT), scale)
        if fit is None or any(line.width * fit.size > width / POINT + _ROUNDING for line in fit.lines):
            return None
        for index, line in enumerate(fit.lines):
            leading = _LEADING if index else _FIELD_LEADING if lines else CAP_HEIGHT
            baseline += leading * fit.size * POINT
            lines.append((which, line, baseline, fit.size))
    return _Block(tuple(lines), baseline)


def _fit(which: LabelField, text: str, typefaces: Typefaces, width: float, size: float, scale: float) -> Fit | None:
    smallest = max(_SHRUNK * size, SMALLEST_TEXT)
    if which is LabelField.CODE:
        return broken(text, typefaces, width=width, size=size, smallest=SMALLEST_TEXT)
    fit = partial(fitted, style=_STYLES[which], typefaces=typefaces, width=width, size=size, smallest=smallest)
    if which is LabelField.SERIAL:
        named = fit(f"S/N {text}", in_the_middle=True)
        return fit(text, in_the_middle=True) if named.lines[0].is_shortened else named
    return fit(text, most_lines=2 if which is LabelField.PRODUCT and scale > _SHRUNK else 1)


def _placed(block: _Block, x: float, top: float) -> Iterator[PlacedLine]:
    for which, line, baseline, size in block.lines:
        yield PlacedLine(which, line, x, top + baseline, size)


def _note_texts(label: Label, arranged: Arrangement, concerns: Concerns) -> None:
    shortened = {
        placed.which
        for placed in arranged.lines
        if placed.line.is_shortened or len(label.text(placed.which)) > LONGEST_TEXT
    }
    for which in shortened:
        concerns.shortened(which, label.text(which))
    if replaced := "".join(placed.line.replaced for placed in arranged.lines):
        concerns.replaced(replaced)

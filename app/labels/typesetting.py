"""Lines of text: cleaned, measured, fitted into a width.

Widths are in ems, that is in multiples of the font size, until a size is
chosen. Whatever arrives here is printed or visibly replaced; nothing raises.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Final, NamedTuple
from unicodedata import category, normalize

from app.labels.bidi import in_visual_order
from app.labels.typefaces import MISSING, Glyph, Style, Typeface, Typefaces, script_of

ELLIPSIS: Final = "…"
LONGEST_TEXT: Final = 300
"""Characters of a text that are looked at; no label has room for more."""

_JOINERS: Final = "\u200c\u200d"
_SPACES: Final = re.compile(r"\s+")
_PLAIN_BEFORE: Final = 0x0530
_PLAIN_RANGES: Final = ((0x10A0, 0x10FF), (0x1C90, 0x1CBF), (0x1E00, 0x27BF))
_MARKS: Final = frozenset(("Mn", "Me", "Mc"))
_ROUNDING: Final = 1e-6


class Run(NamedTuple):
    """A piece of a line in one typeface and one direction."""

    typeface: Typeface
    text: str
    glyphs: tuple[Glyph, ...]
    width: float
    """Ems."""
    is_plain: bool
    """Whether each character stands alone in reading order, so that a PDF may carry the run as text."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, ready to be drawn at any size; its runs stand from left to right."""

    text: str
    runs: tuple[Run, ...]
    width: float
    """Ems."""
    replaced: str = ""
    """The characters that no typeface has, once each."""
    is_shortened: bool = False


class Fit(NamedTuple):
    """Lines and the size in points at which they fit."""

    lines: tuple[Line, ...]
    size: float


def clean(text: str) -> str:
    """`text` on one line: composed, without control characters and directional tricks.

    What exceeds 300 characters is cut off and ends in an ellipsis.
    """
    composed = normalize("NFC", text[: LONGEST_TEXT + 1])
    one_line = _SPACES.sub(" ", "".join(_printable(character) for character in composed)).strip()
    return one_line[:LONGEST_TEXT] + ELLIPSIS if len(text) > LONGEST_TEXT else one_line


def _printable(character: str) -> str:
    match category(character):
        case "Cc" | "Zl" | "Zp" | "Zs":
            return " "
        case "Cf":
            return character if character in _JOINERS else ""
        case "Cs":
            return "\ufffd"
        case _:
            return character


def _typeset(text: str, style: Style, typefaces: Typefaces) -> Line:
    shown, chosen, replaced = _with_typefaces(text, typefaces.of(style))
    runs = tuple(
        run
        for piece in in_visual_order(shown)
        for run in _shaped(shown, chosen, piece.start, piece.end, is_right_to_left=piece.is_right_to_left)
    )
    return Line(shown, runs, sum(run.width for run in runs), replaced)


@lru_cache(maxsize=4096)
def typeset(text: str, style: Style, typefaces: Typefaces) -> Line:
    """A cleaned text as a line of this style."""
    return _typeset(text, style, typefaces)


def _with_typefaces(text: str, stack: tuple[Typeface, ...]) -> tuple[str, list[Typeface], str]:
    """What can be shown of `text`, the typeface for each character of that, and what had to be replaced."""
    shown: list[str] = []
    chosen: list[Typeface] = []
    replaced: dict[str, None] = {}
    for character in text:
        if chosen and (category(character) in _MARKS or character in _JOINERS):
            if shown[-1] != MISSING and chosen[-1].has(character):  # else it is nothing without its letter
                shown.append(character)
                chosen.append(chosen[-1])
            continue
        face = next((face for face in stack if face.has(character)), None)
        if face is None:
            replaced[character] = None
        shown.append(character if face else MISSING)
        chosen.append(face or next((face for face in stack if face.has(MISSING)), stack[0]))
    return "".join(shown), chosen, "".join(replaced)


def _shaped(text: str, chosen: list[Typeface], start: int, end: int, *, is_right_to_left: bool) -> list[Run]:
    """The runs of a piece that runs one way, from left to right."""
    scripts: list[str | None] = []
    for character in text[start:end]:
        scripts.append(script_of(character) or (scripts[-1] if scripts else None))
    first = next((script for script in scripts if script is not None), None)
    scripts = [script or first for script in scripts]
    keys = [
        (id(chosen[start + offset]), script, not is_right_to_left and _is_plain(text[start + offset]))
        for offset, script in enumerate(scripts)
    ]
    runs: list[Run] = []
    offset = start
    for (_, script, is_plain), group in groupby(keys):
        length = sum(1 for _ in group)
        runs.append(_run(chosen[offset], text[offset : offset + length], script, is_right_to_left, is_plain))
        offset += length
    return runs[::-1] if is_right_to_left else runs


def _run(typeface: Typeface, text: str, script: str | None, is_right_to_left: bool, is_plain: bool) -> Run:
    glyphs, width = typeface.shape(text, script=script, is_right_to_left=is_right_to_left, one_by_one=is_plain)
    return Run(typeface, text, glyphs, width / typeface.units, is_plain)


def _is_plain(character: str) -> bool:
    """Whether this is a character of a script whose letters neither join, stack nor move: Latin, Greek, Cyrillic …"""
    code = ord(character)
    if category(character) in _MARKS or character in _JOINERS:
        return False
    return code < _PLAIN_BEFORE or any(first <= code <= last for first, last in _PLAIN_RANGES)


def shortened(text: str, style: Style, typefaces: Typefaces, room: float, *, in_the_middle: bool = False) -> Line:
    """As much of `text` as fits into `room` ems with an ellipsis at its end, or in its middle."""

    def with_ellipsis(kept: int) -> str:
        if in_the_middle:
            head, tail = (kept + 1) // 2, kept // 2
            return text[:head].rstrip() + ELLIPSIS + (text[-tail:].lstrip() if tail else "")
        return text[:kept].rstrip(" .,;:–-") + ELLIPSIS

    kept = _most(lambda count: typeset(with_ellipsis(count), style, typefaces).width <= room, len(text) - 1)
    line = typeset(with_ellipsis(kept), style, typefaces)
    return Line(line.text, line.runs, line.width, line.replaced, is_shortened=True)


def _most(fits: Callable[[int], bool], most: int) -> int:
    """The largest number up to `most` that fits, when all below it fit; 0 without asking."""
    low, high = 0, max(most, 0)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return low


def wrapped(text: str, style: Style, typefaces: Typefaces, room: float, most_lines: int) -> tuple[Line, ...]:
    """`text` on at most so many lines of `room` ems, broken at spaces; the last one shortened when it must be."""
    lines: list[Line] = []
    rest = text
    while rest:
        whole = typeset(rest, style, typefaces)
        if whole.width <= room + _ROUNDING:
            return (*lines, whole)
        head = _first_line(rest, style, typefaces, room)
        if len(lines) + 1 == most_lines or head is None:
            return (*lines, shortened(rest, style, typefaces, room))
        lines.append(typeset(head, style, typefaces))
        rest = rest[len(head) :].lstrip()
    return tuple(lines)


def _first_line(text: str, style: Style, typefaces: Typefaces, room: float) -> str | None:
    """The longest beginning of `text` that ends before a space and fits; None when there is none."""
    ends = [0, *(match.start() for match in _SPACES.finditer(text))]
    count = _most(lambda index: typeset(text[: ends[index]], style, typefaces).width <= room, len(ends) - 1)
    return text[: ends[count]] or None


def fitted(
    text: str,
    style: Style,
    typefaces: Typefaces,
    *,
    width: float,
    size: float,
    smallest: float,
    most_lines: int = 1,
    in_the_middle: bool = False,
) -> Fit:
    """A cleaned text in `width` points: at `size`, else smaller down to `smallest`, else shortened at that."""
    is_hopeless = typeset(text, style, typefaces).width * smallest > most_lines * width
    for tried in () if is_hopeless else _sizes(size, smallest):
        lines = wrapped(text, style, typefaces, width / tried, most_lines)
        if not any(line.is_shortened for line in lines):
            return Fit(lines, tried)
    if in_the_middle and most_lines == 1:
        return Fit((shortened(text, style, typefaces, width / smallest, in_the_middle=True),), smallest)
    return Fit(wrapped(text, style, typefaces, width / smallest, most_lines), smallest)


def _sizes(size: float, smallest: float) -> Iterator[float]:
    """From `size` down to `smallest` in quarter points."""
    while size > smallest:
        yield size
        size -= 0.25
    yield smallest


def broken(text: str, typefaces: Typefaces, *, width: float, size: float, smallest: float) -> Fit | None:
    """A code in `width` points, whole on as many lines as it needs up to four; None when it does not fit.

    Fewer lines are preferred while the size stays near `size`. A line ends
    after a hyphen where there is one, so that groups stay together.
    """
    for most_lines, least in ((1, 0.85 * size), (2, 0.85 * size), (3, 0.85 * size), (2, smallest), (4, smallest)):
        for tried in _sizes(size, max(least, smallest)):
            lines = _broken(text, typefaces, width / tried)
            if lines is not None and len(lines) <= most_lines:
                return Fit(lines, tried)
    return None


def _broken(text: str, typefaces: Typefaces, room: float) -> tuple[Line, ...] | None:
    """As few lines as possible, and these about equally long."""
    # Not `typeset`: a code is used once, and a cache is no place to keep it.
    most = int((room + _ROUNDING) / _typeset("0", Style.CODE, typefaces).width)
    if most < 1:
        return None
    count = len(_pieces(text, most))
    lengths = (length for length in range(-(-len(text) // count), most + 1) if len(_pieces(text, length)) == count)
    return tuple(_typeset(piece, Style.CODE, typefaces) for piece in _pieces(text, next(lengths)))


def _pieces(text: str, most: int) -> list[str]:
    """`text` in pieces of at most so many characters, cut behind a hyphen where that is not too early."""
    found = []
    while len(text) > most:
        kept = text.rfind("-", most // 2, most) + 1 or most
        found.append(text[:kept])
        text = text[kept:]
    return [*found, text]

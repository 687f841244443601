"""The typefaces on labels and guides: what they cover, how they shape a text.

FiraGO (Latin, Greek, Cyrillic, Georgian, Arabic, Hebrew, Devanagari, Thai) and
Cascadia Mono (codes, and symbols that FiraGO lacks) come with the package
`pymupdf-fonts`, both under the SIL Open Font License, which allows embedding.
Chinese, Japanese, Korean and everything else need a font file of the
operator's (`Typefaces.with_fallback`): fonts for them weigh tens of megabytes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache
from importlib import import_module
from typing import Final, NamedTuple

import uharfbuzz

MISSING: Final = "□"
"""Stands for a character that no typeface has."""

_JOINING: Final = {"kern": True, "liga": True}
_ONE_BY_ONE: Final = {"kern": False, "liga": False, "clig": False, "calt": False, "ccmp": False, "locl": False}


class TypefaceUnusable(ValueError):
    """The bytes are no font, or one without outlines."""

    def __init__(self) -> None:
        super().__init__("This is not a font file with outlines (TrueType, OpenType or a collection of them).")


class Style(Enum):
    """The voice of a text."""

    REGULAR = "Regular"
    BOLD = "Bold"
    CODE = "Code"


class Glyph(NamedTuple):
    """A shape of a typeface at a place; in font units from the start of its run, y upwards."""

    number: int
    x: int
    y: int


class Segment(NamedTuple):
    """A part of an outline: `move`, `line`, `quadratic`, `cubic` or `close`, and its points."""

    kind: str
    points: tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Typeface:
    """One font, ready to shape texts. Compared by identity, made once."""

    name: str
    data: bytes
    font: uharfbuzz.Font
    units: int
    """Font units in an em, that is: in the font size."""
    is_embeddable: bool
    """Whether a PDF can carry it as text; otherwise its shapes are drawn."""

    def has(self, character: str) -> bool:
        """Whether the font has a shape for this character."""
        return self.font.get_nominal_glyph(ord(character)) is not None

    def shape(
        self, text: str, *, script: str | None, is_right_to_left: bool, one_by_one: bool = False
    ) -> tuple[tuple[Glyph, ...], int]:
        """The shapes for `text` from left to right, and how far they reach, in font units.

        `one_by_one` takes each character's own shape at its own width, as a
        PDF does with text; otherwise letters join, stack and kern as their
        script asks.
        """
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.direction = "rtl" if is_right_to_left else "ltr"
        if script is not None:
            buffer.script = script
        uharfbuzz.shape(self.font, buffer, _ONE_BY_ONE if one_by_one else _JOINING)
        glyphs, x = [], 0
        for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            glyphs.append(Glyph(info.codepoint, x + position.x_offset, position.y_offset))
            x += position.x_advance
        return tuple(glyphs), x

    def outline(self, glyph: int) -> tuple[Segment, ...]:
        """The outline of a shape in font units, y upwards, to be filled by the non-zero rule."""
        return _outline(self, glyph)


@dataclass(frozen=True, slots=True)
class Typefaces:
    """For each style the typefaces to try, in this order."""

    stacks: tuple[tuple[Style, tuple[Typeface, ...]], ...]

    def of(self, style: Style) -> tuple[Typeface, ...]:
        """The typefaces of a style, the preferred one first."""
        return dict(self.stacks)[style]

    def with_fallback(self, data: bytes, *, index: int = 0) -> "Typefaces":
        """These, and one more font file for characters that none of them has.

        `index` chooses within a collection. Raises `TypefaceUnusable`.
        """
        extra = _typeface("Fallback", data, index=index, is_embeddable=False)
        return Typefaces(tuple((style, (*stack, extra)) for style, stack in self.stacks))


@cache
def standard_typefaces() -> Typefaces:
    """FiraGO and Cascadia Mono, read from their package once."""
    regular, bold = _packaged("FiraGO_Regular"), _packaged("FiraGO_Bold")
    code, bold_code = _packaged("CascadiaMono_Regular"), _packaged("CascadiaMono_Bold")
    return Typefaces(
        (
            (Style.REGULAR, (regular, code)),
            (Style.BOLD, (bold, bold_code)),
            (Style.CODE, (code, regular)),
        )
    )


@cache
def script_of(character: str) -> str | None:
    """The character's script as ISO 15924 code; None for what all scripts share."""
    buffer = uharfbuzz.Buffer()
    buffer.add_str(character)
    buffer.guess_segment_properties()
    script: str | None = buffer.script
    return script


def _packaged(module: str) -> Typeface:
    data: bytes = import_module(f"pymupdf_fonts.{module}").fontbuffer
    return _typeface(module, data, index=0, is_embeddable=True)


def _typeface(name: str, data: bytes, *, index: int, is_embeddable: bool) -> Typeface:
    face = uharfbuzz.Face(data, index)
    font = uharfbuzz.Font(face)
    if face.glyph_count == 0 or not face.unicodes:
        raise TypefaceUnusable
    font.scale = (face.upem, face.upem)
    return Typeface(name, data, font, face.upem, is_embeddable)


class _Pen:
    """Writes down what HarfBuzz draws."""

    def __init__(self) -> None:
        self.segments: list[Segment] = []

    def moveTo(self, to: tuple[float, float]) -> None:  # noqa: N802 - the protocol's names
        self.segments.append(Segment("move", to))

    def lineTo(self, to: tuple[float, float]) -> None:  # noqa: N802
        self.segments.append(Segment("line", to))

    def qCurveTo(self, control: tuple[float, float], to: tuple[float, float]) -> None:  # noqa: N802
        self.segments.append(Segment("quadratic", (*control, *to)))

    def curveTo(self, first: tuple[float, float], second: tuple[float, float], to: tuple[float, float]) -> None:  # noqa: N802
        self.segments.append(Segment("cubic", (*first, *second, *to)))

    def closePath(self) -> None:  # noqa: N802
        self.segments.append(Segment("close", ()))


@lru_cache(maxsize=4096)
def _outline(typeface: Typeface, glyph: int) -> tuple[Segment, ...]:
    pen = _Pen()
    typeface.font.draw_glyph_with_pen(glyph, pen)
    return tuple(_as_cubics(pen.segments))


def _as_cubics(segments: list[Segment]) -> Iterator[Segment]:
    """The same outline without quadratic curves, which PDF does not know: each is raised to a cubic exactly."""
    x = y = 0.0
    for kind, points in segments:
        if kind == "quadratic":
            control_x, control_y, to_x, to_y = points
            raised = (
                x + 2 / 3 * (control_x - x),
                y + 2 / 3 * (control_y - y),
                to_x + 2 / 3 * (control_x - to_x),
                to_y + 2 / 3 * (control_y - to_y),
            )
            yield Segment("cubic", (*raised, to_x, to_y))
        else:
            yield Segment(kind, points)
        if points:
            x, y = points[-2:]

"""Brand colours, and text that can be read on them.

Luminance and contrast are those of WCAG 2.2 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio).
"""

import re
from typing import Final

Colour = tuple[float, float, float]
"""Red, green, blue of sRGB from 0 to 1."""

BLACK: Final[Colour] = (0.0, 0.0, 0.0)
WHITE: Final[Colour] = (1.0, 1.0, 1.0)
READABLE_TEXT: Final = 4.5
"""The contrast that text needs (success criterion 1.4.3)."""
VISIBLE_SHAPE: Final = 3.0
"""The contrast that a shape needs (success criterion 1.4.11)."""

_HEXADECIMAL: Final = re.compile(r"#([0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})", re.ASCII)


class ColourUnusable(ValueError):
    """The text is no colour."""

    def __init__(self) -> None:
        super().__init__("A colour is written as #1f6f54: two hexadecimal digits each for red, green and blue.")


def parse_colour(text: str) -> Colour:
    """The colour that `#rrggbb` or `#rgb` means. Raises `ColourUnusable`."""
    digits = _HEXADECIMAL.fullmatch(text)
    if digits is None:
        raise ColourUnusable
    width = len(digits[1]) // 3
    red, green, blue = (int(digits[1][start : start + width] * (3 - width), 16) for start in range(0, 3 * width, width))
    return red / 255, green / 255, blue / 255


def contrast(one: Colour, other: Colour) -> float:
    """How well one is seen on the other: from 1, not at all, to 21, black on white."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def text_colour_on(background: Colour) -> Colour:
    """White where that can be read, else black. One of them always can: the worse case for both is 4.58."""
    return WHITE if contrast(WHITE, background) >= READABLE_TEXT else BLACK


def _luminance(colour: Colour) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

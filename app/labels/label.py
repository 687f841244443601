"""What a label says, and what its maker should hear before it is printed by the thousand."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

_EXAMPLE_LENGTH = 40
_CHARACTERS_NAMED = 20


class LabelField(StrEnum):
    """What may stand beside the QR code."""

    BRAND = "brand"
    PRODUCT = "product"
    CODE = "code"
    SERIAL = "serial"


@dataclass(frozen=True, slots=True)
class Label:
    """The content of one label: printed, public, and good for claiming only.

    There is no place in it for an AuthToken. `link` is what the QR code says,
    `code` the QR token in the form that people read (`QrToken.grouped`). Both
    are secrets until the box is sold, so the repr is silent about them.
    """

    link: str = field(repr=False)
    code: str = field(repr=False)
    product: str
    brand: str
    serial: str = ""

    def text(self, which: LabelField) -> str:
        """What this label says in a field; empty when it says nothing there."""
        return {
            LabelField.BRAND: self.brand,
            LabelField.PRODUCT: self.product,
            LabelField.CODE: self.code,
            LabelField.SERIAL: self.serial,
        }[which]


@dataclass(frozen=True, slots=True)
class SmallModules:
    """The modules are smaller than 0.33 mm: many phones need a good print and a steady hand."""

    millimetres: float

    @property
    def message(self) -> str:
        return (
            f"The modules of the QR code are {self.millimetres:.2f} mm wide; below 0.33 mm many phones fail to read"
            " them. A larger label, a shorter claim host or fewer fields make them larger."
        )


@dataclass(frozen=True, slots=True)
class FewDots:
    """The modules are fewer than four printer dots wide: heat spread of one dot is already a quarter of them."""

    dots: int

    @property
    def message(self) -> str:
        return (
            f"The modules of the QR code are {self.dots} printer dots wide; use 4 or more,"
            " with larger modules or a printer of higher resolution."
        )


@dataclass(frozen=True, slots=True)
class TextShortened:
    """A text did not fit its place and ends in an ellipsis (a serial has it in the middle)."""

    which: LabelField
    example: str

    @property
    def message(self) -> str:
        return f"The {self.which} does not fit everywhere; it is shortened, such as “{self.example}”."


@dataclass(frozen=True, slots=True)
class CharactersReplaced:
    """No typeface at hand has these characters; an empty box stands for each."""

    characters: str

    @property
    def message(self) -> str:
        return (
            f"No typeface at hand has the characters {' '.join(self.characters)}; an empty box stands for each of them."
        )


@dataclass(frozen=True, slots=True)
class RulerOmitted:
    """Neither margin of the sheet has room for the ruler and the line about printing at 100 %."""

    @property
    def message(self) -> str:
        return "The margins of this sheet have no room for the ruler. Measure one label on a test print."


LabelWarning = SmallModules | FewDots | TextShortened | CharactersReplaced | RulerOmitted


class Concerns:
    """Gathers what is to be said about many labels, so that each thing is said once."""

    def __init__(self) -> None:
        self._modules: SmallModules | None = None
        self._dots: FewDots | None = None
        self._shortened: dict[LabelField, TextShortened] = {}
        self._replaced: dict[str, None] = {}
        self._ruler_omitted = False

    def small_modules(self, millimetres: float) -> Self:
        """A label has modules this small."""
        if self._modules is None or millimetres < self._modules.millimetres:
            self._modules = SmallModules(millimetres)
        return self

    def few_dots(self, dots: int) -> Self:
        """A label has modules of this few dots."""
        if self._dots is None or dots < self._dots.dots:
            self._dots = FewDots(dots)
        return self

    def shortened(self, which: LabelField, text: str) -> Self:
        """On a label this text of a field had to be shortened."""
        self._shortened.setdefault(which, TextShortened(which, _excerpt(text)))
        return self

    def replaced(self, characters: Iterable[str]) -> Self:
        """On a label these characters are shown as boxes."""
        self._replaced.update(dict.fromkeys(characters))
        return self

    def ruler_omitted(self) -> Self:
        """The sheet has no ruler."""
        self._ruler_omitted = True
        return self

    def warnings(self) -> tuple[LabelWarning, ...]:
        """Everything gathered, in a fixed order, each kind once (texts: once a field)."""
        found: list[LabelWarning | None] = [self._modules, self._dots]
        found += [self._shortened.get(which) for which in LabelField]
        if self._replaced:
            found.append(CharactersReplaced("".join(list(self._replaced)[:_CHARACTERS_NAMED])))
        if self._ruler_omitted:
            found.append(RulerOmitted())
        return tuple(warning for warning in found if warning is not None)


def _excerpt(text: str) -> str:
    return text if len(text) <= _EXAMPLE_LENGTH else text[: _EXAMPLE_LENGTH - 1] + "…"

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
    labels: int = 1

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
    labels: int = 1

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
    labels: int = 1

    @property
    def message(self) -> str:
        return f"The {self.which} did not fit on {_count(self.labels)} and was shortened, such as “{self.example}”."


@dataclass(frozen=True, slots=True)
class CharactersReplaced:
    """No typeface at hand has these characters; an empty box stands for each."""

    characters: str
    labels: int = 1

    @property
    def message(self) -> str:
        return (
            f"No typeface at hand has the characters {' '.join(self.characters)}; on {_count(self.labels)}"
            " an empty box stands in their place."
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
        self._labels_with_replaced = 0
        self._ruler_omitted = False

    def small_modules(self, millimetres: float) -> Self:
        """One more label with modules this small."""
        before = self._modules or SmallModules(millimetres, 0)
        self._modules = SmallModules(min(before.millimetres, millimetres), before.labels + 1)
        return self

    def few_dots(self, dots: int) -> Self:
        """One more label with modules of this few dots."""
        before = self._dots or FewDots(dots, 0)
        self._dots = FewDots(min(before.dots, dots), before.labels + 1)
        return self

    def shortened(self, which: LabelField, text: str) -> Self:
        """One more label on which this text of a field had to be shortened."""
        before = self._shortened.get(which) or TextShortened(which, _excerpt(text), 0)
        self._shortened[which] = TextShortened(which, before.example, before.labels + 1)
        return self

    def replaced(self, characters: Iterable[str]) -> Self:
        """One more label on which these characters are shown as boxes."""
        self._replaced.update(dict.fromkeys(characters))
        self._labels_with_replaced += 1
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
            named = "".join(list(self._replaced)[:_CHARACTERS_NAMED])
            found.append(CharactersReplaced(named, self._labels_with_replaced))
        if self._ruler_omitted:
            found.append(RulerOmitted())
        return tuple(warning for warning in found if warning is not None)


def _count(labels: int) -> str:
    return "one label" if labels == 1 else f"{labels:,} labels"


def _excerpt(text: str) -> str:
    return text if len(text) <= _EXAMPLE_LENGTH else text[: _EXAMPLE_LENGTH - 1] + "…"

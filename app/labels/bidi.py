"""The order in which a line with right-to-left scripts is printed.

The implicit part of the Unicode Bidirectional Algorithm (UAX #9: rules P2, P3,
W1 to W7, N1, N2, I1, I2, L1, L2) for a single line. Explicit directional
controls never arrive here: a name on a label has no business turning its
neighbours around, so they are dropped before. Brackets are resolved like other
neutrals (without rule N0), which names on labels do not miss.
"""

from collections.abc import Sequence
from itertools import groupby
from typing import Final, NamedTuple, TypeVar
from unicodedata import bidirectional

_RIGHT_TO_LEFT: Final = frozenset(("R", "AL", "AN"))
_NEUTRAL: Final = frozenset(("B", "S", "WS", "ON"))
_SPACE: Final = frozenset(("B", "S", "WS"))

_Value = TypeVar("_Value")


class Direction(NamedTuple):
    """A piece of the line, `text[start:end]`, that runs one way."""

    start: int
    end: int
    is_right_to_left: bool


def in_visual_order(text: str) -> tuple[Direction, ...]:
    """The pieces of `text` from left to right as they are printed."""
    if text.isascii():
        return (Direction(0, len(text), False),)
    kinds = [bidirectional(character) or "L" for character in text]
    if _RIGHT_TO_LEFT.isdisjoint(kinds):
        return (Direction(0, len(text), False),)
    base = next((int(kind != "L") for kind in kinds if kind in {"L", "R", "AL"}), 0)
    spaces = [kind in _SPACE for kind in kinds]
    kinds = _with_numbers(_without_marks(kinds, base), base)
    _resolve_neutral(kinds, base)
    levels = [_level(kind, base) for kind in kinds]
    for index in range(len(levels) - 1, -1, -1):  # L1: space at the end belongs to the line
        if not spaces[index]:
            break
        levels[index] = base
    return _reordered(levels)


def _without_marks(kinds: Sequence[str], base: int) -> list[str]:
    """Rules W1 to W3: marks are like what they stand on, and Arabic letters make the numbers after them Arabic."""
    found: list[str] = []
    before = strong = "R" if base else "L"
    for kind in kinds:
        if kind == "NSM":  # W1
            kind = before  # noqa: PLW2901
        elif kind == "EN" and strong == "AL":  # W2
            kind = "AN"  # noqa: PLW2901
        if kind in {"L", "R", "AL"}:
            strong = kind
        before = kind
        found.append("R" if kind == "AL" else kind)  # W3
    return found


def _with_numbers(kinds: list[str], base: int) -> list[str]:
    """Rules W4 to W7: what stands between and beside digits belongs to the number."""
    for index in range(1, len(kinds) - 1):  # W4
        around = kinds[index - 1], kinds[index + 1]
        if around == ("EN", "EN") and kinds[index] in {"ES", "CS"}:
            kinds[index] = "EN"
        elif around == ("AN", "AN") and kinds[index] == "CS":
            kinds[index] = "AN"
    for is_terminator, run in _runs([kind == "ET" for kind in kinds]):  # W5
        if is_terminator and "EN" in (kinds[run.start - 1 : run.start] + kinds[run.stop : run.stop + 1]):
            kinds[run.start : run.stop] = ["EN"] * len(run)
    strong = "R" if base else "L"
    for index, kind in enumerate(kinds):
        if kind in {"ES", "ET", "CS"}:  # W6
            kinds[index] = "ON"
        elif kind == "EN" and strong == "L":  # W7
            kinds[index] = "L"
        elif kind in {"L", "R"}:
            strong = kind
    return kinds


def _resolve_neutral(kinds: list[str], base: int) -> None:
    """Rules N1 and N2: between two pieces of one direction neutrals join it, else they follow the line."""
    own = "R" if base else "L"
    for is_neutral, run in _runs([kind in _NEUTRAL or kind == "BN" for kind in kinds]):
        if is_neutral:
            left = _side(kinds[run.start - 1]) if run.start else own
            right = _side(kinds[run.stop]) if run.stop < len(kinds) else own
            kinds[run.start : run.stop] = [left if left == right else own] * len(run)


def _side(kind: str) -> str:
    return "L" if kind == "L" else "R"


def _level(kind: str, base: int) -> int:
    """Rules I1 and I2: the depth of nesting, odd for right to left."""
    if base == 0:
        return {"L": 0, "R": 1}.get(kind, 2)
    return 1 if kind == "R" else 2


def _reordered(levels: Sequence[int]) -> tuple[Direction, ...]:
    """Rule L2, on whole pieces: from the deepest level up, reverse what is at least as deep."""
    pieces = [(level, Direction(run.start, run.stop, level % 2 == 1)) for level, run in _runs(levels)]
    for depth in range(max(levels), 0, -1):
        for is_as_deep, run in reversed(_runs([level >= depth for level, _ in pieces])):
            if is_as_deep:
                pieces[run.start : run.stop] = pieces[run.start : run.stop][::-1]
    return tuple(piece for _, piece in pieces)


def _runs(values: Sequence[_Value]) -> list[tuple[_Value, range]]:
    """Where equal neighbours stand, in order."""
    found: list[tuple[_Value, range]] = []
    start = 0
    for value, group in groupby(values):
        end = start + sum(1 for _ in group)
        found.append((value, range(start, end)))
        start = end
    return found

"""How large a QR code's modules become on paper.

A module is always a whole number of printer dots, because one that straddles
dots is wider here and narrower there. Denso Wave, the inventor, asks for four
dots or more a module (https://www.qrcode.com/en/howto/cell.html). The limits
in millimetres are those at which phones begin to struggle and to fail.
"""

from math import floor
from typing import Final

from app.labels.label import Concerns
from app.labels.qr import QUIET_ZONE

SMALL_MODULE: Final = 0.33
"""Millimetres; below it there is a warning."""
SMALLEST_MODULE: Final = 0.25
"""Millimetres; below it there is no label."""
FEWEST_DOTS: Final = 4
"""Printer dots a module; below it there is a warning."""

_TOLERANCE: Final = 1e-9


class ModulesTooSmall(ValueError):
    """The label leaves so little room that the QR code could not be scanned."""

    def __init__(self, millimetres: float, modules: int, room: float) -> None:
        super().__init__(
            f"A QR code of {modules} × {modules} modules with its quiet zone gets {room:.1f} mm here, so its modules"
            f" would be {millimetres:.2f} mm wide; below {SMALLEST_MODULE} mm it cannot be scanned."
        )
        self.millimetres = millimetres
        self.modules = modules
        self.room = room


def dots_per_module(modules: int, room: float, dot: float, wanted: float | None = None) -> int:
    """How many printer dots wide each module is, at most `wanted` mm when that is given.

    `modules` is the side of the symbol without quiet zone, `room` what there
    is for it with quiet zone, `dot` the size of a dot; both in millimetres.
    Raises `ModulesTooSmall`.
    """
    largest = room / (modules + 2 * QUIET_ZONE)
    if wanted is not None:
        largest = min(largest, max(wanted, dot))
    dots = max(floor(largest / dot + _TOLERANCE), 0)
    if dots * dot < SMALLEST_MODULE - _TOLERANCE:
        raise ModulesTooSmall(dots * dot, modules, room)
    return dots


def note_size(module: float, concerns: Concerns) -> None:
    """Say it when a module of this many millimetres is small."""
    if module < SMALL_MODULE - _TOLERANCE:
        concerns.small_modules(module)

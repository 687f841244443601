"""Label sheets that every office shop sells, in the words a maker would use for their own.

The measures are those of the manufacturer's templates.
"""

from enum import Enum
from typing import Final

from app.labels.sheet_template import SheetTemplate, load_sheet_template

AVERY_5160: Final = load_sheet_template(
    """
    name = "Avery 5160"
    unit = "in"
    page = "letter"
    columns = 3
    rows = 10
    margin = { left = 0.1875, top = 0.5 }
    label = { width = 2.625, height = 1, corner = 0.0625 }
    gap = { across = 0.125, down = 0 }
    padding = 0.06

    [font_sizes]
    product = 9
    brand = 6.5
    code = 7.5
    serial = 6.5
    """
)
"""30 labels of 2⅝ × 1 inch on US letter."""

AVERY_L7160: Final = load_sheet_template(
    """
    name = "Avery L7160"
    page = "a4"
    columns = 3
    rows = 7
    margin = { left = 7.25, top = 15.15 }
    label = { width = 63.5, height = 38.1, corner = 2 }
    gap = { across = 2.5, down = 0 }

    [font_sizes]
    product = 10.5
    brand = 8
    code = 8
    serial = 7.5
    """
)
"""21 labels of 63.5 × 38.1 mm on A4."""


class LabelStock(Enum):
    """The sheets of labels that are known by name."""

    AVERY_5160 = "AVERY_5160"
    AVERY_L7160 = "AVERY_L7160"

    @property
    def template(self) -> SheetTemplate:
        """What the sheet looks like."""
        return {LabelStock.AVERY_5160: AVERY_5160, LabelStock.AVERY_L7160: AVERY_L7160}[self]

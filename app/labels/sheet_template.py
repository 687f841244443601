"""Sheets of labels as they are sold, described in a few lines of TOML or JSON.

    name = "Avery 5160"
    unit = "in"                 # of all lengths below: "mm" (default), "in" or "pt"
    page = "letter"             # "a4", "a5", "letter" or { width = …, height = … }
    columns = 3
    rows = 10
    margin = { left = 0.1875, top = 0.5 }       # paper's edge to the first label
    label = { width = 2.625, height = 1, corner = 0.0625 }
    gap = { across = 0.125, down = 0 }          # between labels; default none
    padding = 0.06              # kept free along a label's edge; default 1.5 mm
    fields = ["brand", "product", "code", "serial"]   # from top to bottom; default these

    [font_sizes]                # points; defaults follow the label's size
    product = 9

Everything without a default above must be there, and nothing else may be.
"""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.labels.label import LabelField
from app.labels.layout import POINT, SMALLEST_TEXT, LabelDesign

LONGEST_DESCRIPTION: Final = 20_000
"""Characters."""

_UNITS: Final = {"mm": 1.0, "in": 25.4, "pt": POINT}
_PAGES: Final = {"a4": (210.0, 297.0), "a5": (148.0, 210.0), "letter": (215.9, 279.4)}
_LARGEST_PAGE: Final = 2000.0
_MOST_ACROSS: Final = 100
_LARGEST_FONT: Final = 144.0
_DEFAULT_PADDING: Final = 1.5
_ROUNDING: Final = 0.01
_BEHIND_KEY: Final = re.compile(r"[\"']?\s*[=:.\]]")
_PLACE: Final = re.compile(r"\bline (\d+),? column \d+")
"""How both parsers tell where they stopped."""
_RELATIVE_SIZES: Final = {
    LabelField.PRODUCT: 1.0,
    LabelField.BRAND: 0.72,
    LabelField.CODE: 0.82,
    LabelField.SERIAL: 0.72,
}


class SheetTemplateFault(ValueError):
    """The description of a label sheet cannot be used; the subclass says why."""

    path = ""
    """What is at fault, such as `label.width`; empty when it is the text as a whole."""
    line: int | None = None
    """Where that stands, counted from 1 (of what is not there, the table it belongs to); None for the whole."""


class TemplateUnreadable(SheetTemplateFault):
    """The text is neither TOML nor JSON, no table, or too long."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(f"The label sheet's description cannot be read: {reason}.")
        self.reason = reason
        self.line = line


class TemplateKeyMissing(SheetTemplateFault):
    """Something that has no default is not there."""

    def __init__(self, path: str) -> None:
        super().__init__(f"The label sheet's description lacks “{path}”.")
        self.path = path


class TemplateKeyUnknown(SheetTemplateFault):
    """Something is there that means nothing, perhaps a slip of the pen."""

    def __init__(self, path: str) -> None:
        super().__init__(f"The label sheet's description knows no “{path}”.")
        self.path = path


class TemplateValueUnusable(SheetTemplateFault):
    """A value is of the wrong kind or out of bounds."""

    def __init__(self, path: str, expected: str) -> None:
        super().__init__(f"In the label sheet's description, “{path}” must be {expected}.")
        self.path = path
        self.expected = expected


class LabelsOffPage(SheetTemplateFault):
    """The labels with margins and gaps need more than the page."""

    def __init__(self, side: str, needed: float, available: float) -> None:
        super().__init__(f"The labels need {needed:.2f} mm of the page's {side}, which is {available:.2f} mm.")
        self.side = side
        self.needed = needed
        self.available = available


@dataclass(frozen=True, slots=True)
class SheetTemplate:
    """A page and the places of the labels on it; all in millimetres."""

    name: str
    page_width: float
    page_height: float
    margin_left: float
    margin_top: float
    columns: int
    rows: int
    gap_across: float
    gap_down: float
    corner: float
    """Radius of the labels' corners; drawn on the alignment sheet only."""
    is_in_inches: bool
    """Whether people who have such paper have rulers in inches."""
    design: LabelDesign

    @property
    def labels_per_sheet(self) -> int:
        """How many labels a full sheet has."""
        return self.columns * self.rows

    @property
    def margin_bottom(self) -> float:
        """From the last row to the page's edge."""
        used = self.rows * self.design.height + (self.rows - 1) * self.gap_down
        return self.page_height - self.margin_top - used

    @property
    def is_label_itself(self) -> bool:
        """Whether the page is one label, cut or on a roll, without any margin."""
        return self.labels_per_sheet == 1 and (self.page_width, self.page_height) == (
            self.design.width,
            self.design.height,
        )

    def corner_of(self, position: int) -> tuple[float, float]:
        """The top left corner of a label, by its position on the sheet: row by row, from 0."""
        row, column = divmod(position, self.columns)
        return (
            self.margin_left + column * (self.design.width + self.gap_across),
            self.margin_top + row * (self.design.height + self.gap_down),
        )


def load_sheet_template(text: str) -> SheetTemplate:
    """The sheet that a description in TOML (or JSON) means. Raises a `SheetTemplateFault`, which knows its line."""
    try:
        return _template(_Table(_parsed(text), ""))
    except SheetTemplateFault as fault:
        is_missing = isinstance(fault, TemplateKeyMissing)
        fault.line = fault.line or _line_of(fault.path.rpartition(".")[0] if is_missing else fault.path, text)
        raise


def _line_of(path: str, text: str) -> int | None:
    """The line on which a key stands: each part of its path behind the part before it."""
    place = 0
    for part in path.split(".") if path else ():
        key = re.compile(rf"(?<![\w-]){re.escape(part)}(?![\w-])")
        # In TOML a key may be a word in a comment or a value before; what makes it a key is what follows.
        found = next((each for each in key.finditer(text, place) if _BEHIND_KEY.match(text, each.end())), None)
        if found is None:
            return None
        place = found.end()
    return text.count("\n", 0, place) + 1 if path else None


def single_label_template(
    width: float, height: float, fields: tuple[LabelField, ...] = tuple(LabelField)
) -> SheetTemplate:
    """A page that is one label, as label printers with a roll take it. Raises a `SheetTemplateFault`."""
    size = {"width": width, "height": height}
    table = {
        "name": f"{width:g} × {height:g} mm",
        "page": size,
        "columns": 1,
        "rows": 1,
        "margin": {"left": 0, "top": 0},
        "label": size,
        "fields": list(fields),
    }
    return _template(_Table(table, ""))


def _parsed(text: str) -> Mapping[str, object]:
    if len(text) > LONGEST_DESCRIPTION:
        raise TemplateUnreadable(f"it is longer than {LONGEST_DESCRIPTION:,} characters")
    try:
        table = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else str(error).rstrip(".")
        raise TemplateUnreadable(reason, _line_in(reason, text)) from None
    return {str(key): value for key, value in table.items()}


def _line_in(reason: str, text: str) -> int | None:
    """The line that a parser names in its reason."""
    if reason.endswith("(at end of document)"):
        return text.count("\n") + 1
    place = _PLACE.search(reason)
    return None if place is None else int(place[1])


class _Table:
    """A table of the description, read key by key."""

    def __init__(self, values: Mapping[str, object], path: str) -> None:
        self._values = dict(values)
        self._path = path

    def name_of(self, key: str) -> str:
        return f"{self._path}{key}"

    def take(self, key: str, default: object = None) -> object:
        value = self._values.pop(key, default)
        if value is None:
            raise TemplateKeyMissing(self.name_of(key))
        return value

    def table(self, key: str, default: Mapping[str, object] | None = None) -> "_Table":
        value = self.take(key, default)
        if not isinstance(value, dict):
            raise TemplateValueUnusable(self.name_of(key), "a table")
        return _Table(value, f"{self._path}{key}.")

    def number(self, key: str, low: float, high: float, default: float | None = None, *, unit: float = 1.0) -> float:
        """A number from `low` to `high` once multiplied by `unit`."""
        value = self.take(key, None if default is None else default / unit)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise TemplateValueUnusable(self.name_of(key), "a number")
        if not low / unit <= value <= high / unit:
            raise TemplateValueUnusable(self.name_of(key), f"from {low / unit:.4g} to {high / unit:.4g}")
        return value * unit

    def count(self, key: str) -> int:
        value = self.take(key)
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= _MOST_ACROSS:
            raise TemplateValueUnusable(self.name_of(key), f"a whole number from 1 to {_MOST_ACROSS}")
        return value

    def end(self) -> None:
        for key in self._values:
            raise TemplateKeyUnknown(self.name_of(key))


def _template(table: _Table) -> SheetTemplate:
    name = table.take("name")
    if not isinstance(name, str) or not 0 < len(name) <= 100 or not name.isprintable():
        raise TemplateValueUnusable(table.name_of("name"), "a text of 1 to 100 characters")
    unit_name = table.take("unit", "mm")
    if not isinstance(unit_name, str) or unit_name not in _UNITS:
        raise TemplateValueUnusable(table.name_of("unit"), "one of mm, in, pt")
    unit = _UNITS[unit_name]
    page_width, page_height = _page(table, unit)
    margin = table.table("margin")
    gap = table.table("gap", {})
    label = table.table("label")
    template = SheetTemplate(
        name=name,
        page_width=page_width,
        page_height=page_height,
        margin_left=margin.number("left", 0, page_width, unit=unit),
        margin_top=margin.number("top", 0, page_height, unit=unit),
        columns=table.count("columns"),
        rows=table.count("rows"),
        gap_across=gap.number("across", 0, page_width, 0, unit=unit),
        gap_down=gap.number("down", 0, page_height, 0, unit=unit),
        corner=label.number("corner", 0, 100, 0, unit=unit),
        is_in_inches=unit_name == "in" or (page_width, page_height) == _PAGES["letter"],
        design=_design(table, label, unit),
    )
    for part in (margin, gap, label, table):
        part.end()
    _check_page(template)
    return template


def _page(table: _Table, unit: float) -> tuple[float, float]:
    value = table.take("page")
    if isinstance(value, str):
        if value.lower() not in _PAGES:
            raise TemplateValueUnusable(table.name_of("page"), f"one of {', '.join(_PAGES)} or a width and a height")
        return _PAGES[value.lower()]
    page = _Table({"page": value}, "").table("page")
    sides = page.number("width", 5, _LARGEST_PAGE, unit=unit), page.number("height", 5, _LARGEST_PAGE, unit=unit)
    page.end()
    return sides


def _design(table: _Table, label: _Table, unit: float) -> LabelDesign:
    width = label.number("width", 5, _LARGEST_PAGE, unit=unit)
    height = label.number("height", 5, _LARGEST_PAGE, unit=unit)
    padding = table.number(
        "padding", 0, min(width, height) / 4, min(_DEFAULT_PADDING, min(width, height) / 4), unit=unit
    )
    sizes = table.table("font_sizes", {})
    natural = min(max(min(0.36 * height, 0.24 * width), 6.0), 14.0)
    design = LabelDesign(
        width,
        height,
        padding,
        _fields(table),
        {
            which: sizes.number(which, SMALLEST_TEXT, _LARGEST_FONT, max(share * natural, SMALLEST_TEXT))
            for which, share in _RELATIVE_SIZES.items()
        },
    )
    sizes.end()
    return design


def _fields(table: _Table) -> tuple[LabelField, ...]:
    value = table.take("fields", list(LabelField))
    known = list(LabelField)
    if not isinstance(value, list) or not all(name in known for name in value) or len(set(value)) != len(value):
        raise TemplateValueUnusable(table.name_of("fields"), f"a list of {', '.join(LabelField)}, each at most once")
    return tuple(LabelField(name) for name in value)


def _check_page(template: SheetTemplate) -> None:
    right = template.corner_of(template.columns - 1)[0] + template.design.width
    if right > template.page_width + _ROUNDING:
        raise LabelsOffPage("width", right, template.page_width)
    if template.margin_bottom < -_ROUNDING:
        raise LabelsOffPage("height", template.page_height - template.margin_bottom, template.page_height)

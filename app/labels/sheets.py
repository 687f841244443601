"""Sheets of labels as PDF, for office printers and print shops.

Modules are vectors, a whole number of 1/600 inch wide and on a grid of as
much, so that the usual laser printers and every finer press give each the same
number of dots, as long as nobody scales the page. Hence the ruler in the
margin, and a viewer preference that asks for actual size.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import floor
from typing import Final

from app.labels.label import Concerns, Label, LabelWarning
from app.labels.layout import CAP_HEIGHT, POINT, arrange
from app.labels.margin import draw_margin
from app.labels.matrices import Matrix, with_matrices
from app.labels.module_size import note_size
from app.labels.pdf import Document
from app.labels.sheet_template import SheetTemplate
from app.labels.typefaces import Style, Typefaces, standard_typefaces
from app.labels.typesetting import typeset

PRINTER_DOT: Final = 25.4 / 600
"""Millimetres."""
_STROKE: Final = 0.2
_NUMBER_TEXT: Final = 8.0


class PositionUnusable(ValueError):
    """There is no such label on the sheet to begin with."""

    def __init__(self, position: int, labels_per_sheet: int) -> None:
        super().__init__(f"The labels of this sheet are numbered from 1 to {labels_per_sheet}; there is no {position}.")
        self.position = position
        self.labels_per_sheet = labels_per_sheet


@dataclass(frozen=True, slots=True)
class LabelSheets:
    """A PDF of label sheets, and what to know before printing it."""

    content: bytes
    sheets: int
    labels: int
    warnings: tuple[LabelWarning, ...]


def label_sheets(
    labels: Iterable[Label],
    template: SheetTemplate,
    *,
    caption: str = "",
    first_position: int = 1,
    first_sheet: int = 1,
    typefaces: Typefaces | None = None,
) -> LabelSheets:
    """All labels on as many sheets as they need, as one PDF. No labels make one empty sheet.

    `caption` (a batch's name) and the number of the sheet stand in the
    margin. `first_position` (from 1, row by row) spares labels of the first
    sheet that were used before. The same input gives the same bytes. The
    document is held in memory: give some thousand labels at a time.

    Raises `PositionUnusable`, `ModulesTooSmall`, `TextDoesNotFit`.
    """
    if not 1 <= first_position <= template.labels_per_sheet:
        raise PositionUnusable(first_position, template.labels_per_sheet)
    faces = typefaces or standard_typefaces()
    concerns = Concerns()
    document = Document(template.page_width, template.page_height, title=caption or template.name)
    count, position = 0, first_position - 1
    for label, modules in with_matrices(labels):
        if position == template.labels_per_sheet:
            _end_sheet(document, template, caption, first_sheet, concerns, faces)
            position = 0
        _draw(document, label, modules, template, position, faces, concerns)
        position += 1
        count += 1
    _end_sheet(document, template, caption, first_sheet, concerns, faces)
    return LabelSheets(document.finish(), document.pages, count, concerns.warnings())


def alignment_sheet(template: SheetTemplate) -> bytes:
    """The outlines of all labels, to print on plain paper and hold against a sheet of labels and a light."""
    document = Document(template.page_width, template.page_height, title=f"{template.name}: alignment")
    canvas, design, faces = document.canvas, template.design, standard_typefaces()
    canvas.setLineWidth(_STROKE / POINT)
    canvas.setStrokeGray(0)
    radius = min(template.corner, design.width / 2, design.height / 2)
    for position in range(template.labels_per_sheet):
        x, y = template.corner_of(position)
        bottom = template.page_height - y - design.height
        canvas.roundRect(x / POINT, bottom / POINT, design.width / POINT, design.height / POINT, radius / POINT)
        number = typeset(str(position + 1), Style.REGULAR, faces)
        left = x + (design.width - number.width * _NUMBER_TEXT * POINT) / 2
        document.text(number, left, y + (design.height + CAP_HEIGHT * _NUMBER_TEXT * POINT) / 2, _NUMBER_TEXT)
    draw_margin(document, template, template.name, "", faces)
    document.end_page()
    return document.finish()


def _draw(
    document: Document,
    label: Label,
    modules: Matrix,
    template: SheetTemplate,
    position: int,
    typefaces: Typefaces,
    concerns: Concerns,
) -> None:
    arranged = arrange(label, template.design, len(modules), typefaces, concerns, dot=PRINTER_DOT)
    note_size(arranged.module, concerns)
    x, y = template.corner_of(position)
    # On the printer's grid, by less than a dot away from the text.
    symbol_x, symbol_y = (
        floor(place / PRINTER_DOT) * PRINTER_DOT for place in (x + arranged.symbol_x, y + arranged.symbol_y)
    )
    document.symbol(modules, symbol_x, symbol_y, arranged.module)
    for placed in arranged.lines:
        document.text(placed.line, x + placed.x, y + placed.baseline, placed.size)


def _end_sheet(
    document: Document,
    template: SheetTemplate,
    caption: str,
    first_sheet: int,
    concerns: Concerns,
    typefaces: Typefaces,
) -> None:
    number = f"sheet {first_sheet + document.pages}"
    if not template.is_label_itself and not draw_margin(document, template, caption, number, typefaces):
        concerns.ruler_omitted()
    document.end_page()

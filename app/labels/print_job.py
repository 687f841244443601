"""How labels are to be printed: on sheets, by any printer, or one by one by a label printer."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from app.labels.label import Concerns, Label
from app.labels.sheet_template import SheetTemplate
from app.labels.sheets import PositionUnusable, label_sheets
from app.labels.single import DEFAULT_TEMPLATE, RenderedLabel
from app.labels.zpl import DOTS_PER_MILLIMETRE, ResolutionUnknown, zpl_labels

LABELS_PER_FILE: Final = 3_000
"""A hundred sheets of thirty: a PDF that opens and spools quickly, made in some 20 MB of memory."""
LABELS_AT_ONCE: Final = 500
"""Labels in ZPL made in one go: some megabytes."""


@dataclass(frozen=True, slots=True)
class PrintJob:
    """Paper and printer. Raises `ResolutionUnknown`, `PositionUnusable`."""

    template: SheetTemplate = DEFAULT_TEMPLATE
    dpi: int | None = None
    """Of a label printer, which gets ZPL; without it there are sheets as PDF."""
    first_position: int = 1
    """The first label of the first sheet that is still there."""
    caption: str = ""
    """What stands in the margin of each sheet: a batch's name."""

    def __post_init__(self) -> None:
        if self.dpi is not None and self.dpi not in DOTS_PER_MILLIMETRE:
            raise ResolutionUnknown(self.dpi)
        if not 1 <= self.first_position <= self.template.labels_per_sheet:
            raise PositionUnusable(self.first_position, self.template.labels_per_sheet)

    @property
    def sheets_per_file(self) -> int:
        """How many sheets stand in one PDF of a large batch."""
        return max(1, LABELS_PER_FILE // self.template.labels_per_sheet)


def printed(labels: Iterable[Label], job: PrintJob, first_sheet: int = 1) -> RenderedLabel:
    """All labels as one file. Sheets are numbered from `first_sheet`; labels of the first are spared on sheet 1 only.

    Raises `ModulesTooSmall`, `TextDoesNotFit`.
    """
    if job.dpi is None:
        first = job.first_position if first_sheet == 1 else 1
        sheets = label_sheets(labels, job.template, caption=job.caption, first_position=first, first_sheet=first_sheet)
        return RenderedLabel(sheets.content, "application/pdf", "pdf", sheets.warnings)
    concerns = Concerns()
    content = b"".join(zpl_labels(labels, job.template.design, job.dpi, concerns))
    return RenderedLabel(content, "application/vnd.zebra-zpl", "zpl", concerns.warnings())

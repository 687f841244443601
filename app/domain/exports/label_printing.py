"""Printing labels: which paper and printer somebody named, and the refusals that spare them waste."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.errors import BadRequest, DomainError
from app.labels import layout, module_size
from app.labels.label import Label
from app.labels.label_stock import LabelStock
from app.labels.print_job import PrintJob, printed
from app.labels.sheet_template import SheetTemplate, SheetTemplateFault, load_sheet_template
from app.labels.sheets import PositionUnusable
from app.labels.single import DEFAULT_TEMPLATE, RenderedLabel
from app.labels.zpl import ResolutionUnknown


class LabelTemplateUnusable(DomainError):
    """A template file for labels cannot be used; facts: the key at fault, and its line, where there is one."""

    def __init__(self, fault: SheetTemplateFault) -> None:
        super().__init__(f"Line {fault.line}: {fault}" if fault.line else str(fault))
        self.key = fault.path or None
        self.line = fault.line


class ModulesTooSmall(DomainError):
    """The labels leave so little room that the QR codes could not be scanned; facts: modules a side, millimetres."""

    def __init__(self, error: module_size.ModulesTooSmall) -> None:
        super().__init__(str(error))
        self.millimetres = error.millimetres
        self.modules = error.modules
        self.room = error.room


class LabelTextDoesNotFit(DomainError):
    """The labels have no room for their texts beside the QR code; facts: their size in millimetres."""

    def __init__(self, error: layout.TextDoesNotFit) -> None:
        super().__init__(str(error))
        self.width = error.width
        self.height = error.height


@dataclass(frozen=True, slots=True)
class LabelPaper:
    """Paper as somebody named it: one that is known by name, or a template file's text; 50 × 25 mm without both."""

    stock: LabelStock | None = None
    template: str | None = None


@dataclass(frozen=True, slots=True)
class LabelDraft:
    """Which labels somebody wants printed. Holds nothing but texts and numbers, so that it can be stored."""

    paper: LabelPaper = LabelPaper()
    dpi: int | None = None
    first_position: int = 1


def sheet_template(paper: LabelPaper) -> SheetTemplate:
    """The sheet that is meant. Raises LabelTemplateUnusable, BadRequest (named twice)."""
    if paper.stock is not None and paper.template is not None:
        raise BadRequest("Name a stock of labels or give a template, not both.")
    if paper.stock is not None:
        return paper.stock.template
    if paper.template is None:
        return DEFAULT_TEMPLATE
    try:
        return load_sheet_template(paper.template)
    except SheetTemplateFault as fault:
        raise LabelTemplateUnusable(fault) from fault


def print_job(draft: LabelDraft, caption: str = "") -> PrintJob:
    """What is to be printed, with `caption` in the margin of each sheet. Raises LabelTemplateUnusable, BadRequest."""
    template = sheet_template(draft.paper)
    try:
        return PrintJob(template, draft.dpi, draft.first_position, caption)
    except (ResolutionUnknown, PositionUnusable) as error:
        raise BadRequest(str(error)) from error


def print_labels(labels: Iterable[Label], job: PrintJob) -> RenderedLabel:
    """The labels as a file, with what to know before printing. Raises ModulesTooSmall, LabelTextDoesNotFit."""
    try:
        return printed(labels, job)
    except module_size.ModulesTooSmall as error:
        raise ModulesTooSmall(error) from error
    except layout.TextDoesNotFit as error:
        raise LabelTextDoesNotFit(error) from error

"""One label, or its QR code alone, in the format asked for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.labels import qr
from app.labels.label import Label, LabelWarning
from app.labels.sheet_template import SheetTemplate, single_label_template
from app.labels.sheets import label_sheets
from app.labels.zpl import zpl_label

DEFAULT_TEMPLATE: Final = single_label_template(50, 25)
"""50 × 25 mm, a common size of labels on rolls."""


class LabelFormat(StrEnum):
    """How one label can be had: PNG and SVG are the QR code alone, PDF and ZPL the whole label."""

    PNG = "PNG"
    SVG = "SVG"
    PDF = "PDF"
    ZPL = "ZPL"


@dataclass(frozen=True, slots=True)
class LabelOptions:
    """How to make it; each format looks at what concerns it."""

    module_size: int = 8
    """Pixels, for PNG and SVG."""
    template: SheetTemplate = DEFAULT_TEMPLATE
    """For PDF and ZPL."""
    dpi: int = 203
    """For ZPL."""


@dataclass(frozen=True, slots=True)
class RenderedLabel:
    """A file, and what to know before printing it."""

    content: bytes
    media_type: str
    extension: str
    warnings: tuple[LabelWarning, ...] = ()


def render_label(label: Label, wanted: LabelFormat, options: LabelOptions | None = None) -> RenderedLabel:
    """`label` as a file. Raises what the format's own function does: `ModuleSizeUnusable`, `ResolutionUnknown`,
    `ModulesTooSmall`, `TextDoesNotFit`.
    """
    return _RENDERERS[wanted](label, options or LabelOptions())


def _png(label: Label, options: LabelOptions) -> RenderedLabel:
    return RenderedLabel(qr.png(label.link, options.module_size), "image/png", "png")


def _svg(label: Label, options: LabelOptions) -> RenderedLabel:
    return RenderedLabel(qr.svg(label.link, options.module_size), "image/svg+xml", "svg")


def _pdf(label: Label, options: LabelOptions) -> RenderedLabel:
    sheets = label_sheets([label], options.template)
    return RenderedLabel(sheets.content, "application/pdf", "pdf", sheets.warnings)


def _zpl(label: Label, options: LabelOptions) -> RenderedLabel:
    printed = zpl_label(label, options.template.design, options.dpi)
    return RenderedLabel(printed.content, "application/vnd.zebra-zpl", "zpl", printed.warnings)


_RENDERERS: Final[Mapping[LabelFormat, Callable[[Label, LabelOptions], RenderedLabel]]] = {
    LabelFormat.PNG: _png,
    LabelFormat.SVG: _svg,
    LabelFormat.PDF: _pdf,
    LabelFormat.ZPL: _zpl,
}

"""Labels: on which paper, by which printer, and what to know before printing."""

from typing import Annotated, Final

import strawberry

from app.domain.exports import label_printing
from app.domain.exports.label_printing import LabelDraft, LabelPaper
from app.labels import label as labels
from app.labels import qr
from app.labels.sheet_template import SheetTemplate
from app.labels.single import RenderedLabel
from app.schema.enums import LabelField, LabelStock
from app.schema.refusals import UserError, mirrors


@strawberry.interface(description="Something to know before labels are printed: show `message`.")
class LabelWarning:
    message: str


@strawberry.type(description="Modules of the QR code are below 0.33 mm: many phones fail to read them.")
class SmallModules(LabelWarning):
    millimetres: float


@strawberry.type(description="Modules are fewer than four printer dots wide.")
class FewDots(LabelWarning):
    dots: int


@strawberry.type(description="A text does not fit and ends in an ellipsis.")
class TextShortened(LabelWarning):
    field: LabelField
    example: str


@strawberry.type(description="No typeface at hand has some characters; an empty box stands for each.")
class CharactersReplaced(LabelWarning):
    characters: str


@strawberry.type(description="The margins have no room for the ruler that shows whether a print is at 100 %.")
class RulerOmitted(LabelWarning):
    pass


WARNINGS: Final = (SmallModules, FewDots, TextShortened, CharactersReplaced, RulerOmitted)
"""Every warning there is: no field names them, so the schema must be told."""


def warning_of(warning: labels.LabelWarning) -> LabelWarning:
    """A warning as clients see it."""
    match warning:
        case labels.SmallModules():
            return SmallModules(message=warning.message, millimetres=warning.millimetres)
        case labels.FewDots():
            return FewDots(message=warning.message, dots=warning.dots)
        case labels.TextShortened():
            return TextShortened(message=warning.message, field=LabelField(warning.which), example=warning.example)
        case labels.CharactersReplaced():
            return CharactersReplaced(message=warning.message, characters=warning.characters)
        case labels.RulerOmitted():
            return RulerOmitted(message=warning.message)


@mirrors(label_printing.LabelTemplateUnusable)
@strawberry.type(description="The template file for labels cannot be used.")
class LabelTemplateUnusable(UserError):
    key: str | None = strawberry.field(description="What is at fault, such as `label.width`.")
    line: int | None = strawberry.field(description="Where it stands, counted from 1.")


@mirrors(label_printing.ModulesTooSmall)
@strawberry.type(description="The QR codes would have modules below 0.25 mm, which cannot be scanned.")
class ModulesTooSmall(UserError):
    millimetres: float = strawberry.field(description="How wide a module would be.")
    modules: int = strawberry.field(description="Modules along a side, without the quiet zone.")
    room: float = strawberry.field(description="Millimetres that there are for it, with the quiet zone.")


@mirrors(label_printing.LabelTextDoesNotFit)
@strawberry.type(description="The label has no room for its texts beside the QR code.")
class LabelTextDoesNotFit(UserError):
    width: float = strawberry.field(description="Of the label, in millimetres.")
    height: float = strawberry.field(description="Of the label, in millimetres.")


@strawberry.input(description="Labels as they shall be printed.")
class LabelsInput:
    stock: LabelStock | None = strawberry.field(default=None, description="Sheets that office shops sell.")
    template: str | None = strawberry.field(
        default=None,
        description="Paper of your own: the text of a template file, in TOML or JSON, up to 20,000 characters. "
        "Without stock and template a label is 50 × 25 mm.",
    )
    zpl_dpi: int | None = strawberry.field(
        default=None, description="For a label printer of 203, 300 or 600 dpi: ZPL instead of PDF."
    )
    first_position: int = strawberry.field(
        default=1, description="The first label that is left on the first sheet, counted row by row from 1."
    )

    def draft(self) -> LabelDraft:
        return LabelDraft(LabelPaper(self.stock, self.template), self.zpl_dpi, self.first_position)


@strawberry.type(description="A label, ready to print.")
class LabelSuccess:
    data_uri: str = strawberry.field(description="The file: a PDF, or ZPL.")
    warnings: list[LabelWarning]

    @classmethod
    def of(cls, rendered: RenderedLabel) -> "LabelSuccess":
        return cls(
            data_uri=qr.data_uri(rendered.media_type, rendered.content),
            warnings=[warning_of(each) for each in rendered.warnings],
        )


LabelResult = Annotated[
    LabelSuccess | LabelTemplateUnusable | ModulesTooSmall | LabelTextDoesNotFit,
    strawberry.union("LabelResult"),
]


@strawberry.type(description="The outlines of all labels of a sheet and a ruler, to print on plain paper first.")
class AlignmentSheetSuccess:
    name: str = strawberry.field(description="What the template calls itself.")
    labels_per_sheet: int
    data_uri: str = strawberry.field(description="A PDF.")

    @classmethod
    def of(cls, template: SheetTemplate, content: bytes) -> "AlignmentSheetSuccess":
        return cls(
            name=template.name,
            labels_per_sheet=template.labels_per_sheet,
            data_uri=qr.data_uri("application/pdf", content),
        )


AlignmentSheetResult = Annotated[
    AlignmentSheetSuccess | LabelTemplateUnusable, strawberry.union("AlignmentSheetResult")
]

"""Imports: what an uploaded CSV file would make, what is wrong with it, and the batch made of it."""

from collections.abc import Sequence
from typing import Annotated

import strawberry

from app.domain.imports import csv_faults, import_columns, import_files, importing
from app.domain.imports.import_checks import ImportCheck
from app.domain.imports.importing import ImportDraft
from app.schema.enums import ColumnMatch, CsvFault, OnFaults
from app.schema.nodes import row_id
from app.schema.refusals import (
    IdempotencyKeyReused,
    PlanLimitReached,
    TemplateNotUsable,
    TextUnusable,
    UserError,
    mirrors,
)
from app.schema.tokens import TokenBatch


@strawberry.type(description="A column of the file, and what it means.")
class ImportColumn:
    name: str
    target: str | None = strawberry.field(
        description="A metadata field, `Auth Token` or `QR Token`; null when it is ignored or has no meaning yet."
    )
    match: ColumnMatch
    guess: str | None = strawberry.field(description="What a column without a meaning probably means.")
    guess_reason: str | None
    samples: list[str] = strawberry.field(description="The first values; of secrets their beginnings only.")


@strawberry.type(description="Something in a row that keeps it from becoming a token.")
class ImportRowFault:
    row: int = strawberry.field(description="Counted from 1 after the header.")
    column: str | None
    value: str
    reason: str


@strawberry.type(description="What a file would make with a template and a mapping.")
class ImportPreview:
    delimiter: str
    has_byte_order_mark: bool
    columns: list[ImportColumn]
    missing_fields: list[str] = strawberry.field(description="Required metadata fields that no column gives.")
    row_count: int
    good_row_count: int
    faulty_row_count: int
    fault_count: int
    faults: list[ImportRowFault] = strawberry.field(
        description="The first thousand; `GET /imports/<importId>/faults` gives all faulty rows as CSV."
    )

    @classmethod
    def of(cls, check: ImportCheck) -> "ImportPreview":
        return cls(
            delimiter=check.delimiter,
            has_byte_order_mark=check.has_bom,
            columns=[
                ImportColumn(
                    name=column.name,
                    target=column.target,
                    match=column.match,
                    guess=column.guess,
                    guess_reason=column.guess_reason,
                    samples=list(samples),
                )
                for column, samples in zip(check.plan.columns, check.samples, strict=True)
            ],
            missing_fields=check.plan.missing_fields,
            row_count=check.row_count,
            good_row_count=check.good_row_count,
            faulty_row_count=check.faulty_row_count,
            fault_count=check.fault_count,
            faults=[
                ImportRowFault(row=fault.row, column=fault.column, value=fault.value, reason=fault.reason)
                for fault in check.faults
            ],
        )


@mirrors(csv_faults.CsvUnusable)
@strawberry.type(description="The file cannot be read as CSV.")
class CsvUnusable(UserError):
    fault: CsvFault
    row: int | None = strawberry.field(
        description="Where it shows, counted from 1 after the header; null in the header, and for the file as a whole."
    )


@mirrors(import_files.ImportMissing)
@strawberry.type(description="There is no such upload.")
class ImportMissing(UserError):
    pass


@mirrors(import_files.ImportUsed)
@strawberry.type(description="A batch was made of the upload already.")
class ImportUsed(UserError):
    pass


@strawberry.type(description="What is wrong with what was said about a column.")
class ColumnMappingFault:
    column: str
    reason: str


@mirrors(import_columns.ImportMappingInvalid)
@strawberry.type(description="The mapping names columns or fields that are not there, or a field twice.")
class ImportMappingInvalid(UserError):
    faults: list[ColumnMappingFault]

    @classmethod
    def of(cls, error: import_columns.ImportMappingInvalid) -> "ImportMappingInvalid":
        faults = [ColumnMappingFault(column=each.column, reason=each.reason) for each in error.faults]
        return cls(message=error.message, faults=faults)


@mirrors(import_columns.ImportColumnsUnmatched)
@strawberry.type(description="Some columns have no meaning yet, or required fields no column.")
class ImportColumnsUnmatched(UserError):
    columns: list[str]
    missing_fields: list[str]


@mirrors(importing.ImportFaulty)
@strawberry.type(description="The file has faulty rows, so nothing was created.")
class ImportFaulty(UserError):
    preview: ImportPreview

    @classmethod
    def of(cls, error: importing.ImportFaulty) -> "ImportFaulty":
        return cls(message=error.message, preview=ImportPreview.of(error.check))


@strawberry.input(description="What a column means whose name is not exactly a field's.")
class ColumnMappingInput:
    column: str
    target: str | None = strawberry.field(default=None, description="A field's name; null to ignore the column.")


def _mapping(columns: Sequence[ColumnMappingInput]) -> dict[str, str | None]:
    return {each.column: each.target for each in columns}


@strawberry.input
class PreviewTokenImportInput:
    import_id: strawberry.ID = strawberry.field(description="From `POST /imports`.")
    template_id: strawberry.ID
    mapping: list[ColumnMappingInput] = strawberry.field(default_factory=list)

    def meanings(self) -> dict[str, str | None]:
        return _mapping(self.mapping)


@strawberry.input
class ImportTokenBatchInput:
    import_id: strawberry.ID = strawberry.field(description="From `POST /imports`.")
    template_id: strawberry.ID | None = strawberry.field(
        default=None, description="That of the last preview when left out."
    )
    mapping: list[ColumnMappingInput] = strawberry.field(default_factory=list)
    on_faults: OnFaults = OnFaults.STOP
    name: str | None = strawberry.field(default=None, description="The file's name when left out.")
    idempotency_key: str | None = strawberry.field(
        default=None, description="The same key and input replay the first answer for 24 hours."
    )

    def draft(self) -> ImportDraft:
        return ImportDraft(
            import_id=row_id("Import", self.import_id),
            on_faults=self.on_faults,
            mapping=_mapping(self.mapping),
            template_id=None if self.template_id is None else row_id("Template", self.template_id),
            name=self.name,
            idempotency_key=self.idempotency_key,
        )


@strawberry.type
class PreviewTokenImportSuccess:
    preview: ImportPreview


@strawberry.type
class ImportTokenBatchSuccess:
    token_batch: TokenBatch = strawberry.field(description="Follow it with `tokenBatchProgressed`.")
    skipped_rows: int


PreviewTokenImportResult = Annotated[
    PreviewTokenImportSuccess | ImportMissing | ImportUsed | TemplateNotUsable | CsvUnusable | ImportMappingInvalid,
    strawberry.union("PreviewTokenImportResult"),
]
ImportTokenBatchResult = Annotated[
    ImportTokenBatchSuccess
    | ImportMissing
    | ImportUsed
    | TemplateNotUsable
    | CsvUnusable
    | ImportMappingInvalid
    | ImportColumnsUnmatched
    | ImportFaulty
    | PlanLimitReached
    | IdempotencyKeyReused
    | TextUnusable,
    strawberry.union("ImportTokenBatchResult"),
]

"""Token batches from uploaded files."""

import strawberry

from app.context import Info
from app.domain.imports import importing
from app.schema.imports import (
    ImportPreview,
    ImportTokenBatchInput,
    ImportTokenBatchResult,
    ImportTokenBatchSuccess,
    PreviewTokenImportInput,
    PreviewTokenImportResult,
    PreviewTokenImportSuccess,
)
from app.schema.nodes import row_id
from app.schema.tokens import TokenBatch


@strawberry.type
class ImportMutation:
    @strawberry.mutation(description="What an upload would make, with every fault of it; creates nothing.")
    async def preview_token_import(self, info: Info, input: PreviewTokenImportInput) -> PreviewTokenImportResult:
        viewer = await info.context.actor()
        import_id, template_id = row_id("Import", input.import_id), row_id("Template", input.template_id)
        check = await importing.preview_import(viewer, info.context.parts, import_id, template_id, input.meanings())
        return PreviewTokenImportSuccess(preview=ImportPreview.of(check))

    @strawberry.mutation(description="Make a batch of an upload, a token for each row, as a job; all rows or none.")
    async def import_token_batch(self, info: Info, input: ImportTokenBatchInput) -> ImportTokenBatchResult:
        viewer = await info.context.actor()
        imported = await importing.import_token_batch(viewer, info.context.parts, input.draft())
        return ImportTokenBatchSuccess(token_batch=TokenBatch.of(imported.batch), skipped_rows=imported.skipped_rows)

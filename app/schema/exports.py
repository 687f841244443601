"""Exports: which tokens, in which form, and the link to them."""

from datetime import datetime
from typing import Annotated

import strawberry

from app.domain.exports.exporting import ExportDraft
from app.schema.enums import ExportContent, ImageFormat, ImageNames
from app.schema.labels import LabelsInput, LabelTemplateUnusable, LabelTextDoesNotFit, LabelWarning, ModulesTooSmall
from app.schema.nodes import row_id
from app.schema.refusals import IdempotencyKeyReused, NothingToExport, TextUnusable, TokensNotYours
from app.schema.tokens import StaticTokenFilter


@strawberry.input(one_of=True, description="Which static tokens of the issuer.")
class TokenSelectionInput:
    token_ids: list[strawberry.ID] | None = strawberry.UNSET
    batch_id: strawberry.ID | None = strawberry.UNSET
    filter: StaticTokenFilter | None = strawberry.UNSET


@strawberry.input
class ExportTokensInput:
    organization_id: strawberry.ID = strawberry.field(description="The issuer.")
    selection: TokenSelectionInput
    content: ExportContent = ExportContent.ALL
    image_names: ImageNames = ImageNames.AUTH_TOKEN
    formats: list[ImageFormat] = strawberry.field(default_factory=lambda: [ImageFormat.PNG])
    labels: LabelsInput | None = strawberry.field(
        default=None, description="Labels to print, which come along in `labels/`; not with FLASH."
    )
    idempotency_key: str | None = strawberry.field(
        default=None, description="The same key and input replay the first answer for 24 hours."
    )

    def draft(self) -> ExportDraft:
        ids, batch, wanted = self.selection.token_ids, self.selection.batch_id, self.selection.filter
        return ExportDraft(
            token_ids=[row_id("StaticToken", each) for each in ids] if isinstance(ids, list) else None,
            batch_id=row_id("TokenBatch", batch) if isinstance(batch, str) else None,
            wanted=wanted.wanted() if wanted else None,
            content=self.content,
            image_names=self.image_names,
            formats=tuple(dict.fromkeys(self.formats)),
            labels=None if self.labels is None else self.labels.draft(),
            idempotency_key=self.idempotency_key,
        )


@strawberry.type(description="An export that waits to be downloaded.")
class ExportTokensSuccess:
    url: str = strawberry.field(description="Works once, with GET, until `expiresAt`. It holds a secret.")
    expires_at: datetime
    token_count: int
    warnings: list[LabelWarning] = strawberry.field(description="What to know before the labels are printed.")


ExportTokensResult = Annotated[
    ExportTokensSuccess
    | TokensNotYours
    | NothingToExport
    | LabelTemplateUnusable
    | ModulesTooSmall
    | LabelTextDoesNotFit
    | IdempotencyKeyReused
    | TextUnusable,
    strawberry.union("ExportTokensResult"),
]

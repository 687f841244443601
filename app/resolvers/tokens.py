"""Token batches and static tokens."""

import strawberry

from app.context import Info
from app.domain.devices import claiming, releasing
from app.domain.devices.claiming import QrTokenMistyped
from app.domain.errors import Forbidden
from app.domain.exports import exporting, label_printing
from app.domain.exports.label_printing import LabelPaper
from app.domain.tokens import minting, tokens
from app.labels.sheets import alignment_sheet
from app.models import StaticToken as TokenRow
from app.schema.drawing import drawn
from app.schema.enums import LabelStock
from app.schema.exports import ExportTokensInput, ExportTokensResult, ExportTokensSuccess
from app.schema.labels import AlignmentSheetResult, AlignmentSheetSuccess, warning_of
from app.schema.nodes import row_id
from app.schema.results import (
    CreateTokenBatchResult,
    CreateTokenBatchSuccess,
    DeleteTokensResult,
    DeleteTokensSuccess,
    DisclaimTokensResult,
    DisclaimTokensSuccess,
    DismissCloneSuspicionResult,
    DismissCloneSuspicionSuccess,
    RevealAuthTokenResult,
    RevealAuthTokenSuccess,
    RotateQrTokenResult,
    RotateQrTokenSuccess,
)
from app.schema.tokens import (
    CreateTokenBatchInput,
    DeleteTokensInput,
    DisclaimTokensInput,
    DismissCloneSuspicionInput,
    RevealAuthTokenInput,
    RotateQrTokenInput,
    StaticToken,
    TokenBatch,
)


async def find_token_batch(info: Info, id: str) -> TokenBatch | None:
    viewer = await info.context.viewer()
    row = await minting.visible_batch(viewer, row_id("TokenBatch", id))
    return None if row is None else TokenBatch.of(row)


async def find_static_token(info: Info, id: str) -> StaticToken | None:
    viewer = await info.context.viewer()
    try:
        return StaticToken.of(await tokens.token_for(viewer, row_id("StaticToken", id)))
    except Forbidden:
        return None


@strawberry.type
class TokenQuery:
    @strawberry.field(description="For staff of its issuer; null for others, and when it is not there.")
    async def token_batch(self, info: Info, id: strawberry.ID) -> TokenBatch | None:
        return await find_token_batch(info, id)

    @strawberry.field(description="For staff of its issuer; null for others, and when it is not there.")
    async def static_token(self, info: Info, id: strawberry.ID) -> StaticToken | None:
        return await find_static_token(info, id)

    @strawberry.field(
        description="The token of a QR token as scanned or typed, or of the whole link: for staff of its issuer. Null "
        "for others, for one with a typo, and when it is not there."
    )
    async def static_token_by_qr_token(self, info: Info, qr_token: str) -> StaticToken | None:
        viewer = await info.context.viewer()
        try:
            code = claiming.parse_qr_token(qr_token)
            return StaticToken.of(await tokens.token_labelled(viewer, info.context.parts, code))
        except (Forbidden, QrTokenMistyped):
            return None

    @strawberry.field(
        description="To print on plain paper first: shows whether a printer keeps to the places of the labels and to "
        "100 %. `template` is the text of a template file."
    )
    async def alignment_sheet(
        self, info: Info, stock: LabelStock | None = None, template: str | None = None
    ) -> AlignmentSheetResult:
        await info.context.viewer()
        sheet = label_printing.sheet_template(LabelPaper(stock, template))
        return AlignmentSheetSuccess.of(sheet, await drawn(alignment_sheet, sheet))


@strawberry.type
class TokenMutation:
    @strawberry.mutation(description="Mint static tokens as a job; for administrators of the issuer.")
    async def create_token_batch(self, info: Info, input: CreateTokenBatchInput) -> CreateTokenBatchResult:
        viewer = await info.context.actor()
        organization_id = row_id("Organization", input.organization_id)
        row = await minting.create_token_batch(viewer, info.context.parts, organization_id, input.draft())
        return CreateTokenBatchSuccess(token_batch=TokenBatch.of(row))

    @strawberry.mutation(description="Show a device's secret to staff of its issuer; leaves an event.")
    async def reveal_auth_token(self, info: Info, input: RevealAuthTokenInput) -> RevealAuthTokenResult:
        viewer = await info.context.actor()
        token_id = row_id("StaticToken", input.token_id)
        row, auth_token = await tokens.reveal_auth_token(viewer, info.context.parts, token_id)
        return RevealAuthTokenSuccess(static_token=StaticToken.of(row), auth_token=auth_token.text)

    @strawberry.mutation(
        description="Give a token a new QR token: labels with the old one claim nothing any more. For administrators "
        "of the issuer."
    )
    async def rotate_qr_token(self, info: Info, input: RotateQrTokenInput) -> RotateQrTokenResult:
        viewer = await info.context.actor()
        row = await tokens.rotate_qr_token(viewer, info.context.parts, row_id("StaticToken", input.token_id))
        return RotateQrTokenSuccess(static_token=StaticToken.of(row))

    @strawberry.mutation(
        description="Take back the suspicion that two devices have one AuthToken: for staff of the issuer who have "
        "looked after it. Three more swaps within a minute raise it again."
    )
    async def dismiss_clone_suspicion(
        self, info: Info, input: DismissCloneSuspicionInput
    ) -> DismissCloneSuspicionResult:
        viewer = await info.context.actor()
        row = await tokens.dismiss_clone_suspicion(viewer, info.context.parts, row_id("StaticToken", input.token_id))
        return DismissCloneSuspicionSuccess(static_token=StaticToken.of(row))

    @strawberry.mutation(description="Take ownership away; only administrators of the very organization that issued.")
    async def disclaim_tokens(self, info: Info, input: DisclaimTokensInput) -> DisclaimTokensResult:
        viewer = await info.context.actor()
        ids = [row_id("StaticToken", token_id) for token_id in input.token_ids]
        disclaimed = await releasing.disclaim_tokens(viewer, info.context.parts, ids)
        rows = await TokenRow.filter(id__in=ids).select_related("issuer").order_by("id")
        return DisclaimTokensSuccess(disclaimed=disclaimed, static_tokens=[StaticToken.of(row) for row in rows])

    @strawberry.mutation(description="Delete tokens for ever; flashed units can never connect again.")
    async def delete_tokens(self, info: Info, input: DeleteTokensInput) -> DeleteTokensResult:
        viewer = await info.context.actor()
        ids = [row_id("StaticToken", token_id) for token_id in input.token_ids]
        deleted = await releasing.delete_tokens(viewer, info.context.parts, ids, confirm=input.confirm)
        return DeleteTokensSuccess(deleted=deleted.tokens, claimed=deleted.claimed)

    @strawberry.mutation(
        description="A single-use link to a zip of tokens, for staff of their issuer; leaves an event."
    )
    async def export_tokens(self, info: Info, input: ExportTokensInput) -> ExportTokensResult:
        viewer = await info.context.actor()
        issuer_id = row_id("Organization", input.organization_id)
        export = await exporting.export_tokens(viewer, info.context.parts, issuer_id, input.draft())
        return ExportTokensSuccess(
            url=f"{info.context.parts.public_url}/exports/{export.link.text}",
            expires_at=export.expires_at,
            token_count=export.token_count,
            warnings=[warning_of(each) for each in export.warnings],
        )

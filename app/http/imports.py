"""`POST /imports` takes a CSV file as it comes; `GET /imports/<id>/faults` gives its faulty rows back."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from app.domain.errors import BadRequest, DomainError, Forbidden
from app.domain.imports import import_files
from app.domain.imports.csv_faults import CsvUnusable
from app.domain.imports.import_files import ImportMissing, ImportTooLarge, TooManyImports
from app.domain.parts import Parts
from app.http.signed_in import NOT_STORED, SignedIn, refused, unauthenticated
from app.schema.nodes import global_id, row_id

STATUSES: dict[type[DomainError], int] = {
    BadRequest: 400,
    CsvUnusable: 400,
    Forbidden: 403,
    ImportMissing: 404,
    ImportTooLarge: 413,
    TooManyImports: 429,
}


class Imports:
    """The door for files. Signed in like GraphQL, by `Authorization: Bearer …`."""

    def __init__(self, parts: Parts, signed_in: SignedIn) -> None:
        self._parts = parts
        self._signed_in = signed_in

    async def upload(self, request: Request) -> Response:
        """Store the body, at most 100 MiB, for the organization `?organization=`; answers with its `importId`."""
        viewer = await self._signed_in.viewer(request)
        if viewer is None:
            return unauthenticated()
        try:
            given = request.query_params.get("organization")
            organization_id: UUID | None = None if given is None else row_id("Organization", given)
            name = request.query_params.get("name", "tokens.csv")
            file = await import_files.store_import(viewer, self._parts, organization_id, name, request.stream())
        except DomainError as error:
            return refused(error, STATUSES)
        answer = {"importId": global_id("Import", file.id), "name": file.name, "bytes": file.byte_count}
        return JSONResponse(answer, 201, headers=NOT_STORED)

    async def faults(self, request: Request) -> Response:
        """The faulty rows of the last preview: the same CSV with an `Error` column."""
        viewer = await self._signed_in.viewer(request)
        if viewer is None:
            return unauthenticated()
        try:
            import_id = row_id("Import", request.path_params["import_id"])
            rows = await import_files.faulty_rows(viewer, self._parts, import_id)
        except DomainError as error:
            return refused(error, STATUSES)
        disposition = {"content-disposition": 'attachment; filename="faulty-rows.csv"'}
        return StreamingResponse(rows, media_type="text/csv; charset=utf-8", headers={**NOT_STORED, **disposition})

"""`POST /imports` takes a CSV file as it comes; `GET /imports/<id>/faults` gives its faulty rows back."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from app.context.access_tokens import AccessTokenInvalid, AccessTokens
from app.domain import import_files
from app.domain.csv_faults import CsvUnusable
from app.domain.errors import BadRequest, DomainError, Forbidden
from app.domain.import_files import ImportMissing, ImportTooLarge, TooManyImports
from app.domain.parts import Parts
from app.domain.viewer import Viewer, load_viewer
from app.http.addresses import Networks, client_address
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

    def __init__(self, parts: Parts, access_tokens: AccessTokens, trusted_proxies: Networks) -> None:
        self._parts = parts
        self._access_tokens = access_tokens
        self._trusted_proxies = trusted_proxies

    async def upload(self, request: Request) -> Response:
        """Store the body, at most 100 MiB, for the organization `?organization=`; answers with its `importId`."""
        viewer = await self._viewer(request)
        if viewer is None:
            return _unauthenticated()
        try:
            given = request.query_params.get("organization")
            organization_id: UUID | None = None if given is None else row_id("Organization", given)
            name = request.query_params.get("name", "tokens.csv")
            file = await import_files.store_import(viewer, self._parts, organization_id, name, request.stream())
        except DomainError as error:
            return _refused(error)
        answer = {"importId": global_id("Import", file.id), "name": file.name, "bytes": file.byte_count}
        return JSONResponse(answer, 201, headers=_HEADERS)

    async def faults(self, request: Request) -> Response:
        """The faulty rows of the last preview: the same CSV with an `Error` column."""
        viewer = await self._viewer(request)
        if viewer is None:
            return _unauthenticated()
        try:
            import_id = row_id("Import", request.path_params["import_id"])
            rows = await import_files.faulty_rows(viewer, self._parts, import_id)
        except DomainError as error:
            return _refused(error)
        disposition = {"content-disposition": 'attachment; filename="faulty-rows.csv"'}
        return StreamingResponse(rows, media_type="text/csv; charset=utf-8", headers={**_HEADERS, **disposition})

    async def _viewer(self, request: Request) -> Viewer | None:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        try:
            bearer = self._access_tokens.read(token.strip())
        except AccessTokenInvalid:
            return None
        address = client_address(request, self._trusted_proxies)
        return await load_viewer(bearer.session_id, bearer.account_id, address)


def _unauthenticated() -> Response:
    body = {"error": {"code": "UNAUTHENTICATED", "message": "Sign in first."}}
    return JSONResponse(body, 401, headers={**_HEADERS, "www-authenticate": "Bearer", "connection": "close"})


def _refused(error: DomainError) -> Response:
    status = next((STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES), 400)
    body = {"error": {"code": type(error).__name__, "message": error.message}}
    # What is left of the body is not waited for.
    return JSONResponse(body, status, headers={**_HEADERS, "connection": "close"})


_HEADERS = {"cache-control": "no-store"}

"""Who asks at the HTTP doors besides GraphQL: signed in alike, by `Authorization: Bearer …`."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.context.access_tokens import AccessTokenInvalid, AccessTokens
from app.domain.errors import DomainError
from app.domain.viewer import Viewer, load_viewer
from app.http.addresses import Networks, client_address

NOT_STORED = {"cache-control": "no-store"}


class SignedIn:
    """Reads whom a request's access token names."""

    def __init__(self, access_tokens: AccessTokens, trusted_proxies: Networks) -> None:
        self._access_tokens = access_tokens
        self._trusted_proxies = trusted_proxies

    async def viewer(self, request: Request) -> Viewer | None:
        """The person of a live session, or None."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        try:
            bearer = self._access_tokens.read(token.strip())
        except AccessTokenInvalid:
            return None
        address = client_address(request, self._trusted_proxies)
        return await load_viewer(bearer.session_id, bearer.account_id, address)


def unauthenticated() -> Response:
    """The answer to who is not signed in."""
    body = {"error": {"code": "UNAUTHENTICATED", "message": "Sign in first."}}
    return JSONResponse(body, 401, headers={**NOT_STORED, "www-authenticate": "Bearer", "connection": "close"})


def refused(error: DomainError, statuses: Mapping[type[DomainError], int]) -> Response:
    """What a rule said no with, under the status of its kind, else 400. The rest of a body is not waited for."""
    status = next((statuses[kind] for kind in type(error).__mro__ if kind in statuses), 400)
    body = {"error": {"code": type(error).__name__, "message": error.message}}
    return JSONResponse(body, status, headers={**NOT_STORED, "connection": "close"})

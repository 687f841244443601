"""A client that is signed in: the generated operations, and the session that they are asked in."""

import asyncio
import base64
import json
import time
from collections.abc import AsyncIterator
from typing import Any, cast
from urllib.parse import urlsplit

import httpx

from claimstead_api.generated import (
    GraphQLClientGraphQLMultiError,
    Operations,
    RefreshSessionInput,
    SessionFields,
)
from claimstead_api.generated.async_base_client import HttpClient, Response

SPARE_SECONDS = 60.0
"""A token is renewed so long before its end, so that no request is on its way then."""

_WITHOUT_SESSION = frozenset({"RefreshSession"})


class SessionOver(Exception):
    """The session was ended, or has expired: sign in again."""


class Client(Operations):
    """Every operation of `web/sdk/operations` as a method, asked as whoever is signed in.

    `begin` with the session that signing in has given, or resume an earlier
    one with its refresh token. Each refresh token is used once: whoever wants
    to resume keeps the newest, which is `refresh_token`.

    Operations raise `GraphQLClientGraphQLMultiError` for requests that are
    wrong as such (`code_of` names why), `SessionOver`, and httpx's errors;
    what a person can cause is a member of the result.
    """

    def __init__(
        self, url: str, *, refresh_token: str | None = None, http_client: httpx.AsyncClient | None = None
    ) -> None:
        """A client of the endpoint at `url`, such as `https://claim.acme.example/graphql`."""
        address = urlsplit(url)
        sockets = address._replace(scheme="wss" if address.scheme == "https" else "ws").geturl()
        super().__init__(url=url, ws_url=sockets, http_client=cast("HttpClient | None", http_client))
        self.refresh_token = refresh_token
        self._access_token: str | None = None
        self._good_until = (0.0, 0.0)
        self._renewing = asyncio.Lock()

    def begin(self, session: SessionFields) -> None:
        """Be who has signed in, signed up or accepted an invitation."""
        self._access_token = session.access_token
        seconds = _lifetime(session.access_token) - SPARE_SECONDS
        self._good_until = time.monotonic() + seconds, time.time() + seconds
        self.refresh_token = session.refresh_token

    def forget(self) -> None:
        """Be nobody. At the server `sign_out` ends a session."""
        self._access_token = self.refresh_token = None

    async def execute(
        self, query: str, operation_name: str | None = None, variables: dict[str, Any] | None = None, **kwargs: Any
    ) -> Response:
        """One request, repeated once when its token turns out to be too old."""
        if operation_name in _WITHOUT_SESSION:
            return await super().execute(query, operation_name, variables, **kwargs)
        token = await self._token()
        response = await super().execute(query, operation_name, variables, **_as(token, kwargs))
        if token is None or not _is_unauthenticated(response):
            return response
        if self._access_token == token:
            self._access_token = None
        return await super().execute(query, operation_name, variables, **_as(await self._token(), kwargs))

    async def execute_ws(
        self, query: str, operation_name: str | None = None, variables: dict[str, Any] | None = None, **kwargs: Any
    ) -> AsyncIterator[dict[str, Any]]:
        """A subscription over a WebSocket of its own. It lives as long as the session."""
        token = await self._token()
        if token is None:
            raise SessionOver
        self.ws_connection_init_payload = {"authorization": f"Bearer {token}"}
        async for data in super().execute_ws(query, operation_name, variables, **kwargs):
            yield data

    async def _token(self) -> str | None:
        async with self._renewing:
            # The steady clock may stand still while the machine sleeps, and somebody may set the other back.
            steady, calendar = self._good_until
            if self._access_token is not None and time.monotonic() < steady and time.time() < calendar:
                return self._access_token
            if self.refresh_token is None:
                return None
            answer = (await self.refresh_session(RefreshSessionInput(refresh_token=self.refresh_token))).refresh_session
            if answer.typename__ != "RefreshSessionSuccess":
                self.forget()
                raise SessionOver
            self.begin(answer.session)
            return self._access_token


def code_of(error: GraphQLClientGraphQLMultiError) -> str:
    """Why a request as such was wrong: one of the codes in docs/api.md."""
    extensions = error.errors[0].extensions or {}
    return str(extensions.get("code", "INTERNAL"))


def _as(token: str | None, kwargs: dict[str, Any]) -> dict[str, Any]:
    if token is None:
        return kwargs
    return {**kwargs, "headers": {**kwargs.get("headers", {}), "authorization": f"Bearer {token}"}}


def _is_unauthenticated(response: Response) -> bool:
    try:
        errors = response.json().get("errors") or ()
        return any(error.get("extensions", {}).get("code") == "UNAUTHENTICATED" for error in errors)
    except (ValueError, AttributeError):
        return False


def _lifetime(access_token: str) -> float:
    """Seconds from its issue to its end; both moments are the server's, whose clock may differ from ours."""
    payload = access_token.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return float(claims["exp"] - claims["iat"])

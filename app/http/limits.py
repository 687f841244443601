"""What keeps requests from hurting: their size, the shape of their JSON, and what browsers may do with our answers.

`http_middleware` is what every HTTP request passes through. A request that is
refused here is answered in the shape of a GraphQL error, because nearly all
clients that send one speak GraphQL.
"""

import json
import secrets
from collections.abc import Collection, Sequence
from typing import Any

import orjson
import structlog
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from strawberry.http.websocket_origin import normalize_allowed_origins

MAXIMUM_BODY = 1024 * 1024
"""Bytes of a request's body."""

MAXIMUM_JSON_DEPTH = 64
"""How many arrays and objects of a body may stand within each other."""

MAXIMUM_JSON_VALUES = 10_000
"""Values of a body. The longest list that a mutation takes has 1,000; checking a list of a million would take long."""

SAFE_HEADERS = {"x-content-type-options": "nosniff", "referrer-policy": "no-referrer"}
"""What every answer of ours carries."""

_PREFLIGHT_SECONDS = 600
_OPENING, _CLOSING = b"[{", b"]}"
_DEPTH_STEPS = bytes(1 if byte in _OPENING else 0 for byte in range(256))
_NO_BRACKETS = bytes(set(range(256)) - set(_OPENING + _CLOSING))


def refusal(status: int, message: str, *, code: str = "BAD_REQUEST", headers: dict[str, str] | None = None) -> Response:
    """A request that never reached GraphQL, refused as GraphQL would: `errors` with `extensions.code`."""
    body = {"errors": [{"message": message, "extensions": {"code": code}}]}
    return JSONResponse(body, status, {"cache-control": "no-store", **(headers or {})})


class JsonRefused(json.JSONDecodeError):
    """The text is no JSON, or JSON of a shape that nobody needs; facts: none, since the text may hold secrets.

    A `JSONDecodeError`, because that is what strawberry's WebSocket handler knows.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message, "", 0)
        self.message = message


def read_json(data: bytes | str) -> Any:
    """The value of a JSON text in UTF-8. Raises JsonRefused.

    Depth and number of values are decided on the bytes, before anything is
    built of them and without recursion. Costs a few milliseconds for 1 MiB.
    """
    text = data.encode() if isinstance(data, str) else data
    # Without escaped quotes, every second part between quotes is a string.
    structure = b"".join(text.replace(b"\\\\", b"").replace(b'\\"', b"").split(b'"')[::2])
    depth = 0
    # More brackets than that are too many values anyway.
    for opens in structure.translate(_DEPTH_STEPS, _NO_BRACKETS)[: 2 * MAXIMUM_JSON_VALUES]:
        depth += 1 if opens else -1
        if depth > MAXIMUM_JSON_DEPTH:
            raise JsonRefused(f"The JSON is nested more than {MAXIMUM_JSON_DEPTH} levels deep.")
    if structure.count(b",") + structure.count(b"[") + structure.count(b"{") > MAXIMUM_JSON_VALUES:
        raise JsonRefused(f"The JSON holds more than {MAXIMUM_JSON_VALUES} values.")
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise JsonRefused("This is not valid JSON in UTF-8.") from None


class _BodyTooLarge(Exception):
    """Raised out of `receive`, caught by the middleware that gave it."""


class BodyLimit:
    """Refuses bodies over the limit with 413: by their `Content-Length` at once, otherwise when they pass it.

    Paths in `streamed` are let through: whoever answers them takes the body
    piece by piece and has a limit of its own.
    """

    def __init__(self, app: ASGIApp, *, maximum: int = MAXIMUM_BODY, streamed: Collection[str] = ()) -> None:
        self._app = app
        self._maximum = maximum
        self._streamed = frozenset(streamed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in self._streamed:
            await self._app(scope, receive, send)
            return
        if _declared_length(scope) > self._maximum:
            await self._refuse(scope, receive, send)
            return
        received = 0
        answering = False

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._maximum:
                raise _BodyTooLarge
            return message

        async def watched(message: Message) -> None:
            nonlocal answering
            answering = True
            await send(message)

        try:
            await self._app(scope, counted, watched)
        except _BodyTooLarge:
            if answering:
                raise
            await self._refuse(scope, receive, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        await refusal(413, f"A request has at most {self._maximum} bytes.")(scope, receive, send)


def _declared_length(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value[:20])
    return 0


REQUEST_ID_HEADER = "x-request-id"


class SafeAnswers:
    """Names every request, adds SAFE_HEADERS to its answer, and takes it calmly when the client leaves in the middle.

    The name stands in the answer and in every line of the log that the request
    causes: its task, and what it starts, inherit it. Clients do not choose it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        request_id = secrets.token_hex(8)
        structlog.contextvars.bind_contextvars(request=request_id)
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers[REQUEST_ID_HEADER] = request_id
                for name, value in SAFE_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self._app(scope, receive, send_safely)
        except ClientDisconnect:
            return  # nobody is there to answer, and nothing of ours is broken


def http_middleware(allowed_origins: Sequence[str], *, streamed: Collection[str] = ()) -> list[Middleware]:
    """What every request passes through, the first one first. Raises ValueError for an origin that is none.

    Pages of `allowed_origins` may call the API from browsers; others cannot,
    since JSON with `Authorization` needs a preflight that is only answered for
    these. Nothing is sent with cookies, so nothing is allowed with them.
    """
    return [
        Middleware(SafeAnswers),
        Middleware(
            CORSMiddleware,
            allow_origins=sorted(normalize_allowed_origins(allowed_origins)),
            allow_methods=["POST", "PUT", "DELETE"],
            allow_headers=["authorization", "content-type"],
            max_age=_PREFLIGHT_SECONDS,
        ),
        Middleware(BodyLimit, streamed=streamed),
    ]


async def answer_bug(request: Request, error: Exception) -> Response:
    """The answer to a request that met a bug: no word of it. For `Starlette(exception_handlers={Exception: …})`.

    Stands outside of all middleware, so it brings its own headers. The server logs the traceback.
    """
    headers = {**SAFE_HEADERS, REQUEST_ID_HEADER: str(structlog.contextvars.get_contextvars().get("request", ""))}
    return refusal(500, "Something went wrong on our side. It has been noted.", code="INTERNAL", headers=headers)

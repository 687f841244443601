"""Top-level errors: a code for every one, and no word of a bug.

Refusals that a rule made become members of result unions where the schema
has them. What is left here are requests that are wrong as such, and bugs,
which are logged whole and told as `INTERNAL` only.
"""

from collections.abc import Iterator
from typing import Any

import structlog
from graphql import GraphQLError
from strawberry.extensions import SchemaExtension
from strawberry.types import StreamExecutionResult

from app.context import Unauthenticated
from app.domain.errors import BadRequest, DomainError, Forbidden
from app.domain.throttling import TooManyAttempts

UNAUTHENTICATED = "UNAUTHENTICATED"
FORBIDDEN = "FORBIDDEN"
BAD_REQUEST = "BAD_REQUEST"
THROTTLED = "THROTTLED"
INTERNAL = "INTERNAL"

_CODES: dict[type[DomainError], str] = {
    Unauthenticated: UNAUTHENTICATED,
    Forbidden: FORBIDDEN,
    BadRequest: BAD_REQUEST,
    TooManyAttempts: THROTTLED,
}
_log = structlog.get_logger()


def coded(error: GraphQLError) -> GraphQLError:
    """The error as clients see it: same place, a code, and nothing of its cause."""
    cause = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    if cause is None:
        message, extensions = error.message, {"code": BAD_REQUEST, **(error.extensions or {})}
    elif isinstance(cause, DomainError):
        message, extensions = cause.message, {"code": _CODES.get(type(cause), BAD_REQUEST)}
        if isinstance(cause, TooManyAttempts):
            extensions["retryAfterSeconds"] = cause.retry_after_seconds
    else:
        _log.error("graphql.bug", path=error.path, exc_info=cause)
        message, extensions = "Something went wrong on our side. It has been noted.", {"code": INTERNAL}
    return GraphQLError(
        message,
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        extensions=extensions,
    )


class CodedErrors(SchemaExtension):
    """Gives every top-level error its code and masks bugs, in answers and in streams."""

    _is_stream = False

    def on_operation(self) -> Iterator[None]:
        yield
        if not self._is_stream:
            _replace(self.execution_context.result)

    def on_stream_result(self, result: StreamExecutionResult) -> Iterator[None]:
        self._is_stream = True
        _replace(result)
        yield


def _replace(result: Any) -> None:
    errors = getattr(result, "errors", None)
    if errors:
        result.errors = [coded(error) for error in errors]

"""Top-level errors: a code for every one, no word of a bug, and no value that a client sent.

Refusals that a rule made become members of result unions where the schema
has them. What is left here are requests that are wrong as such, and bugs,
which are logged whole and told as `INTERNAL` only. Requests that are wrong are
not logged: whoever sends them is told.
"""

import re
from collections.abc import Iterator
from typing import Any

import structlog
from graphql import GraphQLError, VariableDefinitionNode
from strawberry.exceptions import MissingQueryError
from strawberry.extensions import SchemaExtension
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
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
MOST_CHARACTERS = 300
"""Characters of a message. The names in a document can be long, and every fault repeats some."""

_REQUEST_ERRORS = (MissingQueryError, CannotGetOperationTypeError, InvalidOperationTypeError)
_log = structlog.get_logger()


def coded(error: GraphQLError) -> GraphQLError:
    """The error as clients see it: same place, a code, and nothing of its cause."""
    cause = _cause_of(error)
    if cause is None:
        message, extensions = without_values(error.message), {"code": BAD_REQUEST, **(error.extensions or {})}
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


def _cause_of(error: GraphQLError) -> Exception | None:
    """What our code raised; None when the request itself is wrong."""
    if any(isinstance(node, VariableDefinitionNode) for node in error.nodes or ()):
        return None  # a scalar did not like the value of a variable, whatever it raised
    cause = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return None if isinstance(cause, _REQUEST_ERRORS) else cause


# How graphql-core 3.3 puts values into its messages: after these words, or between these two parts.
_VALUE_BEHIND = re.compile(
    r"((?:^|: )(?:Expected value of type '[^']+'|[A-Z]\w* cannot represent )[^:]*?)"
    r"(?:, found\b|\. Found\b|, but encountered|: ).*",
    re.DOTALL,
)
_VALUE_BETWEEN = re.compile(r"((?:^|: )Value )'.*' (does not exist in '\w+' enum).*", re.DOTALL)
_TOKEN_VALUE = re.compile(r"^(Syntax Error: .*\b(?:String|BlockString|Int|Float)) ['\"].*", re.DOTALL)


def without_values(message: str) -> str:
    """A message of graphql-core without the value it complains of, which may be a secret; 300 characters at most.

    Names stay: of variables, types, fields, and places within a variable.
    """
    message = _VALUE_BETWEEN.sub(r"\1\2.", message)
    message = _VALUE_BEHIND.sub(r"\1.", message)
    message = _TOKEN_VALUE.sub(r"\1.", message)
    return message if len(message) <= MOST_CHARACTERS else f"{message[: MOST_CHARACTERS - 1]}…"


class CodedErrors(SchemaExtension):
    """Gives every top-level error its code and masks bugs, in answers and in streams."""

    _is_stream = False

    def on_operation(self) -> Iterator[None]:
        try:
            yield
        except GraphQLError as error:
            raise coded(error) from None
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

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
from app.database.connection import AWAY
from app.domain.errors import BadRequest, DomainError, Forbidden
from app.domain.throttling import TooManyAttempts

UNAUTHENTICATED = "UNAUTHENTICATED"
FORBIDDEN = "FORBIDDEN"
BAD_REQUEST = "BAD_REQUEST"
THROTTLED = "THROTTLED"
UNAVAILABLE = "UNAVAILABLE"
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
    elif isinstance(cause, AWAY):
        _log.warning("graphql.database_away", error=type(cause).__name__, reason=str(cause).partition("\n")[0])
        message, extensions = "The database cannot be reached at the moment: try again.", {"code": UNAVAILABLE}
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


# The messages of graphql-core 3.3 that hold values: what stands before the value, and may be told.
_BEFORE_VALUE = re.compile(
    r"(?:Expected (?:a )?value of (?:non-null )?type '[^']+'[^,.:]*|(?:Enum '\w+'|\w+) cannot represent [^:]*)"
)
_BEHIND_VALUE = re.compile(r"' (does not exist in '\w+' enum)")
_TOKEN_WITH_VALUE = re.compile(r"\b(?:String|BlockString|Int|Float)(?= ['\"])")


def without_values(message: str) -> str:
    """A message of graphql-core without the value it complains of, which may be a secret; 300 characters at most.

    Names stay: of variables, types, fields, and places within a variable.
    """
    place = ""
    if message.startswith(("Variable '$", "Argument '")) and ": " in message:
        place, _, message = message.partition(": ")
        place += ": "
    if message.startswith("Syntax Error: "):
        token = _TOKEN_WITH_VALUE.search(message, 0, MOST_CHARACTERS)
        told = message if token is None else f"{message[: token.end()]}."
    elif before := _BEFORE_VALUE.match(message):
        told = f"{before[0]}."
    elif message.startswith("Value '"):
        behind = _BEHIND_VALUE.search(message, message.rfind("' does not exist in '"))
        told = f"The value {behind[1]}." if behind else "The value does not fit."
    else:
        told = "It does not fit." if place else message
    told = place + told
    return told if len(told) <= MOST_CHARACTERS else f"{told[: MOST_CHARACTERS - 1]}…"


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

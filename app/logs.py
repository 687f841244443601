"""Logs: one line an event, JSON for machines or words for people, and never a secret."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from app.database.connection import UNREACHABLE

_SECRET = re.compile(r"cs[drixpv]_[A-Za-z0-9_-]{20,}|eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_.-]+", re.ASCII)
_CLAIM_PATH = re.compile(r"(/[Cc]/)[^\s\"?#]+")


def without_secrets(text: str) -> str:
    """`text` with everything blotted out that has the form of a token of ours."""
    return _CLAIM_PATH.sub(r"\1…", _SECRET.sub("…", text))


def _redact(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = without_secrets(value)
    return event


def _is_not_of_an_absent_database(record: logging.LogRecord) -> bool:
    """False for what a library tells, with its traceback, of a connection that the database's absence took away."""
    return not (record.exc_info and isinstance(record.exc_info[1], UNREACHABLE))


def configure_logging(level: str, *, for_people: bool) -> None:
    """Send structlog's and the standard library's records to standard error in one form."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso" if not for_people else "%H:%M:%S"),
    ]
    if for_people:
        # Not rich's tracebacks: they print local variables, and a secret may be among them.
        last: list[Any] = [
            _redact,
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
            ),
        ]
    else:
        last = [structlog.processors.format_exc_info, _redact, structlog.processors.JSONRenderer()]
    structlog.configure(
        # What nobody asked for is dropped first: there is a line for each connection of each device.
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    # A line for every connection of every device says nothing and fills disks.
    logging.getLogger("uvicorn.access").setLevel(logging.WARNING)
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    for name in ("tortoise", "asyncio", "pgqueuer", "strawberry.execution", "httpx"):
        logging.getLogger(name).setLevel(logging.WARNING)
    # Of each connection that its pool misses while the database is away; that it is away we say ourselves, once.
    logging.getLogger("asyncpg.pool").setLevel(logging.CRITICAL)
    # Both of its managers fail then, and which of them tells is a matter of moments; the worker says it once.
    logging.getLogger("pgqueuer").addFilter(_is_not_of_an_absent_database)
    # Errors of operations are logged by us, once and with their path.
    logging.getLogger("strawberry.execution").setLevel(logging.CRITICAL)

"""Cells of CSV files as they come back, and the names of the columns that are ours.

A cell that a spreadsheet would take for a formula leaves with one `'` in front
(`app/labels/token_csv.py`). Coming in, exactly that one is taken away: every
value survives the round trip.
"""

import csv
import io
from collections.abc import Iterable, Sequence

from app.labels.token_csv import guarded

AUTH_TOKEN = "Auth Token"
QR_TOKEN = "QR Token"
CLAIM_URL = "Claim URL"
BATCH = "Batch"
TEMPLATE = "Template"
STATUS = "Status"
CREATED_AT = "Created At"
ERROR = "Error"

TOKEN_COLUMNS = (AUTH_TOKEN, QR_TOKEN, CLAIM_URL, BATCH, TEMPLATE, STATUS, CREATED_AT)
"""The columns of an export before the metadata fields, in their order."""

OWN_COLUMNS = frozenset({*TOKEN_COLUMNS, ERROR})
"""Names that no metadata field may have."""

TOLD_NOT_ASKED = OWN_COLUMNS - {AUTH_TOKEN, QR_TOKEN}
"""Columns that files tell something by, and that mean nothing when they come in."""

_GUARDED = ("=", "+", "-", "@", "\t", "\r", "'")


def value_of(cell: str) -> str:
    """The value in a cell: trimmed, and without the one `'` that `guarded` adds.

    A `'` before anything else was never added by it and stays.
    """
    value = cell.strip()
    if value[:1] == "'" and value[1:2] and value[1] in _GUARDED:
        return value[1:]
    return value


def csv_lines(rows: Iterable[Sequence[str]], delimiter: str = ",") -> bytes:
    """Rows of values as CSV: UTF-8 without BOM, CRLF, quoted as in RFC 4180 where needed, guarded."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(
        [guarded(value) for value in row] for row in rows
    )
    return text.getvalue().encode()

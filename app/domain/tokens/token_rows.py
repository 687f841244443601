"""Rows of static tokens as the bytes of PostgreSQL's binary COPY format.

Format: https://www.postgresql.org/docs/current/sql-copy.html, “Binary Format”.
A header; then for each row the number of columns as 16 bits and for each
column its length as 32 bits and its bytes, all most significant byte first;
then 16 bits of -1. All tokens of one automatic batch have the same issuer,
template, metadata and lengths, so a piece of the batch is one rectangular
array in which only identifiers, digests and sealed secrets differ. Tokens of a
file differ in their metadata and perhaps their secrets, so their rows are put
together one by one.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from struct import Struct, pack
from uuid import UUID

import numpy as np
import numpy.typing as npt
import orjson

from app.models import TokenOrigin
from app.models.identifiers import new_ids
from app.secrets.bulk import as_rows, mint_auth_tokens, mint_qr_tokens
from app.secrets.digests import LookupDigester
from app.secrets.sealing import Sealer

COPY_HEADER = b"PGCOPY\n\xff\r\n\0" + pack(">II", 0, 0)
COPY_TRAILER = pack(">h", -1)
COLUMNS = (
    "id",
    "auth_digest",
    "qr_digest",
    "sealed",
    "metadata",
    "serial",
    "issuer_id",
    "template_id",
    "batch_id",
    "origin",
    "created_at",
)
UNIQUE_VALUE_COLUMNS = ("id", "value", "static_token_id", "issuer_id", "field_id")

_POSTGRES_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_length = Struct(">i").pack
_column_count = Struct(">h").pack


@dataclass(frozen=True, slots=True)
class BatchFacts:
    """What all tokens of an automatic batch share; those of a file have metadata and serial of their own."""

    batch_id: UUID
    issuer_id: UUID
    template_id: UUID
    created_at: datetime
    metadata: dict[str, str]
    serial: str | None
    origin: TokenOrigin = TokenOrigin.MINTED

    @property
    def milliseconds(self) -> int:
        """The moment of creation as identifiers carry it."""
        return int(self.created_at.timestamp() * 1000)


def copy_piece(facts: BatchFacts, first: int, count: int, digester: LookupDigester, sealer: Sealer) -> bytes:
    """`count` freshly minted rows of a batch that already has `first`, in binary COPY format without header."""
    auth_tokens, qr_tokens = as_rows(mint_auth_tokens(count)), as_rows(mint_qr_tokens(count))
    ids = new_ids(count, first=first, milliseconds=facts.milliseconds)
    changing = (
        ids,
        _rectangle([digester.auth(token) for token in auth_tokens]),
        _rectangle([digester.qr(token) for token in qr_tokens]),
        _rectangle(
            [
                sealer.seal(token_id, auth, qr)
                for token_id, auth, qr in zip(as_rows_of_16(ids), auth_tokens, qr_tokens, strict=True)
            ]
        ),
    )
    own = _json_column(orjson.dumps(facts.metadata)) + _column(None if facts.serial is None else facts.serial.encode())
    return _rows(count, changing, own + _shared_columns(facts))


@dataclass(frozen=True, slots=True)
class FileToken:
    """What a token of a file has of its own: secrets as ASCII, metadata as JSON."""

    id: bytes
    auth: bytes = field(repr=False)
    qr: bytes = field(repr=False)
    metadata: bytes
    serial: str | None


def file_token_rows(facts: BatchFacts, tokens: Iterable[FileToken], digester: LookupDigester, sealer: Sealer) -> bytes:
    """A row for each token of a file, in binary COPY format without header."""
    start, shared = _column_count(len(COLUMNS)), _shared_columns(facts)
    parts: list[bytes] = []
    for token in tokens:
        parts += (
            start,
            _column(token.id),
            _column(digester.auth(token.auth)),
            _column(digester.qr(token.qr)),
            _column(sealer.seal(token.id, token.auth, token.qr)),
            _json_column(token.metadata),
            _column(None if token.serial is None else token.serial.encode()),
            shared,
        )
    return b"".join(parts)


def unique_value_rows(facts: BatchFacts, field_id: UUID, held: Iterable[tuple[bytes, bytes, str]]) -> bytes:
    """A row for each unique value that a token holds, given as the row's id, the token's id, and the value."""
    start = _column_count(len(UNIQUE_VALUE_COLUMNS))
    shared = _column(facts.issuer_id.bytes) + _column(field_id.bytes)
    parts: list[bytes] = []
    for row_id, token_id, value in held:
        parts += (start, _column(row_id), _column(value.encode()), _column(token_id), shared)
    return b"".join(parts)


def as_rows_of_16(ids: npt.NDArray[np.uint8]) -> list[bytes]:
    """Identifiers as `bytes`, one each (an `S` view would cut trailing zero bytes)."""
    joined = ids.tobytes()
    return [joined[start : start + 16] for start in range(0, len(joined), 16)]


def _rectangle(values: list[bytes]) -> npt.NDArray[np.uint8]:
    return np.frombuffer(b"".join(values), dtype=np.uint8).reshape(len(values), -1)


def _column(value: bytes | None) -> bytes:
    return _length(-1) if value is None else _length(len(value)) + value


def _json_column(text: bytes) -> bytes:
    return _column(b"\x01" + text)  # jsonb travels as its version, 1, and its text


def _shared_columns(facts: BatchFacts) -> bytes:
    microseconds = (facts.created_at - _POSTGRES_EPOCH) // timedelta(microseconds=1)
    values = (
        facts.issuer_id.bytes,
        facts.template_id.bytes,
        facts.batch_id.bytes,
        facts.origin.value.encode(),
        pack(">q", microseconds),
    )
    return b"".join(map(_column, values))


def _rows(count: int, changing: tuple[npt.NDArray[np.uint8], ...], shared: bytes) -> bytes:
    width = 2 + sum(4 + column.shape[1] for column in changing) + len(shared)
    rows = np.empty((count, width), dtype=np.uint8)
    rows[:, :2] = np.frombuffer(pack(">h", len(COLUMNS)), dtype=np.uint8)
    at = 2
    for column in changing:
        rows[:, at : at + 4] = np.frombuffer(pack(">i", column.shape[1]), dtype=np.uint8)
        rows[:, at + 4 : at + 4 + column.shape[1]] = column
        at += 4 + column.shape[1]
    rows[:, at:] = np.frombuffer(shared, dtype=np.uint8)
    return rows.tobytes()

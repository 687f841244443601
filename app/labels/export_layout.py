"""The export of static tokens: which files a zip holds, what they are called, and what stands in them.

`tokens.csv` comes first, then an image of each QR code in `qr/`. The archive is
made piece by piece, a piece being some thousand tokens: `csv_of` makes the lines
of a piece, `codes_to_draw` says what its images need, and `drawn` makes these,
which takes nearly all the time and so can be done in another process. Same
tokens, same options: same bytes, in pieces of any size.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Final, TypeVar

from app.labels.archive import StoredEntries, store
from app.labels.batch_matrices import encode
from app.labels.batch_pngs import png_files
from app.labels.batch_svgs import svg_files
from app.labels.payload import claim_url
from app.labels.qr import ErrorLevel
from app.labels.rendered import check_module_size
from app.labels.token_csv import csv_line, csv_lines

CSV_NAME: Final = b"tokens.csv"
PIECE: Final = 2048
"""Tokens; a good size for a piece. The archive's bytes do not depend on it."""

_ANY_CODE: Final = "0" * 20
_LONGEST_FIXED_CELLS: Final = 4_000
_LONGEST_METADATA_CELL: Final = 4_010
"""Bytes: 1,000 characters of up to four, with quotes and comma."""
_WITHOUT_ZIP64: Final = 0xFFFFFFFF

T = TypeVar("T")


class ExportContent(Enum):
    """Whom an export is for."""

    FLASH = "FLASH"
    """The contractor who flashes: AuthTokens, nothing that claims, no images."""
    LABELS = "LABELS"
    """The print shop: QR tokens and their images, no AuthToken anywhere."""
    ALL = "ALL"


class ImageNames(Enum):
    """Which token names an image."""

    AUTH_TOKEN = "AUTH_TOKEN"  # noqa: S105  (a choice, no secret)
    QR_TOKEN = "QR_TOKEN"  # noqa: S105


class ImageFormat(Enum):
    """The form of an image; the value is the ending of its name."""

    PNG = "png"
    SVG = "svg"


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """What an export is like. Holds no secret. Raises `HostUnusable`, `ModuleSizeUnusable`."""

    claim_host: str
    content: ExportContent = ExportContent.ALL
    image_names: ImageNames = ImageNames.AUTH_TOKEN
    """For `ALL`; with `LABELS`, images are always named by QR token."""
    formats: tuple[ImageFormat, ...] = (ImageFormat.PNG,)
    metadata_fields: tuple[str, ...] = ()
    """The names of the columns after the fixed ones."""
    module_size: int = 8
    level: ErrorLevel = "q"

    def __post_init__(self) -> None:
        claim_url(self.claim_host, _ANY_CODE)
        check_module_size(self.module_size)

    @property
    def before_code(self) -> str:
        """What stands before the QR token in each QR code."""
        return claim_url(self.claim_host, _ANY_CODE).removesuffix(_ANY_CODE)

    @property
    def has_images(self) -> bool:
        """Whether there are any images."""
        return self.content is not ExportContent.FLASH and bool(self.formats)


@dataclass(frozen=True, slots=True, repr=False)
class TokenPiece:
    """Some static tokens: columns of equal length, a row for each token."""

    auth_tokens: Sequence[str]
    qr_tokens: Sequence[str | None]
    """None where a token has none; it has no image then, and `LABELS` leaves it out."""
    batches: Sequence[str]
    templates: Sequence[str]
    statuses: Sequence[str]
    created_at: Sequence[datetime]
    metadata: Sequence[Sequence[str]] = ()
    """A column for each of the options' metadata fields."""


@dataclass(frozen=True, slots=True, repr=False)
class CodesToDraw:
    """The images of a piece that are still to be drawn: all that a process needs to know for it."""

    names: Sequence[str]
    """What each image is called, without folder and ending."""
    codes: Sequence[str]
    """The QR tokens, in their canonical form."""


def csv_may_be_large(options: ExportOptions, token_count: int) -> bool:
    """Whether `tokens.csv` could reach 4 GiB, if every cell were as long as can be: then it needs its zip64 form."""
    longest_line = _LONGEST_FIXED_CELLS + _LONGEST_METADATA_CELL * len(options.metadata_fields)
    return (token_count + 1) * longest_line >= _WITHOUT_ZIP64


def csv_header(options: ExportOptions) -> bytes:
    """The first line of `tokens.csv`."""
    names = ["Batch", "Template", "Status", "Created At", *options.metadata_fields]
    if options.content is not ExportContent.FLASH:
        names[:0] = ["QR Token", "Claim URL"]
    if options.content is not ExportContent.LABELS:
        names[:0] = ["Auth Token"]
    return csv_line(names)


def csv_of(piece: TokenPiece, options: ExportOptions) -> bytes:
    """The lines of `tokens.csv` for a piece.

    Raises `ValueError` when its columns do not fit each other or the options.
    """
    if len(piece.metadata) != len(options.metadata_fields):
        raise ValueError(f"{len(options.metadata_fields)} metadata columns are wanted, not {len(piece.metadata)}.")
    columns = [piece.batches, piece.templates, piece.statuses, _times(piece.created_at), *piece.metadata]
    if options.content is not ExportContent.FLASH:
        before_code = options.before_code
        links = ["" if token is None else before_code + token for token in piece.qr_tokens]
        columns[:0] = [[token or "" for token in piece.qr_tokens], links]
    if options.content is not ExportContent.LABELS:
        columns[:0] = [piece.auth_tokens]
    elif None in piece.qr_tokens:
        columns = [[cell for cell, token in zip(column, piece.qr_tokens, strict=True) if token] for column in columns]
    return csv_lines(columns)


def codes_to_draw(piece: TokenPiece, options: ExportOptions) -> CodesToDraw:
    """The images that a piece needs. Raises `ValueError` when its columns do not fit each other."""
    tokens = zip(piece.auth_tokens, piece.qr_tokens, strict=True)
    with_code = [(auth_token, code) for auth_token, code in tokens if code is not None]
    codes = [code for _, code in with_code]
    is_named_by_code = options.content is ExportContent.LABELS or options.image_names is ImageNames.QR_TOKEN
    return CodesToDraw(codes if is_named_by_code else [auth_token for auth_token, _ in with_code], codes)


def drawn(images: CodesToDraw, options: ExportOptions) -> StoredEntries:
    """The images as entries of the zip, token by token."""
    symbols = encode(options.before_code, images.codes, options.level)
    names: list[list[bytes]] = []
    contents: list[list[bytes]] = []
    crcs: list[list[int]] = []
    for image_format in dict.fromkeys(options.formats):
        draw = png_files if image_format is ImageFormat.PNG else svg_files
        files = draw(symbols, options.module_size)
        names.append([f"qr/{name}.{image_format.value}".encode() for name in images.names])
        contents.append(files.contents)
        crcs.append(files.crcs)
    return store(_in_turn(names), _in_turn(contents), _in_turn(crcs))


def _in_turn(columns: Sequence[Sequence[T]]) -> list[T]:
    """What stands in columns, row by row."""
    return [cell for row in zip(*columns, strict=True) for cell in row]


def _times(times: Sequence[datetime]) -> list[str]:
    """Times in UTC to the second, such as 2026-03-31T08:15:00Z."""
    texts = {time: time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") for time in set(times)}
    return [texts[time] for time in times]

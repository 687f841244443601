"""AuthTokens for simulated devices: from the command line, from lists and exports, or minted for the purpose."""

import csv
import io
import os
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

from app.cli.terminal import CommandRefused, reason_of
from app.secrets.auth_token import AuthToken, AuthTokenMalformed

TOKEN_COLUMN = "Auth Token"  # noqa: S105 - the name of a column
TABLE = "tokens.csv"
MOST_BYTES = 512 * 1024 * 1024
"""Of a table in a zip; an export of a million tokens has less."""


class TokensUnusable(CommandRefused):
    """The AuthTokens given cannot be used; the text says where, and never shows one."""


def gather_tokens(texts: Sequence[str], path: str | None) -> list[AuthToken]:
    """The AuthTokens of the command line and of a file (`-` is standard input), each once.

    Raises TokensUnusable.
    """
    found = [_parse(text, f"--token number {number}") for number, text in enumerate(texts, start=1)]
    if path == "-":
        found += read_tokens(sys.stdin.read().splitlines(), "standard input")
    elif path is not None:
        found += read_tokens(_lines_of(path), path)
    if not found:
        raise TokensUnusable("Name AuthTokens: --token, or --tokens-file with a file, or with - for standard input.")
    return list(dict.fromkeys(found))


def read_tokens(lines: Sequence[str], source: str) -> list[AuthToken]:
    """The AuthTokens in a list, one a line, or in a CSV export. Raises TokensUnusable."""
    rows = [line.lstrip("\ufeff") for line in lines if line.strip()]
    if not rows or TOKEN_COLUMN not in rows[0]:
        return [_parse(row.strip(), f"Line {number} of {source}") for number, row in enumerate(rows, start=1)]
    delimiter = max(",;\t", key=rows[0].count)
    reader = csv.DictReader(rows, delimiter=delimiter)
    if TOKEN_COLUMN not in (reader.fieldnames or ()):
        raise TokensUnusable(f"{source} has no column `{TOKEN_COLUMN}`.")
    # An export puts one `'` before what a spreadsheet might take for a formula.
    return [
        _parse((row[TOKEN_COLUMN] or "").strip().removeprefix("'"), f"Row {number} of {source}")
        for number, row in enumerate(reader, start=1)
    ]


def _lines_of(path: str) -> list[str]:
    """The lines of a list, or of the table in an export's zip. Raises TokensUnusable."""
    try:
        content = Path(path).read_bytes()
        if content.startswith(b"PK"):
            content = table_of(content)
        return content.decode("utf-8-sig").splitlines()
    except OSError as error:
        raise TokensUnusable(f"{path} cannot be read: {reason_of(error)}.") from None
    except UnicodeDecodeError:
        raise TokensUnusable(f"{path} is not UTF-8 text.") from None
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError):
        # The last two are zipfile's words for a compression that it does not know, and for a password.
        raise TokensUnusable(f"{path} is not a zip with a {TABLE}.") from None


def table_of(export: bytes) -> bytes:
    """The table of tokens in an export. Raises zipfile.BadZipFile, KeyError."""
    with zipfile.ZipFile(io.BytesIO(export)) as archive, archive.open(TABLE) as table:
        return table.read(MOST_BYTES)


def keep(table: bytes, path: str) -> None:
    """Write a table of tokens to a new file that nobody else can read. Raises TokensUnusable."""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(table)
    except OSError as error:
        raise TokensUnusable(f"{path} cannot be written: {reason_of(error)}.") from None


def _parse(text: str, where: str) -> AuthToken:
    try:
        return AuthToken.parse(text)
    except AuthTokenMalformed:
        raise TokensUnusable(f"{where} is not an AuthToken.") from None

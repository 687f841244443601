"""The CSV of an export: UTF-8 without BOM, comma, CRLF, quoted as RFC 4180 says, and no cell that is a formula.

A spreadsheet takes a cell for a formula by its first character. Such a cell
gets one `'` in front, and so does one that begins with `'`, so that the import
can take exactly that one away again: what comes in equals what went out.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

_FORMULA_STARTS: Final = frozenset("=+-@\t\r'")
_QUOTED: Final = frozenset('",\r\n')
_PLAIN_NUMBER: Final = re.compile(r"[+-][0-9]+(?:\.[0-9]+)?")


def csv_line(cells: Sequence[str]) -> bytes:
    """One line of the file, also its header."""
    return ",".join(map(_written, cells)).encode() + b"\r\n"


def csv_lines(columns: Sequence[Sequence[str]]) -> bytes:
    """Lines of the file, from columns of equal length."""
    lines = map(",".join, zip(*map(_column, columns), strict=True))
    return "".join(f"{line}\r\n" for line in lines).encode()


def guarded(cell: str) -> str:
    """The cell as no spreadsheet takes it for a formula: with `'` in front where it begins with `= + - @ '`, tab or CR.

    Plain numbers stay as they are.
    """
    if cell[:1] in _FORMULA_STARTS and not _PLAIN_NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def _column(cells: Sequence[str]) -> Iterable[str]:
    """The cells as they are written; mostly that is as they are, which is found out for all of them together."""
    first_characters = {cell[:1] for cell in cells}
    text = "".join(cells)
    if _FORMULA_STARTS.isdisjoint(first_characters) and not any(character in text for character in _QUOTED):
        return cells
    return map(_written, cells)


def _written(cell: str) -> str:
    cell = guarded(cell)
    if _QUOTED.isdisjoint(cell):
        return cell
    return '"' + cell.replace('"', '""') + '"'

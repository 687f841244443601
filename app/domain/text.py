"""Texts that people give: trimmed, bounded, without characters that hide or break."""

import unicodedata

from app.domain.errors import DomainError


class TextUnusable(DomainError):
    """A text is empty, too long, or holds control or direction characters; facts: which field, why."""

    def __init__(self, field: str, reason: str) -> None:
        self.field = field
        self.reason = reason
        super().__init__(f"The {field} {reason}.")


def clean_text(text: str, field: str, limit: int, *, may_be_empty: bool = False, multiline: bool = False) -> str:
    """`text` in NFC, without white space at its ends. Raises TextUnusable.

    Refused are control characters (line breaks too, unless `multiline`),
    lone surrogates, and the characters that turn the direction of writing,
    which make one name look like another.
    """
    cleaned = unicodedata.normalize("NFC", text).strip()
    # A name made of zero-width characters alone would look empty.
    is_seen = any(unicodedata.category(character)[0] in "LNPS" for character in cleaned)
    if not is_seen and not may_be_empty and not _holds_control(cleaned, multiline=multiline):
        raise TextUnusable(field, "is empty")
    if len(cleaned) > limit:
        raise TextUnusable(field, f"is longer than {limit:,} characters")
    if cleaned.isascii() and cleaned.isprintable():
        return cleaned  # nearly every text, and nothing below could refuse it
    if _holds_control(cleaned, multiline=multiline):
        raise TextUnusable(field, "holds a control character")
    return cleaned


def _holds_control(text: str, *, multiline: bool) -> bool:
    return any(
        unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} or character in _DIRECTION_CHARACTERS
        for character in text
        if not (multiline and character in "\n\t")
    )


_DIRECTION_CHARACTERS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

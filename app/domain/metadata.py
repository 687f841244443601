"""Metadata values: parsed by the type of their field and stored as canonical texts.

One canonical text for each value makes uniqueness a comparison of texts and
lets a file that was exported come in again unchanged.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal, InvalidOperation
from typing import Protocol
from urllib.parse import urlsplit

from app.domain.errors import DomainError
from app.domain.text import TextUnusable, clean_text
from app.models import MetadataFieldType

MAXIMUM_LENGTH = 1000


class FieldRules(Protocol):
    """What a value is checked against: a metadata field, stored or about to be."""

    @property
    def name(self) -> str: ...
    @property
    def type(self) -> MetadataFieldType: ...
    @property
    def is_required(self) -> bool: ...
    @property
    def is_unique(self) -> bool: ...
    @property
    def default_value(self) -> str | None: ...
    @property
    def choices(self) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True)
class MetadataFault:
    """One value that does not fit its field."""

    field: str
    value: str
    reason: str


class MetadataInvalid(DomainError):
    """Values do not fit the template's metadata fields; facts: every fault, not only the first."""

    def __init__(self, faults: Sequence[MetadataFault]) -> None:
        self.faults = list(faults)
        first = self.faults[0]
        more = f" (and {len(self.faults) - 1} more)" if len(self.faults) > 1 else ""
        super().__init__(f"“{first.field}” {first.reason}{more}.")


class _Unfit(ValueError):
    """A value that does not fit; the text is the reason."""


def _integer(text: str) -> str:
    if not re.fullmatch(r"[+-]?[0-9]{1,30}", text):
        raise _Unfit("is not a whole number")
    return str(int(text))


_EXACT = Context(prec=60)
"""As many digits as a decimal may have: the usual context would round to 28."""


def _decimal(text: str) -> str:
    if not re.fullmatch(r"[+-]?(?:[0-9]{1,30}(?:\.[0-9]{0,30})?|\.[0-9]{1,30})", text):
        raise _Unfit("is not a decimal number with a point")
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise _Unfit("is not a decimal number with a point") from error
    return format(number.normalize(_EXACT) if number else Decimal(0), "f")


def _boolean(text: str) -> str:
    folded = text.casefold()
    if folded in {"true", "yes", "1"}:
        return "true"
    if folded in {"false", "no", "0"}:
        return "false"
    raise _Unfit("is not one of true, false, yes, no, 1, 0")


def _date(text: str) -> str:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise _Unfit("is not a date like 2026-03-31")
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise _Unfit("is not a day of the calendar") from error


_MAC_ADDRESS = re.compile(
    r"[0-9A-F]{12}"  # 0A1B2C3D4E5F
    r"|[0-9A-F]{2}([:-])(?:[0-9A-F]{2}\1){4}[0-9A-F]{2}"  # 0A:1B:… and 0A-1B-…
    r"|(?:[0-9A-F]{4}\.){2}[0-9A-F]{4}",  # 0A1B.2C3D.4E5F
    re.IGNORECASE | re.ASCII,
)


def _mac_address(text: str) -> str:
    if not _MAC_ADDRESS.fullmatch(text):
        raise _Unfit("is not a MAC address of 6 bytes")
    digits = re.sub(r"[^0-9A-Fa-f]", "", text).upper()
    return ":".join(digits[index : index + 2] for index in range(0, 12, 2))


def _email(text: str) -> str:
    if not re.fullmatch(r"[^\s@]{1,64}@[^\s@.]+(?:\.[^\s@.]+)*", text) or len(text) > 254:
        raise _Unfit("is not an e-mail address")
    return text


def _url(text: str) -> str:
    try:
        parts = urlsplit(text)
    except ValueError as error:
        raise _Unfit("is not a web address") from error
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname or re.search(r"\s", text):
        raise _Unfit("is not a web address that begins with http:// or https://")
    return text


_PARSERS: dict[MetadataFieldType, Callable[[str], str]] = {
    MetadataFieldType.INTEGER: _integer,
    MetadataFieldType.DECIMAL: _decimal,
    MetadataFieldType.BOOLEAN: _boolean,
    MetadataFieldType.DATE: _date,
    MetadataFieldType.MAC_ADDRESS: _mac_address,
    MetadataFieldType.EMAIL: _email,
    MetadataFieldType.URL: _url,
}


def parse_value(field: FieldRules, text: str) -> tuple[str | None, str | None]:
    """The canonical text of a value, or None with the reason why it does not fit.

    An empty text is no value: the field's default takes its place, and None
    with no reason means that the field stays without one.
    """
    try:
        cleaned = clean_text(text, field.name, MAXIMUM_LENGTH, may_be_empty=True)
    except TextUnusable as error:
        return None, error.reason
    if not cleaned:
        if field.default_value is not None:
            return field.default_value, None
        return None, "is required" if field.is_required else None
    if field.type is MetadataFieldType.CHOICE and cleaned not in field.choices:
        return None, f"is not one of {', '.join(field.choices)}"
    try:
        return _PARSERS.get(field.type, str)(cleaned), None
    except _Unfit as error:
        return None, str(error)


def parse_values(fields: Iterable[FieldRules], values: Mapping[str, str]) -> dict[str, str]:
    """The canonical values of a new token: `values` checked against all fields, defaults filled in.

    Raises MetadataInvalid with every fault: unknown names, values that do not
    fit, required ones that are missing.
    """
    known = {field.name: field for field in fields}
    faults = [
        MetadataFault(name, value[:100], "is not a metadata field of this template")
        for name, value in values.items()
        if name not in known
    ]
    parsed: dict[str, str] = {}
    for name, field in known.items():
        value, reason = parse_value(field, values.get(name, ""))
        if reason is not None:
            faults.append(MetadataFault(name, values.get(name, "")[:100], reason))
        elif value is not None:
            parsed[name] = value
    if faults:
        raise MetadataInvalid(faults)
    return parsed


def parse_edits(fields: Iterable[FieldRules], values: Mapping[str, str], *, of_factory: bool = False) -> dict[str, str]:
    """The canonical values of an edit: only the named fields, an empty text where there shall be no value.

    Below an owner's empty value lies the factory's. Below the factory's lies
    nothing, so there (`of_factory`) the default takes its place, and required
    fields stay. Unique values identify the unit and are not edited. Raises
    MetadataInvalid with every fault.
    """
    known = {field.name: field for field in fields}
    faults: list[MetadataFault] = []
    parsed: dict[str, str] = {}
    for name, text in values.items():
        field = known.get(name)
        if field is None:
            faults.append(MetadataFault(name, text[:100], "is not a metadata field of this template"))
        elif field.is_unique:
            faults.append(MetadataFault(name, text[:100], "identifies the unit and was set at the factory"))
        elif not text.strip() and not of_factory:
            parsed[name] = ""
        else:
            value, reason = parse_value(field, text)
            if reason is not None:
                faults.append(MetadataFault(name, text[:100], reason))
            else:
                parsed[name] = value or ""
    if faults:
        raise MetadataInvalid(faults)
    return parsed


def for_device(fields: Iterable[FieldRules], values: Mapping[str, str]) -> dict[str, str | int | float | bool]:
    """Values as a device reads them: numbers and booleans as JSON has them, the rest as text."""
    spoken: dict[str, str | int | float | bool] = {}
    for field in fields:
        text = values.get(field.name)
        if text is None:
            continue
        if field.type is MetadataFieldType.BOOLEAN:
            spoken[field.name] = text == "true"
        elif field.type is MetadataFieldType.INTEGER and len(text) <= 15:
            spoken[field.name] = int(text)
        elif field.type is MetadataFieldType.DECIMAL and len(text) <= 15:
            spoken[field.name] = float(text)
        else:
            spoken[field.name] = text
    return spoken

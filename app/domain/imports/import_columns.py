"""What the columns of an uploaded file mean: exact matches, what the user says, and guesses for the rest."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.domain.errors import DomainError
from app.domain.imports.csv_cells import AUTH_TOKEN, QR_TOKEN, TOLD_NOT_ASKED
from app.models import MetadataField, MetadataFieldType

TOKEN_TARGETS = (AUTH_TOKEN, QR_TOKEN)
_SIMILAR = 0.75
_LONGEST_GUESSED = 100


class ColumnMatch(StrEnum):
    """How a column came to its meaning."""

    EXACT = "EXACT"
    MAPPED = "MAPPED"
    IGNORED = "IGNORED"
    UNMATCHED = "UNMATCHED"


@dataclass(frozen=True, slots=True)
class MappingFault:
    """What is wrong with what the user said about a column."""

    column: str
    reason: str


class ImportMappingInvalid(DomainError):
    """The mapping names columns or fields that are not there, or a field twice; facts: every fault."""

    def __init__(self, faults: Sequence[MappingFault]) -> None:
        self.faults = list(faults)
        first = self.faults[0]
        super().__init__(f"The column “{first.column[:100]}” {first.reason}.")


class ImportColumnsUnmatched(DomainError):
    """Some columns have no meaning yet, or required fields no column.

    Facts: the names of the columns, which can be mapped to a field or to
    nothing, and of the fields.
    """

    def __init__(self, columns: Sequence[str], missing_fields: Sequence[str]) -> None:
        self.columns = list(columns)
        self.missing_fields = list(missing_fields)
        if self.columns:
            what = f"The column “{self.columns[0][:100]}” is no metadata field of this template: map or ignore it."
        else:
            what = f"The file has no column for “{self.missing_fields[0]}”, which is required."
        super().__init__(what)


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """A metadata field as it was when the file was checked; the batch's job goes by it."""

    id: UUID
    name: str
    type: MetadataFieldType
    is_required: bool
    is_unique: bool
    default_value: str | None
    choices: tuple[str, ...]

    @classmethod
    def of(cls, field: MetadataField) -> "FieldPlan":
        """The plan of a stored field."""
        return cls(
            field.id,
            field.name,
            field.type,
            field.is_required,
            field.is_unique,
            field.default_value,
            tuple(field.choices),
        )


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """A column and what it means."""

    name: str
    target: str | None
    """A metadata field, `Auth Token` or `QR Token`; None when the column is ignored or unmatched."""
    match: ColumnMatch
    guess: str | None = None
    """What an unmatched column probably means."""
    guess_reason: str | None = None


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """How the rows of a file are read."""

    columns: tuple[ColumnPlan, ...]
    fields: tuple[FieldPlan, ...]

    @property
    def unmatched(self) -> list[str]:
        """The columns that have no meaning yet."""
        return [column.name for column in self.columns if column.match is ColumnMatch.UNMATCHED]

    @property
    def missing_fields(self) -> list[str]:
        """The required fields that no column and no default gives."""
        given = {column.target for column in self.columns}
        return [
            field.name
            for field in self.fields
            if field.is_required and field.default_value is None and field.name not in given
        ]

    def position_of(self, target: str) -> int | None:
        """Which column gives a target, counted from 0."""
        return next((at for at, column in enumerate(self.columns) if column.target == target), None)

    def require_complete(self) -> None:
        """Raise ImportColumnsUnmatched unless every column has a meaning and every required field a column."""
        if self.unmatched or self.missing_fields:
            raise ImportColumnsUnmatched(self.unmatched, self.missing_fields)

    def as_json(self) -> dict[str, Any]:
        """What `from_json` makes an equal plan of; without guesses, which no job needs."""
        return {
            "columns": [{"name": each.name, "target": each.target, "match": each.match} for each in self.columns],
            "fields": [{**asdict(field), "id": str(field.id)} for field in self.fields],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "ImportPlan":
        """The plan that `as_json` gave."""
        columns = [ColumnPlan(**{**each, "match": ColumnMatch(each["match"])}) for each in stored["columns"]]
        fields = [
            FieldPlan(
                **{
                    **each,
                    "id": UUID(each["id"]),
                    "type": MetadataFieldType(each["type"]),
                    "choices": tuple(each["choices"]),
                }
            )
            for each in stored["fields"]
        ]
        return cls(tuple(columns), tuple(fields))


def plan_columns(
    header: Sequence[str], fields: Sequence[FieldPlan], mapping: Mapping[str, str | None] | None
) -> ImportPlan:
    """What each column of `header` means.

    `mapping` says for columns by their name which field (or `Auth Token`,
    `QR Token`) they are, or None for a column to be ignored; it comes before
    exact matches. Columns that a file tells something by (`Status`, `Error`
    and so on) are ignored by themselves. Raises ImportMappingInvalid.
    """
    said = {name.strip(): target.strip() or None if target else None for name, target in (mapping or {}).items()}
    targets = {*(field.name for field in fields), *TOKEN_TARGETS}
    _refuse_unknown(said, header, targets)
    meanings = [_meaning(name, said, targets) for name in header]
    _refuse_doubles(header, meanings)
    free = targets - {target for target, _ in meanings}
    columns = []
    for name, (target, match) in zip(header, meanings, strict=True):
        guess, reason = _guess(name, free) if match is ColumnMatch.UNMATCHED else (None, None)
        columns.append(ColumnPlan(name, target, match, guess, reason))
    return ImportPlan(tuple(columns), tuple(fields))


def _refuse_unknown(said: Mapping[str, str | None], header: Sequence[str], targets: set[str]) -> None:
    faults = [MappingFault(name, "is not in this file") for name in said if name not in header]
    faults += [
        MappingFault(name, f"cannot be “{target[:100]}”, which is no metadata field of this template")
        for name, target in said.items()
        if target is not None and target not in targets
    ]
    if faults:
        raise ImportMappingInvalid(faults)


def _meaning(name: str, said: Mapping[str, str | None], targets: set[str]) -> tuple[str | None, ColumnMatch]:
    if name in said:
        return (said[name], ColumnMatch.MAPPED) if said[name] else (None, ColumnMatch.IGNORED)
    if name in targets:
        return name, ColumnMatch.EXACT
    return None, ColumnMatch.IGNORED if name in TOLD_NOT_ASKED else ColumnMatch.UNMATCHED


def _refuse_doubles(header: Sequence[str], meanings: Sequence[tuple[str | None, ColumnMatch]]) -> None:
    taken: dict[str, str] = {}
    faults = []
    for name, (target, _) in zip(header, meanings, strict=True):
        if target is not None and target in taken:
            faults.append(MappingFault(name, f"means “{target}”, and so does “{taken[target][:100]}”"))
        elif target is not None:
            taken[target] = name
    if faults:
        raise ImportMappingInvalid(faults)


def _guess(name: str, free: set[str]) -> tuple[str | None, str | None]:
    """The free target that a column probably means, with the reason; the surest first."""
    candidates = sorted(free)
    for target in candidates:
        if name.casefold() == target.casefold():
            return target, f"case differs from “{target}”"
    for target in candidates:
        if _letters(name) and _letters(name) == _letters(target):
            return target, f"differs from “{target}” in spaces or signs only"
    likeness, nearest = max(
        ((_likeness(name, target), target) for target in candidates), default=(0.0, ""), key=lambda pair: pair[0]
    )
    return (nearest, f"is similar to “{nearest}”") if likeness >= _SIMILAR else (None, None)


def _letters(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())


def _likeness(name: str, target: str) -> float:
    """From 0, nothing alike, to 1, the same but for case."""
    matcher = SequenceMatcher(None, _letters(name)[:_LONGEST_GUESSED], _letters(target))
    return matcher.ratio() if matcher.quick_ratio() >= _SIMILAR else 0.0

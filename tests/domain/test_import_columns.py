"""What columns of a file mean: exact, said, ignored, guessed."""

from uuid import uuid4

import orjson
import pytest

from app.domain.imports.import_columns import (
    ColumnMatch,
    FieldPlan,
    ImportColumnsUnmatched,
    ImportMappingInvalid,
    ImportPlan,
    MappingFault,
    plan_columns,
)
from app.models import MetadataFieldType


def a_field(name: str, *, required: bool = False, default: str | None = None) -> FieldPlan:
    return FieldPlan(uuid4(), name, MetadataFieldType.TEXT, required, False, default, ())


FIELDS = [
    a_field("Device Name", required=True, default="Lamp"),
    a_field("Serial", required=True),
    a_field("MAC address"),
]


def test_exact_names_are_matched_and_the_columns_of_an_export_mean_nothing() -> None:
    plan = plan_columns(
        ["Serial", "Auth Token", "QR Token", "Claim URL", "Status", "Error", "Device Name"], FIELDS, None
    )

    assert [(column.target, column.match) for column in plan.columns] == [
        ("Serial", ColumnMatch.EXACT),
        ("Auth Token", ColumnMatch.EXACT),
        ("QR Token", ColumnMatch.EXACT),
        (None, ColumnMatch.IGNORED),
        (None, ColumnMatch.IGNORED),
        (None, ColumnMatch.IGNORED),
        ("Device Name", ColumnMatch.EXACT),
    ]
    assert (plan.unmatched, plan.missing_fields) == ([], [])
    plan.require_complete()


@pytest.mark.parametrize(
    ("name", "guess", "reason"),
    [
        ("mac Address", "MAC address", "case differs from “MAC address”"),
        ("mac_address", "MAC address", "differs from “MAC address” in spaces or signs only"),
        ("MAC  address", "MAC address", "differs from “MAC address” in spaces or signs only"),
        ("Serial\u200b", "Serial", "differs from “Serial” in spaces or signs only"),
        ("AuthToken", "Auth Token", "differs from “Auth Token” in spaces or signs only"),
        ("Seriall No", "Serial", "is similar to “Serial”"),
        ("MAC adress", "MAC address", "is similar to “MAC address”"),
        ("Colour", None, None),
        ("🙂", None, None),
    ],
)
def test_other_names_are_guessed_with_a_reason(name: str, guess: str | None, reason: str | None) -> None:
    column = plan_columns([name], FIELDS, {}).columns[0]

    assert (column.target, column.match) == (None, ColumnMatch.UNMATCHED)
    assert (column.guess, column.guess_reason) == (guess, reason)


def test_a_field_that_has_its_column_is_no_guess_for_another() -> None:
    assert plan_columns(["Serial", "serial"], FIELDS, {}).columns[1].guess is None


def test_what_is_said_comes_before_what_is_exact() -> None:
    plan = plan_columns(["SN", "Serial", "Notes"], FIELDS, {"SN": "Serial", "Serial": None, " Notes ": ""})

    assert [(column.target, column.match) for column in plan.columns] == [
        ("Serial", ColumnMatch.MAPPED),
        (None, ColumnMatch.IGNORED),
        (None, ColumnMatch.IGNORED),
    ]


def test_every_fault_of_a_mapping_is_told() -> None:
    with pytest.raises(ImportMappingInvalid) as refused:
        plan_columns(["SN"], FIELDS, {"SN": "Serial number", "Colour": "Serial"})
    assert refused.value.faults == [
        MappingFault("Colour", "is not in this file"),
        MappingFault("SN", "cannot be “Serial number”, which is no metadata field of this template"),
    ]


def test_two_columns_cannot_mean_one_field() -> None:
    with pytest.raises(ImportMappingInvalid) as refused:
        plan_columns(["SN", "Serial"], FIELDS, {"SN": "Serial"})
    assert refused.value.faults == [MappingFault("Serial", "means “Serial”, and so does “SN”")]


def test_columns_without_a_meaning_and_required_fields_without_a_column_stop_an_import() -> None:
    plan = plan_columns(["Device Name", "Colour"], FIELDS, None)

    with pytest.raises(ImportColumnsUnmatched) as refused:
        plan.require_complete()
    assert refused.value.columns == ["Colour"]
    assert refused.value.missing_fields == ["Serial"]  # the name has a default


def test_a_plan_survives_its_storage() -> None:
    plan = plan_columns(["SN", "Device Name", "Error"], FIELDS, {"SN": "Serial"})

    assert ImportPlan.from_json(orjson.loads(orjson.dumps(plan.as_json()))) == plan

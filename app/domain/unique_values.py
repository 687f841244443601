"""Unique metadata values: no two tokens of an issuer have the same one."""

from collections.abc import Sequence
from uuid import UUID

from app.database.connection import execute, fetch
from app.domain.metadata import MetadataFault, MetadataInvalid
from app.models import MetadataField
from app.models.identifiers import new_id

TAKEN = "is used by another token"
"""The reason of the fault."""


async def refuse_taken_values(issuer_id: UUID, fields: Sequence[MetadataField], values: dict[str, str]) -> None:
    """Raise MetadataInvalid when tokens of the issuer have some of these unique values already.

    A courtesy: it tells early what `hold_unique_values` or the database would refuse later.
    """
    wanted = {field.id: field.name for field in fields if field.is_unique and field.name in values}
    taken = await fetch(
        """
        SELECT held.field_id FROM unique_value AS held
        JOIN unnest($2::uuid[], $3::text[]) AS wanted(field_id, value)
          ON wanted.field_id = held.field_id AND wanted.value = held.value
        WHERE held.issuer_id = $1
        """,
        issuer_id,
        list(wanted),
        [values[name] for name in wanted.values()],
    )
    if taken:
        names = [wanted[row["field_id"]] for row in taken]
        raise MetadataInvalid([MetadataFault(name, values[name], TAKEN) for name in names])


async def hold_unique_values(
    issuer_id: UUID, token_id: UUID, fields: Sequence[MetadataField], values: dict[str, str]
) -> None:
    """Note that this token has these unique values, in the running transaction.

    Raises MetadataInvalid when another token of the issuer has one of them.
    """
    for field in fields:
        if not field.is_unique or field.name not in values:
            continue
        held = await execute(
            """
            INSERT INTO unique_value (id, issuer_id, field_id, static_token_id, value) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (issuer_id, field_id, value) DO NOTHING
            """,
            new_id(),
            issuer_id,
            field.id,
            token_id,
            values[field.name],
        )
        if not held:
            raise MetadataInvalid([MetadataFault(field.name, values[field.name], TAKEN)])

"""Asking the database in bulk what would be there twice. Courtesies: constraints decide when the rows come."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from app.database.connection import fetch


async def taken_values(issuer_id: UUID, field_id: UUID, values: Sequence[str]) -> list[int]:
    """The positions of those values of a unique field that some token of the issuer has."""
    # LIMIT keeps it one index look-up a value, whatever the planner believes of the table.
    rows = await fetch(
        """
        SELECT wanted.position FROM unnest($3::text[]) WITH ORDINALITY AS wanted (value, position)
        CROSS JOIN LATERAL (SELECT FROM unique_value AS held WHERE held.issuer_id = $1 AND held.field_id = $2
                            AND held.value = wanted.value LIMIT 1) AS taken
        """,
        issuer_id,
        field_id,
        values,
    )
    return [row["position"] - 1 for row in rows]


async def known_auth_digests(digests: Iterable[bytes]) -> set[bytes]:
    """Those digests that an AuthToken has, or a deleted one had."""
    rows = await fetch(
        """
        SELECT auth_digest FROM static_token WHERE auth_digest = ANY($1)
        UNION ALL SELECT auth_digest FROM retired_token WHERE auth_digest = ANY($1)
        """,
        list(digests),
    )
    return {row["auth_digest"] for row in rows}


async def known_qr_digests(digests: Iterable[bytes]) -> set[bytes]:
    """Those digests that a QR token has."""
    rows = await fetch("SELECT qr_digest FROM static_token WHERE qr_digest = ANY($1)", list(digests))
    return {row["qr_digest"] for row in rows}

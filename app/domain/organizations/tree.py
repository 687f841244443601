"""Locks on the tree of organizations, so that no lineage is ever wrong and nothing arrives in what was archived.

A lineage repeats what parents say. Whoever adds an organization keeps the
shape of its tree while the parent's lineage is read and copied; whoever moves
or archives one changes the shape, alone. Whoever puts something into an
organization keeps it open until that is committed. Everybody locks in one
order: the root, the organization, the plan, its usage.
"""

from uuid import UUID

from app.database.connection import execute, fetch_value
from app.domain.errors import Forbidden


async def keep_shape(root_id: UUID) -> None:
    """Let nobody move or archive an organization of this tree until the running transaction ends."""
    await execute("SELECT FROM organization WHERE id = $1 FOR SHARE", root_id)


async def change_shape(root_id: UUID) -> None:
    """Be the only one who adds, moves or archives organizations of this tree until the running transaction ends."""
    await execute("SELECT FROM organization WHERE id = $1 FOR NO KEY UPDATE", root_id)


async def keeps_open(organization_id: UUID) -> bool:
    """Let nobody archive this organization until the running transaction ends; False when it is archived already."""
    is_open = await fetch_value(
        "SELECT true FROM organization WHERE id = $1 AND archived_at IS NULL FOR KEY SHARE", organization_id
    )
    return bool(is_open)


async def keep_open(organization_id: UUID) -> None:
    """The same. Raises Forbidden when it is archived already."""
    if not await keeps_open(organization_id):
        raise Forbidden


async def close(organization_id: UUID) -> None:
    """Wait for what is being put into this organization, and let nothing more in until the running transaction ends."""
    await execute("SELECT FROM organization WHERE id = $1 FOR UPDATE", organization_id)

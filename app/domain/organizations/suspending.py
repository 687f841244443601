"""Suspending a brand and letting it go on, by the operator: everything stops at once, and nothing is lost."""

from uuid import UUID

from app.bus import Bus
from app.database.connection import fetch, fetch_row, transaction
from app.domain import history, news
from app.domain.history import EventKind
from app.domain.organizations.organizations import is_slug
from app.domain.people.accounts import BrandUnknown


async def suspend_brand(bus: Bus, slug: str) -> bool:
    """Stop a brand: its people cannot sign in, its devices are closed and do not come back, its codes lead nowhere.

    Returns whether it was running before. Raises BrandUnknown.
    """
    root_id = await _set(slug, suspended=True)
    if root_id is None:
        return False
    live = await fetch(
        "SELECT session.id FROM session JOIN account ON account.id = session.account_id "
        "WHERE account.root_id = $1 AND session.ended_at IS NULL AND session.expires_at > now()",
        root_id,
    )
    connected = await fetch(
        """
        SELECT device.static_token_id FROM presence JOIN device ON device.id = presence.device_id
        JOIN static_token AS token ON token.id = device.static_token_id
        JOIN organization AS issuer ON issuer.id = token.issuer_id
        WHERE presence.is_online AND issuer.root_id = $1
        """,
        root_id,
    )
    bus.publish(
        *news.session_ended(row["id"] for row in live),
        *(news.connection_order(row["static_token_id"], "changed") for row in connected),
    )
    return True


async def resume_brand(slug: str) -> bool:
    """Let a brand go on as it was; sessions that have not expired work again. Returns whether it was suspended.

    Raises BrandUnknown.
    """
    return await _set(slug, suspended=False) is not None


async def _set(slug: str, *, suspended: bool) -> UUID | None:
    """The root that this changed, None when it was so already."""
    async with transaction():
        root = None
        if is_slug(slug):
            root = await fetch_row(
                "SELECT id, suspended_at FROM organization WHERE slug = $1 AND parent_id IS NULL FOR NO KEY UPDATE",
                slug,
            )
        if root is None:
            raise BrandUnknown
        if (root["suspended_at"] is not None) is suspended:
            return None
        await fetch_row(
            "UPDATE organization SET suspended_at = CASE WHEN $2 THEN now() END WHERE id = $1", root["id"], suspended
        )
        kind = EventKind.ORGANIZATION_SUSPENDED if suspended else EventKind.ORGANIZATION_RESUMED
        await history.record(kind, organization_id=root["id"])
    root_id: UUID = root["id"]
    return root_id

"""Brands as the public sees them."""

from app.domain.organizations import is_slug
from app.models import Brand


async def brand_of_slug(slug: str) -> Brand | None:
    """The brand with organization and plan loaded; None when there is none, or it is suspended."""
    if not is_slug(slug):
        return None
    return await Brand.get_or_none(
        organization__slug=slug,
        organization__parent_id=None,
        organization__suspended_at=None,
        organization__archived_at=None,
    ).select_related("organization__plan")

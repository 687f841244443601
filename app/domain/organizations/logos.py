"""The logos of brands: brought by their administrators, served to everybody."""

import asyncio
import hashlib
from dataclasses import dataclass

from app.database.connection import execute, fetch_row, transaction
from app.domain import history
from app.domain.errors import DomainError, Forbidden
from app.domain.history import EventKind
from app.domain.organizations import brands
from app.domain.organizations.brands import root_for
from app.domain.organizations.organizations import is_slug
from app.domain.parts import Parts
from app.domain.viewer import Viewer
from app.labels.pictures import Picture, PictureUnusable, logo_of
from app.models import Brand, Organization


class LogoUnusable(DomainError):
    """What was brought is no logo; fact: why."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"The picture {reason}.")


@dataclass(frozen=True, slots=True)
class Logo:
    """A logo as it is served."""

    content: bytes
    media_type: str
    digest: str


@dataclass(frozen=True, slots=True)
class Icon:
    """Where a logo is served, and what a browser wants to know before it asks for it."""

    path: str
    media_type: str
    sizes: str
    """Such as `512x512`."""


async def root_of_slug(actor: Viewer, slug: str) -> Organization:
    """The root organization of this slug, for its administrators. Raises Forbidden, for unknown ones too."""
    root = await Organization.get_or_none(slug=slug, parent_id=None) if is_slug(slug) else None
    if root is None:
        raise Forbidden
    return await root_for(actor, root.id)


async def picture_of(content: bytes) -> Picture:
    """The logo in a PNG, JPEG or WebP file, drawn anew in a thread. Raises LogoUnusable."""
    try:
        return await asyncio.to_thread(logo_of, content)
    except PictureUnusable as unusable:
        raise LogoUnusable(str(unusable)) from unusable


async def set_logo(actor: Viewer, parts: Parts, root: Organization, picture: Picture) -> Brand:
    """Give a brand a logo. `root` is what `root_of_slug` gave this actor, `picture` what `picture_of` gave."""
    async with transaction():
        await _store(root, picture)
        event = await history.record(EventKind.BRAND_LOGO_UPDATED, actor_id=actor.account_id, organization_id=root.id)
    history.tell(parts.bus, event, root.id)
    return await Brand.get(organization_id=root.id).select_related("organization")


async def _store(root: Organization, picture: Picture) -> None:
    # The brand's row first: of two logos at once one wins whole.
    await execute(
        "UPDATE brand SET logo_digest = $2 WHERE organization_id = $1",
        root.id,
        hashlib.sha256(picture.content).hexdigest(),
    )
    await execute(
        """
        INSERT INTO brand_logo (organization_id, media_type, content, width, height) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (organization_id) DO UPDATE SET media_type = EXCLUDED.media_type, content = EXCLUDED.content,
            width = EXCLUDED.width, height = EXCLUDED.height, uploaded_at = now()
        """,
        root.id,
        picture.media_type,
        picture.content,
        picture.width,
        picture.height,
    )


async def remove_logo(actor: Viewer, parts: Parts, root: Organization) -> None:
    """Take a brand's logo away; nothing happens when it has none. `root` is what `root_of_slug` gave this actor."""
    async with transaction():
        if not await execute(
            "UPDATE brand SET logo_digest = NULL WHERE organization_id = $1 AND logo_digest IS NOT NULL", root.id
        ):
            return
        await execute("DELETE FROM brand_logo WHERE organization_id = $1", root.id)
        event = await history.record(EventKind.BRAND_LOGO_REMOVED, actor_id=actor.account_id, organization_id=root.id)
    history.tell(parts.bus, event, root.id)


async def logo_of_slug(slug: str) -> Logo | None:
    """The logo of a live brand; None when there is none."""
    if not is_slug(slug):
        return None
    row = await fetch_row(
        """
        SELECT brand_logo.content, brand_logo.media_type, brand.logo_digest
        FROM organization JOIN brand ON brand.organization_id = organization.id
        JOIN brand_logo ON brand_logo.organization_id = organization.id
        WHERE organization.slug = $1 AND organization.parent_id IS NULL AND organization.suspended_at IS NULL
        """,
        slug,
    )
    return None if row is None else Logo(bytes(row["content"]), row["media_type"], row["logo_digest"])


async def icon_of(brand: Brand) -> Icon | None:
    """The logo of a brand (with its organization loaded) as an icon; None when it has none."""
    path = brands.logo_path(brand)
    row = await fetch_row(
        "SELECT media_type, width, height FROM brand_logo WHERE organization_id = $1", brand.organization_id
    )
    return None if path is None or row is None else Icon(path, row["media_type"], f"{row['width']}x{row['height']}")

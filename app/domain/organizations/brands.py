"""Brands: as the public sees them, and changed by the administrators of their root organization."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from tortoise.exceptions import IntegrityError
from tortoise.queryset import QuerySet

from app.database.connection import transaction
from app.domain import history
from app.domain.errors import DomainError, Forbidden
from app.domain.history import EventKind
from app.domain.organizations.brand_values import (
    AndroidApp,
    BrandLink,
    check_address,
    check_android_apps,
    check_apple_apps,
    check_claim_host,
    check_color,
    check_contrast,
    check_links,
    readable_on,
)
from app.domain.organizations.organizations import is_slug, organization_for
from app.domain.parts import Parts
from app.domain.text import clean_text
from app.domain.viewer import ADMINISTRATORS, Viewer
from app.labels.payload import HostUnusable, canonical_host
from app.models import Brand, Organization, PlanUsage


class ClaimHostTaken(DomainError):
    """Another brand has this claim host, or it is the server's own; fact: the host."""

    def __init__(self, claim_host: str) -> None:
        self.claim_host = claim_host
        super().__init__(
            f"“{claim_host}” is another brand's claim host, or the server's own, which is used when a brand names none."
        )


class ClaimHostPrinted(DomainError):
    """Codes that name the claim host may be printed already; facts: that host, and how many static tokens there are."""

    def __init__(self, claim_host: str, static_tokens: int) -> None:
        self.claim_host = claim_host
        self.static_tokens = static_tokens
        super().__init__(
            f"The codes of up to {static_tokens:,} static tokens are printed with “{claim_host}” and will name it for "
            "ever: your apps and this server must go on answering there. If they do, confirm that the host changes."
        )


@dataclass(frozen=True, slots=True)
class BrandDraft:
    """What a brand is set to; None leaves a value as it is, an empty text or list takes it away."""

    display_name: str | None = None
    primary_color: str | None = None
    text_color: str | None = None
    support_url: str | None = None
    privacy_url: str | None = None
    terms_url: str | None = None
    links: Sequence[BrandLink] | None = None
    claim_host: str | None = None
    confirms_claim_host: bool = False
    """The caller knows that codes printed with the former host go on naming it."""
    apple_apps: Sequence[str] | None = None
    android_apps: Sequence[AndroidApp] | None = None


def _live() -> QuerySet[Brand]:
    return Brand.filter(organization__suspended_at=None, organization__archived_at=None).select_related(
        "organization__plan"
    )


async def brand_of_slug(slug: str) -> Brand | None:
    """The brand with organization and plan loaded; None when there is none, or it is suspended."""
    if not is_slug(slug):
        return None
    return await _live().get_or_none(organization__slug=slug, organization__parent_id=None)


async def owner_of_host(host: str) -> Brand | None:
    """The brand whose claim host this is, suspended or not, with organization and plan loaded; None for no brand's."""
    known_as = _canonical(host)
    if known_as is None:
        return None
    return await Brand.get_or_none(claim_host=known_as).select_related("organization__plan")


def _canonical(host: str) -> str | None:
    try:
        return canonical_host(host)
    except HostUnusable:
        return None


async def brand_of_host(host: str) -> Brand | None:
    """The brand that people meet at a host: the one whose claim host it is, or the only one that there is.

    None at a host that is no brand's while there are several, and for a suspended brand.
    """
    brand = await owner_of_host(host)
    if brand is not None:
        return brand if brand.organization.suspended_at is None else None
    only = await _live().limit(2)
    return only[0] if len(only) == 1 else None


def text_color(brand: Brand) -> str:
    """The colour of text on the brand's primary colour."""
    return brand.text_color or readable_on(brand.primary_color)


def logo_path(brand: Brand) -> str | None:
    """The path at which the logo of a brand (with its organization loaded) is served; another logo has another path."""
    if brand.logo_digest is None:
        return None
    return f"/brands/{brand.organization.slug}/logo?v={logo_version(brand.logo_digest)}"


def logo_version(digest: str) -> str:
    """What names a logo in its address."""
    return digest[:16]


def logo_url(parts: Parts, brand: Brand) -> str | None:
    """The whole address of the logo of a brand (with its organization loaded)."""
    path = logo_path(brand)
    return None if path is None else parts.public_url + path


async def root_for(actor: Viewer, organization_id: UUID) -> Organization:
    """A brand's root organization, for its administrators. Raises Forbidden."""
    organization = await organization_for(actor, organization_id, ADMINISTRATORS)
    if not organization.is_root:
        raise Forbidden
    return organization


async def update_brand(actor: Viewer, parts: Parts, organization_id: UUID, draft: BrandDraft) -> Brand:
    """Change how a brand looks and where its codes lead; for administrators of its root organization.

    Codes are printed with the claim host of that moment, so it changes only
    when the caller confirms it, once there are static tokens. Raises
    Forbidden, TextUnusable, ColorUnusable, ContrastTooLow, AddressUnusable,
    ClaimHostUnusable, ClaimHostTaken, ClaimHostPrinted, AppUnusable.
    """
    root = await root_for(actor, organization_id)
    wanted = _check(draft)
    host = wanted.get("claim_host")
    if host is not None and host == _canonical(parts.public_host):
        raise ClaimHostTaken(host)
    try:
        async with transaction():
            # Two changes at once would each compare their colours and host with the old ones.
            brand = await Brand.filter(organization_id=root.id).select_for_update().get()
            changed = {name: value for name, value in wanted.items() if getattr(brand, name) != value}
            _check_colors_together(brand, changed)
            if "claim_host" in changed and not draft.confirms_claim_host:
                await _refuse_printed_host(parts, brand)
            event = None
            if changed:
                facts = _facts(brand, changed)
                await Brand.filter(organization_id=root.id).update(**changed)
                event = await history.record(
                    EventKind.BRAND_UPDATED, actor_id=actor.account_id, organization_id=root.id, facts=facts
                )
    except IntegrityError as error:
        raise ClaimHostTaken(wanted["claim_host"]) from error
    if event is not None:
        history.tell(parts.bus, event, root.id)
    return await Brand.get(organization_id=root.id).select_related("organization__plan")


def _check(draft: BrandDraft) -> dict[str, Any]:
    """The columns that the draft sets, each by itself in order."""
    wanted: dict[str, Any] = {}
    if draft.display_name is not None:
        wanted["display_name"] = clean_text(draft.display_name, "display name", 120)
    if draft.primary_color is not None:
        wanted["primary_color"] = check_color(draft.primary_color)
    if draft.text_color is not None:
        wanted["text_color"] = check_color(draft.text_color) if draft.text_color.strip() else None
    for column, words in _ADDRESSES.items():
        given = getattr(draft, column)
        if given is not None:
            wanted[column] = check_address(given, words) if given.strip() else None
    if draft.claim_host is not None:
        wanted["claim_host"] = check_claim_host(draft.claim_host) if draft.claim_host.strip() else None
    if draft.links is not None:
        wanted["links"] = [asdict(link) for link in check_links(draft.links)]
    if draft.apple_apps is not None:
        wanted["apple_apps"] = check_apple_apps(draft.apple_apps)
    if draft.android_apps is not None:
        wanted["android_apps"] = [
            {"package": app.package, "fingerprints": list(app.fingerprints)}
            for app in check_android_apps(draft.android_apps)
        ]
    return wanted


_ADDRESSES = {
    "support_url": "address for support",
    "privacy_url": "address of the privacy notice",
    "terms_url": "address of the terms",
}


def _check_colors_together(brand: Brand, changed: dict[str, Any]) -> None:
    text = changed.get("text_color", brand.text_color)
    if text is not None:
        check_contrast(changed.get("primary_color", brand.primary_color), text)


async def _refuse_printed_host(parts: Parts, brand: Brand) -> None:
    usage = await PlanUsage.get(root_id=brand.organization_id)
    if usage.static_tokens:
        raise ClaimHostPrinted(brand.claim_host or parts.public_host, usage.static_tokens)


def _facts(brand: Brand, changed: dict[str, Any]) -> dict[str, Any]:
    facts: dict[str, Any] = {"changed": sorted(changed)}
    if "claim_host" in changed:
        facts["claimHost"], facts["formerClaimHost"] = changed["claim_host"], brand.claim_host
    return facts

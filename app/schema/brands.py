"""Brands: what everybody sees, and how their administrators change it."""

from typing import Annotated, Any

import strawberry

from app.context import Info
from app.domain.organizations import brands
from app.domain.organizations.brand_values import AndroidApp as AndroidAppDraft
from app.domain.organizations.brand_values import BrandLink as BrandLinkDraft
from app.domain.organizations.brands import BrandDraft
from app.domain.tokens import tokens
from app.models import Brand as BrandRow
from app.schema.brand_refusals import (
    AddressUnusable,
    AppUnusable,
    ClaimHostPrinted,
    ClaimHostTaken,
    ClaimHostUnusable,
    ColorUnusable,
    ContrastTooLow,
)
from app.schema.refusals import TextUnusable


@strawberry.type(description="A page of the brand.")
class BrandLink:
    name: str
    url: str


@strawberry.type(description="An Android app of the brand.")
class AndroidApp:
    package: str
    fingerprints: list[str] = strawberry.field(description="SHA-256 of its certificates: `AB:CD:…`.")


@strawberry.type(description="A manufacturer as its customers see it. Public.")
class Brand:
    slug: str
    display_name: str
    primary_color: str
    text_color: str = strawberry.field(description="The colour of text on the primary colour; it can be read there.")
    support_url: str | None
    privacy_url: str | None
    terms_url: str | None
    links: list[BrandLink]
    apple_apps: list[str] = strawberry.field(description="Team and bundle: `ABCDE12345.com.example.app`.")
    android_apps: list[AndroidApp]
    self_sign_up: bool = strawberry.field(description="Whether people may open an account without an invitation.")
    row: strawberry.Private[BrandRow]

    @classmethod
    def of(cls, row: BrandRow) -> "Brand":
        """The brand of a row with its organization and plan loaded."""
        plan = row.organization.plan
        return cls(
            slug=row.organization.slug,
            display_name=row.display_name,
            primary_color=row.primary_color,
            text_color=brands.text_color(row),
            support_url=row.support_url,
            privacy_url=row.privacy_url,
            terms_url=row.terms_url,
            links=[BrandLink(**link) for link in row.links],
            apple_apps=list(row.apple_apps),
            android_apps=[AndroidApp(**app) for app in row.android_apps],
            self_sign_up=plan is not None and plan.self_sign_up,
            row=row,
        )

    @strawberry.field(description="Upload it with `PUT /brands/<slug>/logo`. Another logo has another address.")
    def logo_url(self, info: Info) -> str | None:
        return brands.logo_url(info.context.parts, self.row)

    @strawberry.field(description="The host, with port if any, that the brand's QR codes name.")
    def claim_host(self, info: Info) -> str:
        return tokens.claim_host(info.context.parts, self.row)


@strawberry.input
class BrandLinkInput:
    name: str
    url: str


@strawberry.input
class AndroidAppInput:
    package: str
    fingerprints: list[str] = strawberry.field(description="SHA-256 of its certificates, with or without colons.")


@strawberry.input(description="What is left out stays as it is; an empty text or list takes the value away.")
class UpdateBrandInput:
    organization_id: strawberry.ID = strawberry.field(description="The brand's root organization.")
    display_name: str | None = None
    primary_color: str | None = strawberry.field(default=None, description="`#1f6f54`.")
    text_color: str | None = strawberry.field(
        default=None,
        description="Of text on the primary colour, with a contrast of at least 4.5 : 1. Empty: black or white, the "
        "one that can be read.",
    )
    support_url: str | None = strawberry.field(default=None, description="https; http on this machine only.")
    privacy_url: str | None = None
    terms_url: str | None = None
    links: list[BrandLinkInput] | None = strawberry.field(default=None, description="Replaces the whole list.")
    claim_host: str | None = strawberry.field(
        default=None,
        description="The host, with port if any, that QR codes name; at most 16 characters keep the codes small. Codes "
        "that are printed name the host of their time for ever, so once there are static tokens a change needs "
        "`confirmClaimHost`. Empty: the server's own.",
    )
    confirm_claim_host: bool = strawberry.field(
        default=False, description="The present host goes on answering, for the codes that are printed with it."
    )
    apple_apps: list[str] | None = strawberry.field(
        default=None, description="Team and bundle: `ABCDE12345.com.example.app`. Replaces the whole list."
    )
    android_apps: list[AndroidAppInput] | None = strawberry.field(default=None, description="Replaces the whole list.")

    def draft(self) -> BrandDraft:
        given: dict[str, Any] = {
            name: getattr(self, name)
            for name in (
                *("display_name", "primary_color", "text_color", "support_url", "privacy_url", "terms_url"),
                *("claim_host", "apple_apps"),
            )
        }
        links, apps = self.links, self.android_apps
        return BrandDraft(
            **given,
            links=None if links is None else [BrandLinkDraft(link.name, link.url) for link in links],
            android_apps=None if apps is None else [AndroidAppDraft(app.package, app.fingerprints) for app in apps],
            confirms_claim_host=self.confirm_claim_host,
        )


@strawberry.type
class UpdateBrandSuccess:
    brand: Brand


UpdateBrandResult = Annotated[
    UpdateBrandSuccess
    | TextUnusable
    | ColorUnusable
    | ContrastTooLow
    | AddressUnusable
    | ClaimHostUnusable
    | ClaimHostTaken
    | ClaimHostPrinted
    | AppUnusable,
    strawberry.union("UpdateBrandResult"),
]

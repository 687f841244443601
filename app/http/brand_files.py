"""What apps, phones and browsers ask a claim host for: the brand whose host it is, in their formats.

The host is that of the request; where it is no brand's, the only brand of the
installation answers, and with several brands nobody does (404).
"""

import hashlib
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from app.domain.organizations import brands, logos
from app.domain.parts import Parts
from app.domain.tokens import tokens
from app.http.caching import kept
from app.http.signed_in import NOT_STORED
from app.models import Brand

CLAIM_PATHS = ("/C/*", "/c/*")
"""What apps open instead of the browser."""

_CACHE = "public, max-age=300"
File = Callable[[Parts, Brand], Awaitable[dict[str, Any] | list[Any]]]


async def brand_json(parts: Parts, brand: Brand) -> dict[str, Any]:
    """`/brand.json`: what GraphQL's `brand` says, for web apps that begin with their host alone."""
    plan = brand.organization.plan
    return {
        "slug": brand.organization.slug,
        "displayName": brand.display_name,
        "logoUrl": brands.logo_url(parts, brand),
        "primaryColor": brand.primary_color,
        "textColor": brands.text_color(brand),
        "supportUrl": brand.support_url,
        "privacyUrl": brand.privacy_url,
        "termsUrl": brand.terms_url,
        "links": brand.links,
        "claimHost": tokens.claim_host(parts, brand),
        "selfSignUp": plan is not None and plan.self_sign_up,
        "graphql": f"{parts.public_url}/graphql",
    }


async def apple_app_site_association(parts: Parts, brand: Brand) -> dict[str, Any]:
    """Universal links: https://developer.apple.com/documentation/bundleresources/applinks."""
    if not brand.apple_apps:
        return {"applinks": {"details": []}}
    components = [{"/": path} for path in CLAIM_PATHS]
    return {"applinks": {"details": [{"appIDs": brand.apple_apps, "components": components}]}}


async def assetlinks(parts: Parts, brand: Brand) -> list[Any]:
    """Android App Links: https://developers.google.com/digital-asset-links/v1/statements."""
    return [
        {
            "relation": ["delegate_permission/common.handle_all_urls"],
            "target": {
                "namespace": "android_app",
                "package_name": app["package"],
                "sha256_cert_fingerprints": app["fingerprints"],
            },
        }
        for app in brand.android_apps
    ]


async def manifest(parts: Parts, brand: Brand) -> dict[str, Any]:
    """The web app's manifest: https://www.w3.org/TR/appmanifest/."""
    icon = await logos.icon_of(brand)
    icons = [] if icon is None else [{"src": icon.path, "sizes": icon.sizes, "type": icon.media_type}]
    return {
        "id": "/",
        "name": brand.display_name,
        "short_name": brand.display_name,
        "start_url": "/claim/devices",
        "scope": "/",
        "display": "standalone",
        "theme_color": brand.primary_color,
        "background_color": "#ffffff",
        # Phones install nothing without an icon that is large enough, which logos need not be.
        "icons": [*icons, {"src": "/favicon.svg", "sizes": "any", "type": "image/svg+xml"}],
        "related_applications": [{"platform": "play", "id": app["package"]} for app in brand.android_apps],
    }


FILES: dict[str, tuple[str, File]] = {
    "/brand.json": ("application/json", brand_json),
    # Apple's servers take no redirect, and this type only.
    "/.well-known/apple-app-site-association": ("application/json", apple_app_site_association),
    "/.well-known/assetlinks.json": ("application/json", assetlinks),
    "/manifest.webmanifest": ("application/manifest+json", manifest),
}
"""The media type and the content of each path."""


def brand_files(parts: Parts) -> list[Route]:
    """A route for each file."""
    return [Route(path, _answer(parts, *file)) for path, file in FILES.items()]


def _answer(parts: Parts, media_type: str, content: File) -> Callable[[Request], Any]:
    async def answer(request: Request) -> Response:
        brand = await brands.brand_of_host(request.headers.get("host", ""))
        if brand is None:
            return PlainTextResponse("This host is no brand's.\n", 404, headers=NOT_STORED)
        body = orjson.dumps(await content(parts, brand))
        return kept(request, body, media_type, tag=hashlib.sha256(body).hexdigest()[:32], cache_control=_CACHE)

    return answer

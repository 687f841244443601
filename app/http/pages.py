"""Plain pages: for a server whose web apps were not built, and for addresses that are no page of anything."""

from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from app.domain.devices import claiming
from app.domain.errors import DomainError
from app.domain.organizations import brands
from app.domain.parts import Parts
from app.domain.tokens import tokens
from app.http.addresses import Networks, client_address
from app.labels.payload import claim_url
from app.models import Brand

_HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' https:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}
_STYLE = """
:root { color-scheme: light dark; font-family: system-ui, sans-serif; line-height: 1.5 }
body { max-width: 34rem; margin: 12vh auto; padding: 0 1.25rem }
h1 { font-size: 1.6rem; line-height: 1.25 } code { font-size: 1.05rem; letter-spacing: .04em; word-break: break-all }
p.quiet { opacity: .75 } .bar { height: .3rem; border-radius: .15rem; margin-bottom: 2rem }
.logo { max-width: 12rem; max-height: 4rem }
.button { display: inline-block; padding: .6rem 1.2rem; border-radius: .4rem; text-decoration: none }
"""


def _page(title: str, body: str, *, color: str = "#1f6f54", status: int = 200) -> Response:
    return HTMLResponse(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">'
        f'<style>{_STYLE}</style><div class="bar" style="background:{escape(color)}"></div>{body}</html>',
        status_code=status,
        headers=_HEADERS,
    )


async def no_such_page(request: Request, error: Exception) -> Response:
    """The answer to an address that leads nowhere. For `Starlette(exception_handlers={404: …})`."""
    if "text/html" not in request.headers.get("accept", ""):
        return PlainTextResponse("There is nothing at this address.\n", 404, headers=_HEADERS)
    return _page(
        "No such page",
        "<h1>There is no such page</h1><p>The address may be mistyped, or the page has moved.</p>"
        '<p><a href="/claim">Add a device</a> · <a href="/">Open the console</a></p>',
        status=404,
    )


async def _not_built(request: Request) -> Response:
    """In place of the console: what this server is, and how to get its web apps."""
    return _page(
        "Claimstead",
        "<h1>Claimstead is running</h1>"
        "<p>Its web apps are not built. With Node 20.19 or newer, run <code>make web</code> and start the server anew. "
        "Wheels and images have them built in.</p>"
        "<p>Apps speak GraphQL at <code>/graphql</code>, devices a WebSocket at <code>/device</code>, "
        "and the codes on boxes lead to <code>/C/…</code>: all of that works without them.</p>"
        '<p class="quiet">Health: <a href="/healthz">/healthz</a>, <a href="/readyz">/readyz</a>.</p>',
    )


def _logo(brand: Brand) -> str:
    path = brands.logo_path(brand)
    return "" if path is None else f'<img class="logo" src="{escape(path)}" alt="{escape(brand.display_name)}">'


def _links(brand: Brand) -> str:
    pages = (("Help", brand.support_url), ("Privacy", brand.privacy_url), ("Terms", brand.terms_url))
    return "".join(f' · <a rel="noreferrer" href="{escape(url)}">{name}</a>' for name, url in pages if url)


MAIL_PAGES = {
    "invitation": ("You are invited", "to accept the invitation", "acceptInvitation"),
    "verify": ("Confirm your address", "to confirm your address", "verifyEmail"),
    "reset": ("Choose a new password", "to choose a new password", "resetPassword"),
    "transfer": ("A device is offered to you", "to look at the offer", "acceptDeviceTransfer"),
}
"""The pages that links in mails lead to: title, what for, and the mutation that takes the token."""


async def _mail_page(request: Request) -> Response:
    """Where the link of a mail leads: what to do in the app. The token stands behind the `#` and never gets here."""
    title, purpose, mutation = MAIL_PAGES[request.url.path.removeprefix("/")]
    brand = await brands.brand_of_host(request.headers.get("host", ""))
    app = "the app" if brand is None else f"the {escape(brand.display_name)} app"
    return _page(
        title,
        f"<h1>{title}</h1><p>Open the link of the mail on the device that has {app}, or copy the whole link into it, "
        f"{purpose}.</p>"
        '<p class="quiet">Looking at this page has changed nothing. '
        f"Apps hand the link to <code>{mutation}</code>.</p>",
        color="#1f6f54" if brand is None else brand.primary_color,
    )


async def _start_page(request: Request) -> Response:
    """`/claim` without the claim app."""
    return _page(
        "Add a device",
        "<h1>Add a device</h1><p>Point the camera of your phone at the QR code on the box or the label, "
        "or open the app of the brand and choose <em>Add device</em>.</p>",
    )


class PlainPages:
    """What answers in place of each app."""

    def __init__(self, parts: Parts, trusted_proxies: Networks) -> None:
        self._claim_page = ClaimPage(parts, trusted_proxies)

    async def console(self, request: Request) -> Response:
        """In place of every page of the console."""
        return await _not_built(request)

    async def claim(self, request: Request) -> Response:
        """In place of a page of the claim app."""
        if "code" in request.path_params:
            return await self._claim_page.show(request)
        if request.url.path.removeprefix("/") in MAIL_PAGES:
            return await _mail_page(request)
        return await _start_page(request)


class ClaimPage:
    """`/C/<code>`: the product and the brand behind a label. Opening it never claims."""

    def __init__(self, parts: Parts, trusted_proxies: Networks) -> None:
        self._parts = parts
        self._trusted_proxies = trusted_proxies

    async def show(self, request: Request) -> Response:
        """What is behind the code; at the claim host of a brand only what is that brand's."""
        try:
            qr_token = claiming.parse_qr_token(request.path_params["code"])
            address = client_address(request, self._trusted_proxies)
            preview = await claiming.preview_claim(self._parts, qr_token, address)
        except claiming.QrTokenMistyped as error:
            return _page("Typo in the code", f"<h1>Almost</h1><p>{escape(error.message)}</p>", status=404)
        except DomainError as error:
            return _page("Not now", f"<h1>Not now</h1><p>{escape(error.message)}</p>", status=429)
        host_owner = await brands.owner_of_host(request.headers.get("host", ""))
        is_foreign = host_owner is not None and preview is not None and host_owner.organization_id != preview.brand_id
        if preview is None or is_foreign:
            return _page("Unknown code", "<h1>Unknown code</h1><p>This code belongs to no device here.</p>", status=404)
        brand = await Brand.get(organization_id=preview.brand_id).select_related("organization")
        opener = self._opener(request, brand, qr_token.text)
        return _page(
            preview.product_name,
            f"{_logo(brand)}<h1>Set up your {escape(preview.product_name)}</h1><p>by {escape(brand.display_name)}</p>"
            f"<p>Code <code>{escape(qr_token.grouped)}</code></p>"
            f"<p>Open the {escape(brand.display_name)} app, sign in, choose <em>Add device</em> and scan this code.</p>"
            f'{opener}<p class="quiet">Looking at this page has changed nothing.{_links(brand)}</p>',
            color=brand.primary_color,
        )

    def _opener(self, request: Request, brand: Brand, code: str) -> str:
        """How to get from the browser into the brand's app, where it has one."""
        if brand.android_apps and "Android" in request.headers.get("user-agent", ""):
            # A link to the page's own host would stay in the browser: https://developer.chrome.com/docs/android/intents.
            address = claim_url(tokens.claim_host(self._parts, brand), code, upper_case=False)
            scheme, _, place = address.partition("://")
            link = f"intent://{place}#Intent;scheme={scheme};package={brand.android_apps[0]['package']};end"
            colours = f"background:{brand.primary_color};color:{brands.text_color(brand)}"
            return f'<p><a class="button" style="{colours}" href="{escape(link)}">Open in the app</a></p>'
        if brand.android_apps or brand.apple_apps:
            return "<p>With the app installed, scanning the code with the phone's camera opens it there.</p>"
        return ""

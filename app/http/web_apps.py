"""The web apps: the console, and the claim app behind labels and mails. Both speak the public GraphQL and nothing else.

A page of an app is the app's `index.html`, whatever its path names: opening
one reads no code and no token, and changes nothing. Without a build (`make
web`) plain pages answer in their place.
"""

import secrets
from html import escape
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from app.http.faces import Faces
from app.http.pages import MAIL_PAGES, PlainPages
from app.http.web_files import ASK_AGAIN, FOR_EVER, WebFile, read_files

BUILT: Final = Path(__file__).parent.parent / "web"
"""Where `make web` builds to; part of the wheel."""

CONSOLE_PAGES: Final = (
    *("sign-in", "password", "account", "tokens", "batches", "templates", "devices"),
    *("organizations", "members", "plan", "brand", "activity", "outbox"),
)
"""The first words of the console's paths. Others are no page of any app and answered with 404."""

CONSOLE_ROUTES: Final = tuple(path for page in CONSOLE_PAGES for path in (f"/{page}", f"/{page}/{{rest:path}}"))

CLAIM_PAGES: Final = ("/C/{code}", "/c/{code}", "/claim", "/claim/{rest:path}", *(f"/{page}" for page in MAIL_PAGES))
"""The paths of the claim app."""

_SAFE: Final = {
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
}
_NOT_KEPT: Final = {"cache-control": "no-store", **_SAFE}
_NONCE: Final = "{{nonce}}"
_TITLE: Final = "<title>Claimstead</title>"
_THEME: Final = 'name="theme-color" content="#1f6f54"'


class WebApps:
    """Both apps as they were built at the start of the process, and what answers where one was not."""

    def __init__(self, folder: Path, faces: Faces, *, public_url: str, plain: PlainPages) -> None:
        self._console = read_files(folder / "console")
        self._claim = read_files(folder / "claim")
        self._faces = faces
        self._plain = plain
        # Pictures of brands and templates stand anywhere with https; over http only at our own address.
        pictures = "https:" if public_url.startswith("https:") else f"https: {public_url}"
        everywhere = (
            f"default-src 'none'; connect-src 'self'; img-src 'self' data: blob: {pictures}; font-src 'self'; "
            "manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
        # The console's components set styles on elements, and write sheets of their own under the nonce.
        self._console_policy = (
            f"{everywhere}; script-src 'self'; style-src 'self' 'nonce-{_NONCE}'; style-src-attr 'unsafe-inline'"
        )
        self._claim_policy = (
            f"{everywhere}; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; worker-src 'self'; media-src blob:"
        )

    def routes(self) -> list[Route]:
        """Every path of both apps and of their files. None of them changes anything, or names anything of anybody's."""
        return [
            Route("/", self.console),
            *(Route(path, self.console) for path in CONSOLE_ROUTES),
            *(Route(path, self.claim) for path in CLAIM_PAGES),
            Route("/assets/{app}/{name}", self.asset),
            Route("/sw.js", self.service_worker),
            Route("/brand.css", self.brand_sheet),
            Route("/favicon.svg", favicon),
            Route("/robots.txt", robots),
        ]

    async def console(self, request: Request) -> Response:
        """A page of the console. It asks no database, so that it can say what is wrong when there is none."""
        index = self._console.get("index.html")
        if index is None:
            return await self._plain.console(request)
        nonce = secrets.token_urlsafe(16)
        return HTMLResponse(
            index.content.replace(_NONCE.encode(), nonce.encode()),
            headers={
                **_SAFE,
                # Whoever asked again would be told 304 with another nonce than the page has that they keep.
                "cache-control": ASK_AGAIN,
                "content-security-policy": self._console_policy.replace(_NONCE, nonce),
                "permissions-policy": "camera=(), microphone=(), geolocation=()",
            },
        )

    async def claim(self, request: Request) -> Response:
        """A page of the claim app, with the name and colour of the brand whose host is asked."""
        index = self._claim.get("index.html")
        if index is None:
            return await self._plain.claim(request)
        face = await self._faces.at(request.headers.get("host", ""))
        html = index.content.decode()
        html = html.replace(_TITLE, f"<title>{escape(face.name)}</title>")
        html = html.replace(_THEME, f'name="theme-color" content="{escape(face.primary_color)}"')
        return HTMLResponse(html, headers={"cache-control": ASK_AGAIN, **self._claim_headers()})

    async def asset(self, request: Request) -> Response:
        """A file of an app. Its name holds its digest, so whoever has it never asks again."""
        app, name = request.path_params["app"], request.path_params["name"]
        files = {"console": self._console, "claim": self._claim}.get(app, {})
        file = files.get(f"assets/{app}/{name}")
        if file is None:
            return PlainTextResponse("There is no such file.\n", 404, headers=_NOT_KEPT)
        return file.answer(request, cache_control=FOR_EVER, headers=_SAFE)

    async def service_worker(self, request: Request) -> Response:
        """What lets the claim app open offline. At the top, since it serves paths below several folders."""
        file: WebFile | None = self._claim.get("sw.js")
        if file is None:
            return PlainTextResponse("There is no service worker.\n", 404, headers=_NOT_KEPT)
        return file.answer(request, cache_control=ASK_AGAIN, headers=self._claim_headers())

    async def brand_sheet(self, request: Request) -> Response:
        """The colours of the brand whose host is asked, as CSS variables: the first paint is the brand's."""
        face = await self._faces.at(request.headers.get("host", ""))
        return face.sheet(request)

    def _claim_headers(self) -> dict[str, str]:
        return {
            **_SAFE,
            "content-security-policy": self._claim_policy,
            "permissions-policy": "camera=(self), microphone=(), geolocation=()",
        }


_MARK: Final = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#1f6f54"/>'
    b'<path d="M9 16.5l5 5 9-11" fill="none" stroke="#fff" stroke-width="3.5" stroke-linecap="round" '
    b'stroke-linejoin="round"/></svg>\n'
)
_SMALL_KEPT: Final = "public, max-age=86400"


async def favicon(request: Request) -> Response:
    """The mark of Claimstead, for tabs, and for home screens of brands without a logo."""
    return Response(_MARK, media_type="image/svg+xml", headers={"cache-control": _SMALL_KEPT, **_SAFE})


async def robots(request: Request) -> Response:
    """Search engines have nothing to look for here: every page is for one person or holds a code."""
    return PlainTextResponse("User-agent: *\nDisallow: /\n", headers={"cache-control": _SMALL_KEPT, **_SAFE})

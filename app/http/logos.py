"""`/brands/<slug>/logo`: everybody gets a brand's logo there, its administrators put it there."""

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from app.domain.errors import DomainError, Forbidden
from app.domain.organizations import brands, logos
from app.domain.parts import Parts
from app.http.caching import kept
from app.http.signed_in import NOT_STORED, SignedIn, refused, unauthenticated

_STATUSES: dict[type[DomainError], int] = {Forbidden: 403}
_HEADERS = {
    "content-security-policy": "default-src 'none'; sandbox",
    "cross-origin-resource-policy": "cross-origin",  # mails and web apps of the brand show it
}


class Logos:
    """The door for pictures. What is larger than any request may be was refused before, while it came in."""

    def __init__(self, parts: Parts, signed_in: SignedIn) -> None:
        self._parts = parts
        self._signed_in = signed_in
        # One at a time: a picture of a few kilobytes may take a hundred megabytes to decode.
        self._turn = asyncio.Semaphore(1)

    async def show(self, request: Request) -> Response:
        """The logo. Under the address that names its digest it stays for ever, otherwise some minutes."""
        logo = await logos.logo_of_slug(request.path_params["slug"])
        if logo is None:
            return PlainTextResponse("There is no logo here.\n", 404, headers=NOT_STORED)
        is_named = request.query_params.get("v") == brands.logo_version(logo.digest)
        cache_control = "public, max-age=31536000, immutable" if is_named else "public, max-age=300"
        return kept(
            request, logo.content, logo.media_type, tag=logo.digest, cache_control=cache_control, headers=_HEADERS
        )

    async def change(self, request: Request) -> Response:
        """PUT takes a PNG, JPEG or WebP file of at most 1 MiB as the body; DELETE takes the logo away."""
        viewer = await self._signed_in.viewer(request)
        if viewer is None:
            return unauthenticated()
        try:
            root = await logos.root_of_slug(viewer, request.path_params["slug"])
            if request.method == "DELETE":
                await logos.remove_logo(viewer, self._parts, root)
                return Response(status_code=204, headers=NOT_STORED)
            content = await request.body()
            async with self._turn:
                picture = await logos.picture_of(content)
            brand = await logos.set_logo(viewer, self._parts, root, picture)
        except DomainError as error:
            return refused(error, _STATUSES)
        return JSONResponse({"logoUrl": brands.logo_url(self._parts, brand)}, headers=NOT_STORED)

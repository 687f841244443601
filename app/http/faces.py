"""How the brand of a host looks, in the few words that a page needs before its app has started."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from app.database.connection import AWAY
from app.domain.organizations import brands
from app.http.caching import kept

KEPT_SECONDS: Final = 30.0
MOST_HOSTS: Final = 256
"""Hosts are what clients say they are, so few are remembered."""

_SHEET_KEPT: Final = "public, max-age=300"


@dataclass(frozen=True, slots=True)
class Face:
    """A brand's name and colours."""

    name: str
    primary_color: str
    text_color: str

    def sheet(self, request: Request) -> Response:
        """The colours as CSS variables; they are hexadecimal, as `brand_values` demands."""
        sheet = f":root{{--brand:{self.primary_color};--brand-text:{self.text_color}}}\n".encode()
        tag = hashlib.sha256(sheet).hexdigest()[:32]
        return kept(request, sheet, "text/css; charset=utf-8", tag=tag, cache_control=_SHEET_KEPT)


NOBODYS = Face("Claimstead", "#1f6f54", "#ffffff")
"""At a host that is no brand's, and while the database cannot be asked."""


class Faces:
    """The faces of the hosts that are asked for, each remembered for half a minute."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: dict[str, tuple[float, Face]] = {}

    async def at(self, host: str) -> Face:
        """The face of the brand that people meet at a host."""
        now = self._clock()
        known = self._known.get(host)
        if known is not None and now < known[0]:
            return known[1]
        try:
            brand = await brands.brand_of_host(host)
        except AWAY:
            return known[1] if known is not None else NOBODYS
        face = NOBODYS
        if brand is not None:
            face = Face(brand.display_name, brand.primary_color, brands.text_color(brand))
        self._known.pop(host, None)
        while len(self._known) >= MOST_HOSTS:
            del self._known[next(iter(self._known))]
        self._known[host] = now + KEPT_SECONDS, face
        return face

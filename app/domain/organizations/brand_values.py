"""What a brand shows of itself: colours that can be read, addresses, links, and the identifiers of its apps."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.domain.errors import DomainError
from app.domain.text import clean_text
from app.labels import colours
from app.labels.payload import HostUnusable, canonical_host, is_local_host

MAXIMUM_LINKS = 20
MAXIMUM_APPS = 10
MAXIMUM_FINGERPRINTS = 10
_LONGEST_ADDRESS = 500
_LONGEST_SHOWN = 100

# https://developer.apple.com/documentation/xcode/supporting-associated-domains: the team's prefix, then the bundle.
_APPLE_APP = re.compile(r"[A-Z0-9]{10}(\.[A-Za-z0-9-]+)+", re.ASCII)
# https://developer.android.com/build/configure-app-module#set-application-id
_ANDROID_PACKAGE = re.compile(r"[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)+", re.ASCII)
_FINGERPRINT = re.compile(r"[0-9A-F]{64}", re.ASCII)


class ColorUnusable(DomainError):
    """The text is no colour; fact: the text."""

    def __init__(self, color: str) -> None:
        self.color = color[:_LONGEST_SHOWN]
        super().__init__("A colour is written as #1f6f54: two hexadecimal digits each for red, green and blue.")


class ContrastTooLow(DomainError):
    """Text of one colour cannot be read on the other; facts: both, their contrast, and what is needed (WCAG 2.2)."""

    def __init__(self, primary_color: str, text_color: str, contrast: float) -> None:
        self.primary_color = primary_color
        self.text_color = text_color
        self.contrast = contrast
        self.required = colours.READABLE_TEXT
        super().__init__(
            f"{text_color} on {primary_color} has a contrast of {contrast:.2f} : 1; text needs "
            f"{self.required} : 1 to be read. Leave the text's colour open, and the one that can be read is taken."
        )


class AddressUnusable(DomainError):
    """An address is no https:// link that anybody may be led to; facts: which one, why."""

    def __init__(self, field: str, reason: str) -> None:
        self.field = field
        self.reason = reason
        super().__init__(f"The {field} {reason}.")


class ClaimHostUnusable(DomainError):
    """The text is no host that a link could name; fact: the text."""

    def __init__(self, claim_host: str) -> None:
        self.claim_host = claim_host[:_LONGEST_SHOWN]
        super().__init__(
            "A claim host is a host name or an address, with or without a port, such as claim.example.com; names in "
            "other scripts are written in their xn-- form."
        )


class AppUnusable(DomainError):
    """The identifier of an app cannot be right; facts: the identifier, why."""

    def __init__(self, app: str, reason: str) -> None:
        self.app = app[:_LONGEST_SHOWN]
        self.reason = reason
        super().__init__(f"The app “{self.app}” {reason}.")


@dataclass(frozen=True, slots=True)
class BrandLink:
    """A page of the brand, under the name that people see."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class AndroidApp:
    """An Android app and the SHA-256 fingerprints of the certificates that it is signed with."""

    package: str
    fingerprints: Sequence[str]


def check_color(text: str) -> str:
    """A colour as `#rrggbb`, lower case; `#rgb` is understood. Raises ColorUnusable."""
    try:
        parts = colours.parse_colour(text.strip())
    except colours.ColourUnusable:
        raise ColorUnusable(text) from None
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)


def readable_on(primary_color: str) -> str:
    """Black or white: the one that can be read on the colour, which one of them always can."""
    text = colours.text_colour_on(colours.parse_colour(primary_color))
    return "#ffffff" if text == colours.WHITE else "#000000"


def check_contrast(primary_color: str, text_color: str) -> None:
    """Raise ContrastTooLow when text of one colour cannot be read on the other."""
    contrast = colours.contrast(colours.parse_colour(primary_color), colours.parse_colour(text_color))
    if contrast < colours.READABLE_TEXT:
        raise ContrastTooLow(primary_color, text_color, contrast)


def check_address(text: str, field: str) -> str:
    """An address that people may be sent to: https, or http on this machine. Raises AddressUnusable.

    No other scheme runs or opens anything, no user part makes one host look
    like another, and nothing outside of ASCII looks like something inside.
    """
    address = text.strip()
    if len(address) > _LONGEST_ADDRESS:
        raise AddressUnusable(field, f"is longer than {_LONGEST_ADDRESS} characters")
    if not address.isascii() or not address.isprintable() or any(character in address for character in ' "<>\\^`{|}'):
        raise AddressUnusable(field, "holds characters that an address does not have; write them percent-encoded")
    try:
        parts = urlsplit(address)
        is_local = is_local_host(parts.netloc)
    except (ValueError, HostUnusable):
        raise AddressUnusable(field, "is no https:// address") from None
    if parts.scheme != "https" and not (parts.scheme == "http" and is_local):
        raise AddressUnusable(field, "is no https:// address")
    return address


def check_claim_host(text: str) -> str:
    """A host as browsers name it: lower case, without a port that goes without saying. Raises ClaimHostUnusable."""
    try:
        return canonical_host(text.strip())
    except HostUnusable:
        raise ClaimHostUnusable(text) from None


def check_links(links: Sequence[BrandLink]) -> list[BrandLink]:
    """Links in their order, each name once. Raises TextUnusable, AddressUnusable."""
    if len(links) > MAXIMUM_LINKS:
        raise AddressUnusable("list of links", f"is longer than {MAXIMUM_LINKS}")
    checked: dict[str, BrandLink] = {}
    for link in links:
        name = clean_text(link.name, "name of a link", 60)
        if name in checked:
            raise AddressUnusable(f"link “{name}”", "is named twice")
        checked[name] = BrandLink(name, check_address(link.url, f"link “{name}”"))
    return list(checked.values())


def check_apple_apps(apps: Sequence[str]) -> list[str]:
    """Identifiers of Apple apps, each once. Raises AppUnusable."""
    if len(apps) > MAXIMUM_APPS:
        raise AppUnusable(apps[MAXIMUM_APPS], f"is one too many: {MAXIMUM_APPS} are allowed")
    for app in apps:
        if len(app) > 166 or not _APPLE_APP.fullmatch(app):  # a bundle identifier has at most 155 characters
            raise AppUnusable(app, "is not a team's identifier, a period and a bundle's: ABCDE12345.com.example.app")
    return list(dict.fromkeys(apps))


def check_android_apps(apps: Sequence[AndroidApp]) -> list[AndroidApp]:
    """Android apps, each once, their fingerprints as `AB:CD:…`. Raises AppUnusable."""
    if len(apps) > MAXIMUM_APPS:
        raise AppUnusable(apps[MAXIMUM_APPS].package, f"is one too many: {MAXIMUM_APPS} are allowed")
    checked: dict[str, AndroidApp] = {}
    for app in apps:
        if len(app.package) > 255 or not _ANDROID_PACKAGE.fullmatch(app.package):
            raise AppUnusable(app.package, "is not an application id such as com.example.app")
        if app.package in checked:
            raise AppUnusable(app.package, "is named twice")
        if not 1 <= len(app.fingerprints) <= MAXIMUM_FINGERPRINTS:
            raise AppUnusable(app.package, f"needs between 1 and {MAXIMUM_FINGERPRINTS} fingerprints")
        prints = dict.fromkeys(_fingerprint(app.package, text) for text in app.fingerprints)
        checked[app.package] = AndroidApp(app.package, tuple(prints))
    return list(checked.values())


def _fingerprint(package: str, text: str) -> str:
    digits = text.strip().replace(":", "").upper()
    if not _FINGERPRINT.fullmatch(digits):
        raise AppUnusable(package, "has a fingerprint that is not a SHA-256: 32 pairs of hexadecimal digits")
    return ":".join(digits[place : place + 2] for place in range(0, 64, 2))

"""What a QR code says: the link that opens the claim page."""

import re
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Final

_AUTHORITY: Final = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?::([1-9][0-9]{0,4}))?")
_NAME_LABEL: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_LONGEST_NAME: Final = 253
_LARGEST_PORT: Final = 65535
_CODE: Final = re.compile(r"[A-Za-z0-9_-]{16,64}")


class HostUnusable(ValueError):
    """The claim host is not a host name or address, with or without a port."""

    def __init__(self) -> None:
        super().__init__(
            "A claim host is a host name or an address, with or without a port, such as claim.example.com."
        )


class CodeUnusable(ValueError):
    """The code is no canonical QR token, so no link can hold it."""

    def __init__(self) -> None:
        super().__init__("Only a QR token in its canonical form can be put into a link.")


def claim_url(host: str, qr_token_text: str, *, upper_case: bool = True) -> str:
    """The link behind the QR code of a QR token: `HTTPS://HOST/C/CODE`.

    `host` may carry a port; only a local one (`localhost`, `127.0.0.0/8`,
    `[::1]`) is linked as `HTTP://`. Upper case lets a QR code use its compact
    alphanumeric mode. A foreign token is matched exactly, so its code keeps
    its case whatever `upper_case` says: with lower-case letters or `_` in it
    the QR code becomes a larger one. Hosts are case-insensitive, and the
    claim page answers at `/c/` as at `/C/`. `upper_case=False` gives the form
    for reading, `https://host/c/CODE`.

    Raises `HostUnusable`, `CodeUnusable`.
    """
    if _CODE.fullmatch(qr_token_text) is None:
        raise CodeUnusable
    scheme = "http" if is_local_host(host) else "https"
    before_code = f"{scheme}://{host}/c/"
    return (before_code.upper() if upper_case else before_code.lower()) + qr_token_text


def canonical_host(host: str) -> str:
    """A host as browsers send it: lower case, no port that goes without saying. Raises `HostUnusable`."""
    usual_port = ":80" if is_local_host(host) else ":443"
    name, port = _split(host)
    if name.startswith("["):
        name = f"[{IPv6Address(name[1:-1])}]"
    return f"{name}{port}".removesuffix(usual_port)


def _split(host: str) -> tuple[str, str]:
    parts = _AUTHORITY.fullmatch(host)
    if parts is None or int(parts[2] or "1") > _LARGEST_PORT:
        raise HostUnusable
    return parts[1].lower(), host[len(parts[1]) :]


def is_local_host(host: str) -> bool:
    """Whether this machine itself is meant. Raises `HostUnusable` when no host is."""
    name, _ = _split(host)
    try:
        if name.startswith("["):
            return IPv6Address(name[1:-1]) == IPv6Address("::1")
        if name.rpartition(".")[2].isdigit():  # a name never ends in a number, by the URL standard
            return IPv4Address(name).is_loopback
    except AddressValueError:
        raise HostUnusable from None
    if len(name) > _LONGEST_NAME or not all(_NAME_LABEL.fullmatch(label) for label in name.split(".")):
        raise HostUnusable
    return name == "localhost"

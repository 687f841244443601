"""Whose request it is: the peer, or what a trusted proxy says of it."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from starlette.requests import HTTPConnection

Networks = Sequence[IPv4Network | IPv6Network]


def client_address(connection: HTTPConnection, trusted: Networks) -> str:
    """The client's address: the peer's, or the last one in `X-Forwarded-For` that no trusted proxy wrote.

    Read from the right, since everything left of an address that we do not
    trust may be invented.
    """
    peer = connection.client.host if connection.client is not None else "unknown"
    address = peer
    if not trusted or not _is_trusted(peer, trusted):
        return address
    hops = [hop.strip() for header in connection.headers.getlist("x-forwarded-for") for hop in header.split(",")]
    for hop in reversed(hops):
        parsed = _parsed(hop)
        if parsed is None:
            break
        address = str(parsed)
        if not _is_trusted(address, trusted):
            break
    return address


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _is_trusted(text: str, trusted: Networks) -> bool:
    address = _parsed(text)
    return address is not None and any(address in network for network in trusted if network.version == address.version)

"""How many sockets there are: in all, and from each address."""

from ipaddress import IPv6Address, ip_address

from app.device_ws.limits import Limits
from app.device_ws.refusals import Refusal


class Places:
    """Counts the sockets of one door. One address may have many, but never all."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._by_address: dict[str, Place] = {}
        self.taken = 0
        """Sockets in all."""
        self.unknown = 0
        """Those of them that have not shown an AuthToken yet."""

    def take(self, address: str) -> "Place | Refusal":
        """A place for a socket from this address, to be freed once; or why there is none."""
        if self.taken >= self._limits.most_sockets:
            return Refusal.FULL
        key = _network(address)
        place = self._by_address.get(key) or Place(self, key)
        if place.taken >= self._limits.most_sockets_per_address:
            return Refusal.CROWDED
        self._by_address[key] = place
        self.taken += 1
        place.taken += 1
        return place

    def give_back(self, place: "Place") -> None:
        """See `Place.free`."""
        self.taken -= 1
        place.taken -= 1
        if not place.taken:
            del self._by_address[place.key]

    def may_be_unknown(self, place: "Place") -> bool:
        """Whether one more socket from there may wait for its first frame."""
        limits = self._limits
        return self.unknown < limits.most_waiting and place.unknown < limits.most_waiting_per_address


class Place:
    """The sockets from one address; all of them share this object."""

    __slots__ = ("_places", "key", "taken", "unknown")

    def __init__(self, places: Places, key: str) -> None:
        self._places = places
        self.key = key
        self.taken = 0
        self.unknown = 0

    def free(self) -> None:
        """One of the sockets has ended."""
        self._places.give_back(self)

    def begin_unknown(self) -> bool:
        """One of the sockets wants to show its AuthToken in the first frame; whether it may."""
        if not self._places.may_be_unknown(self):
            return False
        self.unknown += 1
        self._places.unknown += 1
        return True

    def end_unknown(self) -> None:
        """It has shown it, or will not."""
        self.unknown -= 1
        self._places.unknown -= 1


def _network(address: str) -> str:
    """What counts as one address: with IPv6 the network of 64 bits that one household or host has."""
    if ":" not in address:
        return address
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return address
    return str(parsed.ipv4_mapped or IPv6Address(int(parsed) >> 64 << 64))

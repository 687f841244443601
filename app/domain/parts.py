"""The parts that operations work with, handed down from where the server is put together."""

from dataclasses import dataclass, field

from app.bus import Bus
from app.secrets.digests import LookupDigester
from app.secrets.sealing import Sealer


@dataclass(frozen=True, slots=True)
class Parts:
    """What an operation may need besides the database: keys, the bus, the public address."""

    digester: LookupDigester
    sealer: Sealer
    bus: Bus
    derivation_key: bytes = field(repr=False)
    public_host: str
    """Host, with port if any, of claim links for brands that set none of their own."""

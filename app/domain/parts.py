"""The parts that operations work with, handed down from where the server is put together."""

from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlsplit

from app.bus import Bus
from app.domain.counts import Counts
from app.secrets.digests import LookupDigester
from app.secrets.keys import KeyMarks, KeyRing
from app.secrets.sealing import Sealer


@dataclass(frozen=True, slots=True)
class Parts:
    """What an operation may need besides the database: keys, the bus, the public address."""

    digester: LookupDigester
    sealer: Sealer
    bus: Bus
    derivation_key: bytes = field(repr=False)
    key_marks: KeyMarks
    """Which keys these are, for the others to see."""
    public_url: str
    """The address that people and devices use, without a path."""
    keeps_mails: bool = False
    """Whether mails stay readable once they have left: for development only."""

    counts: Counts = field(default_factory=Counts)

    @property
    def public_host(self) -> str:
        """Host, with port if any, of claim links for brands that set none of their own."""
        return urlsplit(self.public_url).netloc

    @classmethod
    def of(cls, keys: KeyRing, bus: Bus, public_url: str, *, keeps_mails: bool = False) -> Self:
        """The parts that work with a key ring."""
        return cls(
            digester=LookupDigester(keys.lookup, keys.current_lookup),
            sealer=Sealer(keys.sealing, keys.current_sealing),
            bus=bus,
            derivation_key=keys.derivation,
            key_marks=keys.marks,
            public_url=public_url,
            keeps_mails=keeps_mails,
        )

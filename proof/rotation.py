"""Keys rotate under load: no device is refused while the rings of three nodes are exchanged one after the other."""

import asyncio
import tempfile
from pathlib import Path

from app.secrets.keys import KeyRing
from bench.house import fresh_postgres
from proof.findings import Finding
from proof.rotation_trial import Outcome, Rotation

NODES, TOKENS, CONNECTING, SECONDS = 3, 100_000, 16, 5.0


class _AtOnce(Rotation):
    """The mistake: nodes use keys at once that the others do not have."""

    async def steps(self, seconds: float) -> None:
        await self.under_load(seconds)
        self.phase = "at once"
        self.ring.write_text(KeyRing.from_json(self.ring.read_text()).rotated().to_json())
        await self.restart_all(seconds)


def check() -> list[Finding]:
    """Rotate as operators are told to, and, to see that a fault would be seen, as they are not."""
    right, wrong = _rotated(Rotation, TOKENS), _rotated(_AtOnce, 1_000)
    connects, refused = right.admitted.total(), len(right.failures)
    return [
        Finding(
            "no device is refused while keys rotate",
            f"{NODES} nodes, {CONNECTING} devices at a time connecting without pause, and devices made on each node "
            f"that connect to all; {TOKENS:,} tokens renewed meanwhile; every node restarted three times",
            f"{connects:,} connects, {refused} failed; `keys renew` took {right.took.get('renew', 0):.0f} s",
            refused == 0 and connects > 1_000 and set(right.admitted) == {"before", "add", "use", "renew", "retire"},
        ),
        Finding(
            "a rotation without its first step is noticed by the same trial",
            f"{NODES} nodes, keys used at once",
            f"{wrong.admitted.total():,} connects, {len(wrong.failures)} failed",
            bool(wrong.failures),
        ),
    ]


def _rotated(how: type[Rotation], tokens: int) -> Outcome:
    with fresh_postgres() as dsn, tempfile.TemporaryDirectory(prefix="claimstead-proof-") as folder:
        return asyncio.run(how(dsn, Path(folder), NODES, tokens, CONNECTING).run(SECONDS))

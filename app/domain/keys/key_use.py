"""What stands in the database under which keys, and with which keys the running nodes run."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import asyncpg
import orjson

from app.database.connection import LONG_TIMEOUT
from app.domain.devices.presence import NODE_LIFETIME
from app.domain.keys.renewing import MAILS, PIECES, TOKENS
from app.secrets.keys import KeyMarks, KeyRing

DELETED: Final = "deleted AuthTokens"
"""Their digests, by which they are never issued again."""

_GROUPS: Final = (
    (
        TOKENS,
        """
        SELECT get_byte(auth_digest, 0), get_byte(qr_digest, 0), get_byte(sealed, 0), count(*)
        FROM static_token GROUP BY 1, 2, 3
        """,
    ),
    (DELETED, "SELECT get_byte(auth_digest, 0), NULL, NULL, count(*) FROM retired_token GROUP BY 1"),
    (
        MAILS,
        "SELECT NULL, NULL, get_byte(sealed, 0), count(*) FROM outgoing_mail WHERE sealed IS NOT NULL GROUP BY 3",
    ),
    # A piece is large: `substr` fetches its beginning only.
    (PIECES, "SELECT NULL, NULL, get_byte(substr(sealed, 1, 1), 0), count(*) FROM import_piece GROUP BY 3"),
)


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one kind that were made under the same keys."""

    kind: str
    lookup: frozenset[int]
    sealing: frozenset[int]
    rows: int


@dataclass(frozen=True, slots=True)
class Lost:
    """Rows under a key that the ring does not have."""

    kind: str
    part: str
    key_id: int
    rows: int

    def __str__(self) -> str:
        return f"{self.rows:,} {self.kind} under {self.part} key {self.key_id}"


@dataclass(frozen=True, slots=True)
class KeyUse:
    """Everything that was made under some key, in groups."""

    groups: Sequence[Group]

    def to_renew(self, ring: KeyRing) -> Counter[str]:
        """How many rows of each kind `renew` would make anew."""
        counts: Counter[str] = Counter()
        for group in self.groups:
            is_new = group.lookup <= {ring.current_lookup} and group.sealing <= {ring.current_sealing}
            if group.kind != DELETED and not is_new:
                counts[group.kind] += group.rows
        return counts

    def remembered(self, ring: KeyRing) -> Counter[int]:
        """Under which retired look-up keys deleted AuthTokens are remembered, and how many."""
        counts: Counter[int] = Counter()
        for group in self.groups:
            if group.kind == DELETED:
                counts.update(dict.fromkeys(group.lookup & ring.retired_lookup, group.rows))
        return counts

    def under(self, part: str, key_id: int | str) -> Counter[str]:
        """How many rows of each kind are under one key; `part` is `look-up` or `sealing`."""
        counts: Counter[str] = Counter()
        for group in self.groups:
            if key_id in (group.lookup if part == "look-up" else group.sealing):
                counts[group.kind] += group.rows
        return counts

    def lost(self, ring: KeyRing) -> list[Lost]:
        """What can be neither found nor opened with this ring."""
        counts: Counter[tuple[str, str, int]] = Counter()
        for group in self.groups:
            counts.update({(group.kind, "look-up", key): group.rows for key in group.lookup - set(ring.lookup)})
            counts.update({(group.kind, "sealing", key): group.rows for key in group.sealing - set(ring.sealing)})
        return [Lost(*names, rows) for names, rows in sorted(counts.items())]


async def key_use(connection: asyncpg.Connection) -> KeyUse:
    """Count all rows by their keys, by one pass over each table."""
    groups = [
        Group(kind, _ids(row[0], row[1]), _ids(row[2]), row["count"])
        for kind, sql in _GROUPS
        for row in await connection.fetch(sql, timeout=LONG_TIMEOUT)
    ]
    return KeyUse(groups)


def _ids(*found: int | None) -> frozenset[int]:
    return frozenset(key_id for key_id in found if key_id is not None)


async def keys_of_nodes(connection: asyncpg.Connection) -> list[KeyMarks | None]:
    """The keys of each running node, as it told them when it started; None for one that does not tell."""
    rows = await connection.fetch("SELECT key_marks FROM node WHERE seen_at > now() - $1::interval", NODE_LIFETIME)
    return [None if row["key_marks"] is None else _marks(orjson.loads(row["key_marks"])) for row in rows]


def _marks(told: dict[str, list[str]]) -> KeyMarks:
    return KeyMarks(current=frozenset(told["current"]), known=frozenset(told["known"]))

"""The key ring: every key that is not in the database, by id, so that keys can be rotated.

It is kept as JSON in a file or an environment variable. Reading and writing
that place is the caller's business; key material never shows in a `repr` or
in an error.

A key's life: **fresh** (known, used by nobody yet), **current** (what is made
now is made under it), **retired** (it serves what was made before).
"""

import hashlib
import json
import re
import secrets
from base64 import b64decode, b64encode
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final, Self

KEY_LENGTH: Final = 32
LARGEST_KEY_ID: Final = 255
_VERSION: Final = 1
_KINDS: Final[Mapping[str, type]] = {"lookup": int, "sealing": int, "signing": str}
_KEY_ID: Final = re.compile(r"[1-9][0-9]{0,2}")
_SIGNING_KEY_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")


class KeysUnusable(ValueError):
    """The keys cannot be used; the sentence says why and holds no key material."""


@dataclass(frozen=True, slots=True)
class KeyMarks:
    """Which keys a ring has, told without telling a key: each is named by kind, id and a piece of its hash."""

    current: frozenset[str]
    known: frozenset[str]


@dataclass(frozen=True, slots=True, repr=False)
class KeyRing:
    """All keys of one installation; a ring that exists is usable.

    `lookup` and `sealing` map ids from 1 to 255 to 32 bytes, `signing` maps
    JWT `kid`s to Ed25519 private seeds of 32 bytes. New digests, sealed pairs
    and access tokens are made under the current key of each; the others serve
    what was made before. `derivation` (32 bytes) derives the successors of
    refresh tokens. The constructor raises `KeysUnusable`.
    """

    lookup: Mapping[int, bytes]
    current_lookup: int
    sealing: Mapping[int, bytes]
    current_sealing: int
    signing: Mapping[str, bytes]
    current_signing: str
    derivation: bytes
    fresh_lookup: int | None = None
    fresh_sealing: int | None = None
    fresh_signing: str | None = None

    def __post_init__(self) -> None:
        for part, keys, current in (
            ("lookup", self.lookup, self.current_lookup),
            ("sealing", self.sealing, self.current_sealing),
        ):
            if not all(1 <= key_id <= LARGEST_KEY_ID for key_id in keys):
                raise KeysUnusable(f"The ids of the {part} keys must be numbers from 1 to {LARGEST_KEY_ID}.")
            _check_keys(part, keys.values(), has_current=current in keys)
        if not all(_SIGNING_KEY_ID.fullmatch(kid) for kid in self.signing):
            raise KeysUnusable("The ids of the signing keys must be 1 to 64 of the characters A-Z a-z 0-9 _ -.")
        _check_keys("signing", self.signing.values(), has_current=self.current_signing in self.signing)
        _check_keys("derivation", [self.derivation], has_current=True)
        self._check_fresh()

    def _check_fresh(self) -> None:
        fresh = (
            (self.fresh_lookup, self.current_lookup, self.lookup),
            (self.fresh_sealing, self.current_sealing, self.sealing),
            (self.fresh_signing, self.current_signing, self.signing),
        )
        if all(key_id is None for key_id, _, _ in fresh):
            return
        if not all(key_id in keys and key_id != current for key_id, current, keys in fresh):
            raise KeysUnusable("The fresh keys must be one of each kind, among its keys and not the current one.")

    def __repr__(self) -> str:
        return "KeyRing(…)"

    @classmethod
    def generate(cls) -> Self:
        """A ring of fresh keys from the system's randomness, one of each kind."""
        kid = _fresh_signing_id()
        return cls({1: _fresh_key()}, 1, {1: _fresh_key()}, 1, {kid: _fresh_key()}, kid, _fresh_key())

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The ring that `to_json` wrote. Raises `KeysUnusable` with one sentence."""
        document = _parse_object(text)
        if document.get("version") != _VERSION:
            raise KeysUnusable(f'The keys must be a JSON object with "version": {_VERSION}.')
        lookup, current_lookup = _read_numbered(document, "lookup")
        sealing, current_sealing = _read_numbered(document, "sealing")
        signing, current_signing = _read_keys(document, "signing")
        derivation = _read_key("derivation", document.get("derivation"))
        fresh = (_read_fresh(document, part, kind) for part, kind in _KINDS.items())
        return cls(lookup, current_lookup, sealing, current_sealing, signing, current_signing, derivation, *fresh)

    def to_json(self) -> str:
        """The ring as indented JSON, keys in base64; the same ring gives the same text."""
        document = {
            "version": _VERSION,
            "lookup": _written(self.lookup, self.current_lookup, self.fresh_lookup),
            "sealing": _written(self.sealing, self.current_sealing, self.fresh_sealing),
            "signing": _written(self.signing, self.current_signing, self.fresh_signing),
            "derivation": b64encode(self.derivation).decode("ascii"),
        }
        return json.dumps(document, indent=2) + "\n"

    @property
    def has_fresh(self) -> bool:
        """Whether there are keys that wait to be used."""
        return self.fresh_lookup is not None

    @property
    def retired_lookup(self) -> frozenset[int]:
        """The ids of look-up keys that were current once."""
        return frozenset(self.lookup) - {self.current_lookup, self.fresh_lookup}

    @property
    def retired_sealing(self) -> frozenset[int]:
        """The ids of sealing keys that were current once."""
        return frozenset(self.sealing) - {self.current_sealing, self.fresh_sealing}

    @property
    def retired_signing(self) -> frozenset[str]:
        """The ids of signing keys that were current once."""
        return frozenset(self.signing) - {self.current_signing, self.fresh_signing}

    @property
    def marks(self) -> KeyMarks:
        """What may be told of this ring, to see whether another is the same."""
        kinds: tuple[tuple[str, Mapping[Any, bytes], int | str], ...] = (
            ("lookup", self.lookup, self.current_lookup),
            ("sealing", self.sealing, self.current_sealing),
            ("signing", self.signing, self.current_signing),
        )
        return KeyMarks(
            current=frozenset(_mark(kind, current, keys[current]) for kind, keys, current in kinds),
            known=frozenset(_mark(kind, key_id, key) for kind, keys, _ in kinds for key_id, key in keys.items()),
        )

    def with_fresh(self) -> Self:
        """A ring that also knows fresh look-up, sealing and signing keys, and uses the same as before.

        The derivation key stays: what it derives lives for seconds. Ids count
        up from the current one, from 255 on to 1, past those in the ring.
        Raises `KeysUnusable` when all 255 are taken, or fresh keys are there.
        """
        if self.has_fresh:
            raise KeysUnusable("The ring has fresh keys already that nothing uses yet.")
        lookup_id, sealing_id = _next_id(self.lookup, self.current_lookup), _next_id(self.sealing, self.current_sealing)
        kid = _fresh_signing_id()
        return replace(
            self,
            lookup={**self.lookup, lookup_id: _fresh_key()},
            fresh_lookup=lookup_id,
            sealing={**self.sealing, sealing_id: _fresh_key()},
            fresh_sealing=sealing_id,
            signing={**self.signing, kid: _fresh_key()},
            fresh_signing=kid,
        )

    def using_fresh(self) -> Self:
        """A ring in which the fresh keys are current, and what was current is retired.

        Raises `KeysUnusable` when there are no fresh keys.
        """
        if self.fresh_lookup is None or self.fresh_sealing is None or self.fresh_signing is None:
            raise KeysUnusable("The ring has no fresh keys.")
        return replace(
            self,
            current_lookup=self.fresh_lookup,
            current_sealing=self.fresh_sealing,
            current_signing=self.fresh_signing,
            fresh_lookup=None,
            fresh_sealing=None,
            fresh_signing=None,
        )

    def rotated(self) -> Self:
        """Both steps at once, for a single node: fresh keys, current now, beside the old. Raises `KeysUnusable`."""
        return (self if self.has_fresh else self.with_fresh()).using_fresh()

    def without_retired(self, *, keeping_lookup: Collection[int] = ()) -> Self:
        """A ring without the retired keys, but for look-up keys to be kept.

        Rows made under the others can be neither found nor opened any more.
        """
        lookup = self.retired_lookup.difference(keeping_lookup)
        return replace(
            self,
            lookup={key_id: key for key_id, key in self.lookup.items() if key_id not in lookup},
            sealing={key_id: key for key_id, key in self.sealing.items() if key_id not in self.retired_sealing},
            signing={key_id: key for key_id, key in self.signing.items() if key_id not in self.retired_signing},
        )


def _mark(kind: str, key_id: int | str, key: bytes) -> str:
    return f"{kind} {key_id} {hashlib.sha256(b'claimstead key mark' + bytes(1) + key).hexdigest()[:12]}"


def _fresh_key() -> bytes:
    return secrets.token_bytes(KEY_LENGTH)


def _fresh_signing_id() -> str:
    return secrets.token_hex(8)


def _next_id(keys: Mapping[int, bytes], current: int) -> int:
    for step in range(LARGEST_KEY_ID):
        key_id = (current + step) % LARGEST_KEY_ID + 1
        if key_id not in keys:
            return key_id
    raise KeysUnusable(f"All {LARGEST_KEY_ID} key ids are in use; drop the retired keys first.")


def _check_keys(part: str, keys: Iterable[bytes], *, has_current: bool) -> None:
    for key in keys:
        if len(key) != KEY_LENGTH:
            raise KeysUnusable(f"Each {part} key must be {KEY_LENGTH} bytes; one has {len(key)}.")
        if not any(key):
            raise KeysUnusable(f"A {part} key is all zeros, which is no secret.")
    if not has_current:
        raise KeysUnusable(f"The current {part} key is not among the {part} keys.")


def _written(keys: Mapping[Any, bytes], current: int | str, fresh: int | str | None) -> dict[str, Any]:
    return {
        "current": current,
        **({} if fresh is None else {"fresh": fresh}),
        "keys": {str(key_id): b64encode(keys[key_id]).decode("ascii") for key_id in sorted(keys)},
    }


def _parse_object(text: str) -> dict[str, Any]:
    """The JSON object in `text`, without twice the same name in any object."""
    document = None
    try:
        document = json.loads(text, object_pairs_hook=_without_duplicates)
    except KeysUnusable:
        raise
    except (ValueError, RecursionError):
        pass  # raised below, where the error cannot drag the text along as its cause
    if not isinstance(document, dict):
        raise KeysUnusable("The keys are not a JSON object.")
    return document


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise KeysUnusable("The keys name the same id or part twice.")
    return members


def _read_keys(document: dict[str, Any], part: str) -> tuple[dict[str, bytes], Any]:
    section = document.get(part)
    if not isinstance(section, dict) or not isinstance(section.get("keys"), dict) or "current" not in section:
        raise KeysUnusable(f'The keys lack the part "{part}" with its "current" and its "keys".')
    current = section["current"]
    if not isinstance(current, int | str):
        raise KeysUnusable(f'"current" of the {part} keys must be the id of one of them.')
    return {key_id: _read_key(part, encoded) for key_id, encoded in section["keys"].items()}, current


def _read_numbered(document: dict[str, Any], part: str) -> tuple[dict[int, bytes], int]:
    keys, current = _read_keys(document, part)
    if not all(_KEY_ID.fullmatch(key_id) for key_id in keys):
        raise KeysUnusable(f"The ids of the {part} keys must be numbers from 1 to {LARGEST_KEY_ID}.")
    if not isinstance(current, int) or isinstance(current, bool):
        raise KeysUnusable(f'"current" of the {part} keys must be the id of one of them.')
    return {int(key_id): key for key_id, key in keys.items()}, current


def _read_fresh(document: dict[str, Any], part: str, kind: type) -> Any:
    fresh = document[part].get("fresh")
    if fresh is not None and type(fresh) is not kind:
        raise KeysUnusable(f'"fresh" of the {part} keys must be the id of one of them.')
    return fresh


def _read_key(part: str, encoded: object) -> bytes:
    key = None
    if isinstance(encoded, str):
        with suppress(ValueError):
            key = b64decode(encoded, validate=True)
    if key is None:
        raise KeysUnusable(f"A {part} key is missing or not base64.")
    return key

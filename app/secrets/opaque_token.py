"""Opaque tokens: a kind's prefix and 256 random bits, stored as a digest only."""

import hmac
import re
import secrets
from base64 import urlsafe_b64encode
from enum import Enum
from typing import Final, Self

from app.secrets.digests import opaque_digest
from app.secrets.plaintext import Plaintext

_RANDOM_BYTES: Final = 32
_BODY: Final = re.compile(r"[A-Za-z0-9_-]{43}")


class OpaqueKind(Enum):
    """What an opaque token opens; the value is the prefix it is recognised by."""

    REFRESH = "csr_"
    INVITATION = "csi_"
    PASSWORD_RESET = "csp_"  # noqa: S105  (a prefix, no password)
    MAIL_VERIFICATION = "csv_"
    EXPORT_LINK = "csx_"
    TRANSFER = "cst_"


class OpaqueTokenMalformed(ValueError):
    """The text is no opaque token of the kind that is wanted."""

    def __init__(self, kind: OpaqueKind) -> None:
        super().__init__(f"This is not a token of the kind {kind.name}.")
        self.kind = kind


class OpaqueToken(Plaintext):
    """An opaque token in plaintext; made by `mint`, `parse` or, for refresh tokens, `successor`."""

    __slots__ = ()

    @classmethod
    def mint(cls, kind: OpaqueKind) -> Self:
        """A fresh token: the kind's prefix and 43 URL-safe characters, 256 bits from the system's randomness."""
        return cls(kind.value + _url_safe(secrets.token_bytes(_RANDOM_BYTES)))

    @classmethod
    def parse(cls, kind: OpaqueKind, text: str) -> Self:
        """The token of this kind that `text` is, character for character. Raises `OpaqueTokenMalformed`."""
        if not text.startswith(kind.value) or _BODY.fullmatch(text, len(kind.value)) is None:
            raise OpaqueTokenMalformed(kind)
        return cls(text)

    @property
    def kind(self) -> OpaqueKind:
        """What this token opens."""
        return OpaqueKind(self.text[:4])

    @property
    def digest(self) -> bytes:
        """The 32 bytes a row holds instead of the token."""
        return opaque_digest(self.text.encode("ascii"))


def successor(token: OpaqueToken, derivation_key: bytes) -> OpaqueToken:
    """The refresh token that follows `token`, always the same one.

    A refresh token is used up by its first use, but the answer with the next
    one may get lost on the way. The client then asks again with the old token
    and must get the very token that the first answer held: another fresh one
    would look like theft to whoever did receive the first. Since only digests
    are stored, the next token cannot be read back, so it is derived: the
    HMAC-SHA256 of the old token under `derivation_key`, which is not in the
    database. Who holds either alone can derive nothing.

    Raises `ValueError` when `token` is of another kind than `REFRESH`.
    """
    if token.kind is not OpaqueKind.REFRESH:
        raise ValueError("Only a refresh token has a successor.")
    derived = hmac.digest(derivation_key, b"refresh-successor\0" + token.text.encode("ascii"), "sha256")
    return OpaqueToken(OpaqueKind.REFRESH.value + _url_safe(derived))


def derived(kind: OpaqueKind, derivation_key: bytes, subject: bytes) -> OpaqueToken:
    """The one token of this kind that belongs to `subject`, a row's identifier.

    For answers that must be repeatable word for word although only the digest
    is stored: HMAC-SHA256 of the subject under a key outside the database.
    """
    secret = hmac.digest(derivation_key, kind.value.encode("ascii") + b"\0" + subject, "sha256")
    return OpaqueToken(kind.value + _url_safe(secret))


def _url_safe(random: bytes) -> str:
    return urlsafe_b64encode(random).rstrip(b"=").decode("ascii")

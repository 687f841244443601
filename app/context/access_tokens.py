"""Access tokens: JWT (RFC 7519) signed with EdDSA (RFC 8037), good for 15 minutes, naming account and session."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.database import clock

LIFETIME = timedelta(minutes=15)
LEEWAY = timedelta(minutes=5)
"""How far ahead of us a token may have been issued. All nodes count by one clock; that one may have been set back."""

_CLAIMS = ["iss", "aud", "exp", "iat", "sub", "sid"]


class AccessTokenInvalid(Exception):
    """The token is malformed, forged, expired, or meant for somebody else."""


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whom a valid access token names."""

    account_id: UUID
    session_id: UUID


class AccessTokens:
    """Issues and reads access tokens under the key ring's signing keys."""

    def __init__(self, signing: Mapping[str, bytes], current: str, *, issuer: str) -> None:
        self._private = {key_id: Ed25519PrivateKey.from_private_bytes(seed) for key_id, seed in signing.items()}
        self._current = current
        self._issuer = issuer
        self._audience = f"{issuer}/graphql"

    def issue(self, account_id: UUID, session_id: UUID) -> tuple[str, datetime]:
        """A fresh access token and when it expires."""
        now = clock.now()
        claims = {
            "iss": self._issuer,
            "aud": self._audience,
            "iat": now,
            "exp": now + LIFETIME,
            "sub": str(account_id),
            "sid": str(session_id),
        }
        token = jwt.encode(claims, self._private[self._current], "EdDSA", headers={"kid": self._current})
        return token, now + LIFETIME

    def read(self, token: str) -> Bearer:
        """Whom a token names. Every claim is demanded. Raises AccessTokenInvalid."""
        try:
            key_id = jwt.get_unverified_header(token).get("kid")
            key = self._private.get(key_id) if isinstance(key_id, str) else None
            if key is None:
                raise AccessTokenInvalid
            claims: dict[str, Any] = jwt.decode(
                token,
                key.public_key(),
                algorithms=["EdDSA"],
                issuer=self._issuer,
                audience=self._audience,
                options={"require": _CLAIMS, "strict_aud": True, "verify_iat": False, "verify_exp": False},
            )
            # By the clock that all nodes share, which the library does not know.
            if not claims["iat"] - LEEWAY.total_seconds() <= clock.seconds() < claims["exp"]:
                raise AccessTokenInvalid
            return Bearer(UUID(claims["sub"]), UUID(claims["sid"]))
        except (jwt.InvalidTokenError, ValueError, TypeError, AttributeError, RecursionError) as error:
            raise AccessTokenInvalid from error

    def public_keys(self) -> dict[str, Any]:
        """The public keys as a JSON Web Key Set (RFC 7517), for `/.well-known/jwks.json`."""
        return {
            "keys": [
                {
                    "kty": "OKP",
                    "crv": "Ed25519",
                    "use": "sig",
                    "alg": "EdDSA",
                    "kid": key_id,
                    "x": base64.urlsafe_b64encode(key.public_key().public_bytes_raw()).rstrip(b"=").decode(),
                }
                for key_id, key in self._private.items()
            ]
        }

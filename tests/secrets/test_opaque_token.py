"""Opaque tokens and the successors of refresh tokens."""

import hashlib
import hmac
import os
import re
from base64 import urlsafe_b64decode

import pytest

from app.secrets.opaque_token import OpaqueKind, OpaqueToken, OpaqueTokenMalformed, successor

KINDS = list(OpaqueKind)


def test_each_kind_has_its_published_prefix() -> None:
    assert [kind.value for kind in KINDS] == ["csr_", "csi_", "csp_", "csv_", "csx_", "cst_"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_minted_token_parses_as_its_own_kind_and_as_no_other(kind: OpaqueKind) -> None:
    token = OpaqueToken.mint(kind)
    assert re.fullmatch(kind.value + "[A-Za-z0-9_-]{43}", token.text)
    assert len(urlsafe_b64decode(token.text[4:] + "=")) == 32
    assert OpaqueToken.parse(kind, token.text) == token
    assert token.kind is kind
    for other in KINDS:
        if other is not kind:
            with pytest.raises(OpaqueTokenMalformed) as refusal:
                OpaqueToken.parse(other, token.text)
            assert refusal.value.kind is other
            assert token.text[4:] not in str(refusal.value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "csr_",
        "csr_" + "a" * 42,
        "csr_" + "a" * 44,
        "CSR_" + "a" * 43,
        " csr_" + "a" * 43,
        "csr_" + "a" * 43 + "\n",
        "csr_" + "a" * 42 + "\0",
        "csr_" + "a" * 42 + "=",
        "csr_" + "٠" * 43,
        "csr_" + "ａ" * 43,
        "csr_" + "😀" * 43,
        "csr_" + "a" * 1_000_000,
        "\ud800" * 47,
    ],
    ids=range(14),
)
def test_hostile_text_is_refused(text: str) -> None:
    with pytest.raises(OpaqueTokenMalformed):
        OpaqueToken.parse(OpaqueKind.REFRESH, text)


def test_a_row_holds_a_digest_that_tells_nothing() -> None:
    token = OpaqueToken.mint(OpaqueKind.INVITATION)
    assert token.digest == hashlib.sha256(b"opaque\0" + token.text.encode()).digest()
    assert token.digest != OpaqueToken.mint(OpaqueKind.INVITATION).digest


def test_the_successor_of_a_refresh_token_is_always_the_same_one() -> None:
    key, token = os.urandom(32), OpaqueToken.mint(OpaqueKind.REFRESH)
    after = successor(token, key)
    assert after == successor(OpaqueToken.parse(OpaqueKind.REFRESH, token.text), key)
    assert after == OpaqueToken.parse(OpaqueKind.REFRESH, after.text)
    assert urlsafe_b64decode(after.text[4:] + "=") == hmac.digest(
        key, b"refresh-successor\0" + token.text.encode(), "sha256"
    )


def test_successors_differ_by_token_and_by_key_and_never_return() -> None:
    key, token = os.urandom(32), OpaqueToken.mint(OpaqueKind.REFRESH)
    chain = [token]
    for _ in range(100):
        chain.append(successor(chain[-1], key))
    assert len(set(chain)) == 101
    assert successor(token, os.urandom(32)) != chain[1]
    assert successor(OpaqueToken.mint(OpaqueKind.REFRESH), key) != chain[1]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind is not OpaqueKind.REFRESH])
def test_nothing_but_a_refresh_token_has_a_successor(kind: OpaqueKind) -> None:
    with pytest.raises(ValueError, match="Only a refresh token"):
        successor(OpaqueToken.mint(kind), os.urandom(32))

"""Sealed pairs open for their own token under their own key, and never otherwise."""

import os

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from app.secrets.auth_token import AuthToken
from app.secrets.keys import KeyRing
from app.secrets.qr_token import QrToken
from app.secrets.sealing import SealBroken, SealedPair, Sealer, UnknownKey

KEY = os.urandom(32)
ID = bytes(range(16))
texts = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=64)


@given(st.binary(min_size=16, max_size=16), texts, st.none() | texts)
def test_what_was_sealed_comes_back(token_id: bytes, auth: str, qr: str | None) -> None:
    sealer = Sealer({9: KEY}, 9)
    sealed = sealer.seal(token_id, auth.encode(), qr.encode() if qr else None)
    assert sealed[0] == 9
    assert len(sealed) == 1 + 12 + 1 + len(auth) + len(qr or "") + 16
    assert sealer.open(token_id, sealed) == SealedPair(AuthToken(auth), QrToken(qr) if qr else None)


def test_the_form_is_the_published_one() -> None:
    nonce = os.urandom(12)
    plaintext = b"\x10" + b"a" * 16 + b"0123456789ABCDEFGHDE"
    by_hand = b"\x05" + nonce + AESGCM(KEY).encrypt(nonce, plaintext, ID)
    pair = Sealer({5: KEY}, 5).open(ID, by_hand)
    assert (pair.auth.text, pair.qr and pair.qr.text) == ("a" * 16, "0123456789ABCDEFGHDE")


def test_the_same_pair_is_sealed_differently_each_time() -> None:
    sealer = Sealer({1: KEY}, 1)
    sealed = [sealer.seal(ID, b"a" * 40, b"b" * 20) for _ in range(100)]
    assert len({one[1:13] for one in sealed}) == len({one[13:] for one in sealed}) == 100
    assert not any(b"aaaa" in one for one in sealed)


def test_every_changed_bit_and_every_cut_is_noticed() -> None:
    sealer = Sealer({1: KEY}, 1)
    sealed = sealer.seal(ID, AuthToken.mint().text.encode(), QrToken.mint().text.encode())
    for bit in range(8 * len(sealed)):
        changed = bytearray(sealed)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(SealBroken):
            sealer.open(ID, bytes(changed))
    for length in range(len(sealed)):
        with pytest.raises(SealBroken):
            sealer.open(ID, sealed[:length])
    with pytest.raises(SealBroken):
        sealer.open(ID, sealed + b"\0")


def test_a_pair_opens_in_no_other_row_and_under_no_other_key() -> None:
    sealed = Sealer({1: KEY}, 1).seal(ID, b"a" * 40, None)
    with pytest.raises(SealBroken) as damaged:
        Sealer({1: KEY}, 1).open(os.urandom(16), sealed)
    assert not isinstance(damaged.value, UnknownKey)
    with pytest.raises(SealBroken):
        Sealer({1: os.urandom(32)}, 1).open(ID, sealed)
    with pytest.raises(UnknownKey, match="sealing key 1 is not in the key ring") as unknown:
        Sealer({2: KEY}, 2).open(ID, sealed)
    assert unknown.value.key_id == 1


def test_a_rotated_ring_opens_what_the_old_one_sealed_until_it_retires() -> None:
    old = KeyRing.generate()
    sealed = Sealer(old.sealing, old.current_sealing).seal(ID, b"a" * 40, b"b" * 20)
    new = old.rotated()
    sealer = Sealer(new.sealing, new.current_sealing)
    assert sealer.open(ID, sealed).auth.text == "a" * 40
    assert sealer.seal(ID, b"a" * 40, None)[0] == 2
    retired = new.without_retired()
    with pytest.raises(UnknownKey):
        Sealer(retired.sealing, retired.current_sealing).open(ID, sealed)


@pytest.mark.parametrize(
    ("token_id", "auth", "qr"),
    [
        (b"", b"a" * 16, None),
        (b"i" * 15, b"a" * 16, None),
        (b"i" * 36, b"a" * 16, None),
        (ID, b"", None),
        (ID, b"a" * 256, None),
        (ID, b"a" * 16, b""),
        (ID, "é".encode() * 10, None),
        (ID, b"a" * 16, b"\xff" * 20),
    ],
)
def test_what_could_not_be_opened_again_is_not_sealed(token_id: bytes, auth: bytes, qr: bytes | None) -> None:
    with pytest.raises(ValueError):
        Sealer({1: KEY}, 1).seal(token_id, auth, qr)


def test_nothing_secret_is_printed() -> None:
    sealer = Sealer({1: b"K" * 32}, 1)
    pair = sealer.open(ID, sealer.seal(ID, b"a" * 40, b"b" * 20))
    assert (repr(pair), str(pair)) == ("SealedPair(…)", "SealedPair(…)")
    assert "KKKK" not in repr(sealer)

"""Look-up digests and the digests of opaque tokens."""

import hashlib
import hmac

from hypothesis import given
from hypothesis import strategies as st

from app.secrets.digests import LookupDigester, opaque_digest
from app.secrets.keys import KeyRing

keys = st.binary(min_size=32, max_size=32)


@given(keys, st.integers(1, 255), st.binary(max_size=300))
def test_a_digest_is_its_key_id_and_the_hmac_of_purpose_and_text(key: bytes, key_id: int, text: bytes) -> None:
    digester = LookupDigester({key_id: key}, key_id)
    assert digester.auth(text) == bytes([key_id]) + hmac.digest(key, b"auth\0" + text, "sha256")
    assert digester.qr(text) == bytes([key_id]) + hmac.digest(key, b"qr\0" + text, "sha256")


def test_the_published_vector_holds() -> None:
    digester = LookupDigester({7: bytes(range(32))}, 7)
    assert (
        digester.auth(b"csd_00000000000000000000000000000018GyAu").hex()
        == "077ab6415473e4fe2e0a76864289a3ec0c19ea290c6bde920824427c07411050dc"
    )
    assert (
        digester.qr(b"0123456789ABCDEFGHDE").hex()
        == "078b9060342246cd45f373bb81eade0f67a469f959695b638f3483f5351272126f"
    )


def test_candidates_cover_every_key_the_current_one_first() -> None:
    old = KeyRing.generate()
    new = old.rotated().rotated()
    text = b"0123456789ABCDEFGHDE"
    stored = LookupDigester(old.lookup, old.current_lookup)
    digester = LookupDigester(new.lookup, new.current_lookup)
    assert [candidate[0] for candidate in digester.auth_candidates(text)] == [3, 1, 2]
    assert [candidate[0] for candidate in digester.qr_candidates(text)] == [3, 1, 2]
    assert digester.auth_candidates(text)[0] == digester.auth(text)
    assert digester.qr_candidates(text)[0] == digester.qr(text)
    assert stored.auth(text) in digester.auth_candidates(text)
    assert stored.qr(text) in digester.qr_candidates(text)


def test_one_text_gives_different_digests_for_each_purpose_and_key() -> None:
    ring = KeyRing.generate().rotated()
    digester = LookupDigester(ring.lookup, ring.current_lookup)
    text = b"0123456789ABCDEFGHDE"
    digests = [*digester.auth_candidates(text), *digester.qr_candidates(text)]
    assert len({digest[1:] for digest in digests}) == 4
    assert {len(digest) for digest in digests} == {33}


def test_a_digester_gives_the_same_digest_each_time() -> None:
    ring = KeyRing.generate()
    digester = LookupDigester(ring.lookup, ring.current_lookup)
    assert len({digester.auth(b"a" * 16) for _ in range(3)}) == 1
    assert digester.auth(b"a" * 16) != digester.auth(b"a" * 17)


def test_a_digester_shows_no_key() -> None:
    ring = KeyRing({1: b"K" * 32}, 1, {1: b"K" * 32}, 1, {"kid": b"K" * 32}, "kid", b"K" * 32)
    assert "KKKK" not in repr(LookupDigester(ring.lookup, ring.current_lookup))


def test_an_opaque_digest_is_sha256_under_its_own_name() -> None:
    assert opaque_digest(b"csr_x") == hashlib.sha256(b"opaque\0csr_x").digest()
    assert opaque_digest(b"csr_x") != hashlib.sha256(b"csr_x").digest()

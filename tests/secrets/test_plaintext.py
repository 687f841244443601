"""No plaintext type shows its secret unless asked for `.text`."""

import dataclasses
import logging

import orjson
import pytest

from app.secrets.auth_token import AuthToken
from app.secrets.opaque_token import OpaqueKind, OpaqueToken
from app.secrets.plaintext import Plaintext
from app.secrets.qr_token import QrToken
from app.secrets.sealing import SealedPair

TOKENS = [AuthToken.mint(), QrToken.mint(), *(OpaqueToken.mint(kind) for kind in OpaqueKind)]
# Not by their texts, which are random: all processes of a run must call a test the same.
by_type = pytest.mark.parametrize("token", TOKENS, ids=range(len(TOKENS)))


@by_type
def test_a_secret_is_silent_however_it_is_printed(token: Plaintext, caplog: pytest.LogCaptureFixture) -> None:
    silent = f"{type(token).__name__}(…)"
    assert repr(token) == str(token) == f"{token}" == f"{token!r}" == f"{token!s}" == silent
    assert str([token]) == f"[{silent}]"
    logging.getLogger(__name__).error("%s %r", token, token)
    assert caplog.messages == [f"{silent} {silent}"]


@by_type
def test_a_secret_is_nothing_that_a_json_encoder_would_write_out(token: Plaintext) -> None:
    assert not dataclasses.is_dataclass(token)
    assert not hasattr(token, "__dict__")
    with pytest.raises(TypeError):
        orjson.dumps({"token": token})
    assert token.text.encode() not in orjson.dumps({"token": token}, default=str)


def test_a_pair_of_secrets_is_not_written_out_either() -> None:
    pair = SealedPair(AuthToken.mint(), QrToken.mint())
    with pytest.raises(TypeError):
        orjson.dumps(pair)
    assert pair.auth.text.encode() not in orjson.dumps(pair, default=str)


@by_type
def test_a_secret_cannot_be_changed(token: Plaintext) -> None:
    with pytest.raises(AttributeError):
        token.text = "another"  # type: ignore[misc]


def test_equality_is_by_value_within_one_type() -> None:
    text = "0123456789abcdef_"
    assert AuthToken(text) == AuthToken(text)
    assert hash(AuthToken(text)) == hash(AuthToken(text))
    assert len({AuthToken(text), AuthToken(text), QrToken(text), OpaqueToken(text)}) == 3
    plain: object = text
    assert AuthToken(text) != plain

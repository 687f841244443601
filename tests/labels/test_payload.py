"""The link in a QR code: scheme, host, case."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.labels.payload import CodeUnusable, HostUnusable, canonical_host, claim_url
from app.secrets.qr_token import QrToken

OURS = "0123456789ABCDEFGHDE"
FOREIGN = "Widget_0001-aBcDeFgH"


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("claim.acme.test", "HTTPS://CLAIM.ACME.TEST/C/" + OURS),
        ("Claim.Acme.test:8443", "HTTPS://CLAIM.ACME.TEST:8443/C/" + OURS),
        ("xn--bcher-kva.example", "HTTPS://XN--BCHER-KVA.EXAMPLE/C/" + OURS),
        ("localhost", "HTTP://LOCALHOST/C/" + OURS),
        ("LocalHost:8000", "HTTP://LOCALHOST:8000/C/" + OURS),
        ("127.0.0.1:8000", "HTTP://127.0.0.1:8000/C/" + OURS),
        ("127.255.0.9", "HTTP://127.255.0.9/C/" + OURS),
        ("[::1]:8000", "HTTP://[::1]:8000/C/" + OURS),
        ("[0:0:0:0:0:0:0:1]", "HTTP://[0:0:0:0:0:0:0:1]/C/" + OURS),
        ("[2001:db8::1]", "HTTPS://[2001:DB8::1]/C/" + OURS),
        ("192.168.1.5:8000", "HTTPS://192.168.1.5:8000/C/" + OURS),
        ("128.0.0.1", "HTTPS://128.0.0.1/C/" + OURS),
        ("localhost.example.com", "HTTPS://LOCALHOST.EXAMPLE.COM/C/" + OURS),
        ("127.0.0.1.example.com", "HTTPS://127.0.0.1.EXAMPLE.COM/C/" + OURS),
        ("a:65535", "HTTPS://A:65535/C/" + OURS),
        (".".join(["a" * 63] * 3 + ["a" * 61]), "HTTPS://" + ".".join(["A" * 63] * 3 + ["A" * 61]) + "/C/" + OURS),
    ],
)
def test_the_link_is_upper_case_and_plain_http_only_at_home(host: str, url: str) -> None:
    assert claim_url(host, OURS) == url
    before_code, code = url[: -len(OURS)], url[-len(OURS) :]
    assert claim_url(host, OURS, upper_case=False) == before_code.lower() + code
    assert QrToken.parse(url) == QrToken.parse(before_code.lower() + code) == QrToken(OURS)


def test_a_foreign_token_keeps_its_case() -> None:
    assert claim_url("claim.acme.test", FOREIGN) == "HTTPS://CLAIM.ACME.TEST/C/" + FOREIGN
    assert claim_url("Claim.acme.test", FOREIGN, upper_case=False) == "https://claim.acme.test/c/" + FOREIGN
    assert QrToken.parse(claim_url("claim.acme.test", FOREIGN)).text == FOREIGN


@pytest.mark.parametrize(
    "host",
    [
        "",
        " ",
        "claim.acme.test ",
        "claim.acme.test\n",
        "claim acme.test",
        "claim.acme.test/",
        "claim.acme.test/c",
        "https://claim.acme.test",
        "user@claim.acme.test",
        "claim.acme.test?x",
        "claim.acme.test#x",
        "claim.acme.test\\x",
        "claim_acme.test",
        "-claim.acme.test",
        "claim-.acme.test",
        "claim..acme.test",
        ".acme.test",
        "acme.test.",
        "a" * 64 + ".test",
        ".".join(["a" * 63] * 3 + ["a" * 62]),
        "claim.acme.test:",
        "claim.acme.test:0",
        "claim.acme.test:08",
        "claim.acme.test:65536",
        "claim.acme.test:٨٠",
        "claim.acme.test:80:80",
        "127.0.0.256",
        "127.1",
        "127.0.0.01",
        "1234",
        "acme.123",
        "::1",
        "[::1",
        "[::1]x",
        "[:::1]",
        "[::1%lo]",
        "[1.2.3.4]",
        "bücher.example",
        "ｃlaim.acme.test",
        "١٢٧.0.0.1",
        "claim.acme.test\0",
        "a" * 1_000_000,
    ],
    ids=range(42),
)
def test_what_is_no_host_is_refused(host: str) -> None:
    with pytest.raises(HostUnusable):
        claim_url(host, OURS)


@pytest.mark.parametrize(
    "code", ["", "a/b" * 10, "../" * 10, OURS + "\n", OURS[:15], "é" * 20, "٣" * 20, "a" * 65, "a?" * 10]
)
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(CodeUnusable):
        claim_url("claim.acme.test", code)


@given(st.text())
def test_any_text_is_a_host_in_full_or_refused(host: str) -> None:
    try:
        url = claim_url(host, OURS)
    except HostUnusable:
        return
    assert url.isascii()
    assert QrToken.parse(url) == QrToken(OURS)


@pytest.mark.parametrize(
    ("host", "canonical"),
    [
        ("Claim.ACME.test", "claim.acme.test"),
        ("claim.acme.test:443", "claim.acme.test"),
        ("claim.acme.test:80", "claim.acme.test:80"),
        ("LocalHost:80", "localhost"),
        ("localhost:443", "localhost:443"),
        ("[0:0:0:0:0:0:0:1]:8000", "[::1]:8000"),
        ("[2001:DB8::1]:443", "[2001:db8::1]"),
    ],
)
def test_a_host_has_one_form_as_browsers_send_it(host: str, canonical: str) -> None:
    assert canonical_host(host) == canonical
    assert canonical_host(canonical) == canonical

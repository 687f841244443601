"""Claim codes as people might enter them, with what the server reads in each: the SDK must read the same.

`python -m tests.web.claim_codes` writes them for the SDK's tests.
"""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.secrets.qr_token import CHECK_MODULUS, CROCKFORD, QrToken, QrTokenMalformed

FILE = Path(__file__).parents[2] / "web" / "sdk" / "tests" / "claim-codes.json"

_ODD = [
    "",
    " ",
    "-",
    "0" * 20,
    "0" * 19,
    "0" * 21,
    "O" * 20,
    "l" * 20,
    "U" * 20,
    "ü" * 20,
    "0000-0000-0000-0000-000",
    "0000-0000-0000-0000-00000",
    "0000 0000 0000 000 0000",
    "000-000-0000-0000-0000",
    "0000-0000-0000-0000",
    "0000--0000-0000-0000-0000",
    "-0000-0000-0000-0000-0000-",
    "0000-0000-0000-0000-0000-0000",
    "Widget_0001-aBcDeFgH",
    "0f8fad5b-d9cb-469f-a165-70867728950e",
    "A" * 15,
    "A" * 16,
    "A" * 64,
    "A" * 65,
    "x" * 300,
    "x" * 301,
    "\N{CAMERA}" * 300,
    "https://claim.acme.example/C/",
    "https://claim.acme.example/C/Widget_0001-aBcDeFgH",
    "https://claim.acme.example/D/00000000000000000000",
    "https://claim.acme.example/x/C/00000000000000000000",
    "ftp://claim.acme.example/C/00000000000000000000",
    "https://claim acme.example/C/00000000000000000000",
    "https://bücher.example/c/00000000000000000000",
    "https://claim.acme.example/c/0000%2D0000",
    "//claim.acme.example/C/00000000000000000000",
    "https://claim.acme.example/C/00000000000000000000?a\nb",
    "https://claim.acme.example/C/00000000000000000000#a\u2028b",
    "00000000000000000000\x1f",
    "\ufeff00000000000000000000",
    "\u300000000000000000000000\xa0",
    "0000\u20110000\u20110000\u20110000\u20110000",
    "0000\t0000\t0000\t0000\t0000",
    "_0000-0000-0000-0000-000",
]


def entries() -> Iterator[str]:
    """What people might enter: ours in every dress, with each kind of slip, and what is none of ours."""
    yield from _ODD
    chance = random.Random(20)
    for _ in range(40):
        number = chance.getrandbits(90)
        check = number % CHECK_MODULUS
        digits = [CROCKFORD[number >> shift & 31] for shift in range(85, -1, -5)]
        code = "".join(digits) + CROCKFORD[check >> 5] + CROCKFORD[check & 31]
        grouped = "-".join(code[start : start + 4] for start in range(0, 20, 4))
        yield from (
            code,
            code.lower(),
            grouped,
            grouped.replace("-", " "),
            f"  {grouped}\n",
            f"{code[:7]} - {code[7:]}",
        )
        yield code.replace("0", "O").replace("1", chance.choice("IlL"))
        yield from (f"HTTPS://CLAIM.ACME.EXAMPLE/C/{code}", f"http://127.0.0.1:8000/c/{grouped.lower()}/?utm=1#x")
        place, other = chance.randrange(20), chance.choice(CROCKFORD + "U-")
        yield code[:place] + other + code[place + 1 :]
        place = chance.randrange(19)
        yield code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        place = chance.randrange(len(grouped))
        yield from (grouped[:place] + grouped[place + 1 :], grouped[:place] + "7" + grouped[place:])


def reading(entry: str) -> dict[str, Any] | None:
    """What the server reads in an entry; None when it is refused as mistyped."""
    try:
        token = QrToken.parse(entry)
    except QrTokenMalformed:
        return None
    return {"text": token.text, "grouped": token.grouped, "isForeign": token.is_foreign}


def written() -> str:
    """The content of the file."""
    readings = [{"entry": entry, "reading": reading(entry)} for entry in entries()]
    return json.dumps(readings, indent=1) + "\n"


if __name__ == "__main__":
    FILE.write_text(written())

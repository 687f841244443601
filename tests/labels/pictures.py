"""Reading QR codes back, by decoders that are not ours, and the codes that tests draw."""

import random
import subprocess
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import numpy as np
import zxingcpp
from numpy.typing import NDArray
from PIL import Image

from app.secrets.qr_token import CROCKFORD

BEFORE_CODE = "HTTPS://CLAIM.ACME.TEST/C/"
FOREIGN_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def some_codes(count: int, alphabet: str = CROCKFORD, length: int = 20, seed: object = 0) -> list[str]:
    """Codes of one length, the same ones each time."""
    source = random.Random(repr(seed))
    return ["".join(source.choices(alphabet, k=length)) for _ in range(count)]


def pixels(content: bytes) -> NDArray[np.bool_]:
    """The pixels of a picture, True for light, after all its checksums held."""
    with Image.open(BytesIO(content)) as image:
        image.verify()
    with Image.open(BytesIO(content)) as image:
        assert image.mode == "1"
        return np.asarray(image)


def read_by_zxing(content: bytes) -> list[str]:
    """What zxing-cpp reads in a picture."""
    with Image.open(BytesIO(content)) as image:
        return [barcode.text for barcode in zxingcpp.read_barcodes(image.convert("L"))]


def read_by_zbar(contents: Sequence[bytes], folder: Path) -> list[str]:
    """What zbar reads in each of these pictures."""
    paths = [folder / f"{number:06}.png" for number in range(len(contents))]
    for path, content in zip(paths, contents, strict=True):
        path.write_bytes(content)
    command = ["zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", *map(str, paths)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()

"""Printed matter as a camera sees it: PDFs and ZPL as dots, QR codes read by an independent decoder."""

import random
import re
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pypdfium2
import zxingcpp
from PIL import Image

from app.labels.label import Label
from app.secrets.qr_token import CROCKFORD, QrToken

HOST = "HTTPS://CLAIM.ACME.TEST/C/"
PLAIN = Label(HOST + "0" * 20, "0000-0000-0000-0000-0000", "TempSense Outdoor", "Acme", "TS-000123")
FOREIGN = "Widget_0001-aBcDeFgHiJkLmNoPqRsTuVwXyZ-0123456789_Widget_0001-aB"
HOSTILE_NAMES = (
    "",
    " \t\r\n\0\x1b ",
    "x" * 500,
    "W" * 1_000_000,
    "many words " * 50,
    "^XA^FDhello^FS^XZ~JA~HS\\",
    "_5EXA_7E",
    "(unbalanced \\ ) Tj ET Q",
    "حساس حرارة خارجي ١٢٣",
    "חיישן (ABC) 12-34",
    "\u202eorder turned around\u202c \u2066isolated\u2069",
    "😀👩‍🔧🏳️‍🌈 Gadget ✓",
    "温度传感器 온도계",
    "Датчик температуры",
    "เครื่องวัดอุณหภูมิ",
    "तापमान संवेदक",
    "Z" + "\u0334\u0322\u0327\u0358" * 40 + "algo" + "\u0300" * 200,
    "\u0301\u0302 begins with marks",
    "\ud800 half a pair \udfff",
    "\uffff\U0010ffff\ue000 no characters",
    "=cmd|' /C calc'!A0",
)


def many_labels(count: int, seed: int = 7) -> list[Label]:
    """Labels that differ in code and serial, the same every time."""
    chosen = random.Random(seed)
    labels = []
    for number in range(count):
        code = "".join(chosen.choices(CROCKFORD, k=20))
        labels.append(replace(PLAIN, link=HOST + code, code=QrToken(code).grouped, serial=f"TS-{number:06d}"))
    return labels


@dataclass(frozen=True)
class Found:
    """A QR code in a picture, and the corners of its dark part."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def found(image: Image.Image) -> list[Found]:
    """Every QR code in the picture, row by row."""
    codes = []
    for barcode in zxingcpp.read_barcodes(image.convert("L")):
        corners = barcode.position.top_left, barcode.position.bottom_right
        codes.append(Found(barcode.text, corners[0].x, corners[0].y, corners[1].x, corners[1].y))
    rows: list[list[Found]] = []
    for code in sorted(codes, key=lambda code: code.top):
        if rows and code.top < (rows[-1][0].top + rows[-1][0].bottom) / 2:
            rows[-1].append(code)
        else:
            rows.append([code])
    return [code for row in rows for code in sorted(row, key=lambda code: code.left)]


def pages(pdf: bytes, dpi: int = 300) -> list[Image.Image]:
    """Every page as a grey picture."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.render(scale=dpi / 72, grayscale=True).to_pil().convert("L") for page in document]
    finally:
        document.close()


def page_text(pdf: bytes, page: int = 0) -> str:
    """What can be copied from a page; a hyphen at a line's end counts like any other."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return str(document[page].get_textpage().get_text_bounded()).replace("\x02", "-")
    finally:
        document.close()


def page_sizes(pdf: bytes) -> list[tuple[float, float]]:
    """Width and height of every page in millimetres."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [(round(page.get_width() * 25.4 / 72, 2), round(page.get_height() * 25.4 / 72, 2)) for page in document]
    finally:
        document.close()


def dark(image: Image.Image) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """The picture's dots, True where there is ink."""
    return np.asarray(image.convert("L")) < 128


_COMMAND = re.compile(r"[\^~][A-Z][A-Z0-9@]")


@cache
def zpl_commands(zpl: bytes) -> tuple[str, ...]:
    """Each command of a label in order, as a printer would find them."""
    return tuple(_COMMAND.findall(zpl.decode("ascii")))


def zpl_texts(zpl: bytes) -> list[tuple[int, int, str]]:
    """Left end, baseline and text of each text field, its hexadecimal escapes undone."""
    fields = re.findall(r"\^FT(\d+),(\d+)\^A0N,\d+,\d+\^FH_\^FD([^^]*)\^FS", zpl.decode("ascii"))
    return [(int(x), int(y), _unescaped(data)) for x, y, data in fields]


def _unescaped(data: str) -> str:
    return re.sub(rb"_([0-9A-F]{2})", lambda escape: bytes([int(escape[1], 16)]), data.encode()).decode()


def zpl_image(zpl: bytes) -> Image.Image:
    """The label with its graphics, as a printer lays them down dot by dot; text fields are left out."""
    text = zpl.decode("ascii")
    size = re.search(r"\^PW(\d+)\^LL(\d+)", text)
    assert size is not None
    canvas = np.ones((int(size[2]), int(size[1])), dtype=np.uint8)
    for x, y, total, sent, width, data in re.findall(r"\^FO(\d+),(\d+)\^GFA,(\d+),(\d+),(\d+),([^^]*)\^FS", text):
        assert total == sent
        rows = _expanded(data, 2 * int(width))
        assert len(rows) * int(width) == int(total)
        dots = np.unpackbits(np.array([list(bytes.fromhex(row)) for row in rows], dtype=np.uint8), axis=1)
        left, top = int(x), int(y)
        right, bottom = min(left + dots.shape[1], canvas.shape[1]), top + dots.shape[0]
        assert bottom <= canvas.shape[0], "runs off the label"
        assert not dots[:, right - left :].any(), "runs off the label"
        canvas[top:bottom, left:right] &= 1 - dots[:, : right - left]
    return Image.fromarray(canvas * 255)


def _expanded(data: str, digits: int) -> list[str]:
    """Rows of hexadecimal digits, from what `^GFA` allows: run lengths, `,` and `!` to fill up, `:` to repeat."""
    rows: list[str] = []
    row, repeat = "", 0
    for character in data:
        if "G" <= character <= "Y":
            repeat += ord(character) - ord("F")
        elif "g" <= character <= "z":
            repeat += 20 * (ord(character) - ord("f"))
        elif character == ":":
            assert not row
            rows.append(rows[-1])
        elif character in ",!":
            assert len(row) % 2 == 0, "only whole bytes are filled up"
            rows.append(row.ljust(digits, "0" if character == "," else "F"))
            row = ""
        else:
            row += character * (repeat or 1)
            repeat = 0
            assert len(row) <= digits, "a run ends with its row"
            if len(row) == digits:
                rows.append(row)
                row = ""
    assert not row
    return rows

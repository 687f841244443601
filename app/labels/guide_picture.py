"""The picture on the activation guide: the maker's own, or a drawing of what to do."""

from io import BytesIO
from typing import Final, NamedTuple

from PIL import Image, ImageOps
from reportlab.lib.utils import ImageReader

from app.labels.colours import BLACK, WHITE, Colour
from app.labels.layout import POINT
from app.labels.pdf import Document

LARGEST_PICTURE: Final = 40_000_000
"""Pixels."""

_GREY: Final[Colour] = (0.953, 0.957, 0.961)
_LINE: Final = 0.45
_CORNER: Final = 2.5
_PIXELS_PER_MILLIMETRE: Final = 12  # 300 dpi
_QUALITY: Final = 88


class PictureUnusable(ValueError):
    """The bytes are no PNG or JPEG picture of up to 40 megapixels."""

    def __init__(self) -> None:
        super().__init__("The picture must be a PNG or JPEG file of up to 40 megapixels.")


class Box(NamedTuple):
    """A place on the page, in millimetres from its top left corner."""

    x: float
    y: float
    width: float
    height: float


def draw_frame(document: Document, box: Box) -> None:
    """The quiet ground that the picture stands on."""
    _rounded(document, box, _CORNER, fill=_GREY)


def draw_picture(document: Document, picture: bytes, box: Box) -> None:
    """A PNG or JPEG, as large as it fits, in the middle of `box`.

    It is drawn on white where it is transparent, at 300 dpi at most, and
    without what else the file held, such as the place it was taken at.
    Raises `PictureUnusable`.
    """
    image = _opened(picture)
    scale = min(box.width / image.width, box.height / image.height)
    width, height = image.width * scale, image.height * scale
    image.thumbnail((round(width * _PIXELS_PER_MILLIMETRE) + 1, round(height * _PIXELS_PER_MILLIMETRE) + 1))
    encoded = BytesIO()
    image.save(encoded, "JPEG", quality=_QUALITY)
    encoded.seek(0)
    document.canvas.drawImage(
        ImageReader(encoded),
        (box.x + (box.width - width) / 2) / POINT,
        (document.height - box.y - (box.height + height) / 2) / POINT,
        width / POINT,
        height / POINT,
    )


def _opened(picture: bytes) -> Image.Image:
    try:
        image = Image.open(BytesIO(picture), formats=("PNG", "JPEG"))
        if image.width * image.height > LARGEST_PICTURE:
            raise PictureUnusable
        upright = ImageOps.exif_transpose(image).convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureUnusable from None
    on_white = Image.new("RGBA", upright.size, "white")
    on_white.alpha_composite(upright)
    return on_white.convert("RGB")


def draw_scanning(document: Document, box: Box, colour: Colour) -> None:
    """A telephone before the label of a device. Its QR code is a sketch that no camera reads."""
    unit = min(box.height / 44, box.width / 90)
    middle_x, middle_y = box.x + box.width / 2, box.y + box.height / 2
    device = Box(middle_x - 5 * unit, middle_y - 14 * unit, 44 * unit, 28 * unit)
    _rounded(document, device, 3 * unit, fill=WHITE, stroke=BLACK)
    label = Box(device.x + 17 * unit, device.y + 5 * unit, 23 * unit, 18 * unit)
    _rounded(document, label, unit, fill=WHITE, stroke=BLACK)
    _sketch(document, Box(label.x + 2.5 * unit, label.y + 3 * unit, 12 * unit, 12 * unit))
    for row, width in enumerate((5.0, 5.0, 3.5)):
        _rounded(document, Box(label.x + 16 * unit, label.y + (4 + 4 * row) * unit, width * unit, unit), 0, fill=BLACK)
    phone = Box(middle_x - 39 * unit, middle_y - 20 * unit, 22 * unit, 40 * unit)
    _rounded(document, phone, 3.4 * unit, fill=BLACK)
    screen = Box(phone.x + 1.2 * unit, phone.y + 1.2 * unit, phone.width - 2.4 * unit, phone.height - 2.4 * unit)
    _rounded(document, screen, 2.4 * unit, fill=WHITE)
    _sketch(document, Box(phone.x + 5.5 * unit, phone.y + 10 * unit, 11 * unit, 11 * unit))
    _viewfinder(document, Box(phone.x + 3.5 * unit, phone.y + 8 * unit, 15 * unit, 15 * unit), colour, unit)
    button = Box(phone.x + 4 * unit, phone.y + 29 * unit, 14 * unit, 5 * unit)
    _rounded(document, button, 1.5 * unit, fill=colour, stroke=BLACK)
    for index in range(3):
        dot = Box(middle_x - (14.5 - 3.2 * index) * unit, middle_y - 0.6 * unit, 1.2 * unit, 1.2 * unit)
        _rounded(document, dot, 0.6 * unit, fill=colour, stroke=BLACK)


def _sketch(document: Document, box: Box) -> None:
    """Three finder squares and nothing between them."""
    side = box.width / 12
    for x, y in ((0, 0), (7, 0), (0, 7)):
        corner = Box(box.x + x * side, box.y + y * side, 5 * side, 5 * side)
        _rounded(document, corner, 0, fill=BLACK)
        _rounded(document, Box(corner.x + side, corner.y + side, 3 * side, 3 * side), 0, fill=WHITE)
        _rounded(document, Box(corner.x + 1.7 * side, corner.y + 1.7 * side, 1.6 * side, 1.6 * side), 0, fill=BLACK)
    for x, y in ((8, 8), (10, 10)):
        _rounded(document, Box(box.x + x * side, box.y + y * side, 2 * side, 2 * side), 0, fill=BLACK)


def _viewfinder(document: Document, box: Box, colour: Colour, unit: float) -> None:
    canvas = document.canvas
    canvas.setStrokeColorRGB(*colour)
    canvas.setLineWidth(0.9 * unit / POINT)
    arm = 3.5 * unit
    for x, right in ((box.x, 1), (box.x + box.width, -1)):
        for y, down in ((box.y, 1), (box.y + box.height, -1)):
            left, bottom = x / POINT, (document.height - y) / POINT
            path = canvas.beginPath()
            path.moveTo(left + right * arm / POINT, bottom)
            path.lineTo(left, bottom)
            path.lineTo(left, bottom - down * arm / POINT)
            canvas.drawPath(path, stroke=1, fill=0)


def _rounded(document: Document, box: Box, radius: float, *, fill: Colour, stroke: Colour | None = None) -> None:
    canvas = document.canvas
    canvas.setFillColorRGB(*fill)
    if stroke is not None:
        canvas.setStrokeColorRGB(*stroke)
        canvas.setLineWidth(_LINE / POINT)
    canvas.roundRect(
        box.x / POINT,
        (document.height - box.y - box.height) / POINT,
        box.width / POINT,
        box.height / POINT,
        radius / POINT,
        stroke=int(stroke is not None),
        fill=1,
    )

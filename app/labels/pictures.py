"""Pictures that people bring: judged by what they are, not by what they are called, and made anew."""

from dataclasses import dataclass
from io import BytesIO
from typing import Final, NoReturn

from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS: Final = ("PNG", "JPEG", "WEBP")
SMALLEST_SIDE: Final = 16
LARGEST_SIDE: Final = 4096
"""Pixels of a side of what is brought: decoding it takes 64 MiB at most."""

LARGEST_LOGO_SIDE: Final = 1024
"""Pixels of a side of what is kept."""

MAXIMUM_BYTES: Final = 1024 * 1024


class PictureUnusable(ValueError):
    """The bytes are no picture that can be shown; the text completes “The picture …”."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is kept and served."""

    content: bytes
    media_type: str
    width: int
    height: int


def logo_of(content: bytes) -> Picture:
    """The logo in a PNG, JPEG or WebP file, at most 1,024 pixels a side; SVG, which can act, is none.

    Drawn anew, so that nothing stays but the pixels: no place where a photo
    was taken, no file within the file. JPEG stays JPEG, the others become PNG,
    which mail programs show. Decodes for up to a second: call it in a thread.
    Raises PictureUnusable.
    """
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as image:
            _check_shape(image)
            is_jpeg = image.format == "JPEG"
            upright = ImageOps.exif_transpose(image)
            plain = upright.convert(_plain_mode(upright, is_jpeg=is_jpeg))
    except PictureUnusable:
        raise
    except UnidentifiedImageError:
        raise PictureUnusable("is no PNG, JPEG or WebP file") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        _refuse_size()
    except Exception as error:  # what a decoder raises on a broken file is nearly anything
        raise PictureUnusable("is broken: it cannot be decoded") from error
    plain.thumbnail((LARGEST_LOGO_SIDE, LARGEST_LOGO_SIDE), Image.Resampling.LANCZOS)
    return _written(plain, is_jpeg=is_jpeg)


def _check_shape(image: Image.Image) -> None:
    """Look at the head only: nothing is decoded yet."""
    if getattr(image, "is_animated", False):
        raise PictureUnusable("holds several pictures, or moves; a logo is one that stands still")
    if image.mode.startswith(("I", "F")):  # which Pillow would clip
        raise PictureUnusable("has more than 8 bits for a shade; bring it with 8")
    if not all(SMALLEST_SIDE <= side <= LARGEST_SIDE for side in image.size):
        _refuse_size()


def _plain_mode(image: Image.Image, *, is_jpeg: bool) -> str:
    if image.mode in {"1", "L"} and not image.has_transparency_data:
        return "L"
    return "RGB" if is_jpeg or not image.has_transparency_data else "RGBA"


def _refuse_size() -> NoReturn:
    raise PictureUnusable(f"has a side that is not between {SMALLEST_SIDE} and {LARGEST_SIDE:,} pixels")


def _written(image: Image.Image, *, is_jpeg: bool) -> Picture:
    out = BytesIO()
    if is_jpeg:
        image.save(out, "JPEG", quality=90)
    else:
        image.save(out, "PNG")
    if out.tell() > MAXIMUM_BYTES:
        raise PictureUnusable("takes more than 1 MiB as PNG; bring it smaller, or with fewer colours")
    return Picture(out.getvalue(), "image/jpeg" if is_jpeg else "image/png", image.width, image.height)

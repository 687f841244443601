"""What stands in an export, and for whom."""

import csv
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest

from app.labels import qr
from app.labels.archive import Archive
from app.labels.export_layout import (
    CodesToDraw,
    ExportContent,
    ExportOptions,
    ImageFormat,
    ImageNames,
    TokenPiece,
    codes_to_draw,
    csv_header,
    csv_may_be_large,
    csv_of,
    drawn,
)
from app.labels.payload import HostUnusable
from app.labels.qr import ModuleSizeUnusable
from app.secrets.auth_token import AuthToken
from app.secrets.bulk import as_rows, mint_auth_tokens, mint_qr_tokens
from app.secrets.qr_token import QrToken
from tests.labels.pictures import BEFORE_CODE, pixels, read_by_zxing

HOST = "claim.acme.test"
MADE = datetime(2026, 3, 31, 10, 15, 30, 999, timezone(timedelta(hours=2)))
FOREIGN = [("sqr_Device-0000000001", "sqr_Claim_0000000001"), ("-starts-with-a-hyphen", "Z" * 17)]


def a_piece(count: int, metadata_columns: int = 0) -> TokenPiece:
    auth_tokens = [token.decode() for token in as_rows(mint_auth_tokens(count))]
    qr_tokens = [token.decode() for token in as_rows(mint_qr_tokens(count))]
    return TokenPiece(
        auth_tokens,
        qr_tokens,
        ["March, “2026”"] * count,
        ["Thermostat"] * count,
        ["UNCLAIMED"] * count,
        [MADE] * count,
        [[f"value {row}.{column}" for row in range(count)] for column in range(metadata_columns)],
    )


def a_mixed_piece() -> TokenPiece:
    """Ours, foreign ones, and one made by hand, which has no QR token."""
    ours = a_piece(3)
    auth_tokens = [*ours.auth_tokens, *(auth for auth, _ in FOREIGN), AuthToken.mint().text]
    qr_tokens = [*ours.qr_tokens, *(code for _, code in FOREIGN), None]
    count = len(auth_tokens)
    return TokenPiece(auth_tokens, qr_tokens, ["=B"] * count, ["T"] * count, ["CLAIMED"] * count, [MADE] * count)


def csv_rows(piece: TokenPiece, options: ExportOptions) -> list[list[str]]:
    """The rows of `tokens.csv`."""
    text = (csv_header(options) + csv_of(piece, options)).decode()
    return list(csv.reader(StringIO(text, newline=""), strict=True))


def archived(pieces: Iterable[TokenPiece], options: ExportOptions) -> bytes:
    """A zip of the pieces' images."""
    archive = Archive()
    entries = [archive.add(drawn(codes_to_draw(piece, options), options)) for piece in pieces]
    return b"".join([*entries, *archive.close()])


def images_of(piece: TokenPiece, options: ExportOptions) -> dict[str, bytes]:
    """The images by name, as Python's zipfile finds them."""
    with ZipFile(BytesIO(archived([piece], options))) as archive:
        assert archive.testzip() is None
        assert len(set(archive.namelist())) == len(archive.namelist())
        return {name: archive.read(name) for name in archive.namelist()}


def test_an_export_for_all_holds_the_columns_and_images_that_manufacturers_know() -> None:
    piece = a_piece(5, metadata_columns=2)
    options = ExportOptions(HOST, metadata_fields=("Device Name", "=Odd, name"))
    rows, images = csv_rows(piece, options), images_of(piece, options)
    assert rows[0] == [
        *["Auth Token", "QR Token", "Claim URL", "Batch", "Template", "Status", "Created At"],
        *["Device Name", "'=Odd, name"],
    ]
    for number, (row, auth, code) in enumerate(zip(rows[1:], piece.auth_tokens, piece.qr_tokens, strict=True)):
        fixed = [auth, code, f"{BEFORE_CODE}{code}", "March, “2026”", "Thermostat", "UNCLAIMED", "2026-03-31T08:15:30Z"]
        assert row == [*fixed, f"value {number}.0", f"value {number}.1"]
        assert QrToken.parse(row[2]).text == code
    assert list(images) == [f"qr/{auth}.png" for auth in piece.auth_tokens]
    for content, code in zip(images.values(), piece.qr_tokens, strict=True):
        assert read_by_zxing(content) == [f"{BEFORE_CODE}{code}"]


def test_an_export_for_flashing_holds_nothing_that_claims() -> None:
    piece = a_mixed_piece()
    options = ExportOptions(HOST, ExportContent.FLASH, formats=(ImageFormat.PNG, ImageFormat.SVG))
    rows = csv_rows(piece, options)
    assert rows[0] == ["Auth Token", "Batch", "Template", "Status", "Created At"]
    assert len(rows) == 1 + len(piece.auth_tokens)
    assert not options.has_images
    content = csv_of(piece, options)
    assert not any(code.encode() in content for code in piece.qr_tokens if code)
    assert b"CLAIM.ACME.TEST" not in content.upper()


@pytest.mark.parametrize("image_names", ImageNames)
def test_an_export_for_labels_holds_no_auth_token_anywhere(image_names: ImageNames) -> None:
    piece = a_mixed_piece()
    options = ExportOptions(HOST, ExportContent.LABELS, image_names, (ImageFormat.PNG, ImageFormat.SVG))
    rows, images = csv_rows(piece, options), images_of(piece, options)
    assert rows[0] == ["QR Token", "Claim URL", "Batch", "Template", "Status", "Created At"]
    codes = [code for code in piece.qr_tokens if code]
    assert [row[0] for row in rows[1:]] == codes
    assert list(images) == [f"qr/{code}.{ending}" for code in codes for ending in ("png", "svg")]
    content = b"".join([csv_of(piece, options), archived([piece], options), *images.values()])
    assert not any(auth.encode() in content for auth in piece.auth_tokens)
    assert b"csd_" not in content


def test_foreign_tokens_keep_their_form_and_tokens_without_qr_code_have_no_image() -> None:
    piece = a_mixed_piece()
    options = ExportOptions(HOST, image_names=ImageNames.QR_TOKEN)
    rows, images = csv_rows(piece, options), images_of(piece, options)
    assert [row[:4] for row in rows[4:]] == [
        ["sqr_Device-0000000001", "sqr_Claim_0000000001", f"{BEFORE_CODE}sqr_Claim_0000000001", "'=B"],
        ["'-starts-with-a-hyphen", "Z" * 17, BEFORE_CODE + "Z" * 17, "'=B"],
        [piece.auth_tokens[-1], "", "", "'=B"],
    ]
    assert list(images) == [f"qr/{code}.png" for code in piece.qr_tokens if code]
    for code, content in zip(piece.qr_tokens, images.values(), strict=False):
        assert read_by_zxing(content) == [f"{BEFORE_CODE}{code}"]


def test_images_come_as_png_as_svg_or_as_both_at_any_module_size() -> None:
    piece = a_piece(2)
    both = (ImageFormat.SVG, ImageFormat.PNG)
    for formats in [(ImageFormat.PNG,), (ImageFormat.SVG,), both, (*both, *both), ()]:
        options = ExportOptions("localhost:8000", formats=formats, module_size=3, level="m")
        images = images_of(piece, options) if options.has_images else {}
        wanted = dict.fromkeys(formats)
        assert list(images) == [f"qr/{auth}.{form.value}" for auth in piece.auth_tokens for form in wanted]
        for auth, code in zip(piece.auth_tokens, piece.qr_tokens, strict=True):
            link = f"HTTP://LOCALHOST:8000/C/{code}"
            if ImageFormat.SVG in wanted:
                assert images[f"qr/{auth}.svg"] == qr.svg(link, 3, "m")
            if ImageFormat.PNG in wanted:
                assert (pixels(images[f"qr/{auth}.png"]) == pixels(qr.png(link, 3, "m"))).all()


def sliced(piece: TokenPiece, size: int) -> Iterator[TokenPiece]:
    for start in range(0, len(piece.auth_tokens), size):
        part = slice(start, start + size)
        yield TokenPiece(
            piece.auth_tokens[part],
            piece.qr_tokens[part],
            piece.batches[part],
            piece.templates[part],
            piece.statuses[part],
            piece.created_at[part],
            [column[part] for column in piece.metadata],
        )


def test_the_same_tokens_give_the_same_bytes_in_pieces_of_any_size() -> None:
    piece = a_piece(300, metadata_columns=1)
    options = ExportOptions(HOST, formats=tuple(ImageFormat), metadata_fields=("Serial",))
    lines, images = csv_of(piece, options), archived([piece], options)
    for size in (97, 8):
        assert b"".join(csv_of(part, options) for part in sliced(piece, size)) == lines
        assert archived(sliced(piece, size), options) == images


def test_the_csv_gets_its_zip64_form_only_where_it_might_need_it() -> None:
    assert not csv_may_be_large(ExportOptions(HOST, metadata_fields=("A", "B", "C", "D")), 100_000)
    assert not csv_may_be_large(ExportOptions(HOST), 1_000_000)
    assert csv_may_be_large(ExportOptions(HOST, metadata_fields=("A",)), 1_000_000)


def test_options_that_cannot_be_are_refused() -> None:
    with pytest.raises(HostUnusable):
        ExportOptions("not a host")
    for module_size in (0, 65):
        with pytest.raises(ModuleSizeUnusable):
            ExportOptions(HOST, module_size=module_size)


def test_columns_that_do_not_fit_are_refused() -> None:
    piece = a_piece(2, metadata_columns=1)
    with pytest.raises(ValueError, match="2 metadata columns are wanted, not 1"):
        csv_of(piece, ExportOptions(HOST, metadata_fields=("A", "B")))
    with pytest.raises(ValueError):
        codes_to_draw(TokenPiece(piece.auth_tokens[:1], piece.qr_tokens, [], [], [], []), ExportOptions(HOST))


def test_a_process_that_draws_for_labels_is_told_no_auth_token() -> None:
    piece, options = a_mixed_piece(), ExportOptions(HOST, ExportContent.LABELS)
    to_draw = codes_to_draw(piece, options)
    codes = [code for code in piece.qr_tokens if code]
    assert to_draw == CodesToDraw(codes, codes)


def test_a_piece_never_shows_its_tokens() -> None:
    piece = a_piece(3)
    to_draw = codes_to_draw(piece, ExportOptions(HOST))
    shown = repr(piece) + str(piece) + repr(to_draw) + repr(drawn(to_draw, ExportOptions(HOST)))
    assert not any(token in shown for token in [*piece.auth_tokens, *filter(None, piece.qr_tokens)])
    assert MADE.astimezone(UTC).hour == 8

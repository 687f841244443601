"""Zip archives as a stream, read back by programs that are not ours."""

import os
import shutil
import subprocess
import tracemalloc
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.labels.archive import Archive, EntryTooLarge, Limits, StoredEntries, store

SMALL = Limits(entries=3, bytes=200)
KINDS = pytest.mark.parametrize(
    ("limits", "is_large"),
    [(None, False), (None, True), (Limits(entries=3), False), (Limits(bytes=200), True), (SMALL, True)],
    ids=["usual", "large entry", "many entries", "long archive", "all zip64"],
)


def stored(files: dict[str, bytes]) -> StoredEntries:
    return store([name.encode() for name in files], list(files.values()), [zlib.crc32(file) for file in files.values()])


def an_archive(limits: Limits | None, *, is_large: bool) -> tuple[bytes, dict[str, bytes]]:
    """An archive of all kinds of entries, and what it holds."""
    first = {f"qr/{number:03}.png": bytes([number]) * number for number in range(20)}
    last = {"qr/ä點😀.svg": b"<svg/>", "empty": b"", "x" * 200: b"a long name"}
    pieces = [b"Auth Token,Batch\r\n", b"", b"csd_1,B\r\n" * 5000, b"end"]
    archive = Archive(limits)
    parts = [archive.add(stored(first)), archive.begin(b"tokens.csv", is_large=is_large)]
    parts += [archive.write(piece) for piece in pieces]
    parts += [archive.end(), archive.add(stored({})), archive.add(stored(last)), *archive.close()]
    return b"".join(parts), {**first, "tokens.csv": b"".join(pieces), **last}


@KINDS
def test_python_reads_what_was_written(limits: Limits | None, is_large: bool) -> None:
    content, files = an_archive(limits, is_large=is_large)
    with ZipFile(BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == list(files)
        assert {name: archive.read(name) for name in files} == files
        for info in archive.infolist():
            assert info.compress_type == (ZIP_DEFLATED if info.filename == "tokens.csv" else ZIP_STORED)
            assert info.date_time == (1980, 1, 1, 0, 0, 0)
            assert info.external_attr >> 16 == 0o100644


@pytest.mark.parametrize(
    "command",
    ["unzip -tq {path}", "7z t {path}", "bsdtar -tvf {path}", "bsdtar -tvf -", "jar -tf {path}"],
    ids=["unzip", "7z", "libarchive", "libarchive, from a pipe", "java"],
)
@KINDS
def test_other_programs_find_no_fault(command: str, limits: Limits | None, is_large: bool, tmp_path: Path) -> None:
    words = command.split()
    if shutil.which(words[0]) is None:
        pytest.skip(f"{words[0]} is not installed")
    content, files = an_archive(limits, is_large=is_large)
    path = tmp_path / "export.zip"
    path.write_bytes(content)
    words = [word.format(path=path) for word in words]
    ran = subprocess.run(
        words, input=content, capture_output=True, check=False, env={**os.environ, "LC_ALL": "C.UTF-8"}
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    if words[0] in {"bsdtar", "jar"}:
        assert all(name.encode() in ran.stdout for name in files)


def test_zip64_is_used_only_where_it_is_needed() -> None:
    assert b"PK\x06\x06" not in an_archive(None, is_large=False)[0]
    for limits in (SMALL, Limits(entries=3), Limits(bytes=200)):
        assert an_archive(limits, is_large=True)[0].count(b"PK\x06\x06") == 1
    with ZipFile(BytesIO(an_archive(None, is_large=False)[0])) as archive:
        assert {info.extract_version for info in archive.infolist()} == {20}
        assert not any(info.extra for info in archive.infolist())


def test_more_entries_than_16_bits_can_count() -> None:
    names = [b"%06d" % number for number in range(70_000)]
    archive = Archive()
    content = archive.add(store(names, [b""] * len(names), [0] * len(names))) + b"".join(archive.close())
    with ZipFile(BytesIO(content)) as read:
        assert len(read.namelist()) == 70_000
        assert read.namelist()[-1] == "069999"


def test_entries_beyond_4_gib_are_found(tmp_path: Path) -> None:
    """The bytes before them are left out of a sparse file, so that it takes no room."""
    one, gap = stored({"before": b"x"}), 5 * 2**30
    filler = StoredEntries(_Pretended(gap), b"", one.name_lengths[:0], one.sizes[:0], one.crcs[:0])
    archive = Archive()
    with (tmp_path / "large.zip").open("wb") as file:
        file.write(archive.add(one))
        archive.add(filler)
        file.seek(gap, 1)
        file.write(archive.add(stored({"after": b"content"})) + b"".join(archive.close()))
    with ZipFile(tmp_path / "large.zip") as read:
        assert [(info.filename, read.read(info)) for info in read.infolist()] == [
            ("before", b"x"),
            ("after", b"content"),
        ]
        assert read.infolist()[1].header_offset > gap


class _Pretended(bytes):
    """Content that says to be of some length."""

    def __new__(cls, length: int) -> "_Pretended":
        pretended = super().__new__(cls)
        pretended.length = length
        return pretended

    length: int

    def __len__(self) -> int:
        return self.length


@given(
    st.lists(st.tuples(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1), st.binary()), max_size=9)
)
@settings(max_examples=50)
def test_any_files_come_back(files: list[tuple[str, bytes]]) -> None:
    files = [(f"{number}-{name}", file) for number, (name, file) in enumerate(files)]
    archive = Archive(SMALL)
    content = b"".join([archive.add(stored(dict([file]))) for file in files] + list(archive.close()))
    with ZipFile(BytesIO(content)) as read:
        assert read.testzip() is None
        assert [(info.orig_filename, read.read(info)) for info in read.infolist()] == files


def test_the_same_entries_give_the_same_bytes() -> None:
    assert an_archive(None, is_large=False) == an_archive(None, is_large=False)


@pytest.mark.parametrize("pieces", [[b"x" * 300], [b"x" * 100] * 3, [bytes(range(256))]])
def test_an_entry_that_outgrows_its_fields_ends_the_archive(pieces: list[bytes]) -> None:
    archive = Archive(Limits(bytes=200))
    archive.begin(b"tokens.csv")
    with pytest.raises(EntryTooLarge, match="A file is larger than the 199 bytes") as refusal:
        for piece in pieces:
            archive.write(piece)
    assert refusal.value.limit == 199
    large = Archive(Limits(bytes=200))
    content = large.begin(b"tokens.csv", is_large=True) + b"".join(map(large.write, pieces)) + large.end()
    with ZipFile(BytesIO(content + b"".join(large.close()))) as read:
        assert read.read("tokens.csv") == b"".join(pieces)


def test_calls_out_of_order_are_refused() -> None:
    archive = Archive()
    with pytest.raises(RuntimeError, match="No entry was begun"):
        archive.write(b"x")
    with pytest.raises(RuntimeError, match="No entry was begun"):
        archive.end()
    archive.begin(b"a")
    with pytest.raises(RuntimeError, match="must end first"):
        archive.begin(b"b")
    with pytest.raises(RuntimeError, match="must end first"):
        archive.add(stored({}))
    with pytest.raises(RuntimeError, match="must end first"):
        next(archive.close())


def test_a_cut_archive_is_no_archive() -> None:
    content, _ = an_archive(None, is_large=False)
    with pytest.raises(BadZipFile):
        ZipFile(BytesIO(content[:-30]))


def test_memory_holds_some_60_bytes_an_entry_whatever_they_contain() -> None:
    def pieces() -> Iterator[StoredEntries]:
        for first in range(0, 40_000, 4_000):
            names = [b"qr/csd_%036d.png" % number for number in range(first, first + 4_000)]
            yield store(names, [b"x" * 500] * 4_000, [7] * 4_000)

    archive = Archive()
    tracemalloc.start()
    try:
        for piece in pieces():
            archive.add(piece)
        del piece
        kept, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        for _ in archive.close():
            pass
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 65 * 40_000
    assert peak - kept < 1_000_000

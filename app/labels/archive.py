"""Writing a zip archive as a stream: bytes come out while entries go in, and nothing is ever gone back to.

Entries come in two kinds. A *stored* one is a finished file whose CRC-32 is
known; thousands are laid out by one call of `store`, which needs to know
nothing of the archive and so can run in another process. A *deflated* one is
written piece by piece, its size unknown until its end.

The same entries in the same order give the same bytes: times are 1980-01-01,
the first that a zip can name. Names are UTF-8. Fields outgrown by many or large
entries get their zip64 form, and only those, since some readers know no other.
What the directory at the end must say is kept at some 60 bytes an entry.

Format: PKWARE's APPNOTE.TXT 6.3.10; its sections are given in brackets.
"""

import zlib
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from struct import Struct
from typing import Final, NamedTuple

_LOCAL_HEADER: Final = Struct("<IHHHHHIIIHH")  # 4.3.7
_DATA_DESCRIPTOR: Final = Struct("<IIII")  # 4.3.9
_DATA_DESCRIPTOR_64: Final = Struct("<IIQQ")  # 4.3.9.2
_DIRECTORY_ENTRY: Final = Struct("<IHHHHHHIIIHHHHHII")  # 4.3.12
_DIRECTORY_END_64: Final = Struct("<IQHHIIQQQQ")  # 4.3.14
_DIRECTORY_LOCATOR_64: Final = Struct("<IIQI")  # 4.3.15
_DIRECTORY_END: Final = Struct("<IHHHHIIH")  # 4.3.16
_EXTRA_64: Final = Struct("<HH")  # 4.5.3, followed by the numbers that were outgrown
_NUMBER_64: Final = Struct("<Q")

_LOCAL_SIGNATURE: Final = 0x04034B50
_DESCRIPTOR_SIGNATURE: Final = 0x08074B50
_DIRECTORY_SIGNATURE: Final = 0x02014B50
_END_64_SIGNATURE: Final = 0x06064B50
_LOCATOR_64_SIGNATURE: Final = 0x07064B50
_END_SIGNATURE: Final = 0x06054B50

_ZIP64_FIELD: Final = 1
_VERSION: Final = 20
_VERSION_64: Final = 45
_MADE_ON_UNIX: Final = 3 << 8 | _VERSION_64
_REGULAR_FILE: Final = 0o100644 << 16
_UTF_8: Final = 1 << 11
_SIZE_FOLLOWS: Final = 1 << 3
_STORED: Final = 0
_DEFLATED: Final = 8
_MIDNIGHT: Final = 0
_FIRST_DAY: Final = 1 << 5 | 1
_OUTGROWN_16: Final = 0xFFFF
_OUTGROWN_32: Final = 0xFFFFFFFF
_DIRECTORY_PIECE: Final = 1024
"""Entries."""


_LEVEL: Final = 1
"""zlib's quickest: most of what is deflated here is random characters, where others gain little."""


class EntryTooLarge(ValueError):
    """An entry has outgrown the fields it was begun with. Names may be secrets, so it does not say which."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"A file is larger than the {limit:,} bytes that its zip entry can hold.")
        self.limit = limit


@dataclass(frozen=True, slots=True)
class Limits:
    """The values from which on a number is written in its zip64 form; lower ones only serve tests."""

    entries: int = _OUTGROWN_16
    bytes: int = _OUTGROWN_32


@dataclass(frozen=True, slots=True, repr=False)
class StoredEntries:
    """Entries of finished files as they stand in an archive, back to back, and what its directory must say of them."""

    content: bytes
    names: bytes
    name_lengths: "array[int]"
    sizes: "array[int]"
    crcs: "array[int]"


def store(names: Sequence[bytes], contents: Sequence[bytes], crcs: Sequence[int]) -> StoredEntries:
    """The entries of finished files, uncompressed, with their names (UTF-8, `/` between folders) and CRC-32.

    Raises `EntryTooLarge` from 4 GiB on.
    """
    parts: list[bytes] = []
    for name, content, crc in zip(names, contents, crcs, strict=True):
        size = len(content)
        if size >= _OUTGROWN_32:
            raise EntryTooLarge(_OUTGROWN_32 - 1)
        header = _LOCAL_HEADER.pack(
            *(_LOCAL_SIGNATURE, _VERSION, _UTF_8, _STORED, _MIDNIGHT, _FIRST_DAY, crc, size, size, len(name), 0)
        )
        parts += (header, name, content)
    return StoredEntries(
        b"".join(parts), b"".join(names), array("H", map(len, names)), array("I", map(len, contents)), array("I", crcs)
    )


class Archive:
    """An archive that is being written. What its methods return is the archive, in that order."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._offset = 0
        self._count = 0
        self._written: list[_DeflatedEntry | _StoredPiece] = []
        self._open: _DeflatedEntry | None = None

    def add(self, entries: StoredEntries) -> bytes:
        """The entries of finished files."""
        self._demand_no_open_entry()
        self._written.append(_StoredPiece(self._offset, replace(entries, content=b"")))
        self._count += len(entries.sizes)
        self._offset += len(entries.content)
        return entries.content

    def begin(self, name: bytes, *, is_large: bool = False) -> bytes:
        """The beginning of a deflated entry; `is_large` says that it may have 4 GiB or more."""
        self._demand_no_open_entry()
        self._open = _DeflatedEntry(name, self._offset, is_large)
        version, size = (_VERSION_64, _OUTGROWN_32) if is_large else (_VERSION, 0)
        extra = _extra_64([0, 0]) if is_large else b""
        flags = _UTF_8 | _SIZE_FOLLOWS
        header = _LOCAL_HEADER.pack(
            *(_LOCAL_SIGNATURE, version, flags, _DEFLATED, _MIDNIGHT, _FIRST_DAY, 0, size, size, len(name), len(extra))
        )
        return self._passed(header + name + extra)

    def write(self, content: bytes) -> bytes:
        """More of the entry that was begun. Raises `EntryTooLarge`."""
        entry = self._demand_open_entry()
        entry.crc = zlib.crc32(content, entry.crc)
        entry.size += len(content)
        return self._passed(self._counted(entry, entry.deflater.compress(content)))

    def end(self) -> bytes:
        """The end of the entry that was begun. Raises `EntryTooLarge`."""
        entry = self._demand_open_entry()
        rest = self._counted(entry, entry.deflater.flush())
        del entry.deflater
        self._open = None
        self._written.append(entry)
        self._count += 1
        descriptor = _DATA_DESCRIPTOR_64 if entry.is_large else _DATA_DESCRIPTOR
        return self._passed(rest + descriptor.pack(_DESCRIPTOR_SIGNATURE, entry.crc, entry.deflated_size, entry.size))

    def close(self) -> Iterator[bytes]:
        """The directory, which ends the archive."""
        self._demand_no_open_entry()
        directory_offset = self._offset
        piece: list[bytes] = []
        for written in self._written:
            for entry in written.directory_entries(self._limits):
                piece.append(entry)
                if len(piece) == _DIRECTORY_PIECE:
                    yield self._passed(b"".join(piece))
                    piece.clear()
        yield self._passed(b"".join(piece)) + self._directory_end(directory_offset)

    def _directory_end(self, directory_offset: int) -> bytes:
        size = self._offset - directory_offset
        count_field = _field(self._count, self._limits.entries, _OUTGROWN_16)
        size_field = _field(size, self._limits.bytes, _OUTGROWN_32)
        offset_field = _field(directory_offset, self._limits.bytes, _OUTGROWN_32)
        end = _DIRECTORY_END.pack(_END_SIGNATURE, 0, 0, count_field, count_field, size_field, offset_field, 0)
        if (count_field, size_field, offset_field) == (self._count, size, directory_offset):
            return end
        rest_of_end_64 = _DIRECTORY_END_64.size - 12
        end_64 = _DIRECTORY_END_64.pack(
            *(_END_64_SIGNATURE, rest_of_end_64, _MADE_ON_UNIX, _VERSION_64, 0, 0),
            *(self._count, self._count, size, directory_offset),
        )
        locator = _DIRECTORY_LOCATOR_64.pack(_LOCATOR_64_SIGNATURE, 0, self._offset, 1)
        return end_64 + locator + end

    def _counted(self, entry: "_DeflatedEntry", deflated: bytes) -> bytes:
        entry.deflated_size += len(deflated)
        if not entry.is_large and max(entry.size, entry.deflated_size) >= self._limits.bytes:
            raise EntryTooLarge(self._limits.bytes - 1)
        return deflated

    def _passed(self, content: bytes) -> bytes:
        self._offset += len(content)
        return content

    def _demand_open_entry(self) -> "_DeflatedEntry":
        if self._open is None:
            raise RuntimeError("No entry was begun.")
        return self._open

    def _demand_no_open_entry(self) -> None:
        if self._open is not None:
            raise RuntimeError("The entry that was begun must end first.")


class _DeflatedEntry:
    """A deflated entry, from its beginning on; it has no deflater any more when it has ended."""

    def __init__(self, name: bytes, offset: int, is_large: bool) -> None:
        self.name = name
        self.offset = offset
        self.is_large = is_large
        self.deflater = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        self.crc = 0
        self.deflated_size = 0
        self.size = 0

    def directory_entries(self, limits: Limits) -> Iterator[bytes]:
        """What the directory says of it. A large entry has all three numbers in their zip64 form, like its header."""
        place, outgrown = _place(self.offset, limits)
        numbers = [self.deflated_size, self.size, place]
        if self.is_large:
            numbers, outgrown = [_OUTGROWN_32] * 3, [self.size, self.deflated_size, self.offset]
        yield _directory_entry(self.name, _SIZE_FOLLOWS, _DEFLATED, self.crc, numbers, outgrown)


class _StoredPiece(NamedTuple):
    offset: int
    entries: StoredEntries

    def directory_entries(self, limits: Limits) -> Iterator[bytes]:
        """What the directory says of each."""
        entries = self.entries
        offset, start = self.offset, 0
        for length, size, crc in zip(entries.name_lengths, entries.sizes, entries.crcs, strict=True):
            name = entries.names[start : start + length]
            place, outgrown = _place(offset, limits)
            yield _directory_entry(name, 0, _STORED, crc, [size, size, place], outgrown)
            start += length
            offset += _LOCAL_HEADER.size + length + size


def _directory_entry(
    name: bytes, flags: int, method: int, crc: int, sizes_and_place: list[int], outgrown: list[int]
) -> bytes:
    extra = _extra_64(outgrown) if outgrown else b""
    deflated_size, size, place = sizes_and_place
    version = _VERSION_64 if outgrown else _VERSION
    record = _DIRECTORY_ENTRY.pack(
        *(_DIRECTORY_SIGNATURE, _MADE_ON_UNIX, version, _UTF_8 | flags, method, _MIDNIGHT, _FIRST_DAY),
        *(crc, deflated_size, size, len(name), len(extra), 0, 0, 0, _REGULAR_FILE, place),
    )
    return record + name + extra


def _place(offset: int, limits: Limits) -> tuple[int, list[int]]:
    """Where an entry begins, as its field says it, and what else must stand in the extra field for that."""
    field = _field(offset, limits.bytes, _OUTGROWN_32)
    return field, [] if field == offset else [offset]


def _extra_64(numbers: list[int]) -> bytes:
    """The extra field that holds numbers in their zip64 form."""
    packed = b"".join(map(_NUMBER_64.pack, numbers))
    return _EXTRA_64.pack(_ZIP64_FIELD, len(packed)) + packed


def _field(number: int, limit: int, outgrown: int) -> int:
    """What a field says: the number, or that its zip64 form is needed."""
    return number if number < limit else outgrown

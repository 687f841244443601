"""CRC-32 and Adler-32 of many files at once, without looking at their bytes one by one."""

import zlib
from typing import Final

import numpy as np
from numpy.typing import NDArray

ADLER_MODULUS: Final = 65521


def crc32_change(change: bytes) -> int:
    """By what the CRC-32 of a file changes when each of its bytes is XORed with that of `change`, of the same length.

    CRC-32 is affine over GF(2): crc(a ⊕ b) = crc(a) ⊕ crc(b) ⊕ crc(zeros), for
    three texts of one length. So the change does not depend on the file, and
    changes of several sets of bits add up by XOR.
    """
    return zlib.crc32(change) ^ zlib.crc32(bytes(len(change)))


def extend_crc32(crcs: NDArray[np.uint32], tails: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """The CRC-32 of each file with its bytes of `tails`, shape (n, length), added at its end."""
    register = ~crcs
    for byte in tails.T:
        register = _CRC_OF_BYTE[(register ^ byte) & 0xFF] ^ (register >> np.uint32(8))
    return ~register


def big_endian(numbers: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """The four bytes of each number, most significant first: shape (n, 4)."""
    return numbers.astype(">u4").view(np.uint8).reshape(-1, 4)


_CRC_OF_BYTE: Final = np.array([crc32_change(bytes([byte])) for byte in range(256)], np.uint32)

"""Linear maps over GF(2), the field of one bit, applied to thousands of vectors at once.

Adding is XOR, so the image of a vector is the XOR of the images of its set
bits. It is looked up a byte at a time instead: a table for each byte of the
vector holds the image of each of its 256 values (the "method of the Four
Russians", after Arlazarov, Dinic, Kronrod and Faradžev, 1970).
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.unsignedinteger[Any]]
"""Bits packed into unsigned integers of one width; XOR of arrays adds all of them."""


class LinearMap:
    """A linear map from vectors of bits to rows of words, as tables."""

    __slots__ = ("_tables",)

    def __init__(self, basis: Words) -> None:
        """`basis[i]` is the image of the vector in which only bit `i` is set: shape (bits, words)."""
        bits, words = basis.shape
        whole_bytes = np.zeros((-(-bits // 8), 8, words), basis.dtype)
        whole_bytes.reshape(-1, words)[:bits] = basis
        self._tables = np.zeros((len(whole_bytes), 256, words), basis.dtype)
        for place in range(8):  # of a bit in its byte, least significant first
            known = 1 << place
            self._tables[:, known : 2 * known] = self._tables[:, :known] ^ whole_bytes[:, None, 7 - place]

    def __call__(self, vectors: NDArray[np.uint8]) -> Words:
        """The images of `vectors`, shape (n, words).

        Vectors are packed as `numpy.packbits` does it: shape (n, bytes), the
        first bit on top of the first byte. Some 64 at a time keep the work in
        the processor's cache.
        """
        digits = np.ascontiguousarray(vectors.T)
        images: Words = self._tables[0].take(digits[0], axis=0)
        for table, digit in zip(self._tables[1:], digits[1:], strict=True):
            images ^= table.take(digit, axis=0)
        return images

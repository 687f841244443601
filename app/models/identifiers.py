"""Identifiers of rows: UUID version 7 (RFC 9562, section 5.7), made here and not by the database.

The first 48 bits are milliseconds since 1970, so the order of identifiers is
the order of creation and a new row lands at the end of every index. They are
made before the insert because a sealed token carries its row's identifier as
associated data, and by the database's clock, so that rows of several nodes are
in order.
"""

import os
import uuid

import numpy as np
import numpy.typing as npt

from app.database import clock

_COUNTER_BITS = 26


def new_id() -> uuid.UUID:
    """A fresh UUIDv7: 48 bits of milliseconds, 12 bits of their fraction, 62 random bits.

    With the fraction (RFC 9562, section 6.2, method 3) what one process makes
    in turn is in order, however fast: two events of one act, for example.
    """
    milliseconds, fraction = divmod(clock.nanoseconds(), 1_000_000)
    value = (milliseconds & 0xFFFF_FFFF_FFFF) << 80
    value |= 0x7 << 76
    value |= (fraction * 4096 // 1_000_000) << 64
    value |= 0b10 << 62
    value |= int.from_bytes(os.urandom(8), "big") >> 2
    return uuid.UUID(int=value)


def new_ids(count: int, *, first: int, milliseconds: int) -> npt.NDArray[np.uint8]:
    """`count` UUIDv7 of one batch as rows of 16 bytes, in strictly rising order.

    `first` is the number of identifiers the batch already has, `milliseconds`
    its one moment of creation. A 26-bit counter takes the place of the highest
    random bits (RFC 9562, section 6.2, method 1), which leaves 48 random ones.
    Raises ValueError when the counter would run over.
    """
    if first + count > 1 << _COUNTER_BITS:
        raise ValueError("A batch holds at most 2**26 identifiers.")
    counter = np.arange(first, first + count, dtype=np.uint64)
    high = np.full(count, (milliseconds & 0xFFFF_FFFF_FFFF) << 16 | 0x7000, dtype=np.uint64)
    high |= counter >> np.uint64(14)
    low = np.zeros(count, dtype=np.uint64)
    low |= np.uint64(1 << 63)
    low |= (counter & np.uint64(0x3FFF)) << np.uint64(48)
    rows = np.empty((count, 16), dtype=np.uint8)
    rows[:, :8] = high.astype(">u8").view(np.uint8).reshape(count, 8)
    rows[:, 8:] = low.astype(">u8").view(np.uint8).reshape(count, 8)
    rows[:, 10:] = np.frombuffer(os.urandom(6 * count), dtype=np.uint8).reshape(count, 6)
    return rows

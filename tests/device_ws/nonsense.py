"""Frames that are none."""

import random


def nonsense(chance: random.Random) -> bytes:
    """Bytes that are a frame in some ways and not in others."""
    length = chance.choice([0, 1, 5, 125, 126, 127, 300])
    payload = chance.randbytes(length)
    first = bytes([chance.randrange(256)])
    match chance.randrange(5):
        case 0:
            return chance.randbytes(chance.randrange(1, 40))
        case 1:  # unmasked
            return first + bytes([min(length, 125)]) + payload[:125]
        case 2:  # a length that is a lie
            return first + bytes([0xFF]) + chance.randbytes(8) + payload
        case 3:  # a close frame with anything in it, and a ping behind it
            return bytes([0x88, 0x80 | 10]) + bytes(4) + chance.randbytes(10) + bytes([0x89, 0x80, 0, 0, 0, 0])
        case _:  # text that is none
            return bytes([0x81, 0xFE]) + length.to_bytes(2, "big") + bytes(4) + payload

"""RFC 6455 frames as a server reads and writes them: bytes in, frames out, no I/O.

`FrameReader` takes bytes in pieces of any size and gives the same frames, or
the same violation, however they were cut. A violation is found with the first
byte that shows it: a length before its payload, a wrong UTF-8 byte before the
end of its frame. Numbers in comments are the sections of RFC 6455.
"""

import codecs
from codecs import IncrementalDecoder
from typing import Final, TypeAlias

CONTINUATION: Final = 0x0
TEXT: Final = 0x1
BINARY: Final = 0x2
CLOSE: Final = 0x8
PING: Final = 0x9
PONG: Final = 0xA

PROTOCOL_ERROR: Final = 1002
NOT_UTF8: Final = 1007
TOO_BIG: Final = 1009

Frame: TypeAlias = tuple[int, str | bytes]
"""`(TEXT, str)`, `(BINARY, bytes)`: a whole message; `(PING | PONG | CLOSE, bytes)`: a control frame's payload."""

_FINAL, _RESERVED, _OPCODE, _MASKED, _LENGTH = 0x80, 0x70, 0x0F, 0x80, 0x7F
_MOST_CONTROL_BYTES = 125
_Utf8Decoder = codecs.getincrementaldecoder("utf-8")


class ProtocolViolation(Exception):
    """The peer broke the protocol. Facts: the close code to answer with, and why, for the developer of the peer."""

    def __init__(self, code: int, reason: str) -> None:
        self.code = code
        self.reason = reason
        super().__init__(reason)


class FrameReader:
    """What one peer sends. After a violation nothing more is to be read."""

    __slots__ = ("_at", "_decoder", "_final", "_held", "_key", "_left", "_most_bytes", "_opcode", "_payload", "_size")

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._held = b""
        self._at = 0
        """How much of `_held` has been read."""
        self._opcode = CONTINUATION
        """The kind of the message that is coming, in whose middle we are; CONTINUATION between messages."""
        self._payload: bytearray | None = None
        """What has come of it, unmasked."""
        self._size = 0
        self._decoder: IncrementalDecoder | None = None
        """Checks it, if it is text."""
        self._final = True
        self._left = 0
        """Payload still to come of the message's present frame."""
        self._key = b""
        """What masks the next four bytes of it."""

    @property
    def waiting(self) -> int:
        """Bytes that were fed and not read yet."""
        return len(self._held) - self._at

    def feed(self, data: bytes) -> None:
        """Take what has arrived. Read it with `next_frame`."""
        self._held = self._held[self._at :] + data if self._held else data
        self._at = 0

    def next_frame(self) -> Frame | None:
        """The next message or control frame; None until more arrives. Raises ProtocolViolation.

        Control frames between the fragments of a message come before it.
        """
        if (short := self._short_text()) is not None:
            return short
        while self._held:
            if self._left:
                self._take_payload()
                if self._left:
                    break
                if self._final:
                    return self._message()
                continue
            if (found := self._next_head()) is None:
                break
            first, length, start = found
            opcode = first & _OPCODE
            if opcode >= CLOSE:
                if start + length > len(self._held):
                    break
                payload = unmasked(self._held[start : start + length], self._held[start - 4 : start])
                self._go_to(start + length)
                return opcode, _checked_close(payload) if opcode == CLOSE else payload
            if (whole := self._begin_data(first, length, start)) is not None:
                return whole
        return None

    def _short_text(self) -> Frame | None:
        """The next frame if it is what nearly all of a device's are, a short text message, wholly here.

        A shortcut for heartbeats: it asks at once what the general way asks in eight steps.
        """
        held, at = self._held, self._at
        if self._opcode != CONTINUATION or len(held) < at + 6 or held[at] != _FINAL | TEXT:
            return None
        length = held[at + 1] - _MASKED
        end = at + 6 + length
        if not 0 <= length <= min(_MOST_CONTROL_BYTES, self._most_bytes) or end > len(held):
            return None
        payload = unmasked(held[at + 6 : end], held[at + 2 : at + 6])
        self._go_to(end)
        return TEXT, _text(payload)

    # ---- Heads of frames, 5.2. ----

    def _next_head(self) -> tuple[int, int, int] | None:
        """The first byte of the next frame, its length, and where its payload starts; None if it is not here yet."""
        held, at = self._held, self._at
        here = len(held) - at
        first = held[at]
        if first & _RESERVED:
            raise ProtocolViolation(PROTOCOL_ERROR, "Reserved bits are set, and no extension was agreed on.")
        self._check_opcode(first)
        if here < 2:
            return None
        second = held[at + 1]
        if not second & _MASKED:  # 5.1
            raise ProtocolViolation(PROTOCOL_ERROR, "A client masks its frames.")
        length, start = second & _LENGTH, at + 2
        if length > _MOST_CONTROL_BYTES:
            if first & _OPCODE >= CLOSE:  # 5.5
                raise ProtocolViolation(PROTOCOL_ERROR, "A control frame has at most 125 bytes.")
            end = start + (2 if length == 126 else 8)
            if len(held) < end:
                return None
            length = _long_length(held[start:end])
            start = end
        if first & _OPCODE < CLOSE:
            self._check_size(first, length)
        return None if len(held) < start + 4 else (first, length, start + 4)

    def _check_opcode(self, first: int) -> None:
        opcode = first & _OPCODE
        if opcode > PONG or BINARY < opcode < CLOSE:  # 5.2
            raise ProtocolViolation(PROTOCOL_ERROR, "This opcode is not defined.")
        if opcode >= CLOSE:
            if not first & _FINAL:  # 5.5
                raise ProtocolViolation(PROTOCOL_ERROR, "Control frames are not fragmented.")
        elif (opcode == CONTINUATION) != (self._opcode != CONTINUATION):  # 5.4
            raise ProtocolViolation(
                PROTOCOL_ERROR,
                "There is no message to continue." if opcode == CONTINUATION else "The message before is not complete.",
            )

    def _check_size(self, first: int, length: int) -> None:
        # An empty fragment counts as a byte, or a message of them would never end.
        fragment = not first & _FINAL or self._opcode != CONTINUATION
        if self._size + (length or fragment) > self._most_bytes:
            raise ProtocolViolation(TOO_BIG, f"A message has at most {self._most_bytes} bytes.")

    def _go_to(self, place: int) -> None:
        if place == len(self._held):
            self._held, self._at = b"", 0
        else:
            self._at = place

    # ---- Messages, 5.4 and 5.6. ----

    def _begin_data(self, first: int, length: int, start: int) -> Frame | None:
        """Begin a data frame; the message, if the frame is one and wholly here."""
        held, opcode, is_final = self._held, first & _OPCODE, bool(first & _FINAL)
        key = held[start - 4 : start]
        if is_final and opcode != CONTINUATION and start + length <= len(held):
            payload = unmasked(held[start : start + length], key)
            self._go_to(start + length)
            return (TEXT, _text(payload)) if opcode == TEXT else (BINARY, payload)
        if opcode != CONTINUATION:
            self._opcode, self._payload, self._size = opcode, bytearray(), 0
            self._decoder = _Utf8Decoder() if opcode == TEXT else None
        self._go_to(start)
        self._final, self._left, self._key = is_final, length, key
        self._size += length or 1
        return self._message() if is_final and not length else None

    def _take_payload(self) -> None:
        """Unmask and check what is here of the present frame."""
        piece = self._held[self._at : self._at + self._left]
        self._go_to(self._at + len(piece))
        self._left -= len(piece)
        payload, turn = unmasked(piece, self._key), len(piece) % 4
        self._key = self._key[turn:] + self._key[:turn]
        self._check_text(payload)
        assert self._payload is not None, "a message has begun"
        self._payload += payload

    def _check_text(self, payload: bytes, *, is_end: bool = False) -> None:
        if self._decoder is not None:
            try:
                self._decoder.decode(payload, is_end)
            except UnicodeDecodeError:
                raise _not_utf8() from None

    def _message(self) -> Frame:
        self._check_text(b"", is_end=True)
        opcode, payload = self._opcode, bytes(self._payload or b"")
        self._opcode, self._payload, self._size, self._decoder = CONTINUATION, None, 0, None
        return (TEXT, payload.decode()) if opcode == TEXT else (BINARY, payload)


def unmasked(payload: bytes, key: bytes) -> bytes:
    """The payload with each byte masked by the key's, over and over (5.3): masks and unmasks alike."""
    length = len(payload)
    mask = (key * (length // 4 + 1))[:length]
    return (int.from_bytes(payload, "little") ^ int.from_bytes(mask, "little")).to_bytes(length, "little")


def encoded(opcode: int, payload: bytes) -> bytes:
    """A whole frame from the server, which masks nothing (5.1)."""
    length = len(payload)
    if length <= _MOST_CONTROL_BYTES:
        return b"%c%c%b" % (_FINAL | opcode, length, payload)
    if length < 1 << 16:
        return bytes((_FINAL | opcode, 126, length >> 8, length & 0xFF)) + payload
    return bytes((_FINAL | opcode, 127)) + length.to_bytes(8, "big") + payload


def close_payload(code: int, reason: str) -> bytes:
    """What a close frame carries (5.5.1); a reason that is too long is cut."""
    text = reason.encode()[: _MOST_CONTROL_BYTES - 2].decode(errors="ignore")
    return code.to_bytes(2, "big") + text.encode()


def _long_length(encoded_length: bytes) -> int:
    length = int.from_bytes(encoded_length, "big")
    least = _MOST_CONTROL_BYTES + 1 if len(encoded_length) == 2 else 1 << 16
    if not least <= length < 1 << 63:  # 5.2
        raise ProtocolViolation(PROTOCOL_ERROR, "A length is written in as few bytes as it needs.")
    return length


def _checked_close(payload: bytes) -> bytes:
    """The payload of a close frame, with a code that may be sent (7.4) and a reason that is text (5.5.1)."""
    if not payload:
        return payload
    if len(payload) == 1 or not _may_be_sent(int.from_bytes(payload[:2], "big")):
        raise ProtocolViolation(PROTOCOL_ERROR, "This is no code to close with.")
    _text(payload[2:])
    return payload


def _may_be_sent(code: int) -> bool:
    # 1004 to 1006 and 1015 never stand in a frame; 1012 to 1014 were registered later; 3000 up are anybody's.
    return 1000 <= code <= 1003 or 1007 <= code <= 1014 or 3000 <= code <= 4999


def _text(payload: bytes) -> str:
    try:
        return payload.decode()
    except UnicodeDecodeError:
        raise _not_utf8() from None


def _not_utf8() -> ProtocolViolation:
    return ProtocolViolation(NOT_UTF8, "Text is UTF-8.")  # 8.1

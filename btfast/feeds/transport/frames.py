"""Websocket messages out of a stream of bytes. Source: RFC 6455, sections 5 and 7."""

from collections.abc import Iterator

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
NORMAL, PROTOCOL_ERROR, NO_STATUS, TOO_BIG = 1000, 1002, 1005, 1009
FINAL = 0x80
SHORTEST = 2  # bytes of a header


class ProtocolError(Exception):
    """The other side broke the protocol; `code` is what the close frame tells it."""

    def __init__(self, message: str, code: int = PROTOCOL_ERROR) -> None:
        super().__init__(message)
        self.code = code


class FrameReader:
    """Takes bytes as they were read; gives whole messages.

    Args:
        max_size: Size of the largest message, in bytes.
    """

    def __init__(self, max_size: int) -> None:
        self._max_size = max_size
        self._chunks: list[bytes] = []  # read, and not yet a frame
        self._missing = 0  # bytes until the first of them is one
        self._parts: list[bytes] = []  # fragments of the message under way
        self._opcode = 0  # of that message; 0 while there is none

    def messages(self, chunk: bytes) -> Iterator[tuple[int, bytes]]:
        """Yield opcode and payload of each message that `chunk` completes.

        Raises:
            ProtocolError: A frame is not one that a server may send, or is too large.
        """
        self._chunks.append(chunk)
        self._missing -= len(chunk)
        if self._missing > 0:
            return
        data = b"".join(self._chunks)
        at = 0
        begin, end = self._bounds(data, at)
        while end <= len(data):
            first = data[at]
            if first in (FINAL | TEXT, FINAL | BINARY) and not self._opcode:
                yield first & 0x0F, data[begin:end]
            elif message := self._take(first, data[begin:end]):
                yield message
            at = end
            begin, end = self._bounds(data, at)
        self._chunks = [data[at:]]
        self._missing = end - len(data)

    def _bounds(self, data: bytes, at: int) -> tuple[int, int]:
        """Return where the payload of the frame at `at` begins and ends; of a cut header, where it ends."""
        if len(data) < at + SHORTEST:
            return at, at + SHORTEST
        length = data[at + 1]
        if length & 0x80:
            raise ProtocolError("a server's frame is masked")
        begin = at + SHORTEST + (0 if length < 126 else 2 if length == 126 else 8)
        if len(data) < begin:
            return at, begin
        if length > 125:
            length = int.from_bytes(data[at + SHORTEST : begin])
        if length > self._max_size:
            raise ProtocolError(f"a frame of {length} bytes, more than {self._max_size}", TOO_BIG)
        return begin, begin + length

    def _take(self, first: int, payload: bytes) -> tuple[int, bytes] | None:
        """Return the message that this frame is or completes."""
        opcode, is_final = first & 0x0F, first & FINAL
        if first & 0x70:
            raise ProtocolError("reserved bits are set")
        if opcode in (CLOSE, PING, PONG):
            if not is_final or len(payload) > 125:
                raise ProtocolError("a control frame is in fragments or over 125 bytes")
            return opcode, payload
        if opcode > BINARY or (opcode == 0) != (self._opcode != 0):
            raise ProtocolError(f"opcode {opcode} is not expected here")
        self._opcode = self._opcode or opcode
        self._parts.append(payload)
        if sum(map(len, self._parts)) > self._max_size:
            raise ProtocolError(f"a message in fragments of more than {self._max_size} bytes", TOO_BIG)
        return self._complete() if is_final else None

    def _complete(self) -> tuple[int, bytes]:
        message = self._opcode, b"".join(self._parts)
        self._opcode, self._parts = 0, []
        return message


def read_close(payload: bytes) -> tuple[int, str]:
    """Return code and reason of a close frame; an empty one has code 1005."""
    if len(payload) == 1:
        raise ProtocolError("a close frame with half a code")
    return (int.from_bytes(payload[:2]), payload[2:].decode(errors="replace")) if payload else (NO_STATUS, "")

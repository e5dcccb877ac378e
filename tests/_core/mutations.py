"""Messages, spoilt: what a hostile or broken line might send."""

from hypothesis import strategies as st

PIECES = [b'"', b"{", b"}", b"[", b"]", b",", b":", b"0", b"1", b"9", b"-", b".", b"e", b" ", b"\\", b"\n"]
PIECES += [b"null", b"true", b'""', b"\\u0041", b"\\ud800", b"\xff", "é".encode(), b"[]", b"{}", b"1e400"]


@st.composite
def mutated(draw: st.DrawFn, message: bytes, most: int = 4) -> bytes:
    """Return a message with up to `most` pieces overwritten, inserted, cut out or doubled."""
    spoilt = bytearray(message)
    for _ in range(draw(st.integers(1, most))):
        start = draw(st.integers(0, len(spoilt)))
        end = min(len(spoilt), start + draw(st.integers(0, 12)))
        piece = draw(st.sampled_from([*PIECES, bytes(spoilt[start:end])]))
        spoilt[start : draw(st.sampled_from([start, end]))] = piece
    return bytes(spoilt)

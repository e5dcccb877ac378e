"""SequenceRule: how one venue's stream and snapshots join into a book, compiled from a table of wire names."""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from libc.stdint cimport int64_t
from libc.string cimport memchr, memcmp

from btfast._core.plan cimport BT_FLOAT, BT_INT, BT_LEVELS, BT_TEXT, Plan
from btfast._core.scan cimport text_between

from btfast._core.scan import Peek, validate
from btfast.exceptions import ConfigurationError, DataParseError


cdef class SequenceRule:
    """How one venue's stream and snapshots join into a book.

    Args:
        table: ``bids``, ``asks``, ``last`` and, as far as the venue has them, ``first``, ``previous``, ``time``,
            ``symbol``, ``kind`` (and its ``kinds``), ``channel`` (and its ``channels``; ``channel_token`` counts the
            part between ``@`` that matters), ``action``, ``checksum``, ``envelope``: wire names in a frame.
            ``snapshot``: the wire names of a snapshot, with ``sequence`` for its number and ``told_by`` for a key
            that no frame has.
            ``chain``: ``first`` (a delta's first number follows the last one's last) or ``previous`` (a delta names
            the last one). ``join``: ``after`` (the first delta must hold the number after the snapshot's) or ``at``
            (the snapshot's own). ``resets``: a number may go down where the chain holds. ``keep_alive``: a delta
            without change repeats its number. ``ignore``: frames that are plain text.

    Raises:
        ConfigurationError: A name is missing or unknown.
    """

    KNOWN = frozenset(
        "topic bootstrap depth_count chain join first last previous bids asks time symbol kind kinds channel"
        " channel_token channels action envelope checksum resets keep_alive ignore snapshot".split()
    )

    def __init__(self, table):
        unknown = set(table) - self.KNOWN
        missing = {"last", "bids", "asks", "chain", "snapshot"} - set(table)
        missing |= {"told_by", "sequence", "bids", "asks"} - set(table.get("snapshot", ()))
        if unknown or missing:
            raise ConfigurationError(f"sequence rule: unknown {sorted(unknown)}, missing {sorted(missing)}")
        self.table = dict(table)
        self.bootstrap = table.get("bootstrap", "rest")
        self.by_first = table["chain"] == "first"
        self.join_after = table.get("join", "at") == "after"
        self.resets = bool(table.get("resets"))
        self.keep_alive = bool(table.get("keep_alive"))
        self.has_first = "first" in table
        self.has_previous = "previous" in table
        self.kinds = tuple(word.encode() for word in table.get("kinds", ()))
        self.channels = tuple(word.encode() for word in table.get("channels", ()))
        self.ignore = tuple(word.encode() for word in table.get("ignore", ()))
        self.channel_token = table.get("channel_token", -1)
        self.frame_plan = self._plan(table, (
            ("symbol", BT_TEXT, SYMBOL), ("channel", BT_TEXT, CHANNEL), ("kind", BT_TEXT, KIND),
            ("action", BT_TEXT, ACTION), ("first", BT_INT, FIRST), ("last", BT_INT, LAST),
            ("previous", BT_INT, PREVIOUS), ("time", BT_FLOAT, TIME), ("checksum", BT_INT, CHECKSUM),
        ))
        self.snapshot_plan = self._plan(table["snapshot"], (("sequence", BT_INT, LAST), ("time", BT_FLOAT, TIME)))
        self.peek = Peek(*(table[name] for name in ("channel", "kind", "symbol") if name in table))

    cdef Plan _plan(self, names, tuple slots):
        entries = [(names[name], code, slot) for name, code, slot in slots if name in names]
        entries += [(names["bids"], BT_LEVELS, 0), (names["asks"], BT_LEVELS, 1)]
        envelope = names.get("envelope")
        return Plan(entries, (envelope,) if envelope else ())

    cdef bint is_channel(self, const char *text, long n):
        """Tell whether a channel's name, or the part of it that counts, is one of ours."""
        cdef int token = self.channel_token
        cdef const char *end = text + n
        cdef const char *stop
        if token < 0:
            return is_among(text, n, self.channels)
        while token > 0:
            text = <const char *>memchr(text, c"@", end - text)
            if text == NULL:
                return False
            text += 1
            token -= 1
        stop = <const char *>memchr(text, c"@", end - text)
        return is_among(text, (end if stop == NULL else stop) - text, self.channels)

    cdef bint is_foreign(self, bytes frame, str symbol):
        """Tell whether a frame that the plan could not read is sound, but of another topic or symbol."""
        cdef bytes name
        try:
            validate(frame)
        except DataParseError:
            return False
        paths = [path for path in ("channel", "kind", "symbol") if path in self.table]
        found = dict(zip(paths, self.peek(frame)))
        channel, kind, said = found.get("channel"), found.get("kind"), found.get("symbol")
        name = (channel or "").encode()
        if channel is not None and not self.is_channel(name, len(name)):
            return True
        return (kind is not None and kind.encode() not in self.kinds) or (said is not None and said != symbol)

    cdef bint joins(self, int64_t first, int64_t last, int64_t previous, int64_t snapshot) noexcept:
        """Tell whether a delta is the first that belongs behind a snapshot."""
        if self.join_after:
            return first <= snapshot + 1 <= last
        if self.has_previous and previous == snapshot:
            return True
        return (first if self.has_first else previous) <= snapshot <= last


cdef bint is_among(const char *text, long n, tuple words):
    """Tell whether a JSON string's inside is one of the words."""
    cdef bytes word
    if memchr(text, c"\\", n) != NULL:
        return text_between(text, text + n).encode() in words
    for word in words:
        if PyBytes_GET_SIZE(word) == n and memcmp(PyBytes_AS_STRING(word), text, n) == 0:
            return True
    return False

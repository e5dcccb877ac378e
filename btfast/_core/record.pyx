"""Field, Wire, Record: a named row read from one message.

A container class declares its fields once and says in a `Wire` table what each is called on the wire. The table is
compiled into a plan when the class body closes, so that a misspelt name fails at import; the plan reads a message in
one pass, on the first touch of a field.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from cpython.mem cimport PyMem_Free, PyMem_Malloc
from posix.time cimport CLOCK_REALTIME, clock_gettime, timespec

from btfast._core.plan cimport (
    BT_BOOL, BT_FLOAT, BT_INT, BT_MAX_SLOTS, BT_RAW, BT_TEXT, Plan, bt_run, bt_run_message, bt_run_prefix,
    bt_slot, fault_error,
)
from btfast._core.scan cimport as_bytes, text_between

import orjson

from btfast.exceptions import DataParseError

CODES = {float: BT_FLOAT, int: BT_INT, str: BT_TEXT, bool: BT_BOOL, list: BT_RAW, dict: BT_RAW}


cdef class Field:
    """One field of a container: read from the message on first touch, None where the message lacks it.

    Args:
        kind: float, int, str, bool, or list (any JSON value, as Python objects).
    """

    def __init__(self, kind):
        if kind not in CODES:
            raise TypeError(f"a field is one of {[k.__name__ for k in CODES]}, not {kind!r}")
        self.kind = kind
        self.code = CODES[kind]
        self.slot = -1
        self.side = -1

    def __set_name__(self, owner, name):
        self.name = name
        fields_of(owner)

    def __get__(self, Record record, owner):
        if record is None:
            return self
        if record._slots == NULL:
            record._read()
        if not (record._present[self.slot >> 6] >> (self.slot & 63)) & 1:
            return None
        return record._box(self.slot, self.code)


def fields_of(owner) -> dict:
    """Return the fields of a container class by name, bases first, each with a slot of its own."""
    fields = {}
    for base in reversed(owner.__mro__):
        for name, value in vars(base).items():
            if isinstance(value, Field):
                fields[name] = value
    for slot, field in enumerate(fields.values()):
        if slot >= BT_MAX_SLOTS:
            raise TypeError(f"{owner.__name__}: at most {BT_MAX_SLOTS} fields")
        if (<Field>field).slot not in (-1, slot):
            raise TypeError(f"{owner.__name__}: field {(<Field>field).name!r} has another place in a base class")
        (<Field>field).slot = slot
    return fields


cdef class Wire:
    """The wire names of one kind of message.

    Args:
        envelope: The key (or keys, from the outside in) under which the fields may lie; a list there is entered at its
            first element. Fields at the top are read as well.
        names: field=wire name. A wire name is a key, dotted keys, a position in a row, ``"key[by=value].key"`` for the
            element of a list whose `by` is `value`, or a tuple of such names of which any may occur.

    Raises:
        TypeError: A name is no field of the class (when the class body closes).
    """

    def __init__(self, *, envelope=(), **names):
        self.envelope = (envelope,) if isinstance(envelope, str) else tuple(envelope)
        self.names = names

    def __set_name__(self, owner, name):
        fields = fields_of(owner)
        unknown = [field for field in self.names if field not in fields]
        if unknown:
            raise TypeError(f"{owner.__name__}: no field {', '.join(unknown)}; there are {', '.join(fields)}")
        self.owner = owner
        self.fields = tuple(fields.values())
        entries = []
        for field, wire in self.names.items():
            for one in wire if isinstance(wire, tuple) else (wire,):
                entries.append((one, (<Field>fields[field]).code, place_of(fields[field])))
        self.plan = Plan(entries, self.envelope)
        if owner.event_class is not None:
            owner.read_event = owner.event_class.reader(owner, self)

    def entries_for(self, kinds: dict) -> list:
        """Return the plan entries of the fields an event keeps: (wire name, code, slot) with the event's own codes."""
        entries = []
        for slot, (field, code) in enumerate(kinds.items()):
            wire = self.names.get(field, ())
            side = getattr(self.owner, field).side if wire else -1
            for one in wire if isinstance(wire, tuple) else (wire,):
                entries.append((one, code, slot if side < 0 else side))
        return entries


cdef int place_of(Field field):
    return field.slot if field.side < 0 else field.side


cdef class Record:
    """Base of every container: a message, and the fields that its class reads from it.

    Args:
        data: The message: bytes, str, any buffer, or the decoded dict or list. Kept untouched.
        symbol_name: Our spelling of the symbol. May be left out, with the asset type (``(data, flag)``).
        asset_type: ``"SPOT"``, ``"SWAP"``, …
        has_been_json_encoded: Kept for callers; the data is read for what it is.

    Raises:
        DataParseError: On the first touch of a field, when the message cannot be read.
    """

    exchange_name = ""
    event = "Event"
    event_class = None
    wire = None

    def __cinit__(self, data, symbol_name=None, asset_type=None, has_been_json_encoded=False):
        cdef timespec now
        clock_gettime(CLOCK_REALTIME, &now)
        self.local_update_time = now.tv_sec + now.tv_nsec * 1e-9
        self.data = data
        if type(symbol_name) is bool:  # (data, flag)
            return
        if type(asset_type) is bool:  # (data, asset_type, flag)
            self.asset_type = symbol_name
            return
        self.symbol_name = symbol_name
        self.asset_type = asset_type

    def __dealloc__(self):
        PyMem_Free(self._slots)

    cdef int _attach(self, bytes text, Py_ssize_t start, Py_ssize_t end) except -1:
        """Read from a part of a longer message instead of `data`."""
        self._text = text
        self._start = start
        self._end = end
        return 0

    cdef int _read(self) except -1:
        """Read the whole of what the record was given."""
        if self._text is None:
            try:
                self._text = as_bytes(self.data)
            except DataParseError as error:
                raise DataParseError(f"{type(self).__name__}: {error}") from error
            self._end = PyBytes_GET_SIZE(self._text)
        self._run(True)
        return 0

    cdef Py_ssize_t read_at(self, bytes text, Py_ssize_t start) except -1:
        """Read the value that begins at `start` of a longer message; return where it ends."""
        self._attach(text, start, PyBytes_GET_SIZE(text))
        self._end = self._run(False)
        return self._end

    cdef Py_ssize_t _run(self, bint whole) except -1:
        """Run the plan over the text; return where the value ends."""
        cdef bt_run run
        cdef bt_slot *slots
        cdef int failed
        if type(self).wire is None:
            raise TypeError(f"{type(self).__name__} has no wire table")
        cdef Wire wire = <Wire?>type(self).wire
        if self._end > 0xFFFFFFFF:
            raise DataParseError(f"{type(self).__name__}: a message of {self._end} bytes is too long")
        slots = <bt_slot *>PyMem_Malloc((len(wire.fields) + 1) * sizeof(bt_slot))
        if slots == NULL:
            raise MemoryError
        try:
            wire.plan.prepare(&run, self._text, self._start, self._end, slots)
            failed = bt_run_message(wire.plan.root, &run) if whole else bt_run_prefix(wire.plan.root, &run)
            if failed:
                raise fault_error(type(self).__name__, &run)
            self._keep(wire.plan, &run)
        except BaseException:
            PyMem_Free(slots)
            raise
        self._present[0] = run.present[0]
        self._present[1] = run.present[1]
        self._slots = slots
        return self._start + (run.stop - run.base)

    cdef int _keep(self, Plan plan, bt_run *run) except -1:
        """Take what a run found besides its slots; a subclass with levels copies them here."""
        return 0

    cdef object _box(self, int slot, int code):
        cdef bt_slot value = self._slots[slot]
        cdef const char *base = PyBytes_AS_STRING(self._text) + self._start
        if code == BT_FLOAT:
            return value.number
        if code == BT_TEXT:
            return text_between(base + value.span.start, base + value.span.end)
        if code == BT_INT:
            return value.integer
        if code == BT_BOOL:
            return bool(value.integer)
        return self._decode(PyBytes_FromStringAndSize(base + value.span.start, value.span.end - value.span.start))

    cdef object _decode(self, bytes text):
        try:
            return orjson.loads(text)
        except orjson.JSONDecodeError as error:  # sound JSON, but a number is out of range
            raise DataParseError(f"{type(self).__name__}: {error}: {text[:60]!r}") from error

    def init_data(self):
        """Read the message now; nothing is read twice. Returns self."""
        if self._slots == NULL:
            self._read()
        return self

    @property
    def has_been_init_data(self) -> bool:
        """Whether the message has been read."""
        return self._slots != NULL

    @property
    def has_been_json_encoded(self) -> bool:
        """Whether the data came as Python objects rather than as text."""
        return not isinstance(self.data, (bytes, bytearray, memoryview, str))

    @property
    def all_data(self) -> dict:
        """What `get_all_data` returns."""
        return self.get_all_data()

    @property
    def message(self) -> bytes:
        """The bytes that the fields are read from."""
        self.init_data()
        return self._text[self._start:self._end]

    def decoded(self):
        """Return the message as Python objects (dict or list)."""
        return self._decode(self.message)

    def get_all_data(self) -> dict:
        """Return every field by name, with the names the container was made with."""
        self.init_data()
        every = {
            "exchange_name": self.exchange_name,
            "symbol_name": self.symbol_name,
            "asset_type": self.asset_type,
            "local_update_time": self.local_update_time,
        }
        for field in type(self).wire.fields:
            every[(<Field>field).name] = getattr(self, (<Field>field).name)
        return every

    def get_event(self) -> str:
        """Return what kind of event this is, such as ``"TickerEvent"``."""
        return self.event

    def get_exchange_name(self) -> str:
        """Return the name of the exchange, in capitals."""
        return self.exchange_name

    def get_symbol_name(self):
        """Return our spelling of the symbol, or None."""
        return self.symbol_name

    def get_asset_type(self):
        """Return the asset type the container was made with, or None."""
        return self.asset_type

    def get_local_update_time(self) -> float:
        """Return when the container was made, in s since the epoch."""
        return self.local_update_time

    @classmethod
    def read_event(cls, message):
        """Return the compiled event of a message; containers that have one replace this."""
        raise TypeError(f"{cls.__name__} has no event")

    def __str__(self) -> str:
        return orjson.dumps(self.get_all_data(), option=orjson.OPT_SERIALIZE_NUMPY).decode()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.symbol_name} {self.asset_type}>"

    def __reduce__(self):
        data = self.data if self.data is not None else self.message
        return type(self), (data, self.symbol_name, self.asset_type, False)

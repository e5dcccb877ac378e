"""Events: compiled twins of the containers, the same for every venue, made for callbacks.

An event is filled in one pass over a message from the wire table of the container it belongs to, and carries that
container's attribute names. Numbers that the message lacks are NaN, texts and whole numbers are None.
"""

cimport cython
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from libc.math cimport NAN
from libc.stdint cimport int64_t
from libc.string cimport memcpy

from btfast._core.plan cimport (
    BT_BOOL, BT_FLOAT, BT_INT, BT_LEVELS, BT_TEXT, Plan, Texts, bt_run, bt_run_message, bt_slot, fault_error, has,
    known_text,
)
from btfast._core.orderbook cimport level_store, level_view
from btfast._core.scan cimport as_bytes

from btfast.exceptions import DataParseError

cdef extern from *:
    """
    static const int64_t BT_NO_INTEGER = INT64_MIN;
    """
    const int64_t BT_NO_INTEGER

cdef enum:
    SLOTS = 32  # more than any event has


cdef dict SIDES = {"buy": 1, "sell": -1}


cdef inline int64_t whole(bt_run *run, int slot) noexcept:
    return run.slots[slot].integer if has(run, slot) else BT_NO_INTEGER


cdef inline object whole_or_none(int64_t value):
    return None if value == BT_NO_INTEGER else value


cdef inline str text(bt_run *run, int slot, Texts texts):
    if not has(run, slot):
        return None
    return known_text(texts, run.base + run.slots[slot].span.start, run.base + run.slots[slot].span.end)


def _all_data(event) -> dict:
    return {name: getattr(event, name) for name in type(event).kinds}


def _spell(event) -> str:
    inside = ", ".join(f"{name}={value!r}" for name, value in _all_data(event).items())
    return f"{type(event).__name__}({inside})"


def _reader(kind, owner, wire):
    """Return the function that reads one kind of event from a message by the wire table of `owner`."""
    return EventReader(kind, owner.__name__, Plan(wire.entries_for(kind.kinds), wire.envelope)).read


@cython.final
cdef class EventReader:
    """Reads one kind of event from the messages of one container class."""

    cdef object kind
    cdef str name
    cdef Plan plan
    cdef Texts texts
    cdef int slots

    def __cinit__(self, kind, str name, Plan plan):
        self.kind = kind
        self.slots = len(kind.kinds)
        self.name = name
        self.plan = plan
        self.texts = Texts()

    def read(self, message):
        """Return the event of a message (bytes, str, or any buffer).

        Raises:
            DataParseError: The message cannot be read.
        """
        cdef bt_slot slots[SLOTS]
        cdef bt_run run
        cdef int i
        cdef Top top
        cdef Trade trade
        cdef Depth depth
        cdef Ticker ticker
        cdef Bar bar
        cdef bytes raw = <bytes>message if type(message) is bytes else as_bytes(message)
        for i in range(self.slots):
            slots[i].number = NAN
        self.plan.prepare(&run, raw, 0, PyBytes_GET_SIZE(raw), slots)
        if bt_run_message(self.plan.root, &run) != 0:
            raise fault_error(self.name, &run)
        if self.kind is Top:
            top = Top.__new__(Top)
            top.fill(&run, self.texts)
            return top
        if self.kind is Trade:
            trade = Trade.__new__(Trade)
            trade.fill(&run, self.texts)
            return trade
        if self.kind is Depth:
            depth = Depth.__new__(Depth)
            depth.fill(&run, self.texts)
            return depth
        if self.kind is Ticker:
            ticker = Ticker.__new__(Ticker)
            ticker.fill(&run, self.texts)
            return ticker
        bar = Bar.__new__(Bar)
        bar.fill(&run, self.texts)
        return bar


@cython.final
@cython.freelist(64)
cdef class Top:
    """The best prices of one symbol.

    Attributes:
        ticker_symbol_name: The exchange's own spelling.
        server_time: ms since the epoch.
        bid_price, bid_volume, ask_price, ask_volume: The best level of each side.
        sequence: The exchange's update number.
    """

    kinds = {
        "ticker_symbol_name": BT_TEXT, "server_time": BT_FLOAT, "bid_price": BT_FLOAT, "bid_volume": BT_FLOAT,
        "ask_price": BT_FLOAT, "ask_volume": BT_FLOAT, "sequence": BT_INT,
    }

    cdef readonly str ticker_symbol_name
    cdef readonly double server_time, bid_price, bid_volume, ask_price, ask_volume
    cdef int64_t _sequence

    cdef int fill(self, bt_run *run, Texts texts) except -1:
        self.ticker_symbol_name = text(run, 0, texts)
        self.server_time = run.slots[1].number
        self.bid_price = run.slots[2].number
        self.bid_volume = run.slots[3].number
        self.ask_price = run.slots[4].number
        self.ask_volume = run.slots[5].number
        self._sequence = whole(run, 6)
        return 0

    @property
    def sequence(self):
        return whole_or_none(self._sequence)

    def top(self) -> tuple:
        """Return (bid price, bid volume, ask price, ask volume)."""
        return (self.bid_price, self.bid_volume, self.ask_price, self.ask_volume)

    @classmethod
    def reader(cls, owner, wire):
        """Return the function that reads this event from the messages of a container class."""
        return _reader(cls, owner, wire)

    def get_all_data(self) -> dict:
        """Return every attribute by name."""
        return _all_data(self)

    def __repr__(self) -> str:
        return _spell(self)


@cython.final
@cython.freelist(64)
cdef class Ticker:
    """Best prices and day statistics of one symbol, as far as the message has them.

    Times are ms since the epoch, volumes in base units or contracts, turnovers in quote units, changes in percent.
    """

    kinds = {
        "ticker_symbol_name": BT_TEXT, "server_time": BT_FLOAT, "bid_price": BT_FLOAT, "bid_volume": BT_FLOAT,
        "ask_price": BT_FLOAT, "ask_volume": BT_FLOAT, "last_price": BT_FLOAT, "last_volume": BT_FLOAT,
        "open_price": BT_FLOAT, "high_price": BT_FLOAT, "low_price": BT_FLOAT, "prev_close": BT_FLOAT,
        "volume_24h": BT_FLOAT, "turnover_24h": BT_FLOAT, "price_change": BT_FLOAT, "price_change_pct": BT_FLOAT,
        "weighted_avg_price": BT_FLOAT, "open_time": BT_FLOAT, "close_time": BT_FLOAT, "first_trade_id": BT_INT,
        "last_trade_id": BT_INT, "num_trades": BT_INT, "sequence": BT_INT,
    }

    cdef readonly str ticker_symbol_name
    cdef readonly double server_time, bid_price, bid_volume, ask_price, ask_volume, last_price, last_volume
    cdef readonly double open_price, high_price, low_price, prev_close, volume_24h, turnover_24h
    cdef readonly double price_change, price_change_pct, weighted_avg_price, open_time, close_time
    cdef int64_t _first, _last, _count, _sequence

    cdef int fill(self, bt_run *run, Texts texts) except -1:
        self.ticker_symbol_name = text(run, 0, texts)
        memcpy(&self.server_time, &run.slots[1], 18 * sizeof(double))  # declared in the order of `kinds`
        self._first = whole(run, 19)
        self._last = whole(run, 20)
        self._count = whole(run, 21)
        self._sequence = whole(run, 22)
        return 0

    @property
    def first_trade_id(self):
        return whole_or_none(self._first)

    @property
    def last_trade_id(self):
        return whole_or_none(self._last)

    @property
    def num_trades(self):
        return whole_or_none(self._count)

    @property
    def sequence(self):
        return whole_or_none(self._sequence)

    @classmethod
    def reader(cls, owner, wire):
        """Return the function that reads this event from the messages of a container class."""
        return _reader(cls, owner, wire)

    def get_all_data(self) -> dict:
        """Return every attribute by name."""
        return _all_data(self)

    def __repr__(self) -> str:
        return _spell(self)


@cython.final
@cython.freelist(64)
cdef class Trade:
    """One public trade, or several that were struck together.

    Attributes:
        trade_symbol_name: The exchange's own spelling.
        server_time, trade_time: When the message was sent, when the trade was struck; ms since the epoch.
        trade_price, trade_volume: Quote units; base units or contracts.
        trade_side: The taker's side, ``"buy"`` or ``"sell"``; None where the message does not tell.
        is_buyer_maker: Whether the buyer's order was in the book; None where the message does not tell.
        trade_id: The exchange's number, as text.
    """

    kinds = {
        "trade_symbol_name": BT_TEXT, "server_time": BT_FLOAT, "trade_price": BT_FLOAT, "trade_volume": BT_FLOAT,
        "trade_time": BT_FLOAT, "trade_id": BT_INT, "is_buyer_maker": BT_BOOL, "trade_side": BT_TEXT,
    }

    cdef readonly str trade_symbol_name
    cdef readonly double server_time, trade_price, trade_volume, trade_time
    cdef int64_t _id
    cdef int _side  # the taker's: 1 buys, -1 sells, 0 not told

    cdef int fill(self, bt_run *run, Texts texts) except -1:
        self.trade_symbol_name = text(run, 0, texts)
        self.server_time = run.slots[1].number
        self.trade_price = run.slots[2].number
        self.trade_volume = run.slots[3].number
        self.trade_time = run.slots[4].number
        self._id = whole(run, 5)
        self._side = 0
        if has(run, 6):
            self._side = -1 if run.slots[6].integer else 1
        elif has(run, 7):
            side = text(run, 7, texts)
            self._side = SIDES.get(side.lower(), 0)
        return 0

    @property
    def trade_id(self):
        return None if self._id == BT_NO_INTEGER else str(self._id)

    @property
    def is_buyer_maker(self):
        return None if self._side == 0 else self._side < 0

    @property
    def trade_side(self):
        return None if self._side == 0 else "buy" if self._side > 0 else "sell"

    @classmethod
    def reader(cls, owner, wire):
        """Return the function that reads this event from the messages of a container class."""
        return _reader(cls, owner, wire)

    def get_all_data(self) -> dict:
        """Return every attribute by name."""
        return _all_data(self)

    def __repr__(self) -> str:
        return _spell(self)


@cython.final
@cython.freelist(64)
cdef class Bar:
    """One kline; times in ms since the epoch, volume in base units or contracts, amount in quote units."""

    kinds = {
        "bar_symbol_name": BT_TEXT, "server_time": BT_FLOAT, "open_time": BT_FLOAT, "close_time": BT_FLOAT,
        "open_price": BT_FLOAT, "high_price": BT_FLOAT, "low_price": BT_FLOAT, "close_price": BT_FLOAT,
        "volume": BT_FLOAT, "amount": BT_FLOAT, "num_trades": BT_INT, "bar_status": BT_BOOL,
    }

    cdef readonly str bar_symbol_name
    cdef readonly double server_time, open_time, close_time, open_price, high_price, low_price, close_price
    cdef readonly double volume, amount
    cdef int64_t _count, _closed

    cdef int fill(self, bt_run *run, Texts texts) except -1:
        self.bar_symbol_name = text(run, 0, texts)
        memcpy(&self.server_time, &run.slots[1], 9 * sizeof(double))  # declared in the order of `kinds`
        self._count = whole(run, 10)
        self._closed = whole(run, 11)
        return 0

    @property
    def num_trades(self):
        return whole_or_none(self._count)

    @property
    def bar_status(self):
        """Whether the bar is closed."""
        return None if self._closed == BT_NO_INTEGER else bool(self._closed)

    @classmethod
    def reader(cls, owner, wire):
        """Return the function that reads this event from the messages of a container class."""
        return _reader(cls, owner, wire)

    def get_all_data(self) -> dict:
        """Return every attribute by name."""
        return _all_data(self)

    def __repr__(self) -> str:
        return _spell(self)


@cython.final
@cython.freelist(64)
cdef class Depth:
    """The levels of one message.

    Attributes:
        order_book_symbol_name: The exchange's own spelling.
        server_time: ms since the epoch.
        first_sequence, last_sequence, previous_sequence: The exchange's update numbers.
        bids, asks: float64, shape (n, 2): price, volume; as the message orders them.
    """

    kinds = {
        "order_book_symbol_name": BT_TEXT, "server_time": BT_FLOAT, "first_sequence": BT_INT, "last_sequence": BT_INT,
        "previous_sequence": BT_INT, "bids": BT_LEVELS, "asks": BT_LEVELS,
    }

    cdef readonly str order_book_symbol_name
    cdef readonly double server_time
    cdef int64_t _first, _last, _previous
    cdef bytes _store
    cdef long _counts[2]
    cdef object _bids, _asks

    cdef int fill(self, bt_run *run, Texts texts) except -1:
        if run.counts[0] < 0 and run.counts[1] < 0:
            raise DataParseError("Depth: the message has neither bids nor asks")
        self._counts[0] = max(run.counts[0], 0)
        self._counts[1] = max(run.counts[1], 0)
        self._store = level_store(run)
        self.order_book_symbol_name = text(run, 0, texts)
        self.server_time = run.slots[1].number
        self._first = whole(run, 2)
        self._last = whole(run, 3)
        self._previous = whole(run, 4)
        return 0

    @property
    def bids(self):
        if self._bids is None:
            self._bids = level_view(self._store, 0, self._counts[0])
        return self._bids

    @property
    def asks(self):
        if self._asks is None:
            self._asks = level_view(self._store, self._counts[0], self._counts[1])
        return self._asks

    @property
    def best_bid(self):
        """Price of the first bid, NaN where there is none."""
        return (<double *>PyBytes_AS_STRING(self._store))[0] if self._counts[0] else NAN

    @property
    def best_ask(self):
        """Price of the first ask, NaN where there is none."""
        return (<double *>PyBytes_AS_STRING(self._store))[2 * self._counts[0]] if self._counts[1] else NAN

    @property
    def first_sequence(self):
        return whole_or_none(self._first)

    @property
    def last_sequence(self):
        return whole_or_none(self._last)

    @property
    def previous_sequence(self):
        return whole_or_none(self._previous)

    @classmethod
    def reader(cls, owner, wire):
        """Return the function that reads this event from the messages of a container class."""
        return _reader(cls, owner, wire)

    def get_all_data(self) -> dict:
        """Return every attribute by name."""
        return _all_data(self)

    def __repr__(self) -> str:
        return _spell(self)

"""A venue's books and trades in whole ticks and lots, with numbered updates; no wire, no clock."""

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

from btfast.sim.listing import Listing

BID, ASK = 0, 1
TAPE_LENGTH = 1000
FIRST_TRADE = 1_000_000_000

Levels = list[tuple[int, int]]


class Trade(NamedTuple):
    """One match."""

    number: int
    price: int
    size: int
    time: int
    buyer_is_maker: bool


class Group(NamedTuple):
    """The matches of one taker at one price."""

    number: int
    price: int
    size: int
    first: int
    last: int
    time: int
    buyer_is_maker: bool


class Diff(NamedTuple):
    """Changes from update `first` to `last`, following `previous`; size 0 removes a level."""

    first: int
    last: int
    previous: int
    bids: Levels
    asks: Levels


class Side:
    """One side of a book: size by price, and the prices in order."""

    __slots__ = ("_keys", "_sign", "sizes")

    def __init__(self, side: int) -> None:
        self.sizes: dict[int, int] = {}
        self._sign = 1 if side == BID else -1
        self._keys: list[int] = []  # prices times sign, ascending: the best is last

    def __len__(self) -> int:
        return len(self._keys)

    def put(self, price: int, size: int) -> bool:
        """Set the size at `price`, 0 removing it; return whether anything changed."""
        key = price * self._sign
        if size:
            if price not in self.sizes:
                insort(self._keys, key)
            elif self.sizes[price] == size:
                return False
            self.sizes[price] = size
            return True
        if self.sizes.pop(price, None) is None:
            return False
        del self._keys[bisect_left(self._keys, key)]
        return True

    def price(self, rank: int) -> int:
        """Return the price `rank` places behind the best."""
        return self._keys[-1 - rank] * self._sign

    @property
    def best(self) -> int:
        """The best price."""
        return self._keys[-1] * self._sign

    def top(self, count: int) -> Levels:
        """Return the best `count` levels, best first."""
        sign, sizes = self._sign, self.sizes
        return [(key * sign, sizes[key * sign]) for key in reversed(self._keys[-count:])] if count else []


class Collector:
    """Gathers the levels touched since it was last taken."""

    __slots__ = ("_first", "_instrument", "_last", "_touched")

    def __init__(self, instrument: "Instrument") -> None:
        self._instrument = instrument
        self._first = 0
        self._last = instrument.sequence
        self._touched: tuple[set[int], set[int]] = (set(), set())

    def note(self, side: int, price: int) -> None:
        """Remember that the level at `price` was changed by the current update."""
        if not self._first:
            self._first = self._instrument.sequence
        self._touched[side].add(price)

    def take(self) -> Diff | None:
        """Return what changed since the last call, or ``None``."""
        if not self._first:
            return None
        bids, asks = (self._changes(side) for side in (BID, ASK))
        diff = Diff(self._first, self._instrument.sequence, self._last, bids, asks)
        self._first, self._last = 0, self._instrument.sequence
        return diff

    def _changes(self, side: int) -> Levels:
        touched, sizes = self._touched[side], self._instrument.book[side].sizes
        changes = [(price, sizes.get(price, 0)) for price in sorted(touched, reverse=side == BID)]
        touched.clear()
        return changes


class Speaker(Protocol):
    """What can be told to say what there is to say."""

    def fire(self, value: object) -> None:
        """Speak of an event's value."""


class Instrument:
    """One instrument's book, trades and update number, and who is told of them.

    Events handed to watchers: ``best`` (nothing), ``trade`` (a Group), ``match`` (a Trade), ``replay`` (the
    decoded frame), ``keep_alive`` (nothing).
    """

    def __init__(self, listing: Listing, stride: int) -> None:
        self.listing = listing
        self.book = (Side(BID), Side(ASK))
        self.sequence = 1_000_000 * (1 + listing.number)
        self.trades: deque[Trade] = deque(maxlen=TAPE_LENGTH)
        self.groups: deque[Group] = deque(maxlen=TAPE_LENGTH)
        self.last = Trade(FIRST_TRADE, listing.start, 1, 0, False)
        self.replays = False
        self.collectors: list[Collector] = []
        self.beat = 0
        self.timed: dict[Speaker, int] = {}  # every how many beats it speaks
        self._watchers: dict[str, list[Callable[[Any], None]]] = {
            "best": [], "trade": [], "match": [], "replay": [], "keep_alive": [],
        }  # fmt: skip
        self.listeners = 0
        self.wake: Callable[[], None] = _stay
        self._stride = stride
        self._told: tuple[int, int, int, int] | None = None

    def put(self, side: int, price: int, size: int) -> None:
        """Set one level and number the change; a price that would cross the book is a ``ValueError``."""
        if size and self._crosses(side, price):
            raise ValueError(f"sim: {self.listing.symbol} would cross at {price}")
        if not self.book[side].put(price, size):
            return
        self.sequence += 1 + (self.sequence * 40503 >> 4) % self._stride
        for collector in self.collectors:
            collector.note(side, price)

    def trade(self, price: int, sizes: list[int], buyer_is_maker: bool, time: int) -> None:
        """Record the matches of one taker at one price; time in ms."""
        number = self.last.number
        matches = [Trade(number + 1 + i, price, size, time, buyer_is_maker) for i, size in enumerate(sizes)]
        serial = self.groups[-1].number + 1 if self.groups else FIRST_TRADE // 2
        group = Group(serial, price, sum(sizes), number + 1, number + len(sizes), time, buyer_is_maker)
        self.trades.extend(matches)
        self.groups.append(group)
        self.last = matches[-1]
        self.tell("trade", group)
        for match in matches:
            self.tell("match", match)

    def step_done(self) -> None:
        """Tell the watchers of the best prices, if these changed."""
        top = self.top()
        if top != self._told:
            self._told = top
            self.tell("best", None)

    def top(self) -> tuple[int, int, int, int]:
        """Return bid price, bid size, ask price, ask size."""
        bids, asks = self.book
        return bids.best, bids.sizes[bids.best], asks.best, asks.sizes[asks.best]

    @property
    def mid(self) -> float:
        """The middle price in quote units."""
        return self.listing.price.value(self.book[BID].best + self.book[ASK].best) / 2

    def watch(self, event: str, callback: Callable[[Any], None]) -> None:
        """Have `callback` told of an event."""
        self._watchers[event].append(callback)
        self.listeners += 1
        self.wake()

    def unwatch(self, event: str, callback: Callable[[Any], None]) -> None:
        """Undo `watch`."""
        self._watchers[event].remove(callback)
        self.listeners -= 1

    def time(self, speaker: Speaker, beats: int) -> None:
        """Have a speaker speak every so many beats."""
        self.timed[speaker] = beats
        self.wake()

    def is_watched(self, event: str) -> bool:
        """Return whether anybody watches an event."""
        return bool(self._watchers[event])

    def tell(self, event: str, value: object) -> None:
        """Hand an event to its watchers."""
        for callback in tuple(self._watchers[event]):
            callback(value)

    def pulse(self) -> None:
        """Count one beat and have every timed speaker speak whose turn it is."""
        self.beat += 1
        for speaker, every in tuple(self.timed.items()):
            if self.beat % every == 0:
                speaker.fire(None)

    def _crosses(self, side: int, price: int) -> bool:
        other = self.book[1 - side]
        return bool(other) and (price >= other.best if side == BID else price <= other.best)


def _stay() -> None:
    """Wake nobody."""

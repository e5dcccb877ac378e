"""Generated market flow: a seeded walk of levels and trades, the same for the same seed."""

import asyncio
import contextlib
from collections.abc import Callable
from random import Random

from btfast.sim.clock import Clock
from btfast.sim.engine import ASK, BID, TAPE_LENGTH, Instrument
from btfast.sim.settings import Settings

_NOTIONAL = 5000.0  # quote units in a level of ordinary size
_WIDEST_SPREAD = 8
_FEWEST_LEVELS = 50
_NEAR = 40
_PULL = 0.02  # the middle is drawn back harder the further it is from the start, all the way at this share
_SHORTEST_BEAT = 0.002
_FEW_LEVELS, _SHORT_TAPE = 120, 100  # of a contract that ends: there are many of these
_DOZE = 0.5  # s between the steps of an instrument that nobody listens to


class Generator:
    """Moves one instrument's book and trades on it."""

    def __init__(self, instrument: Instrument, settings: Settings, clock: Clock) -> None:
        listing = instrument.listing
        self._instrument = instrument
        self._clock = clock
        self._random = Random(f"{settings.seed}/{listing.venue}/{listing.product}/{listing.symbol}")
        self._size = max(1.0, _NOTIONAL / listing.worth)
        ends = bool(listing.expiry)
        levels = min(settings.levels, _FEW_LEVELS) if ends else settings.levels
        self._most = levels + 500
        self._fill(levels, _SHORT_TAPE if ends else TAPE_LENGTH)

    def step(self) -> None:
        """Make a few changes: one to many levels placed, resized or removed, now and then a trade."""
        for _ in range(1 + int(self._random.expovariate(0.6))):
            chance = self._random.random()
            if chance < 0.12:
                self._take(self._clock.now())
            elif chance < 0.75:
                self._place(self._random.getrandbits(1))
            else:
                self._remove(self._random.getrandbits(1))
        self._narrow()
        self._instrument.step_done()

    def _fill(self, levels: int, trades: int) -> None:
        start = self._instrument.listing.start
        for side, sign in ((BID, -1), (ASK, 1)):
            price = start
            for _ in range(levels):
                price += sign * (1 + int(self._random.expovariate(0.5)))
                if price > 0:
                    self._instrument.put(side, price, self._some())
        now = self._clock.now()
        for i in range(trades):
            maker = bool(self._random.getrandbits(1))
            price = self._instrument.book[BID if maker else ASK].best
            self._instrument.trade(price, [self._some()], maker, now - (trades - i) * 250)

    def _some(self) -> int:
        return max(1, int(self._size * self._random.lognormvariate(0, 1.2)))

    def _place(self, side: int) -> None:
        own = self._instrument.book[side]
        away = int(self._random.expovariate(0.05)) * (-1 if side == BID else 1)
        price = own.best + away
        if price > 0:
            self._instrument.put(side, price, self._some())
        if len(own) > self._most:
            self._instrument.put(side, own.price(len(own) - 1), 0)

    def _remove(self, side: int) -> None:
        own = self._instrument.book[side]
        if len(own) < _FEWEST_LEVELS:
            self._place(side)
        else:
            self._instrument.put(side, own.price(int(self._random.random() ** 2 * _NEAR)), 0)

    def _narrow(self) -> None:
        bids, asks = self._instrument.book
        while asks.best - bids.best > _WIDEST_SPREAD:
            side = self._random.getrandbits(1)
            inside = 1 + int(self._random.random() * 3)
            price = bids.best + inside if side == BID else asks.best - inside
            self._instrument.put(side, price, self._some())

    def _take(self, time: int) -> None:
        start = self._instrument.listing.start
        book = self._instrument.book
        drift = ((book[BID].best + book[ASK].best) / 2 / start - 1) / _PULL
        side = BID if self._random.random() < 0.5 + drift / 2 else ASK
        for _ in range(1 + int(self._random.expovariate(1.5))):
            if len(book[side]) < _FEWEST_LEVELS:
                return
            price = book[side].best
            held = book[side].sizes[price]
            taken = held if self._random.random() < 0.5 else self._random.randint(1, held)
            self._instrument.put(side, price, held - taken)
            self._instrument.trade(price, self._matches(taken), side == BID, time)

    def _matches(self, size: int) -> list[int]:
        parts = min(size, 1 + int(self._random.expovariate(1.0)))
        return [size // parts] * (parts - 1) + [size - size // parts * (parts - 1)]


async def drive(instrument: Instrument, step: Callable[[], None], settings: Settings, phase: float) -> None:
    """Beat for ever: steps of the flow, then the timed topics whose turn it is; doze when nobody listens.

    Args:
        step: Moves the instrument on.
        phase: Where in the first beat this instrument starts, 0 to 1, so that not all speak at once.
    """
    seconds, steps = 1 / beats_per_second(settings), settings.rate / beats_per_second(settings)
    loop, wanted, alone = asyncio.get_running_loop(), asyncio.Event(), instrument.listeners
    instrument.wake = wanted.set
    due, owed = loop.time() + phase * seconds, 0.0
    while True:
        if not instrument.timed and instrument.listeners == alone:
            wanted.clear()
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(wanted.wait(), max(_DOZE, 1 / settings.rate))
            due, owed = loop.time(), 1.0
        await asyncio.sleep(max(0.0, due - loop.time()))
        due = max(due + seconds, loop.time() - 1)
        owed += steps
        for _ in range(int(owed)):
            step()
        owed -= int(owed)
        instrument.pulse()


def beats_per_second(settings: Settings) -> float:
    """Return how often an instrument beats: each interval is a whole number of beats."""
    interval = settings.interval_ms / 1000
    most = max(1, int(interval / _SHORTEST_BEAT))
    return min(most, max(1, round(settings.rate * interval))) / interval


def beats(settings: Settings, milliseconds: float) -> int:
    """Return how many beats a documented cadence takes, the 100 ms interval being `interval_ms` long."""
    return max(1, round(milliseconds / 100 * settings.interval_ms / 1000 * beats_per_second(settings)))

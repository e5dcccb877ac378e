"""What both venues stand on: instruments, their bars, derived prices, clock, settings, hub."""

import math
import zlib
from dataclasses import dataclass

from btfast.sim.bars import DAY, HOUR, Bar, Bars
from btfast.sim.clock import Clock
from btfast.sim.engine import ASK, BID, Instrument
from btfast.sim.hub import Hub
from btfast.sim.options import VOLATILITY, Greeks, greeks
from btfast.sim.settings import Settings

PRODUCTS = {
    "binance": {
        "spot": "spot", "margin": "spot", "swap": "swap", "futures": "swap", "coin_m": "coin_m",
        "option": "option",
    },
    "okx": {"spot": "spot", "margin": "spot", "swap": "swap", "futures": "futures", "option": "option"},
}  # fmt: skip
"""Under which product a venue holds the instruments of an asset type."""

FUNDING_EVERY = 8 * HOUR
YEAR = 365 * DAY
CARRY = 0.05  # a dated future's premium for a year


class VenueError(Exception):
    """A request that the venue refuses: HTTP status and body."""

    def __init__(self, status: int, body: object) -> None:
        super().__init__(f"{status} {body}")
        self.status, self.body = status, body


@dataclass(eq=False, slots=True)
class Market:
    """One instrument with everything that is told about it."""

    instrument: Instrument
    bars: Bars
    clock: Clock
    seed: int
    underlying: "Market | None" = None
    _day: tuple[int, Bar] | None = None

    @property
    def symbol(self) -> str:
        """The venue's spelling."""
        return self.instrument.listing.symbol

    def day(self) -> Bar:
        """Return the last 24 hours, worked out once a second."""
        now = self.clock.now()
        if self._day is None or self._day[0] != now // 1000:
            self._day = now // 1000, self.bars.day(now)
        return self._day[1]

    def index(self) -> float:
        """Return the index price: of an option that of what it is on."""
        if self.underlying is not None:
            return self.underlying.index()
        return self.instrument.mid / (1 + self.carry()) * (1 + 0.0001 * math.sin(self.clock.now() / HOUR))

    def mark(self) -> float:
        """Return the mark price."""
        listing = self.instrument.listing
        if listing.right:
            return self.greeks().price / (self.index() if listing.is_in_coins else 1.0)
        if listing.expiry:
            return self.index() * (1 + self.carry())
        return self.index() * (1 + self.funding(self.next_funding()) / 3)

    def carry(self) -> float:
        """Return by what share a dated future stands above its index."""
        return 0.0 if self.instrument.listing.right else CARRY * self.years()

    def years(self) -> float:
        """Return how long the contract still lives; 0 when it has no end."""
        expiry = self.instrument.listing.expiry
        return max(0.0, (expiry - self.clock.now()) / YEAR) if expiry else 0.0

    def volatility(self) -> float:
        """Return the implied volatility of an option, per year."""
        return VOLATILITY + 0.05 * self.chance("volatility")

    def greeks(self) -> Greeks:
        """Return value and sensitivities of an option, in quote units."""
        listing = self.instrument.listing
        return greeks(
            self.index(), float(listing.strike), self.years(), self.volatility(), listing.right == "C"
        )

    def next_funding(self) -> int:
        """Return when funding is next exchanged, ms."""
        return (self.clock.now() // FUNDING_EVERY + 1) * FUNDING_EVERY

    def funding(self, time: int) -> float:
        """Return the funding rate exchanged at `time`, ms."""
        return round((self.chance(f"funding{time // FUNDING_EVERY}") - 0.4) * 0.0004, 8)

    def open_interest(self, time: int) -> int:
        """Return the open interest at `time` in lots."""
        listing = self.instrument.listing
        lots = 5e7 / listing.worth
        return int(lots * (1 + 0.1 * math.sin(time / (9 * HOUR))))

    def chance(self, what: str) -> float:
        """Return a number from 0 to 1 that depends on the seed, the instrument and `what` alone."""
        return zlib.crc32(f"{self.seed}/{self.symbol}/{what}".encode()) / 2**32

    def book_state(self) -> dict[str, object]:
        """Return the whole book as text, best first, with its update number."""
        listing, book = self.instrument.listing, self.instrument.book
        bids, asks = (
            [
                [listing.price.text(price), listing.size.text(size)]
                for price, size in book[side].top(len(book[side]))
            ]
            for side in (BID, ASK)
        )
        return {"symbol": self.symbol, "sequence": self.instrument.sequence, "bids": bids, "asks": asks}


@dataclass(eq=False, slots=True)
class Product:
    """The instruments of one product of one venue."""

    venue: str
    name: str
    markets: dict[str, Market]
    settings: Settings
    clock: Clock
    hub: Hub

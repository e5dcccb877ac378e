"""OKX's manners: errors, parameters, rows shared by REST and streams. Source: www.okx.com/docs-v5."""

from collections.abc import Mapping

from btfast.sim.bars import DAY, HOUR, MINUTE, SECOND, Period
from btfast.sim.engine import Instrument, Levels
from btfast.sim.listing import Listing
from btfast.sim.venue import Market, Product, VenueError

SPOT, SWAP, FUTURES, OPTION = "spot", "swap", "futures", "option"
STRIDE = 30
KINDS = {"SPOT": SPOT, "MARGIN": SPOT, "SWAP": SWAP, "FUTURES": FUTURES, "OPTION": OPTION}
_UTC8 = 8 * HOUR
_SHORT = {
    "1s": SECOND, "1m": MINUTE, "3m": 3 * MINUTE, "5m": 5 * MINUTE, "15m": 15 * MINUTE, "30m": 30 * MINUTE,
    "1H": HOUR, "2H": 2 * HOUR, "4H": 4 * HOUR,
}  # fmt: skip
_LONG = {
    "6H": Period(6 * HOUR), "12H": Period(12 * HOUR), "1D": Period(DAY), "2D": Period(2 * DAY),
    "3D": Period(3 * DAY), "1W": Period(7 * DAY), "1M": Period(0, 1), "3M": Period(0, 3),
}  # fmt: skip
BARS = (
    {name: Period(length) for name, length in _SHORT.items()}
    | {f"{name}utc": period for name, period in _LONG.items()}
    | {name: Period(period.length, period.months, _UTC8) for name, period in _LONG.items()}
)


def error(code: str, message: str, status: int = 200) -> VenueError:
    """Return an error in OKX's envelope."""
    return VenueError(status, {"code": code, "data": [], "msg": message})


def kind(market: Market) -> str:
    """Return the ``instType``."""
    return market.instrument.listing.product.upper()


def levels(instrument: Instrument, side: Levels) -> list[list[str]]:
    """Return levels as price, size, "0", order count."""
    price, size = instrument.listing.price.text, instrument.listing.size.text
    return [[price(p), size(s), "0", "1" if s else "0"] for p, s in side]


def plain(value: float) -> str:
    """Return a float without exponent or trailing zeros."""
    return f"{value:.10f}".rstrip("0").rstrip(".") or "0"


def pair(listing: Listing) -> str:
    """Return base and quote, which name the index and the family."""
    return f"{listing.base}-{listing.quote}"


def index_market(products: Mapping[str, Product], name: str) -> Market | None:
    """Return the spot market that stands for an index, such as ``BTC-USD``, or ``None``."""
    base, _, quote = name.partition("-")
    return products[SPOT].markets.get(f"{base}-USDT" if quote == "USD" else name)


class Query:
    """The parameters of one request, read as OKX reads them."""

    def __init__(self, products: Mapping[str, Product], sent: Mapping[str, str]) -> None:
        self.products = products
        self.sent = sent
        self.clock = next(iter(products.values())).clock

    def text(self, name: str) -> str:
        """Return a mandatory parameter."""
        value = self.sent.get(name)
        if not value:
            raise error("50014", f"Parameter {name} cannot be empty.", 400)
        return value

    def integer(self, name: str) -> int | None:
        """Return an optional whole number."""
        value = self.sent.get(name)
        if not value:
            return None
        if not value.isdecimal():
            raise error("51000", f"Parameter {name} error", 400)
        return int(value)

    def count(self, name: str, default: int, most: int) -> int:
        """Return how many rows are wanted; more than `most` gives `most`."""
        value = self.integer(name)
        if value == 0:
            raise error("51000", f"Parameter {name} error", 400)
        return min(most, default if value is None else value)

    def market(self) -> Market:
        """Return the market of a mandatory ``instId``."""
        return self.find(self.text("instId"))

    def find(self, symbol: str) -> Market:
        """Return the market of `symbol`."""
        for product in self.products.values():
            if symbol in product.markets:
                return product.markets[symbol]
        raise error("51001", "Instrument ID, Instrument ID code, or Spread ID doesn't exist.")

    def markets(self) -> list[Market]:
        """Return the markets of a mandatory ``instType``, narrowed by ``instId`` and ``instFamily``."""
        known = self.products[self.kind()].markets
        if self.sent.get("instId"):
            return [self._listed(known, self.sent["instId"])]
        family = self.sent.get("instFamily") or self.sent.get("uly")
        return [m for m in known.values() if not family or pair(m.instrument.listing) == family]

    def kind(self) -> str:
        """Return the product of a mandatory ``instType``."""
        name = self.text("instType")
        if name not in KINDS:
            raise error("51000", "Parameter instType error", 400)
        return KINDS[name]

    def family(self, product: str) -> list[Market]:
        """Return the markets of a mandatory ``instFamily``."""
        name = self.text("instFamily")
        found = [m for m in self.products[product].markets.values() if pair(m.instrument.listing) == name]
        if not found:
            raise error("51014", "Index doesn't exist.")
        return found

    def page(self, times: list[int], most: int = 100) -> list[int]:
        """Return the times of a page, newest first: older than ``after``, newer than ``before``."""
        after, before = self.integer("after"), self.integer("before")
        kept = [t for t in times if (after is None or t < after) and (before is None or t > before)]
        return kept[: self.count("limit", 100, most)]

    def period(self) -> Period:
        """Return the period of ``bar``."""
        name = self.sent.get("bar") or "1m"
        if name not in BARS:
            raise error("51000", "Parameter bar error", 400)
        return BARS[name]

    def index(self, name: str) -> Market:
        """Return the spot market that stands for an index; that of dollars is the one of ``USDT``."""
        found = index_market(self.products, name)
        if found is None:
            raise error("51001", "Instrument ID, Instrument ID code, or Spread ID doesn't exist.")
        return found

    def _listed(self, known: Mapping[str, Market], symbol: str) -> Market:
        if symbol not in known:
            raise error("51001", "Instrument ID, Instrument ID code, or Spread ID doesn't exist.")
        return known[symbol]

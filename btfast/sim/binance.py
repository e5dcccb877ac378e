"""Binance's manners: errors, parameters, levels. Source: binance-spot-api-docs, rest-api.md and errors.md."""

import json
import re
from collections.abc import Mapping

from btfast.sim.bars import DAY, HOUR, MINUTE, SECOND, Period
from btfast.sim.engine import Instrument, Levels
from btfast.sim.venue import Market, Product, VenueError

SPOT, SWAP, COIN_M, OPTION = "spot", "swap", "coin_m", "option"
STRIDES = {SPOT: 1, SWAP: 60, COIN_M: 60, OPTION: 1}
INTERVALS = {
    "1s": Period(SECOND), "1m": Period(MINUTE), "3m": Period(3 * MINUTE), "5m": Period(5 * MINUTE),
    "15m": Period(15 * MINUTE), "30m": Period(30 * MINUTE), "1h": Period(HOUR), "2h": Period(2 * HOUR),
    "4h": Period(4 * HOUR), "6h": Period(6 * HOUR), "8h": Period(8 * HOUR), "12h": Period(12 * HOUR),
    "1d": Period(DAY), "3d": Period(3 * DAY), "1w": Period(7 * DAY), "1M": Period(0, months=1),
}  # fmt: skip
SWAP_INTERVALS = {name: period for name, period in INTERVALS.items() if name != "1s"}
_LEGAL_SYMBOL = re.compile(r"[^\Wa-z]+(?:[-._]?[^\Wa-z]+)*")


def error(code: int, message: str, status: int = 400) -> VenueError:
    """Return an error with Binance's body."""
    return VenueError(status, {"code": code, "msg": message})


def levels(instrument: Instrument, side: Levels) -> list[list[str]]:
    """Return levels as pairs of price and quantity."""
    price, size = instrument.listing.price.text, instrument.listing.size.text
    return [[price(p), size(s)] for p, s in side]


def levels_text(instrument: Instrument, side: Levels) -> str:
    """Return levels as JSON text."""
    price, size = instrument.listing.price.text, instrument.listing.size.text
    return "[" + ",".join([f'["{price(p)}","{size(s)}"]' for p, s in side]) + "]"


class Query:
    """The parameters of one request, read as Binance reads them."""

    def __init__(self, product: Product, sent: Mapping[str, str]) -> None:
        self.product = product
        self.sent = sent

    def text(self, name: str) -> str:
        """Return a mandatory parameter."""
        value = self.sent.get(name)
        if not value:
            raise error(-1102, f"Mandatory parameter '{name}' was not sent, was empty/null, or malformed.")
        return value

    def integer(self, name: str) -> int | None:
        """Return an optional whole number."""
        value = self.sent.get(name)
        if value is None:
            return None
        if not re.fullmatch(r"\d{1,19}", value):
            raise error(
                -1100, f"Illegal characters found in parameter '{name}'; legal range is '^[0-9]{{1,20}}$'."
            )
        return int(value)

    def limit(self, default: int, most: int) -> int:
        """Return ``limit``: 0 is refused, more than `most` is cut on spot and refused on futures."""
        value = self.integer("limit")
        if value is None:
            return default
        if value == 0 or (value > most and self.product.name in (SWAP, COIN_M)):
            raise error(-1130, "Data sent for parameter 'limit' is not valid.")
        return min(value, most)

    def market(self, name: str = "symbol") -> Market:
        """Return the market of a mandatory symbol."""
        return self.find(name, self.text(name))

    def find(self, name: str, symbol: str) -> Market:
        """Return the market of `symbol`, sent as parameter `name`."""
        if not _LEGAL_SYMBOL.fullmatch(symbol):
            raise error(-1100, f"Illegal characters found in parameter '{name}'; legal range is "
                               r"'^[\w\-._&&[^a-z]]{1,50}$'.")  # fmt: skip
        try:
            return self.product.markets[symbol]
        except KeyError:
            raise error(-1121, "Invalid symbol.") from None

    def markets(self) -> tuple[list[Market], bool]:
        """Return the markets of ``symbol`` or ``symbols``, or all, and whether a list is the answer."""
        if "symbol" in self.sent and "symbols" in self.sent:
            raise error(-1128, "Combination of optional parameters invalid.")
        if "symbol" in self.sent:
            return [self.market()], False
        if "symbols" in self.sent:
            return [self.find("symbols", symbol) for symbol in self._symbols()], True
        return list(self.product.markets.values()), True

    def contract(self) -> Market:
        """Return the market of ``symbol``, or of ``pair`` and ``contractType`` (a perpetual if not sent)."""
        if "pair" not in self.sent and "symbol" in self.sent:
            return self.market()
        term = self.sent.get("contractType", "PERPETUAL")
        found = [m for m in self.of_pair() if m.instrument.listing.term == term]
        if not found:
            raise error(-1130, "Data sent for parameter 'contractType' is not valid.")
        return found[0]

    def of_pair(self) -> list[Market]:
        """Return the markets of a mandatory ``pair``."""
        pair = self.text("pair")
        found = [m for m in self.product.markets.values() if m.instrument.listing.pair == pair]
        if not found:
            raise error(-4144 if self.product.name == SWAP else -4087, "Invalid pair.")
        return found

    def check_range(self) -> None:
        """Refuse a start after the end."""
        start, end = self.integer("startTime"), self.integer("endTime")
        if start is not None and end is not None and start > end:
            raise error(-1023, "Start time is greater than end time.")

    def interval(self) -> Period:
        """Return the period of a mandatory ``interval``."""
        known = INTERVALS if self.product.name == SPOT else SWAP_INTERVALS
        try:
            return known[self.text("interval")]
        except KeyError:
            raise error(-1120, "Invalid interval.") from None

    def _symbols(self) -> list[str]:
        try:
            names = json.loads(self.sent["symbols"])
            if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
                raise ValueError(names)
        except ValueError:
            raise error(
                -1100,
                "Illegal characters found in parameter 'symbols'; legal range is "
                r"'^\[(\"[\w\-._&&[^a-z]]{1,50}\"(,\"[\w\-._&&[^a-z]]{1,50}\"){0,}){0,1}\]$'.",
            ) from None
        if len(set(names)) < len(names):
            raise error(-1151, "Symbol is present multiple times in the list.")
        return names

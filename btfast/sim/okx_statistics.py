"""OKX trading statistics, ``/api/v5/rubik/stat``: rows of text, newest first ("Trading Statistics")."""

from collections.abc import Callable, Mapping
from typing import Any

from btfast.sim.listings import OPENED
from btfast.sim.okx import BARS, OPTION, SPOT, SWAP, Query, error, plain
from btfast.sim.okx_rest import Endpoint
from btfast.sim.venue import Market

_REACH = 1440  # rows back from now
_LIMIT, _HISTORY_LIMIT = 5, 10

Columns = Callable[[Market, int], list[float]]


def ratio(what: str) -> Columns:
    """Return one column: longs to shorts, or another ratio about 1."""
    return lambda market, time: [round(0.7 + 0.6 * market.chance(f"{what}{time}"), 4)]


def volumes(what: str) -> Columns:
    """Return two columns: what was bought and sold, or held and traded."""
    return lambda market, time: [
        round(5000 + 5000 * market.chance(f"{what}{side}{time}"), 4) for side in range(2)
    ]


def series(columns: Columns, asked: str, default: str = "5m") -> Callable[[Query], list[Any]]:
    """Return an endpoint: one row per period of ``ccy`` or ``instId``, between ``begin`` and ``end``."""

    def ask(query: Query) -> list[Any]:
        market = query.market() if asked == "instId" else _coin(query)
        name = query.sent.get("period") or default
        if name not in BARS:
            raise error("51000", "Parameter period error", 400)
        period, now = BARS[name], query.clock.now()
        begin, end = query.integer("begin") or OPENED, query.integer("end") or now + 1
        found: list[list[str]] = []
        time, limit = period.floor(min(now, end - 1)), query.count("limit", 100, 100)
        for _ in range(_REACH):
            if time <= begin or len(found) == limit:
                break
            found.append([str(time), *map(plain, columns(market, time))])
            time = period.floor(time - 1)
        return found

    return ask


def _two_ratios(market: Market, time: int) -> list[float]:
    return ratio("puts")(market, time) + ratio("calls")(market, time)


def _open_interest(market: Market, time: int) -> list[float]:
    listing, lots = market.instrument.listing, market.open_interest(time)
    coins = listing.coins(lots, market.index())
    return [listing.size.value(lots), coins, coins * market.index()]


def _support(query: Query) -> dict[str, list[str]]:
    products = {"contract": SWAP, "option": OPTION, "spot": SPOT}
    return {name: _bases(query, product) for name, product in products.items()}


def _by_expiry(query: Query) -> list[Any]:
    market, day = _coin(query), _day(query)
    ends = sorted({m.instrument.listing.day for m in _options(query)})
    return [[str(day), f"20{end}", *_calls_and_puts(market, f"{end}{day}")] for end in ends]


def _by_strike(query: Query) -> list[Any]:
    market, day, end = _coin(query), _day(query), query.text("expTime").removeprefix("20")
    strikes = {m.instrument.listing.strike for m in _options(query) if m.instrument.listing.day == end}
    return [
        [str(day), strike, *_calls_and_puts(market, f"{strike}{day}")]
        for strike in sorted(strikes, key=float)
    ]


def _taker_flow(query: Query) -> list[str]:
    market, day = _coin(query), _day(query)
    return [str(day), *_calls_and_puts(market, f"flow{day}"), *_calls_and_puts(market, f"block{day}")[:2]]


def _taker_volume(query: Query) -> list[Any]:
    if query.text("instType") not in ("SPOT", "CONTRACTS"):
        raise error("51000", "Parameter instType error", 400)
    return series(volumes("taker"), "ccy")(query)


def _calls_and_puts(market: Market, what: str) -> list[str]:
    return [plain(round(100 * market.chance(f"{what}{column}"), 2)) for column in range(4)]


def _day(query: Query) -> int:
    return BARS["1D"].floor(query.clock.now())


def _options(query: Query) -> list[Market]:
    base = query.text("ccy")
    return [m for m in query.products[OPTION].markets.values() if m.instrument.listing.base == base]


def _coin(query: Query) -> Market:
    return query.index(f"{query.text('ccy')}-USDT")


def _bases(query: Query, product: str) -> list[str]:
    return sorted({market.instrument.listing.base for market in query.products[product].markets.values()})


_TOP = "long-short-{}-ratio-contract-top-trader"
_ANSWERS: Mapping[str, Callable[[Query], Any]] = {
    "trading-data/support-coin": _support,
    "taker-volume": _taker_volume,
    "taker-volume-contract": series(volumes("contract"), "instId"),
    "margin/loan-ratio": series(ratio("loan"), "ccy"),
    "contracts/long-short-account-ratio": series(ratio("accounts"), "ccy"),
    "contracts/long-short-account-ratio-contract": series(ratio("accounts"), "instId"),
    "contracts/" + _TOP.format("account"): series(ratio("top"), "instId"),
    "contracts/" + _TOP.format("position"): series(ratio("positions"), "instId"),
    "contracts/open-interest-volume": series(volumes("contracts"), "ccy"),
    "contracts/open-interest-history": series(_open_interest, "instId"),
    "option/open-interest-volume": series(volumes("options"), "ccy", "1D"),
    "option/open-interest-volume-ratio": series(_two_ratios, "ccy", "1D"),
    "option/open-interest-volume-expiry": _by_expiry,
    "option/open-interest-volume-strike": _by_strike,
    "option/taker-block-volume": _taker_flow,
}
STATISTICS_ENDPOINTS = {
    f"/api/v5/rubik/stat/{path}": Endpoint(answer, _HISTORY_LIMIT if "history" in path else _LIMIT)
    for path, answer in _ANSWERS.items()
}

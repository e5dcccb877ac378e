"""Binance futures' indices, funds and sessions: what is no single contract's book (USDⓈ-M "Market Data")."""

from typing import Any

from btfast.sim.bars import HOUR, MINUTE
from btfast.sim.binance import Query, error
from btfast.sim.venue import Market, Product

_EXCHANGES = ("binance", "coinbase", "okex")
_DAY_PLAN = (("OVERNIGHT", 8), ("PRE_MARKET", 5), ("REGULAR", 7), ("AFTER_MARKET", 4))  # hours
_MARKETS = ("EQUITY", "COMMODITY", "KR_EQUITY", "HK_EQUITY", "CN_EQUITY", "FX")


def assets(product: Product) -> list[str]:
    """Return the assets in which contracts are settled, and the coins."""
    listings = [market.instrument.listing for market in product.markets.values()]
    return sorted({listing.quote for listing in listings} | {listing.base for listing in listings})


def asset_price(product: Product, asset: str) -> float:
    """Return what an asset is worth in dollars."""
    for market in product.markets.values():
        if market.instrument.listing.base == asset:
            return market.index()
    return 1.0


def asset_row(product: Product, asset: str) -> dict[str, object]:
    """Return the index of an asset with its haircuts."""
    price = asset_price(product, asset)
    rates = {"bidRate": 0.9, "askRate": 1.1, "autoExchangeBidRate": 0.95, "autoExchangeAskRate": 1.05}
    return {
        "symbol": f"{asset}USD",
        "time": product.clock.now(),
        "index": f"{price:.8f}",
        "bidBuffer": "0.10000000",
        "askBuffer": "0.10000000",
        "autoExchangeBidBuffer": "0.05000000",
        "autoExchangeAskBuffer": "0.05000000",
        **{name: f"{price * rate:.8f}" for name, rate in rates.items()},
    }


def asset_index(query: Query) -> Any:
    """Return one asset's index, or all."""
    product, symbol = query.product, query.sent.get("symbol")
    rows = [asset_row(product, asset) for asset in assets(product)]
    if symbol is None:
        return rows
    found = next((row for row in rows if row["symbol"] == symbol), None)
    if found is None:
        raise error(-1121, "Invalid symbol.")
    return found


def index_info(query: Query) -> Any:
    """Return of what composite indices are made; here every perpetual stands for one, of its own coin."""
    markets, is_list = query.markets()
    rows = [_composite(market) for market in markets if not market.instrument.listing.expiry]
    if not is_list and not rows:
        raise error(-1121, "Invalid symbol.")
    return rows if is_list else rows[0]


def constituents(query: Query) -> dict[str, object]:
    """Return the prices an index is made of."""
    symbol = query.text("symbol")
    found = [m for m in query.product.markets.values() if symbol in (m.symbol, m.instrument.listing.pair)]
    if not found:
        raise error(-1121, "Invalid symbol.")
    pair, price = found[0].instrument.listing.pair, found[0].index()
    return {
        "symbol": pair,
        "time": query.product.clock.now(),
        "constituents": [
            {"exchange": name, "symbol": pair, "price": f"{price:.8f}", "weight": f"{1 / 3:.8f}"}
            for name in _EXCHANGES
        ],
    }


def insurance(query: Query) -> Any:
    """Return the fund that covers a symbol, or all funds."""
    product = query.product
    if "symbol" in query.sent:
        query.market()
    quotes = sorted({m.instrument.listing.quote for m in product.markets.values()})
    now = product.clock.now() // HOUR * HOUR
    fund = {
        "symbols": sorted(product.markets),
        "assets": [
            {"asset": name, "marginBalance": "299999998.6497832", "updateTime": now} for name in quotes
        ],
    }
    return fund if "symbol" in query.sent else [fund]


def adl_risk(query: Query) -> Any:
    """Return how likely it is that positions are cut."""
    markets, is_list = query.markets()
    now = query.product.clock.now() // (30 * MINUTE) * 30 * MINUTE
    rows = [
        {
            "symbol": m.symbol,
            "adlRisk": ("low", "medium", "high")[int(3 * m.chance("adl"))],
            "updateTime": now,
        }
        for m in markets
    ]
    return rows if is_list else rows[0]


def session(time: int) -> tuple[int, int, str]:
    """Return start, end and kind of the trading session that holds `time`, ms."""
    start = time // (24 * HOUR) * 24 * HOUR
    for kind, hours in _DAY_PLAN:
        if time < start + hours * HOUR:
            return start, start + hours * HOUR, kind
        start += hours * HOUR
    raise AssertionError(f"sim: the day's sessions do not cover {time}")


def trading_schedule(query: Query) -> dict[str, object]:
    """Return the sessions of a week for each market of traditional finance."""
    now = query.product.clock.now()
    time, sessions = now // (24 * HOUR) * 24 * HOUR, []
    for _ in range(7 * len(_DAY_PLAN)):
        start, time, kind = session(time)
        sessions.append({"startTime": start, "endTime": time, "type": kind})
    return {"updateTime": now, "marketSchedules": {name: {"sessions": sessions} for name in _MARKETS}}


def _composite(market: Market) -> dict[str, object]:
    listing = market.instrument.listing
    whole = {"weightInQuantity": "1.00000000", "weightInPercentage": "1.00000000"}
    return {
        "symbol": market.symbol,
        "time": market.clock.now(),
        "component": "baseAsset",
        "baseAssetList": [{"baseAsset": listing.base, "quoteAsset": listing.quote, **whole}],
    }

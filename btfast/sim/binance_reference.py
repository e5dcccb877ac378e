"""Binance spot's block trades, reference prices and execution rules (rest-api.md, "Market data endpoints")."""

from btfast.sim.binance import Query, error
from btfast.sim.binance_tickers import mean_price
from btfast.sim.engine import Trade
from btfast.sim.venue import Market

_BUCKETS, _BUCKET_MS = 60, 1000
_BLOCK_EVERY = 10  # one match in so many counts as a block trade


def is_block(trade: Trade) -> bool:
    """Return whether a match counts as a block trade."""
    return trade.number % _BLOCK_EVERY == 0


def block_trades(query: Query) -> list[dict[str, object]]:
    """Return recent block trades, oldest first."""
    market = query.market()
    limit, first = query.limit(500, 1000), query.integer("fromId")
    found = [row for row in market.instrument.trades if is_block(row)]
    page = found[-limit:] if first is None else [row for row in found if row.number >= first][:limit]
    return [_block(market, row) for row in page]


def reference_price(market: Market) -> str | None:
    """Return the reference price; symbols of other alphabets have none here."""
    return mean_price(market) if market.symbol.isascii() else None


def price(query: Query) -> dict[str, object]:
    """Return the reference price."""
    market = query.market()
    known = reference_price(market)
    if known is None:
        raise error(-2043, "This symbol doesn't have a reference price.")
    return {"symbol": market.symbol, "referencePrice": known, "timestamp": market.clock.now()}


def calculation(query: Query) -> dict[str, object]:
    """Return how the reference price is made."""
    market = query.market()
    if reference_price(market) is None:
        raise error(-2043, "This symbol doesn't have a reference price.")
    return {
        "symbol": market.symbol,
        "calculationType": "ARITHMETIC_MEAN",
        "bucketCount": _BUCKETS,
        "bucketWidthMs": _BUCKET_MS,
    }


def rules(query: Query) -> dict[str, object]:
    """Return the price range in which each symbol's orders execute."""
    markets, _ = query.markets()
    return {"symbolRules": [{"symbol": market.symbol, "rules": [_PRICE_RANGE]} for market in markets]}


_PRICE_RANGE = {
    "ruleType": "PRICE_RANGE",
    "bidLimitMultUp": "1.0500",
    "bidLimitMultDown": "0.9500",
    "askLimitMultUp": "1.0500",
    "askLimitMultDown": "0.9500",
}


def _block(market: Market, row: Trade) -> dict[str, object]:
    listing = market.instrument.listing
    return {
        "id": row.number,
        "price": listing.price.text(row.price),
        "qty": listing.size.text(row.size),
        "quoteQty": f"{listing.amount(row.price * row.size):.8f}",
        "time": row.time,
        "isBuyerMaker": row.buyer_is_maker,
    }

"""What Binance streams say of more than one book: indices, contracts, sessions, options."""

from collections.abc import Callable
from typing import Any

from btfast.sim.binance import COIN_M
from btfast.sim.binance_indices import asset_row, session
from btfast.sim.binance_info import PERPETUAL_END
from btfast.sim.binance_option_rest import mark_row, size_open
from btfast.sim.binance_payloads import universe
from btfast.sim.engine import Trade
from btfast.sim.hub import dumps
from btfast.sim.listings import OPENED
from btfast.sim.venue import Market, Product

_BRACKETS = ((1, 0, 5000, 0.01, 0, 21, 50), (2, 5000, 25000, 0.025, 75, 11, 20))


def asset_index(product: Product, asset: str) -> dict[str, object]:
    """Return the index of an asset with its haircuts (USDⓈ-M)."""
    row = asset_row(product, asset)
    fields = {key: row[name] for key, name in _ASSET.items()}
    return {"e": "assetIndexUpdate", "E": product.clock.now(), **fields}


def composite_index(market: Market) -> dict[str, object]:
    """Return an index and its parts; here every perpetual stands for one, of its own coin (USDⓈ-M)."""
    listing, price = market.instrument.listing, f"{market.index():.8f}"
    part = {"b": listing.base, "q": listing.quote, "w": "1.00000000", "W": "1.00000000", "i": price}
    head = {"e": "compositeIndex", "E": market.clock.now(), "s": market.symbol}
    return head | {"p": price, "C": "baseAsset", "c": [part]}


def contract_info(market: Market) -> dict[str, object]:
    """Return a future's terms and brackets of leverage."""
    listing = market.instrument.listing
    pair = {"ps": listing.pair} if listing.product == COIN_M else {}
    brackets = [dict(zip(_BRACKET, bracket, strict=True)) for bracket in _BRACKETS]
    return {
        "e": "contractInfo", "E": market.clock.now(), "s": market.symbol, **pair, "ct": listing.term,
        "dt": listing.expiry or PERPETUAL_END, "ot": OPENED, "cs": "TRADING", "bks": brackets, **universe(market),
    }  # fmt: skip


def trading_session(now: int) -> dict[str, object]:
    """Return the session of traditional finance at a time in ms."""
    start, end, kind = session(now)
    return {"e": "EquityUpdate", "E": now, "t": start, "T": end, "S": kind}


def index_price(market: Market) -> dict[str, object]:
    """Return the index of a pair (COIN-M)."""
    pair = market.instrument.listing.pair
    return {"e": "indexPriceUpdate", "E": market.clock.now(), "i": pair, "p": f"{market.index():.8f}"}


def option_index(underlying: Market) -> dict[str, object]:
    """Return the index of what options are on."""
    price = f"{underlying.index():.8f}"
    return {"e": "indexPrice", "E": underlying.clock.now(), "s": underlying.symbol, "p": price}


def option_symbol(market: Market) -> dict[str, object]:
    """Return an option's terms."""
    listing = market.instrument.listing
    return {
        "e": "optionSymbol", "E": market.clock.now(), "s": market.symbol, "ps": listing.pair, "qa": listing.quote,
        "d": "CALL" if listing.right == "C" else "PUT", "sp": listing.strike, "dt": listing.expiry, "u": 1,
        "ot": OPENED, "cs": "TRADING",
    }  # fmt: skip


def option_interest(market: Market) -> dict[str, object]:
    """Return what is open of an option."""
    now = market.clock.now()
    size, dollars = size_open(market, now)
    return {"e": "openInterest", "E": now, "s": market.symbol, "o": f"{size:.2f}", "h": f"{dollars:.8f}"}


def option_mark(market: Market) -> dict[str, object]:
    """Return an option's mark price, best prices, volatilities and greeks."""
    row, price, size = mark_row(market), market.instrument.listing.price, market.instrument.listing.size
    bid, bid_size, ask, ask_size = market.instrument.top()
    head = {"s": market.symbol, "mp": row["markPrice"], "E": market.clock.now(), "e": "markPrice"}
    best = {
        "bo": price.text(bid),
        "ao": price.text(ask),
        "bq": size.text(bid_size),
        "aq": size.text(ask_size),
    }
    told = {key: row[name] for key, name in _MARK.items()}
    return head | {"i": f"{market.index():.8f}", "P": "0.000"} | best | told


def option_trade(market: Market) -> Callable[[Any], str | None]:
    """Say one match of an option."""
    listing = market.instrument.listing

    def say(match: Trade) -> str:
        row: dict[str, object] = {"e": "trade", "E": market.clock.now(), "T": match.time, "s": market.symbol}
        price, size = listing.price.text(match.price), listing.size.text(match.size)
        side = "SELL" if match.buyer_is_maker else "BUY"
        told = {"t": match.number, "p": price, "q": size, "X": "MARKET", "S": side, "m": match.buyer_is_maker}
        return dumps(row | told)

    return say


_BRACKET = ("bs", "bnf", "bnc", "mmr", "cf", "mi", "ma")
_ASSET = {
    "s": "symbol", "i": "index", "b": "bidBuffer", "a": "askBuffer", "B": "bidRate", "A": "askRate",
    "q": "autoExchangeBidBuffer", "g": "autoExchangeAskBuffer", "Q": "autoExchangeBidRate",
    "G": "autoExchangeAskRate",
}  # fmt: skip
_MARK = {
    "b": "bidIV", "a": "askIV", "hl": "highPriceLimit", "ll": "lowPriceLimit", "vo": "markIV",
    "rf": "riskFreeInterest", "d": "delta", "t": "theta", "g": "gamma", "v": "vega",
}  # fmt: skip

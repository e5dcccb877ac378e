"""OKX spreads, spot against the perpetual: terms and ticker ("Spread Trading")."""

from collections.abc import Iterable, Mapping
from typing import Any

from btfast.sim.listings import OPENED
from btfast.sim.okx import SPOT, SWAP, Query, error, plain
from btfast.sim.okx_rest import Endpoint
from btfast.sim.okx_rows import Row
from btfast.sim.venue import Market, Product


def legs_of(products: Mapping[str, Product], name: str) -> tuple[Market, Market] | None:
    """Return the two legs of a spread such as ``BTC-USDT_BTC-USDT-SWAP``, or ``None``."""
    own, _, other = name.partition("_")
    near, far = products[SPOT].markets.get(own), products[SWAP].markets.get(other)
    if near is None or far is None or other != f"{own}-SWAP":
        return None
    return near, far


def ticker_row(legs: Iterable[Market]) -> Row:
    """Return the ticker of a spread: the difference of its legs."""
    near, far = legs
    (bid, _, ask, _), (far_bid, _, far_ask, _) = near.instrument.top(), far.instrument.top()
    own, other = near.instrument.listing.price.value, far.instrument.listing.price.value
    day, far_day = near.day(), far.day()
    prices = {
        "last": other(far.instrument.last.price) - own(near.instrument.last.price),
        "askPx": other(far_ask) - own(bid),
        "bidPx": other(far_bid) - own(ask),
        "open24h": other(far_day.open) - own(day.open),
        "high24h": other(far_day.high) - own(day.low),
        "low24h": other(far_day.low) - own(day.high),
    }
    sizes = dict.fromkeys(("lastSz", "askSz", "bidSz"), "0.5") | {"vol24h": "6.67"}
    told = {name: plain(round(value, 2)) for name, value in prices.items()}
    return {"sprdId": f"{near.symbol}_{far.symbol}", **told, **sizes, "ts": str(near.clock.now())}


def _spreads(query: Query) -> list[Any]:
    near = list(query.products[SPOT].markets)
    found = [legs_of(query.products, f"{name}_{name}-SWAP") for name in near]
    return [_terms(*legs) for legs in found if legs is not None]


def _ticker(query: Query) -> list[Any]:
    legs = legs_of(query.products, query.text("sprdId"))
    if legs is None:
        raise error("51001", "Instrument ID, Instrument ID code, or Spread ID doesn't exist.")
    return [ticker_row(legs)]


def _terms(near: Market, far: Market) -> Row:
    listing = near.instrument.listing
    sides = (near.symbol, "sell"), (far.symbol, "buy")
    return {
        "sprdId": f"{near.symbol}_{far.symbol}",
        "sprdType": "linear",
        "state": "live",
        "baseCcy": listing.base,
        "szCcy": listing.base,
        "quoteCcy": listing.quote,
        "tickSz": listing.tick,
        "minSz": "0.001",
        "lotSz": "0.001",
        "listTime": str(OPENED),
        "legs": [{"instId": name, "side": side} for name, side in sides],
        "expTime": "",
        "uTime": str(OPENED),
    }


SPREAD_ENDPOINTS = {
    "/api/v5/sprd/spreads": Endpoint(_spreads, 20),
    "/api/v5/market/sprd-ticker": Endpoint(_ticker, 20),
}

"""Binance COIN-M market data over REST: lists where USDⓈ-M answers with one row, and pairs ("Market Data")."""

from collections.abc import Callable
from typing import Any

from btfast.sim import binance_futures_rest as futures
from btfast.sim import binance_indices as indices
from btfast.sim import binance_rest as rest
from btfast.sim import binance_tickers as tickers
from btfast.sim.binance import Query, error
from btfast.sim.binance_futures_data import COIN_M_DATA
from btfast.sim.binance_futures_rest import BAR_WEIGHT, BARS, DEPTH_WEIGHT, PAIR_BARS, derived_klines
from btfast.sim.binance_info import coin_info
from btfast.sim.binance_rest import Endpoint, by_symbol, fixed
from btfast.sim.venue import Market


def listed(row: Callable[[Market], dict[str, object]]) -> Callable[[Query], Any]:
    """Return an endpoint that answers with a list: of ``symbol``, of ``pair``, or of all."""

    def ask(query: Query) -> Any:
        if "symbol" in query.sent and "pair" in query.sent:
            raise error(-1128, "Combination of optional parameters invalid.")
        if "symbol" in query.sent:
            return [row(query.market())]
        return [row(m) for m in (query.of_pair() if "pair" in query.sent else query.product.markets.values())]

    return ask


def day(market: Market) -> dict[str, object]:
    """Return 24 h statistics, volumes in contracts and coins."""
    row = tickers.window_statistics(market, market.day())
    coins = {"baseVolume": row.pop("quoteVolume")}
    last = {"lastQty": market.instrument.listing.size.text(market.instrument.last.size)}
    return _pair(market) | row | coins | last


def last_price(market: Market) -> dict[str, object]:
    """Return the last price, with the pair under a name of its own."""
    last = {"ps": market.instrument.listing.pair, "time": market.instrument.last.time}
    return tickers.last_price(market) | last


def best_prices(market: Market) -> dict[str, object]:
    """Return best bid and ask with time and update number."""
    sequence = {"lastUpdateId": market.instrument.sequence}
    return sequence | _pair(market) | tickers.best_prices(market) | {"time": market.clock.now()}


def premium(market: Market) -> dict[str, object]:
    """Return mark price, index price and funding."""
    return futures.premium(market) | _pair(market)


def _pair(market: Market) -> dict[str, object]:
    return {"symbol": market.symbol, "pair": market.instrument.listing.pair}


def _of_market(answer: Callable[[Query], dict[str, object]], *more: str) -> Callable[[Query], Any]:
    """Return an endpoint that adds the pair, and what else of the contract COIN-M tells."""

    def ask(query: Query) -> Any:
        market = query.market()
        told = _pair(market) | {"contractType": market.instrument.listing.term}
        return answer(query) | {name: told[name] for name in ("pair", *more)}

    return ask


_PAGES = ("symbol", "fromId", "startTime", "endTime", "limit")
_WHICH = ("symbol", "pair")

COIN_M_ENDPOINTS = {
    "/dapi/v1/ping": Endpoint(rest.ping, (), fixed(1)),
    "/dapi/v1/time": Endpoint(rest.server_time, (), fixed(1)),
    "/dapi/v1/exchangeInfo": Endpoint(coin_info, (), fixed(1)),
    "/dapi/v1/depth": Endpoint(_of_market(futures.depth, "symbol"), ("symbol", "limit"), DEPTH_WEIGHT),
    "/dapi/v1/trades": Endpoint(rest.trades, ("symbol", "limit"), fixed(5)),
    "/dapi/v1/historicalTrades": Endpoint(rest.trades, ("symbol", "limit", "fromId"), fixed(200)),
    "/dapi/v1/aggTrades": Endpoint(rest.agg_trades, _PAGES, fixed(20)),
    "/dapi/v1/klines": Endpoint(futures.klines, BARS, BAR_WEIGHT),
    "/dapi/v1/continuousKlines": Endpoint(futures.klines, PAIR_BARS, BAR_WEIGHT),
    "/dapi/v1/markPriceKlines": Endpoint(derived_klines(futures.mark_share), BARS, BAR_WEIGHT),
    "/dapi/v1/indexPriceKlines": Endpoint(derived_klines(futures.index_share), PAIR_BARS, BAR_WEIGHT),
    "/dapi/v1/premiumIndexKlines": Endpoint(derived_klines(futures.premium_share), BARS, BAR_WEIGHT),
    "/dapi/v1/ticker/24hr": Endpoint(listed(day), _WHICH, by_symbol(1, 40)),
    "/dapi/v1/ticker/price": Endpoint(listed(last_price), _WHICH, by_symbol(1, 2)),
    "/dapi/v1/ticker/bookTicker": Endpoint(listed(best_prices), _WHICH, by_symbol(2, 5)),
    "/dapi/v1/premiumIndex": Endpoint(listed(premium), _WHICH, fixed(10)),
    "/dapi/v1/fundingRate": Endpoint(
        futures.funding_rate(lambda *_: {}), ("symbol", "startTime", "endTime", "limit"), fixed(1)
    ),
    "/dapi/v1/fundingInfo": Endpoint(futures.funding_info, (), fixed(0)),
    "/dapi/v1/openInterest": Endpoint(
        _of_market(futures.open_interest, "contractType"), ("symbol",), fixed(1)
    ),
    "/dapi/v1/constituents": Endpoint(indices.constituents, ("symbol",), fixed(1)),
} | COIN_M_DATA

"""Binance USDⓈ-M market data over REST, perpetual and dated (developers.binance.com, "Market Data")."""

from btfast.sim import binance_futures_rest as futures
from btfast.sim import binance_indices as indices
from btfast.sim import binance_rest as rest
from btfast.sim import binance_tickers as tickers
from btfast.sim.binance import Query
from btfast.sim.binance_futures_data import SWAP_DATA
from btfast.sim.binance_futures_rest import BAR_WEIGHT, BARS, DEPTH_WEIGHT, PAIR_BARS, derived_klines
from btfast.sim.binance_info import swap_info
from btfast.sim.binance_rest import Endpoint, by_limit, by_symbol, fixed
from btfast.sim.listings import OPENED
from btfast.sim.venue import Market

_RPI_DEPTH = (1000,)


def day(market: Market) -> dict[str, object]:
    """Return 24 h statistics."""
    row = tickers.window_statistics(market, market.day())
    return row | {"lastQty": market.instrument.listing.size.text(market.instrument.last.size)}


def last_price(market: Market) -> dict[str, object]:
    """Return the last price and its time."""
    return tickers.last_price(market) | {"time": market.instrument.last.time}


def best_prices(market: Market) -> dict[str, object]:
    """Return best bid and ask with time and update number."""
    sequence = {"lastUpdateId": market.instrument.sequence}
    return sequence | tickers.best_prices(market) | {"time": market.clock.now()}


def rpi_depth(query: Query) -> dict[str, object]:
    """Return the book with retail orders, of which there are none here."""
    market, now = query.market(), query.product.clock.now()
    return rest.depth_sides(market, futures.depth_limit(query, 1000, _RPI_DEPTH)) | {"E": now, "T": now}


def _mark_price(market: Market, time: int) -> dict[str, object]:
    price = market.instrument.listing.price.value(market.bars.bar(time - 1000, time).close)
    return {"markPrice": f"{price:.8f}"}


def _funding_info(query: Query) -> list[dict[str, object]]:
    return [row | {"updateTime": OPENED} for row in futures.funding_info(query)]


_PAGES = ("symbol", "fromId", "startTime", "endTime", "limit")

SWAP_ENDPOINTS = {
    "/fapi/v1/ping": Endpoint(rest.ping, (), fixed(1)),
    "/fapi/v1/time": Endpoint(rest.server_time, (), fixed(1)),
    "/fapi/v1/exchangeInfo": Endpoint(swap_info, (), fixed(1)),
    "/fapi/v1/depth": Endpoint(futures.depth, ("symbol", "limit"), DEPTH_WEIGHT),
    "/fapi/v1/rpiDepth": Endpoint(rpi_depth, ("symbol", "limit"), by_limit(1000, (1000, 20))),
    "/fapi/v1/trades": Endpoint(rest.trades, ("symbol", "limit"), fixed(5)),
    "/fapi/v1/historicalTrades": Endpoint(rest.trades, ("symbol", "limit", "fromId"), fixed(200)),
    "/fapi/v1/aggTrades": Endpoint(rest.agg_trades, _PAGES, fixed(20)),
    "/fapi/v1/klines": Endpoint(futures.klines, BARS, BAR_WEIGHT),
    "/fapi/v1/continuousKlines": Endpoint(futures.klines, PAIR_BARS, BAR_WEIGHT),
    "/fapi/v1/markPriceKlines": Endpoint(derived_klines(futures.mark_share), BARS, BAR_WEIGHT),
    "/fapi/v1/indexPriceKlines": Endpoint(derived_klines(futures.index_share), PAIR_BARS, BAR_WEIGHT),
    "/fapi/v1/premiumIndexKlines": Endpoint(derived_klines(futures.premium_share), BARS, BAR_WEIGHT),
    "/fapi/v1/ticker/24hr": Endpoint(tickers.one_or_all(day), ("symbol",), by_symbol(1, 40)),
    "/fapi/v1/ticker/price": Endpoint(tickers.one_or_all(last_price), ("symbol",), by_symbol(1, 2)),
    "/fapi/v2/ticker/price": Endpoint(tickers.one_or_all(last_price), ("symbol",), by_symbol(1, 2)),
    "/fapi/v1/ticker/bookTicker": Endpoint(tickers.one_or_all(best_prices), ("symbol",), by_symbol(2, 5)),
    "/fapi/v1/premiumIndex": Endpoint(tickers.one_or_all(futures.premium), ("symbol",), by_symbol(1, 10)),
    "/fapi/v1/fundingRate": Endpoint(
        futures.funding_rate(_mark_price), ("symbol", "startTime", "endTime", "limit"), fixed(0), "funding"
    ),
    "/fapi/v1/fundingInfo": Endpoint(_funding_info, (), fixed(0), "funding"),
    "/fapi/v1/openInterest": Endpoint(futures.open_interest, ("symbol",), fixed(1)),
    "/fapi/v1/assetIndex": Endpoint(indices.asset_index, ("symbol",), by_symbol(1, 10)),
    "/fapi/v1/indexInfo": Endpoint(indices.index_info, ("symbol",), fixed(1)),
    "/fapi/v1/constituents": Endpoint(indices.constituents, ("symbol",), fixed(2)),
    "/fapi/v1/insuranceBalance": Endpoint(indices.insurance, ("symbol",), fixed(1)),
    "/fapi/v1/symbolAdlRisk": Endpoint(indices.adl_risk, ("symbol",), fixed(1)),
    "/fapi/v1/tradingSchedule": Endpoint(indices.trading_schedule, (), fixed(5)),
} | SWAP_DATA

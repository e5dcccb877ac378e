"""OKX's REST requests. Source: OKX API v5, "Market Data", "Public Data"."""

import re
from typing import Any, ClassVar

from btfast._core.normalize import Normalizer
from btfast.containers.auctions.okx_auction import OkxAuctionData
from btfast.containers.bars.bar import BarSequence
from btfast.containers.bars.okx_bar import OkxBarData, OkxPriceBarData
from btfast.containers.exchanges.okx_exchange_data import OkxExchangeData, OkxExchangeDataSpot
from btfast.containers.fundingrates.okx_funding_rate import OkxFundingRateData
from btfast.containers.markprices.okx_mark_price import OkxMarkPriceData
from btfast.containers.notices.okx_notice import OkxEconomicEventData, OkxStatusData
from btfast.containers.openinterests.okx_open_interest import OkxOpenInterestData
from btfast.containers.optionmarkets.okx_option_market import OkxOptionMarketData
from btfast.containers.orderbooks.okx_orderbook import OkxRequestOrderBookData
from btfast.containers.pricelimits.okx_price_limit import OkxPriceLimitData
from btfast.containers.settlementprices.okx_settlement_price import OkxEstimatedPriceData
from btfast.containers.symbols.okx_symbol import OkxSymbolData
from btfast.containers.tickers.okx_ticker import OkxBlockTickerData, OkxIndexTickerData, OkxRequestTickerData
from btfast.containers.trades.okx_market_trade import (
    OkxBlockTradeData,
    OkxMarketTradeData,
    OkxOptionTradeData,
)
from btfast.errors.okx_error_translator import OkxErrorTranslator
from btfast.feeds.answers import TimeReader
from btfast.feeds.request_feed import RequestFeed
from btfast.feeds.verbs.verbs import Extra, Request

SHALLOW = 400  # levels a side that `books` gives at most
PAGE = 100  # bars of an answer, unless told
RECENT = 1440  # bars that the ordinary path of a kind of bars goes back
HISTORIES = {  # the paths that go back further
    "get_kline": "get_kline_his",
    "get_mark_price_kline": "get_mark_price_candles_history",
    "get_index_price_kline": "get_index_candles_history",
}
UNIT_MS = {"s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000, "M": 2_678_400_000}


class OkxRequestData(RequestFeed):
    """What OKX answers, alike on every asset type."""

    exchange_data_class: ClassVar[type[OkxExchangeData]] = OkxExchangeDataSpot
    error_translator_class = OkxErrorTranslator
    pages_backward = True
    books = Normalizer(OkxRequestOrderBookData, envelope="data")
    tickers = Normalizer(OkxRequestTickerData, envelope="data")
    trades = Normalizer(OkxMarketTradeData, envelope="data")
    bars = Normalizer(OkxBarData, envelope="data", columns=BarSequence)
    price_bars = Normalizer(OkxPriceBarData, envelope="data", columns=BarSequence)
    listings = Normalizer(OkxSymbolData, envelope="data")
    funding = Normalizer(OkxFundingRateData, envelope="data")
    block_tickers = Normalizer(OkxBlockTickerData, envelope="data")

    _get_server_time_normalize_function = TimeReader("data", 0, "ts")
    _get_exchange_info_normalize_function = listings
    _get_contract_normalize_function = listings
    _get_instruments_normalize_function = listings
    _get_public_instruments_normalize_function = listings
    _get_tick_normalize_function = tickers
    _get_tickers_normalize_function = tickers
    _get_info_normalize_function = tickers
    _get_depth_normalize_function = books
    _get_depth_full_normalize_function = books
    _get_trades_normalize_function = trades
    _get_new_price_normalize_function = trades
    _get_trades_history_normalize_function = trades
    _get_kline_normalize_function = bars
    _get_kline_his_normalize_function = bars
    _get_mark_price_kline_normalize_function = price_bars
    _get_index_price_kline_normalize_function = price_bars
    _get_mark_price_normalize_function = Normalizer(OkxMarkPriceData, envelope="data")
    _get_funding_rate_normalize_function = funding
    _get_history_funding_rate_normalize_function = funding
    _get_open_interest_normalize_function = Normalizer(OkxOpenInterestData, envelope="data")

    readers = {
        "get_mark_price_candles": price_bars,
        "get_mark_price_candles_history": price_bars,
        "get_index_candles": price_bars,
        "get_index_candles_history": price_bars,
        "get_funding_rate_history": funding,
        "get_price_limit": Normalizer(OkxPriceLimitData, envelope="data"),
        "get_index_price": Normalizer(OkxIndexTickerData, envelope="data"),
        "get_block_ticker": block_tickers,
        "get_block_tickers": block_tickers,
        "get_option_trades": Normalizer(OkxOptionTradeData, envelope="data"),
        "get_public_block_trades": Normalizer(OkxBlockTradeData, envelope="data"),
        "get_opt_summary": Normalizer(OkxOptionMarketData, envelope="data"),
        "get_estimated_price": Normalizer(OkxEstimatedPriceData, envelope="data"),
        "get_call_auction_details": Normalizer(OkxAuctionData, envelope="data"),
        "get_system_status": Normalizer(OkxStatusData, envelope="data"),
        "get_economic_calendar": Normalizer(OkxEconomicEventData, envelope="data"),
    }

    def _build(self, key: str, extra_data: Extra = None, **params: Any) -> Request:
        """Build a request; OKX pages back from the newest, and its bounds are not part of the page."""
        is_old = key in HISTORIES and self._bound_bars(params)
        words = self._words(key)
        for name, word, step in (("start_time", "before", -1), ("end_time", "after", 1)):
            if params.get(name) is not None and words.get(name) == word:
                params[name] += step
        path, sent, extra = super()._build(key, extra_data, **params)
        if is_old:
            path = self._params.get_rest_path(HISTORIES[key])
        elif key == "get_depth" and int(params.get("count") or 0) > SHALLOW:
            path = self._params.get_rest_path("get_depth_full")
        return path, sent, extra

    def _bound_bars(self, params: dict[str, Any]) -> bool:
        """Count `count` bars from `start_time`, not back from the end; return whether they begin long ago."""
        start, end = params.get("start_time"), params.get("end_time")
        length = _length_ms(params["period"])
        span = int(params.get("count") or PAGE) * length
        if start is not None:
            end = start + span - 1 if end is None else min(end, start + span - 1)
            params["end_time"] = end
        elif end is not None:
            start = end - span
        return start is not None and bool(start < self._options.clock() * 1000 - RECENT * length)


def _length_ms(period: str) -> int:
    """Return the length of a bar in ms; of a month, its greatest."""
    found = re.match(r"(\d+)([smhdwM])", period)
    return int(found[1]) * UNIT_MS[found[2]] if found else 0

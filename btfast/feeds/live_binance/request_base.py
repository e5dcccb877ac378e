"""Binance's REST requests. Sources: binance-spot-api-docs, rest-api.md; USDⓈ-M Futures, "Market Data"."""

from typing import ClassVar

from btfast._core.normalize import Normalizer
from btfast.containers.bars.bar import BarSequence
from btfast.containers.bars.binance_bar import BinanceRequestBarData
from btfast.containers.exchanges.binance_exchange_data import BinanceExchangeData, BinanceExchangeDataSpot
from btfast.containers.orderbooks.binance_orderbook import BinanceRequestOrderBookData
from btfast.containers.tickers.binance_ticker import BinanceRequestTickerData
from btfast.containers.trades.binance_trade import BinanceAggTradeData, BinanceRequestTradeData
from btfast.errors.binance_error_translator import BinanceErrorTranslator
from btfast.feeds.answers import TimeReader
from btfast.feeds.request_feed import RequestFeed


class BinanceRequestData(RequestFeed):
    """What Binance answers alike on every asset type."""

    exchange_data_class: ClassVar[type[BinanceExchangeData]] = BinanceExchangeDataSpot
    error_translator_class = BinanceErrorTranslator
    bars = Normalizer(BinanceRequestBarData, columns=BarSequence)
    tickers = Normalizer(BinanceRequestTickerData)
    trades = Normalizer(BinanceRequestTradeData)

    _get_server_time_normalize_function = TimeReader("serverTime")
    _get_tick_normalize_function = tickers
    _get_tickers_normalize_function = tickers
    _get_info_normalize_function = tickers
    _get_depth_normalize_function = Normalizer(BinanceRequestOrderBookData)
    _get_incre_depth_normalize_function = _get_depth_normalize_function
    _get_trades_normalize_function = trades
    _get_new_price_normalize_function = trades
    _get_historical_trades_normalize_function = trades
    _get_agg_trades_normalize_function = Normalizer(BinanceAggTradeData)
    _get_kline_normalize_function = bars

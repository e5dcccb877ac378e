"""Binance spot."""

from btfast._core.normalize import Normalizer
from btfast.containers.referenceprices.binance_reference_price import (
    BinanceAvgPriceData,
    BinanceReferencePriceData,
)
from btfast.containers.symbols.binance_symbol import BinanceSpotSymbolData
from btfast.feeds.live_binance.request_base import BinanceRequestData


class BinanceRequestDataSpot(BinanceRequestData):
    """REST requests of spot."""

    listings = Normalizer(BinanceSpotSymbolData, envelope="symbols")

    _get_exchange_info_normalize_function = listings
    _get_contract_normalize_function = listings
    _get_ticker_normalize_function = BinanceRequestData.tickers
    _get_ticker_trading_day_normalize_function = BinanceRequestData.tickers
    _get_market_normalize_function = BinanceRequestData.tickers
    _get_ui_klines_normalize_function = BinanceRequestData.bars

    readers = {
        "get_avg_price": Normalizer(BinanceAvgPriceData),
        "get_reference_price": Normalizer(BinanceReferencePriceData),
    }

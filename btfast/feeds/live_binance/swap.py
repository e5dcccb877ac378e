"""Binance USDⓈ-M perpetuals."""

from btfast._core.normalize import Normalizer
from btfast.containers.exchanges.binance_exchange_data import BinanceExchangeDataSwap
from btfast.containers.fundingrates.binance_funding_rate import (
    BinanceRequestFundingRateData,
    BinanceRequestHistoryFundingRateData,
)
from btfast.containers.markprices.binance_mark_price import BinanceRequestMarkPriceData
from btfast.containers.openinterests.binance_open_interest import BinanceOpenInterestData
from btfast.containers.symbols.binance_symbol import BinanceSwapSymbolData
from btfast.feeds.live_binance.request_base import BinanceRequestData


class BinanceRequestDataSwap(BinanceRequestData):
    """REST requests of USDⓈ-M perpetuals."""

    exchange_data_class = BinanceExchangeDataSwap
    instruments = Normalizer(BinanceSwapSymbolData, envelope="symbols")
    open_interest = Normalizer(BinanceOpenInterestData)

    _get_exchange_info_normalize_function = instruments
    _get_contract_normalize_function = instruments
    _get_price_ticker_normalize_function = BinanceRequestData.tickers
    _get_his_trans_normalize_function = BinanceRequestData.trades
    _get_continuous_kline_normalize_function = BinanceRequestData.bars
    _get_index_price_kline_normalize_function = BinanceRequestData.bars
    _get_mark_price_kline_normalize_function = BinanceRequestData.bars
    _get_mark_price_normalize_function = Normalizer(BinanceRequestMarkPriceData)
    _get_funding_rate_normalize_function = Normalizer(BinanceRequestFundingRateData)
    _get_history_funding_rate_normalize_function = Normalizer(BinanceRequestHistoryFundingRateData)
    _get_open_interest_normalize_function = open_interest
    _get_open_interest_hist_normalize_function = open_interest

"""Binance options. Source: developers.binance.com, options, "Market Data"."""

from btfast._core.normalize import Normalizer
from btfast.containers.exchanges.binance_exchange_data import BinanceExchangeDataOption
from btfast.containers.indexprices.binance_index_price import BinanceIndexPriceData
from btfast.containers.openinterests.binance_open_interest import BinanceOpenInterestData
from btfast.containers.optionmarkets.binance_option_market import BinanceRequestOptionMarketData
from btfast.containers.settlementprices.binance_settlement_price import BinanceExerciseData
from btfast.containers.symbols.binance_symbol import BinanceOptionSymbolData
from btfast.containers.tickers.binance_ticker import BinanceRequestOptionTickerData
from btfast.containers.trades.binance_trade import BinanceOptionRequestTradeData
from btfast.feeds.live_binance.request_base import BinanceRequestData


class BinanceRequestDataOption(BinanceRequestData):
    """REST requests of options."""

    exchange_data_class = BinanceExchangeDataOption
    listings = Normalizer(BinanceOptionSymbolData, envelope="optionSymbols")
    tickers = Normalizer(BinanceRequestOptionTickerData)
    trades = Normalizer(BinanceOptionRequestTradeData)

    _get_exchange_info_normalize_function = listings
    _get_contract_normalize_function = listings
    _get_tick_normalize_function = tickers
    _get_tickers_normalize_function = tickers
    _get_info_normalize_function = tickers
    _get_trades_normalize_function = trades
    _get_new_price_normalize_function = trades
    _get_mark_price_normalize_function = Normalizer(BinanceRequestOptionMarketData)
    _get_open_interest_normalize_function = Normalizer(BinanceOpenInterestData)

    readers = {
        "get_block_trades": trades,
        "get_index_price": Normalizer(BinanceIndexPriceData),
        "get_exercise_history": Normalizer(BinanceExerciseData),
    }

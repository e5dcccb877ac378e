"""Binance USDⓈ-M perpetuals, and what all contracts answer alike."""

from btfast._core.normalize import Normalizer
from btfast.containers.exchanges.binance_exchange_data import BinanceExchangeDataSwap
from btfast.containers.fundingrates.binance_funding_rate import (
    BinanceRequestFundingRateData,
    BinanceRequestHistoryFundingRateData,
)
from btfast.containers.indexprices.binance_index_price import (
    BinanceAssetIndexData,
    BinanceCompositeIndexData,
)
from btfast.containers.markprices.binance_mark_price import BinanceRequestMarkPriceData
from btfast.containers.openinterests.binance_open_interest import BinanceOpenInterestData
from btfast.containers.settlementprices.binance_settlement_price import BinanceDeliveryPriceData
from btfast.containers.symbols.binance_symbol import BinanceSwapSymbolData
from btfast.feeds.live_binance.request_base import BinanceRequestData


class BinanceContractRequestData(BinanceRequestData):
    """What perpetual and delivery contracts answer alike, in USDⓈ-M and COIN-M."""

    mark_prices = Normalizer(BinanceRequestMarkPriceData)
    open_interests = Normalizer(BinanceOpenInterestData)
    listings = Normalizer(BinanceSwapSymbolData, envelope="symbols")

    _get_exchange_info_normalize_function = listings
    _get_contract_normalize_function = listings
    _get_price_ticker_normalize_function = BinanceRequestData.tickers
    _get_his_trans_normalize_function = BinanceRequestData.trades
    _get_continuous_kline_normalize_function = BinanceRequestData.bars
    _get_index_price_kline_normalize_function = BinanceRequestData.bars
    _get_mark_price_kline_normalize_function = BinanceRequestData.bars
    _get_mark_price_normalize_function = mark_prices
    _get_open_interest_normalize_function = open_interests
    _get_open_interest_hist_normalize_function = open_interests
    _get_funding_rate_normalize_function = Normalizer(BinanceRequestFundingRateData)
    _get_history_funding_rate_normalize_function = Normalizer(BinanceRequestHistoryFundingRateData)

    readers = {
        "get_premium_index_kline": BinanceRequestData.bars,
        "get_clear_price": mark_prices,
        "get_rpi_depth": BinanceRequestData._get_depth_normalize_function,
        "get_delivery_price": Normalizer(BinanceDeliveryPriceData),
        "get_index_info": Normalizer(BinanceCompositeIndexData),
        "get_asset_index": Normalizer(BinanceAssetIndexData),
    }


class BinanceRequestDataSwap(BinanceContractRequestData):
    """REST requests of USDⓈ-M perpetuals."""

    exchange_data_class = BinanceExchangeDataSwap

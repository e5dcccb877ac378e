"""Binance COIN-M contracts, perpetual and delivery."""

from btfast._core.normalize import Normalizer
from btfast.containers.exchanges.binance_exchange_data import BinanceExchangeDataCoinM
from btfast.containers.symbols.binance_symbol import BinanceCoinMSymbolData
from btfast.feeds.live_binance.swap import BinanceContractRequestData


class BinanceRequestDataCoinM(BinanceContractRequestData):
    """REST requests of COIN-M contracts."""

    exchange_data_class = BinanceExchangeDataCoinM
    listings = Normalizer(BinanceCoinMSymbolData, envelope="symbols")

    _get_exchange_info_normalize_function = listings
    _get_contract_normalize_function = listings

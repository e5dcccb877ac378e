"""Binance USDⓈ-M delivery contracts."""

from btfast.containers.exchanges.binance_exchange_data import BinanceExchangeDataFutures
from btfast.feeds.live_binance.swap import BinanceContractRequestData


class BinanceRequestDataFutures(BinanceContractRequestData):
    """REST requests of USDⓈ-M delivery contracts."""

    exchange_data_class = BinanceExchangeDataFutures

"""Binance margin: the market data of spot, and pairs, collateral and loans of its own."""

from btfast.containers.exchanges.binance_exchange_data import BinanceExchangeDataMargin
from btfast.feeds.live_binance.spot import BinanceRequestDataSpot


class BinanceRequestDataMargin(BinanceRequestDataSpot):
    """REST requests of margin."""

    exchange_data_class = BinanceExchangeDataMargin

"""Registers Binance's classes when it is imported."""

from btfast.containers.exchanges.binance_exchange_data import BinanceExchangeDataSpot, BinanceExchangeDataSwap
from btfast.feeds.live_binance.spot import BinanceRequestDataSpot
from btfast.feeds.live_binance.swap import BinanceRequestDataSwap
from btfast.feeds.live_binance.wss_base import BinanceMarketWssDataSpot, BinanceMarketWssDataSwap
from btfast.feeds.registration import Product, register

PRODUCTS = {
    "BINANCE___SPOT": Product(BinanceRequestDataSpot, BinanceExchangeDataSpot, BinanceMarketWssDataSpot),
    "BINANCE___SWAP": Product(BinanceRequestDataSwap, BinanceExchangeDataSwap, BinanceMarketWssDataSwap),
}


def register_binance() -> None:
    """Put Binance's classes in the registry."""
    register(PRODUCTS)


register_binance()

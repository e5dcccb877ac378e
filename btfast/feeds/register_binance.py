"""Registers Binance's classes when it is imported."""

from btfast.containers.exchanges import binance_exchange_data as data
from btfast.feeds.live_binance import wss_base as wss
from btfast.feeds.live_binance.coin_m import BinanceRequestDataCoinM
from btfast.feeds.live_binance.futures import BinanceRequestDataFutures
from btfast.feeds.live_binance.margin import BinanceRequestDataMargin
from btfast.feeds.live_binance.option import BinanceRequestDataOption
from btfast.feeds.live_binance.spot import BinanceRequestDataSpot
from btfast.feeds.live_binance.swap import BinanceRequestDataSwap
from btfast.feeds.registration import Product, register

PRODUCTS = {
    "BINANCE___SPOT": Product(
        BinanceRequestDataSpot, data.BinanceExchangeDataSpot, wss.BinanceMarketWssDataSpot
    ),
    "BINANCE___MARGIN": Product(
        BinanceRequestDataMargin, data.BinanceExchangeDataMargin, wss.BinanceMarketWssDataMargin
    ),
    "BINANCE___SWAP": Product(
        BinanceRequestDataSwap, data.BinanceExchangeDataSwap, wss.BinanceMarketWssDataSwap
    ),
    "BINANCE___FUTURES": Product(
        BinanceRequestDataFutures, data.BinanceExchangeDataFutures, wss.BinanceMarketWssDataFutures
    ),
    "BINANCE___COIN_M": Product(
        BinanceRequestDataCoinM, data.BinanceExchangeDataCoinM, wss.BinanceMarketWssDataCoinM
    ),
    "BINANCE___OPTION": Product(
        BinanceRequestDataOption, data.BinanceExchangeDataOption, wss.BinanceMarketWssDataOption
    ),
}


def register_binance() -> None:
    """Put Binance's classes in the registry."""
    register(PRODUCTS)


register_binance()

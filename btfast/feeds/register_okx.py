"""Registers OKX's classes when it is imported."""

from btfast.containers.exchanges import okx_exchange_data as data
from btfast.feeds.live_okx import wss_base as wss
from btfast.feeds.live_okx.futures import OkxRequestDataFutures
from btfast.feeds.live_okx.margin import OkxRequestDataMargin
from btfast.feeds.live_okx.option import OkxRequestDataOption
from btfast.feeds.live_okx.spot import OkxRequestDataSpot
from btfast.feeds.live_okx.swap import OkxRequestDataSwap
from btfast.feeds.registration import Product, register

PRODUCTS = {
    "OKX___SPOT": Product(OkxRequestDataSpot, data.OkxExchangeDataSpot, wss.OkxMarketWssDataSpot),
    "OKX___MARGIN": Product(OkxRequestDataMargin, data.OkxExchangeDataMargin, wss.OkxMarketWssDataMargin),
    "OKX___SWAP": Product(OkxRequestDataSwap, data.OkxExchangeDataSwap, wss.OkxMarketWssDataSwap),
    "OKX___FUTURES": Product(OkxRequestDataFutures, data.OkxExchangeDataFutures, wss.OkxMarketWssDataFutures),
    "OKX___OPTION": Product(OkxRequestDataOption, data.OkxExchangeDataOption, wss.OkxMarketWssDataOption),
}


def register_okx() -> None:
    """Put OKX's classes in the registry."""
    register(PRODUCTS)


register_okx()

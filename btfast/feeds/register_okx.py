"""Registers OKX's classes when it is imported."""

from btfast.containers.exchanges.okx_exchange_data import OkxExchangeDataSpot, OkxExchangeDataSwap
from btfast.feeds.live_okx.spot import OkxRequestDataSpot
from btfast.feeds.live_okx.swap import OkxRequestDataSwap
from btfast.feeds.live_okx.wss_base import OkxMarketWssDataSpot, OkxMarketWssDataSwap
from btfast.feeds.registration import Product, register

PRODUCTS = {
    "OKX___SPOT": Product(OkxRequestDataSpot, OkxExchangeDataSpot, OkxMarketWssDataSpot),
    "OKX___SWAP": Product(OkxRequestDataSwap, OkxExchangeDataSwap, OkxMarketWssDataSwap),
}


def register_okx() -> None:
    """Put OKX's classes in the registry."""
    register(PRODUCTS)


register_okx()

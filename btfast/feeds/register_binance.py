"""Registers Binance's classes when it is imported."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from btfast.balance_utils import simple_balance_handler
from btfast.containers.exchanges.binance_exchange_data import BinanceExchangeDataSpot, BinanceExchangeDataSwap
from btfast.feeds.live_binance.spot import BinanceRequestDataSpot
from btfast.feeds.live_binance.swap import BinanceRequestDataSwap
from btfast.feeds.live_binance.wss_base import BinanceMarketWssDataSpot, BinanceMarketWssDataSwap
from btfast.feeds.wss_feed import WssFeed
from btfast.registry import ExchangeRegistry

PRODUCTS = {
    "BINANCE___SPOT": (BinanceRequestDataSpot, BinanceExchangeDataSpot, BinanceMarketWssDataSpot),
    "BINANCE___SWAP": (BinanceRequestDataSwap, BinanceExchangeDataSwap, BinanceMarketWssDataSwap),
}


def subscribe(
    stream_class: type[WssFeed], data_queue: Any, exchange_params: Mapping[str, Any], topics: Any, bt_api: Any
) -> WssFeed:
    """Start a market stream and return it.

    Args:
        stream_class: The class of the stream.
        data_queue: Takes the containers.
        exchange_params: Keywords of the stream.
        topics: What to subscribe to, such as ``[{"topic": "kline", "symbol": "BTC-USDT", "period": "1m"}]``.
        bt_api: Who asks.
    """
    stream = stream_class(data_queue, topics=topics, **exchange_params)
    stream.start()
    return stream


def register_binance() -> None:
    """Put Binance's classes in the registry."""
    for key, (feed, exchange_data, market_wss) in PRODUCTS.items():
        ExchangeRegistry.register_feed(key, feed)
        ExchangeRegistry.register_exchange_data(key, exchange_data)
        ExchangeRegistry.register_balance_handler(key, simple_balance_handler)
        ExchangeRegistry.register_stream(key, "market_wss", market_wss)
        ExchangeRegistry.register_stream(key, "subscribe", partial(subscribe, market_wss))


register_binance()

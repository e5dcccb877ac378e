"""What every exchange's register module does with its classes."""

from collections.abc import Mapping
from functools import partial
from typing import Any, NamedTuple

from btfast.balance_utils import simple_balance_handler
from btfast.containers.exchanges.exchange_data import ExchangeData
from btfast.feeds.request_feed import RequestFeed
from btfast.feeds.wss_feed import WssFeed
from btfast.registry import ExchangeRegistry


class Product(NamedTuple):
    """The classes of one key."""

    feed: type[RequestFeed]
    exchange_data: type[ExchangeData]
    market_wss: type[WssFeed]


def register(products: Mapping[str, Product]) -> None:
    """Put the classes of an exchange in the registry, by key."""
    for key, product in products.items():
        ExchangeRegistry.register_feed(key, product.feed)
        ExchangeRegistry.register_exchange_data(key, product.exchange_data)
        ExchangeRegistry.register_balance_handler(key, simple_balance_handler)
        ExchangeRegistry.register_stream(key, "market_wss", product.market_wss)
        ExchangeRegistry.register_stream(key, "subscribe", partial(subscribe, product.market_wss))


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

"""OKX's channels as the local venue serves them."""

import dataclasses

import pytest

from btfast.error_framework import UnifiedErrorCode
from btfast.events import Bar, Depth, Ticker, Trade
from btfast.feeds.live_okx.wss_base import OkxMarketWssDataSpot, OkxMarketWssDataSwap
from btfast.sim.fixture import local_venue
from tests.feeds.streams import until

SPOT, SWAP = OkxMarketWssDataSpot, OkxMarketWssDataSwap
SYMBOL = "BTC-USDT"

CASES = [  # feed, topic, what a container of it tells, its event
    (SPOT, {"topic": "tick"}, "bid_price", Ticker),
    (SPOT, {"topic": "bidAsk"}, "bids", Depth),
    (SPOT, {"topic": "depth"}, "asks", Depth),
    (SPOT, {"topic": "books"}, "bids", Depth),
    (SPOT, {"topic": "trades"}, "trade_price", Trade),
    (SPOT, {"topic": "trades_all"}, "trade_price", Trade),
    (SPOT, {"topic": "kline", "period": "1m"}, "close_price", Bar),
    (SPOT, {"topic": "kline_index", "period": "1m"}, "close_price", Bar),
    (SPOT, {"topic": "index_tickers"}, "last_price", Ticker),
    (SPOT, {"topic": "price_limit"}, "buy_limit", None),
    (SWAP, {"topic": "tick"}, "last_price", Ticker),
    (SWAP, {"topic": "increDepthFlow"}, "asks", Depth),
    (SWAP, {"topic": "trades"}, "trade_volume", Trade),
    (SWAP, {"topic": "kline", "period": "1d"}, "close_price", Bar),
    (SWAP, {"topic": "kline_mark_price", "period": "1m"}, "close_price", Bar),
    (SWAP, {"topic": "mark_price"}, "mark_price", None),
    (SWAP, {"topic": "funding_rate"}, "current_funding_rate", None),
    (SWAP, {"topic": "open_interest"}, "open_interest", None),
]


@pytest.fixture(scope="module")
def venue():
    with local_venue(interval_ms=10, rate=100, symbols=SYMBOL) as running:
        yield running


@pytest.fixture(scope="module")
def feeds(venue):
    made = {}
    for feed_class in (SPOT, SWAP):
        config = feed_class.exchange_data_class().asset.stream
        manners = dataclasses.replace(config, messages_per_second=100, openings=1000)
        made[feed_class] = feed_class(wss_url=venue.wss, manners=manners)
        made[feed_class].start()
    yield made
    for feed in made.values():
        feed.close()


@pytest.mark.parametrize(("feed_class", "topic", "field", "event"), CASES)
def test_a_topic_gives_containers_and_events(feeds, feed_class, topic, field, event):
    feed, containers, events = feeds[feed_class], [], []
    topic = topic | {"symbol": SYMBOL}
    feed.subscribe(topic, on_container=containers.append)
    if event is not None:
        feed.subscribe(topic, on_event=events.append)
    until(lambda: containers and (events or event is None), f"{topic}")
    feed.unsubscribe(topic)
    container = containers[0]
    assert type(container) is feed_class.routes[topic["topic"]]
    assert (container.symbol_name, container.asset_type) == (SYMBOL, feed.asset_type)
    assert getattr(container, field) is not None
    assert event is None or type(events[0]) is event
    assert feed.errors == {}


def test_instruments_come_one_by_one(feeds):
    got = []
    feeds[SWAP].subscribe({"topic": "instruments"}, on_container=got.append)
    until(lambda: got)
    feeds[SWAP].unsubscribe({"topic": "instruments"})
    assert (got[0].symbol_name, got[0].price_unit is not None) == ("BTC-USDT-SWAP", True)


@pytest.mark.parametrize(
    ("topic", "kind"),
    [
        ({"topic": "tick", "symbol": "NO-SUCH"}, UnifiedErrorCode.BAD_REQUEST),
        ({"topic": "books_l2_tbt", "symbol": SYMBOL}, UnifiedErrorCode.PERMISSION_DENIED),
    ],
)
def test_a_refusal_fails_that_subscription_alone(venue, topic, kind):
    errors, got = [], []
    feed = SPOT(wss_url=venue.wss, on_error=errors.append)
    feed.subscribe(
        [{"topic": "tick", "symbol": SYMBOL}, topic, {"topic": "depth", "symbol": SYMBOL}], got.append
    )
    feed.start()
    until(lambda: errors and len({type(container) for container in got}) == 2)
    feed.close()
    assert (len(errors), errors[0].context["topic"]) == (1, topic["topic"])
    assert errors[0].error_type is kind


def test_text_pings_keep_a_quiet_connection():
    with local_venue(idle=0.6, symbols=SYMBOL) as venue:
        config = SPOT.exchange_data_class().asset.stream
        feed = SPOT(wss_url=venue.wss, manners=dataclasses.replace(config, ping_interval=0.2))
        feed.tick = 0.05
        feed.subscribe({"topic": "instruments"}, on_container=lambda _: None)
        feed.start()
        until(lambda: feed.subscriptions[0].is_confirmed)
        stamps = set()

        def pongs() -> int:
            stamps.add(feed.connections[0]._socket.last_recv_ns)
            return len(stamps)

        until(lambda: pongs() > 6, "pongs over twice the idle time")
        assert feed.counters["reconnects"] == 0
        feed.close()

"""Binance's streams as the local venue serves them."""

import pytest

from btfast.events import Bar, Depth, Ticker, Top, Trade
from btfast.feeds.live_binance.wss_base import BinanceMarketWssDataSpot, BinanceMarketWssDataSwap
from btfast.sim.fixture import local_venue
from tests.feeds.streams import until

SPOT, SWAP = BinanceMarketWssDataSpot, BinanceMarketWssDataSwap

CASES = [  # feed, topic, what a container of it tells, its event
    (SPOT, {"topic": "tick"}, "bid_price", Top),
    (SPOT, {"topic": "bidAsk"}, "ask_price", Top),
    (SPOT, {"topic": "book_ticker"}, "bid_volume", Top),
    (SPOT, {"topic": "ticker"}, "last_price", Ticker),
    (SPOT, {"topic": "ticker_window", "window": "1h"}, "last_price", Ticker),
    (SPOT, {"topic": "mini_ticker"}, "last_price", Ticker),
    (SPOT, {"topic": "all_mini_ticker"}, "last_price", Ticker),
    (SPOT, {"topic": "all_ticker_window", "window": "1d"}, "last_price", Ticker),
    (SPOT, {"topic": "depth"}, "bids", Depth),
    (SPOT, {"topic": "depth_partial", "level": 5}, "asks", Depth),
    (SPOT, {"topic": "increDepthFlow"}, "bids", Depth),
    (SPOT, {"topic": "trade"}, "trade_price", Trade),
    (SPOT, {"topic": "agg_trade"}, "trade_price", Trade),
    (SPOT, {"topic": "kline", "period": "1m"}, "close_price", Bar),
    (SPOT, {"topic": "kline_timezone", "period": "1d"}, "close_price", Bar),
    (SWAP, {"topic": "tick"}, "bid_price", Top),
    (SWAP, {"topic": "all_book_ticker"}, "bid_price", Top),
    (SWAP, {"topic": "ticker"}, "last_price", Ticker),
    (SWAP, {"topic": "all_ticker"}, "last_price", Ticker),
    (SWAP, {"topic": "all_mini_ticker"}, "last_price", Ticker),
    (SWAP, {"topic": "depth"}, "bids", Depth),
    (SWAP, {"topic": "depth500"}, "bids", Depth),
    (SWAP, {"topic": "increDepthFlow"}, "bids", Depth),
    (SWAP, {"topic": "agg_trade"}, "trade_price", Trade),
    (SWAP, {"topic": "kline", "period": "5m"}, "close_price", Bar),
    (SWAP, {"topic": "continuous_kline", "period": "5m"}, "close_price", Bar),
    (SWAP, {"topic": "mark_price"}, "mark_price", None),
    (SWAP, {"topic": "all_mark_price"}, "mark_price", None),
    (SWAP, {"topic": "funding_rate"}, "current_funding_rate", None),
]


@pytest.fixture(scope="module")
def venue():
    with local_venue(interval_ms=10, rate=100, symbols="BTC-USDT") as running:
        yield running


@pytest.fixture(scope="module")
def feeds(venue):
    made = {}
    for feed_class in (SPOT, SWAP):
        made[feed_class] = feed_class(wss_url=venue.wss)
        made[feed_class].start()
    yield made
    for feed in made.values():
        feed.close()


@pytest.mark.parametrize(("feed_class", "topic", "field", "event"), CASES)
def test_a_topic_gives_containers_and_events(feeds, feed_class, topic, field, event):
    feed, containers, events = feeds[feed_class], [], []
    topic = topic | {"symbol": "BTC-USDT"}
    feed.subscribe(topic, on_container=containers.append)
    if event is not None:
        feed.subscribe(topic, on_event=events.append)
    until(lambda: containers and (events or event is None), f"{topic}")
    feed.unsubscribe(topic)
    container = containers[0]
    assert type(container) is feed_class.routes[topic["topic"]]
    assert (container.symbol_name, container.asset_type) == ("BTC-USDT", feed.asset_type)
    assert getattr(container, field) is not None
    assert event is None or type(events[0]) is event
    assert feed.errors == {}


@pytest.mark.parametrize("path", ["/ws", "/stream"])
def test_a_url_with_a_path_of_its_own_is_taken_as_it_is(venue, path):
    got = []
    feed = SPOT(wss_url=venue.wss + path)
    for topic in ("tick", "increDepthFlow", "depth", "agg_trade"):
        feed.subscribe(
            {"topic": topic, "symbol": "BTC-USDT"}, on_container=lambda _, topic=topic: got.append(topic)
        )
    feed.start()
    until(lambda: len(set(got)) == 4, "each topic")
    feed.close()
    assert feed.counters["unknown_frames"] == feed.counters["bad_frames"] == 0


def test_a_symbol_of_other_letters_is_served():
    got = []
    with local_venue(interval_ms=10, symbols="币安人生-USDT") as venue:
        feed = SPOT(wss_url=venue.wss)
        feed.subscribe({"topic": "depth", "symbol": "币安人生-USDT"}, on_container=got.append)
        feed.start()
        until(lambda: got)
        feed.close()
    assert got[0].symbol_name == "币安人生-USDT"


def test_the_venues_own_pace_is_never_exceeded():
    topics = [
        {"topic": topic, "symbol": "BTC-USDT"} for topic in ("tick", "ticker", "depth", "trade", "agg_trade")
    ]
    got = []
    with local_venue(messages_spot=5, symbols="BTC-USDT", interval_ms=10) as venue:
        feed = SPOT(wss_url=venue.wss)
        feed.start()
        for topic in topics:
            feed.subscribe(topic, on_container=got.append)
            until(lambda: got)
        feed.unsubscribe(topics[:3])
        left = {"btcusdt@trade", "btcusdt@aggTrade"}
        until(lambda: {name for one in venue.state()["connections"] for name in one["subscriptions"]} == left)
        feed.close()
    assert feed.counters["reconnects"] == 0


def test_the_end_of_a_connections_life_is_survived():
    with local_venue(life=0.3, symbols="BTC-USDT", interval_ms=10) as venue:
        got = []
        feed = SPOT(wss_url=venue.wss)
        feed.backoff = (0.01, 0.02)
        feed.subscribe({"topic": "tick", "symbol": "BTC-USDT"}, on_container=got.append)
        feed.start()
        until(lambda: feed.counters["reconnects"] >= 2)
        seen = len(got)
        until(lambda: len(got) > seen)
        feed.close()


def test_a_shutdown_is_obeyed_before_the_venue_closes(venue):
    told = []

    class Bus:
        def emit(self, name, data):
            told.append((name, data))

    feed = SWAP(wss_url=venue.wss, event_bus=Bus())
    feed.subscribe({"topic": "tick", "symbol": "BTC-USDT"}, on_container=lambda _: None)
    feed.start()
    until(lambda: [name for name, _ in told] == ["ws.connected"])
    until(lambda: any(stream.is_confirmed for stream in feed.subscriptions))
    venue.fault("shutdown", stream="btcusdt@bookTicker", product="swap")
    until(lambda: [name for name, _ in told].count("ws.connected") == 2)
    feed.close()
    assert told[1][1]["reason"] == "the venue is about to close it"

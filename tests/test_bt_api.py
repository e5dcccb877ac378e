"""BtApi on the local venue: requests, streams, books, events, and that everything ends with close."""

import asyncio
import logging
import os
import subprocess
import sys
import threading
from pathlib import Path
from queue import Empty, Queue

import pytest

import btfast
from btfast import BookState, BtApi
from btfast.events import Top
from btfast.exceptions import ConfigurationError, ExchangeNotFoundError, NotSupportedError
from btfast.functions.bounded_queue import BoundedQueue
from btfast.registry import ExchangeRegistry
from tests.feeds.streams import until

SYMBOL = "BTC-USDT"
KEYS = ["BINANCE___SPOT", "BINANCE___SWAP", "OKX___SPOT", "OKX___SWAP"]
SIM = {"venue": "sim", "venue_options": {"symbols": SYMBOL, "interval_ms": 10}}


@pytest.fixture(scope="module")
def api():
    with BtApi(dict.fromkeys(KEYS, SIM)) as made:
        yield made


def children() -> set[str]:
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())


# --- requests ---


@pytest.mark.parametrize("key", KEYS)
def test_a_verb_asks_the_exchange_of_its_key(api, key):
    answer = api.get_tick(key, SYMBOL)
    assert (answer.status, answer.data[0].symbol_name) == (True, SYMBOL)
    assert answer.data[0].exchange_name == key.partition("___")[0]


CALLS = [
    ("BINANCE___SPOT", "get_server_time", ()),
    ("BINANCE___SPOT", "get_exchange_info", ()),
    ("BINANCE___SPOT", "get_tickers", ([SYMBOL],)),
    ("BINANCE___SPOT", "get_depth", (SYMBOL, 5)),
    ("BINANCE___SPOT", "get_trades", (SYMBOL,)),
    ("BINANCE___SPOT", "get_agg_trades", (SYMBOL,)),
    ("BINANCE___SPOT", "get_kline", (SYMBOL, "1m")),
    ("BINANCE___SWAP", "get_mark_price", (SYMBOL,)),
    ("BINANCE___SWAP", "get_funding_rate", (SYMBOL,)),
    ("OKX___SWAP", "get_open_interest", (SYMBOL,)),
    ("OKX___SWAP", "get_tick", (SYMBOL,)),
]


@pytest.mark.parametrize(("key", "verb", "arguments"), CALLS)
def test_every_verb_answers_at_once_and_later(api, key, verb, arguments):
    answer = getattr(api, verb)(key, *arguments)
    assert (answer.status, answer.error) == (True, None)
    assert len(answer.data) > 0
    later = getattr(api, f"async_{verb}")(key, *arguments).result(10)
    assert (later.status, later.get_request_type()) == (True, verb)
    assert api.get_data_queue(key).get(timeout=10) is later


def test_any_other_key_of_the_settings_can_be_called(api):
    assert api.call("BINANCE___SPOT", "get_avg_price", symbol=SYMBOL).data["mins"] == 5
    assert api.async_call("BINANCE___SPOT", "ping").result(10).data == {}
    api.get_data_queue("BINANCE___SPOT").get(timeout=10)


def test_all_exchanges_are_asked_at_the_same_time(api):
    answers = api.get_all_ticks(SYMBOL)
    assert set(answers) == set(KEYS)
    assert all(answer.status for answer in answers.values())


def test_a_future_can_be_awaited(api):
    async def ask():
        return await api.async_get_tick("OKX___SPOT", SYMBOL)

    assert asyncio.run(ask()).status
    api.get_data_queue("OKX___SPOT").get(timeout=10)


def test_the_feed_of_a_key_is_one(api):
    feed = api.get_request_api("OKX___SWAP")
    assert api["OKX___SWAP"] is feed
    assert feed.exchange_name == "OKX___SWAP"


def test_a_key_that_nobody_registered_is_named(api):
    with pytest.raises(ExchangeNotFoundError, match="NO___SUCH"):
        api.get_request_api("NO___SUCH")
    with pytest.raises(ExchangeNotFoundError, match="NO___SUCH"):
        BtApi({"NO___SUCH": {}})


def test_a_dataname_without_an_asset_type_is_refused(api):
    with pytest.raises(ConfigurationError, match="EXCHANGE___TYPE___SYMBOL, not 'BINANCE'"):
        api.subscribe("BINANCE", "tick")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"publik_key": "x"}, "did you mean 'public_key'"),
        ({"venue": "simulator"}, "venue is 'sim'"),
        ({"queue_size": 0}, "size is positive"),
        ({"venue": "sim", "venue_options": {"no_such": 1}}, "did not start"),
    ],
)
def test_a_wrong_keyword_is_refused_at_once(given, words):
    before = children()
    with pytest.raises(ConfigurationError, match=words):
        BtApi({"BINANCE___SPOT": given})
    assert children() == before


def test_a_store_of_limits_is_passed_on():
    with pytest.raises(NotSupportedError, match="redis://nowhere"):
        BtApi({"BINANCE___SPOT": {}}, rate_limit_store="redis://nowhere")


# --- streams ---


@pytest.mark.parametrize("key", KEYS)
def test_containers_of_topics_go_on_the_queue_of_the_key(api, key):
    topics = [{"topic": "depth"}, "tick"]
    api.subscribe(f"{key}___{SYMBOL}", topics)
    seen = set()
    until(lambda: seen.add(type(api.get_data_queue(key).get(timeout=10))) or len(seen) == 2)
    api.unsubscribe(f"{key}___{SYMBOL}", topics)
    assert api._exchanges[key].stream.subscriptions == []
    with pytest.raises(Empty):  # what was on its way
        while True:
            api.get_data_queue(key).get(timeout=0.05)


def test_events_and_containers_go_to_callbacks(api):
    events, containers = [], []
    api.subscribe(f"BINANCE___SPOT___{SYMBOL}", {"topic": "tick"}, on_event=events.append)
    api.subscribe("BINANCE___SPOT", {"topic": "all_mini_ticker"}, on_container=containers.append)
    until(lambda: events and containers)
    api.unsubscribe(f"BINANCE___SPOT___{SYMBOL}", {"topic": "tick"})
    api.unsubscribe("BINANCE___SPOT", {"topic": "all_mini_ticker"})
    assert (type(events[0]), containers[0].symbol_name) == (Top, SYMBOL)


def test_topics_and_queues_may_be_given_from_the_start():
    mine = Queue()
    kwargs = {
        "BINANCE___SPOT": SIM | {"topics": [{"topic": "tick", "symbol": SYMBOL}], "data_queue": mine},
        "OKX___SPOT": SIM
        | {"topics": [{"topic": "tick", "symbol": SYMBOL}], "queue_size": 2, "queue_policy": "drop_oldest"},
    }
    with BtApi(kwargs) as api:
        assert api.get_data_queue("BINANCE___SPOT") is mine
        assert mine.get(timeout=10).symbol_name == SYMBOL
        bounded = api.get_data_queue("OKX___SPOT")
        assert isinstance(bounded, BoundedQueue)
        until(lambda: bounded.dropped > 0)


def test_a_full_queue_does_not_keep_close_waiting():
    kwargs = {"BINANCE___SPOT": SIM | {"topics": [{"topic": "tick", "symbol": SYMBOL}], "queue_size": 1}}
    before = set(threading.enumerate())
    api = BtApi(kwargs)
    until(api.get_data_queue("BINANCE___SPOT").full)
    api.close()
    assert set(threading.enumerate()) == before


def test_an_exchange_with_only_a_handler_is_subscribed_by_it():
    asked = []
    data_class = type(ExchangeRegistry.create_exchange_data("OKX___SPOT"))

    def handler(data_queue, exchange_params, topics, bt_api):
        asked.append((data_queue, exchange_params["passphrase"], topics, bt_api))

    ExchangeRegistry.register_feed("HOME___SPOT", lambda data_queue, **kwargs: object())
    ExchangeRegistry.register_exchange_data("HOME___SPOT", data_class)
    ExchangeRegistry.register_stream("HOME___SPOT", "subscribe", handler)
    try:
        with BtApi({"HOME___SPOT": {"passphrase": "p"}}) as api:
            api.subscribe("HOME___SPOT___BTC-USDT", "tick")
            queue = api.get_data_queue("HOME___SPOT")
            assert asked == [(queue, "p", [{"symbol": SYMBOL, "topic": "tick"}], api)]
    finally:
        ExchangeRegistry.unregister_feed("HOME___SPOT")


# --- books and events ---


@pytest.mark.parametrize("key", KEYS)
def test_a_book_becomes_live_by_itself(api, key):
    updates, states = [], []
    api.event_bus.on("book.state", states.append)
    book = api.order_book(key, SYMBOL, on_update=updates.append)
    assert isinstance(book, btfast.LocalOrderBook)
    until(lambda: book.state is BookState.LIVE)
    until(lambda: len(updates) > 2)
    assert api.order_book(key, SYMBOL) is book
    assert book.best_bid < book.best_ask
    assert (states[0]["exchange_name"], states[0]["symbol"], states[0]["state"]) == (
        key,
        SYMBOL,
        BookState.LIVE,
    )
    api.event_bus.off("book.state", states.append)
    api.drop_order_book(key, SYMBOL)
    assert book.state is BookState.SYNCING


def test_connections_are_told_on_the_bus():
    told = []

    class Bus:
        def emit(self, name, data=None):
            told.append((name, data["exchange_name"]))

    with BtApi({"OKX___SPOT": SIM}, event_bus=Bus()) as api:
        api.subscribe(f"OKX___SPOT___{SYMBOL}", "tick")
        until(lambda: told)
    assert told == [("ws.connected", "OKX___SPOT"), ("ws.disconnected", "OKX___SPOT")]


def test_a_ban_is_told_on_the_bus(api):
    banned = []
    api.event_bus.on("limit.banned", banned.append)
    api._tell_of_ban("BINANCE___SPOT", 120.0, "too much")
    assert banned == [{"exchange_name": "BINANCE___SPOT", "seconds": 120.0, "reason": "too much"}]


# --- the end ---


def test_close_ends_threads_and_the_venue():
    threads, processes = set(threading.enumerate()), children()
    api = BtApi(dict.fromkeys(KEYS, SIM))
    assert len(children() - processes) == 1  # one venue for all keys
    books = [api.order_book(key, SYMBOL) for key in KEYS]
    api.async_get_tick("OKX___SPOT", SYMBOL).result(10)
    until(lambda: all(book.state is BookState.LIVE for book in books))
    api.close()
    api.close()
    assert (set(threading.enumerate()), children()) == (threads, processes)
    assert not any(book.state is BookState.LIVE for book in books)


def test_it_is_an_asynchronous_context_too():
    processes = children()

    async def use():
        async with BtApi({"BINANCE___SPOT": SIM}) as api:
            return await api.async_get_tick("BINANCE___SPOT", SYMBOL)

    assert asyncio.run(use()).status
    assert children() == processes


def test_nothing_is_opened_before_it_is_needed():
    threads = set(threading.enumerate())
    with BtApi({"BINANCE___SPOT": {}, "OKX___SWAP": {"testnet": True}}) as api:
        assert set(threading.enumerate()) == threads
        assert api.venue is None
        assert "wspap" in api["OKX___SWAP"].exchange_data.wss_url


def test_a_closed_api_says_so():
    api = BtApi({"BINANCE___SPOT": {}})
    api.close()
    with pytest.raises(RuntimeError, match="closed"):
        api.order_book("BINANCE___SPOT", SYMBOL)


def test_debug_lets_everything_be_logged():
    logger = logging.getLogger("btfast")
    level = logger.level
    try:
        BtApi(debug=True).close()
        assert logger.level == logging.DEBUG
    finally:
        logger.setLevel(level)


IMPORT = """
import sys, threading, time
import numpy
begin = time.perf_counter()
import btfast
btfast.BtApi, btfast.LocalOrderBook, btfast.BookState
milliseconds = (time.perf_counter() - begin) * 1e3
heavy = {"requests", "urllib3", "websocket", "aiohttp", "asyncio", "yaml"} & set(sys.modules)
print(milliseconds < 150, sorted(heavy), threading.active_count(), btfast.__version__)
"""


def test_the_import_is_cheap_and_opens_nothing():
    said = subprocess.run([sys.executable, "-c", IMPORT], capture_output=True, text=True, check=True).stdout
    assert said.split() == ["True", "[]", "1", btfast.__version__]


def test_a_name_that_is_not_public_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'no_such'"):
        _ = btfast.no_such
    assert dir(btfast) == sorted(btfast.__all__)


def test_secrets_are_not_shown_by_what_the_user_gave() -> None:
    with BtApi({"BINANCE___SPOT": {"public_key": "PUBLIC", "private_key": "SECRET", "testnet": True}}) as api:
        shown = f"{vars(api)}{api.exchange_kwargs!r}"
    assert "SECRET" not in shown
    assert "PUBLIC" not in shown
    assert "'testnet': True" in shown

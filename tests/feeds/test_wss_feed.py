"""A feed on sockets that the test speaks for, by a clock that is told the time."""

import dataclasses
import json
import logging
import threading
from queue import Queue

import pytest

from btfast.error_framework import UnifiedErrorCode
from btfast.events import Top
from btfast.exceptions import ConfigurationError, NotSupportedError
from btfast.feeds.live_binance.wss_base import BinanceMarketWssDataSpot, BinanceMarketWssDataSwap
from btfast.feeds.live_okx.wss_base import OkxMarketWssDataSpot, OkxMarketWssDataSwap
from tests.feeds.streams import Bus, HandTimer, Socket, Venue, until

CLASSES = [BinanceMarketWssDataSpot, BinanceMarketWssDataSwap, OkxMarketWssDataSpot, OkxMarketWssDataSwap]
TICK = {"topic": "tick", "symbol": "BTC-USDT"}


def symbols(count: int) -> list[dict[str, str]]:
    return [{"topic": "tick", "symbol": f"A{i}-USDT"} for i in range(count)]


def book_ticker(symbol: str = "BTCUSDT", stream: str | None = None) -> dict[str, object]:
    data = {"u": 1, "s": symbol, "b": "99.5", "B": "2", "a": "100.5", "A": "1"}
    return {"stream": stream or f"{symbol.lower()}@bookTicker", "data": data}


class Setting:
    """A feed that has started, and what it is connected to."""

    def __init__(self, feed_class=BinanceMarketWssDataSpot, topics=(TICK,), data_queue=None, **manners):
        self.venue, self.timer, self.bus = Venue(), HandTimer(), Bus()
        self.queue = data_queue or Queue()
        self.errors = []
        config = feed_class.exchange_data_class().asset.stream
        manners = {"openings": 1000} | manners
        self.feed = feed_class(
            self.queue,
            timer=self.timer,
            event_bus=self.bus,
            on_error=self.errors.append,
            manners=dataclasses.replace(config, **manners),
        )
        self.feed.transport_class = self.venue
        self.feed.backoff = (0.0, 0.0)
        self.feed.subscribe(topics)
        self.feed.start()

    def socket(self, number: int = 0) -> Socket:
        return self.venue.socket(number)

    def confirm(self, socket: Socket) -> None:
        """Answer every subscription as the venue does."""
        for message in list(socket.sent):
            if message == "ping" or "args" not in message:
                socket.deliver({"result": None, "id": message["id"]}) if message != "ping" else None
            else:
                for arg in message["args"]:
                    socket.deliver({"id": message["id"], "event": "subscribe", "arg": arg, "connId": "a4"})


@pytest.fixture
def start():
    started = []

    def make(*args, **kwargs) -> Setting:
        started.append(Setting(*args, **kwargs))
        return started[-1]

    yield make
    for setting in started:
        setting.feed.close()


# --- asking ---


def test_subscriptions_go_out_in_batches(start):
    socket = start(topics=symbols(5), args_per_message=2).socket()
    assert [len(message["params"]) for message in socket.sent] == [2, 2, 1]
    assert len({message["id"] for message in socket.sent}) == 3


def test_messages_keep_the_pace(start):
    setting = start(topics=symbols(5), args_per_message=1, messages_per_second=2)
    socket = setting.socket()
    counts = [len(socket.sent)]
    for seconds in (0.99, 0.01, 0.99, 0.01):
        setting.timer.pass_time(seconds)
        counts.append(len(socket.sent))
    assert counts == [2, 2, 4, 4, 5]


def test_requests_keep_the_budget_of_an_hour(start):
    trades = [topic | {"topic": "trades"} for topic in symbols(4)]
    setting = start(OkxMarketWssDataSpot, trades, args_per_message=1, requests_per_hour=3, ping_interval=1e6)
    socket = setting.socket()
    setting.timer.pass_time(3599)
    assert len(socket.asked()) == 3
    setting.timer.pass_time(2)
    assert len(socket.asked()) == 4


def test_streams_are_spread_over_connections(start):
    setting = start(topics=symbols(5), streams_per_connection=2)
    for number in range(3):
        setting.socket(number)
    assert sorted(len(socket.asked()) for socket in setting.venue.sockets) == [1, 2, 2]


def test_topics_go_to_the_url_of_their_tier(start):
    setting = start(BinanceMarketWssDataSwap, [TICK, {"topic": "ticker", "symbol": "BTC-USDT"}])
    setting.socket(1)
    assert {socket.url.split("/", 3)[3]: socket.asked() for socket in setting.venue.sockets} == {
        "public/stream": ["btcusdt@bookTicker"],
        "market/stream": ["btcusdt@ticker"],
    }


def test_nothing_is_opened_before_start():
    venue = Venue()
    feed = BinanceMarketWssDataSpot(Queue(), topics=[TICK])
    feed.transport_class = venue
    assert (venue.sockets, feed.connections[0].is_alive) == ([], False)
    feed.close()


def test_subscribing_and_unsubscribing_while_running(start):
    setting = start()
    socket = setting.socket()
    setting.feed.subscribe({"topic": "ticker", "symbol": "ETH-USDT"})
    setting.feed.unsubscribe(TICK)
    assert socket.sent[-2]["params"] == ["ethusdt@ticker"]
    assert (socket.sent[-1]["method"], socket.sent[-1]["params"]) == ("UNSUBSCRIBE", ["btcusdt@bookTicker"])
    socket.deliver(book_ticker())
    assert setting.queue.empty()
    assert setting.feed.counters["unknown_frames"] == 1


def test_topics_of_one_stream_share_it(start):
    setting = start(topics=[TICK, {"topic": "bidAsk", "symbol": "BTC-USDT"}])
    socket = setting.socket()
    assert socket.asked() == ["btcusdt@bookTicker"]
    setting.feed.unsubscribe(TICK)
    socket.deliver(book_ticker())
    assert setting.queue.qsize() == 1


def test_the_same_subscription_counts_once(start):
    setting = start()
    setting.feed.subscribe(TICK)
    got = []
    for _ in range(2):
        setting.feed.subscribe(TICK, on_container=got.append)
    setting.socket().deliver(book_ticker())
    assert (setting.queue.qsize(), len(got)) == (1, 1)


def test_a_connection_without_streams_is_closed(start):
    setting = start()
    socket = setting.socket()
    setting.feed.unsubscribe(TICK)
    assert (socket.is_over, setting.feed.connections) == (True, [])


@pytest.mark.parametrize(
    ("topics", "error", "words"),
    [
        ([TICK, {"topic": "tickk", "symbol": "BTC-USDT"}], NotSupportedError, "no topic 'tickk'"),
        ([TICK, {"topic": "kline", "symbol": "BTC-USDT"}], NotSupportedError, "wants 'period'"),
        ([TICK, {"symbol": "BTC-USDT"}], ConfigurationError, "key 'topic'"),
        (7, ConfigurationError, "key 'topic'"),
    ],
)
def test_a_wrong_topic_leaves_nothing_half_done(topics, error, words):
    feed = BinanceMarketWssDataSpot(Queue())
    with pytest.raises(error, match=words):
        feed.subscribe(topics)
    assert feed.subscriptions == []


def test_an_unknown_keyword_is_named():
    with pytest.raises(ConfigurationError, match=r"unknown keyword 'wss_ulr' \(did you mean 'wss_url'\?\)"):
        BinanceMarketWssDataSpot(Queue(), wss_ulr="wss://x")


def test_what_cannot_be_given_is_refused():
    with pytest.raises(NotSupportedError, match="'avg_price' has no event"):
        BinanceMarketWssDataSpot().subscribe({"topic": "avg_price", "symbol": "BTC-USDT"}, on_event=print)
    with pytest.raises(ConfigurationError, match="neither a callback nor a data_queue"):
        BinanceMarketWssDataSpot().subscribe(TICK)


@pytest.mark.parametrize("feed_class", CLASSES)
def test_every_public_topic_has_a_route(feed_class):
    assert set(feed_class.exchange_data_class().wss_paths) == set(feed_class.routes)


# --- frames ---


def test_containers_go_on_the_queue(start):
    setting = start()
    setting.socket().deliver(book_ticker())
    ticker = setting.queue.get_nowait()
    assert (ticker.symbol_name, ticker.asset_type, ticker.bid_price) == ("BTC-USDT", "SPOT", 99.5)


def test_a_callback_takes_the_place_of_the_queue(start):
    setting = start(topics=())
    got = []
    setting.feed.subscribe(TICK, on_container=got.append)
    setting.feed.subscribe(TICK, on_event=lambda event: got.append((event, setting.feed.recv_ns)))
    setting.socket().deliver(book_ticker(), recv_ns=123)
    (container, (event, recv_ns)) = got
    assert (container.ask_price, type(event), event.ask_price, recv_ns) == (100.5, Top, 100.5, 123)
    assert setting.queue.empty()


class Uncontained(BinanceMarketWssDataSpot):
    routes = {**BinanceMarketWssDataSpot.routes, "avg_price": None}


def test_topics_without_a_container_give_decoded_frames(start):
    setting = start(Uncontained, {"topic": "avg_price", "symbol": "BTC-USDT"})
    message = {"stream": "btcusdt@avgPrice", "data": {"e": "avgPrice", "s": "BTCUSDT", "w": "100"}}
    setting.socket().deliver(message)
    assert setting.queue.get_nowait() == message


def test_each_element_of_a_list_is_a_container_of_its_own_symbol(start):
    setting = start(BinanceMarketWssDataSwap, {"topic": "all_mini_ticker"})
    rows = [
        {"e": "24hrMiniTicker", "s": "BTCUSDT", "c": "100", "st": 1},
        {"e": "24hrMiniTicker", "s": "BTCUSD_PERP", "c": "101", "st": 2},  # coin-margined: another product
        {"e": "24hrMiniTicker", "s": "ETHUSDC", "c": "102", "st": 1},
    ]
    setting.socket().deliver({"stream": "!miniTicker@arr", "data": rows})
    got = [setting.queue.get_nowait() for _ in range(setting.queue.qsize())]
    assert [(one.symbol_name, one.last_price) for one in got] == [("BTC-USDT", 100.0), ("ETH-USDC", 102.0)]


def test_each_trade_of_a_frame_is_a_container_and_an_event(start):
    topic = {"topic": "trades", "symbol": "BTC-USDT"}
    setting = start(OkxMarketWssDataSwap, topic)
    events = []
    setting.feed.subscribe(topic, on_event=events.append)
    rows = [
        {"instId": "BTC-USDT-SWAP", "tradeId": str(i), "px": "100", "sz": "1", "side": "buy"} for i in (1, 2)
    ]
    socket = setting.socket()
    setting.confirm(socket)
    socket.deliver({"arg": {"channel": "trades", "instId": "BTC-USDT-SWAP"}, "data": rows})
    got = [setting.queue.get_nowait() for _ in range(setting.queue.qsize())]
    assert [(one.symbol_name, one.trade_id) for one in got] == [("BTC-USDT", "1"), ("BTC-USDT", "2")]
    assert [event.trade_id for event in events] == ["1", "2"]


def test_a_channel_without_instrument_finds_its_listeners(start):
    setting = start(OkxMarketWssDataSwap, {"topic": "instruments"})
    socket = setting.socket()
    arg = {"channel": "instruments", "instType": "SWAP"}
    socket.deliver({"event": "subscribe", "arg": arg, "connId": "a4"})
    socket.deliver(
        {"arg": arg, "data": [{"instId": "BTC-USDT-SWAP", "tickSz": "0.1"}, {"instId": "ETH-USDT-SWAP"}]}
    )
    assert [setting.queue.get_nowait().symbol_name for _ in range(2)] == ["BTC-USDT-SWAP", "ETH-USDT-SWAP"]


def test_an_answer_is_no_data(start):
    setting = start(OkxMarketWssDataSpot)
    setting.confirm(setting.socket())
    assert setting.queue.empty()
    assert setting.feed.subscriptions[0].is_confirmed


@pytest.mark.parametrize(
    ("frame", "topic"),
    [
        ({"u": 1, "s": "BTCUSDT", "b": "99", "B": "1", "a": "101", "A": "1"}, "tick"),
        ({"e": "aggTrade", "s": "BTCUSDT", "p": "100", "q": "1"}, "agg_trade"),
        ({"e": "kline", "s": "BTCUSDT", "k": {"i": "5m", "c": "100"}}, "kline"),
        ({"lastUpdateId": 1, "bids": [["99", "1"]], "asks": [["101", "1"]]}, "depth"),
        ({"e": "depthUpdate", "s": "BTCUSDT", "U": 1, "u": 1, "b": [], "a": []}, "increDepthFlow"),
    ],
)
def test_frames_without_an_envelope_are_told_by_what_they_say(frame, topic):
    words = ("tick", "agg_trade", "depth", "increDepthFlow")
    feed = BinanceMarketWssDataSpot(Queue(), wss_url="ws://127.0.0.1:1/ws")
    got = []
    for word in words:
        feed.subscribe(
            {"topic": word, "symbol": "BTC-USDT"}, on_container=lambda one, word=word: got.append(word)
        )
    for period in ("1m", "5m"):
        note = {"1m": "wrong", "5m": "kline"}[period]
        feed.subscribe(
            {"topic": "kline", "symbol": "BTC-USDT", "period": period},
            on_container=lambda one, note=note: got.append(note),
        )
    assert feed.on_message(json.dumps(frame).encode(), 0)
    assert got == [topic]


def test_frames_that_tell_nothing_serve_one_stream():
    feed = BinanceMarketWssDataSpot(Queue(), wss_url="ws://127.0.0.1:1/ws")
    feed.subscribe({"topic": "depth", "symbol": "BTC-USDT"})
    with pytest.raises(NotSupportedError, match="cannot be told from"):
        feed.subscribe({"topic": "depth", "symbol": "ETH-USDT"})


# --- mistakes ---


def test_a_callback_that_raises_is_logged_once_and_the_feed_goes_on(start, caplog):
    setting = start()
    setting.feed.subscribe(TICK, on_container=lambda container: 1 / 0)
    with caplog.at_level(logging.ERROR, "btfast.ws"):
        for _ in range(3):
            setting.socket().deliver(book_ticker())
    assert setting.feed.counters["callback_errors"] == setting.feed.errors["ZeroDivisionError"] == 3
    assert len(caplog.records) == 1
    assert setting.queue.qsize() == 3


@pytest.mark.parametrize("frame", [b"{", b"\xff\xfe", b"", b'{"stream":', b"nonsense"])
def test_a_bad_frame_is_counted_and_kept(start, frame):
    setting = start()
    socket = setting.socket()
    socket.deliver(frame)
    socket.deliver(book_ticker())
    assert (setting.feed.counters["bad_frames"], setting.feed.last_bad_frame) == (1, frame)
    assert setting.queue.qsize() == 1


def test_a_frame_whose_event_cannot_be_read_is_a_bad_one(start):
    setting = start(topics=())
    events = []
    setting.feed.subscribe(TICK, on_event=events.append)
    socket = setting.socket()
    socket.deliver(b'{"stream":"btcusdt@bookTicker","data":{"b":"x"}}')
    socket.deliver(book_ticker())
    assert (len(events), setting.feed.errors["DataParseError"]) == (1, 1)


@pytest.mark.parametrize(
    "frame", [b"[]", b"null", b"7", b'"x"', b'{"a":1}', b'{"event":"channel-conn-count"}']
)
@pytest.mark.parametrize("feed_class", [BinanceMarketWssDataSpot, OkxMarketWssDataSpot])
def test_a_frame_of_nobody_is_counted(start, feed_class, frame):
    setting = start(feed_class)
    setting.socket().deliver(frame)
    assert setting.feed.counters["unknown_frames"] == 1


# --- refusals ---


def test_a_refused_batch_is_asked_for_one_by_one(start):
    setting = start(topics=symbols(3))
    socket = setting.socket()
    refusal = {"code": 2, "msg": "Invalid request: unknown stream"}
    socket.deliver(refusal | {"id": socket.sent[0]["id"]})
    assert [message["params"] for message in socket.sent[1:]] == [[f"a{i}usdt@bookTicker"] for i in range(3)]
    socket.deliver(refusal | {"id": socket.sent[2]["id"]})
    socket.deliver({"result": None, "id": socket.sent[1]["id"]})
    [error] = setting.errors
    assert (error.raw_code, error.context) == (2, {"topic": "tick", "arg": "a1usdt@bookTicker"})
    assert [stream.arg for stream in setting.feed.subscriptions] == ["a0usdt@bookTicker", "a2usdt@bookTicker"]


def test_a_refusal_that_names_its_subscription_fails_that_alone(start):
    setting = start(OkxMarketWssDataSpot, symbols(3))
    socket = setting.socket()
    message = "Wrong URL or channel:tickers,instId:A1-USDT doesn't exist."
    socket.deliver(
        {"id": socket.sent[0]["id"], "event": "error", "code": "60018", "msg": message, "connId": "a4"}
    )
    setting.confirm(socket)
    [error] = setting.errors
    assert error.context["arg"] == {"channel": "tickers", "instId": "A1-USDT"}
    assert [stream.is_confirmed for stream in setting.feed.subscriptions] == [True, True]
    assert len(socket.sent) == 1
    assert setting.feed.counters["refused"] == setting.feed.errors[error.error_type.value] == 1


def test_a_refusal_of_nobody_knows_what_is_told(start):
    setting = start(OkxMarketWssDataSpot)
    setting.confirm(setting.socket())
    setting.socket().deliver({"event": "error", "code": "60012", "msg": "Invalid request", "connId": "a4"})
    assert [error.error_type for error in setting.errors] == [UnifiedErrorCode.BAD_REQUEST]
    assert len(setting.feed.subscriptions) == 1


# --- the connection's life ---


def test_a_cut_connection_is_opened_again_with_all_it_had(start):
    setting = start(topics=symbols(3), args_per_message=2)
    setting.socket().cut()
    assert sorted(setting.socket(1).asked()) == [f"a{i}usdt@bookTicker" for i in range(3)]
    assert setting.bus.names() == ["ws.connected", "ws.disconnected", "ws.reconnecting", "ws.connected"]
    assert setting.bus.of("ws.disconnected")[0] == {
        "exchange_name": "BINANCE___SPOT",
        "url": setting.socket().url,
        "reason": "the connection was cut",
    }


def test_a_close_of_the_venue_is_given_as_the_reason(start):
    setting = start()
    setting.socket().end(1008, "Too many requests")
    setting.socket(1)
    assert setting.bus.of("ws.disconnected")[0]["reason"] == "closed by the venue: 1008 Too many requests"


def test_pauses_grow_until_a_connection_was_good_for_a_minute(start, monkeypatch):
    monkeypatch.setattr("btfast.feeds.connection.random.uniform", lambda least, most: most)
    setting = start(topics=())
    setting.feed.backoff = (0.001, 0.004)
    setting.venue.refusals = 4
    setting.feed.subscribe(TICK)
    socket = setting.socket()
    setting.timer.pass_time(10)
    socket.cut()
    setting.socket(1)
    for _ in range(60):  # a pong every second
        setting.timer.pass_time(1)
        setting.socket(1).deliver({"result": None, "id": 0})
    setting.socket(1).cut()
    setting.socket(2)
    pauses = [round(told["delay"] * 1000) for told in setting.bus.of("ws.reconnecting")]
    assert pauses == [1, 2, 4, 4, 4, 1]


def test_a_connection_is_left_before_the_venue_ends_it(start):
    setting = start(topics={"topic": "trade", "symbol": "BTC-USDT"}, max_life=600.0, ping_interval=1e6)
    setting.socket()
    setting.timer.pass_time(599)
    assert not setting.socket().is_over
    setting.timer.pass_time(3)
    assert setting.socket(1).asked() == ["btcusdt@trade"]
    assert setting.bus.of("ws.disconnected")[0]["reason"] == "the end of its life"
    assert setting.bus.of("ws.reconnecting")[0]["delay"] == 0


@pytest.mark.parametrize(
    ("feed_class", "farewell"),
    [
        (BinanceMarketWssDataSpot, {"e": "serverShutdown", "E": 1}),
        (BinanceMarketWssDataSpot, {"stream": "!serverShutdown", "data": {"e": "serverShutdown", "E": 1}}),
        (OkxMarketWssDataSpot, {"event": "notice", "code": "64008", "msg": "upgrade", "connId": "a4"}),
    ],
)
def test_a_farewell_of_the_venue_is_obeyed_at_once(start, feed_class, farewell):
    setting = start(feed_class)
    setting.socket().deliver(farewell)
    assert setting.socket(1).asked() == setting.socket(0).asked()
    assert setting.bus.of("ws.reconnecting")[0]["delay"] == 0


def test_a_silent_connection_is_pinged_and_a_pong_keeps_it(start):
    setting = start(OkxMarketWssDataSpot)
    socket = setting.socket()
    for _ in range(4):
        setting.timer.pass_time(17)
        assert socket.sent.pop() == "ping"
        socket.deliver(b"pong")
    assert not socket.is_over
    assert setting.feed.counters["unknown_frames"] == setting.feed.counters["bad_frames"] == 0


@pytest.mark.parametrize("feed_class", [BinanceMarketWssDataSpot, OkxMarketWssDataSpot])
def test_a_connection_without_a_pong_is_left(start, feed_class):
    setting = start(feed_class)
    socket = setting.socket()
    setting.timer.pass_time(17)
    assert socket.pings == 1 or socket.sent[-1] == "ping"
    setting.timer.pass_time(15)
    assert setting.socket(1).asked() == socket.asked()


def test_a_silent_topic_is_asked_for_again_while_others_flow(start):
    other = {"topic": "ticker", "symbol": "ETH-USDT"}
    setting = start(topics=[TICK, other], ping_interval=1e6)
    socket = setting.socket()
    for _ in range(31):
        setting.timer.pass_time(2)
        socket.deliver({"stream": "ethusdt@ticker", "data": {"e": "24hrTicker", "s": "ETHUSDT"}})
    renewed = [(message["method"], message["params"]) for message in socket.sent[1:]]
    assert renewed == [("UNSUBSCRIBE", ["btcusdt@bookTicker"]), ("SUBSCRIBE", ["btcusdt@bookTicker"])]
    assert (setting.feed.counters["silences"], socket.is_over) == (1, False)


def test_a_connection_silent_as_a_whole_is_left(start):
    setting = start(ping_interval=1e6)
    setting.timer.pass_time(62)
    assert not setting.socket().is_over
    setting.timer.pass_time(122)
    assert setting.socket(1).asked() == ["btcusdt@bookTicker"]


def test_a_topic_of_rare_events_may_be_silent(start):
    setting = start(topics={"topic": "trade", "symbol": "BTC-USDT"}, ping_interval=1e6)
    setting.socket()
    setting.timer.pass_time(600)
    assert setting.feed.counters["silences"] == 0


# --- the end ---


def test_close_ends_all_threads(start):
    before = set(threading.enumerate())
    setting = start(topics=symbols(3), streams_per_connection=1)
    setting.socket(2)
    setting.feed.close()
    setting.feed.close()
    assert set(threading.enumerate()) == before
    assert all(socket.is_over for socket in setting.venue.sockets)


def test_close_works_within_a_callback():
    feed = BinanceMarketWssDataSpot(timer=HandTimer())
    feed.transport_class = venue = Venue()
    venue.greeting = book_ticker()
    feed.subscribe(TICK, on_container=lambda container: feed.close())
    feed.start()
    until(lambda: venue.sockets and venue.sockets[0].is_over)
    until(lambda: not [thread for thread in threading.enumerate() if thread.name == "btfast-ws"])


def test_a_feed_of_its_own_timer_ends_it():
    feed = BinanceMarketWssDataSpot(Queue(), topics=[TICK])
    feed.transport_class = venue = Venue()
    feed.start()
    venue.socket()
    feed.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("btfast")]


def test_a_closed_feed_takes_no_subscriptions():
    feed = BinanceMarketWssDataSpot(Queue())
    feed.close()
    with pytest.raises(RuntimeError, match="closed"):
        feed.subscribe(TICK)


def test_connections_are_opened_no_faster_than_the_venue_allows():
    manners = dataclasses.replace(BinanceMarketWssDataSpot.exchange_data_class().asset.stream, openings=2)
    feeds = [BinanceMarketWssDataSpot(wss_url="wss://one.host", manners=manners) for _ in range(2)]
    waits = [feed.door.reserve("CONNECT") for feed in feeds * 2]
    assert [wait > 0 for wait in waits] == [False, False, True, True]

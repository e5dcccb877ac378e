"""Books kept live: on sockets that the test speaks for, and on the local venue."""

import json
import threading
from queue import Queue

import numpy as np
import pytest

from btfast import BookState
from btfast.exceptions import ConfigurationError, RateLimitError, TransportError
from btfast.feeds.kept_book import snapshot_size
from btfast.feeds.live_binance.wss_base import BinanceMarketWssDataSpot, BinanceMarketWssDataSwap
from btfast.feeds.live_okx.wss_base import OkxMarketWssDataSpot
from btfast.feeds.order_book_feed import snapshot_fetcher
from btfast.registry import ExchangeRegistry
from btfast.sim.fixture import local_venue
from tests.feeds.streams import Bus, HandTimer, Venue, until

SYMBOL = "BTC-USDT"
KEYS = ["BINANCE___SPOT", "BINANCE___SWAP", "OKX___SPOT", "OKX___SWAP"]
BOOKS = {"channel": "books", "instId": SYMBOL}


def delta(first: int, last: int, bid: str = "99") -> dict[str, object]:
    data = {
        "e": "depthUpdate",
        "E": 1,
        "s": "BTCUSDT",
        "U": first,
        "u": last,
        "b": [[bid, str(last)]],
        "a": [],
    }
    return {"stream": "btcusdt@depth@100ms", "data": data}


def snapshot(number: int) -> bytes:
    body = {"lastUpdateId": number, "bids": [["98", "1"]], "asks": [["101", "1"]]}
    return json.dumps(body).encode()


def push(action: str, previous: int, number: int) -> dict[str, object]:
    row = {"bids": [["99", "1", "0", "1"]], "asks": [["101", "1", "0", "1"]], "ts": "1", "checksum": 0}
    return {"arg": BOOKS, "action": action, "data": [row | {"prevSeqId": previous, "seqId": number}]}


class Snapshots:
    """Gives the snapshots it was given, in turn; an exception among them is raised; waits where there is none."""

    def __init__(self) -> None:
        self.answers: Queue[bytes | Exception] = Queue()
        self.asked: list[tuple[str, int]] = []
        self.threads: set[threading.Thread] = set()

    def __call__(self, symbol: str, count: int) -> bytes:
        self.asked.append((symbol, count))
        self.threads.add(threading.current_thread())
        answer = self.answers.get(timeout=10)
        if isinstance(answer, Exception):
            raise answer
        return answer


class Setting:
    """A feed of books that has started, and one book on it."""

    def __init__(self, feed_class=BinanceMarketWssDataSpot, **kwargs):
        self.venue, self.timer, self.bus, self.snapshots = Venue(), HandTimer(), Bus(), Snapshots()
        self.wss = feed_class(timer=self.timer, event_bus=self.bus)
        self.wss.transport_class = self.venue
        self.wss.backoff = (0.0, 0.0)
        self.wss.start()
        self.feed = self.wss.order_books()
        self.feed.fetch_snapshot = self.snapshots
        self.book = self.feed.order_book(SYMBOL, **kwargs)
        self.socket = self.venue.socket()

    def confirm(self):
        self.socket = self.venue.sockets[-1]
        for message in list(self.socket.sent):
            if "method" in message:
                self.socket.deliver({"result": None, "id": message["id"]})
            elif message["op"] == "subscribe":
                self.socket.deliver({"event": "subscribe", "arg": BOOKS, "connId": "a4"})

    def becomes(self, state: BookState) -> None:
        until(lambda: self.book.state is state, f"{state.name}, not {self.book!r}: {self.book.reason}")

    def asks(self, count: int) -> None:
        until(lambda: len(self.snapshots.asked) == count, f"{count} snapshots asked for")

    def go_live(self, number: int = 10) -> None:
        self.confirm()
        self.socket.deliver(delta(number, number + 1))
        self.snapshots.answers.put(snapshot(number))
        self.becomes(BookState.LIVE)

    def states(self) -> list[str]:
        return [told["state"].name for told in self.bus.of("book.state")]


@pytest.fixture
def start():
    started = []

    def make(*args, **kwargs) -> Setting:
        started.append(Setting(*args, **kwargs))
        return started[-1]

    yield make
    for setting in started:
        setting.snapshots.answers.put(TransportError("the test is over"))
        setting.feed.close()
        setting.wss.close()


# --- snapshots by REST ---


def test_the_snapshot_is_fetched_behind_the_first_delta(start):
    setting = start()
    setting.confirm()
    assert setting.snapshots.asked == []
    setting.socket.deliver(delta(10, 11))
    setting.snapshots.answers.put(snapshot(10))
    setting.becomes(BookState.LIVE)
    assert setting.snapshots.asked == [(SYMBOL, 5000)]
    assert setting.book.sequence == 11
    receiving = {connection.thread for connection in setting.wss.connections}
    assert not setting.snapshots.threads & (receiving | {threading.current_thread()})


def test_a_quiet_symbol_gets_its_snapshot_too(start):
    setting = start()
    setting.confirm()
    setting.timer.pass_time(2)
    setting.snapshots.answers.put(snapshot(10))
    setting.becomes(BookState.LIVE)
    assert setting.book.sequence == 10


def test_an_older_snapshot_is_followed_by_a_fresher_one(start):
    setting = start()
    setting.confirm()
    setting.socket.deliver(delta(10, 11))
    setting.snapshots.answers.put(snapshot(7))
    until(lambda: "older" in setting.book.reason)
    assert setting.book.state is BookState.SYNCING
    setting.snapshots.answers.put(snapshot(10))
    until(lambda: setting.timer.pass_time(1) or setting.book.state is BookState.LIVE)
    assert len(setting.snapshots.asked) == 2


def test_a_snapshot_that_cannot_be_had_is_the_reason_and_tried_again(start):
    setting = start()
    setting.confirm()
    setting.socket.deliver(delta(10, 11))
    setting.snapshots.answers.put(TransportError("no route"))
    until(lambda: setting.book.reason == "no snapshot: no route")
    setting.socket.deliver(delta(12, 13))
    setting.snapshots.answers.put(snapshot(12))
    until(lambda: setting.timer.pass_time(1) or setting.book.state is BookState.LIVE)


def test_a_closed_gate_is_waited_for(start):
    setting = start()
    setting.confirm()
    setting.socket.deliver(delta(10, 11))
    setting.snapshots.answers.put(RateLimitError("banned", 120.0))
    until(lambda: "banned" in setting.book.reason)
    setting.timer.pass_time(119)
    assert len(setting.snapshots.asked) == 1
    setting.timer.pass_time(2)
    setting.asks(2)


def test_a_book_that_cannot_get_snapshots_is_refused():
    wss = BinanceMarketWssDataSpot()
    with pytest.raises(ConfigurationError, match="needs snapshots"):
        wss.order_books().order_book(SYMBOL)
    wss.close()


@pytest.mark.parametrize(
    ("depth", "size"), [(None, 5000), (5, 100), (10, 100), (20, 500), (100, 1000), (400, 5000), (9999, 5000)]
)
def test_a_snapshot_is_as_large_as_the_depth_wants(depth, size):
    assert snapshot_size(depth, 5000) == size


def test_a_snapshot_is_never_larger_than_the_venue_gives():
    assert snapshot_size(400, 1000) == 1000


# --- starting over ---


def test_a_gap_heals_by_itself(start):
    setting = start()
    setting.go_live()
    setting.socket.deliver(delta(15, 16))
    assert setting.book.state is BookState.SYNCING
    assert setting.book.reason.startswith("resync: a delta does not join: expected 12 as first, got 15")
    setting.socket.deliver(delta(17, 18))
    setting.snapshots.answers.put(snapshot(16))
    setting.becomes(BookState.LIVE)
    assert (setting.book.sequence, setting.book.counters["gaps"]) == (18, 1)
    assert setting.states() == ["LIVE", "GAP", "SYNCING", "LIVE"]


def test_a_crossed_book_starts_over(start):
    setting = start()
    setting.go_live()
    setting.socket.deliver(delta(12, 13, bid="150"))
    assert setting.states()[-2:] == ["CROSSED", "SYNCING"]


def test_a_frame_that_is_cut_short_starts_over(start):
    setting = start()
    setting.go_live()
    setting.socket.deliver(json.dumps(delta(12, 13)).encode()[:-20])
    assert setting.states()[-2:] == ["GAP", "SYNCING"]


def test_gaps_that_come_again_soon_are_healed_later_each_time(start, monkeypatch):
    monkeypatch.setattr("btfast.feeds.kept_book.random.uniform", lambda least, most: most)
    setting = start()
    setting.go_live()
    waited = []
    for number in (20, 30, 40):
        setting.socket.deliver(delta(number, number + 1))  # a gap
        asked = len(setting.snapshots.asked)
        seconds = 0.0
        while len(setting.snapshots.asked) == asked:
            setting.socket.deliver(delta(number + 2 + int(seconds * 4), number + 2 + int(seconds * 4)))
            if setting.feed._kept[SYMBOL]._awaits_delta is False and seconds < 5:
                setting.timer.pass_time(0.25)
                seconds += 0.25
        waited.append(seconds)
        setting.snapshots.answers.put(snapshot(number + 1 + 40))
        setting.becomes(BookState.LIVE)
    assert waited[0] <= waited[1] < waited[2]


def test_a_reconnect_starts_over(start):
    setting = start()
    setting.go_live()
    setting.socket.cut("reset by peer")
    setting.venue.socket(1)
    assert (setting.book.state, setting.book.reason) == (BookState.SYNCING, "reconnect: reset by peer")
    setting.go_live(50)
    assert setting.book.sequence == 51


def test_a_snapshot_from_before_a_reconnect_is_thrown_away(start):
    setting = start()
    setting.confirm()
    setting.socket.deliver(delta(10, 11))
    setting.asks(1)
    setting.socket.cut()
    setting.venue.socket(1)
    setting.snapshots.answers.put(snapshot(10))  # was under way
    setting.go_live(50)
    assert setting.book.sequence == 51


def test_silence_makes_a_book_stale_and_starts_over(start):
    setting = start()
    setting.go_live()
    for _ in range(5):
        setting.timer.pass_time(13)
        setting.socket.last_recv_ns += 1  # the venue pings
    until(lambda: "STALE" in setting.states())
    until(lambda: setting.book.state is BookState.SYNCING)
    assert setting.book.reason == "resync: increDepthFlow: nothing for 61 s"
    assert setting.socket.asked() == ["btcusdt@depth@100ms"] * 2


# --- a stream with snapshots of its own ---


def test_a_stream_with_its_own_snapshot_is_asked_again_after_a_gap(start):
    setting = start(OkxMarketWssDataSpot)
    setting.confirm()
    setting.socket.deliver(push("snapshot", -1, 10))
    setting.socket.deliver(push("update", 10, 15))
    assert (setting.book.state, setting.book.sequence) == (BookState.LIVE, 15)
    setting.socket.deliver(push("update", 17, 19))
    assert [message["op"] for message in setting.socket.sent] == ["subscribe", "unsubscribe", "subscribe"]
    setting.socket.deliver({"event": "unsubscribe", "arg": BOOKS, "connId": "a4"})
    setting.socket.deliver({"event": "subscribe", "arg": BOOKS, "connId": "a4"})
    setting.socket.deliver(push("snapshot", -1, 30))
    assert (setting.book.state, setting.book.sequence) == (BookState.LIVE, 30)
    assert setting.snapshots.asked == []


def test_a_snapshot_of_the_stream_that_does_not_come_is_asked_for_again(start):
    setting = start(OkxMarketWssDataSpot)
    setting.confirm()
    setting.timer.pass_time(10)
    until(lambda: setting.socket.asked() == [BOOKS] * 2)
    assert setting.book.reason == "resync: no snapshot in 10 s"


def test_a_refused_book_says_why_and_may_be_asked_for_again(start):
    setting = start(OkxMarketWssDataSpot)
    socket = setting.socket
    words = "channel:books,instId:BTC-USDT doesn't exist"
    socket.deliver(
        {"id": socket.sent[0]["id"], "event": "error", "code": "60018", "msg": words, "connId": "a4"}
    )
    assert words in setting.book.reason
    assert setting.feed.order_book(SYMBOL) is setting.book
    assert socket.asked() == [BOOKS] * 2


# --- keeping and dropping ---


def test_a_symbol_has_one_book(start):
    setting = start()
    seen = []
    assert setting.feed.order_book(SYMBOL, on_update=seen.append) is setting.book
    setting.go_live()
    assert setting.socket.asked() == ["btcusdt@depth@100ms"]
    assert set(seen) == {setting.book}


def test_a_dropped_book_is_not_live(start):
    setting = start()
    setting.go_live()
    setting.feed.drop_book(SYMBOL)
    assert (setting.book.state, setting.book.reason) == (BookState.SYNCING, "it is no longer fed")
    assert (setting.feed.books, setting.wss.subscriptions) == ({}, [])
    assert setting.book.best_bid == 99.0


def test_close_leaves_no_book_live_and_no_thread(start):
    before = set(threading.enumerate())
    setting = start()
    setting.go_live()
    setting.feed.close()
    setting.wss.close()
    assert setting.book.state is BookState.SYNCING
    assert set(threading.enumerate()) <= before


# --- on the local venue ---


@pytest.fixture(scope="module")
def venue():
    with local_venue(interval_ms=20, rate=8, levels=150, symbols="BTC-USDT,ETH-USDT") as running:
        yield running


class Fed:
    """A live book on the local venue, and what it held after each commit."""

    def __init__(self, key: str, venue) -> None:
        self.key = key
        data = ExchangeRegistry.create_exchange_data(key)
        data.rest_url, data.wss_url = venue.rest, venue.wss
        self.rest = ExchangeRegistry.create_feed(key, exchange_data=data)
        self.bus = Bus()
        self.wss = ExchangeRegistry.get_stream_class(key, "market_wss")(
            exchange_data=data, event_bus=self.bus
        )
        self.wss.tick = 0.05
        self.wss.backoff = (0.01, 0.05)
        self.wss.start()
        self.books = self.wss.order_books(self.rest)
        self.books.backoff = (0.01, 0.05)
        self.held: dict[int, tuple[np.ndarray, np.ndarray]] = {}
        self.threads: set[str] = set()
        self.book = self.books.order_book(SYMBOL, on_update=self.note)

    def note(self, book) -> None:
        self.held[book.sequence] = (book.bids(), book.asks())
        self.threads.add(threading.current_thread().name)

    def healed(self, state: str) -> bool:
        """Return whether the book met `state` and is live again since."""
        states = [told["state"].name for told in self.bus.of("book.state")]
        return state in states and states[-1] == "LIVE"

    def close(self) -> None:
        for feed in (self.books, self.wss, self.rest):
            feed.close()

    @property
    def stream(self) -> str:
        return "btcusdt@depth@100ms" if "BINANCE" in self.key else f"books:{self.book.request_symbol}"

    def place(self) -> dict[str, str]:
        venue, product = self.key.lower().split("___")
        return {"venue": venue, "product": product}


@pytest.fixture
def feed(request, venue):
    made = Fed(request.param, venue)
    yield made
    made.close()


def assert_true(fed: Fed, venue) -> None:
    """Compare the book with the venue's own, at a number that both had."""

    def common():
        true = venue.book(symbol=fed.book.request_symbol, **fed.place())
        return true if true["sequence"] in fed.held else None

    true = until(common, "a common number")
    for side, levels in zip(("bids", "asks"), fed.held[true["sequence"]], strict=True):
        wanted = np.array(true[side], dtype=np.float64)[:400]
        np.testing.assert_array_equal(levels[:400], wanted)


@pytest.mark.parametrize("feed", KEYS, indirect=True)
@pytest.mark.parametrize("fault", ["drop", "truncate", "reorder"])
def test_a_spoilt_delta_heals_to_the_venues_own_book(feed, venue, fault):
    until(lambda: feed.book.state is BookState.LIVE)
    venue.fault(fault, stream=feed.stream, **feed.place())
    until(lambda: feed.healed("GAP"), f"GAP and LIVE after {fault}")
    assert_true(feed, venue)
    assert feed.book.counters["gaps"] == 1
    assert feed.threads == {"btfast-ws"}


@pytest.mark.parametrize("feed", KEYS, indirect=True)
def test_a_duplicate_changes_nothing(feed, venue):
    until(lambda: feed.book.state is BookState.LIVE)
    venue.fault("duplicate", stream=feed.stream, **feed.place())
    until(lambda: feed.book.counters["duplicates"] == 1)
    assert_true(feed, venue)
    assert feed.book.counters["gaps"] == 0


@pytest.mark.parametrize("feed", KEYS, indirect=True)
def test_a_cut_heals_to_the_venues_own_book(feed, venue):
    until(lambda: feed.book.state is BookState.LIVE)
    venue.fault("cut", stream=feed.stream, **feed.place())
    until(lambda: feed.healed("SYNCING"))
    feed.held.clear()
    assert_true(feed, venue)
    assert "ws.reconnecting" in feed.bus.names()


@pytest.mark.parametrize("feed", ["BINANCE___SPOT", "OKX___SWAP"], indirect=True)
def test_a_stall_is_noticed_and_heals(feed, venue):
    until(lambda: feed.book.state is BookState.LIVE)
    for stream in feed.wss.subscriptions:
        stream.deadline_ns = 4e8
    venue.fault("stall", stream=feed.stream, seconds=0.9, **feed.place())
    until(lambda: feed.healed("STALE"))
    feed.held.clear()
    assert_true(feed, venue)


@pytest.mark.parametrize("feed", ["BINANCE___SWAP"], indirect=True)
def test_snapshots_pass_the_limiter_and_say_what_the_venue_refused(feed, venue):
    fetch = snapshot_fetcher(feed.rest)
    used = feed.rest._rate_limiter.get_status()[0]["used"]
    assert fetch(SYMBOL, 1000).startswith(b"{")
    assert feed.rest._rate_limiter.get_status()[0]["used"] >= used + 20
    with pytest.raises(Exception, match="Invalid symbol"):
        fetch("NO-SUCH", 1000)


def test_books_of_both_tiers_and_venues_stand_side_by_side(venue):
    feeds = [Fed(key, venue) for key in KEYS]
    try:
        for fed in feeds:
            other = fed.books.order_book("ETH-USDT")
            until(lambda fed=fed, other=other: fed.book.state is other.state is BookState.LIVE)
    finally:
        for fed in feeds:
            fed.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("btfast")]


def test_a_book_of_swap_joins_by_its_own_rule(start):
    setting = start(BinanceMarketWssDataSwap)
    setting.confirm()
    frame = delta(10, 15)
    frame["data"] |= {"pu": 9}
    setting.socket.deliver(frame)
    setting.snapshots.answers.put(snapshot(12))
    setting.becomes(BookState.LIVE)
    assert setting.snapshots.asked == [(SYMBOL, 1000)]

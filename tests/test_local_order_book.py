"""LocalOrderBook: its keys and symbols, `feed`, and its measures at their edges; states are in _core/test_live.py."""

import math
import pickle
from typing import Any

import pytest

from btfast.exceptions import ExchangeNotFoundError, InvalidSymbolError
from btfast.local_order_book import BookState, LocalOrderBook
from tests.reference.venue import VENUES, OkxVenue, SpotVenue

SNAPSHOT = '{"lastUpdateId":7,"bids":[["99.5","2"],["99","0.5"]],"asks":[["100.5","1"],["101","3"]]}'


@pytest.fixture
def book() -> LocalOrderBook:
    """A LIVE book: bids 99.5 x 2, 99 x 0.5; asks 100.5 x 1, 101 x 3."""
    made = LocalOrderBook("BINANCE___SPOT", "BTC-USDT")
    made.load_snapshot(SNAPSHOT)
    return made


def content(book: LocalOrderBook) -> tuple[list[list[float]], list[list[float]]]:
    return book.bids().tolist(), book.asks().tolist()


# --- making one ---


@pytest.mark.parametrize("key", ["NOPE___SPOT", "BINANCE", "BINANCE___NOPE", "", "binance___spot"])
def test_an_unknown_key_is_told_with_those_known(key: str) -> None:
    with pytest.raises(ExchangeNotFoundError, match="BINANCE___SPOT"):
        LocalOrderBook(key, "BTC-USDT")


@pytest.mark.parametrize("key", ["BINANCE___SPOT", "BINANCE___SWAP", "OKX___SPOT", "OKX___SWAP"])
@pytest.mark.parametrize("symbol", ["", "BTCUSDT", "BTC/USDT", "BTC-", "-USDT", "BTC-USDT?x", "BTC USDT"])
def test_a_symbol_that_cannot_be_spelled_is_told(key: str, symbol: str) -> None:
    with pytest.raises(InvalidSymbolError, match="symbol"):
        LocalOrderBook(key, symbol)


def test_a_symbol_nobody_listed_is_a_book_that_waits() -> None:
    book = LocalOrderBook("BINANCE___SPOT", "NOPE-USDT")
    assert book.apply(SpotVenue().delta()) is BookState.SYNCING
    assert book.counters["ignored"] == 1


@pytest.mark.parametrize("tick_size", [0, -0.1, math.nan, math.inf])
def test_a_tick_size_is_a_positive_number(tick_size: float) -> None:
    with pytest.raises(ValueError, match="tick size"):
        LocalOrderBook("BINANCE___SPOT", "BTC-USDT", tick_size=tick_size)


@pytest.mark.parametrize("capacity", [0, -1])
def test_a_capacity_is_at_least_one_level(capacity: int) -> None:
    with pytest.raises(ValueError, match=f"capacity of {capacity}"):
        LocalOrderBook("BINANCE___SPOT", "BTC-USDT", capacity=capacity)


@pytest.mark.parametrize("tick_size", [0.1, 0.5, 10.0])
def test_a_tick_size_is_kept_and_loses_no_price_off_it(tick_size: float) -> None:
    venue = SpotVenue()
    book = LocalOrderBook(venue.key, "BTC-USDT", tick_size=tick_size)
    book.load_snapshot(venue.snapshot())
    assert book.tick_size == tick_size
    assert content(book) == venue.book()


def test_books_of_one_key_do_not_mix() -> None:
    venue = SpotVenue()
    one, other = (LocalOrderBook(venue.key, symbol) for symbol in ("BTC-USDT", "ETH-USDT"))
    one.load_snapshot(venue.snapshot())
    other.load_snapshot(SNAPSHOT)
    frame = venue.delta()
    assert (one.apply(frame), other.apply(frame)) == (BookState.LIVE, BookState.LIVE)
    assert content(one) == venue.book()
    assert other.top() == (99.5, 2, 100.5, 1)


def test_its_text_says_what_it_is(book: LocalOrderBook) -> None:
    assert repr(book) == "<LocalOrderBook BINANCE___SPOT BTC-USDT LIVE 99.5/100.5 sequence=7>"
    empty = LocalOrderBook("OKX___SWAP", "BTC-USDT")
    assert repr(empty) == "<LocalOrderBook OKX___SWAP BTC-USDT SYNCING nan/nan sequence=None>"
    assert (empty.exchange_key, empty.symbol_name) == ("OKX___SWAP", "BTC-USDT")
    assert empty.request_symbol == "BTC-USDT-SWAP"


def test_a_book_is_not_pickled(book: LocalOrderBook) -> None:
    with pytest.raises(TypeError, match="pickling"):
        pickle.dumps(book)


# --- feed: the lines of a capture ---


@pytest.mark.parametrize("kind", VENUES)
@pytest.mark.parametrize("text", [bytes.decode, bytes])
def test_feed_takes_snapshots_and_frames_as_they_come(kind: Any, text: Any) -> None:
    venue = kind()
    book = LocalOrderBook(venue.key, "BTC-USDT")
    assert book.feed(text(venue.snapshot())) is BookState.LIVE
    for _ in range(20):
        assert book.feed(text(venue.delta())) is BookState.LIVE
    venue.delta()
    assert book.feed(text(venue.delta())) is BookState.GAP
    assert book.feed(text(venue.snapshot())) is BookState.LIVE
    assert content(book) == venue.book()


def test_feed_takes_a_rest_snapshot_where_the_stream_brings_its_own() -> None:
    venue = OkxVenue()
    book = LocalOrderBook(venue.key, "BTC-USDT")
    assert book.feed(venue.rest_snapshot()) is BookState.LIVE
    assert book.feed(venue.delta()) is BookState.LIVE
    assert content(book) == venue.book()


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("BINANCE___SPOT", b'{"result":null,"id":1}'),
        ("BINANCE___SPOT", b'{"stream":"btcusdt@trade","data":{"e":"trade","s":"BTCUSDT","p":"1","q":"1"}}'),
        ("BINANCE___SWAP", b'{"e":"serverShutdown","E":1}'),
        ("OKX___SPOT", b"pong"),
        ("OKX___SPOT", b'{"event":"subscribe","arg":{"channel":"books","instId":"BTC-USDT"},"connId":"1"}'),
        ("OKX___SWAP", b'{"arg":{"channel":"tickers","instId":"BTC-USDT-SWAP"},"data":[{"last":"1"}]}'),
    ],
)
def test_feed_passes_over_what_is_no_book(key: str, message: bytes) -> None:
    book = LocalOrderBook(key, "BTC-USDT")
    assert book.feed(message) is BookState.SYNCING
    assert (book.counters["ignored"], book.reason) == (1, "no snapshot yet")


@pytest.mark.parametrize("kind", VENUES)
@pytest.mark.parametrize(
    "broken", [b"", b"{", b"\xff\xfe", b'{"lastUpdateId":', b'{"code":"0","data":', b"<html>"]
)
def test_feed_never_raises_for_what_came_over_the_wire(kind: Any, broken: bytes) -> None:
    venue = kind()
    book = LocalOrderBook(venue.key, "BTC-USDT")
    book.feed(venue.snapshot())
    before = content(book)
    assert book.feed(broken) is BookState.GAP
    assert content(book) == before
    assert book.feed(venue.snapshot()) is BookState.LIVE


def test_feed_takes_a_venue_error_for_no_snapshot() -> None:
    book = LocalOrderBook("OKX___SPOT", "BTC-USDT")
    assert book.feed(b'{"code":"50011","msg":"Too Many Requests","data":[]}') is BookState.SYNCING
    assert "50011" in book.reason


# --- measures ---


@pytest.mark.parametrize(
    ("side", "volume", "cost", "vwap"),
    [
        ("buy", 1, 100.5, 100.5),
        ("buy", 2, 100.5 + 101, 100.75),
        ("buy", 0.25, 25.125, 100.5),
        ("buy", 4, 100.5 + 303, 100.875),  # all there is
        ("buy", 4.0000001, math.nan, math.nan),
        ("sell", 2, 199, 99.5),
        ("sell", 2.5, 248.5, 99.4),
        ("sell", 3, math.nan, math.nan),
        ("buy", 0, 0, math.nan),
        ("sell", -1, math.nan, math.nan),
        ("buy", math.nan, math.nan, math.nan),
        ("buy", math.inf, math.nan, math.nan),
    ],
)
def test_taking_a_volume_costs(
    book: LocalOrderBook, side: str, volume: float, cost: float, vwap: float
) -> None:
    assert book.cost_to_fill(side, volume) == pytest.approx(cost, rel=1e-12, nan_ok=True)
    assert book.vwap(side, volume) == pytest.approx(vwap, rel=1e-12, nan_ok=True)


@pytest.mark.parametrize("side", ["BUY", "bid", "", None])
def test_a_side_is_buy_or_sell(book: LocalOrderBook, side: Any) -> None:
    for measure in (book.cost_to_fill, book.vwap):
        with pytest.raises(ValueError, match="side is 'buy' or 'sell'"):
            measure(side, 1)


@pytest.mark.parametrize(
    ("n", "imbalance", "microprice"),
    [
        (1, (2 - 1) / 3, 99.5 + 2 / 3),
        (2, (2.5 - 4) / 6.5, 99.5 + 2.5 / 6.5),
        (100, (2.5 - 4) / 6.5, 99.5 + 2.5 / 6.5),
        (0, math.nan, math.nan),
    ],
)
def test_imbalance_weighs_the_best_levels(
    book: LocalOrderBook, n: int, imbalance: float, microprice: float
) -> None:
    assert book.imbalance(n) == pytest.approx(imbalance, nan_ok=True)
    assert book.microprice(n) == pytest.approx(microprice, nan_ok=True)


@pytest.mark.parametrize(
    ("bids", "asks", "imbalance"), [('[["99","1"]]', "[]", 1.0), ("[]", '[["101","3"]]', -1.0)]
)
def test_a_side_alone_weighs_all_and_has_no_price_between(bids: str, asks: str, imbalance: float) -> None:
    book = LocalOrderBook("BINANCE___SPOT", "BTC-USDT")
    book.load_snapshot(f'{{"lastUpdateId":1,"bids":{bids},"asks":{asks}}}')
    assert book.imbalance(5) == imbalance
    assert math.isnan(book.mid)
    assert math.isnan(book.microprice())


def test_an_empty_book_measures_nan() -> None:
    book = LocalOrderBook("BINANCE___SPOT", "BTC-USDT")
    measures = [book.imbalance(5), book.microprice(), book.cost_to_fill("buy", 1), book.vwap("sell", 1)]
    assert all(math.isnan(measure) for measure in measures)
    assert book.cost_to_fill("buy", 0) == 0


def test_a_negative_number_of_levels_is_refused(book: LocalOrderBook) -> None:
    for ask in (book.bids, book.asks, book.levels, book.imbalance, book.microprice):
        with pytest.raises(ValueError, match="-1 levels"):
            ask(-1)


def test_a_copy_stays_as_it_was(book: LocalOrderBook) -> None:
    copy = book.bids(2)
    book.load_snapshot('{"lastUpdateId":9,"bids":[["1","1"]],"asks":[["2","1"]]}')
    assert copy.tolist() == [[99.5, 2], [99, 0.5]]
    assert book.bids(2).tolist() == [[1, 1]]


def test_waiting_ends_when_the_book_is_live() -> None:
    book = LocalOrderBook("BINANCE___SPOT", "BTC-USDT")
    assert not book.wait_live(0.0)
    book.load_snapshot(SpotVenue().snapshot())
    assert book.wait_live(0.0)
    book.reset("reconnect")
    assert not book.wait_live(0.0)


def test_a_state_prints_its_name() -> None:
    assert (f"{BookState.LIVE}", str(BookState.GAP), int(BookState.STALE)) == ("LIVE", "GAP", 3)

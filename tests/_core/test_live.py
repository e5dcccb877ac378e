"""LiveBook: sequence rules, trust states, buffering, two phases; against plain venues."""

import json
import logging
import sys
from typing import Any

import pytest

from btfast._core.live import LiveBook
from btfast._core.sequence import SequenceRule
from btfast.exceptions import BookNotLiveError, ConfigurationError
from btfast.local_order_book import BookState, LocalOrderBook
from tests.reference.venue import VENUES, ChecksummedVenue, OkxVenue, SpotVenue, SwapVenue, Venue

NAMES = {"BTC-USDT": "BTC-USDT", "BTCUSDT": "BTC-USDT"}


def live(venue: Any, **settings: Any) -> LocalOrderBook:
    """Return a LIVE book of a venue."""
    book = LocalOrderBook(venue.key, "BTC-USDT", **settings)
    take_snapshot(book, venue)
    assert book.state is BookState.LIVE
    return book


def take_snapshot(book: LocalOrderBook, venue: Any) -> BookState:
    take = book.apply if isinstance(venue, OkxVenue) else book.load_snapshot
    return take(venue.snapshot())


def content(book: LocalOrderBook) -> tuple[list[list[float]], list[list[float]]]:
    return book.bids().tolist(), book.asks().tolist()


def edited(frame: bytes, **fields: Any) -> bytes:
    """Return a frame with fields of its data replaced."""
    message = json.loads(frame)
    data = message["data"]
    (data[0] if isinstance(data, list) else data).update(fields)
    return json.dumps(message, separators=(",", ":")).encode()


def data_of(frame: bytes) -> dict[str, Any]:
    data = json.loads(frame)["data"]
    return data[0] if isinstance(data, list) else data


@pytest.mark.parametrize("kind", VENUES)
@pytest.mark.parametrize("tick_size", [None, 0.1])
def test_a_stream_ends_as_the_venue_after_every_frame(kind: type[Venue], tick_size: float | None) -> None:
    venue = kind(seed=3)
    book = live(venue, tick_size=tick_size)
    for _ in range(300):
        assert book.apply(venue.delta()) is BookState.LIVE
        assert content(book) == venue.book()
        assert book.sequence == venue.sequence


@pytest.mark.parametrize("kind", VENUES)
def test_each_dropped_frame_is_a_gap_at_once(kind: type[Venue]) -> None:
    for dropped in range(10):
        venue = kind(seed=dropped)
        book = live(venue)
        for _ in range(dropped):
            book.apply(venue.delta())
        venue.delta()
        before = content(book)
        assert book.apply(venue.delta()) is BookState.GAP
        assert content(book) == before
        assert "join" in book.reason or "checksum" in book.reason


@pytest.mark.parametrize("kind", VENUES)
def test_swapped_frames_are_a_gap_at_once(kind: type[Venue]) -> None:
    venue = kind()
    book = live(venue)
    one, two = venue.delta(), venue.delta()
    before = content(book)
    assert book.apply(two) is BookState.GAP
    assert book.apply(one) is BookState.GAP
    assert content(book) == before


@pytest.mark.parametrize("kind", VENUES)
def test_a_frame_cut_anywhere_changes_nothing_and_is_a_gap(kind: type[Venue]) -> None:
    venue = kind()
    frame = venue.delta()
    for end in range(1, len(frame)):
        fresh = live(kind())
        before = content(fresh)
        assert fresh.apply(frame[:end]) is BookState.GAP, frame[:end]
        assert content(fresh) == before


@pytest.mark.parametrize(
    ("kind", "field", "change"),
    [
        (SpotVenue, "U", 1),
        (SpotVenue, "U", -1),
        (SpotVenue, "U", 10**6),
        (SpotVenue, "u", -20),
        (SwapVenue, "pu", 1),
        (SwapVenue, "pu", -1),
        (SwapVenue, "u", -200),
        (SwapVenue, "U", 10**6),
        (OkxVenue, "prevSeqId", 1),
        (OkxVenue, "prevSeqId", -1),
        (ChecksummedVenue, "checksum", 1),
    ],
)
def test_a_changed_number_is_noticed(kind: Any, field: str, change: int) -> None:
    venue = kind()
    book = live(venue)
    book.apply(venue.delta())
    frame = venue.delta()
    book.apply(edited(frame, **{field: data_of(frame)[field] + change}))
    state = book.state
    if state is BookState.LIVE:  # taken for an old one: then nothing may have changed, and the next one tells
        state = book.apply(venue.delta())
    assert state is BookState.GAP


@pytest.mark.parametrize(("kind", "last"), [(SpotVenue, "u"), (SwapVenue, "u"), (OkxVenue, "seqId")])
@pytest.mark.parametrize("change", [1, 1_000, 10**9])
def test_a_changed_last_number_is_noticed_by_the_next_frame(kind: Any, last: str, change: int) -> None:
    venue = kind()
    book = live(venue)
    frame = venue.delta()
    book.apply(edited(frame, **{last: data_of(frame)[last] + change}))
    assert book.apply(venue.delta()) is BookState.GAP


def test_a_changed_digit_of_a_checksummed_level_is_noticed_and_changes_nothing() -> None:
    venue = ChecksummedVenue()
    book = live(venue)
    frame = venue.delta()
    message = json.loads(frame)
    best = max(message["data"][0]["bids"], key=lambda level: float(level[0]))
    best[1] = best[1] + "1"
    before = content(book)
    assert book.apply(json.dumps(message).encode()) is BookState.GAP
    assert content(book) == before
    assert book.reason == "the checksum does not match"


@pytest.mark.parametrize("missing", ["U", "u", "b", "a"])
def test_a_depth_frame_without_a_part_is_a_gap(missing: str) -> None:
    venue = SpotVenue()
    book = live(venue)
    message = json.loads(venue.delta())
    del message["data"][missing]
    assert book.apply(json.dumps(message)) is BookState.GAP


def test_levels_under_an_escaped_key_are_found() -> None:
    venue = SpotVenue()
    book = live(venue)
    assert book.apply(venue.delta().replace(b'"b":', rb'"\u0062":')) is BookState.LIVE
    assert content(book) == venue.book()


@pytest.mark.parametrize("volume", ['"-1"', '"nan"', '"inf"', '"1e999"', "null", '""', '"0x1"', "true", "[]"])
def test_a_volume_that_is_none_never_enters_the_book(volume: str) -> None:
    venue = SpotVenue()
    book = live(venue)
    before = content(book)
    frame = edited(venue.delta(), b=[["99.9", "@"]]).replace(b'"@"', volume.encode())
    assert book.apply(frame) is BookState.GAP
    assert content(book) == before


@pytest.mark.parametrize("zero", ["0", "0.0", "0.00000000", "-0", "0e0"])
def test_every_spelling_of_zero_deletes(zero: str) -> None:
    venue = SpotVenue()
    book = live(venue)
    best = book.best_bid
    book.apply(edited(venue.delta(), b=[[repr(best), zero]], a=[]))
    assert best not in book.bids()[:, 0]
    assert book.best_bid < best


def test_two_spellings_of_a_price_are_one_level() -> None:
    venue = SpotVenue()
    book = live(venue)
    book.apply(edited(venue.delta(), b=[["99.9", "5"]], a=[]))
    book.apply(edited(venue.delta(), b=[["99.90000000", "7"]], a=[]))
    assert book.bids(1).tolist() == [[99.9, 7.0]]


@pytest.mark.parametrize(
    "frame",
    [
        b'{"result":null,"id":1}',
        b'{"stream":"btcusdt@trade","data":{"e":"trade","s":"BTCUSDT","t":1,"b":5,"a":6,"p":"1","q":"1"}}',
        b'{"stream":"btcusdt@bookTicker","data":{"u":1,"s":"BTCUSDT","b":"1","B":"1","a":"2","A":"1"}}',
        b'{"u":1,"s":"BTCUSDT","b":"1","B":"1","a":"2","A":"1"}',
        b'{"stream":"btcusdt@depth20@100ms","data":{"lastUpdateId":1,"bids":[],"asks":[]}}',
        b'{"stream":"btcusdt@depth5@500ms","data":{"e":"depthUpdate","s":"BTCUSDT","U":1,"u":2,"b":[],"a":[]}}',
        b'{"stream":"ethusdt@depth@100ms","data":{"e":"depthUpdate","s":"ETHUSDT","U":1,"u":2,"b":[],"a":[]}}',
        b'{"e":"kline","s":"BTCUSDT","k":{"t":1,"o":"1","u":"x"},"u":"not a number"}',
        b'{"e":"serverShutdown","E":1}',
    ],
)
def test_frames_of_other_topics_keep_the_state(frame: bytes) -> None:
    venue = SpotVenue()
    book = live(venue)
    assert book.apply(frame) is BookState.LIVE
    assert book.apply(venue.delta()) is BookState.LIVE
    assert book.counters["ignored"] == 1


@pytest.mark.parametrize(
    "frame",
    [
        "pong",
        '{"event":"subscribe","arg":{"channel":"books","instId":"BTC-USDT"},"connId":"a"}',
        '{"event":"error","code":"60012","msg":"x","connId":"a"}',
        '{"arg":{"channel":"books5","instId":"BTC-USDT"},"data":[{"asks":[],"bids":[],"ts":"1","seqId":5}]}',
        '{"arg":{"channel":"books","instId":"ETH-USDT"},"action":"update","data":[{"asks":[],"bids":[],"ts":"1"}]}',
        '{"arg":{"channel":"candle1m","instId":"BTC-USDT"},"data":[["1","2","3","4","5","6","7","8","0"]]}',
    ],
)
def test_other_frames_of_the_second_venue_keep_the_state(frame: str) -> None:
    book = live(OkxVenue())
    assert book.apply(frame) is BookState.LIVE


@pytest.mark.parametrize("kind", VENUES)
def test_a_duplicate_is_ignored_and_keeps_the_state(kind: type[Venue]) -> None:
    venue = kind()
    book = live(venue)
    first = venue.delta()
    book.apply(first)
    assert book.apply(first) is BookState.LIVE
    assert book.apply(venue.delta()) is BookState.LIVE
    assert content(book) == venue.book()
    assert book.counters["duplicates"] == 1


def test_a_keep_alive_changes_nothing() -> None:
    venue = OkxVenue()
    book = live(venue)
    version = book.version
    assert book.apply(venue.keep_alive()) is BookState.LIVE
    assert (book.version, content(book)) == (version, venue.book())


def test_numbers_may_begin_anew_where_the_chain_holds() -> None:
    venue = OkxVenue()
    book = live(venue)
    book.apply(venue.delta())
    assert book.apply(venue.restart()) is BookState.LIVE
    assert book.apply(venue.delta()) is BookState.LIVE
    assert content(book) == venue.book()


def test_a_lost_restart_of_the_numbers_is_a_gap() -> None:
    venue = OkxVenue()
    book = live(venue)
    venue.restart()
    assert book.apply(venue.delta()) is BookState.GAP


@pytest.mark.parametrize("kind", [SpotVenue, SwapVenue])
def test_buffered_deltas_join_the_snapshot(kind: Any) -> None:
    venue = kind()
    book = LocalOrderBook(venue.key, "BTC-USDT")
    frames = [venue.delta() for _ in range(3)]
    snapshot = venue.snapshot()
    frames += [venue.delta() for _ in range(3)]
    for frame in frames:
        assert book.apply(frame) is BookState.SYNCING
    assert book.load_snapshot(snapshot) is BookState.LIVE
    assert content(book) == venue.book()


@pytest.mark.parametrize("kind", [SpotVenue, SwapVenue])
def test_a_snapshot_in_the_middle_of_a_delta_joins_it(kind: Any) -> None:
    venue = kind()
    book = LocalOrderBook(venue.key, "BTC-USDT")
    frame = venue.delta()
    numbers = data_of(frame)
    snapshot = json.loads(venue.snapshot()) | {"lastUpdateId": numbers["U"]}
    book.apply(frame)
    assert book.load_snapshot(json.dumps(snapshot)) is BookState.LIVE
    assert book.apply(venue.delta()) is BookState.LIVE
    assert content(book) == venue.book()


def test_a_snapshot_older_than_the_buffer_waits_for_a_fresher_one() -> None:
    venue = SpotVenue()
    book = LocalOrderBook(venue.key, "BTC-USDT")
    old = venue.snapshot()
    venue.delta()
    book.apply(venue.delta())
    assert book.load_snapshot(old) is BookState.SYNCING
    assert "older" in book.reason
    assert book.counts == (0, 0)
    assert book.load_snapshot(venue.snapshot()) is BookState.LIVE
    assert content(book) == venue.book()


def test_the_rest_answer_starts_the_second_venue_too() -> None:
    venue = OkxVenue()
    book = LocalOrderBook(venue.key, "BTC-USDT")
    book.apply(venue.delta())
    snapshot = venue.rest_snapshot()
    book.apply(venue.delta())
    assert book.load_snapshot(snapshot) is BookState.LIVE
    assert book.apply(venue.delta()) is BookState.LIVE
    assert content(book) == venue.book()


@pytest.mark.parametrize("kind", VENUES)
def test_a_gap_lasts_until_a_new_snapshot(kind: type[Venue]) -> None:
    venue = kind()
    book = live(venue)
    venue.delta()
    assert book.apply(venue.delta()) is BookState.GAP
    assert book.apply(venue.delta()) is BookState.GAP
    assert take_snapshot(book, venue) is BookState.LIVE
    assert book.apply(venue.delta()) is BookState.LIVE
    assert content(book) == venue.book()
    assert (book.counters["gaps"], book.counters["resyncs"]) == (1, 1)


def test_a_gap_inside_the_buffer_is_kept_for_the_next_snapshot() -> None:
    venue = SpotVenue()
    book = LocalOrderBook(venue.key, "BTC-USDT")
    snapshot = venue.snapshot()
    book.apply(venue.delta())
    venue.delta()
    book.apply(venue.delta())
    assert book.load_snapshot(snapshot) is BookState.GAP
    assert book.load_snapshot(venue.snapshot()) is BookState.LIVE
    assert content(book) == venue.book()


def test_a_crossed_book_says_so_until_a_new_snapshot() -> None:
    venue = SpotVenue()
    book = live(venue)
    assert book.apply(edited(venue.delta(), b=[["150.0", "1"]], a=[])) is BookState.CROSSED
    assert book.apply(venue.delta()) is BookState.CROSSED
    assert book.load_snapshot(venue.snapshot()) is BookState.LIVE


def test_the_buffer_is_bounded_and_its_oldest_give_way() -> None:
    venue = SpotVenue()
    book = LocalOrderBook(venue.key, "BTC-USDT")
    old = venue.snapshot()
    for _ in range(4_200):
        book.apply(venue.delta())
    assert book.load_snapshot(old) is BookState.SYNCING
    assert book.load_snapshot(venue.snapshot()) is BookState.LIVE


def test_silence_makes_only_a_live_book_stale() -> None:
    venue = SpotVenue()
    book = LocalOrderBook(venue.key, "BTC-USDT")
    book.mark_stale("nothing for 5 s")
    assert book.state is BookState.SYNCING
    book.load_snapshot(venue.snapshot())
    book.mark_stale("nothing for 5 s")
    assert (book.state, book.reason) == (BookState.STALE, "nothing for 5 s")


def test_a_reset_empties_the_buffer_and_keeps_the_levels_readable() -> None:
    venue = SpotVenue()
    book = live(venue)
    book.reset("reconnect")
    assert (book.state, book.reason, book.sequence) == (BookState.SYNCING, "reconnect", None)
    assert content(book) == venue.book()


@pytest.mark.parametrize("body", [b"", b"<html>", b"{}", b'{"code":-1121,"msg":"Invalid symbol."}', b"[1]"])
def test_a_snapshot_that_is_none_is_told_by_the_reason(body: bytes) -> None:
    book = LocalOrderBook("BINANCE___SPOT", "BTC-USDT")
    assert book.load_snapshot(body) is BookState.SYNCING
    assert "snapshot" in book.reason


def test_an_older_snapshot_does_not_move_a_live_book_back() -> None:
    venue = SpotVenue()
    book = live(venue)
    old = venue.snapshot()
    book.apply(venue.delta())
    assert book.load_snapshot(old) is BookState.LIVE
    assert content(book) == venue.book()


def test_callbacks_see_states_and_commits() -> None:
    venue = SpotVenue()
    book = LocalOrderBook(venue.key, "BTC-USDT")
    states, versions = [], []
    book.on_state(lambda seen: states.append(seen.state))
    book.on_update(lambda seen: versions.append(seen.version))
    book.load_snapshot(venue.snapshot())
    book.apply(venue.delta())
    book.apply(venue.delta()[:-1])
    assert states == [BookState.LIVE, BookState.GAP]
    assert versions == [1, 2]


def test_a_callback_that_raises_is_logged_once_and_counted(caplog: pytest.LogCaptureFixture) -> None:
    venue = SpotVenue()
    book = live(venue)

    def fail(_: object) -> None:
        raise RuntimeError("mine")

    book.on_update(fail)
    with caplog.at_level(logging.ERROR, logger="btfast.book"):
        for _ in range(3):
            assert book.apply(venue.delta()) is BookState.LIVE
    assert book.counters["callback_errors"] == 3
    assert len(caplog.records) == 1


def test_a_callback_may_load_a_snapshot_at_once() -> None:
    venue = SpotVenue()
    book = live(venue)
    book.on_state(lambda seen: seen.state is BookState.GAP and seen.load_snapshot(venue.snapshot()))
    venue.delta()
    assert book.apply(venue.delta()) is BookState.LIVE
    assert content(book) == venue.book()


def test_the_capacity_bounds_the_levels() -> None:
    venue = SpotVenue()
    book = live(venue, capacity=60)
    for _ in range(200):
        book.apply(venue.delta())
        assert max(book.counts) <= 60
    assert book.bids(20).tolist() == venue.book()[0][:20]


def test_measures_are_those_worked_by_hand() -> None:
    book = LocalOrderBook("BINANCE___SPOT", "BTC-USDT")
    book.load_snapshot(
        '{"lastUpdateId":1,"bids":[["99","3"],["98","1"]],"asks":[["101","1"],["102","2"],["103","4"]]}'
    )
    assert (book.best_bid, book.best_ask, book.mid, book.spread) == (99, 101, 100, 2)
    assert book.top() == (99, 3, 101, 1)
    assert book.imbalance(1) == 0.5
    assert book.imbalance(2) == pytest.approx(1 / 7)
    assert book.microprice() == 100.5
    assert book.cost_to_fill("buy", 2) == 101 + 102
    assert book.vwap("buy", 2) == 101.5
    assert book.cost_to_fill("sell", 4) == 3 * 99 + 98
    assert book.cost_to_fill("sell", 5) != book.cost_to_fill("sell", 5)
    assert book.levels(2).tolist() == [[99, 3, 101, 1], [98, 1, 102, 2]]
    with pytest.raises(ValueError, match="side"):
        book.vwap("long", 1)


def test_a_view_is_the_same_memory_and_a_copy_is_not() -> None:
    venue = SpotVenue()
    book = live(venue)
    view, copy = book.levels_view(5), book.levels(5)
    book.apply(edited(venue.delta(), b=[["99.95", "1"]], a=[]))
    assert book.levels_view(5) is view
    assert view[0, 0] == 99.95
    assert copy[0, 0] == 99.9


def test_an_empty_book_has_nan_prices() -> None:
    book = LocalOrderBook("BINANCE___SPOT", "BTC-USDT")
    assert all(price != price for price in (book.best_bid, book.best_ask, book.mid, book.spread, *book.top()))
    assert book.bids(5).shape == (0, 2)


def test_require_live_raises_unless_live() -> None:
    book = LocalOrderBook("BINANCE___SPOT", "BTC-USDT")
    with pytest.raises(BookNotLiveError, match="SYNCING"):
        book.require_live()
    book.load_snapshot(SpotVenue().snapshot())
    book.require_live()


@pytest.mark.parametrize("table", [{}, {"last": "u"}, {"nonsense": 1}])
def test_a_rule_that_cannot_be_is_refused(table: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError, match="sequence rule"):
        SequenceRule(table)


def test_a_callback_that_exits_ends_nothing() -> None:
    venue = SpotVenue()
    book = live(venue)
    book.on_update(lambda _: sys.exit(3))
    assert book.apply(venue.delta()) is BookState.LIVE
    assert book.counters["callback_errors"] == 1


def test_callbacks_hear_of_a_snapshot_only_when_the_buffer_is_joined() -> None:
    venue = SpotVenue()
    book = LocalOrderBook(venue.key, "BTC-USDT")
    snapshot = venue.snapshot()
    for _ in range(3):
        book.apply(venue.delta())
    heard: list[Any] = []
    book.on_state(lambda seen: heard.append((seen.state, seen.sequence)))
    book.on_update(lambda seen: heard.append(content(seen) == venue.book()))
    book.load_snapshot(snapshot)
    assert heard == [(BookState.LIVE, venue.sequence), True]


def test_a_refused_snapshot_of_the_stream_leaves_the_levels_readable() -> None:
    venue = OkxVenue()
    book = live(venue)
    before = content(book)
    message = json.loads(venue.snapshot())
    message["data"][0]["checksum"] = 12345
    assert book.apply(json.dumps(message)) is BookState.GAP
    assert content(book) == before


def test_a_trimmed_book_knows_no_level_beyond_what_it_kept_and_says_so() -> None:
    venue = SpotVenue()
    book = LocalOrderBook(venue.key, "BTC-USDT", capacity=1)
    bids = [["100", "1"], ["99", "1"], ["98", "1"]]
    book.load_snapshot(json.dumps({"lastUpdateId": 1_000, "bids": bids, "asks": []}))
    assert book.apply(edited(venue.delta(), b=[["97", "1"]], a=[])) is BookState.LIVE
    assert book.bids().tolist() == [[100, 1]]
    assert book.apply(edited(venue.delta(), b=[["100", "0"]], a=[])) is BookState.GAP
    assert "capacity" in book.reason


def test_a_restart_of_the_numbers_behind_a_rest_snapshot_joins() -> None:
    venue = OkxVenue()
    book = LocalOrderBook(venue.key, "BTC-USDT")
    book.load_snapshot(venue.rest_snapshot())
    assert book.apply(venue.restart()) is BookState.LIVE
    assert book.apply(venue.delta()) is BookState.LIVE
    assert content(book) == venue.book()


def test_a_late_rest_answer_does_not_replace_a_live_book_whose_numbers_began_anew() -> None:
    venue = OkxVenue()
    book = live(venue)
    late = venue.rest_snapshot()
    book.apply(venue.restart())
    assert book.load_snapshot(late) is BookState.LIVE
    assert content(book) == venue.book()


def test_a_run_of_old_numbers_is_a_gap() -> None:
    venue = SpotVenue()
    book = live(venue)
    other = SpotVenue(seed=2)
    other.sequence = -(10**9)
    assert BookState.GAP in [book.apply(other.delta()) for _ in range(1_100)]


@pytest.mark.parametrize("harm", ["two", "action"])
def test_a_frame_that_says_more_or_other_than_a_delta_is_a_gap(harm: str) -> None:
    venue = OkxVenue()
    book = live(venue)
    message = json.loads(venue.delta())
    if harm == "two":
        message["data"] *= 2
    else:
        message["action"] = "updat"
    assert book.apply(json.dumps(message)) is BookState.GAP


def test_what_was_never_made_is_a_type_error() -> None:
    book = LocalOrderBook.__new__(LocalOrderBook)
    for call in (lambda: book.apply(b"{}"), lambda: book.load_snapshot(b"{}"), lambda: book.reset("")):
        with pytest.raises(TypeError, match="never made"):
            call()
    with pytest.raises(TypeError):
        LiveBook(None, "X")  # type: ignore[arg-type]


def test_a_view_that_its_holder_reshaped_is_made_anew() -> None:
    book = live(SpotVenue())
    view = book.levels_view(50)
    view.resize((50, 1), refcheck=False)
    assert book.levels_view(50).shape == (50, 4)

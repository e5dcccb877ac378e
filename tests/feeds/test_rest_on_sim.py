"""Every public verb against the local venue, over real sockets."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from btfast.containers.bars.bar import BarSequence
from btfast.error_framework import UnifiedError, UnifiedErrorCode
from btfast.exceptions import RateLimitError, RequestTimeoutError
from btfast.feeds.live_binance.spot import BinanceRequestDataSpot
from btfast.feeds.live_binance.swap import BinanceRequestDataSwap
from btfast.feeds.live_okx.spot import OkxRequestDataSpot
from btfast.feeds.live_okx.swap import OkxRequestDataSwap
from btfast.feeds.request_feed import RequestFeed
from btfast.rate_limiter import RateLimiter
from btfast.sim.fixture import LocalVenueProcess, local_venue

S = "BTC-USDT"
CHINESE = "币安人生-USDT"
BINANCE: list[type[RequestFeed]] = [BinanceRequestDataSpot, BinanceRequestDataSwap]
SWAP: list[type[RequestFeed]] = [BinanceRequestDataSwap, OkxRequestDataSwap]
ALL: list[type[RequestFeed]] = [*BINANCE, OkxRequestDataSpot, OkxRequestDataSwap]
HOUR = 3_600_000  # ms

# verb, arguments, who has it, what the first thing in the answer has
CASES: list[tuple[str, tuple[Any, ...], list[type[RequestFeed]], str]] = [
    ("get_server_time", (), ALL, "is_integer"),
    ("get_exchange_info", (), ALL, "price_unit"),
    ("get_contract", (), ALL, "qty_unit"),
    ("get_tick", (S,), ALL, "bid_price"),
    ("get_ticker", (S,), [BinanceRequestDataSpot], "last_price"),
    ("get_tickers", (), ALL, "last_price"),
    ("get_tickers", ([S, "ETH-USDT"],), ALL, "last_price"),
    ("get_info", (S,), ALL, "high_24h"),
    ("get_price_ticker", (S,), [BinanceRequestDataSwap], "last_price"),
    ("get_depth", (S,), ALL, "bids"),
    ("get_depth", (S, 500), ALL, "asks"),
    ("get_trades", (S, 5), ALL, "trade_price"),
    ("get_new_price", (S,), ALL, "trade_side"),
    ("get_agg_trades", (S, 5), BINANCE, "first_trade_id"),
    ("get_kline", (S, "1h", 5), ALL, "close_price"),
    ("get_ui_klines", (S, "1h", 5), [BinanceRequestDataSpot], "close_price"),
    ("get_mark_price_kline", (S, "1h", 5), SWAP, "close_price"),
    ("get_index_price_kline", (S, "1h", 5), SWAP, "close_price"),
    ("get_continuous_kline", (S, "1h", 5), [BinanceRequestDataSwap], "close_price"),
    ("get_mark_price", (S,), SWAP, "mark_price"),
    ("get_mark_price", (), SWAP, "mark_price"),
    ("get_funding_rate", (S,), SWAP, "current_funding_rate"),
    ("get_history_funding_rate", (S, 3), SWAP, "current_funding_time"),
    ("get_open_interest", (S,), SWAP, "open_interest"),
    ("get_open_interest_hist", (S,), [BinanceRequestDataSwap], "open_interest_value"),
]
EACH = [(verb, args, feed_class, field) for verb, args, having, field in CASES for feed_class in having]


@pytest.fixture(scope="module")
def venue() -> Iterator[LocalVenueProcess]:
    with local_venue(seed=11, rate=50) as running:
        yield running


@pytest.fixture
def feeds(venue: LocalVenueProcess) -> Iterator[Any]:
    """Make feeds that ask the local venue, and close them."""
    made: list[RequestFeed] = []

    def make(feed_class: type[RequestFeed], **keywords: Any) -> Any:
        data = feed_class.exchange_data_class()
        data.rest_url = venue.rest
        made.append(feed_class(exchange_data=data, rate_limiter=RateLimiter([]), **keywords))
        return made[-1]

    yield make
    for feed in made:
        feed.close()


@pytest.mark.parametrize(("verb", "args", "feed_class", "field"), EACH)
def test_a_verb_brings_what_it_says(
    feeds: Any, verb: str, args: tuple[Any, ...], feed_class: type[RequestFeed], field: str
) -> None:
    feed = feeds(feed_class)
    for got in (getattr(feed, verb)(*args), getattr(feed, f"async_{verb}")(*args).result(10)):
        assert (got.error, got.status) == (None, True)
        assert getattr(got.data[0], field) is not None
        assert got.get_exchange_name() == feed.exchange_name


@pytest.mark.parametrize("feed_class", BINANCE)
def test_verbs_without_containers_are_decoded(feeds: Any, feed_class: type[RequestFeed]) -> None:
    feed = feeds(feed_class)
    assert feed.ping().data == {}
    if feed_class is BinanceRequestDataSpot:
        assert float(feed.get_avg_price(S).data["price"]) > 0
        return
    for verb in ("get_long_short_ratio", "get_taker_buy_sell_volume"):
        assert len(getattr(feed, verb)(S, "5m", 4).data) == 4


@pytest.mark.parametrize("feed_class", ALL)
def test_bars_are_the_same_wherever_they_are_counted_from(feeds: Any, feed_class: type[RequestFeed]) -> None:
    feed = feeds(feed_class)
    last = feed.get_kline(S, "1h", 4).data
    assert isinstance(last, BarSequence)
    opens = [int(time) for time in last.open_time]
    assert opens == [opens[0] + n * HOUR for n in range(4)]
    asked = [
        {"count": 3, "start_time": opens[0]},
        {"count": 9, "start_time": opens[0], "end_time": opens[2]},
        {"count": 3, "end_time": opens[2]},
        {"count": 3, "start_time": opens[0], "end_time": opens[3]},
    ]
    for bounds in asked:
        assert feed.get_kline(S, "1h", **bounds).data.open_time.tolist() == opens[:3]
    old = feed.get_kline(S, "1m", 3, start_time=opens[0] - 30 * 24 * HOUR).data
    assert old.open_time.tolist() == [opens[0] - 30 * 24 * HOUR + n * 60_000 for n in range(3)]


@pytest.mark.parametrize("feed_class", ALL)
def test_tickers_carry_their_symbols(feeds: Any, feed_class: type[RequestFeed]) -> None:
    feed = feeds(feed_class)
    names = {ticker.symbol_name for ticker in feed.get_tickers().data}
    assert {S, "ETH-USDT", "BNB-USDT"} <= names
    assert {ticker.symbol_name for ticker in feed.get_tickers([S]).data} == {S}


@pytest.mark.parametrize("feed_class", BINANCE)
def test_a_symbol_may_be_in_any_script(feeds: Any, feed_class: type[RequestFeed]) -> None:
    feed = feeds(feed_class)
    assert feed.get_tick(CHINESE).data[0].bid_price > 0
    assert CHINESE in {ticker.symbol_name for ticker in feed.get_tickers().data}
    assert {ticker.symbol_name for ticker in feed.get_tickers([CHINESE]).data} == {CHINESE}


@pytest.mark.parametrize("feed_class", ALL)
def test_a_symbol_that_is_not_listed_is_an_error_of_the_venue(
    feeds: Any, feed_class: type[RequestFeed]
) -> None:
    got = feeds(feed_class).get_tick("NOSUCH-USDT")
    assert (got.status, got.data) == (False, [])
    assert isinstance(got.error, UnifiedError)
    assert got.error.error_type is UnifiedErrorCode.INVALID_SYMBOL


@pytest.mark.parametrize(
    ("feed_class", "path"),
    [(BinanceRequestDataSpot, "/api/v3/nothing"), (BinanceRequestDataSwap, "/fapi/v1/nothing")],
)
def test_a_path_that_is_gone_is_an_error_that_names_it(
    feeds: Any, feed_class: type[RequestFeed], path: str
) -> None:
    got = feeds(feed_class).request(f"GET {path}")
    assert (got.status, got.http_status) == (False, 404)
    assert path in str(got.error) or path in got.error.context["call"]


def test_many_await_at_the_same_time(feeds: Any) -> None:
    feed = feeds(BinanceRequestDataSpot)

    async def ask() -> list[Any]:
        return await asyncio.gather(*(feed.async_get_depth(S, 5) for _ in range(12)))

    assert all(got.status for got in asyncio.run(ask()))


def test_no_answer_in_time_is_raised(feeds: Any, venue: LocalVenueProcess) -> None:
    feed = feeds(OkxRequestDataSpot)
    feed.get_server_time()
    venue.fault("rest_latency", path="/api/v5/public/time", ms=1500)
    with pytest.raises(RequestTimeoutError, match=r"OKX___SPOT: POST /api/v5/public/time"):
        feed.request("POST /api/v5/public/time", timeout=0.2)


def test_a_ban_reaches_every_feed_of_the_host_and_ends() -> None:
    with local_venue(weight_spot=10, ban_after=0) as venue:
        data = BinanceRequestDataSpot.exchange_data_class()
        data.rest_url = venue.rest
        asking, other = (BinanceRequestDataSpot(exchange_data=data) for _ in range(2))
        refused = next(got for got in (asking.get_trades(S) for _ in range(3)) if not got.status)
        assert refused.http_status in (418, 429)
        assert isinstance(refused.error, UnifiedError)
        assert refused.error.retry_after is not None
        with pytest.raises(RateLimitError, match="gate is closed"):
            other.ping()
        for feed in (asking, other):
            feed.close()

"""Typical user code. It is type-checked by ``mypy --strict`` and never run."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

import btfast
from btfast import BookState, BtApi, LocalOrderBook
from btfast._core.normalize import Normalizer
from btfast._core.record import Wire
from btfast.capture import read_capture
from btfast.config_loader import load_exchange_config
from btfast.containers.orderbooks.binance_orderbook import BinanceWssOrderBookData
from btfast.containers.requestdatas.request_data import RequestData
from btfast.containers.tickers.binance_ticker import BinanceWssTickerData
from btfast.containers.tickers.ticker import TickerData
from btfast.error_framework import UnifiedError, UnifiedErrorCode
from btfast.events import Bar, Depth, Ticker, Top, Trade
from btfast.exceptions import BookNotLiveError, BtfastError, RateLimitError
from btfast.feeds.live_binance.spot import BinanceRequestDataSpot
from btfast.rate_limiter import RateLimiter, RateLimitRule, RateLimitType
from btfast.registry import ExchangeRegistry

KEY = "BINANCE___SPOT"


def version() -> str:
    return btfast.__version__


def keep_a_book_by_hand(snapshot: bytes, frames: list[bytes]) -> NDArray[np.float64]:
    book = LocalOrderBook(KEY, "BTC-USDT", tick_size=0.01, capacity=1000)
    state: BookState = book.load_snapshot(snapshot)
    for frame in frames:
        state = book.apply(frame)
    if state is not BookState.LIVE:
        raise BookNotLiveError(book.reason)
    sequence: int | None = book.sequence
    age_s: float = book.age_ns / 1e9
    bid, bid_volume, ask, ask_volume = book.top()
    assert sequence is not None and age_s < 1 and bid < ask and bid_volume + ask_volume > 0
    return np.vstack([book.bids(20), book.asks(20)])


def measure(book: LocalOrderBook) -> dict[str, float]:
    return {
        "mid": book.mid,
        "spread": book.spread,
        "microprice": book.microprice(3),
        "imbalance": book.imbalance(5),
        "vwap": book.vwap("buy", 10.0),
        "cost": book.cost_to_fill("sell", 10.0),
        "bids": book.counts[0],
        "total": float(book.levels(5)[:, 1].sum()),
    }


class Quoter:
    """Takes its quotes out when its book cannot be trusted."""

    def __init__(self, api: BtApi) -> None:
        self.quotes: list[tuple[float, float]] = []
        self.book: LocalOrderBook = api.order_book(KEY, "BTC-USDT", depth=50, on_update=self.on_update)
        self.book.on_state(self.on_state)

    def on_update(self, book: LocalOrderBook) -> None:
        self.quotes.append((book.best_bid, book.best_ask))

    def on_state(self, book: LocalOrderBook) -> None:
        if book.state is not BookState.LIVE:
            self.quotes.clear()


def on_trade(trade: Trade) -> None:
    price: float = trade.trade_price
    side: str | None = trade.trade_side
    is_maker: bool | None = trade.is_buyer_maker
    print(price, side, is_maker)


def on_any(event: Top | Ticker | Trade | Bar | Depth) -> None:
    if isinstance(event, Depth):
        levels: NDArray[np.float64] = event.bids
        print(levels.shape, event.last_sequence)
    elif isinstance(event, Bar):
        print(event.close_price, event.bar_status)


def listen() -> None:
    with BtApi({KEY: {"queue_size": 100, "queue_policy": "conflate"}, "OKX___SWAP": {}}) as api:
        api.subscribe(f"{KEY}___BTC-USDT", [{"topic": "trade"}], on_event=on_trade)
        api.subscribe("OKX___SWAP___BTC-USDT", {"topic": "kline", "period": "1m"}, on_event=on_any)
        api.event_bus.on("limit.banned", lambda what: print(what["seconds"]))
        container = api.get_data_queue(KEY).get(timeout=1)
        print(container.get_symbol_name())
        api.unsubscribe(f"{KEY}___BTC-USDT", "trade")


def ask(api: BtApi) -> float | None:
    answer: RequestData = api.get_tick(KEY, "BTC-USDT")
    if isinstance(answer.error, UnifiedError):
        if answer.error.error_type is UnifiedErrorCode.INVALID_SYMBOL:
            return None
        raise answer.error
    ticker: TickerData = answer.data[0]
    return ticker.last_price


def ask_a_feed_of_its_own() -> int:
    feed = BinanceRequestDataSpot(timeout=5.0)
    try:
        answer = feed.get_depth("BTC-USDT", count=100)
    except RateLimitError as error:
        wait: float | None = error.retry_after
        print(wait)
        return 0
    except BtfastError:
        return 0
    finally:
        feed.close()
    return len(answer.data)


async def gather_answers() -> list[RequestData]:
    async with BtApi({KEY: {}}) as api:
        pending = api[KEY].async_get_tick("BTC-USDT")
        first: RequestData = await pending
        second: RequestData = await BinanceRequestDataSpot().async_get_depth("BTC-USDT")
        return [first, second]


def read_messages(diff: bytes, ticker: str) -> tuple[int | None, float | None, list[float] | None]:
    depth = BinanceWssOrderBookData(diff, "BTC-USDT", "SPOT")
    day = BinanceWssTickerData(ticker, "BTC-USDT", "SPOT").init_data()
    event = BinanceWssOrderBookData.read_event(diff)
    assert isinstance(event, Depth)
    fields: dict[str, Any] = day.get_all_data()
    print(fields)
    return depth.last_sequence, day.get_bid_price(), depth.get_bid_price_list()


class HouseTickerData(TickerData):
    """A container of the user's own."""

    exchange_name = "HOUSE"
    wire = Wire(envelope="d", bid_price="b", ask_price="a")


def normalize(body: bytes) -> list[HouseTickerData]:
    containers, status = Normalizer(HouseTickerData, envelope="d")(
        body, {"symbol_name": "X-Y", "asset_type": "SPOT"}
    )
    return list(containers) if status else []


def stay_within_limits() -> int:
    rule = RateLimitRule(
        "weight", RateLimitType.SLIDING_WINDOW, interval=60, limit=100, weight_map={"GET": 2}
    )
    limiter = RateLimiter([rule])
    if limiter.try_acquire("GET /api/v3/depth"):
        return 0
    limiter.acquire("GET /api/v3/depth", timeout=1.0)
    return limiter.reserve("GET /api/v3/depth")


def replay(path: str) -> dict[str, int]:
    book = LocalOrderBook("OKX___SWAP", "BTC-USDT")
    for received_ns, frame in read_capture(path):
        if book.feed(frame) is BookState.GAP:
            print(received_ns, book.reason)
    return book.counters


def look_around() -> list[str]:
    spot = load_exchange_config("binance").asset_types["spot"]
    print(spot.rest_paths["get_depth"], spot.kline_periods)
    return ExchangeRegistry.list_exchanges()

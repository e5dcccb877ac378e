"""BtApi: choose exchanges by key, make requests, subscribe, keep books, share queues."""

import logging
import threading
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from btfast.exceptions import ConfigurationError, ExchangeNotFoundError
from btfast.functions.bounded_queue import BoundedQueue, make_queue
from btfast.functions.event_bus import EventBus
from btfast.functions.keywords import Keywords
from btfast.functions.local_venue import LocalVenue
from btfast.functions.market_verbs import MarketVerbs
from btfast.functions.timer import Timer
from btfast.functions.worker_pool import WorkerPool
from btfast.rate_limiter import RateLimiter, RateLimitRule
from btfast.registry import ExchangeRegistry

if TYPE_CHECKING:
    from btfast.local_order_book import LocalOrderBook

OWN_KEYWORDS = frozenset(
    [
        "topics",
        "data_queue",
        "queue_size",
        "queue_policy",
        "venue",
        "venue_options",
        "exchange_data",
        "testnet",
        "recorder",
    ]
)


class BtApi(MarketVerbs):
    """Several exchanges under one roof, each by its key, such as ``BINANCE___SPOT``.

    Nothing is opened before it is needed; everything that was ends with `close`, or with the ``with`` block.

    Args:
        exchange_kwargs: For each key the keywords of its feeds (``public_key``, ``testnet``, ``ca_file``, …),
            ``topics`` to subscribe to at once, ``data_queue``, or ``queue_size`` and ``queue_policy`` of a
            bounded one, ``recorder`` of frames (see `StreamOptions`), ``venue="sim"`` for the local venue in a
            child process, ``venue_options`` for it.
        debug: Whether the logger ``btfast`` logs everything.
        event_bus: Told of connections and books; a new `EventBus` unless given.
        rate_limit_store: Where limits are counted; see `RateLimiter`.

    Raises:
        ExchangeNotFoundError: Nobody registered a key.
        ConfigurationError: A keyword is unknown, or cannot be used.

    Example:
        >>> with BtApi({"OKX___SWAP": {"venue": "sim"}}) as api:
        ...     print(api.get_tick("OKX___SWAP", "BTC-USDT"))
        <RequestData OKX___SWAP get_tick BTC-USDT True>
    """

    def __init__(
        self,
        exchange_kwargs: Mapping[str, Mapping[str, Any]] | None = None,
        debug: bool = False,
        event_bus: Any = None,
        rate_limit_store: str | None = None,
    ) -> None:
        if debug:
            logging.getLogger("btfast").setLevel(logging.DEBUG)
        self.exchange_kwargs = {key: Keywords(given) for key, given in (exchange_kwargs or {}).items()}
        self.event_bus = event_bus if event_bus is not None else EventBus()
        self.venue: LocalVenue | None = None
        self._store = rate_limit_store
        self._timer = Timer()
        self._pool = WorkerPool()
        self._exchanges: dict[str, _Exchange] = {}
        self._lock = threading.RLock()  # around what is made on first use
        self._is_closed = False
        self._subscription_flags: dict[str, bool] = {}  # for the handlers of registered exchanges
        try:
            for key in self.exchange_kwargs:
                self._exchange(key).subscribe(self.exchange_kwargs[key].get("topics", ()))
        except BaseException:
            self.close()
            raise

    # --- requests; the market data verbs are in MarketVerbs ---

    def get_request_api(self, key: str) -> Any:
        """Return the request feed of a key; ``api[key]`` is the same.

        Raises:
            ExchangeNotFoundError: Nobody registered the key.
        """
        return self._exchange(key).feed

    def __getitem__(self, key: str) -> Any:
        return self.get_request_api(key)

    def get_all_ticks(self, symbol: str) -> dict[str, Any]:
        """Return the answer of `get_tick` of every exchange in use, by key; they are asked at the same time.

        Raises:
            TransportError: The network to one of them failed.
        """
        asked = {key: self._pool.submit(self[key].get_tick, symbol) for key in tuple(self._exchanges)}
        return {key: future.result() for key, future in asked.items()}

    # --- streams ---

    def get_data_queue(self, key: str) -> Any:
        """Return the queue on which the containers and answers of a key arrive."""
        return self._exchange(key).data_queue

    def subscribe(self, dataname: str, topics: Any, on_container: Any = None, on_event: Any = None) -> None:
        """Subscribe to topics of one symbol.

        Args:
            dataname: Key and symbol, ``BINANCE___SPOT___BTC-USDT``; the key alone for topics without one.
            topics: Such as ``[{"topic": "depth"}, {"topic": "kline", "period": "1m"}]``.
            on_container: Called with each container, in the receiving thread.
            on_event: Called with each event. Without either, containers go on the key's queue.
        """
        key, symbol = _split(dataname)
        self._exchange(key).subscribe(_with_symbol(topics, symbol), on_container, on_event)

    def unsubscribe(self, dataname: str, topics: Any) -> None:
        """End subscriptions: all that were made of these topics, whatever their callbacks."""
        key, symbol = _split(dataname)
        self._exchange(key).stream.unsubscribe(_with_symbol(topics, symbol))

    def get_stream(self, key: str) -> Any:
        """Return the market stream of a key, started by now: its counters, connections, ``recv_ns``."""
        return self._exchange(key).stream

    def order_book(
        self, exchange_key: str, symbol_name: str, depth: int | None = None, on_update: Any = None
    ) -> "LocalOrderBook":
        """Return the `LocalOrderBook` of a symbol, kept live in the background; SYNCING at first.

        Args:
            depth: Levels a side that matter to the caller; a smaller snapshot costs less of the budget.
            on_update: Called with the book after each commit, in the receiving thread.
        """
        book: LocalOrderBook = self._exchange(exchange_key).books.order_book(symbol_name, depth, on_update)
        return book

    def drop_order_book(self, exchange_key: str, symbol_name: str) -> None:
        """Stop feeding the book of a symbol."""
        self._exchange(exchange_key).books.drop_book(symbol_name)

    # --- the end ---

    def close(self) -> None:
        """End threads, sockets and the local venue, if there is one; as often as wanted."""
        with self._lock:
            self._is_closed = True
            exchanges = list(self._exchanges.values())
        for exchange in exchanges:
            exchange.release()
        self._timer.close()
        for exchange in exchanges:
            exchange.close()
        self._pool.shutdown(cancel_futures=True)
        if self.venue is not None:
            self.venue.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        import asyncio  # who uses this has it already

        await asyncio.to_thread(self.close)

    # --- inside ---

    def _exchange(self, key: str) -> "_Exchange":
        """Return what serves a key, made when it is first asked for."""
        with self._lock:
            if self._is_closed:
                raise RuntimeError(f"{key}: the BtApi is closed")
            if key not in self._exchanges:
                self._exchanges[key] = _Exchange(self, key, self.exchange_kwargs.get(key, {}))
            return self._exchanges[key]

    def _local_venue(self, options: Mapping[str, Any]) -> LocalVenue:
        if self.venue is None:
            self.venue = LocalVenue(**options)
        return self.venue

    def _tell_of_ban(self, exchange_name: str, seconds: float, reason: str) -> None:
        self.event_bus.emit(
            "limit.banned", {"exchange_name": exchange_name, "seconds": seconds, "reason": reason}
        )


class _Exchange:
    """One key of a BtApi: its data, feed, queue, and what was needed of streams and books so far."""

    def __init__(self, api: BtApi, key: str, given: Mapping[str, Any]) -> None:
        self.key = key
        self.data_queue = make_queue(**{name: value for name, value in given.items() if "queue" in name})
        self._api = api
        self._given = given
        self._keywords = {name: value for name, value in given.items() if name not in OWN_KEYWORDS}
        if not ExchangeRegistry.has_exchange(key):
            ExchangeRegistry.create_feed(key)  # says which there are
        self._data = self._exchange_data()
        self._streams: list[Any] = []
        self._market: Any = None
        self._books: Any = None
        self.feed = ExchangeRegistry.create_feed(key, self.data_queue, **self._feed_keywords())

    @property
    def stream(self) -> Any:
        """The market stream, started when it is first asked for."""
        with self._api._lock:
            if self._market is None:
                make = ExchangeRegistry.get_stream_class(self.key, "market_wss")
                self._market = make(self.data_queue, **self._stream_keywords())
                self._streams.append(self._market)
                self._market.start()
            return self._market

    @property
    def books(self) -> Any:
        """The keeper of books."""
        with self._api._lock:
            if self._books is None:
                self._books = self.stream.order_books(self.feed)
            return self._books

    def subscribe(self, topics: Any, on_container: Any = None, on_event: Any = None) -> None:
        """Subscribe on the market stream; where none is registered, by the exchange's handler."""
        if not topics:
            return
        try:
            stream = self.stream
        except ExchangeNotFoundError:
            handler = ExchangeRegistry.get_stream_class(self.key, "subscribe")
            parameters = {**self._given, "exchange_data": self._data}
            self._streams.append(handler(self.data_queue, parameters, topics, self._api))
        else:
            stream.subscribe(topics, on_container, on_event)

    def release(self) -> None:
        """Let those go who wait for room in the queue, and stop feeding books."""
        if isinstance(self.data_queue, BoundedQueue):
            self.data_queue.close()
        if self._books is not None:
            self._books.close()

    def close(self) -> None:
        """End streams and feed."""
        for stream in self._streams:
            if hasattr(stream, "close"):
                stream.close()
        if hasattr(self.feed, "close"):
            self.feed.close()

    def _exchange_data(self) -> Any:
        data = self._given.get("exchange_data")
        if data is None:
            testnet = {"testnet": True} if self._given.get("testnet") else {}
            data = ExchangeRegistry.create_exchange_data(self.key, **testnet)
        venue = self._given.get("venue")
        if venue == "sim":
            local = self._api._local_venue(self._given.get("venue_options", {}))
            data.rest_url, data.wss_url = local.urls(self.key)
            data.acct_wss_url = data.wss_url
        elif venue is not None:
            raise ConfigurationError(f"{self.key}: venue is 'sim' or left out, not {venue!r}")
        return data

    def _feed_keywords(self) -> dict[str, Any]:
        known = {"exchange_data": self._data, "executor": self._api._pool, "on_ban": self._api._tell_of_ban}
        if self._api._store is not None:
            rules = [RateLimitRule.from_config(limit) for limit in self._data.asset.rate_limits]
            host = urlsplit(self._data.rest_url).netloc
            known["rate_limiter"] = RateLimiter(rules, self._api._store, host=host)
        return {**known, **self._keywords}

    def _stream_keywords(self) -> dict[str, Any]:
        known = {"exchange_data": self._data, "timer": self._api._timer, "event_bus": self._api.event_bus}
        return {**known, **self._keywords, "recorder": self._given.get("recorder")}


def _split(dataname: str) -> tuple[str, str | None]:
    """Return key and symbol of ``EXCHANGE___TYPE___SYMBOL``."""
    parts = dataname.split("___", 2)
    if len(parts) < 2:
        raise ConfigurationError(f"a dataname is EXCHANGE___TYPE___SYMBOL, not {dataname!r}")
    return "___".join(parts[:2]), parts[2] if len(parts) > 2 else None


def _with_symbol(topics: Any, symbol: str | None) -> list[dict[str, Any]]:
    """Return topics as dicts, each with a symbol of its own or that of the dataname."""
    several: Iterable[Any] = [topics] if isinstance(topics, str | Mapping) else topics
    words = [{"topic": topic} if isinstance(topic, str) else dict(topic) for topic in several]
    return [topic if symbol is None else {"symbol": symbol, **topic} for topic in words]

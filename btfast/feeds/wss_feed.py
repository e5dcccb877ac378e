"""WssFeed: the streams of one product of a venue, spread over as many connections as they need."""

import threading
from collections.abc import Hashable, Iterable, Mapping
from typing import Any, ClassVar

from btfast._core.record import Record
from btfast._core.scan import Peek
from btfast.config_schema import StreamConfig
from btfast.containers.exchanges.exchange_data import ExchangeData
from btfast.error_framework import ErrorTranslator, UnifiedError
from btfast.exceptions import DataParseError, InvalidSymbolError, NotSupportedError
from btfast.feeds.connection import Connection, Socket
from btfast.feeds.order_book_feed import OrderBookFeed, snapshot_fetcher
from btfast.feeds.pacing import opening_limiter
from btfast.feeds.stream_options import StreamOptions
from btfast.feeds.subscription import Arg, Listener, Reply, Stream, name_of
from btfast.feeds.tally import Tally
from btfast.feeds.topics import Topic, read_topics, sink_for
from btfast.feeds.transport import WssTransport
from btfast.feeds.transport.network import checked_file
from btfast.functions.timer import Timer


class WssFeed:
    """The public streams of one product. A venue's class says what its frames mean.

    Class attributes of a venue: ``exchange_key``, ``exchange_data_class``, ``error_translator_class``;
    ``routes``, the container class of each topic (None: decoded JSON); ``arrays``, the topics of one symbol
    whose frames hold a list of several.

    Nothing is opened before `start`; subscribing works before and after it. What one callback raises, and
    what one frame spoils, is counted and logged once a kind, and ends nothing.

    Args:
        data_queue: Takes the containers of topics that were given no callback: anything with ``put``.
        topics: What to subscribe to from the start, as in `subscribe`.
        keywords: See `StreamOptions`.

    ``counters`` counts ``bad_frames``, ``callback_errors``, ``unknown_frames``, ``reconnects``, ``silences``
    and ``refused``; ``errors`` counts by the kind of error; ``last_bad_frame`` is one that could not be read.
    """

    exchange_key: ClassVar[str] = ""
    exchange_data_class: ClassVar[type[ExchangeData]]
    error_translator_class: ClassVar[type[ErrorTranslator]]
    routes: ClassVar[Mapping[str, type[Record] | None]] = {}
    arrays: ClassVar[frozenset[str]] = frozenset()
    transport_class: ClassVar[Any] = WssTransport
    backoff: tuple[float, float] = (0.5, 30.0)  # s; the longest pause before the second attempt, and at all
    tick: float = 1.0  # s between two looks at a connection's health

    def __init__(self, data_queue: Any = None, *, topics: Iterable[Any] = (), **keywords: Any) -> None:
        options = StreamOptions.read(type(self).__name__, keywords)
        self.data_queue = data_queue
        self._params = options.exchange_data or self.exchange_data_class(testnet=options.testnet)
        if options.wss_url is not None:
            self._params.wss_url = options.wss_url
        self._options = options
        checked_file(options.ca_file)
        self.asset_type = self._params.asset_type.upper()
        self.manners: StreamConfig = options.manners or self._params.asset.stream
        self.timer: Timer = options.timer or Timer()
        self.tally = Tally(self._params.exchange_name, options.on_error)
        self.counters, self.errors = self.tally.counters, self.tally.errors
        self.recorder = options.recorder
        self._streams: dict[Hashable, Stream] = {}
        self._routes: dict[tuple[str | None, ...], Stream] = {}
        self._peek = Peek(*self.route_paths())
        self._clock = self.timer.clock
        self.door = opening_limiter(self.manners, self._params.wss_url)
        self._connections: list[Connection] = []
        self._dropped: list[Connection] = []  # whose threads may still be on their way out
        self._lock = threading.RLock()
        self._is_started = self._is_closed = False
        self.subscribe(topics)

    # --- for users ---

    def start(self) -> None:
        """Connect, if there is something subscribed; later subscriptions then connect by themselves."""
        with self._lock:
            self._is_started = True
            for connection in self._connections:
                connection.start()

    def subscribe(self, topics: Any, on_container: Any = None, on_event: Any = None) -> None:
        """Subscribe to topics.

        Args:
            topics: Such as ``{"topic": "kline", "symbol": "BTC-USDT", "period": "1m"}``; one, or several.
            on_container: Called with each container, in the receiving thread.
            on_event: Called with each event (``btfast.events``). Without either, `data_queue` takes them.

        Raises:
            NotSupportedError: There is no such topic, or it has no event.
        """
        put = self.data_queue.put if self.data_queue is not None else None
        wanted = read_topics(topics)
        sinks = [sink_for(self, topic, on_container, on_event, put) for topic in wanted]
        for topic, sink in zip(wanted, sinks, strict=True):
            self.attach(topic, Listener(topic.word, sink, on_event or on_container or put))
        self.flush()

    def unsubscribe(self, topics: Any) -> None:
        """End subscriptions: all that were made of these topics, whatever their callbacks."""
        for topic in read_topics(topics):
            stream = self._streams.get(name_of(topic.arg(self._params)))
            if stream is not None:
                self.detach(stream, topic.word)
        self.flush()

    def close(self) -> None:
        """End all connections and their threads."""
        with self._lock:
            self._is_closed = True
            for connection in self.connections:
                self._drop(connection)
        for connection in self._dropped:
            connection.join()
        if self._options.timer is None:
            self.timer.close()

    @property
    def recv_ns(self) -> int:
        """The wall-clock ns at which a frame was read: in a callback the one at hand, elsewhere the last."""
        thread = threading.current_thread()
        own = [connection.recv_ns for connection in self._connections if connection.thread is thread]
        return own[0] if own else max((connection.recv_ns for connection in self._connections), default=0)

    @property
    def last_bad_frame(self) -> bytes | None:
        """The last frame that could not be read."""
        return self.tally.last_bad_frame

    @property
    def subscriptions(self) -> list[Stream]:
        """The streams that are subscribed."""
        return list(self._streams.values())

    @property
    def connections(self) -> list[Connection]:
        """The connections they are spread over."""
        return list(self._connections)

    # --- for other feeds ---

    def order_books(self, request_feed: Any = None) -> OrderBookFeed:
        """Return a new keeper of books on these streams; `request_feed` gets the snapshots."""
        return OrderBookFeed(self, snapshot_fetcher(request_feed) if request_feed is not None else None)

    def attach(self, topic: Topic, listener: Listener) -> Stream:
        """Let a listener take a topic's frames; `flush` asks the venue for them."""
        with self._lock:
            if self._is_closed:
                raise RuntimeError(f"{self.exchange_key}: the feed is closed")
            arg = topic.arg(self._params)
            stream = self._streams.get(name_of(arg)) or self._add(topic, arg)
            stream.add(listener)
            return stream

    def detach(self, stream: Stream, owner: object) -> None:
        """Let an owner's listeners go; a stream without any is given up."""
        with self._lock:
            stream.remove(owner)
            if not stream.listeners and self._streams.get(stream.name) is stream:
                self._forget(stream)
                stream.connection.remove(stream)
                if not stream.connection.streams:
                    self._drop(stream.connection)

    def flush(self) -> None:
        """Ask the venue for what was attached and detached."""
        for connection in self.connections:
            connection.flush()

    # --- for connections ---

    def on_message(self, frame: bytes, recv_ns: int) -> bool:
        """Hand a frame to those who want it; False if it belongs to no subscription."""
        stream = self._routes.get(self._peek(frame))
        if stream is None:
            return False
        self.deliver(stream, frame)
        return True

    def deliver(self, stream: Stream, frame: bytes) -> None:
        """Hand a frame of `stream` to its sinks."""
        stream.last_ns = self._clock()
        for sink in stream.sinks:
            try:
                sink(frame)
            except DataParseError as error:
                self.tally.bad_frame(frame, error)
            except BaseException as error:  # a user's mistake, even sys.exit(), must not end the feed
                self.tally.callback_error(stream.topic, error)

    def record(self, frame: bytes, recv_ns: int) -> None:
        """Hand a frame, or a book's snapshot, to the recorder, before anybody else sees it."""
        if self.recorder is not None:
            try:
                self.recorder(recv_ns, frame)
            except Exception as error:  # a full disk must not end the feed
                self.tally.callback_error("recorder", error)

    def open_socket(self, url: str, connection: Connection) -> Socket:
        """Return a socket that has not connected yet."""
        socket: Socket = self.transport_class(
            url,
            on_message=connection.receive,
            on_open=connection.opened,
            on_close=connection.closed,
            ca_file=self._options.ca_file,
            venue=self._params.exchange_name,
        )
        return socket

    def refuse(self, stream: Stream | None, error: UnifiedError) -> None:
        """Give up a stream that the venue refused, and say so; None where nobody knows which."""
        if stream is not None:
            with self._lock:
                self._forget(stream)
                stream.connection.streams.pop(stream.name, None)
            error.context |= {"topic": stream.topic, "arg": stream.arg}
            for watcher in stream.watchers():
                watcher.failed(error)
        self.tally.refused(error)

    def tell(self, event: str, **what: Any) -> None:
        """Emit an event on the bus, if there is one."""
        if self._options.event_bus is None:
            return
        try:
            self._options.event_bus.emit(event, {"exchange_name": self.exchange_key, **what})
        except BaseException as error:  # a bus of the user's own must not end the thread that tells
            self.tally.callback_error(event, error)

    def find_stream(self, message: Any) -> Stream | None:
        """Return the stream that a decoded message names, where the routes do not tell it."""
        return None

    # --- what a venue may say otherwise ---

    def route_paths(self) -> list[str]:
        """Return the dotted paths that are looked at in a frame to find its stream."""
        return self._params.asset.stream.route_key

    def route_of(self, arg: Arg) -> tuple[str | None, ...] | None:
        """Return what stands at these paths in the frames of a subscription; None if that tells nothing."""
        assert isinstance(arg, str)
        return (arg,)

    def read_reply(self, message: Any) -> Reply | None:
        """Return what a decoded control message answers, None if it is none."""
        raise NotImplementedError

    def spell_request(self, is_subscribe: bool, args: list[Arg], number: int) -> str:
        """Return the message that subscribes to `args`, or ends their subscriptions."""
        spell = self._params.subscribe_message if is_subscribe else self._params.unsubscribe_message
        return spell(args, number)

    def request_symbol_of(self, element: bytes) -> str | None:
        """Return the venue's symbol of one element of a frame about many; "" for none, None if not ours."""
        raise NotImplementedError

    # --- inside ---

    def symbol_of(self, element: bytes) -> str | None:
        """Return our symbol of one element of a frame about many; "" where it has none, None if not ours."""
        request_symbol = self.request_symbol_of(element)
        try:
            return self._params.get_symbol_re(request_symbol) if request_symbol else request_symbol
        except InvalidSymbolError:  # not learned yet; the container still tells the venue's own
            return ""

    def _add(self, topic: Topic, arg: Arg) -> Stream:
        deadlines = self._params.asset.wss_deadlines
        seconds = deadlines.get(topic.word, deadlines.get("default", float("inf")))
        stream = Stream(topic.word, arg, seconds * 1e9)
        route = self.route_of(arg)
        if route in self._routes:
            known = self._routes[route].arg
            raise NotSupportedError(
                f"{self._params.exchange_name}: without an envelope {arg!r} cannot be told from {known!r}"
            )
        self._streams[stream.name] = stream
        if route is not None:
            self._routes[route] = stream
        self._connection_for(self._params.get_wss_url(topic.word)).add(stream)
        return stream

    def _connection_for(self, url: str) -> Connection:
        """Return a connection to `url` with room for one more stream."""
        for connection in self._connections:
            if connection.url == url and len(connection.streams) < self.manners.streams_per_connection:
                return connection
        connection = Connection(self, url)
        self._connections.append(connection)
        if self._is_started and not self._is_closed:
            connection.start()
        return connection

    def _drop(self, connection: Connection) -> None:
        """Close a connection for good."""
        self._connections.remove(connection)
        connection.close()
        self._dropped = [known for known in (*self._dropped, connection) if known.is_alive]

    def _forget(self, stream: Stream) -> None:
        self._streams.pop(stream.name, None)
        for route in [route for route, known in self._routes.items() if known is stream]:
            del self._routes[route]

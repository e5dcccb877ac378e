"""Topic: what a user subscribes to, in our words, and the sink that serves it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from btfast._core.record import Record
from btfast.containers.exchanges.exchange_data import ExchangeData
from btfast.exceptions import ConfigurationError, NotSupportedError
from btfast.feeds import sinks
from btfast.feeds.subscription import Arg, Sink

if TYPE_CHECKING:
    from btfast.feeds.wss_feed import WssFeed

Callback = Callable[[Any], object]


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic of one symbol; `more` fills other marks in the settings' template."""

    word: str
    symbol: str | None = None
    period: str | None = None
    more: Mapping[str, Any] = field(default_factory=dict)

    def arg(self, exchange_data: ExchangeData) -> Arg:
        """Return what the venue calls it."""
        return exchange_data.get_wss_arg(self.word, self.symbol, self.period, **self.more)


def read_topics(topics: Any) -> list[Topic]:
    """Return the topics of a dict, a word, or several of them; ``symbols`` stands for one topic each.

    Raises:
        ConfigurationError: It is something else.
    """
    if isinstance(topics, str | Mapping):
        topics = [topics]
    if not isinstance(topics, Iterable):
        raise ConfigurationError(f"topics are dicts with the key 'topic', not {topics!r}")
    return [topic for given in topics for topic in _read(given)]


def sink_for(
    feed: "WssFeed",
    topic: Topic,
    on_container: Callback | None,
    on_event: Callback | None,
    put: Callback | None,
) -> Sink:
    """Return what handles the frames of `topic`: events for a callback, containers for another or a queue.

    Raises:
        NotSupportedError: The venue has no such topic, or the topic no event.
        ConfigurationError: There is neither a callback nor a queue, or there are both callbacks.
    """
    venue = feed._params.exchange_name
    topic.arg(feed._params)
    if on_container is not None and on_event is not None:
        raise ConfigurationError(f"{venue}: {topic.word!r}: subscribe twice for containers and events")
    container = feed.routes.get(topic.word)
    give = on_container or put
    if on_event is not None:
        return _event_sink(feed, topic, container, on_event)
    if give is None:
        raise ConfigurationError(f"{venue}: {topic.word!r}: there is neither a callback nor a data_queue")
    if container is None:
        return sinks.decoded_sink(give)
    if topic.symbol is None or not names_symbol(feed, topic):
        return sinks.named_sink(container, feed.symbol_of, feed.asset_type, give)
    make = sinks.containers_sink if topic.word in feed.arrays else sinks.container_sink
    return make(container, topic.symbol, feed.asset_type, give)


def names_symbol(feed: "WssFeed", topic: Topic) -> bool:
    """Tell whether the frames of a topic are about one symbol."""
    template = str(feed._params.wss_paths.get(topic.word))
    return "<symbol>" in template or "<base>" in template


def _event_sink(feed: "WssFeed", topic: Topic, container: type[Record] | None, on_event: Callback) -> Sink:
    if container is None or container.event_class is None:
        raise NotSupportedError(f"{feed._params.exchange_name}: topic {topic.word!r} has no event")
    if not names_symbol(feed, topic):
        return sinks.events_sink(container, on_event, feed.symbol_of)
    if topic.word in feed.arrays:
        return sinks.events_sink(container, on_event)
    return sinks.event_sink(container, on_event)


def _read(given: Any) -> list[Topic]:
    if isinstance(given, Topic):
        return [given]
    if isinstance(given, str):
        return [Topic(given)]
    if not isinstance(given, Mapping) or not isinstance(given.get("topic"), str):
        raise ConfigurationError(f"a topic is a dict with the key 'topic', not {given!r}")
    more = {key: value for key, value in given.items() if key not in ("topic", "symbol", "symbols", "period")}
    symbols = given.get("symbols") or [given.get("symbol")]
    return [Topic(given["topic"], symbol, given.get("period"), more) for symbol in symbols]

"""What a websocket feed may be told by keyword."""

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

from btfast.config_schema import StreamConfig
from btfast.containers.exchanges.exchange_data import ExchangeData
from btfast.error_framework import UnifiedError
from btfast.exceptions import ConfigurationError
from btfast.feeds.options import ALIASES, FeedOptions
from btfast.functions.event_bus import EventBus
from btfast.functions.timer import Timer


@dataclass(frozen=True, slots=True)
class StreamOptions:
    """The keywords of a websocket feed; those of a request feed are allowed beside them.

    Args:
        exchange_data: Hosts and spelling to use in the place of the settings'.
        testnet: Whether to use the venue's test or demo hosts.
        wss_url: Where to connect; one with a path of its own is taken as it is.
        wss_name: What the caller calls the feed.
        ca_file: PEM file of the authorities to trust in the place of the usual ones.
        timer: Shared by several feeds; the feed does not close it.
        event_bus: Told of connections.
        on_error: Called with each subscription's refusal, a `UnifiedError`.
        recorder: Called with (receive time in ns, frame) for every frame as it came, and every snapshot of a book;
            such as ``CaptureWriter.write``.
        manners: Takes the place of the settings' ``stream``.
    """

    exchange_data: ExchangeData | None = None
    testnet: bool = False
    wss_url: str | None = None
    wss_name: str | None = None
    ca_file: str | None = None
    timer: Timer | None = None
    event_bus: EventBus | None = None
    on_error: Callable[[UnifiedError], object] | None = None
    recorder: Callable[[int, bytes], object] | None = None
    manners: StreamConfig | None = None

    @classmethod
    def read(cls, feed_name: str, keywords: Mapping[str, Any]) -> Self:
        """Return the options that `keywords` give.

        Raises:
            ConfigurationError: A keyword is unknown.
        """
        known = {item.name for item in fields(cls)}
        others = {item.name for item in fields(FeedOptions)} | set(ALIASES)
        for keyword in keywords:
            if keyword not in known | others:
                close = difflib.get_close_matches(keyword, known, n=1)
                hint = f" (did you mean {close[0]!r}?)" if close else ""
                raise ConfigurationError(
                    f"{feed_name}: unknown keyword {keyword!r}{hint}. Known: {', '.join(sorted(known))}"
                )
        return cls(**{keyword: value for keyword, value in keywords.items() if keyword in known})

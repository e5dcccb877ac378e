"""What a request feed may be told by keyword."""

import difflib
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field, fields
from typing import Any, NoReturn, Protocol, Self

from btfast.containers.exchanges.exchange_data import ExchangeData
from btfast.exceptions import ConfigurationError
from btfast.feeds.transport import HttpAnswer
from btfast.rate_limiter import RateLimiter

ALIASES = {
    "api_key": "public_key",
    "secret_key": "private_key",
    "api_secret": "private_key",
    "secret": "private_key",
}


class Transport(Protocol):
    """What carries a request: ``btfast.feeds.transport.HttpTransport``, or a test's stand-in."""

    def send(
        self,
        method: str,
        target: str,
        headers: Mapping[str, str] | None = None,
        body: str | bytes | None = None,
        *,
        timeout: float | None = None,
    ) -> HttpAnswer: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class FeedOptions:
    """The keywords of a request feed.

    Args:
        public_key: The API key; also `api_key`.
        private_key: The secret; also `secret_key`, `api_secret`, `secret`.
        passphrase: The key's passphrase, where the venue has such.
        testnet: Whether to use the venue's test or demo hosts.
        exchange_data: Hosts and spelling to use in the place of the settings'.
        asset_type: Must be the feed's own, in any case of letters.
        rate_limiter: Takes the place of the one that all feeds of the host share.
        transport: Takes the place of HTTP; the feed does not close it.
        executor: Runs the ``async_`` calls; the feed does not shut it down.
        timeout: Seconds to wait for an answer.
        proxies: ``{"https": url}``; None takes the environment's.
        ca_file: PEM file of the authorities to trust in the place of the usual ones.
        logger_name: Name of the log file.
        on_ban: Called with (exchange name, seconds, reason) when the venue bans this host for a while.
        clock: Gives seconds since the epoch.
    """

    public_key: str | None = field(default=None, repr=False)
    private_key: str | None = field(default=None, repr=False)
    passphrase: str | None = field(default=None, repr=False)
    testnet: bool = False
    exchange_data: ExchangeData | None = None
    asset_type: str | None = None
    rate_limiter: RateLimiter | None = None
    transport: Transport | None = None
    executor: Executor | None = None
    timeout: float | None = None
    proxies: Mapping[str, str] | None = field(default=None, repr=False)  # may hold a password
    ca_file: str | None = None
    logger_name: str | None = None
    on_ban: Callable[[str, float, str], Any] | None = None
    clock: Callable[[], float] = time.time

    @classmethod
    def read(cls, feed_name: str, keywords: Mapping[str, Any]) -> Self:
        """Return the options that `keywords` give.

        Raises:
            ConfigurationError: A keyword is unknown, or given by two names.
        """
        known = [item.name for item in fields(cls)]
        given: dict[str, Any] = {}
        for keyword, value in keywords.items():
            name = ALIASES.get(keyword, keyword)
            if name not in known:
                raise ConfigurationError(_unknown(feed_name, keyword, [*known, *ALIASES]))
            if name in given:
                raise ConfigurationError(f"{feed_name}: {name} is given by two names, one is {keyword!r}")
            given[name] = value
        return cls(**given)

    def __reduce__(self) -> NoReturn:
        raise TypeError("the options of a feed hold its keys, and are not copied or pickled")


def _unknown(feed_name: str, keyword: str, known: list[str]) -> str:
    close = difflib.get_close_matches(keyword, known, n=1)
    hint = f" (did you mean {close[0]!r}?)" if close else ""
    return f"{feed_name}: unknown keyword {keyword!r}{hint}. Known: {', '.join(sorted(known))}"

"""What the verbs stand on."""

from abc import ABC, abstractmethod
from typing import Any

from btfast.containers.requestdatas.request_data import RequestData
from btfast.feeds.answers import ExtraData
from btfast.feeds.request_future import RequestFuture

BARS = 100  # of an answer, unless told

Extra = ExtraData | None
Symbols = list[str] | None
Request = tuple[str, dict[str, Any], ExtraData]  # "METHOD /path", params, extra_data


class Verbs(ABC):
    """Base of the verbs. Each is three methods: ``_x`` builds, ``x`` asks and waits, ``async_x`` asks.

    `_x` makes no I/O. `x` returns the answer, read. `async_x` returns a future of it, for ``.result()`` or
    ``await``, and puts it on the feed's queue. Parameters beyond those of a verb go out under the name given.
    """

    @abstractmethod
    def _build(self, key: str, extra_data: Extra = None, **params: Any) -> Request:
        """Return the request `key`; `params` are in our words, None is left out."""

    @abstractmethod
    def _build_tickers(self, key: str, symbols: Symbols, extra_data: Extra, **params: Any) -> Request:
        """Return a request for many tickers, each of which will carry its own symbol; None asks for all."""

    @abstractmethod
    def _build_instruments(self, key: str, extra_data: Extra, **params: Any) -> Request:
        """Return a request for instruments, from which the spelling of symbols will be learned."""

    @abstractmethod
    def request(
        self, path: str, params: dict[str, Any] | None = None, extra_data: Extra = None
    ) -> RequestData:
        """Send one request and return its answer."""

    @abstractmethod
    def submit(
        self, path: str, params: dict[str, Any] | None = None, extra_data: Extra = None
    ) -> RequestFuture:
        """Send one request from another thread."""

    @abstractmethod
    def request_bars(self, key: str, words: dict[str, Any], extra_data: Extra = None) -> RequestData:
        """Return the bars that the verb `key` asks for, from as many pages as it takes."""

    @abstractmethod
    def submit_bars(self, key: str, words: dict[str, Any], extra_data: Extra = None) -> RequestFuture:
        """Ask for bars from another thread."""

"""The registry: from a key such as ``BINANCE___SPOT`` to the classes that serve it.

A packaged exchange registers itself when one of its keys is first asked for: the part of the key before
``___``, in lower case, names the module ``btfast.feeds.register_<exchange>``.
"""

import importlib
import pkgutil
import threading
from collections.abc import Callable
from typing import Any, ClassVar, NoReturn

from btfast.exceptions import ExchangeNotFoundError

_MODULE = "btfast.feeds.register_"


class ExchangeRegistry:
    """Feeds, exchange data, balance handlers and streams by key; used on the class, never instantiated."""

    _feed_classes: ClassVar[dict[str, type[Any]]] = {}
    _exchange_data_classes: ClassVar[dict[str, type[Any]]] = {}
    _balance_handlers: ClassVar[dict[str, Callable[..., Any]]] = {}
    _stream_classes: ClassVar[dict[str, dict[str, Callable[..., Any]]]] = {}

    _asked: ClassVar[set[str]] = set()  # exchanges whose module has had its chance since the last `clear`
    _has_listed: ClassVar[bool] = False
    _lock: ClassVar[threading.RLock] = threading.RLock()  # never held while a module is imported

    @classmethod
    def register_feed(cls, name: str, feed_class: type[Any]) -> None:
        """Register the feed class of a key."""
        with cls._lock:
            cls._feed_classes[name] = feed_class

    @classmethod
    def register_exchange_data(cls, name: str, exchange_data_class: type[Any]) -> None:
        """Register the exchange data class of a key."""
        with cls._lock:
            cls._exchange_data_classes[name] = exchange_data_class

    @classmethod
    def register_balance_handler(cls, name: str, handler: Callable[..., Any]) -> None:
        """Register the function that sums up the balances of a key."""
        with cls._lock:
            cls._balance_handlers[name] = handler

    @classmethod
    def register_stream(cls, name: str, stream_type: str, handler: Callable[..., Any]) -> None:
        """Register what serves the streams of a key, such as the type ``subscribe``."""
        with cls._lock:
            cls._stream_classes.setdefault(name, {})[stream_type] = handler

    @classmethod
    def create_feed(cls, name: str, data_queue: Any = None, **kwargs: Any) -> Any:
        """Return a new feed for a key.

        Raises:
            ExchangeNotFoundError: Nobody registered the key.
        """
        return cls._find(cls._feed_classes, name, "feed")(data_queue, **kwargs)

    @classmethod
    def create_exchange_data(cls, name: str, **kwargs: Any) -> Any:
        """Return new exchange data for a key.

        Raises:
            ExchangeNotFoundError: Nobody registered the key.
        """
        return cls._find(cls._exchange_data_classes, name, "data")(**kwargs)

    @classmethod
    def get_balance_handler(cls, name: str) -> Callable[..., Any]:
        """Return the balance handler of a key.

        Raises:
            ExchangeNotFoundError: Nobody registered one.
        """
        handler: Callable[..., Any] = cls._find(cls._balance_handlers, name, "balance handler")
        return handler

    @classmethod
    def get_stream_class(cls, name: str, stream_type: str) -> Callable[..., Any]:
        """Return what serves the streams of a key.

        Raises:
            ExchangeNotFoundError: Nobody registered that type of stream for it.
        """
        streams = cls._find(cls._stream_classes, name, "stream")
        if stream_type not in streams:
            cls._fail(f"{name} of type {stream_type!r}", "stream")
        handler: Callable[..., Any] = streams[stream_type]
        return handler

    @classmethod
    def has_exchange(cls, name: str) -> bool:
        """Return whether there is a feed for a key."""
        if name not in cls._feed_classes:
            cls._register_packaged(name)
        return name in cls._feed_classes

    @classmethod
    def list_exchanges(cls) -> list[str]:
        """Return the keys that have a feed, sorted, those of packaged exchanges among them."""
        if not cls._has_listed:
            cls._has_listed = True
            feeds = importlib.import_module("btfast.feeds")
            for module in pkgutil.iter_modules(feeds.__path__):
                if module.name.startswith("register_"):
                    cls._register_packaged(module.name.removeprefix("register_"))
        with cls._lock:
            return sorted(cls._feed_classes)

    @classmethod
    def unregister_feed(cls, name: str) -> None:
        """Remove the feed of a key, if it has one."""
        cls._register_packaged(name)
        with cls._lock:
            cls._feed_classes.pop(name, None)

    @classmethod
    def clear(cls) -> None:
        """Remove everything; a packaged exchange comes back when one of its keys is asked for."""
        with cls._lock:
            for entries in (
                cls._feed_classes,
                cls._exchange_data_classes,
                cls._balance_handlers,
                cls._stream_classes,
            ):
                entries.clear()
            cls._asked.clear()
            cls._has_listed = True

    @classmethod
    def _find(cls, entries: dict[str, Any], name: str, what: str) -> Any:
        if name not in entries:
            cls._register_packaged(name)
        if name not in entries:
            cls._fail(name, what)
        return entries[name]

    @classmethod
    def _register_packaged(cls, name: str) -> None:
        """Let the packaged exchange that `name` begins with register itself, once."""
        exchange = name.partition("___")[0].lower()
        if exchange in cls._asked or not exchange.isidentifier():
            return
        try:
            module = importlib.import_module(_MODULE + exchange)
        except ModuleNotFoundError as error:
            if error.name != _MODULE + exchange:
                raise
            return
        getattr(module, f"register_{exchange}")()
        cls._asked.add(exchange)

    @classmethod
    def _fail(cls, name: str, what: str) -> NoReturn:
        raise ExchangeNotFoundError(f"Unknown exchange {what}: {name}. Available: {cls.list_exchanges()}")

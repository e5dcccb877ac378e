"""btfast: trading programs to exchanges, with a compiled hot path.

The names are imported when they are first used, so that ``import btfast`` costs nothing and opens nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from btfast._version import __version__

if TYPE_CHECKING:
    from btfast.book_samples import BookSamples, book_samples
    from btfast.bt_api import BtApi
    from btfast.local_order_book import BookState, LocalOrderBook
    from btfast.records import to_frame, to_numpy

__all__ = [
    "BookSamples",
    "BookState",
    "BtApi",
    "LocalOrderBook",
    "__version__",
    "book_samples",
    "to_frame",
    "to_numpy",
]

_HOMES = {
    "BookSamples": "btfast.book_samples",
    "BookState": "btfast.local_order_book",
    "BtApi": "btfast.bt_api",
    "LocalOrderBook": "btfast.local_order_book",
    "book_samples": "btfast.book_samples",
    "to_frame": "btfast.records",
    "to_numpy": "btfast.records",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'btfast' has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted(__all__)

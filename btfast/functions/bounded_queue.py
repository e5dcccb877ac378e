"""BoundedQueue: a queue that stays short when its reader is slow, in one of three ways."""

import threading
import time
from collections import OrderedDict
from collections.abc import Hashable
from queue import Empty, Full, Queue
from typing import Any

from btfast.exceptions import ConfigurationError

POLICIES = ("block", "drop_oldest", "conflate")


def make_queue(data_queue: Any = None, queue_size: int | None = None, queue_policy: str = "block") -> Any:
    """Return the queue given, a bounded one where there is a size, or else a new ``queue.Queue``."""
    if data_queue is not None:
        return data_queue
    return Queue() if queue_size is None else BoundedQueue(queue_size, queue_policy)


class BoundedQueue:
    """The part of ``queue.Queue`` that feeds and readers use, with at most `size` items.

    Args:
        size: Items at most.
        policy: What happens to a new item when there is no room: ``block`` lets the writer wait,
            ``drop_oldest`` makes room, ``conflate`` keeps only the latest item of each class and symbol, in
            the place of the first (and drops the oldest when there are more of them than room).

    ``dropped`` counts what no reader will see.

    Raises:
        ConfigurationError: The size is not positive or there is no such policy.
    """

    def __init__(self, size: int, policy: str = "block") -> None:
        if policy not in POLICIES or size < 1:
            raise ConfigurationError(
                f"queue: size {size!r} and policy {policy!r}: a size is positive, policies are {POLICIES}"
            )
        self.size = size
        self.policy = policy
        self.dropped = 0
        self._items: OrderedDict[Hashable, Any] = OrderedDict()
        self._changed = threading.Condition()
        self._is_closed = False

    def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:
        """Add an item.

        Raises:
            Full: The policy is ``block`` and there was no room in time.
        """
        with self._changed:
            key = self._key(item)
            if key in self._items:
                self._items[key] = item
                self.dropped += 1
                return
            if self.policy == "block":
                self._wait(lambda: len(self._items) < self.size, timeout if block else 0.0, Full)
            if self._is_closed:
                self.dropped += 1
                return
            while len(self._items) >= self.size:
                self._items.popitem(last=False)
                self.dropped += 1
            self._items[key] = item
            self._changed.notify_all()

    def put_nowait(self, item: Any) -> None:
        """Add an item without waiting for room."""
        self.put(item, block=False)

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        """Remove and return the oldest item.

        Raises:
            Empty: None came in time, or the queue is closed and empty.
        """
        with self._changed:
            self._wait(lambda: bool(self._items), timeout if block else 0.0, Empty)
            if not self._items:
                raise Empty
            item = self._items.popitem(last=False)[1]
            self._changed.notify_all()
            return item

    def get_nowait(self) -> Any:
        """Remove and return the oldest item, if there is one."""
        return self.get(block=False)

    def qsize(self) -> int:
        """Return the number of items."""
        return len(self._items)

    def empty(self) -> bool:
        """Return whether there is nothing to get."""
        return not self._items

    def full(self) -> bool:
        """Return whether there is no room."""
        return len(self._items) >= self.size

    def close(self) -> None:
        """Let everyone who waits go; what is put from now on is dropped, what is there can still be got."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()

    def _key(self, item: Any) -> Hashable:
        symbol = getattr(item, "symbol_name", None)
        return (type(item), symbol) if self.policy == "conflate" and symbol is not None else object()

    def _wait(self, is_ready: Any, timeout: float | None, too_late: type[Exception]) -> None:
        deadline = None if timeout is None else time.monotonic() + timeout
        while not is_ready() and not self._is_closed:
            left = None if deadline is None else deadline - time.monotonic()
            if left is not None and left <= 0:
                raise too_late
            self._changed.wait(left)

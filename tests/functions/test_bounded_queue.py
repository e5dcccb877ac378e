"""A queue that stays short."""

import threading
from queue import Empty, Full
from typing import NamedTuple

import pytest

from btfast.exceptions import ConfigurationError
from btfast.functions.bounded_queue import BoundedQueue

PATIENCE = 10.0  # s; no test comes near it


class Item(NamedTuple):
    symbol_name: str | None
    number: int


class Other(Item):
    pass


def drain(queue: BoundedQueue) -> list[object]:
    return [queue.get_nowait() for _ in range(queue.qsize())]


def test_items_come_out_in_the_order_they_went_in():
    for policy in ("block", "drop_oldest", "conflate"):
        queue = BoundedQueue(3, policy)
        for number in range(3):
            queue.put(number)
        assert (queue.full(), drain(queue), queue.empty(), queue.dropped) == (True, [0, 1, 2], True, 0)


def test_the_oldest_gives_way():
    queue = BoundedQueue(2, "drop_oldest")
    for number in range(5):
        queue.put(number)
    assert (drain(queue), queue.dropped) == ([3, 4], 3)


def test_the_latest_of_each_class_and_symbol_is_kept_in_the_place_of_the_first():
    queue = BoundedQueue(10, "conflate")
    items = [Item("A", 1), Item("B", 1), Other("A", 1), Item("A", 2), Item(None, 1), Item(None, 2)]
    for item in items:
        queue.put(item)
    kept = [Item("A", 2), Item("B", 1), Other("A", 1), Item(None, 1), Item(None, 2)]
    assert (drain(queue), queue.dropped) == (kept, 1)


def test_conflation_is_bounded_too():
    queue = BoundedQueue(2, "conflate")
    for symbol in "ABC":
        queue.put(Item(symbol, 1))
    assert ([item.symbol_name for item in drain(queue)], queue.dropped) == (["B", "C"], 1)


def test_a_full_queue_lets_the_writer_wait_for_a_reader():
    queue = BoundedQueue(1)
    queue.put(1)
    with pytest.raises(Full):
        queue.put_nowait(2)
    with pytest.raises(Full):
        queue.put(2, timeout=0.001)
    writer = threading.Thread(target=queue.put, args=(3,))
    writer.start()
    assert queue.get(timeout=PATIENCE) == 1
    writer.join(PATIENCE)
    assert (queue.get(timeout=PATIENCE), queue.dropped) == (3, 0)


def test_an_empty_queue_lets_the_reader_wait_for_a_writer():
    queue = BoundedQueue(1)
    with pytest.raises(Empty):
        queue.get_nowait()
    with pytest.raises(Empty):
        queue.get(timeout=0.001)
    got = []
    reader = threading.Thread(target=lambda: got.append(queue.get(timeout=PATIENCE)))
    reader.start()
    queue.put(1)
    reader.join(PATIENCE)
    assert got == [1]


def test_close_lets_everyone_go():
    queue = BoundedQueue(1)
    queue.put(1)
    writer = threading.Thread(target=queue.put, args=(2,))
    writer.start()
    queue.close()
    writer.join(PATIENCE)
    assert not writer.is_alive()
    assert (queue.get(), queue.dropped) == (1, 1)
    with pytest.raises(Empty):
        queue.get()


@pytest.mark.parametrize(("size", "policy"), [(0, "block"), (-1, "block"), (1, "drop_newest")])
def test_a_queue_that_makes_no_sense_is_refused(size, policy):
    with pytest.raises(ConfigurationError, match="policies are"):
        BoundedQueue(size, policy)

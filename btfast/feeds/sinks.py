"""What is done with a frame: made into a container or an event, and given to a callback or a queue."""

from collections.abc import Callable
from typing import Any

import orjson

from btfast._core.normalize import Normalizer
from btfast._core.record import Record
from btfast._core.scan import split
from btfast.exceptions import DataParseError
from btfast.feeds.subscription import Sink

Give = Callable[[Any], object]
Name = Callable[[bytes], str | None]

ENVELOPE = "data"


def decoded_sink(give: Give) -> Sink:
    """Give frames as Python objects: topics that have no container yet."""

    def sink(frame: bytes) -> None:
        try:
            message = orjson.loads(frame)
        except orjson.JSONDecodeError as error:
            raise DataParseError(f"the frame is not JSON: {error}") from error
        give(message)

    return sink


def container_sink(container: type[Record], symbol: str, asset_type: str, give: Give) -> Sink:
    """Give one unread container for each frame."""

    def sink(frame: bytes) -> None:
        give(container(frame, symbol, asset_type))

    return sink


def containers_sink(container: type[Record], symbol: str, asset_type: str, give: Give) -> Sink:
    """Give one unread container for each element of a frame's list."""
    normalize = Normalizer(container, envelope=ENVELOPE, eager=False)
    extra = {"symbol_name": symbol, "asset_type": asset_type}

    def sink(frame: bytes) -> None:
        for made in normalize(frame, extra)[0]:
            give(made)

    return sink


def named_sink(container: type[Record], name: Name, asset_type: str, give: Give) -> Sink:
    """Give one unread container for each element of a frame about many symbols.

    Args:
        name: Returns our symbol of an element; "" where it has none, None for an element that is not ours.
    """

    def sink(frame: bytes) -> None:
        for element in elements(frame):
            symbol = name(element)
            if symbol is not None:
                give(container(element, symbol or None, asset_type))

    return sink


def event_sink(container: type[Record], give: Give) -> Sink:
    """Give the event of each frame."""
    read = container.read_event

    def sink(frame: bytes) -> None:
        give(read(frame))

    return sink


def events_sink(container: type[Record], give: Give, name: Name | None = None) -> Sink:
    """Give the event of each element of a frame's list; those that `name` answers with None are not ours."""
    read = container.read_event

    def sink(frame: bytes) -> None:
        for element in elements(frame):
            if name is None or name(element) is not None:
                give(read(element))

    return sink


def elements(frame: bytes) -> list[bytes]:
    """Return the elements of the list that a frame is, or holds in its envelope; else the frame."""
    if frame.startswith(b"["):
        return split(frame)
    try:
        return split(frame, ENVELOPE)
    except DataParseError:
        return [frame]

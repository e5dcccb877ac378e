"""Handlers by the name of an event."""

import logging

from btfast.functions.event_bus import EventBus


def test_every_handler_of_a_name_is_told():
    bus, told = EventBus(), []
    bus.on("ws.connected", told.append)
    bus.on("ws.connected", lambda data: told.append(data * 2))
    bus.on("book.state", told.append)
    bus.emit("ws.connected", 3)
    bus.emit("limit.banned", 7)
    assert told == [3, 6]


def test_a_handler_that_was_taken_off_is_told_no_more():
    bus, told = EventBus(), []
    bus.on("book.state", told.append)
    bus.off("book.state", told.append)
    bus.off("ws.connected", told.append)
    bus.emit("book.state", 1)
    assert told == []


def test_a_handler_that_raises_hinders_no_other_and_is_logged_once(caplog):
    bus, told = EventBus(), []
    bus.on("book.state", lambda data: 1 / 0)
    bus.on("book.state", told.append)
    with caplog.at_level(logging.ERROR, "btfast.events"):
        bus.emit("book.state", 1)
        bus.emit("book.state", 2)
    assert (told, len(caplog.records)) == ([1, 2], 1)

"""The registry: keys to classes, packaged exchanges brought in by name, misses named."""

import sys
import textwrap
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import btfast.feeds
from btfast.exceptions import ExchangeNotFoundError
from btfast.registry import ExchangeRegistry

TOY_MODULE = """
    from btfast.registry import ExchangeRegistry

    class Feed:
        def __init__(self, data_queue, **kwargs):
            self.data_queue, self.kwargs = data_queue, kwargs

    class Data:
        def __init__(self, **kwargs):
            self.kwargs = kwargs

    def subscribe():
        pass

    def register_toy():
        ExchangeRegistry.register_feed("TOY___SPOT", Feed)
        ExchangeRegistry.register_exchange_data("TOY___SPOT", Data)
        ExchangeRegistry.register_balance_handler("TOY___SPOT", sum)
        ExchangeRegistry.register_stream("TOY___SPOT", "subscribe", subscribe)

    register_toy()
"""


@pytest.fixture(autouse=True)
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty registry, and a feeds package that holds only what a test writes; all is put back."""
    for name in ("_feed_classes", "_exchange_data_classes", "_balance_handlers", "_stream_classes"):
        monkeypatch.setattr(ExchangeRegistry, name, {})
    monkeypatch.setattr(ExchangeRegistry, "_asked", set())
    monkeypatch.setattr(ExchangeRegistry, "_has_listed", False)
    monkeypatch.setattr(btfast.feeds, "__path__", [str(tmp_path)])
    yield
    for name in [name for name in sys.modules if name.startswith("btfast.feeds.register_toy")]:
        del sys.modules[name]


def package(tmp_path: Path, text: str = TOY_MODULE, name: str = "toy") -> None:
    (tmp_path / f"register_{name}.py").write_text(textwrap.dedent(text), encoding="utf-8")


def test_what_is_registered_is_found() -> None:
    ExchangeRegistry.register_feed("OWN___SPOT", list)
    ExchangeRegistry.register_exchange_data("OWN___SPOT", dict)
    ExchangeRegistry.register_balance_handler("OWN___SPOT", sum)
    ExchangeRegistry.register_stream("OWN___SPOT", "subscribe", print)
    assert ExchangeRegistry.create_feed("OWN___SPOT", "ab") == ["a", "b"]
    assert ExchangeRegistry.create_exchange_data("OWN___SPOT", a=1) == {"a": 1}
    assert ExchangeRegistry.get_balance_handler("OWN___SPOT") is sum
    assert ExchangeRegistry.get_stream_class("OWN___SPOT", "subscribe") is print
    assert ExchangeRegistry.has_exchange("OWN___SPOT")
    assert ExchangeRegistry._feed_classes == {"OWN___SPOT": list}
    assert ExchangeRegistry._stream_classes == {"OWN___SPOT": {"subscribe": print}}


@pytest.mark.parametrize(
    "ask",
    [
        lambda: ExchangeRegistry.create_feed("TOY___SPOT", None),
        lambda: ExchangeRegistry.create_exchange_data("TOY___SPOT"),
        lambda: ExchangeRegistry.get_balance_handler("TOY___SPOT"),
        lambda: ExchangeRegistry.get_stream_class("TOY___SPOT", "subscribe"),
        lambda: ExchangeRegistry.has_exchange("TOY___SPOT"),
    ],
)
def test_packaged_exchange_registers_when_first_asked_for(tmp_path: Path, ask: Any) -> None:
    package(tmp_path)
    assert ask()
    assert set(ExchangeRegistry._feed_classes) == {"TOY___SPOT"}


def test_arguments_reach_the_feed(tmp_path: Path) -> None:
    package(tmp_path)
    feed = ExchangeRegistry.create_feed("TOY___SPOT", "queue", public_key="k")
    assert (feed.data_queue, feed.kwargs) == ("queue", {"public_key": "k"})


def test_listing_brings_in_every_packaged_exchange(tmp_path: Path) -> None:
    package(tmp_path)
    ExchangeRegistry.register_feed("OWN___SPOT", list)
    assert ExchangeRegistry.list_exchanges() == ["OWN___SPOT", "TOY___SPOT"]


@pytest.mark.parametrize(
    ("ask", "what"),
    [
        (lambda: ExchangeRegistry.create_feed("NONE___SPOT", None), "feed: NONE___SPOT"),
        (lambda: ExchangeRegistry.create_exchange_data("NONE___SPOT"), "data: NONE___SPOT"),
        (lambda: ExchangeRegistry.get_balance_handler("NONE___SPOT"), "balance handler: NONE___SPOT"),
        (lambda: ExchangeRegistry.get_stream_class("NONE___SPOT", "x"), "stream: NONE___SPOT"),
        (lambda: ExchangeRegistry.get_stream_class("TOY___SPOT", "x"), "stream: TOY___SPOT of type 'x'"),
        (lambda: ExchangeRegistry.create_feed("TOY___OPTION", None), "feed: TOY___OPTION"),
        (lambda: ExchangeRegistry.create_feed("../x", None), "feed: ../x"),
    ],
)
def test_miss_names_what_there_is(tmp_path: Path, ask: Any, what: str) -> None:
    package(tmp_path)
    with pytest.raises(ExchangeNotFoundError) as caught:
        ask()
    assert str(caught.value) == f"Unknown exchange {what}. Available: ['TOY___SPOT']"
    assert isinstance(caught.value, ValueError)


def test_absent_exchange_is_not_had() -> None:
    assert not ExchangeRegistry.has_exchange("NONE___SPOT")


def test_broken_module_is_not_taken_for_an_absent_one(tmp_path: Path) -> None:
    package(tmp_path, "import a_module_that_is_not_there", "toy_broken")
    with pytest.raises(ModuleNotFoundError, match="a_module_that_is_not_there"):
        ExchangeRegistry.create_feed("TOY_BROKEN___SPOT", None)


def test_unregistered_feed_stays_away(tmp_path: Path) -> None:
    package(tmp_path)
    ExchangeRegistry.unregister_feed("TOY___SPOT")
    assert not ExchangeRegistry.has_exchange("TOY___SPOT")
    assert ExchangeRegistry.create_exchange_data("TOY___SPOT")
    ExchangeRegistry.unregister_feed("TOY___SPOT")


def test_cleared_exchange_comes_back_when_asked_for(tmp_path: Path) -> None:
    package(tmp_path)
    assert ExchangeRegistry.has_exchange("TOY___SPOT")
    feeds = ExchangeRegistry._feed_classes
    ExchangeRegistry.clear()
    assert ExchangeRegistry.list_exchanges() == []
    assert ExchangeRegistry.create_feed("TOY___SPOT", None)
    assert ExchangeRegistry._feed_classes is feeds


def test_threads_that_ask_at_once_all_find(tmp_path: Path) -> None:
    package(tmp_path)
    barrier, found = threading.Barrier(8), []

    def ask() -> None:
        barrier.wait()
        found.append(ExchangeRegistry.create_feed("TOY___SPOT", None))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8

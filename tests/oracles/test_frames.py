"""Frames of streams that stand alone: every field, every event, and what a feed makes of them."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from btfast.feeds.live_binance.wss_base import BinanceMarketWssDataSpot
from btfast.feeds.live_okx.wss_base import OkxMarketWssDataSpot
from btfast.feeds.wss_feed import WssFeed
from tests.oracles.comparing import decode, differences, elements, expected_fields, field_differences
from tests.oracles.mapping import OWN, STREAM_FILES
from tests.oracles.payloads import Frame, jkorf_stream, single_frames
from tests.oracles.places import files, read_bytes, read_json, read_lines
from tests.oracles.tally import Tally

JKORF = [label for label in STREAM_FILES if label.startswith("jkorf_")]
VALUES_OF_OUR_OWN = {"instId", "instType", "instFamily"}  # there the test's author wrote any instrument


def test_every_frame_is_read_as_json_reads_it(count_case: Tally) -> None:
    found: list[str] = []
    for frame in single_frames():
        container = frame.feed.routes[frame.topic]
        parts = parts_of(frame.message)
        if container is not None:
            for message in {frame.message, *parts}:
                found += [f"{frame.label}: {difference}" for difference in differences(container, message)]
        found += [f"{frame.label}: {difference}" for difference in delivered_differences(frame, parts)]
        count_case(len(parts))
    assert found == []


@pytest.mark.parametrize("label", JKORF)
def test_a_subscription_is_spelled_as_others_spell_it(label: str, count_case: Tally) -> None:
    feed, topic, more = STREAM_FILES[label]
    wanted = jkorf_stream(label).request
    arg = wanted.get("params", wanted.get("args"))[0]
    spelled = json.loads(
        subscribed(feed, topic, more, symbol_of(arg))._params.get_wss_path(
            topic, **arguments(feed, topic, more, symbol_of(arg))
        )
    )
    for message in (wanted, spelled):
        message.pop("id", None)
        for one in message.get("args", ()):
            one.update(dict.fromkeys(VALUES_OF_OUR_OWN & set(one), ""))
    if topic == "estimated_price":  # by family of futures there, by perpetual here
        wanted["args"][0] = spelled["args"][0]
    assert spelled == wanted
    count_case()


@pytest.mark.parametrize("label", JKORF)
def test_the_answer_to_a_subscription_confirms_it(label: str, count_case: Tally) -> None:
    feed, topic, more = STREAM_FILES[label]
    stream = jkorf_stream(label)
    made = subscribed(feed, topic, more, "BTC-USDT")
    reply = made.read_reply(stream.reply)
    assert reply is not None and reply.error is None
    assert made.read_reply(json.loads(stream.frame)) is None
    count_case()


@pytest.mark.parametrize("pattern", OWN)
def test_what_is_about_ourselves_is_read_as_json_reads_it(pattern: str, count_case: Tally) -> None:
    found: list[str] = []
    names = files(pattern=pattern)
    for name in names:
        message = jkorf_stream(name).frame if name.startswith("jkorf_") else read_bytes(name)
        for part in parts_of(message):
            wanted = expected_fields(OWN[pattern], decode(part))
            found += [f"{name}: {difference}" for difference in field_differences(OWN[pattern](part), wanted)]
        count_case()
    assert found == []
    assert names


def test_an_acknowledgement_is_no_error(count_case: Tally) -> None:
    binance = BinanceMarketWssDataSpot().read_reply(read_json("barter/payloads.json")[4]["json"])
    okx = OkxMarketWssDataSpot().read_reply(json.loads(read_lines("okx_frames/okj_2026_books.jsonl")[0]))
    assert binance is not None and (binance.request, binance.error) == ("1", None)
    assert okx is not None and okx.error is None
    count_case(2)


def parts_of(message: bytes) -> list[bytes]:
    """Return the elements of a frame that is a list, or holds one in its envelope; else what is in the envelope."""
    inner = json.loads(message)
    path = "data" if isinstance(inner, dict) and "data" in inner else ""
    inner = inner[path] if path else inner
    if isinstance(inner, list):
        return elements(message, path)
    return [json.dumps(inner).encode()] if path else [message]


def delivered_differences(frame: Frame, parts: list[bytes]) -> list[str]:
    """Return what a feed's subscriber gets otherwise than json reads it; nothing is connected."""
    made: list[Any] = []
    feed = subscribed(frame.feed, frame.topic, frame.more, "BTC-USDT", made.append)
    stream = feed.subscriptions[0]
    message = frame.message if b'"data"' in frame.message else in_envelope(stream.arg, frame.message)
    feed.deliver(stream, message)
    container = feed.routes[frame.topic]
    assert feed.counters["bad_frames"] == 0, feed.tally.last_bad_frame
    if container is None:
        return [] if made == [json.loads(message)] else [f"{made!r} is not the frame"]
    assert [type(one) for one in made] == [container] * len(parts)
    wholes = parts if len(parts) > 1 or not made or made[0].data != message else [message]
    wanted = [expected_fields(container, decode(part)) for part in wholes]
    return [difference for pair in zip(made, wanted, strict=True) for difference in field_differences(*pair)]


def subscribed(
    feed: type[WssFeed], topic: str, more: dict[str, str], symbol: str, put: Callable[[Any], object] = id
) -> Any:
    """Return a feed with one subscription; it is never started."""
    made = feed()
    made.subscribe({"topic": topic} | arguments(feed, topic, more, symbol), on_container=put)
    return made


def arguments(feed: type[WssFeed], topic: str, more: dict[str, str], symbol: str) -> dict[str, str]:
    """Return what a topic wants besides its name."""
    template = str(feed.exchange_data_class().wss_paths[topic])
    defaults = {"level": "5", "window": "1h"}
    wanted = {key: value for key, value in defaults.items() if f"<{key}>" in template} | more
    has_symbol = any(mark in template for mark in ("<symbol>", "<base>", "<family>"))
    return wanted | ({"symbol": symbol} if has_symbol else {})


def in_envelope(arg: Any, message: bytes) -> bytes:
    """Return a bare frame of Binance as combined connections send it."""
    return b'{"stream":"%s","data":%s}' % (str(arg).encode(), message)


def symbol_of(arg: Any) -> str:
    """Return the symbol to subscribe to."""
    return "ETH-USDT" if isinstance(arg, dict) else "BTC-USDT"

"""Recorded sessions, frame by frame through a feed that is subscribed to all of them.

Books made of these frames are in test_books.py; the answers of the sessions' REST requests in test_answers.py.
"""

import json
from typing import Any, NamedTuple

import pytest

from btfast.feeds.live_binance.wss_base import BinanceMarketWssDataSpot, BinanceMarketWssDataSwap
from btfast.feeds.live_okx.wss_base import OkxMarketWssDataSpot, OkxMarketWssDataSwap
from btfast.feeds.wss_feed import WssFeed
from tests.oracles.comparing import decode, elements, event_differences, expected_fields, field_differences
from tests.oracles.places import read_lines
from tests.oracles.tally import Tally
from tests.oracles.test_frames import ListQueue


class Session(NamedTuple):
    """A file of frames, one a line after `mark`; every `step`-th is read."""

    file: str
    mark: bytes
    feed: type[WssFeed]
    symbols: tuple[str, ...]
    topics: tuple[dict[str, str], ...]
    frames: int  # how many are subscribed to
    step: int = 1


BOOK = {"topic": "increDepthFlow"}
TOP = {"topic": "book_ticker"}
BINANCE = (BOOK, TOP, {"topic": "agg_trade"}, {"topic": "kline", "period": "1m"})
DEPTH = (BOOK, TOP, {"topic": "trade"})
OKX = ({"topic": "tick"}, {"topic": "trades"}, {"topic": "books"})
OKX_FILE = "cryptofeed/OKX.ws.BTC-USDT+UNI-USD-SWAP.gz"
BINANCE_SYMBOLS = ("NKN-USDT", "BLZ-ETH", "LRC-BTC", "RUNE-EUR")
SPOT, SWAP = BinanceMarketWssDataSpot, BinanceMarketWssDataSwap

SESSIONS = {
    "Binance 2021": Session("cryptofeed/BINANCE.ws.1.0.gz", b": ", SPOT, BINANCE_SYMBOLS, BINANCE, 265),
    "OKX spot 2022": Session(OKX_FILE, b": ", OkxMarketWssDataSpot, ("BTC-USDT",), OKX, 192),
    "OKX swap 2022": Session(OKX_FILE, b": ", OkxMarketWssDataSwap, ("UNI-USD",), OKX, 95),
    "spot 2024": Session("binance_depth/spot_ethusdt_20240808.gz", b" ", SPOT, ("ETH-USDT",), DEPTH, 33617),
    "USDⓈ-M 2024": Session(
        "binance_depth/usdm_btcusdt_20240808.gz", b" ", SWAP, ("BTC-USDT",), DEPTH, 31317, 3
    ),
}


@pytest.mark.parametrize("name", SESSIONS)
def test_every_frame_of_a_session_is_read_as_json_reads_it(name: str, count_case: Tally) -> None:
    session = SESSIONS[name]
    feed: Any = session.feed(ListQueue())
    feed.subscribe([topic | {"symbol": symbol} for topic in session.topics for symbol in session.symbols])
    for stream in feed.subscriptions:
        stream.confirm()
    found: list[str] = []
    read = 0
    for line in read_lines(session.file)[:: session.step]:
        frame = line.partition(session.mark)[2].strip().replace(b"@depth@0ms", b"@depth@100ms")
        feed.data_queue.items.clear()
        if is_data(frame) and feed.on_message(frame, 0):
            found += frame_differences(feed.data_queue.items, frame)
            read += 1
    assert found == []
    assert feed.counters["bad_frames"] == 0
    assert read == session.frames
    count_case(read)


def is_data(frame: bytes) -> bool:
    """Tell whether a line of a session is a pushed frame."""
    return frame.startswith(b'{"stream"') or b'"data":' in frame[:200]


def frame_differences(made: list[Any], frame: bytes) -> list[str]:
    """Return what the containers of a frame, and their events, read otherwise than json does."""
    parts = elements(frame, "data") if isinstance(json.loads(frame)["data"], list) else [frame]
    parts = parts if len(parts) > 1 else [frame]
    assert len(made) == len(parts), frame
    found = []
    for one, part in zip(made, parts, strict=True):
        found += field_differences(one, expected_fields(type(one), decode(part)))
        found += event_differences(one, one.read_event(part))
    return [f"{difference} in {frame[:300]!r}" for difference in found]

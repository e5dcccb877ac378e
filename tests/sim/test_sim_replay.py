"""A capture comes out with its own numbers, and a snapshot of the moment joins it."""

import gzip
import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from btfast.sim.fixture import local_venue

Connect = Callable[[str], Any]

LATER = 40


def capture(path: Path, frames: list[Any]) -> str:
    """Write frames a millisecond apart."""
    lines = "".join(
        f"{1_790_000_000_000_000_000 + i * 1_000_000} {json.dumps(f)}\n" for i, f in enumerate(frames)
    )
    data = lines.encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return str(path)


def spot_diff(first: int, last: int, bids: list[list[str]], asks: list[list[str]]) -> dict[str, Any]:
    """Return a diff in its envelope."""
    data = {
        "e": "depthUpdate",
        "E": 1_790_000_000_000,
        "s": "BTCUSDT",
        "U": first,
        "u": last,
        "b": bids,
        "a": asks,
    }
    return {"stream": "btcusdt@depth@100ms", "data": data}


TRADE = {"e": "trade", "E": 1, "s": "BTCUSDT", "t": 5, "p": "9.65", "q": "0.5", "T": 1, "m": True, "M": True}
OTHER = {"e": "depthUpdate", "E": 1, "s": "ETHUSDT", "U": 1, "u": 2, "b": [["1", "1"]], "a": []}
BIDS, ASKS = [["9.60", "2"], ["9.50", "1.5"]], [["9.70000001", "1"], ["9.90", "4"]]
SPOT_FRAMES: list[Any] = [
    spot_diff(95, 99, [["9.50", "1.5"]], []),
    spot_diff(100, 104, [["9.60", "2"]], []),
    {"lastUpdateId": 102, "bids": BIDS, "asks": ASKS},
    {"stream": "ethusdt@depth@100ms", "data": OTHER},
    {"stream": "btcusdt@trade", "data": TRADE},
    *[spot_diff(105 + i, 105 + i, [["9.60", f"{2 + i}"]], [["9.90", "0"]]) for i in range(LATER)],
]


@pytest.mark.parametrize("name", ["capture.txt", "capture.gz"])
def test_a_binance_capture_keeps_its_numbers(tmp_path: Path, connect: Connect, name: str) -> None:
    file = capture(tmp_path / name, SPOT_FRAMES)
    with local_venue(
        symbols="ETH-USDT", capture=file, capture_key="BINANCE___SPOT", capture_symbol="BTC-USDT"
    ) as venue:
        before = venue.get("/api/v3/depth", symbol="BTCUSDT")
        assert before["lastUpdateId"] == 102
        assert before["asks"][0] == ["9.70000001", "1.00000000"]
        client = connect(f"{venue.wss}/ws/btcusdt@depth@100ms/btcusdt@depth5@100ms/btcusdt@trade")
        seen: list[Any] = []
        while len(seen) < LATER + 3:
            message = client.receive()
            if "lastUpdateId" not in message:
                seen.append(message)
        diffs = [message for message in seen if message["e"] == "depthUpdate"]
        wanted = [frame["data"] for frame in SPOT_FRAMES if frame.get("stream") == "btcusdt@depth@100ms"]
        assert diffs == wanted
        assert [message["p"] for message in seen if message["e"] == "trade"] == ["9.65000000"]
        after = venue.get("/api/v3/depth", symbol="BTCUSDT")
        assert after["lastUpdateId"] == 104 + LATER
        assert after["bids"][0] == ["9.60000000", f"{1 + LATER}.00000000"]
        assert [price for price, _ in after["asks"]] == ["9.70000001"]
        assert venue.state()["replay"] == {"done": LATER + 4, "left": 0}
        assert venue.get("/api/v3/depth", symbol="ETHUSDT")["bids"]


def test_a_swap_capture_keeps_its_chain(tmp_path: Path, connect: Connect) -> None:
    def diff(first: int, last: int, previous: int) -> dict[str, Any]:
        ids = {"U": first, "u": last, "pu": previous}
        return {"e": "depthUpdate", "E": 1, "T": 1, "s": "BTCUSDT", **ids, "b": [["9.6", str(last)]], "a": []}

    frames = [
        {"lastUpdateId": 150, "E": 1, "T": 1, "bids": [["9.6", "1"]], "asks": [["9.7", "1"]]},
        *[diff(100 + 50 * i, 140 + 50 * i, 90 + 50 * i) for i in range(5)],
    ]
    file = capture(tmp_path / "capture", frames)
    with local_venue(
        symbols="ETH-USDT", capture=file, capture_key="BINANCE___SWAP", capture_symbol="BTC-USDT"
    ) as venue:
        client = connect(f"{venue.wss}/public/stream?streams=btcusdt@depth@100ms")
        assert [client.receive()["data"] for _ in range(5)] == frames[1:]
        assert venue.book("binance", "swap", "BTCUSDT")["bids"] == [["9.60000000", "340.00000000"]]


def test_a_coin_m_capture_is_replayed_on_its_own_url(tmp_path: Path, connect: Connect) -> None:
    def diff(first: int, last: int, previous: int) -> dict[str, Any]:
        ids = {"s": "ETHUSD_PERP", "ps": "ETHUSD", "U": first, "u": last, "pu": previous}
        return {"e": "depthUpdate", "E": 1, "T": 1, **ids, "b": [["2681.31", str(last)]], "a": []}

    sides = {"bids": [["2681.31", "1"]], "asks": [["2682", "1"]]}
    snapshot = {"lastUpdateId": 150, "symbol": "ETHUSD_PERP", **sides}
    frames = [snapshot, *[diff(100 + 50 * i, 140 + 50 * i, 90 + 50 * i) for i in range(5)]]
    file = capture(tmp_path / "capture", frames)
    with local_venue(
        symbols="BTC-USDT", capture=file, capture_key="BINANCE___COIN_M", capture_symbol="ETH-USD"
    ) as venue:
        client = connect(
            f"{venue.products['BINANCE___COIN_M']['wss']}/stream?streams=ethusd_perp@depth@100ms"
        )
        assert [client.receive()["data"] for _ in range(5)] == frames[1:]
        assert venue.book("binance", "coin_m", "ETHUSD_PERP")["sequence"] == 340


def okx_frame(action: str, row: dict[str, Any]) -> dict[str, Any]:
    """Return a frame of the books channel."""
    sides = {"asks": [], "bids": [], "ts": "1790000000000", "checksum": -5}
    return {"arg": {"channel": "books", "instId": "BTC-USDT-SWAP"}, "action": action, "data": [sides | row]}


@pytest.mark.parametrize("has_numbers", [True, False])
def test_an_okx_capture_is_chained(tmp_path: Path, connect: Connect, has_numbers: bool) -> None:
    chain = [(-1, 10), (10, 15), (15, 15), (15, 3), (3, 5)]
    changes: list[dict[str, Any]] = [
        {"asks": [["101.5", "4", "0", "2"]], "bids": [["100", "2.5", "0", "1"], ["99", "1", "0", "1"]]},
        {"bids": [["100", "0", "0", "0"]]},
        {},
        {"asks": [["101", "7", "0", "3"]]},
        {"bids": [["98", "6", "0", "1"]]},
    ]
    numbers = [{"prevSeqId": a, "seqId": b} if has_numbers else {} for a, b in chain]
    frames = [okx_frame("snapshot" if i == 0 else "update", changes[i] | numbers[i]) for i in range(5)]
    file = capture(tmp_path / "capture", [{"event": "subscribe"}, okx_frame("update", {}), *frames])
    with local_venue(
        symbols="ETH-USDT", capture=file, capture_key="OKX___SWAP", capture_symbol="BTC-USDT"
    ) as venue:
        client = connect(f"{venue.wss}/ws/v5/public")
        client.send({"op": "subscribe", "args": [{"channel": "books", "instId": "BTC-USDT-SWAP"}]})
        rows = [client.until(lambda message: "action" in message)["data"][0] for _ in range(5)]
        assert [row["checksum"] for row in rows] == [0] * 5
        assert all(after["prevSeqId"] == before["seqId"] for before, after in pairwise(rows))
        if has_numbers:
            assert [(row["prevSeqId"], row["seqId"]) for row in rows] == chain
        assert rows[3]["asks"] == [["101", "7", "0", "3"]]
        truth = venue.book("okx", "swap", "BTC-USDT-SWAP")
        assert (truth["bids"], truth["asks"]) == ([["99", "1"], ["98", "6"]], [["101", "7"], ["101.5", "4"]])


def test_a_capture_without_a_snapshot_is_refused(tmp_path: Path) -> None:
    file = capture(tmp_path / "capture", [spot_diff(1, 2, [], [])])
    with (
        pytest.raises(RuntimeError, match="ended with status"),
        local_venue(capture=file, capture_key="BINANCE___SPOT", capture_symbol="BTC-USDT"),
    ):
        pass

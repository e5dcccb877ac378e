"""Each fault that can be asked for is seen by a client, and counted."""

import threading
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pytest
import requests

from btfast.sim.fixture import LocalVenueProcess, local_venue

Connect = Callable[[str], Any]

DIFFS = "btcusdt@depth@100ms"


@pytest.fixture(scope="module")
def shaken() -> Iterator[LocalVenueProcess]:
    """A venue for faults alone."""
    with local_venue(seed=9, symbols="BTC-USDT,ETH-USDT", rate=400, interval_ms=5, levels=100) as running:
        yield running


@pytest.fixture
def diffs(shaken: LocalVenueProcess, connect: Connect) -> Any:
    """A client of one diff stream, one diff read."""
    client = connect(f"{shaken.wss}/ws/{DIFFS}")
    client.receive()
    return client


def gaps(messages: list[Any]) -> list[int]:
    """Return by how much each diff misses the one before; 0 joins."""
    return [after["U"] - before["u"] - 1 for before, after in pairwise(messages)]


def test_a_dropped_diff_leaves_a_gap(shaken: LocalVenueProcess, diffs: Any) -> None:
    before = shaken.state()["faults"].get("drop", 0)
    messages = [diffs.receive()]
    assert shaken.fault("drop", stream="*@depth*", count=2) == {"kind": "drop", "hit": 0}
    messages += [diffs.receive() for _ in range(100)]
    missed = [gap for gap in gaps(messages) if gap]
    assert 1 <= len(missed) <= 2
    assert min(missed) > 0
    assert shaken.state()["faults"]["drop"] == before + 2


def test_a_duplicated_diff_comes_twice(shaken: LocalVenueProcess, diffs: Any) -> None:
    shaken.fault("duplicate", stream=DIFFS)
    messages = [diffs.receive() for _ in range(50)]
    assert sum(before == after for before, after in pairwise(messages)) == 1


def test_a_reordered_diff_comes_after_its_successor(shaken: LocalVenueProcess, diffs: Any) -> None:
    shaken.fault("reorder", stream=DIFFS)
    messages = [diffs.receive() for _ in range(50)]
    assert sum(after["u"] < before["U"] for before, after in pairwise(messages)) == 1
    assert not any(gaps(sorted(messages, key=lambda message: message["u"])))


@pytest.mark.parametrize("kind", ["corrupt", "truncate"])
def test_a_spoilt_message_is_no_json(shaken: LocalVenueProcess, diffs: Any, kind: str) -> None:
    shaken.fault(kind, stream=DIFFS)
    with pytest.raises(ValueError, match=r"Expecting|Unterminated"):
        diffs.until(lambda _: False)
    assert diffs.receive()["e"] == "depthUpdate"


@pytest.mark.parametrize(
    ("path", "stream", "bid"),
    [
        (
            "/ws/btcusdt@depth@100ms",
            DIFFS,
            lambda message: float(message["b"][0][0]) if message["b"] else 0.0,
        ),
        ("/ws/btcusdt@bookTicker", "*@bookTicker", lambda message: float(message["b"])),
    ],
)
def test_a_crossed_message_bids_over_the_asks(
    shaken: LocalVenueProcess, connect: Connect, path: str, stream: str, bid: Callable[[Any], float]
) -> None:
    client = connect(shaken.wss + path)
    client.receive()
    shaken.fault("crossed", stream=stream)
    assert client.until(lambda message: bid(message) > 100_000.0)
    truth = shaken.book("binance", "spot", "BTCUSDT")
    assert float(truth["bids"][0][0]) < float(truth["asks"][0][0])


@pytest.mark.parametrize(
    ("kind", "what"), [("stall", {"seconds": 0.3}), ("latency", {"seconds": 0.3, "ms": 200})]
)
def test_late_messages_come_all_and_in_order(
    shaken: LocalVenueProcess, diffs: Any, kind: str, what: dict[str, Any]
) -> None:
    shaken.fault(kind, stream=DIFFS, **what)
    messages = [diffs.receive() for _ in range(100)]
    assert not any(gaps(messages))
    assert shaken.state()["faults"][kind] > 20


def test_a_fault_may_be_meant_for_one_product(
    shaken: LocalVenueProcess, connect: Connect, diffs: Any
) -> None:
    swap = connect(f"{shaken.wss}/public/ws/{DIFFS}")
    messages = [swap.receive()]
    shaken.fault("drop", stream=DIFFS, product="swap", count=3)
    assert not any(gaps([diffs.receive() for _ in range(60)]))
    messages += [swap.receive() for _ in range(60)]
    assert any(after["pu"] != before["u"] for before, after in pairwise(messages))


def test_a_cut_ends_only_the_connections_meant(
    shaken: LocalVenueProcess, connect: Connect, diffs: Any
) -> None:
    other = connect(f"{shaken.wss}/ws/ethusdt@depth@100ms")
    other.receive()
    assert shaken.fault("cut", stream="btcusdt@*")["hit"] == 1
    assert diffs.close_code() == 0
    assert other.receive()["s"] == "ETHUSDT"


def test_a_close_comes_with_its_code(shaken: LocalVenueProcess, diffs: Any) -> None:
    asked = threading.Thread(target=lambda: shaken.fault("close", stream=DIFFS, status=1012))
    asked.start()
    assert diffs.close_code() == 1012
    diffs.socket.shutdown()
    asked.join()


@pytest.mark.parametrize(("path", "is_wrapped"), [("/ws/", False), ("/stream?streams=", True)])
def test_binance_says_that_it_shuts_down(
    shaken: LocalVenueProcess, connect: Connect, path: str, is_wrapped: bool
) -> None:
    client = connect(f"{shaken.wss}{path}{DIFFS}")
    client.receive()
    assert shaken.fault("shutdown", venue="binance")["hit"] >= 1
    message = client.until(lambda message: "shutdown" in str(message).lower())
    event = message["data"] if is_wrapped else message
    assert message.get("stream", "!serverShutdown") == "!serverShutdown"
    assert (set(event), event["e"]) == ({"e", "E"}, "serverShutdown")


def okx(shaken: LocalVenueProcess, connect: Connect) -> Any:
    """Return a client of one OKX book, its snapshot read."""
    client = connect(f"{shaken.wss}/ws/v5/public")
    client.send({"op": "subscribe", "args": [{"channel": "books", "instId": "BTC-USDT"}]})
    client.until(lambda message: message.get("action") == "snapshot")
    return client


def test_okx_gives_notice_of_an_upgrade(shaken: LocalVenueProcess, connect: Connect) -> None:
    client = okx(shaken, connect)
    shaken.fault("shutdown", stream="books:BTC-USDT")
    notice = client.until(lambda message: "event" in message)
    assert (notice["event"], notice["code"]) == ("notice", "64008")
    assert set(notice) == {"event", "code", "msg", "connId"}


def rows(client: Any, count: int) -> list[Any]:
    """Return the next so many updates."""
    return [client.receive()["data"][0] for _ in range(count)]


def test_okx_numbers_may_be_set_back(shaken: LocalVenueProcess, connect: Connect) -> None:
    client = okx(shaken, connect)
    shaken.fault("reset", stream="books:BTC-USDT")
    updates = rows(client, 50)
    assert sum(row["seqId"] < row["prevSeqId"] for row in updates) == 1
    assert all(after["prevSeqId"] == before["seqId"] for before, after in pairwise(updates))


def test_okx_says_that_nothing_is_new(shaken: LocalVenueProcess, connect: Connect) -> None:
    client = okx(shaken, connect)
    shaken.fault("keep_alive", stream="books:BTC-USDT")
    updates = rows(client, 50)
    quiet = [row for row in updates if row["seqId"] == row["prevSeqId"]]
    assert [(row["asks"], row["bids"]) for row in quiet] == [([], [])]
    assert all(after["prevSeqId"] == before["seqId"] for before, after in pairwise(updates))


def test_a_book_at_rest_is_kept_alive(connect: Connect) -> None:
    with local_venue(symbols="BTC-USDT", rate=10, interval_ms=10, keep_alive=0.03) as slow:
        client = okx(slow, connect)
        assert any(row["seqId"] == row["prevSeqId"] for row in rows(client, 3))
        client.socket.close()


def test_an_okx_drop_breaks_the_chain(shaken: LocalVenueProcess, connect: Connect) -> None:
    client = okx(shaken, connect)
    updates = rows(client, 1)
    shaken.fault("drop", stream="books:*", count=1)
    updates += rows(client, 50)
    broken = [after for before, after in pairwise(updates) if after["prevSeqId"] != before["seqId"]]
    assert len(broken) == 1


@pytest.mark.parametrize("path", ["/api/v3/depth?symbol=BTCUSDT", "/api/v5/market/books?instId=BTC-USDT"])
def test_a_rest_answer_can_be_an_error(shaken: LocalVenueProcess, path: str) -> None:
    shaken.fault("http_status", path=path.partition("?")[0], status=503, body="busy")
    answers = [requests.get(shaken.rest + path, timeout=5) for _ in range(2)]
    assert [(answer.status_code, answer.text == "busy") for answer in answers] == [(503, True), (200, False)]


def test_a_rest_answer_can_be_late(shaken: LocalVenueProcess) -> None:
    shaken.fault("rest_latency", path="/api/v3/time", ms=150, count=1)
    answers = [requests.get(f"{shaken.rest}/api/v3/time", timeout=5) for _ in range(2)]
    assert answers[0].elapsed.total_seconds() >= 0.15


def test_the_clock_can_be_wrong(shaken: LocalVenueProcess) -> None:
    right = shaken.get("/api/v3/time")["serverTime"]
    shaken.fault("skew", ms=3_600_000)
    wrong = shaken.get("/api/v3/time")["serverTime"]
    shaken.fault("skew", ms=0)
    assert wrong - right >= 3_600_000


@pytest.mark.parametrize("wanted", [{"kind": "meteor"}, {"kind": "drop", "colour": "red"}])
def test_an_unknown_fault_is_refused(shaken: LocalVenueProcess, wanted: dict[str, Any]) -> None:
    answer = requests.post(f"{shaken.rest}/sim/fault", json=wanted, timeout=5)
    assert answer.status_code == 400
    assert "sim: cannot inject" in answer.json()["error"]


def test_the_state_tells_who_listens(shaken: LocalVenueProcess, diffs: Any) -> None:
    state = shaken.state()
    assert [DIFFS] in [connection["subscriptions"] for connection in state["connections"]]
    assert state["streams"][f"binance/spot/{DIFFS}"] > 0
    assert state["messages_sent"] > 0
    assert state["weights"]["spot"]


def test_an_unknown_book_is_refused(shaken: LocalVenueProcess) -> None:
    assert "error" in shaken.book("binance", "spot", "NOPE")

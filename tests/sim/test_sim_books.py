"""Books kept from streams by each venue's procedure are the true books, at every number."""

import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from btfast.sim.fixture import LocalVenueProcess, local_venue
from tests.sim.conftest import Contracts

Connect = Callable[[str], Any]

SWAP_ID = "BTC-USDT-SWAP"
UPDATE = {"asks", "bids", "ts", "checksum", "prevSeqId", "seqId"}


def subscribe(client: Any, channel: str, inst_id: str) -> None:
    """Subscribe to an OKX channel and read the answer."""
    client.send({"op": "subscribe", "args": [{"channel": channel, "instId": inst_id}]})
    assert client.until(lambda message: "event" in message)["event"] == "subscribe"


class BinanceBook:
    """A book kept by the venue's procedure, which asserts that every diff joins."""

    def __init__(self, snapshot: Any, is_swap: bool) -> None:
        self.sequence = snapshot["lastUpdateId"]
        self.sides = {name: dict(snapshot[name]) for name in ("bids", "asks")}
        self.joined = 0
        self._is_swap = is_swap

    def apply(self, diff: Any) -> None:
        """Apply a diff that is not older than the book."""
        if diff["u"] < self.sequence or (diff["u"] == self.sequence and not self._is_swap):
            return
        if self.joined:
            assert (diff["pu"] if self._is_swap else diff["U"] - 1) == self.sequence
        else:
            assert diff["U"] <= self.sequence + 1 or diff.get("pu") == self.sequence
        for name, key in (("bids", "b"), ("asks", "a")):
            self.sides[name].update(diff[key])
            self.sides[name] = {price: size for price, size in self.sides[name].items() if float(size)}
        self.sequence = diff["u"]
        self.joined += 1


@pytest.mark.parametrize(
    ("product", "path", "symbol", "depth", "limit"),
    [
        ("spot", "/ws", "BTCUSDT", "/api/v3/depth", 5000),
        ("swap", "/public/ws", "BTCUSDT", "/fapi/v1/depth", 1000),
        ("futures", "/public/ws", "{quarter}", "/fapi/v1/depth", 1000),
        ("coin_m", "/ws", "BTCUSD_PERP", "/dapi/v1/depth", 1000),
        ("coin_m", "/ws", "{coin_quarter}", "/dapi/v1/depth", 1000),
        ("option", "/public/ws", "{option}", "/eapi/v1/depth", 1000),
    ],
)
def test_binance_diffs_on_a_snapshot_make_the_true_book(
    brisk: LocalVenueProcess, contracts: Contracts, connect: Connect, product: str, path: str, symbol: str,
    depth: str, limit: int,
) -> None:  # fmt: skip
    name, host = contracts.fill(symbol), brisk.products["BINANCE___COIN_M"] if product == "coin_m" else None
    client = connect(f"{host['wss'] if host else brisk.wss}{path}/{name.lower()}@depth@100ms")
    assert client.receive()["e"] == "depthUpdate"
    book = BinanceBook(brisk.get(depth, symbol=name, limit=limit), product != "spot")
    while book.joined < 200:
        book.apply(client.receive())
    for _ in range(100):  # until the truth is told at the end of an interval, not within one
        truth = brisk.book("binance", product, name)
        while book.sequence < truth["sequence"]:
            book.apply(client.receive())
        if book.sequence == truth["sequence"]:
            break
    assert book.sequence == truth["sequence"]
    assert book.sides == {name: dict(truth[name]) for name in ("bids", "asks")}


def test_a_book_ticker_agrees_with_the_diff_of_the_same_number(
    brisk: LocalVenueProcess, connect: Connect
) -> None:
    client = connect(f"{brisk.wss}/stream?streams=btcusdt@depth@100ms/btcusdt@bookTicker")
    client.until(lambda message: "depth" in message["stream"])
    book = BinanceBook(brisk.get("/api/v3/depth", symbol="BTCUSDT", limit=5000), is_swap=False)
    tops, agreed = {}, 0
    for _ in range(400):
        data = client.receive()["data"]
        if "B" in data:
            tops[data["u"]] = data
            continue
        book.apply(data)
        top = tops.get(book.sequence)
        if top is not None:
            bid, ask = max(book.sides["bids"], key=float), min(book.sides["asks"], key=float)
            assert (bid, book.sides["bids"][bid]) == (top["b"], top["B"])
            assert (ask, book.sides["asks"][ask]) == (top["a"], top["A"])
            agreed += 1
    assert agreed > 5


class OkxBook:
    """A book kept by the documented rules, which asserts that every update joins."""

    def __init__(self, snapshot: Any) -> None:
        assert (snapshot["action"], snapshot["data"][0]["prevSeqId"]) == ("snapshot", -1)
        self.sides: dict[str, dict[str, str]] = {"bids": {}, "asks": {}}
        self.sequence = -1
        self.apply(snapshot)

    def apply(self, push: Any) -> None:
        """Apply a snapshot or an update."""
        row = push["data"][0]
        assert set(row) == UPDATE
        assert row["prevSeqId"] == self.sequence
        for name, side in self.sides.items():
            side.update({level[0]: level[1] for level in row[name]})
            self.sides[name] = {price: size for price, size in side.items() if size != "0"}
        self.sequence = row["seqId"]
        if row["checksum"]:
            assert row["checksum"] == self.checksum()

    def checksum(self) -> int:
        """Return the documented CRC32."""
        bids = sorted(self.sides["bids"].items(), key=lambda level: -float(level[0]))[:25]
        asks = sorted(self.sides["asks"].items(), key=lambda level: float(level[0]))[:25]
        parts = [f"{p}:{s}" for pair in zip(bids, asks, strict=True) for p, s in pair]
        value = zlib.crc32(":".join(parts).encode())
        return value - (1 << 32) if value >> 31 else value


@pytest.mark.parametrize(
    ("product", "symbol"),
    [("spot", "BTC-USDT"), ("margin", "BTC-USDT"), ("swap", SWAP_ID), ("swap", "BTC-USD-SWAP"),
     ("futures", "{okx_future}"), ("option", "{okx_option}")],
)  # fmt: skip
def test_okx_updates_on_the_snapshot_make_the_true_book(
    brisk: LocalVenueProcess, contracts: Contracts, connect: Connect, product: str, symbol: str
) -> None:
    client, inst_id = connect(f"{brisk.wss}/ws/v5/public"), contracts.fill(symbol)
    subscribe(client, "books", inst_id)
    book = OkxBook(client.receive())
    for _ in range(200):
        book.apply(client.receive())
    for _ in range(100):  # until the truth is told at the end of an interval, not within one
        truth = brisk.book("okx", product, inst_id)
        while book.sequence < truth["sequence"]:
            book.apply(client.receive())
        if book.sequence == truth["sequence"]:
            break
    assert book.sequence == truth["sequence"]
    assert book.sides == {name: dict(truth[name][:400]) for name in ("bids", "asks")}


def test_a_second_listener_gets_a_snapshot_that_the_next_update_joins(
    venue: LocalVenueProcess, connect: Connect
) -> None:
    clients = [connect(f"{venue.wss}/ws/v5/public") for _ in range(2)]
    for client in clients:
        subscribe(client, "books", "ETH-USDT")
        book = OkxBook(client.until(lambda message: message.get("action") == "snapshot"))
        for _ in range(5):
            book.apply(client.receive())


@pytest.fixture(scope="module")
def checked() -> Iterator[LocalVenueProcess]:
    """A venue with checksums and VIP channels."""
    with local_venue(symbols="BTC-USDT", checksum=True, vip=True, rate=500, interval_ms=2) as running:
        yield running


@pytest.mark.parametrize(
    ("channel", "levels"), [("books", 400), ("books-l2-tbt", 400), ("books50-l2-tbt", 50)]
)
def test_checksums_hold_when_they_are_wanted(
    checked: LocalVenueProcess, connect: Connect, channel: str, levels: int
) -> None:
    client = connect(f"{checked.wss}/ws/v5/public")
    subscribe(client, channel, SWAP_ID)
    book = OkxBook(client.receive())
    for _ in range(100):
        push = client.receive()
        assert push["data"][0]["checksum"] != 0
        book.apply(push)
    assert len(book.sides["bids"]) == len(book.sides["asks"]) == levels

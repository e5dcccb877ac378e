"""Binance streams of the local venue: fields, control, tiers, manners, and diffs that join snapshots."""

from collections.abc import Callable
from typing import Any

import pytest
import websocket

from btfast.sim.fixture import LocalVenueProcess, local_venue

Connect = Callable[[str], Any]

TICKER = "e E s p P w c Q o h l v q O C F L n"
KLINE = "t T s i f L o c h l v n x q V Q B"
SPOT = {
    "bookTicker": "u s b B a A",
    "depth": "e E s U u b a",
    "depth@100ms": "e E s U u b a",
    "depth5": "lastUpdateId bids asks",
    "depth10@100ms": "lastUpdateId bids asks",
    "depth20@100ms": "lastUpdateId bids asks",
    "aggTrade": "e E s a p q f l T m M",
    "trade": "e E s t p q T m M",
    "kline_1s": "e E s k",
    "kline_1m": "e E s k",
    "kline_1d@+08:00": "e E s k",
    "miniTicker": "e E s c o h l v q",
    "ticker": f"{TICKER} x b B a A",
    "ticker_1h": "e E s p P o h l c w v q O C F L n",
    "avgPrice": "e E s i w T",
    "blockTrade": "e E s t p q T m",
    "referencePrice": "e s r t",
}
SWAP = {
    "public": {
        "bookTicker": "e u s b B a A T E ps st",
        "depth": "e E T s U u pu b a ps st",
        "depth@500ms": "e E T s U u pu b a ps st",
        "depth20@100ms": "e E T s U u pu b a ps st",
        "trade": "e E s t p q T X m st",
        "rpiDepth@500ms": "e E T s U u pu b a ps st",
    },
    "market": {
        "aggTrade": "e E s a p q nq f l T m st",
        "kline_1m": "e E s k st",
        "miniTicker": "e E s c o h l v q ps st",
        "ticker": f"{TICKER} ps st",
        "markPrice": "e E s p i P r T ap st",
        "markPrice@1s": "e E s p i P r T ap st",
        "forceOrder": "e E o ps st",
        "compositeIndex": "e E s p C c",
    },
}
TIERED = [(tier, stream, keys) for tier, streams in SWAP.items() for stream, keys in streams.items()]


@pytest.mark.parametrize(("stream", "keys"), SPOT.items())
def test_a_spot_stream_has_the_documented_fields(
    venue: LocalVenueProcess, connect: Connect, stream: str, keys: str
) -> None:
    message = connect(f"{venue.wss}/ws/btcusdt@{stream}").receive()
    assert set(message) == set(keys.split())
    if "k" in message:
        assert set(message["k"]) == set(KLINE.split())


@pytest.mark.parametrize(("tier", "stream", "keys"), TIERED)
def test_a_swap_stream_has_the_documented_fields(
    venue: LocalVenueProcess, connect: Connect, tier: str, stream: str, keys: str
) -> None:
    message = connect(f"{venue.wss}/{tier}/ws/btcusdt@{stream}").receive()
    assert set(message) == set(keys.split())
    if "k" in message:
        assert set(message["k"]) == set(KLINE.split())


@pytest.mark.parametrize(
    ("path", "stream", "event"),
    [
        ("/stream", "!miniTicker@arr", "24hrMiniTicker"),
        ("/stream", "!ticker_4h@arr", "4hTicker"),
        ("/market/stream", "!ticker@arr", "24hrTicker"),
        ("/market/stream", "!markPrice@arr@1s", "markPriceUpdate"),
    ],
)
def test_an_array_stream_tells_of_every_symbol(
    venue: LocalVenueProcess, connect: Connect, path: str, stream: str, event: str
) -> None:
    message = connect(f"{venue.wss}{path}?streams={stream}").receive()
    assert message["stream"] == stream
    assert {row["e"] for row in message["data"]} == {event}
    assert {row["s"] for row in message["data"]} >= {"BTCUSDT", "币安人生USDT"}


def test_all_book_tickers_come_one_by_one(venue: LocalVenueProcess, connect: Connect) -> None:
    client = connect(f"{venue.wss}/public/stream?streams=!bookTicker")
    symbols = {client.receive()["data"]["s"] for _ in range(60)}
    assert len(symbols) > 2


def test_a_continuous_kline_names_pair_and_contract(venue: LocalVenueProcess, connect: Connect) -> None:
    message = connect(f"{venue.wss}/market/ws/btcusdt_perpetual@continuousKline_1m").receive()
    assert set(message) == {"e", "E", "ps", "ct", "k", "st"}
    assert set(message["k"]) == set(KLINE.split()) - {"s"}


def test_a_second_bar_closes_once_before_the_next_opens(venue: LocalVenueProcess, connect: Connect) -> None:
    client = connect(f"{venue.wss}/ws/btcusdt@kline_1s")
    closed = client.until(lambda message: message["k"]["x"])["k"]
    later = client.receive()["k"]
    assert later["t"] == closed["t"] + 1000


def test_a_symbol_may_be_of_any_alphabet(venue: LocalVenueProcess, connect: Connect) -> None:
    client = connect(f"{venue.wss}/stream")
    client.send({"method": "SUBSCRIBE", "params": ["币安人生usdt@depth@100ms"], "id": 1})
    message = client.until(lambda message: "stream" in message)
    assert (message["stream"], message["data"]["s"]) == ("币安人生usdt@depth@100ms", "币安人生USDT")


@pytest.mark.parametrize(
    ("path", "streams"),
    [
        ("/ws", ["btcusdt@markPrice", "!ticker@arr", "BTCUSDT@trade", "btcusdt@kline_7m", "0"]),
        ("/public/ws", ["btcusdt@aggTrade", "btcusdt@kline_1m", "!ticker@arr"]),
        ("/market/ws", ["btcusdt@depth", "btcusdt@bookTicker", "btcusdt@kline_1s", "!bookTicker"]),
    ],
)
def test_streams_of_another_place_are_accepted_and_silent(
    venue: LocalVenueProcess, connect: Connect, path: str, streams: list[str]
) -> None:
    client = connect(venue.wss + path)
    client.send({"method": "SUBSCRIBE", "params": streams, "id": 1})
    assert client.receive() == {"result": None, "id": 1}
    client.send({"method": "LIST_SUBSCRIPTIONS", "id": 2})
    assert client.receive() == {"result": streams, "id": 2}
    client.socket.settimeout(0.25)
    with pytest.raises(websocket.WebSocketTimeoutException):
        client.receive()


def test_streams_can_be_changed_on_an_open_connection(venue: LocalVenueProcess, connect: Connect) -> None:
    client = connect(f"{venue.wss}/market/ws/btcusdt@aggTrade/ethusdt@aggTrade")
    client.send({"method": "UNSUBSCRIBE", "params": ["btcusdt@aggTrade"], "id": "a"})
    assert client.until(lambda message: "result" in message) == {"result": None, "id": "a"}
    client.send({"method": "LIST_SUBSCRIPTIONS", "id": None})
    assert client.until(lambda message: "result" in message) == {"result": ["ethusdt@aggTrade"], "id": None}
    assert {client.receive()["s"] for _ in range(5)} == {"ETHUSDT"}


def test_the_combined_property_switches_the_envelope(venue: LocalVenueProcess, connect: Connect) -> None:
    client = connect(f"{venue.wss}/ws/btcusdt@bookTicker")
    client.send({"method": "SET_PROPERTY", "params": ["combined", True], "id": 5})
    client.until(lambda message: message.get("id") == 5)
    assert set(client.receive()) == {"stream", "data"}
    client.send({"method": "GET_PROPERTY", "params": ["combined"], "id": 6})
    assert client.until(lambda message: "id" in message) == {"result": True, "id": 6}


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ("{", 3),
        ("[]", 2),
        ({"method": "DANCE", "id": 1}, 2),
        ({"method": "SUBSCRIBE", "params": ["a@trade"], "id": 1.5}, 2),
        ({"method": "SUBSCRIBE", "params": ["a@trade"], "id": "x" * 37}, 2),
        ({"method": "SUBSCRIBE", "params": "a@trade", "id": 1}, 2),
        ({"method": "SUBSCRIBE", "params": [], "id": 1}, 2),
        ({"method": "GET_PROPERTY", "params": ["colour"], "id": 1}, 0),
        ({"method": "SET_PROPERTY", "params": ["combined", 1], "id": 1}, 1),
    ],
)
def test_a_bad_message_gets_its_error(
    venue: LocalVenueProcess, connect: Connect, sent: object, code: int
) -> None:
    client = connect(f"{venue.wss}/ws")
    client.send(sent)
    answer = client.receive()
    assert answer["code"] == code
    assert answer["msg"]


@pytest.fixture(scope="module")
def touchy() -> Any:
    """A venue with short patience."""
    manners = {"ping_spot": 0.1, "pong_spot": 0.25, "ping_swap": 0.1, "pong_swap": 0.25}
    with local_venue(symbols="BTC-USDT", streams=3, life=0.9, **manners) as running:
        yield running


def test_a_pong_must_copy_the_payload(touchy: LocalVenueProcess, connect: Connect) -> None:
    polite, silent, wrong = (connect(f"{touchy.wss}/ws") for _ in range(3))
    pings = 0
    for _ in range(4):
        frame = polite.frame()
        pings += frame.opcode == websocket.ABNF.OPCODE_PING
        polite.socket.pong(frame.data)
        wrong.socket.pong(b"something else")
    assert pings == 4
    assert silent.close_code() == 0
    assert wrong.close_code() == 0
    polite.send({"method": "LIST_SUBSCRIPTIONS", "id": 1})
    assert polite.receive() == {"result": [], "id": 1}


def test_a_connection_ends_at_the_end_of_its_life(touchy: LocalVenueProcess, connect: Connect) -> None:
    client = connect(f"{touchy.wss}/market/ws")
    code = 0
    for _ in range(30):
        frame = client.frame()
        if frame.opcode == websocket.ABNF.OPCODE_CLOSE:
            code = int.from_bytes(frame.data[:2], "big")
            break
        client.socket.pong(frame.data)
    assert code == 1001


@pytest.mark.parametrize(
    "path", ["/ws/a@trade/b@trade/c@trade/d@trade", "/public/stream?streams=a@x/b@x/c@x/d@x"]
)
def test_too_many_streams_close_the_connection(
    touchy: LocalVenueProcess, connect: Connect, path: str
) -> None:
    assert connect(touchy.wss + path).close_code() == 1008


@pytest.mark.parametrize(("path", "most"), [("/ws", 5), ("/public/ws", 10)])
def test_messages_that_come_too_fast_close_the_connection(
    venue: LocalVenueProcess, connect: Connect, path: str, most: int
) -> None:
    client = connect(venue.wss + path)
    for number in range(most):
        client.send({"method": "LIST_SUBSCRIPTIONS", "id": number})
        assert client.receive()["id"] == number
    client.socket.ping()
    assert client.close_code() == 1008

"""Binance streams beyond spot and perpetuals, and those of more than one instrument."""

from collections.abc import Callable
from typing import Any

import pytest

from btfast.sim.fixture import LocalVenueProcess
from tests.sim.conftest import Contracts

Connect = Callable[[str], Any]

COIN_M = "BINANCE___COIN_M"
TICKER = "e E s p P w c Q o h l v q O C F L n"
KLINE = "t T s i f L o c h l v n x q V Q B"
DIFF = "e E T s U u pu b a"
MARK = "e E s p i P r T st"
COIN = {
    "btcusd_perp@bookTicker": "e u s b B a A T E ps st",
    "btcusd_perp@depth@100ms": f"{DIFF} ps st",
    "btcusd_perp@depth20@100ms": f"{DIFF} ps st",
    "btcusd_perp@aggTrade": "e E s a p q f l T m st",
    "btcusd_perp@kline_1m": "e E s k st",
    "btcusd_perp@miniTicker": "e E s c o h l v q ps st",
    "btcusd_perp@ticker": f"{TICKER} ps st",
    "btcusd_perp@markPrice@1s": MARK,
    "btcusd_perp@markPriceKline_1m": "e E ps k",
    "btcusd_perp@forceOrder": "e E o ps st",
    "btcusd@indexPrice@1s": "e E i p",
    "btcusd@markPrice@1s": MARK,
    "btcusd@indexPriceKline_1m": "e E ps k",
    "btcusd_current_quarter@continuousKline_1m": "e E ps ct k st",
    "!contractInfo": "e E s ps ct dt ot cs bks st",
    "{coin_quarter}@bookTicker": "e u s b B a A T E ps st",
}
OPTION = {
    "public": {
        "{option}@bookTicker": "e u s b B a A T E",
        "{option}@depth@100ms": DIFF,
        "{option}@depth20@500ms": DIFF,
        "{option}@optionTicker": TICKER,
        "btcusdt@optionTicker@{day}": TICKER,
        "{option}@optionTrade": "e E T s t p q X S m",
        "btcusdt@optionTrade": "e E T s t p q X S m",
        "{quarter}@depth@100ms": f"{DIFF} ps st",
    },
    "market": {
        "{option}@kline_1m": "e E s k",
        "btcusdt@optionMarkPrice": "s mp E e i P bo ao bq aq b a hl ll vo rf d t g v",
        "btcusdt@openInterest@{day}": "e E s o h",
        "!index@arr": "e E s p",
        "!optionSymbol": "e E s ps qa d sp dt u ot cs",
        "!assetIndex@arr": "e E s i b a B A q g Q G",
        "btcusd@assetIndex": "e E s i b a B A q g Q G",
        "tradingSession": "e E t T S",
        "{quarter}@markPrice@1s": f"{MARK} ap",
        "btcusdt_current_quarter@continuousKline_1m": "e E ps ct k st",
        "btcusd_perp@kline_1m": "e E s k st",
        "btcusd_perp@markPrice": MARK,
    },
}
TIERED = [(tier, stream, keys) for tier, streams in OPTION.items() for stream, keys in streams.items()]


def row_of(message: Any) -> Any:
    """Return the message, or the first row of a message that is an array."""
    return message[0] if isinstance(message, list) else message


@pytest.mark.parametrize(("stream", "keys"), COIN.items(), ids=COIN)
def test_a_coin_m_stream_has_the_documented_fields(
    venue: LocalVenueProcess, contracts: Contracts, connect: Connect, stream: str, keys: str
) -> None:
    client = connect(f"{venue.products[COIN_M]['wss']}/ws/{contracts.stream(stream)}")
    row = row_of(client.until(lambda message: row_of(message).get("st", 2) == 2))
    assert set(row) == set(keys.split())
    assert row.get("st") in (2, None)
    if "k" in row:
        assert set(row["k"]) == set(KLINE.split()) - ({"s"} if "ct" in row else set())


@pytest.mark.parametrize(("tier", "stream", "keys"), TIERED, ids=[f"{t}-{s}" for t, s, _ in TIERED])
def test_a_stream_of_the_shared_host_has_the_documented_fields(
    venue: LocalVenueProcess, contracts: Contracts, connect: Connect, tier: str, stream: str, keys: str
) -> None:
    row = row_of(connect(f"{venue.wss}/{tier}/stream?streams={contracts.stream(stream)}").receive()["data"])
    assert set(row) == set(keys.split())
    if "k" in row and row["e"] == "kline":
        assert set(row["k"]) == set(KLINE.split()) - ({"B"} if "st" not in row else set())


@pytest.mark.parametrize("stream", ["!ticker@arr", "!miniTicker@arr", "!markPrice@arr@1s"])
def test_arrays_of_both_futures_hosts_hold_both_universes(
    venue: LocalVenueProcess, connect: Connect, stream: str
) -> None:
    for url in (f"{venue.wss}/market/ws", f"{venue.products[COIN_M]['wss']}/ws"):
        rows = connect(f"{url}/{stream}").receive()
        assert {row["s"]: row["st"] for row in rows}.items() >= {("BTCUSDT", 1), ("BTCUSD_PERP", 2)}


@pytest.mark.parametrize(("path", "stream"), [("public", "!bookTicker"), ("market", "!contractInfo")])
def test_relays_of_both_futures_hosts_tell_of_both_universes(
    venue: LocalVenueProcess, connect: Connect, path: str, stream: str
) -> None:
    for url in (f"{venue.wss}/{path}/ws", f"{venue.products[COIN_M]['wss']}/ws"):
        client = connect(f"{url}/{stream}")
        for universe in (1, 2):
            client.until(lambda message, wanted=universe: message["st"] == wanted)


def test_a_dropped_diff_leaves_a_gap_in_coin_m(
    venue: LocalVenueProcess, contracts: Contracts, connect: Connect
) -> None:
    stream = contracts.stream("{coin_quarter}@depth@100ms")
    client = connect(f"{venue.products[COIN_M]['wss']}/ws/{stream}")
    previous = client.receive()
    venue.fault("drop", stream=stream, product="coin_m")
    for _ in range(50):
        message = client.receive()
        if message["pu"] != previous["u"]:
            break
        previous = message
    assert message["pu"] > previous["u"]


def test_the_mark_prices_of_a_pair_are_those_of_all_its_contracts(
    venue: LocalVenueProcess, contracts: Contracts, connect: Connect
) -> None:
    rows = connect(f"{venue.products[COIN_M]['wss']}/ws/btcusd@markPrice@1s").receive()
    funding = {row["s"]: (row["r"], row["T"]) for row in rows}
    assert funding[contracts.coin_quarter] == ("", 0)
    assert funding["BTCUSD_PERP"][0] != ""


def test_option_rows_are_those_of_the_underlying_and_the_day(
    venue: LocalVenueProcess, contracts: Contracts, connect: Connect
) -> None:
    rows = connect(f"{venue.wss}/market/ws/btcusdt@optionMarkPrice").receive()
    assert {row["s"].split("-")[0] for row in rows} == {"BTC"}
    rows = connect(f"{venue.wss}/public/ws/btcusdt@optionTicker@{contracts.day}").receive()
    assert {row["s"].split("-")[1] for row in rows} == {contracts.day}


@pytest.mark.parametrize(
    ("path", "streams"),
    [
        ("/market/ws", ["btcusdt@optionTrade", "btcusd_perp@bookTicker", "!optionTicker@arr"]),
        ("/public/ws", ["btcusdt@optionMarkPrice", "btcusd_perp@depth"]),
        ("/ws", ["btcusd_perp@trade", "!contractInfo", "!bookTicker"]),
    ],
)
def test_streams_of_another_host_are_accepted_and_silent(
    venue: LocalVenueProcess, connect: Connect, path: str, streams: list[str]
) -> None:
    client = connect(venue.wss + path)
    client.send({"method": "SUBSCRIBE", "params": streams, "id": 1})
    assert client.receive() == {"result": None, "id": 1}
    client.socket.settimeout(0.25)
    with pytest.raises(Exception, match="timed out"):
        client.receive()

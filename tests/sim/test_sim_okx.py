"""OKX of the local venue: documented keys, errors, limits, channels, and books that join."""

from collections.abc import Callable
from typing import Any

import pytest

from btfast.sim.fixture import LocalVenueProcess, local_venue

Connect = Callable[[str], Any]

SWAP_ID = "BTC-USDT-SWAP"
HOUR = 3_600_000
INSTRUMENT = (
    "instType seriesId instId uly groupId instFamily category baseCcy quoteCcy settleCcy ctVal ctMult "
    "ctValCcy optType stk listTime auctionEndTime contTdSwTime preMktSwTime openType expTime lever tickSz "
    "lotSz minSz ctType alias state ruleType maxLmtSz maxMktSz maxLmtAmt maxMktAmt maxTwapSz maxIcebergSz "
    "maxTriggerSz maxStopSz futureSettlement tradeQuoteCcyList instIdCode instCategory upcChg"
)
TICKER = (
    "instType instId last lastSz askPx askSz bidPx bidSz open24h high24h low24h volCcy24h vol24h "
    "sodUtc0 sodUtc8 ts"
)
FUNDING = (
    "instType instId method formulaType fundingRate nextFundingRate fundingTime nextFundingTime "
    "minFundingRate maxFundingRate interestRate impactValue settState settFundingRate premium ts"
)
INTEREST = "instType instId oi oiCcy oiUsd ts"
LIMIT = "instType instId buyLmt sellLmt ts enabled"
MARK = "instType instId markPx ts"
INDEX = "instId idxPx open24h high24h low24h sodUtc0 sodUtc8 ts"
TRADE = "instId tradeId px sz side source ts"
KEYS = {
    "public/time": "ts",
    "public/instruments?instType=SPOT": INSTRUMENT,
    "public/instruments?instType=SWAP&instFamily=BTC-USDT": INSTRUMENT,
    "public/mark-price?instType=SWAP": MARK,
    f"public/funding-rate?instId={SWAP_ID}": FUNDING,
    f"public/funding-rate-history?instId={SWAP_ID}": (
        "instType instId formulaType fundingRate realizedRate fundingTime method"
    ),
    "public/open-interest?instType=SWAP": INTEREST,
    f"public/price-limit?instId={SWAP_ID}": LIMIT,
    "market/ticker?instId=BTC-USDT": TICKER,
    "market/tickers?instType=SWAP": TICKER,
    f"market/books?instId={SWAP_ID}&sz=5": "asks bids ts seqId",
    f"market/books-full?instId={SWAP_ID}&sz=5": "asks bids ts",
    "market/trades?instId=BTC-USDT": TRADE,
    "market/history-trades?instId=BTC-USDT": TRADE,
    "market/index-tickers?instId=BTC-USDT": INDEX,
}
CHANNELS = {
    "books5": "asks bids instId ts seqId",
    "bbo-tbt": "asks bids ts seqId",
    "tickers": TICKER,
    "trades": "instId tradeId px sz side ts count source seqId",
    "mark-price": MARK,
    "price-limit": LIMIT,
    "open-interest": INTEREST,
    "funding-rate": FUNDING,
}


def subscribe(client: Any, channel: str, inst_id: str = SWAP_ID) -> Any:
    """Subscribe and return the answer."""
    client.send({"id": "1", "op": "subscribe", "args": [{"channel": channel, "instId": inst_id}]})
    return client.until(lambda message: "event" in message)


@pytest.mark.parametrize(("path", "keys"), KEYS.items(), ids=KEYS)
def test_an_answer_has_the_documented_keys(venue: LocalVenueProcess, path: str, keys: str) -> None:
    answer = venue.get(f"/api/v5/{path}")
    assert (answer["code"], answer["msg"]) == ("0", "")
    assert all(set(row) == set(keys.split()) for row in answer["data"])
    assert answer["data"]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("market/ticker", "50014"),
        ("market/ticker?instId=NOPE", "51001"),
        ("public/instruments", "50014"),
        ("public/instruments?instType=CARS", "51000"),
        ("public/instruments?instType=SWAP&instId=BTC-USDT", "51001"),
        ("market/candles?instId=BTC-USDT&bar=7m", "51000"),
        ("market/candles?instId=BTC-USDT&bar=1h", "51000"),
        ("market/candles?instId=BTC-USDT&limit=x", "51000"),
        ("public/funding-rate?instId=BTC-USDT", "51001"),
        ("market/history-trades?instId=BTC-USDT&type=3", "51000"),
    ],
)
def test_a_bad_request_gets_okxs_error(venue: LocalVenueProcess, path: str, code: str) -> None:
    answer = venue.get(f"/api/v5/{path}")
    assert (answer["code"], answer["data"]) == (code, [])
    assert answer["msg"]


def test_candles_page_backwards(venue: LocalVenueProcess) -> None:
    def ask(**more: object) -> list[list[str]]:
        rows: list[list[str]] = venue.get("/api/v5/market/history-candles", instId=SWAP_ID, bar="1H", **more)[
            "data"
        ]
        return rows

    newest = ask(limit=3)
    assert [len(row) for row in newest] == [9, 9, 9]
    assert [row[-1] for row in newest] == ["0", "1", "1"]
    older = ask(limit=3, after=newest[-1][0])
    times = [int(row[0]) for row in newest + older]
    assert times == list(range(times[0], times[0] - 6 * HOUR, -HOUR))
    assert [row[0] for row in ask(before=newest[-1][0])] == [row[0] for row in newest[:-1]]
    assert len(ask(limit=999)) == 100


def test_days_open_at_sixteen_hours_utc_unless_utc_is_asked_for(venue: LocalVenueProcess) -> None:
    for bar, hour in (("1D", 16), ("1Dutc", 0)):
        rows = venue.get("/api/v5/market/candles", instId="BTC-USDT", bar=bar, limit=2)["data"]
        assert {int(row[0]) // HOUR % 24 for row in rows} == {hour}


def test_too_many_requests_are_refused() -> None:
    with local_venue(symbols="BTC-USDT", okx_limit=3, okx_window=60) as strict:
        codes = [strict.get("/api/v5/public/time")["code"] for _ in range(4)]
        other = strict.get("/api/v5/market/ticker", instId="BTC-USDT")["code"]
    assert codes == ["0", "0", "0", "50011"]
    assert other == "0"


@pytest.mark.parametrize(("channel", "keys"), CHANNELS.items(), ids=CHANNELS)
def test_a_channel_has_the_documented_fields(
    venue: LocalVenueProcess, connect: Connect, channel: str, keys: str
) -> None:
    client = connect(f"{venue.wss}/ws/v5/public")
    answer = subscribe(client, channel)
    arg = {"channel": channel, "instId": SWAP_ID}
    assert answer == {"id": "1", "event": "subscribe", "arg": arg, "connId": answer["connId"]}
    push = client.receive()
    assert set(push) == {"arg", "data"}
    assert push["arg"] == arg
    assert all(set(row) == set(keys.split()) for row in push["data"])


def test_an_index_ticker_belongs_to_a_pair(venue: LocalVenueProcess, connect: Connect) -> None:
    client = connect(f"{venue.wss}/ws/v5/public")
    assert subscribe(client, "index-tickers", "BTC-USDT")["event"] == "subscribe"
    assert set(client.receive()["data"][0]) == set(INDEX.split())


def test_instruments_are_pushed_by_type(venue: LocalVenueProcess, connect: Connect) -> None:
    client = connect(f"{venue.wss}/ws/v5/public")
    client.send({"op": "subscribe", "args": [{"channel": "instruments", "instType": "SWAP"}]})
    assert client.receive()["event"] == "subscribe"
    push = client.receive()
    assert push["arg"] == {"channel": "instruments", "instType": "SWAP"}
    assert {row["instId"] for row in push["data"]} >= {SWAP_ID, "ETH-USDT-SWAP", "BTC-USD-SWAP"}
    assert all(set(row) == set(INSTRUMENT.split()) for row in push["data"])


@pytest.mark.parametrize(
    ("channel", "columns"), [("candle1m", 9), ("candle1Dutc", 9), ("mark-price-candle1m", 6)]
)
def test_candles_come_on_the_business_path(
    venue: LocalVenueProcess, connect: Connect, channel: str, columns: int
) -> None:
    client = connect(f"{venue.wss}/ws/v5/business")
    subscribe(client, channel)
    assert len(client.receive()["data"][0]) == columns


def test_every_match_comes_on_the_business_path(venue: LocalVenueProcess, connect: Connect) -> None:
    client = connect(f"{venue.wss}/ws/v5/business")
    subscribe(client, "trades-all")
    rows = [client.receive()["data"] for _ in range(5)]
    assert all(len(row) == 1 and set(row[0]) == set(TRADE.split()) for row in rows)
    numbers = [int(row[0]["tradeId"]) for row in rows]
    assert numbers == list(range(numbers[0], numbers[0] + 5))


@pytest.mark.parametrize(
    ("path", "sent", "code"),
    [
        ("public", "{", "60012"),
        ("public", {"op": "subscribe"}, "60012"),
        ("public", {"op": "dance", "args": [{}]}, "60012"),
        ("public", {"op": "subscribe", "args": ["books"]}, "60013"),
        ("public", {"op": "subscribe", "args": [{"channel": "books", "instId": "NO-PE"}]}, "60018"),
        ("public", {"op": "subscribe", "args": [{"channel": "cars", "instId": SWAP_ID}]}, "60018"),
        ("public", {"op": "subscribe", "args": [{"channel": "candle7m", "instId": SWAP_ID}]}, "60018"),
        ("public", {"op": "subscribe", "args": [{"channel": "funding-rate", "instId": "BTC-USDT"}]}, "60018"),
        ("public", {"op": "subscribe", "args": [{"channel": "candle1m", "instId": SWAP_ID}]}, "64001"),
        ("business", {"op": "subscribe", "args": [{"channel": "books", "instId": SWAP_ID}]}, "64001"),
        ("public", {"op": "subscribe", "args": [{"channel": "books-l2-tbt", "instId": SWAP_ID}]}, "64003"),
    ],
)
def test_a_bad_message_gets_its_error(
    venue: LocalVenueProcess, connect: Connect, path: str, sent: object, code: str
) -> None:
    client = connect(f"{venue.wss}/ws/v5/{path}")
    client.send(sent)
    answer = client.receive()
    assert (answer["event"], answer["code"]) == ("error", code)
    assert set(answer) == {"event", "code", "msg", "connId"}


@pytest.fixture(scope="module")
def touchy() -> Any:
    """A venue with short patience."""
    with local_venue(symbols="BTC-USDT", idle=0.4, okx_requests=3) as running:
        yield running


def test_a_connection_without_data_is_closed_and_ping_keeps_it(
    touchy: LocalVenueProcess, connect: Connect
) -> None:
    silent, polite = (connect(f"{touchy.wss}/ws/v5/public") for _ in range(2))
    for _ in range(5):
        polite.socket.settimeout(0.15)
        with pytest.raises(Exception, match="timed out"):
            polite.text()
        polite.send("ping")
        assert polite.text() == "pong"
    assert silent.close_code() == 4004


def test_too_many_subscriptions_in_an_hour_are_refused(touchy: LocalVenueProcess, connect: Connect) -> None:
    client = connect(f"{touchy.wss}/ws/v5/public")
    events = []
    for _ in range(4):
        client.send({"op": "subscribe", "args": [{"channel": "instruments", "instType": "SWAP"}]})
        events.append(client.until(lambda message: "event" in message))
    assert [event["event"] for event in events] == ["subscribe"] * 3 + ["error"]
    assert events[-1]["code"] == "60014"


def test_unsubscribed_channels_fall_silent(venue: LocalVenueProcess, connect: Connect) -> None:
    client = connect(f"{venue.wss}/ws/v5/public")
    subscribe(client, "trades")
    client.send({"op": "unsubscribe", "args": [{"channel": "trades", "instId": SWAP_ID}]})
    answer = client.until(lambda message: "event" in message)
    assert (answer["event"], answer["arg"]) == ("unsubscribe", {"channel": "trades", "instId": SWAP_ID})
    client.send("ping")
    assert client.text() == "pong"

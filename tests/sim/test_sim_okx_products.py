"""OKX of the local venue beyond spot and perpetuals: margin, futures, options, statistics, the platform."""

from collections.abc import Callable
from typing import Any

import pytest

from btfast.sim.fixture import LocalVenueProcess
from tests.sim.conftest import Contracts
from tests.sim.test_sim_okx import INDEX, INSTRUMENT, INTEREST, LIMIT, MARK, TICKER, TRADE

Connect = Callable[[str], Any]

HOUR = 3_600_000
SUMMARY = (
    "instType instId uly delta gamma vega theta deltaBS gammaBS vegaBS thetaBS lever markVol bidVol askVol realVol "
    "volLv fwdPx ts"
)
OPTION_TRADE = "instId instFamily tradeId px sz side optType fillVol fwdPx idxPx markPx ts"
BLOCK = "fillVol fwdPx groupId idxPx instId markPx px side sz tradeId ts"
BLOCK_TICKER = "instType instId volCcy24h vol24h ts"
ESTIMATED = "instType instId settlePx ts"
AUCTION = "instId unmatchedSz eqPx matchedSz state auctionEndTime ts"
STATUS = "begin end href preOpenBegin scheDesc serviceType state maintType env system title"
TIER = "baseMaxLoan imr instId maxLever maxSz minSz mmr optMgnFactor quoteMaxLoan tier uly instFamily"
POSITION = "ccy instId instType lever margin mgnMode openAvgPx openTime posSide subPos subPosId uniqueCode"
LEADER = "uniqueCode=540D011FDACCB47A"
KEYS = {
    "public/instruments?instType=MARGIN": INSTRUMENT,
    "public/instruments?instType=FUTURES&instFamily=BTC-USD": INSTRUMENT,
    "public/instruments?instType=OPTION&instFamily=BTC-USD": INSTRUMENT,
    "public/mark-price?instType=MARGIN": MARK,
    "public/mark-price?instType=OPTION&instFamily=BTC-USD": MARK,
    "public/open-interest?instType=FUTURES": INTEREST,
    "public/open-interest?instType=OPTION&instFamily=BTC-USD": INTEREST,
    "public/price-limit?instId={okx_future}": LIMIT,
    "public/opt-summary?instFamily=BTC-USD": SUMMARY,
    "public/opt-summary?instFamily=BTC-USD&expTime={day}": SUMMARY,
    "public/option-trades?instFamily=BTC-USD": OPTION_TRADE,
    "public/option-trades?instId={okx_option}": OPTION_TRADE,
    "public/estimated-price?instId={okx_future}": ESTIMATED,
    "public/estimated-settlement-info?instId={okx_future}": "instId nextSettleTime estSettlePx ts",
    "public/delivery-exercise-history?instType=FUTURES&instFamily=BTC-USD": "ts details",
    "public/settlement-history?instFamily=BTC-USDT": "ts details",
    "public/position-tiers?instType=SWAP&tdMode=cross&instFamily=BTC-USDT": TIER,
    "public/position-tiers?instType=MARGIN&tdMode=isolated&instId=BTC-USDT": TIER,
    "public/insurance-fund?instType=OPTION&instFamily=BTC-USD": "total instFamily instType details",
    "public/insurance-fund?instType=MARGIN&ccy=BTC": "total instFamily instType details",
    "public/convert-contract-coin?instId=BTC-USD-SWAP&px=35000&sz=0.888": "type instId px sz unit",
    "public/instrument-tick-bands?instType=OPTION": "instType instFamily tickBand",
    "public/premium-history?instId=BTC-USDT-SWAP": "instId premium ts",
    "public/discount-rate-interest-free-quota": (
        "ccy colRes collateralRestrict amt discountLv minDiscountRate details"
    ),
    "public/interest-rate-loan-quota": "basic vip regular configCcyList config",
    "public/block-trades?instId={okx_option}": BLOCK,
    "rfq/public-trades": "blockTdId groupId legs strategy cTime",
    "market/ticker?instId={okx_future}": TICKER,
    "market/tickers?instType=OPTION&instFamily=BTC-USD": TICKER,
    "market/books?instId={okx_option}&sz=5": "asks bids ts seqId",
    "market/trades?instId={okx_future}": TRADE,
    "market/option/instrument-family-trades?instFamily=BTC-USD": "vol24h tradeInfo optType",
    "market/index-tickers?instId=BTC-USD": INDEX,
    "market/index-tickers?quoteCcy=USD": INDEX,
    "market/block-ticker?instId=BTC-USDT-SWAP": BLOCK_TICKER,
    "market/block-tickers?instType=SWAP": BLOCK_TICKER,
    "market/call-auction-details?instId=BTC-USDT": AUCTION,
    "market/platform-24-volume": "volUsd volCny ts",
    "market/exchange-rate": "usdCny",
    "system/status": STATUS,
    "sprd/spreads": (
        "sprdId sprdType state baseCcy szCcy quoteCcy tickSz minSz lotSz listTime legs expTime uTime"
    ),
    "market/sprd-ticker?sprdId=BTC-USDT_BTC-USDT-SWAP": (
        "sprdId last lastSz askPx askSz bidPx bidSz open24h high24h low24h vol24h ts"
    ),
    "copytrading/public-lead-traders": "dataVer ranks totalPage",
    f"copytrading/public-weekly-pnl?{LEADER}": "beginTs pnl pnlRatio",
    f"copytrading/public-pnl?{LEADER}&lastDays=1": "beginTs pnl pnlRatio",
    f"copytrading/public-stats?{LEADER}&lastDays=1": (
        "avgSubPosNotional ccy curCopyTraderPnl investAmt lossDays profitDays winRatio"
    ),
    f"copytrading/public-preference-currency?{LEADER}": "ccy ratio",
    f"copytrading/public-current-subpositions?{LEADER}": f"{POSITION} markPx upl uplRatio",
    f"copytrading/public-subpositions-history?{LEADER}": f"{POSITION} closeAvgPx closeTime pnl pnlRatio",
    f"copytrading/public-copy-traders?{LEADER}": (
        "ccy copyTotalPnl copyTraderNumChg copyTraderNumChgRatio copyTraders"
    ),
    "tradingBot/grid/ai-param?algoOrdType=grid&instId=BTC-USDT": (
        "algoOrdType annualizedRate ccy direction duration gridNum instId lever maxPx minInvestment minPx "
        "perGridProfitRatio perMaxProfitRate perMinProfitRate runType sourceCcy"
    ),
    "tradingBot/public/rsi-back-testing?instId=BTC-USDT&timeframe=3m&thold=30&timePeriod=14": "triggerNum",
    "asset/exchange-list": "exchId exchName",
    "support/announcements": "details totalPage",
    "support/announcement-types": "annType annTypeDesc",
}
COLUMNS = {
    "taker-volume?ccy=BTC&instType=SPOT": 3,
    "taker-volume-contract?instId=BTC-USDT-SWAP": 3,
    "margin/loan-ratio?ccy=BTC": 2,
    "contracts/long-short-account-ratio?ccy=BTC": 2,
    "contracts/long-short-account-ratio-contract?instId=BTC-USDT-SWAP": 2,
    "contracts/long-short-account-ratio-contract-top-trader?instId=BTC-USDT-SWAP": 2,
    "contracts/long-short-position-ratio-contract-top-trader?instId=BTC-USDT-SWAP": 2,
    "contracts/open-interest-volume?ccy=BTC": 3,
    "contracts/open-interest-history?instId=BTC-USDT-SWAP": 4,
    "option/open-interest-volume?ccy=BTC": 3,
    "option/open-interest-volume-ratio?ccy=BTC": 3,
    "option/open-interest-volume-expiry?ccy=BTC": 6,
    "option/open-interest-volume-strike?ccy=BTC&expTime=20{day}": 6,
}
CHANNELS = {
    "instruments instType=FUTURES": INSTRUMENT,
    "instruments instType=MARGIN": INSTRUMENT,
    "tickers instId={okx_future}": TICKER,
    "books5 instId={okx_option}": "asks bids instId ts seqId",
    "mark-price instId=BTC-USDT": MARK,
    "mark-price instId={okx_option}": MARK,
    "open-interest instId={okx_future}": INTEREST,
    "price-limit instId={okx_option}": LIMIT,
    "index-tickers instId=BTC-USD": INDEX,
    "estimated-price instType=FUTURES instFamily=BTC-USDT": f"{ESTIMATED} settleType",
    "estimated-price instType=OPTION instId={okx_option}": f"{ESTIMATED} settleType",
    "opt-summary instFamily=BTC-USD": SUMMARY,
    "option-trades instType=OPTION instFamily=BTC-USD": OPTION_TRADE,
    "liquidation-orders instType=SWAP": "instType instId uly instFamily details",
    "adl-warning instType=FUTURES instFamily=BTC-USDT": (
        "instType instFamily state bal ccy maxBal maxBalTs adlType adlBal adlRecBal ts decRate adlRate adlRecRate"
    ),
    "status": f"{STATUS} ts",
    "call-auction-details instId=BTC-USDT": AUCTION,
}
BUSINESS = {
    "candle1m instId={okx_option}": 9,
    "mark-price-candle1m instId={okx_future}": 6,
    "index-candle1m instId=BTC-USD": 6,
    "block-tickers instId=BTC-USDT-SWAP": 5,
    "public-block-trades instId=BTC-USDT-SWAP": 11,
    "public-struc-block-trades": 5,
    "sprd-tickers sprdId=BTC-USDT_BTC-USDT-SWAP": 12,
}


def arg_of(words: str) -> dict[str, str]:
    """Return a subscription: the channel, then names and values."""
    channel, *pairs = words.split()
    return {"channel": channel, **dict(pair.split("=") for pair in pairs)}


@pytest.mark.parametrize(("path", "keys"), KEYS.items(), ids=KEYS)
def test_an_answer_has_the_documented_keys(
    venue: LocalVenueProcess, contracts: Contracts, path: str, keys: str
) -> None:
    answer = venue.get(f"/api/v5/{contracts.fill(path)}")
    assert (answer["code"], answer["msg"]) == ("0", "")
    assert answer["data"]
    assert all(set(row) == set(keys.split()) for row in answer["data"])


@pytest.mark.parametrize(("path", "columns"), COLUMNS.items(), ids=COLUMNS)
def test_statistics_are_rows_of_text_newest_first(
    venue: LocalVenueProcess, contracts: Contracts, path: str, columns: int
) -> None:
    rows = venue.get(f"/api/v5/rubik/stat/{contracts.fill(path)}")["data"]
    assert {len(row) for row in rows} == {columns}
    assert all(isinstance(text, str) for row in rows for text in row)
    times = [int(row[0]) for row in rows]
    assert times == sorted(times, reverse=True)


def test_the_answers_that_are_no_list_are_as_documented(venue: LocalVenueProcess) -> None:
    coins = venue.get("/api/v5/rubik/stat/trading-data/support-coin")["data"]
    assert set(coins) == {"contract", "option", "spot"}
    flow = venue.get("/api/v5/rubik/stat/option/taker-block-volume", ccy="BTC")["data"]
    assert len(flow) == 7
    index = venue.get("/api/v5/market/index-components", index="BTC-USD")["data"]
    assert set(index) == {"components", "last", "index", "ts"}
    assert {frozenset(part) for part in index["components"]} == {
        frozenset(("symbol", "symPx", "wgt", "cnvPx", "exch"))
    }
    assert "BTC-USD" in venue.get("/api/v5/public/underlying", instType="OPTION")["data"][0]


@pytest.mark.parametrize(
    ("kind", "family", "terms"),
    [
        (
            "FUTURES",
            "BTC-USDT",
            {"settleCcy": "USDT", "ctVal": "0.01", "ctValCcy": "BTC", "ctType": "linear"},
        ),
        ("FUTURES", "BTC-USD", {"settleCcy": "BTC", "ctVal": "100", "ctValCcy": "USD", "ctType": "inverse"}),
        (
            "OPTION",
            "BTC-USD",
            {"settleCcy": "BTC", "ctVal": "1", "ctMult": "0.01", "ctType": "", "stk": "54000"},
        ),
        ("SWAP", "BTC-USD", {"settleCcy": "BTC", "ctVal": "100", "ctMult": "1", "expTime": ""}),
        ("MARGIN", "", {"baseCcy": "BTC", "lever": "10", "ctVal": ""}),
    ],
)
def test_an_instrument_tells_its_terms(
    venue: LocalVenueProcess, kind: str, family: str, terms: dict[str, str]
) -> None:
    row = venue.get("/api/v5/public/instruments", instType=kind, instFamily=family)["data"][0]
    assert row["instType"] == kind
    assert {name: row[name] for name in terms} == terms


@pytest.mark.parametrize(
    "path",
    [
        "market/history-candles?instId={okx_future}&bar=1H",
        "market/history-index-candles?instId=BTC-USD&bar=1H",
        "market/history-mark-price-candles?instId={okx_option}&bar=1H",
        "rubik/stat/contracts/open-interest-history?instId=BTC-USDT-SWAP&period=1H",
    ],
)
def test_rows_page_backwards(venue: LocalVenueProcess, contracts: Contracts, path: str) -> None:
    older = "end" if "rubik" in path else "after"
    first = venue.get(f"/api/v5/{contracts.fill(path)}&limit=3")["data"]
    second = venue.get(f"/api/v5/{contracts.fill(path)}&limit=3&{older}={first[-1][0]}")["data"]
    times = [int(row[0]) for row in first + second]
    assert times == list(range(times[0], times[0] - 6 * HOUR, -HOUR))


@pytest.mark.parametrize(
    "path",
    [
        "public/premium-history?instId=BTC-USDT-SWAP",
        "public/settlement-history?instFamily=BTC-USDT",
        "public/delivery-exercise-history?instType=OPTION&instFamily=BTC-USD",
        "public/funding-rate-history?instId=BTC-USD-SWAP",
    ],
)
def test_pages_go_before_and_after(venue: LocalVenueProcess, path: str) -> None:
    def times(more: str) -> list[int]:
        rows = venue.get(f"/api/v5/{path}{more}")["data"]
        return [int(row.get("ts") or row["fundingTime"]) for row in rows]

    newest = times("&limit=4")
    assert newest == sorted(newest, reverse=True)
    assert times(f"&limit=2&after={newest[1]}") == newest[2:]
    assert times(f"&before={newest[2]}") == newest[:2]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("public/opt-summary", "50014"),
        ("public/opt-summary?instFamily=NO-PE", "51014"),
        ("public/estimated-price?instId=BTC-USDT-SWAP", "51001"),
        ("public/position-tiers?instType=SWAP&instFamily=BTC-USDT", "50014"),
        ("public/delivery-exercise-history?instType=SWAP&instFamily=BTC-USDT", "51000"),
        ("public/economic-calendar", "50103"),
        ("rubik/stat/taker-volume?ccy=BTC&instType=CARS", "51000"),
        ("rubik/stat/margin/loan-ratio?ccy=NOPE", "51001"),
        ("rubik/stat/margin/loan-ratio?ccy=BTC&period=7m", "51000"),
        ("market/index-components?index=NO-PE", "51001"),
        ("market/sprd-ticker?sprdId=NO-PE", "51001"),
        ("copytrading/public-pnl?uniqueCode=NOPE", "59263"),
    ],
)
def test_a_bad_request_gets_okxs_error(venue: LocalVenueProcess, path: str, code: str) -> None:
    answer = venue.get(f"/api/v5/{path}")
    assert (answer["code"], answer["data"]) == (code, [])


@pytest.mark.parametrize(("words", "keys"), CHANNELS.items(), ids=CHANNELS)
def test_a_channel_has_the_documented_fields(
    venue: LocalVenueProcess, contracts: Contracts, connect: Connect, words: str, keys: str
) -> None:
    client, arg = connect(f"{venue.wss}/ws/v5/public"), arg_of(contracts.fill(words))
    client.send({"op": "subscribe", "args": [arg]})
    assert client.receive()["arg"] == arg
    push = client.receive()
    assert push["arg"] == arg
    assert all(set(row) == set(keys.split()) for row in push["data"])
    assert {row.get("instType", arg.get("instType")) for row in push["data"]} <= {
        arg.get("instType", row.get("instType")) for row in push["data"]
    }


@pytest.mark.parametrize(("words", "width"), BUSINESS.items(), ids=BUSINESS)
def test_a_channel_of_the_business_path_has_the_documented_fields(
    venue: LocalVenueProcess, contracts: Contracts, connect: Connect, words: str, width: int
) -> None:
    client, arg = connect(f"{venue.wss}/ws/v5/business"), arg_of(contracts.fill(words))
    client.send({"op": "subscribe", "args": [arg]})
    assert client.receive()["event"] == "subscribe"
    push = client.receive()
    assert (push["arg"], len(push["data"][0])) == (arg, width)


@pytest.mark.parametrize(
    ("path", "words", "code"),
    [
        ("business", "economic-calendar", "60011"),
        ("public", "block-tickers instId=BTC-USDT", "64001"),
        ("public", "opt-summary", "60018"),
        ("public", "opt-summary instFamily=NO-PE", "60018"),
        ("public", "adl-warning instType=SPOT", "60018"),
        ("business", "sprd-tickers sprdId=BTC-USDT_ETH-USDT-SWAP", "60018"),
        ("public", "funding-rate instId={okx_future}", "60018"),
    ],
)
def test_a_bad_subscription_gets_its_error(
    venue: LocalVenueProcess, contracts: Contracts, connect: Connect, path: str, words: str, code: str
) -> None:
    client = connect(f"{venue.wss}/ws/v5/{path}")
    client.send({"op": "subscribe", "args": [arg_of(contracts.fill(words))]})
    assert client.receive()["code"] == code

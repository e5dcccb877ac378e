"""Binance REST of the local venue: documented keys, errors, weights."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
import requests

from btfast.sim.fixture import LocalVenueProcess, local_venue

HOUR = 3_600_000
START = 1_780_000_200_000 // HOUR * HOUR

LEVELS = "lastUpdateId bids asks"
WINDOW = (
    "symbol priceChange priceChangePercent weightedAvgPrice openPrice highPrice lowPrice lastPrice volume "
    "quoteVolume openTime closeTime firstId lastId count"
)
MINI = (
    "symbol openPrice highPrice lowPrice lastPrice volume quoteVolume openTime closeTime firstId lastId count"
)
FULL = f"{WINDOW} prevClosePrice lastQty bidPrice bidQty askPrice askQty"
RATIO = "symbol longShortRatio longAccount shortAccount timestamp"
ASSET = (
    "symbol time index bidBuffer askBuffer bidRate askRate autoExchangeBidBuffer autoExchangeAskBuffer "
    "autoExchangeBidRate autoExchangeAskRate"
)
KEYS = {
    "/api/v3/ping": "",
    "/api/v3/time": "serverTime",
    "/api/v3/exchangeInfo": "timezone serverTime rateLimits exchangeFilters symbols",
    "/api/v3/depth?symbol=BTCUSDT": LEVELS,
    "/api/v3/trades?symbol=BTCUSDT": "id price qty quoteQty time isBuyerMaker isBestMatch",
    "/api/v3/historicalTrades?symbol=BTCUSDT&fromId=1": "id price qty quoteQty time isBuyerMaker isBestMatch",
    "/api/v3/aggTrades?symbol=BTCUSDT": "a p q f l T m M",
    "/api/v3/historicalBlockTrades?symbol=BTCUSDT": "id price qty quoteQty time isBuyerMaker",
    "/api/v3/referencePrice?symbol=BTCUSDT": "symbol referencePrice timestamp",
    "/api/v3/referencePrice/calculation?symbol=BTCUSDT": "symbol calculationType bucketCount bucketWidthMs",
    "/api/v3/executionRules": "symbolRules",
    "/api/v3/avgPrice?symbol=BTCUSDT": "mins price closeTime",
    "/api/v3/ticker?symbol=BTCUSDT&windowSize=4h": WINDOW,
    "/api/v3/ticker/tradingDay?symbol=BTCUSDT&type=MINI": MINI,
    "/api/v3/ticker/24hr": FULL,
    "/api/v3/ticker/24hr?symbol=BTCUSDT&type=MINI": MINI,
    "/api/v3/ticker/price": "symbol price",
    "/api/v3/ticker/bookTicker?symbol=BTCUSDT": "symbol bidPrice bidQty askPrice askQty",
    "/fapi/v1/exchangeInfo": "timezone serverTime futuresType rateLimits exchangeFilters assets symbols",
    "/fapi/v1/depth?symbol=BTCUSDT": f"{LEVELS} E T",
    "/fapi/v1/trades?symbol=BTCUSDT": "id price qty quoteQty time isBuyerMaker isRPITrade",
    "/fapi/v1/aggTrades?symbol=BTCUSDT": "a p q nq f l T m",
    "/fapi/v1/ticker/24hr?symbol=BTCUSDT": f"{WINDOW} lastQty",
    "/fapi/v2/ticker/price": "symbol price time",
    "/fapi/v1/ticker/bookTicker": "lastUpdateId symbol bidPrice bidQty askPrice askQty time",
    "/fapi/v1/premiumIndex": (
        "symbol markPrice indexPrice estimatedSettlePrice lastFundingRate interestRate nextFundingTime time"
    ),
    "/fapi/v1/fundingRate?symbol=BTCUSDT": "symbol fundingTime fundingRate markPrice",
    "/fapi/v1/fundingInfo": (
        "symbol adjustedFundingRateCap adjustedFundingRateFloor fundingIntervalHours disclaimer updateTime"
    ),
    "/fapi/v1/openInterest?symbol=BTCUSDT": "openInterest symbol time",
    "/fapi/v1/rpiDepth?symbol=BTCUSDT": f"{LEVELS} E T",
    "/fapi/v1/assetIndex": ASSET,
    "/fapi/v1/assetIndex?symbol=BTCUSD": ASSET,
    "/fapi/v1/indexInfo?symbol=BTCUSDT": "symbol time component baseAssetList",
    "/fapi/v1/constituents?symbol=BTCUSDT": "symbol time constituents",
    "/fapi/v1/insuranceBalance": "symbols assets",
    "/fapi/v1/insuranceBalance?symbol=BTCUSDT": "symbols assets",
    "/fapi/v1/symbolAdlRisk?symbol=BTCUSDT": "symbol adlRisk updateTime",
    "/fapi/v1/tradingSchedule": "updateTime marketSchedules",
    "/futures/data/delivery-price?pair=BTCUSDT": "deliveryTime deliveryPrice",
    "/futures/data/openInterestHist?symbol=BTCUSDT&period=1h": (
        "symbol sumOpenInterest sumOpenInterestValue CMCCirculatingSupply timestamp"
    ),
    "/futures/data/globalLongShortAccountRatio?symbol=BTCUSDT&period=1h": RATIO,
    "/futures/data/topLongShortPositionRatio?symbol=BTCUSDT&period=1h": RATIO,
    "/futures/data/takerlongshortRatio?symbol=BTCUSDT&period=1h": "buySellRatio buyVol sellVol timestamp",
    "/futures/data/basis?pair=BTCUSDT&contractType=PERPETUAL&period=1h": (
        "indexPrice contractType basisRate futuresPrice annualizedBasisRate basis pair timestamp"
    ),
}
SPOT_SYMBOL = (
    "symbol status baseAsset baseAssetPrecision quoteAsset quotePrecision quoteAssetPrecision "
    "baseCommissionPrecision quoteCommissionPrecision orderTypes icebergAllowed ocoAllowed otoAllowed "
    "opoAllowed quoteOrderQtyMarketAllowed allowTrailingStop cancelReplaceAllowed amendAllowed "
    "pegInstructionsAllowed isSpotTradingAllowed isMarginTradingAllowed filters permissions permissionSets "
    "defaultSelfTradePreventionMode allowedSelfTradePreventionModes"
)
SWAP_SYMBOL = (
    "symbol pair contractType deliveryDate onboardDate status maintMarginPercent requiredMarginPercent "
    "baseAsset quoteAsset marginAsset pricePrecision quantityPrecision baseAssetPrecision quotePrecision "
    "underlyingType underlyingSubType triggerProtect liquidationFee marketTakeBound maxMoveOrderLimit "
    "filters orderTypes timeInForce permissionSets"
)


@pytest.mark.parametrize(("path", "keys"), KEYS.items(), ids=KEYS)
def test_an_answer_has_the_documented_keys(venue: LocalVenueProcess, path: str, keys: str) -> None:
    answer = venue.get(path)
    row = answer[0] if isinstance(answer, list) else answer
    assert set(row) == set(keys.split())


@pytest.mark.parametrize(
    ("path", "keys", "filters"),
    [
        ("/api/v3/exchangeInfo", SPOT_SYMBOL, {"PRICE_FILTER", "LOT_SIZE", "MARKET_LOT_SIZE", "NOTIONAL"}),
        (
            "/fapi/v1/exchangeInfo",
            SWAP_SYMBOL,
            {"PRICE_FILTER", "LOT_SIZE", "MARKET_LOT_SIZE", "MIN_NOTIONAL"},
        ),
    ],
)
def test_every_symbol_tells_its_rules(
    venue: LocalVenueProcess, path: str, keys: str, filters: set[str]
) -> None:
    answer = venue.get(path)
    assert {"BTCUSDT", "ETHUSDT", "BNBUSDT", "币安人生USDT"} <= {row["symbol"] for row in answer["symbols"]}
    for row in answer["symbols"]:
        assert set(row) == set(keys.split())
        assert filters <= {rule["filterType"] for rule in row["filters"]}
    assert {limit["rateLimitType"] for limit in answer["rateLimits"]} >= {"REQUEST_WEIGHT", "ORDERS"}


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/api/v3/depth", -1102),
        ("/api/v3/depth?symbol=", -1102),
        ("/api/v3/depth?symbol=NOPE", -1121),
        ("/api/v3/depth?symbol=btcusdt", -1100),
        ("/api/v3/depth?symbol=BTCUSDT&limit=x", -1100),
        ("/api/v3/depth?symbol=BTCUSDT&limit=0", -1130),
        ("/api/v3/klines?symbol=BTCUSDT", -1102),
        ("/api/v3/klines?symbol=BTCUSDT&interval=7m", -1120),
        ("/api/v3/depth?symbol=BTCUSDT&colour=red", -1104),
        ("/api/v3/time?colour=red", -1101),
        ("/api/v3/depth?symbol=BTCUSDT&symbol=ETHUSDT", -1101),
        ("/api/v3/ticker/price?symbol=BTCUSDT&symbols=%5B%22BTCUSDT%22%5D", -1128),
        ("/api/v3/ticker/price?symbols=%5B%22BTCUSDT%22,%22BTCUSDT%22%5D", -1151),
        ("/api/v3/ticker/price?symbols=BTCUSDT", -1100),
        ("/api/v3/ticker/24hr?type=HALF", -1139),
        ("/api/v3/referencePrice?symbol=%E5%B8%81%E5%AE%89%E4%BA%BA%E7%94%9FUSDT", -2043),
        ("/fapi/v1/depth?symbol=BTCUSDT&limit=7", -4021),
        ("/fapi/v1/rpiDepth?symbol=BTCUSDT&limit=500", -4021),
        ("/fapi/v1/assetIndex?symbol=NOPEUSD", -1121),
        ("/fapi/v1/continuousKlines?pair=BTCUSDT&contractType=WEEKLY&interval=1m", -1130),
        ("/futures/data/delivery-price?pair=NOPE", -4144),
        ("/fapi/v1/klines?symbol=BTCUSDT&interval=1s", -1120),
        ("/fapi/v1/klines?symbol=BTCUSDT&interval=1m&startTime=2&endTime=1", -1023),
        ("/fapi/v1/indexPriceKlines?pair=NOPE&interval=1m", -4144),
        ("/fapi/v1/trades?symbol=BTCUSDT&limit=2000", -1130),
        ("/fapi/v1/nothing", -5000),
    ],
)
def test_a_bad_request_gets_binances_error(venue: LocalVenueProcess, path: str, code: int) -> None:
    answer = venue.get(path)
    assert set(answer) == {"code", "msg"}
    assert answer["code"] == code


@pytest.mark.parametrize(
    ("path", "limit", "held"),
    [("/api/v3/depth", 5, 5), ("/api/v3/depth", 9000, None), ("/fapi/v1/depth", 100, 100)],
)
def test_depth_gives_as_many_levels_as_asked(
    venue: LocalVenueProcess, path: str, limit: int, held: int | None
) -> None:
    answer = venue.get(path, symbol="BTCUSDT", limit=limit)
    for side, descending in (("bids", True), ("asks", False)):
        prices = [float(price) for price, _ in answer[side]]
        assert prices == sorted(prices, reverse=descending)
        assert len(prices) == held if held else 200 < len(prices) <= 5000
    assert float(answer["bids"][0][0]) < float(answer["asks"][0][0])


def opens(rows: list[list[Any]]) -> list[int]:
    """Return the open times of bars in hours since `START`."""
    return [(row[0] - START) // HOUR for row in rows]


@pytest.mark.parametrize(
    "path", ["/api/v3/klines", "/api/v3/uiKlines", "/fapi/v1/klines", "/fapi/v1/markPriceKlines"]
)
def test_bars_are_those_asked_for(venue: LocalVenueProcess, path: str) -> None:
    def ask(**more: int) -> list[list[Any]]:
        rows: list[list[Any]] = venue.get(path, symbol="BTCUSDT", interval="1h", **more)
        return rows

    assert opens(ask(startTime=START, endTime=START + 3 * HOUR)) == [0, 1, 2, 3]
    assert opens(ask(startTime=START + 1, limit=2)) == [1, 2]
    assert opens(ask(endTime=START + HOUR, limit=3)) == [-1, 0, 1]
    assert len(ask()) == 500
    row = ask(startTime=START, limit=1)[0]
    assert len(row) == 12
    assert row[6] == START + HOUR - 1
    assert ask(startTime=START, limit=1)[0] == row


def test_pages_of_bars_join_without_a_hole(venue: LocalVenueProcess) -> None:
    first = venue.get("/api/v3/klines", symbol="ETHUSDT", interval="1m", startTime=START, limit=1000)
    second = venue.get(
        "/api/v3/klines", symbol="ETHUSDT", interval="1m", startTime=first[-1][6] + 1, limit=1000
    )
    times = [row[0] for row in first + second]
    assert times == list(range(START, START + 2000 * 60_000, 60_000))
    assert all(row[4] == after[1] for row, after in pairwise(first))


def test_no_bar_is_of_the_future_or_older_than_the_listing(venue: LocalVenueProcess) -> None:
    now = venue.get("/api/v3/time")["serverTime"]
    assert venue.get("/api/v3/klines", symbol="BTCUSDT", interval="1m", startTime=now + HOUR) == []
    assert venue.get("/api/v3/klines", symbol="BTCUSDT", interval="1M", endTime=1_400_000_000_000) == []
    assert (
        venue.get("/api/v3/klines", symbol="BTCUSDT", interval="1d", startTime=0, limit=1)[0][0]
        == 1_577_836_800_000
    )


def test_funding_history_is_one_row_every_eight_hours(venue: LocalVenueProcess) -> None:
    rows = venue.get("/fapi/v1/fundingRate", symbol="BTCUSDT", startTime=START, endTime=START + 48 * HOUR)
    times = [row["fundingTime"] for row in rows]
    assert [after - time for time, after in pairwise(times)] == [8 * HOUR] * (len(times) - 1)
    assert START <= times[0] <= times[-1] <= START + 48 * HOUR


@pytest.fixture(scope="module")
def strict() -> Any:
    """A venue whose limits are soon reached."""
    with local_venue(
        symbols="BTC-USDT", weight_spot=1000, weight_swap=60, ban_after=2, funding_limit=3
    ) as running:
        yield running


Head = Callable[[str], tuple[int, dict[str, str]]]


@pytest.fixture
def head(strict: LocalVenueProcess) -> Head:
    """Ask for status and headers."""

    def ask(path: str) -> tuple[int, dict[str, str]]:
        answer = requests.get(strict.rest + path, timeout=5)
        return answer.status_code, {name.upper(): value for name, value in answer.headers.items()}

    return ask


@pytest.mark.parametrize(
    ("path", "weight"),
    [
        ("/api/v3/ping", 1),
        ("/api/v3/depth?symbol=BTCUSDT", 5),
        ("/api/v3/depth?symbol=BTCUSDT&limit=101", 25),
        ("/api/v3/depth?symbol=BTCUSDT&limit=1000", 50),
        ("/api/v3/depth?symbol=BTCUSDT&limit=5000", 250),
        ("/api/v3/depth?symbol=NOPE", 5),
        ("/api/v3/ticker/24hr?symbol=BTCUSDT", 2),
        ("/api/v3/ticker/24hr", 80),
        ("/api/v3/ticker/price", 4),
        ("/api/v3/trades?symbol=BTCUSDT", 25),
        ("/fapi/v1/depth?symbol=BTCUSDT&limit=5", 2),
        ("/fapi/v1/depth?symbol=BTCUSDT&limit=1000", 20),
        ("/fapi/v1/klines?symbol=BTCUSDT&interval=1m&limit=99", 1),
        ("/fapi/v1/klines?symbol=BTCUSDT&interval=1m&limit=100", 2),
        ("/fapi/v1/premiumIndex", 10),
        ("/fapi/v1/fundingInfo", 0),
    ],
)
def test_a_request_costs_its_documented_weight(head: Head, path: str, weight: int) -> None:
    used = 1
    for _ in range(2):  # once more when the minute turned in between
        before = int(head("/fapi/v1/time" if "fapi" in path else "/api/v3/time")[1]["X-MBX-USED-WEIGHT-1M"])
        used = int(head(path)[1]["X-MBX-USED-WEIGHT-1M"]) - before
        if used == weight:
            break
    assert used == weight


def test_too_much_weight_is_refused_and_going_on_is_banned(strict: LocalVenueProcess, head: Head) -> None:
    answers = [head("/api/v3/depth?symbol=BTCUSDT&limit=5000") for _ in range(12)]
    refused = next(headers for status, headers in answers if status == 429)
    assert 1 <= int(refused["RETRY-AFTER"]) <= 60
    status, headers = answers[-1]
    assert status == 418
    assert 60 <= int(headers["RETRY-AFTER"]) <= 120
    assert strict.get("/api/v3/ping")["code"] == -1003


def test_funding_requests_share_a_limit_of_their_own(head: Head) -> None:
    statuses = [
        head(f"/fapi/v1/funding{what}")[0] for what in ("Info", "Rate", "Info", "Rate", "Info", "Rate")
    ]
    assert 429 in statuses
    assert head("/fapi/v1/time")[0] in (200, 429)

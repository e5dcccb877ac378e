"""Binance REST of the local venue beyond spot and perpetuals: delivery, COIN-M, options, margin."""

from itertools import pairwise
from typing import Any

import pytest

from btfast.sim.fixture import LocalVenueProcess, local_venue
from tests.sim.conftest import Contracts

COIN_M = "BINANCE___COIN_M"
HOUR = 3_600_000
DAY = 24 * HOUR

PREMIUM = "symbol markPrice indexPrice estimatedSettlePrice lastFundingRate interestRate nextFundingTime time"
COIN_DAY = (
    "symbol pair priceChange priceChangePercent weightedAvgPrice lastPrice lastQty openPrice highPrice lowPrice "
    "volume baseVolume openTime closeTime firstId lastId count"
)
COIN_KEYS = {
    "/dapi/v1/ping": "",
    "/dapi/v1/time": "serverTime",
    "/dapi/v1/exchangeInfo": "timezone serverTime rateLimits exchangeFilters symbols",
    "/dapi/v1/depth?symbol=BTCUSD_PERP": "lastUpdateId symbol pair E T bids asks",
    "/dapi/v1/trades?symbol=BTCUSD_PERP": "id price qty baseQty time isBuyerMaker",
    "/dapi/v1/historicalTrades?symbol={coin_quarter}": "id price qty baseQty time isBuyerMaker",
    "/dapi/v1/aggTrades?symbol=BTCUSD_PERP": "a p q f l T m",
    "/dapi/v1/ticker/24hr?symbol=BTCUSD_PERP": COIN_DAY,
    "/dapi/v1/ticker/price?pair=BTCUSD": "symbol ps price time",
    "/dapi/v1/ticker/bookTicker": "lastUpdateId symbol pair bidPrice bidQty askPrice askQty time",
    "/dapi/v1/premiumIndex?symbol=BTCUSD_PERP": f"{PREMIUM} pair",
    "/dapi/v1/fundingRate?symbol=BTCUSD_PERP": "symbol fundingTime fundingRate",
    "/dapi/v1/fundingInfo": (
        "symbol adjustedFundingRateCap adjustedFundingRateFloor fundingIntervalHours disclaimer"
    ),
    "/dapi/v1/openInterest?symbol={coin_quarter}": "symbol pair openInterest contractType time",
    "/dapi/v1/constituents?symbol=BTCUSD": "symbol time constituents",
    "/futures/data/openInterestHist?pair=BTCUSD&contractType=ALL&period=1h": (
        "pair contractType sumOpenInterest sumOpenInterestValue timestamp"
    ),
    "/futures/data/globalLongShortAccountRatio?pair=BTCUSD&period=1h": (
        "pair longShortRatio longAccount shortAccount timestamp"
    ),
    "/futures/data/topLongShortAccountRatio?pair=BTCUSD&period=1h": (
        "pair longShortRatio longAccount shortAccount timestamp"
    ),
    "/futures/data/topLongShortPositionRatio?pair=BTCUSD&period=1h": (
        "pair longShortRatio longPosition shortPosition timestamp"
    ),
    "/futures/data/takerBuySellVol?pair=BTCUSD&contractType=PERPETUAL&period=1h": (
        "pair contractType takerBuyVol takerSellVol takerBuyVolValue takerSellVolValue timestamp"
    ),
    "/futures/data/basis?pair=BTCUSD&contractType=CURRENT_QUARTER&period=1h": (
        "indexPrice contractType basisRate futuresPrice annualizedBasisRate basis pair timestamp"
    ),
}
COIN_SYMBOL = (
    "symbol pair contractType deliveryDate onboardDate contractStatus contractSize quoteAsset baseAsset "
    "marginAsset pricePrecision quantityPrecision baseAssetPrecision quotePrecision equalQtyPrecision "
    "triggerProtect liquidationFee marketTakeBound maintMarginPercent requiredMarginPercent underlyingType "
    "underlyingSubType filters orderTypes timeInForce"
)
OPTION_SYMBOL = (
    "expiryDate filters symbol side strikePrice underlying unit liquidationFeeRate minQty maxQty initialMargin "
    "maintenanceMargin minInitialMargin minMaintenanceMargin priceScale quantityScale quoteAsset status"
)
OPTION_TRADE = "id tradeId symbol price qty quoteQty side time"
KEYS = {
    "/eapi/v1/ping": "",
    "/eapi/v1/time": "serverTime",
    "/eapi/v1/exchangeInfo": "timezone serverTime optionContracts optionAssets optionSymbols rateLimits",
    "/eapi/v1/depth?symbol={option}": "bids asks T lastUpdateId",
    "/eapi/v1/trades?symbol={option}": OPTION_TRADE,
    "/eapi/v1/blockTrades": OPTION_TRADE,
    "/eapi/v1/ticker?symbol={option}": (
        "symbol priceChange priceChangePercent lastPrice lastQty open high low volume amount bidPrice askPrice "
        "openTime closeTime firstTradeId tradeCount strikePrice exercisePrice"
    ),
    "/eapi/v1/mark": (
        "symbol markPrice bidIV askIV markIV delta theta gamma vega highPriceLimit lowPriceLimit "
        "riskFreeInterest"
    ),
    "/eapi/v1/index?underlying=BTCUSDT": "time indexPrice",
    "/eapi/v1/openInterest?underlyingAsset=BTC&expiration={day}": (
        "symbol sumOpenInterest sumOpenInterestUsd timestamp"
    ),
    "/eapi/v1/exerciseHistory": "symbol strikePrice realStrikePrice expiryDate strikeResult",
    "/fapi/v1/premiumIndex?symbol={quarter}": PREMIUM,
    "/fapi/v1/depth?symbol={quarter}": "lastUpdateId bids asks E T",
    "/fapi/v1/openInterest?symbol={quarter}": "openInterest symbol time",
    "/sapi/v1/margin/allPairs": "base id isBuyAllowed isMarginTrade isSellAllowed quote symbol",
    "/sapi/v1/margin/isolated/allPairs?symbol=BTCUSDT": (
        "base isBuyAllowed isMarginTrade isSellAllowed quote symbol"
    ),
    "/sapi/v1/margin/allAssets": (
        "assetFullName assetName isBorrowable isMortgageable userMinBorrow userMinRepay"
    ),
    "/sapi/v1/margin/priceIndex?symbol=BTCUSDT": "calcTime price symbol",
    "/sapi/v1/margin/crossMarginCollateralRatio": "collaterals assetNames",
    "/sapi/v1/margin/leverageBracket": "assetNames rank brackets",
    "/sapi/v1/margin/risk-based-liquidation-ratio": "asset riskBasedLiquidationRatio",
    "/sapi/v1/margin/limit-price-pairs": "crossMarginSymbols",
    "/sapi/v1/margin/list-schedule": "listTime crossMarginAssets isolatedMarginSymbols",
    "/sapi/v1/margin/delist-schedule": "delistTime crossMarginAssets isolatedMarginSymbols",
    "/sapi/v1/margin/restricted-asset": "openLongRestrictedAsset maxCollateralExceededAsset",
    "/sapi/v1/portfolio/collateralRate": "asset collateralRate",
    "/sapi/v1/mining/pub/algoList": "code msg data",
}


def first(answer: Any) -> Any:
    """Return a row of an answer."""
    return answer[0] if isinstance(answer, list) else answer


@pytest.mark.parametrize(("path", "keys"), KEYS.items(), ids=KEYS)
def test_an_answer_has_the_documented_keys(
    venue: LocalVenueProcess, contracts: Contracts, path: str, keys: str
) -> None:
    assert set(first(venue.get(contracts.fill(path)))) == set(keys.split())


@pytest.mark.parametrize(("path", "keys"), COIN_KEYS.items(), ids=COIN_KEYS)
def test_coin_m_answers_on_its_own_url(
    venue: LocalVenueProcess, contracts: Contracts, path: str, keys: str
) -> None:
    assert set(first(venue.get(contracts.fill(path), COIN_M))) == set(keys.split())


@pytest.mark.parametrize(
    ("path", "listed", "keys", "filters"),
    [
        ("/dapi/v1/exchangeInfo", "symbols", COIN_SYMBOL, {"PRICE_FILTER", "LOT_SIZE", "MARKET_LOT_SIZE"}),
        ("/eapi/v1/exchangeInfo", "optionSymbols", OPTION_SYMBOL, {"PRICE_FILTER", "LOT_SIZE"}),
    ],
)
def test_every_contract_tells_its_rules(
    venue: LocalVenueProcess, path: str, listed: str, keys: str, filters: set[str]
) -> None:
    rows = venue.get(path)[listed]
    assert all(set(row) == set(keys.split()) for row in rows)
    assert all(filters <= {rule["filterType"] for rule in row["filters"]} for row in rows)


def test_contracts_end_on_the_last_friday_of_their_month(venue: LocalVenueProcess) -> None:
    now = venue.get("/fapi/v1/time")["serverTime"]
    for path in ("/fapi/v1", "/dapi/v1"):
        rows = venue.get(f"{path}/exchangeInfo")["symbols"]
        quarters = [row for row in rows if row["contractType"].endswith("QUARTER")]
        assert {row["contractType"] for row in quarters} == {"CURRENT_QUARTER", "NEXT_QUARTER"}
        assert all(row["deliveryDate"] > now for row in quarters)
        assert {(row["deliveryDate"] // DAY + 3) % 7 for row in quarters} == {4}
        assert {row["deliveryDate"] // HOUR % 24 for row in quarters} == {8}
    options = venue.get("/eapi/v1/exchangeInfo")["optionSymbols"]
    assert len({row["expiryDate"] for row in options}) == 2
    assert len({row["strikePrice"] for row in options if row["underlying"] == "BTCUSDT"}) == 3


@pytest.mark.parametrize(("path", "symbol"), [("/fapi/v1", "quarter"), ("/dapi/v1", "coin_quarter")])
def test_a_dated_contract_has_no_funding(
    venue: LocalVenueProcess, contracts: Contracts, path: str, symbol: str
) -> None:
    name = getattr(contracts, symbol)
    row = first(venue.get(f"{path}/premiumIndex", symbol=name))
    assert (row["lastFundingRate"], row["interestRate"], row["nextFundingTime"]) == ("", "", 0)
    assert float(row["markPrice"]) > float(row["indexPrice"])
    assert venue.get(f"{path}/fundingRate", symbol=name) == []
    assert name not in {row["symbol"] for row in venue.get(f"{path}/fundingInfo")}


@pytest.mark.parametrize(
    ("path", "pair", "symbol"), [("/fapi/v1", "BTCUSDT", "quarter"), ("/dapi/v1", "BTCUSD", "coin_quarter")]
)
def test_continuous_bars_of_a_pair_are_those_of_its_contract(
    venue: LocalVenueProcess, contracts: Contracts, path: str, pair: str, symbol: str
) -> None:
    asked = {"interval": "1h", "startTime": 1_780_000_000_000, "limit": 3}
    own = venue.get(f"{path}/klines", symbol=getattr(contracts, symbol), **asked)
    assert venue.get(f"{path}/continuousKlines", pair=pair, contractType="CURRENT_QUARTER", **asked) == own
    assert venue.get(f"{path}/continuousKlines", pair=pair, contractType="PERPETUAL", **asked) != own


def test_coin_m_counts_volume_in_contracts_and_coins(venue: LocalVenueProcess) -> None:
    row = venue.get("/dapi/v1/klines", symbol="BTCUSD_PERP", interval="1h", limit=1)[0]
    assert float(row[7]) == pytest.approx(float(row[5]) * 100 / float(row[4]), rel=0.05)
    day = venue.get("/dapi/v1/ticker/24hr", symbol="BTCUSD_PERP")[0]
    mean = float(day["volume"]) * 100 / float(day["baseVolume"])
    assert mean == pytest.approx(float(day["weightedAvgPrice"]), rel=0.001)


@pytest.mark.parametrize(
    ("path", "symbol", "key"),
    [
        ("/dapi/v1/klines", "BTCUSD_PERP", COIN_M),
        ("/dapi/v1/markPriceKlines", "BTCUSD_PERP", COIN_M),
        ("/dapi/v1/premiumIndexKlines", "BTCUSD_PERP", COIN_M),
        ("/fapi/v1/klines", "{quarter}", ""),
        ("/eapi/v1/klines", "{option}", ""),
    ],
)
def test_pages_of_bars_join_without_a_hole(
    venue: LocalVenueProcess, contracts: Contracts, path: str, symbol: str, key: str
) -> None:
    name, start = contracts.fill(symbol), 1_780_000_200_000 // HOUR * HOUR
    page = venue.get(path, key, symbol=name, interval="1m", startTime=start, limit=400)
    page += venue.get(path, key, symbol=name, interval="1m", startTime=page[-1][6] + 1, limit=400)
    assert [row[0] for row in page] == list(range(start, start + 800 * 60_000, 60_000))
    assert {len(row) for row in page} == {12}


def test_delivery_prices_go_back_quarter_by_quarter(venue: LocalVenueProcess) -> None:
    rows = venue.get("/futures/data/delivery-price", pair="BTCUSDT")
    assert all(
        80 * DAY < later["deliveryTime"] - row["deliveryTime"] < 105 * DAY for later, row in pairwise(rows)
    )
    assert all(isinstance(row["deliveryPrice"], float) for row in rows)


def test_calls_and_puts_keep_their_parity(venue: LocalVenueProcess) -> None:
    marks = {row["symbol"]: row for row in venue.get("/eapi/v1/mark")}
    for name, call in marks.items():
        if name.endswith("-C"):
            put = marks[name[:-1] + "P"]
            assert float(call["delta"]) - float(put["delta"]) == pytest.approx(1, abs=0.05)
            assert float(call["gamma"]) > 0 > float(put["theta"])


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/dapi/v1/depth?symbol=BTCUSDT", -1121),
        ("/dapi/v1/ticker/price?pair=NOPE", -4087),
        ("/dapi/v1/ticker/price?pair=BTCUSD&symbol=BTCUSD_PERP", -1128),
        ("/dapi/v1/klines?symbol=BTCUSD_PERP&interval=1m&limit=2000", -1130),
        ("/dapi/v1/nothing", -5000),
        ("/futures/data/openInterestHist?pair=NOPE&period=1h", -4087),
        ("/futures/data/openInterestHist?pair=BTCUSD&period=7h", -1130),
    ],
)
def test_a_bad_request_gets_coin_ms_error(venue: LocalVenueProcess, path: str, code: int) -> None:
    assert venue.get(path, COIN_M)["code"] == code


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/eapi/v1/depth?symbol=BTC-200101-1-C", -1121),
        ("/eapi/v1/depth", -1102),
        ("/eapi/v1/index?underlying=NOPE", -1128),
        ("/eapi/v1/nothing", -5000),
        ("/sapi/v1/margin/priceIndex?symbol=NOPE", -1121),
        ("/sapi/v1/margin/allPairs?colour=red", -1104),
    ],
)
def test_a_bad_request_gets_its_error(venue: LocalVenueProcess, path: str, code: int) -> None:
    assert venue.get(path)["code"] == code


def test_each_api_counts_against_its_own_limit() -> None:
    with local_venue(symbols="BTC-USDT", weight_coin_m=20, weight_option=40, weight_sapi=10) as strict:
        asked = {
            "/dapi/v1/premiumIndex": COIN_M,
            "/eapi/v1/ticker": "",
            "/sapi/v1/margin/priceIndex?symbol=BTCUSDT": "",
        }
        for path, key in asked.items():
            answers = [strict.get(path, key) for _ in range(3)]
            assert isinstance(answers[0], dict) is path.startswith("/sapi")
            assert answers[-1]["code"] == -1003
        assert "serverTime" in strict.get("/fapi/v1/time")


def test_faults_strike_every_api() -> None:
    with local_venue(symbols="BTC-USDT") as venue:
        for path, key in (("/dapi/v1/time", COIN_M), ("/eapi/v1/time", ""), ("/sapi/v1/margin/allPairs", "")):
            venue.fault("http_status", path=path, status=503, body='{"code":-1016}')
            assert venue.get(path, key) == {"code": -1016}
            assert venue.get(path, key) != {"code": -1016}

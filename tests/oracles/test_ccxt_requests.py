"""Requests that ccxt makes: ours have the same method, path and parameters. Nothing is sent."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

import pytest

from btfast.feeds.call import encode_query
from btfast.feeds.live_binance.spot import BinanceRequestDataSpot
from btfast.feeds.live_binance.swap import BinanceRequestDataSwap
from btfast.feeds.live_okx.spot import OkxRequestDataSpot
from btfast.feeds.live_okx.swap import OkxRequestDataSwap
from btfast.feeds.request_feed import RequestFeed
from tests.oracles.places import read_json
from tests.oracles.tally import Tally
from tests.oracles.unmapped import NOT_ASKED

NOW = 1_790_000_000.0  # s: when the requests are made
HOUR = 3_600_000  # ms
VENUES = ["binance", "okx"]
FEEDS: dict[tuple[str, bool], type[RequestFeed]] = {
    ("binance", False): BinanceRequestDataSpot,
    ("binance", True): BinanceRequestDataSwap,
    ("okx", False): OkxRequestDataSpot,
    ("okx", True): OkxRequestDataSwap,
}
BARS = {"binance": 500, "okx": 100}  # that ccxt asks for unless told
LEVELS = {"binance": None, "okx": 100}
PERIODS = {"okx": {"1d": "1dutc", "1w": "1wutc"}, "binance": {}}  # ccxt wants days of UTC

Request = tuple[str, dict[str, Any], Any]
Build = Callable[[Any, str, list[Any]], Request]  # of feed, venue and ccxt's arguments


def _ticker(feed: Any, venue: str, given: list[Any]) -> Request:
    """ccxt's ticker is that of 24 hours; `get_tick` of Binance gives the best prices alone."""
    return feed._get_info(given[0]) if venue == "binance" else feed._get_tick(given[0])


def _best_prices(feed: Any, venue: str, given: list[Any]) -> Request:
    """Many symbols at once on spot; the swap's path takes one."""
    return (
        feed._build("get_tick", symbols=given[0]) if feed.asset_type == "SPOT" else feed._get_tick(*given[0])
    )


def _depth(feed: Any, venue: str, given: list[Any]) -> Request:
    symbol, count = _filled(given, 2)
    return feed._get_depth(symbol, count or LEVELS[venue])


def _trades(feed: Any, venue: str, given: list[Any]) -> Request:
    """ccxt takes Binance's aggregate trades, for an hour from `since`; OKX's trades know no time."""
    symbol, since, count = _filled(given, 3)
    if venue == "okx":
        return feed._get_trades(symbol, count)
    return feed._get_agg_trades(symbol, count, start_time=since, end_time=since and since + HOUR)


def _bars(verb: str) -> Build:
    def build(feed: Any, venue: str, given: list[Any]) -> Request:
        symbol, period, since, count = _filled(given, 4)
        period = PERIODS[venue].get(period, period)
        return getattr(feed, verb)(symbol, period, count or BARS[venue], start_time=since)

    return build


def _funding_history(feed: Any, venue: str, given: list[Any]) -> Request:
    symbol, since, count = _filled(given, 3)
    return feed._get_history_funding_rate(symbol, count, start_time=since)


def _funding_rates(feed: Any, venue: str, given: list[Any]) -> Request:
    return feed._build("get_funding_rate", **({"instId": "ANY"} if venue == "okx" else {}))


def _last_prices(feed: Any, venue: str, given: list[Any]) -> Request:
    return feed._build("get_market" if feed.asset_type == "SPOT" else "get_price_ticker")


def _long_short_ratio(feed: Any, venue: str, given: list[Any]) -> Request:
    key = "get_contract_long_short_ratio" if venue == "okx" else "get_long_short_ratio"
    return feed._build(key, symbol=given[0], period=given[1])


REQUESTS: dict[str, Build] = {
    "fetchTime": lambda feed, venue, given: feed._get_server_time(),
    "fetchStatus": lambda feed, venue, given: feed._build("get_system_status"),
    "fetchTicker": _ticker,
    "fetchTickers": lambda feed, venue, given: feed._get_tickers(*given),
    "fetchBidsAsks": _best_prices,
    "fetchLastPrices": _last_prices,
    "fetchOrderBook": _depth,
    "fetchTrades": _trades,
    "fetchOHLCV": _bars("_get_kline"),
    "fetchMarkOHLCV": _bars("_get_mark_price_kline"),
    "fetchIndexOHLCV": _bars("_get_index_price_kline"),
    "fetchFundingRate": lambda feed, venue, given: feed._get_funding_rate(given[0]),
    "fetchFundingRates": _funding_rates,
    "fetchFundingRateHistory": _funding_history,
    "fetchOpenInterest": lambda feed, venue, given: feed._get_open_interest(given[0]),
    "fetchOpenInterestHistory": lambda feed, venue, given: feed._get_open_interest_hist(*given),
    "fetchMarkPrice": lambda feed, venue, given: feed._get_mark_price(given[0]),
    "fetchLongShortRatioHistory": _long_short_ratio,
}

# What ccxt sends and we do not, and what we send and ccxt does not.
THEIRS = {("okx", "fetchOpenInterest"): {"uly"}}  # says again what instId says
OURS = {("okx", "fetchMarkPrice"): {"instType"}}  # required, say the documents

# Orders, positions and accounts: a later product.
PRIVATE = (
    "Order", "Balance", "Position", "MyTrades", "Leverage", "Margin", "Deposit", "Withdrawal", "Transfer", "Ledger",
    "Borrow", "Accounts", "TradingFee", "FundingHistory", "transfer",
)  # fmt: skip


def cases(venue: str) -> list[Any]:
    """Return the public requests of spot and swap; Binance's COIN-M is a later product, OKX's is swap like any."""
    every = read_json("ccxt_requests", f"{venue}.json")["cases"]
    public = [case for case in every if is_public(case["method"])]
    return [case for case in public if not (venue == "binance" and is_inverse(case))]


def is_public(method: str) -> bool:
    """Tell whether a method of ccxt's is about the market."""
    return method == "fetchOrderBook" or not any(word in method for word in PRIVATE)


def is_inverse(case: Any) -> bool:
    return "/USD:" in str(case["input"])


@pytest.mark.parametrize("venue", VENUES)
def test_requests_are_made_as_ccxt_makes_them(venue: str, count_case: Tally) -> None:
    found: list[str] = []
    for case in cases(venue):
        if case["path"] in NOT_ASKED:
            count_case.not_mapped([f"ccxt_requests/{venue}.json {case['method']} {case['path']}"])
            continue
        made = FEEDS[venue, ":" in str(case["input"]) or "/fapi" in case["path"]](clock=lambda: NOW)
        given = [ours(value) for value in case["input"]]
        path, params, _ = REQUESTS[case["method"]](made, venue, given)
        key = (venue, case["method"])
        sent = dict(parse_qsl(encode_query(params), keep_blank_values=True))
        sent = {name: value for name, value in sent.items() if name not in OURS.get(key, ())}
        theirs = {name: value for name, value in wanted(case).items() if name not in THEIRS.get(key, ())}
        if (path, sent) != (f"{case['http_method']} {case['path']}", theirs):
            found.append(f"{case['method']} {case['input']}: {path} {sent}, not {case['path']} {theirs}")
        count_case()
    assert found == []


@pytest.mark.parametrize("venue", VENUES)
def test_no_public_method_is_left_out(venue: str) -> None:
    methods = {case["method"] for case in cases(venue)}
    assert methods - set(REQUESTS) == set()
    upstream = read_json("ccxt_requests", f"{venue}_upstream_subset.json")["cases"]
    assert [case["method"] for case in upstream if is_public(case["method"])] == []


def wanted(case: Any) -> dict[str, str]:
    """Return ccxt's parameters, by its two names for them, as text."""
    return {name: str(value) for name, value in case.get("params", case.get("query", {})).items()}


def ours(value: Any) -> Any:
    """Return an argument of ccxt's in our words: LTC/USDT:USDT is LTC-USDT on the swap's feed."""
    if isinstance(value, list):
        return [ours(one) for one in value]
    return value.partition(":")[0].replace("/", "-") if isinstance(value, str) else value


def _filled(given: list[Any], length: int) -> list[Any]:
    return [*given, *[None] * (length - len(given))]

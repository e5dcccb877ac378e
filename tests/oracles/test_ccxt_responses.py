"""What ccxt made of a payload, and what our getters say of it."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from btfast._core.normalize import Normalizer
from btfast.containers.symbols.binance_symbol import BinanceSpotSymbolData
from btfast.containers.symbols.okx_symbol import OkxSymbolData
from btfast.containers.trades.binance_trade import BinanceRequestTradeData
from btfast.feeds.live_binance.spot import BinanceRequestDataSpot
from btfast.feeds.live_binance.swap import BinanceRequestDataSwap
from btfast.feeds.live_okx.spot import OkxRequestDataSpot
from btfast.feeds.live_okx.swap import OkxRequestDataSwap
from btfast.feeds.request_feed import RequestFeed
from tests.oracles.comparing import same
from tests.oracles.mapping import LIVE_PATHS
from tests.oracles.payloads import normalizers
from tests.oracles.places import files, read_json
from tests.oracles.tally import Tally

VENUES = ["binance", "okx"]
MARKET_KINDS = {"ticker", "trade", "ohlcv", "orderbook", "funding"}
OWN_TRADES = {"GET /api/v3/myTrades", "GET /fapi/v1/userTrades"}  # of our own, in the same container

# ccxt's field: our getter, or where it begins otherwise our field.
TICKER = {
    "timestamp": "get_server_time",
    "bid": "get_bid_price",
    "bidVolume": "get_bid_volume",
    "ask": "get_ask_price",
    "askVolume": "get_ask_volume",
    "last": "get_last_price",
    "close": "get_last_price",
    "open": "get_open_price",
    "high": "get_high_price",
    "low": "get_low_price",
}
BINANCE_TICKER = TICKER | {
    "previousClose": "get_prev_close",
    "change": "get_price_change",
    "percentage": "get_price_change_pct",
    "vwap": "get_weighted_avg_price",
    "baseVolume": "get_volume_24h",
    "quoteVolume": "get_turnover_24h",
}  # what ccxt computes itself is left out for OKX
OKX_SPOT_TICKER = TICKER | {"baseVolume": "get_vol_24h", "quoteVolume": "get_vol_ccy_24h"}
OKX_SWAP_TICKER = TICKER | {"baseVolume": "get_vol_ccy_24h"}
TRADE = {
    "id": "get_trade_id",
    "timestamp": "get_trade_time",
    "side": "get_trade_side",
    "price": "get_trade_price",
    "amount": "get_trade_volume",
    "order": "get_order_id",
}
OWN_TRADE = TRADE | {"takerOrMaker": "get_trade_type"}
FUNDING = {
    "fundingRate": "get_current_funding_rate",
    "fundingTimestamp": "get_current_funding_time",
    "nextFundingRate": "get_next_funding_rate",
    "nextFundingTimestamp": "get_next_funding_time",
}
BAR = {
    0: "get_open_time",
    1: "get_open_price",
    2: "get_high_price",
    3: "get_low_price",
    4: "get_close_price",
    5: "get_volume",
}
SYMBOL = {"baseId": "base_asset", "quoteId": "quote_asset", "id": "symbol_name"}
LIMITS = {
    ("precision", "amount"): "qty_unit",
    ("precision", "price"): "price_unit",
    ("limits", "amount", "min"): "min_qty",
}
BINANCE_LIMITS = LIMITS | {
    ("limits", "amount", "max"): "max_qty",
    ("limits", "price", "min"): "min_price",
    ("limits", "price", "max"): "max_price",
    ("limits", "cost", "min"): "min_amount",
    ("limits", "cost", "max"): "max_amount",
    ("limits", "market", "min"): "min_market_qty",
    ("limits", "market", "max"): "max_market_qty",
}
OKX_LIMITS = LIMITS | {("limits", "cost", "max"): "max_market_qty", ("created",): "list_time"}


class Case(NamedTuple):
    """One payload and what ccxt made of it."""

    venue: str
    path: str
    kind: str
    symbol: str | None
    raw: Any
    parsed: Any


def cases(venue: str) -> Iterator[Case]:
    """Yield the market data of spot and swap, and our own trades; COIN-M, orders and accounts are later products."""
    for case in read_json("ccxt_responses", f"{venue}.json")["cases"]:
        path = f"{case['http_method']} {case['path']}".replace("/x/", "/api/v5/market/")
        is_own = path.split("/")[-1] in ("myTrades", "userTrades", "fills")
        if case["kind"] in MARKET_KINDS and "/dapi/" not in path and (not is_own or path in OWN_TRADES):
            yield Case(venue, path, case["kind"], case.get("symbol"), case["raw"], case["parsed"])


def live_cases(venue: str) -> Iterator[Case]:
    """Yield the answers of 2026-02-08 with what ccxt made of them, row by row."""
    kinds = {"fetch_ticker": "ticker", "fetch_order_book": "orderbook", "fetch_ohlcv": "ohlcv"}
    for label in files("ccxt_live_2026_02", pattern=f"{venue}_*"):
        case = read_json(label)
        kind = kinds.get(case["method"])
        if kind is None:
            continue
        raw, parsed = case["http_response"], case["parsed_response"]
        raw = raw["data"] if isinstance(raw, dict) and "data" in raw else raw
        rows = sorted(raw) if kind == "ohlcv" else raw if isinstance(raw, list) else [raw]
        made = parsed if kind == "ohlcv" else [parsed]
        path = LIVE_PATHS[venue][case["method"]]
        for one, other in zip(rows, made, strict=True):
            yield Case(venue, path, kind, "BTC/USDT", one, other)


@pytest.mark.parametrize("venue", VENUES)
@pytest.mark.parametrize("source", [cases, live_cases])
def test_getters_say_what_ccxt_says(venue: str, source: Any, count_case: Tally) -> None:
    found: list[str] = []
    for case in source(venue):
        made = container_of(case)(json.dumps(case.raw))
        differing = book_differences if case.kind == "orderbook" else value_differences
        found += [f"{case.path}: {difference} in {case.raw}" for difference in differing(case, made)]
        count_case()
    assert found == []


@pytest.mark.parametrize("venue", VENUES)
def test_symbols_are_spelled_as_ccxt_spells_them(venue: str, count_case: Tally) -> None:
    found: list[str] = []
    for case in [*cases(venue), *live_cases(venue)]:
        request_symbol = (
            case.raw.get("symbol", case.raw.get("instId")) if isinstance(case.raw, dict) else None
        )
        if case.symbol is None or request_symbol is None:
            continue
        data = feed_of(case).exchange_data_class()
        symbol = case.symbol.partition(":")[0].replace("/", "-")
        if (data.get_symbol(symbol), data.get_symbol_re(request_symbol)) != (request_symbol, symbol):
            found.append(f"{symbol} and {request_symbol}")
        count_case()
    assert found == []


@pytest.mark.parametrize(
    ("venue", "container", "limits"),
    [("binance", BinanceSpotSymbolData, BINANCE_LIMITS), ("okx", OkxSymbolData, OKX_LIMITS)],
)
def test_instruments_have_the_steps_and_bounds_that_ccxt_reads(
    venue: str, container: Any, limits: dict[tuple[str, ...], str], count_case: Tally
) -> None:
    for market in read_json("ccxt_live_2026_02", f"{venue}_fetch_markets.json.gz")["parsed_response"]:
        made = container(json.dumps(market["info"]))
        wanted = {name: market[field] for field, name in SYMBOL.items()}
        wanted |= {name: value_at(market, path) for path, name in limits.items() if value_at(market, path)}
        assert {name: getattr(made, name) for name in wanted} == wanted
        count_case()


def feed_of(case: Case) -> type[RequestFeed]:
    """Return the feed whose request a case answers."""
    if case.venue == "okx":
        return OkxRequestDataSwap if case.symbol and ":" in case.symbol else OkxRequestDataSpot
    return BinanceRequestDataSpot if case.path.startswith("GET /api/") else BinanceRequestDataSwap


def container_of(case: Case) -> type[Any]:
    """Return the container that the feed makes of a case's answer."""
    if case.path in OWN_TRADES:
        return BinanceRequestTradeData
    readers = [one for one in normalizers(feed_of(case), case.path).values() if isinstance(one, Normalizer)]
    assert readers, case.path
    return readers[0].container


def getters_of(case: Case) -> dict[Any, str]:
    """Return the fields of ccxt's to compare, and our getters."""
    if case.path in OWN_TRADES:
        return OWN_TRADE
    if case.kind == "ticker" and case.venue == "okx":
        return OKX_SWAP_TICKER if feed_of(case) is OkxRequestDataSwap else OKX_SPOT_TICKER
    return {"ticker": BINANCE_TICKER, "trade": TRADE, "funding": FUNDING, "ohlcv": BAR}[case.kind]


def value_differences(case: Case, made: Any) -> list[str]:
    found = []
    for field, getter in getters_of(case).items():
        got, wanted = getattr(made, getter)(), case.parsed[field]
        wanted = float(wanted) if isinstance(wanted, int) else wanted
        if not same(got, wanted):
            found.append(f"{getter}() is {got!r}, and ccxt's {field} {wanted!r}")
    if case.path in OWN_TRADES:
        fee = (made.get_trade_fee(), made.get_trade_fee_symbol())
        found += (
            [] if fee == tuple(case.parsed["fee"][key] for key in ("cost", "currency")) else [f"fee {fee}"]
        )
    return found


def book_differences(case: Case, made: Any) -> list[str]:
    found = []
    for side in ("bids", "asks"):
        levels = [level[:2] for level in case.parsed[side]]
        if getattr(made, f"get_{side}")().tolist() != levels:
            found.append(side)
        if made.get_all_data()[f"{side[:3]}_price_list"] != [price for price, _ in levels]:
            found.append(f"{side[:3]}_price_list")
    if case.parsed["nonce"] is not None and made.get_last_sequence() != case.parsed["nonce"]:
        found.append("sequence")
    return found


def value_at(value: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        value = value[key]
    return value

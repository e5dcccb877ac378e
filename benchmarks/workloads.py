"""The seeded messages every benchmark uses: W1 to W9, and the streams of W3 and W4.

Every message is compact JSON and is drawn from its own ``random.Random(SEED + k)``, so that one may change
without moving another. The books behind W1 to W4 are in ``benchmarks.streams``.
"""

import json
from collections.abc import Callable, Iterator
from functools import cache
from itertools import product
from random import Random
from string import ascii_uppercase

from benchmarks.streams import (
    EVENT_TIME,
    OKX,
    SPOT,
    UPDATE_ID,
    Book,
    Stream,
    okx_snapshot,
    okx_stream,
    spot_snapshot,
    spot_stream,
)

Fields = dict[str, object]

SEED = 20261122
W3 = {"W3-10": (31, 10, 400), "W3-50": (32, 50, 200), "W3-200": (33, 200, 80)}  # k, levels, messages
KLINE_ROWS = 1_000
SYMBOLS = 2_000
MINUTE, DAY = 60_000, 86_400_000  # ms

FLAGS = (
    "icebergAllowed", "ocoAllowed", "otoAllowed", "quoteOrderQtyMarketAllowed", "allowTrailingStop",
    "cancelReplaceAllowed", "amendAllowed", "isSpotTradingAllowed", "isMarginTradingAllowed",
)  # fmt: skip
ORDER_TYPES = [
    "LIMIT", "LIMIT_MAKER", "MARKET", "STOP_LOSS", "STOP_LOSS_LIMIT", "TAKE_PROFIT", "TAKE_PROFIT_LIMIT",
]  # fmt: skip
PREVENTION: Fields = {
    "defaultSelfTradePreventionMode": "EXPIRE_MAKER",
    "allowedSelfTradePreventionModes": ["EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH", "DECREMENT"],
}
TRAILING: Fields = {
    "minTrailingAboveDelta": 10, "maxTrailingAboveDelta": 2000,
    "minTrailingBelowDelta": 10, "maxTrailingBelowDelta": 2000,
}  # fmt: skip
MULTIPLIERS: Fields = {
    "bidMultiplierUp": "5", "bidMultiplierDown": "0.2", "askMultiplierUp": "5", "askMultiplierDown": "0.2",
    "avgPriceMins": 5,
}  # fmt: skip
MOST_NOTIONAL: Fields = {"maxNotional": "9000000.00000000", "applyMaxToMarket": False}
QUOTES = ("USDT", "USDC", "FDUSD", "BTC", "ETH", "EUR", "TRY", "BRL")


def depth(k: int, count: int) -> bytes:
    """Return W1 or W2: a REST depth answer of `count` levels a side."""
    return spot_snapshot(Book(_random(k), SPOT, count))


def okx_depth() -> bytes:
    """Return W4: a snapshot of OKX's ``books`` channel, 400 levels a side."""
    random = _random(40)
    return okx_snapshot(Book(random, OKX, 400), random)


def book_ticker() -> bytes:
    """Return W5: Binance spot's ``bookTicker``."""
    random = _random(50)
    bid, ask = SPOT.price(4325010), SPOT.price(4325011)
    best = {"b": bid, "B": _tens(random), "a": ask, "A": _tens(random)}
    return _compact({"u": UPDATE_ID, "s": "BTCUSDT"} | best)


def aggregate_trade() -> bytes:
    """Return W6: Binance spot's ``aggTrade``."""
    ids = {"f": 4_400_900_217, "l": 4_400_900_219}
    return _compact(_event("aggTrade") | {"a": 2_600_904_217} | _deal(60) | ids | _deal_marks())


def trade() -> bytes:
    """Return W6: Binance spot's ``trade``."""
    return _compact(_event("trade") | {"t": 4_400_900_217} | _deal(61) | _deal_marks())


def day_ticker() -> bytes:
    """Return W7: Binance spot's ``24hrTicker`` with all its fields."""
    random = _random(70)
    ticks = sorted(random.randint(4_230_000, 4_420_000) for _ in range(8))
    prices = {key: SPOT.price(tick) for key, tick in zip("lcwbaxoh", ticks, strict=True)}
    change = {"p": SPOT.price(ticks[1] - ticks[6]), "P": f"{100 * (ticks[1] / ticks[6] - 1):.3f}"}
    volumes = {"Q": SPOT.volume(random), "B": _tens(random), "A": _tens(random)}
    totals = {"v": f"{random.uniform(1e4, 9e4):.8f}", "q": f"{random.uniform(1e9, 4e9):.8f}"}
    decimals = prices | change | volumes | totals
    counts = {"O": EVENT_TIME - DAY, "C": EVENT_TIME, "F": 4_400_100_217, "L": 4_400_900_217, "n": 800_001}
    return _compact(_event("24hrTicker") | {key: decimals[key] for key in "pPwxcQbBaAohlvq"} | counts)


def klines() -> bytes:
    """Return W8: Binance spot's ``GET /api/v3/klines``, 1,000 rows of 12."""
    random = _random(80)
    return _compact([_kline(random, EVENT_TIME + row * MINUTE) for row in range(KLINE_ROWS)])


def exchange_info() -> bytes:
    """Return W9: Binance spot's ``GET /api/v3/exchangeInfo``, 2,000 symbols."""
    random = _random(90)
    names = _symbol_names()
    symbols = [_symbol(random, *next(names)) for _ in range(SYMBOLS)]
    limit = {"rateLimitType": "REQUEST_WEIGHT", "interval": "MINUTE", "intervalNum": 1, "limit": 6000}
    head = {"timezone": "UTC", "serverTime": EVENT_TIME, "rateLimits": [limit], "exchangeFilters": []}
    return _compact(head | {"symbols": symbols})


MESSAGES: dict[str, Callable[[], bytes]] = {
    "W1": lambda: depth(10, 20),
    "W2-1000": lambda: depth(20, 1_000),
    "W2-5000": lambda: depth(21, 5_000),
    "W4": okx_depth,
    "W5": book_ticker,
    "W6-agg": aggregate_trade,
    "W6-trade": trade,
    "W7": day_ticker,
    "W8": klines,
    "W9": exchange_info,
}
STREAMS = (*W3, "W4-stream")


@cache
def message(name: str) -> bytes:
    """Return the message of the parse workload `name`, made once."""
    return MESSAGES[name]()


@cache
def stream(name: str) -> Stream:
    """Return the stream of the book workload `name`, made once; the streams of W3 share their snapshot."""
    if name == "W4-stream":
        random = _random(40)
        return okx_stream(Book(random, OKX, 400), random, 10, 300)
    k, levels, count = W3[name]
    return spot_stream(Book(_random(30), SPOT, 5_000), _random(k), levels, count)


def _random(k: int) -> Random:
    return Random(SEED + k)


def _tens(random: Random) -> str:
    return f"{random.uniform(10, 99):.8f}"


def _compact(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _event(name: str) -> Fields:
    return {"e": name, "E": EVENT_TIME, "s": "BTCUSDT"}


def _deal(k: int) -> Fields:
    return {"p": SPOT.price(4325010), "q": SPOT.volume(_random(k))}


def _deal_marks() -> Fields:
    return {"T": EVENT_TIME - 3, "m": True, "M": True}


def _kline(random: Random, open_time: int) -> list[object]:
    ticks = [4325010 + random.randint(-9_000, 9_000) for _ in range(4)]
    prices = [ticks[0], max(ticks), min(ticks), ticks[3]]
    volume = random.lognormvariate(2.2, 0.5)
    taker = volume * random.uniform(0.3, 0.7)
    row: list[object] = [open_time, *map(SPOT.price, prices), f"{volume:.8f}", open_time + MINUTE - 1]
    turnovers = [f"{base * ticks[3] / 100:.8f}" for base in (volume, taker)]
    return [*row, turnovers[0], random.randint(100, 1_300), f"{taker:.8f}", turnovers[1], "0"]


def _symbol_names() -> Iterator[tuple[str, str]]:
    for letters in product(ascii_uppercase, repeat=3):
        yield from (("".join(letters), quote) for quote in QUOTES)


def _symbol(random: Random, base: str, quote: str) -> Fields:
    status = "TRADING" if random.random() < 0.8 else "BREAK"
    names = {"symbol": base + quote, "status": status, "baseAsset": base, "baseAssetPrecision": 8}
    quotes = {"quoteAsset": quote, "quotePrecision": 8, "quoteAssetPrecision": 8, "orderTypes": ORDER_TYPES}
    flags = {flag: random.random() < 0.9 for flag in FLAGS}
    groups = [f"TRD_GRP_{group:03d}" for group in range(4, 7)]
    rights = {"permissions": [], "permissionSets": [["SPOT", "MARGIN", *groups]]}
    return {**names, **quotes, **flags, "filters": _filters(random), **rights, **PREVENTION}


def _filters(random: Random) -> list[Fields]:
    tick, step = (f"{10.0 ** -random.randint(1, 6):.8f}" for _ in range(2))
    most = f"{9 * 10 ** random.randint(3, 6)}.00000000"
    notional = f"{random.choice((1, 5, 10))}.00000000"
    kinds: dict[str, Fields] = {
        "PRICE_FILTER": {"minPrice": tick, "maxPrice": "1000000.00000000", "tickSize": tick},
        "LOT_SIZE": {"minQty": step, "maxQty": most, "stepSize": step},
        "ICEBERG_PARTS": {"limit": 10},
        "MARKET_LOT_SIZE": {"minQty": "0.00000000", "maxQty": "120.41000000", "stepSize": "0.00000000"},
        "TRAILING_DELTA": TRAILING,
        "PERCENT_PRICE_BY_SIDE": MULTIPLIERS,
        "NOTIONAL": {"minNotional": notional, "applyMinToMarket": True} | MOST_NOTIONAL,
        "MAX_NUM_ORDERS": {"maxNumOrders": 200},
        "MAX_NUM_ALGO_ORDERS": {"maxNumAlgoOrders": 5},
    }
    return [{"filterType": kind} | fields for kind, fields in kinds.items()]

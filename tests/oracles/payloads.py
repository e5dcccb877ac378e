"""The payloads of the oracle data: where each stands, and which request or topic it answers."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from btfast.feeds.live_binance.coin_m import BinanceRequestDataCoinM
from btfast.feeds.live_binance.margin import BinanceRequestDataMargin
from btfast.feeds.live_binance.option import BinanceRequestDataOption
from btfast.feeds.live_binance.spot import BinanceRequestDataSpot
from btfast.feeds.live_binance.swap import BinanceRequestDataSwap
from btfast.feeds.live_binance.wss_base import BinanceMarketWssDataSpot, BinanceMarketWssDataSwap
from btfast.feeds.live_okx.spot import OkxRequestDataSpot
from btfast.feeds.live_okx.swap import OkxRequestDataSwap
from btfast.feeds.live_okx.wss_base import OkxMarketWssDataSpot, OkxMarketWssDataSwap
from btfast.feeds.request_feed import RequestFeed
from btfast.feeds.wss_feed import WssFeed
from tests.oracles.places import files, read_bytes, read_json, read_lines

BINANCE_DOCS = "binance_docs/{}_samples.json"
GOCRYPTOTRADER = "gocryptotrader/binance_http.json.gz"
GOCRYPTOTRADER_FEEDS: dict[str, type[RequestFeed]] = {
    "/api/v3/": BinanceRequestDataSpot,
    "/fapi/": BinanceRequestDataSwap,
    "/futures/data/takerBuySellVol": BinanceRequestDataCoinM,
    "/futures/data/": BinanceRequestDataSwap,
    "/dapi/": BinanceRequestDataCoinM,
    "/eapi/": BinanceRequestDataOption,
}


class Answer(NamedTuple):
    """The body of an answer to a REST request."""

    label: str
    feed: type[RequestFeed]
    path: str  # "METHOD /path"
    body: bytes


class Frame(NamedTuple):
    """A message of a stream; `more` is what the subscription says besides the symbol."""

    label: str
    feed: type[WssFeed]
    topic: str
    more: dict[str, str]
    message: bytes


class JkorfEndpoint(NamedTuple):
    """A file of ``jkorf_*/Endpoints``."""

    label: str
    path: str  # "METHOD /path"
    is_signed: bool
    body: bytes


class JkorfStream(NamedTuple):
    """A file of ``jkorf_*/Subscriptions``."""

    request: Any
    reply: Any
    frame: bytes


def jkorf_endpoints(*folder: str) -> Iterator[JkorfEndpoint]:
    """Yield the files of a folder: method, path, whether signed, and the answer."""
    for label in files(*folder, pattern="**/*.txt"):
        method, path, signed, *body = read_bytes(label).decode("utf-8-sig").splitlines()
        endpoint = f"{method.strip()} {path.strip()}"
        yield JkorfEndpoint(label, endpoint, signed.strip() == "true", "\n".join(body).strip().encode())


def jkorf_stream(label: str) -> JkorfStream:
    """Return what is sent, answered and pushed in a file; placeholders become numbers."""
    text = re.sub(r"\|(\d+)\|", r"\1", read_bytes(label).decode("utf-8-sig"))
    parts = re.split(r"^([><=]) ?", text, flags=re.MULTILINE)[1:]
    said = {
        mark: part.strip() for mark, part in zip(parts[::2], parts[1::2], strict=True)
    }  # the last of each
    reply = json.loads(said["<"]) if "<" in said else None
    return JkorfStream(json.loads(said[">"]), reply, said["="].encode())


def jkorf_answers() -> Iterator[Answer]:
    """Yield the market data answers of both exchanges."""
    folders: list[tuple[str, type[RequestFeed]]] = [
        ("jkorf_binance/Endpoints/Spot/ExchangeData", BinanceRequestDataSpot),
        ("jkorf_binance/Endpoints/UsdFutures/ExchangeData", BinanceRequestDataSwap),
        ("jkorf_binance/Endpoints/CoinFutures/ExchangeData", BinanceRequestDataCoinM),
        ("jkorf_okx/Endpoints/UnifiedApi/ExchangeData", OkxRequestDataSwap),
    ]
    for folder, feed in folders:
        for endpoint in jkorf_endpoints(folder):
            is_margin = "/sapi/v1/margin/" in endpoint.path
            yield Answer(
                endpoint.label, BinanceRequestDataMargin if is_margin else feed, endpoint.path, endpoint.body
            )


def websocket_api_answers() -> Iterator[Answer]:
    """Yield the results of Binance's websocket API, which are shaped as the answers of REST."""
    folders: list[tuple[str, type[RequestFeed]]] = [
        ("jkorf_binance/Socket/Spot/ExchangeData", BinanceRequestDataSpot),
        ("jkorf_binance/Socket/UsdFutures/ExchangeData", BinanceRequestDataSwap),
    ]
    for folder, feed in folders:
        for label in files(folder, pattern="*.txt"):
            stream = jkorf_stream(label)
            path = SOCKET_METHODS[stream.request["method"]].format(API[feed])
            yield Answer(label, feed, path, _dumps(json.loads(stream.frame)["result"]))
    for label, section, sample in documents("web-socket-api"):
        if section in SOCKET_SECTIONS and "result" in sample:
            path = SOCKET_METHODS[SOCKET_SECTIONS[section]].format("/api/v3")
            yield Answer(label, BinanceRequestDataSpot, path, _dumps(sample["result"]))


def document_answers() -> Iterator[Answer]:
    """Yield the market data answers of Binance's REST documentation."""
    for label, section, sample in documents("rest-api"):
        if section in REST_SECTIONS and "code" not in sample:
            yield Answer(label, BinanceRequestDataSpot, REST_SECTIONS[section], _dumps(sample))


def documents(name: str) -> Iterator[tuple[str, str, Any]]:
    """Yield label, section and JSON of each sample of a Binance document."""
    file = BINANCE_DOCS.format(name)
    for number, sample in enumerate(read_json(file)):
        yield f"{file}#{number} {sample['section']}", sample["section"], sample["json"]


def gocryptotrader_answers() -> Iterator[Answer]:
    """Yield the recorded answers of spot and USDⓈ-M paths; errors are elsewhere."""
    for label, path, data in gocryptotrader_records():
        feed = next(feed for start, feed in GOCRYPTOTRADER_FEEDS.items() if path.startswith(f"GET {start}"))
        if not (isinstance(data, dict) and "code" in data):
            yield Answer(label, feed, path, _dumps(data))


def gocryptotrader_records() -> Iterator[tuple[str, str, Any]]:
    """Yield label, path and JSON of each recorded answer to a public request of these products."""
    for path, methods in read_json(GOCRYPTOTRADER)["routes"].items():
        for record in methods.get("GET", ()):
            is_ours = path.startswith(tuple(GOCRYPTOTRADER_FEEDS))
            if is_ours and "signature=" not in record["queryString"]:
                label = f"{GOCRYPTOTRADER} {path}?{record['queryString']}"
                yield label, f"GET {path}", record["data"]


def single_answers() -> Iterator[Answer]:
    """Yield the answers that stand in a file of their own."""
    for label, (feed, path) in ANSWER_FILES.items():
        yield Answer(label, feed, path, read_bytes(label))


def live_answers() -> Iterator[Answer]:
    """Yield what the venues answered on 2026-02-08; Binance's instruments of that day are COIN-M only."""
    feeds: dict[str, type[RequestFeed]] = {"binance": BinanceRequestDataSpot, "okx": OkxRequestDataSpot}
    for label in files("ccxt_live_2026_02", pattern="*"):
        case = read_json(label)
        path = LIVE_PATHS[case["exchange"]].get(case["method"])
        if path is not None:
            yield Answer(label, feeds[case["exchange"]], path, _dumps(case["http_response"]))


def session_answers() -> Iterator[Answer]:
    """Yield the REST answers of the recorded sessions, ``<url> -> <time>: <body>`` a line."""
    names = ["BINANCE.0", "BINANCE.http.0.0", "OKX.0.instruments"]
    for label in [f"cryptofeed/{name}.gz" for name in names]:
        for line in read_lines(label):
            url, arrow, answer = line.partition(b" -> ")
            if arrow:
                address = url.decode().removeprefix("https://").partition("/")[2]
                path = f"GET /{address.partition('?')[0]}"
                feed = BinanceRequestDataSpot if "BINANCE" in label else OkxRequestDataSpot
                yield Answer(f"{label} {address}", feed, path, answer.partition(b": ")[2])


def single_frames() -> Iterator[Frame]:
    """Yield the frames that stand in a file, or a row of a file, of their own."""
    for label, (feed, topic, more) in STREAM_FILES.items():
        is_jkorf = label.startswith("jkorf_")
        yield Frame(label, feed, topic, more, jkorf_stream(label).frame if is_jkorf else read_bytes(label))
    for number, (feed, topic) in BARTER.items():
        sample = read_json("barter/payloads.json")[number]
        yield Frame(f"barter/payloads.json#{number}", feed, topic, {}, _dumps(sample["json"]))
    for number, topic in OKX_FRAMES.items():
        line = read_lines("okx_frames/okj_2026_books.jsonl")[number]
        yield Frame(f"okx_frames/okj_2026_books.jsonl#{number}", OkxMarketWssDataSpot, topic, {}, line)
    for label, section, sample in documents("web-socket-streams"):
        if section in STREAM_SECTIONS:
            topic = STREAM_SECTIONS[section]
            yield Frame(label, BinanceMarketWssDataSpot, topic, {}, _dumps(sample))


def _dumps(value: Any) -> bytes:
    return json.dumps(value).encode()


ANSWERS: dict[str, Callable[[], Iterator[Answer]]] = {
    "jkorf": jkorf_answers,
    "websocket API": websocket_api_answers,
    "Binance's documents": document_answers,
    "gocryptotrader": gocryptotrader_answers,
    "single files": single_answers,
    "2026-02-08": live_answers,
    "sessions": session_answers,
}

API: dict[type[RequestFeed], str] = {BinanceRequestDataSpot: "/api/v3", BinanceRequestDataSwap: "/fapi/v1"}

# Answers that another path gives in the same shape.
SAME_ANSWER = {
    "GET /fapi/v1/ticker/price": "GET /fapi/v2/ticker/price",
    "GET /fapi/v1/premiumIndexKlines": "GET /fapi/v1/markPriceKlines",
}

# Methods of the websocket API, and the paths with the same answer.
SOCKET_METHODS = {
    "time": "GET {}/time",
    "depth": "GET {}/depth",
    "trades.recent": "GET {}/trades",
    "trades.historical": "GET {}/historicalTrades",
    "trades.aggregate": "GET {}/aggTrades",
    "klines": "GET {}/klines",
    "avgPrice": "GET {}/avgPrice",
    "ticker": "GET {}/ticker",
    "ticker.price": "GET {}/ticker/price",
    "ticker.book": "GET {}/ticker/bookTicker",
    "referencePrice.calculation": "GET {}/referencePrice/calculation",
}

SOCKET_SECTIONS = {
    "Check server time": "time",
    "Order book": "depth",
    "Recent trades": "trades.recent",
    "Aggregate trades": "trades.aggregate",
    "Klines": "klines",
    "Rolling window price change statistics": "ticker",
    "Symbol price ticker": "ticker.price",
    "Symbol order book ticker": "ticker.book",
    "Query Reference Price Calculation": "referencePrice.calculation",
}

REST_SECTIONS = {
    "Test connectivity": "GET /api/v3/ping",
    "Check server time": "GET /api/v3/time",
    "Exchange information": "GET /api/v3/exchangeInfo",
    "Query Execution Rules": "GET /api/v3/executionRules",
    "Old trade lookup": "GET /api/v3/historicalTrades",
    "Compressed/Aggregate trades list": "GET /api/v3/aggTrades",
    "UIKlines": "GET /api/v3/uiKlines",
    "Symbol price ticker": "GET /api/v3/ticker/price",
    "Symbol order book ticker": "GET /api/v3/ticker/bookTicker",
    "Query Reference Price": "GET /api/v3/referencePrice",
}

LIVE_PATHS = {
    "binance": {
        "fetch_ohlcv": "GET /api/v3/klines",
        "fetch_order_book": "GET /api/v3/depth",
        "fetch_ticker": "GET /api/v3/ticker/24hr",
    },
    "okx": {
        "fetch_markets": "GET /api/v5/public/instruments",
        "fetch_ohlcv": "GET /api/v5/market/candles",
        "fetch_order_book": "GET /api/v5/market/books",
        "fetch_ticker": "GET /api/v5/market/ticker",
    },
}

_SPOT, _SWAP, _OKX = BinanceRequestDataSpot, BinanceRequestDataSwap, OkxRequestDataSwap
_RS, _PY, _OKX_RS = "nautilus/binance_rs", "nautilus/binance_py/http_responses", "nautilus/okx_rs"

ANSWER_FILES: dict[str, tuple[type[RequestFeed], str]] = {
    "banexg/fapiPublicGetExchangeInfo.json.gz": (_SWAP, "GET /fapi/v1/exchangeInfo"),
    f"{_RS}/spot/http_json/depth_response.json": (_SPOT, "GET /api/v3/depth"),
    f"{_RS}/spot/http_json/server_time_response.json": (_SPOT, "GET /api/v3/time"),
    f"{_RS}/spot/http_json/ticker_24hr_response.json": (_SPOT, "GET /api/v3/ticker/24hr"),
    f"{_RS}/spot/http_json/ticker_price_response.json": (_SPOT, "GET /api/v3/ticker/price"),
    f"{_PY}/http_spot_market_avg_price.json": (_SPOT, "GET /api/v3/avgPrice"),
    f"{_PY}/http_spot_market_depth.json": (_SPOT, "GET /api/v3/depth"),
    f"{_PY}/http_spot_market_historical_trades.json": (_SPOT, "GET /api/v3/historicalTrades"),
    f"{_PY}/http_futures_market_asset_index.json": (_SWAP, "GET /fapi/v1/assetIndex"),
    f"{_PY}/http_futures_market_book_ticker.json": (_SWAP, "GET /fapi/v1/ticker/bookTicker"),
    f"{_PY}/http_futures_market_funding_rate.json": (_SWAP, "GET /fapi/v1/fundingRate"),
    f"{_PY}/http_futures_market_index_info.json": (_SWAP, "GET /fapi/v1/indexInfo"),
    f"{_PY}/http_futures_market_mark_price_klines.json": (_SWAP, "GET /fapi/v1/markPriceKlines"),
    f"{_PY}/http_futures_market_open_interest.json": (_SWAP, "GET /fapi/v1/openInterest"),
    f"{_PY}/http_futures_market_open_interest_historical.json": (_SWAP, "GET /futures/data/openInterestHist"),
    f"{_PY}/http_futures_market_premium_index.json": (_SWAP, "GET /fapi/v1/premiumIndex"),
    f"{_PY}/http_futures_market_taker_long_short_ratio.json": (
        _SWAP,
        "GET /futures/data/takerlongshortRatio",
    ),
    f"{_OKX_RS}/http_get_candlesticks_full.json": (_OKX, "GET /api/v5/market/candles"),
    f"{_OKX_RS}/http_get_index_price.json": (_OKX, "GET /api/v5/market/index-tickers"),
    f"{_OKX_RS}/http_get_instruments_option.json": (_OKX, "GET /api/v5/public/instruments"),
    f"{_OKX_RS}/http_get_mark_price.json": (_OKX, "GET /api/v5/public/mark-price"),
    f"{_OKX_RS}/http_get_option_summary.json": (_OKX, "GET /api/v5/public/opt-summary"),
    f"{_OKX_RS}/http_get_position_tiers.json": (_OKX, "GET /api/v5/public/position-tiers"),
    f"{_OKX_RS}/http_get_trades.json": (_OKX, "GET /api/v5/market/trades"),
}

_WSPOT, _WSWAP, _WOKX = BinanceMarketWssDataSpot, BinanceMarketWssDataSwap, OkxMarketWssDataSwap
_WOKX_SPOT = OkxMarketWssDataSpot
_JSPOT = "jkorf_binance/Subscriptions/Spot/ExchangeData"
_JSWAP = "jkorf_binance/Subscriptions/UsdFutures"
_JOKX = "jkorf_okx/Subscriptions/Unified/ExchangeData"
_MESSAGES = "nautilus/binance_py/ws_messages"

STREAM_FILES: dict[str, tuple[type[WssFeed], str, dict[str, str]]] = {
    f"{_JSPOT}/AggregatedTrades.txt": (_WSPOT, "agg_trade", {}),
    f"{_JSPOT}/MiniTicker.txt": (_WSPOT, "mini_ticker", {}),
    f"{_JSPOT}/PartialBook.txt": (_WSPOT, "depth_partial", {"level": "5"}),
    f"{_JSPOT}/RollingWindowTicker.txt": (_WSPOT, "ticker_window", {"window": "1h"}),
    f"{_JSPOT}/Ticker.txt": (_WSPOT, "ticker", {}),
    f"{_JSPOT}/Trades.txt": (_WSPOT, "trade", {}),
    f"{_JSWAP}/AssetIndex.txt": (_WSWAP, "asset_index", {}),
    f"{_JSWAP}/ContKlines.txt": (_WSWAP, "continuous_kline", {"period": "1M"}),
    f"{_JSWAP}/MarkPrice.txt": (_WSWAP, "mark_price", {}),
    f"{_JSWAP}/MiniTicker.txt": (_WSWAP, "mini_ticker", {}),
    f"{_JSWAP}/PartialBook.txt": (_WSWAP, "depth_partial", {"level": "5"}),
    f"{_JSWAP}/SymbolUpdates.txt": (_WSWAP, "contract_info", {}),
    f"{_JOKX}/EstimatedPrice.txt": (_WOKX, "estimated_price", {}),
    f"{_JOKX}/FundingRate.txt": (_WOKX, "funding_rate", {}),
    f"{_JOKX}/Interest.txt": (_WOKX, "open_interest", {}),
    f"{_JOKX}/MarkPrice.txt": (_WOKX, "mark_price", {}),
    f"{_JOKX}/OptionSummary.txt": (_WOKX, "opt_summary", {}),
    f"{_JOKX}/OrderBook.txt": (_WOKX_SPOT, "books", {}),
    f"{_JOKX}/PriceLimit.txt": (_WOKX_SPOT, "price_limit", {}),
    f"{_JOKX}/SystemStatus.txt": (_WOKX_SPOT, "status", {}),
    f"{_JOKX}/Ticker.txt": (_WOKX_SPOT, "tick", {}),
    f"{_RS}/futures/market_data_json/book_ticker_stream.json": (_WSWAP, "book_ticker", {}),
    f"{_RS}/futures/market_data_json/mark_price_stream.json": (_WSWAP, "mark_price", {}),
    f"{_RS}/futures/market_data_json/trade_stream.json": (_WSWAP, "trade", {}),
    f"{_MESSAGES}/ws_futures_depth_update.json": (_WSWAP, "increDepthFlow", {}),
    f"{_MESSAGES}/ws_spot_agg_trade.json": (_WSPOT, "agg_trade", {}),
    f"{_MESSAGES}/ws_spot_ticker_book.json": (_WSPOT, "book_ticker", {}),
    f"{_MESSAGES}/ws_spot_trade.json": (_WSPOT, "trade", {}),
    f"{_OKX_RS}/ws_bbo_tbt.json": (_WOKX_SPOT, "bidAsk", {}),
    f"{_OKX_RS}/ws_books_snapshot.json": (_WOKX_SPOT, "books", {}),
    f"{_OKX_RS}/ws_funding_rate.json": (_WOKX, "funding_rate", {}),
    f"{_OKX_RS}/ws_instruments.json": (_WOKX, "instruments", {}),
    f"{_OKX_RS}/ws_trades.json": (_WOKX_SPOT, "trades", {}),
}

BARTER: dict[int, tuple[type[WssFeed], str]] = {
    0: (_WSPOT, "book_ticker"),
    1: (_WSWAP, "book_ticker"),
    3: (_WSWAP, "increDepthFlow"),
    5: (_WSWAP, "trade"),
}

OKX_FRAMES = {1: "bidAsk", 2: "books"}

STREAM_SECTIONS = {
    "Trade Streams": "trade",
    "Individual Symbol Ticker Streams": "ticker",
    "All Market Rolling Window Statistics Streams": "all_ticker_window",
    "Partial Book Depth Streams": "depth_partial",
    "Diff. Depth Stream": "increDepthFlow",
}

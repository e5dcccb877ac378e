"""Which request or topic each payload of the oracle data answers."""

from typing import Any

from btfast.containers.liquidations.okx_liquidation_warning import OkxLiquidationWarningData
from btfast.containers.trades.binance_trade import (
    BinanceRequestTradeData,
    BinanceSpotWssTradeData,
    BinanceSwapWssTradeData,
)
from btfast.feeds.live_binance.spot import BinanceRequestDataSpot
from btfast.feeds.live_binance.swap import BinanceRequestDataSwap
from btfast.feeds.live_binance.wss_base import BinanceMarketWssDataSpot, BinanceMarketWssDataSwap
from btfast.feeds.live_okx.swap import OkxRequestDataSwap
from btfast.feeds.live_okx.wss_base import OkxMarketWssDataSpot, OkxMarketWssDataSwap
from btfast.feeds.request_feed import RequestFeed
from btfast.feeds.wss_feed import WssFeed

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

# Fills and warnings, whose streams are a later product's, and whose containers are there.
OWN: dict[str, type[Any]] = {
    "nautilus/binance_py/ws_messages/ws_spot_execution_report_*.json": BinanceSpotWssTradeData,
    "nautilus/binance_rs/spot/user_data_json/execution_report_*.json": BinanceSpotWssTradeData,
    "jkorf_binance/Subscriptions/Spot/Account/Order.txt": BinanceSpotWssTradeData,
    "nautilus/binance_py/ws_messages/ws_futures_order_update_*.json": BinanceSwapWssTradeData,
    "nautilus/binance_rs/futures/user_data_json/order_update_*.json": BinanceSwapWssTradeData,
    "nautilus/binance_rs/spot/http_json/account_trades_response.json": BinanceRequestTradeData,
    "nautilus/binance_py/http_responses/http_futures_account_trades.json": BinanceRequestTradeData,
    "jkorf_okx/Subscriptions/Unified/Trading/LiquidationWarning.txt": OkxLiquidationWarningData,
}

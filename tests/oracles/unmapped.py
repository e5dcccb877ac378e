"""What of the market data is compared with nothing, and why."""

_NO_KEY = "not among the documented keys of rest_paths"
_MARGIN = "margin: a later product, and signed"

# Public paths that the settings do not offer. Their answers have no reader.
NOT_OFFERED = {
    "GET /sapi/v1/margin/crossMarginCollateralRatio": _MARGIN,
    "GET /sapi/v1/margin/next-hourly-interest-rate": _MARGIN,
    "GET /sapi/v1/margin/isolatedMarginTier": _MARGIN,
    "GET /sapi/v1/margin/allAssets": _MARGIN,
    "GET /futures/data/takerBuySellVol": "COIN-M: a later product",
    "GET /api/v5/market/open-oracle": f"{_NO_KEY}; no longer in the API guide",
}

# Answers that say nothing, by their label.
EMPTY = {
    "gocryptotrader/binance_http.json.gz /fapi/v1/fundingRate?"
    "endTime=1602826787777456200&limit=2&startTime=1602653987777456200&symbol=BTCUSDT": "recorded as null",
}

# Requests that others make, and the settings do not offer.
NOT_ASKED = {"/sapi/v1/system/status": f"wallet: {_NO_KEY}"}

# Files about the market that are compared with nothing.
FILES = {
    "nautilus/binance_csv/*": "rows that others made of a stream; the stream itself is not there",
    "nautilus/tardis/*": "rows that others made of a stream; the stream itself is not there",
    "nautilus/okx_rs/ws_opt_summary.json": "options: a later product, and spelled otherwise than the venue does",
}

# Files, and sections of Binance's documents, of other products.
OTHER_FILES = {
    "README.md": "says what is there",
    "*LICENSE*": "a licence",
    "nautilus/binance_rs/*.md": "says what is there",
    "banexg/dapi*": "COIN-M",
    "cryptofeed/BINANCE_DELIVERY.*": "COIN-M",
    "jkorf_binance/*/CoinFutures/*": "COIN-M",
    "ctp/*": "CTP",
    "ib/*": "Interactive Brokers",
    "nautilus/ib_py/*": "Interactive Brokers",
    "uniswap/*": "exchanges on chains",
    "signatures/*": "signed requests",
    "binance_docs/user-data-stream_samples.json": "orders and accounts",
    "gocryptotrader/okx_wsOrders.jsonl": "orders",
    "jkorf_*/Socket/*/Account/*": "accounts",
    "jkorf_*/Socket/*/Trading/*": "orders",
    "jkorf_*/Subscriptions/*/Account/*": "accounts",
    "jkorf_okx/Subscriptions/*/Trading/*": "orders",
    "jkorf_okx/Socket/*": "orders",
    "jkorf_binance/Subscriptions/UsdFutures/AccountUpdate.txt": "accounts",
    "jkorf_binance/Subscriptions/UsdFutures/ConditionalTrigger.txt": "orders",
    "jkorf_binance/Subscriptions/UsdFutures/Leverage.txt": "accounts",
    "jkorf_binance/Subscriptions/UsdFutures/StrategyUpdate.txt": "orders",
    "jkorf_binance/Subscriptions/UsdFutures/TradeUpdate.txt": "our own trades in short",
    "nautilus/*account*": "accounts",
    "nautilus/*algo*": "orders",
    "nautilus/*order*": "orders",
    "nautilus/*transaction_detail*": "our own trades",
    "nautilus/*trade_lite*": "our own trades in short",
    "nautilus/*wallet*": "accounts",
    "nautilus/*/user_data_sbe/*": "a binary encoding",
}
OTHER_SECTIONS = {
    r"\((TRADE|USER_DATA|USER_STREAM)\)": "orders and accounts",
    r"[Ss]ession|User Data Stream|Listing all subscriptions": "sessions of the websocket API",
    r"SIGNED|Authenticate": "signed requests",
    r"Response format|Event format|rate limits|IP limits": "how the websocket API answers in general",
    r"(Setting|Retrieving) Properties": "requests about a connection's properties, and their answers",
}

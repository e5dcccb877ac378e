"""What of the market data is compared with nothing, and why."""

_NO_KEY = "not among the documented keys of rest_paths"

# Public paths that the settings do not offer. Their answers have no reader.
NOT_OFFERED = {
    "GET /api/v5/market/open-oracle": f"{_NO_KEY}; no longer in the API guide",
}

# Answers that say nothing, by their label.
EMPTY = {
    "gocryptotrader/binance_http.json.gz /fapi/v1/fundingRate?"
    "endTime=1602826787777456200&limit=2&startTime=1602653987777456200&symbol=BTCUSDT": "recorded as null",
    "gocryptotrader/binance_http.json.gz /dapi/v1/fundingRate?"
    "endTime=1580515200000&startTime=1577836800000&symbol=BTCUSD_PERP": "recorded as null",
}

"""What of the market data is compared with nothing, and why."""

_NO_KEY = "not among the documented keys of rest_paths"
_MARGIN = "margin: a later product, and signed"

# Public paths that the settings do not offer. Their answers have no reader.
NOT_OFFERED = {
    "GET /api/v3/executionRules": _NO_KEY,
    "GET /api/v3/referencePrice": _NO_KEY,
    "GET /api/v3/referencePrice/calculation": _NO_KEY,
    "GET /sapi/v1/asset/assetDetail": "wallet: a later product, and signed",
    "GET /sapi/v1/margin/crossMarginCollateralRatio": _MARGIN,
    "GET /sapi/v1/margin/next-hourly-interest-rate": _MARGIN,
    "GET /sapi/v1/margin/isolatedMarginTier": _MARGIN,
    "GET /sapi/v1/margin/allAssets": _MARGIN,
    "GET /fapi/v1/assetIndex": _NO_KEY,
    "GET /fapi/v1/indexInfo": _NO_KEY,
    "GET /fapi/v1/premiumIndexKlines": f"{_NO_KEY}; its answer is read as other bars are",
    "GET /futures/data/basis": _NO_KEY,
    "GET /futures/data/takerBuySellVol": "COIN-M: a later product",
    "GET /api/v5/market/open-oracle": f"{_NO_KEY}; no longer in the API guide",
}

# Answers that say nothing, by their label.
EMPTY = {
    "gocryptotrader/binance_http.json.gz /fapi/v1/fundingRate?"
    "endTime=1602826787777456200&limit=2&startTime=1602653987777456200&symbol=BTCUSDT": "recorded as null",
}

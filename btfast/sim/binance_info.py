"""Binance exchangeInfo: every documented key, with figures made from the listings."""

from decimal import Decimal

from btfast.sim.binance import Query
from btfast.sim.listing import Listing
from btfast.sim.listings import OPENED
from btfast.sim.venue import Product

PERPETUAL_END = 4_133_404_800_000
_PRECISION = 8
_STP_MODES = ["NONE", "EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH", "DECREMENT", "TRANSFER"]
_SPOT_ORDERS = [
    "LIMIT",
    "LIMIT_MAKER",
    "MARKET",
    "STOP_LOSS",
    "STOP_LOSS_LIMIT",
    "TAKE_PROFIT",
    "TAKE_PROFIT_LIMIT",
]
FUTURE_ORDERS = [
    "LIMIT",
    "MARKET",
    "STOP",
    "STOP_MARKET",
    "TAKE_PROFIT",
    "TAKE_PROFIT_MARKET",
    "TRAILING_STOP_MARKET",
]


def spot_info(query: Query) -> dict[str, object]:
    """Return the rules of spot and its symbols (rest-api.md, "Exchange information")."""
    markets, _ = query.markets()
    return {
        "timezone": "UTC",
        "serverTime": query.product.clock.now(),
        "rateLimits": [
            rate("REQUEST_WEIGHT", "MINUTE", 1, query.product.settings.weight_spot),
            rate("ORDERS", "SECOND", 10, 100),
            rate("ORDERS", "DAY", 1, 200_000),
            rate("RAW_REQUESTS", "MINUTE", 5, 300_000),
        ],
        "exchangeFilters": [],
        "symbols": [_spot_symbol(market.instrument.listing, query) for market in markets],
    }


def swap_info(query: Query) -> dict[str, object]:
    """Return the rules of USDⓈ-M and its symbols (Exchange Information)."""
    product: Product = query.product
    quotes = sorted({market.instrument.listing.quote for market in product.markets.values()})
    return {
        "timezone": "UTC",
        "serverTime": product.clock.now(),
        "futuresType": "U_MARGINED",
        "rateLimits": [
            rate("REQUEST_WEIGHT", "MINUTE", 1, product.settings.weight_swap),
            rate("ORDERS", "MINUTE", 1, 1200),
            rate("ORDERS", "SECOND", 10, 300),
        ],
        "exchangeFilters": [],
        "assets": [
            {"asset": asset, "marginAvailable": True, "autoAssetExchange": "-10000"} for asset in quotes
        ],
        "symbols": [_swap_symbol(market.instrument.listing) for market in product.markets.values()],
    }


def coin_info(query: Query) -> dict[str, object]:
    """Return the rules of COIN-M and its symbols (Exchange Information)."""
    product = query.product
    return {
        "timezone": "UTC",
        "serverTime": product.clock.now(),
        "rateLimits": [
            rate("REQUEST_WEIGHT", "MINUTE", 1, product.settings.weight_coin_m),
            rate("ORDERS", "MINUTE", 1, 1200),
        ],
        "exchangeFilters": [],
        "symbols": [_coin_symbol(market.instrument.listing) for market in product.markets.values()],
    }


def option_info(query: Query) -> dict[str, object]:
    """Return the rules of options and their symbols (Exchange Information)."""
    product = query.product
    listings = [market.instrument.listing for market in product.markets.values()]
    contracts = {listing.pair: _option_contract(listing) for listing in listings}
    return {
        "timezone": "UTC",
        "serverTime": product.clock.now(),
        "optionContracts": list(contracts.values()),
        "optionAssets": [{"name": "USDT"}],
        "optionSymbols": [_option_symbol(listing) for listing in listings],
        "rateLimits": [
            rate("REQUEST_WEIGHT", "MINUTE", 1, product.settings.weight_option),
            rate("ORDERS", "MINUTE", 1, 200),
            rate("ORDERS", "SECOND", 1, 5),
        ],
    }


def rate(kind: str, interval: str, count: int, limit: int) -> dict[str, object]:
    """Return one documented limit."""
    return {"rateLimitType": kind, "interval": interval, "intervalNum": count, "limit": limit}


def _spot_symbol(listing: Listing, query: Query) -> dict[str, object]:
    shows_sets = query.sent.get("showPermissionSets") != "false"
    return {
        "symbol": listing.symbol,
        "status": "TRADING",
        "baseAsset": listing.base,
        "baseAssetPrecision": _PRECISION,
        "quoteAsset": listing.quote,
        "quotePrecision": _PRECISION,
        "quoteAssetPrecision": _PRECISION,
        "baseCommissionPrecision": _PRECISION,
        "quoteCommissionPrecision": _PRECISION,
        "orderTypes": _SPOT_ORDERS,
        "icebergAllowed": True,
        "ocoAllowed": True,
        "otoAllowed": True,
        "opoAllowed": True,
        "quoteOrderQtyMarketAllowed": True,
        "allowTrailingStop": True,
        "cancelReplaceAllowed": True,
        "amendAllowed": True,
        "pegInstructionsAllowed": True,
        "isSpotTradingAllowed": True,
        "isMarginTradingAllowed": False,
        "filters": _spot_filters(listing),
        "permissions": [],
        "permissionSets": [["SPOT"]] if shows_sets else [],
        "defaultSelfTradePreventionMode": "EXPIRE_MAKER",
        "allowedSelfTradePreventionModes": _STP_MODES,
    }


def _spot_filters(listing: Listing) -> list[dict[str, object]]:
    return [
        {"filterType": "PRICE_FILTER", "minPrice": _wide(listing.tick), "maxPrice": _wide("1000000"),
         "tickSize": _wide(listing.tick)},
        {"filterType": "LOT_SIZE", "minQty": _wide(listing.least), "maxQty": _wide("9000000"),
         "stepSize": _wide(listing.lot)},
        {"filterType": "ICEBERG_PARTS", "limit": 100},
        {"filterType": "MARKET_LOT_SIZE", "minQty": _wide("0"), "maxQty": _wide("90000"),
         "stepSize": _wide("0")},
        {"filterType": "TRAILING_DELTA", "minTrailingAboveDelta": 10, "maxTrailingAboveDelta": 2000,
         "minTrailingBelowDelta": 10, "maxTrailingBelowDelta": 2000},
        {"filterType": "PERCENT_PRICE_BY_SIDE", "bidMultiplierUp": "5", "bidMultiplierDown": "0.2",
         "askMultiplierUp": "5", "askMultiplierDown": "0.2", "avgPriceMins": 5},
        {"filterType": "NOTIONAL", "minNotional": _wide("5"), "applyMinToMarket": True,
         "maxNotional": _wide("9000000"), "applyMaxToMarket": False, "avgPriceMins": 5},
        {"filterType": "MAX_NUM_ORDERS", "maxNumOrders": 200},
        {"filterType": "MAX_NUM_ORDER_LISTS", "maxNumOrderLists": 20},
        {"filterType": "MAX_NUM_ALGO_ORDERS", "maxNumAlgoOrders": 5},
        {"filterType": "MAX_NUM_ORDER_AMENDS", "maxNumOrderAmends": 10},
    ]  # fmt: skip


def _swap_symbol(listing: Listing) -> dict[str, object]:
    return {
        "symbol": listing.symbol,
        "pair": listing.pair,
        "contractType": listing.term,
        "deliveryDate": listing.expiry or PERPETUAL_END,
        "onboardDate": OPENED,
        "status": "TRADING",
        "maintMarginPercent": "2.5000",
        "requiredMarginPercent": "5.0000",
        "baseAsset": listing.base,
        "quoteAsset": listing.quote,
        "marginAsset": listing.quote,
        "pricePrecision": listing.price.decimals,
        "quantityPrecision": listing.size.decimals,
        "baseAssetPrecision": _PRECISION,
        "quotePrecision": _PRECISION,
        "underlyingType": "COIN",
        "underlyingSubType": ["Layer-1"],
        "triggerProtect": "0.0500",
        "liquidationFee": "0.012500",
        "marketTakeBound": "0.05",
        "maxMoveOrderLimit": 10000,
        "filters": [*future_filters(listing), {"filterType": "MIN_NOTIONAL", "notional": "5"}],
        "orderTypes": FUTURE_ORDERS,
        "timeInForce": ["GTC", "IOC", "FOK", "GTX", "GTD", "RPI"],
        "permissionSets": ["GRID", "COPY"],
    }


def _coin_symbol(listing: Listing) -> dict[str, object]:
    row = _swap_symbol(listing)
    for name in ("status", "maxMoveOrderLimit", "permissionSets"):
        del row[name]
    return row | {
        "contractStatus": "TRADING",
        "contractSize": int(listing.face),
        "marginAsset": listing.base,
        "equalQtyPrecision": 4,
        "filters": future_filters(listing),
        "timeInForce": ["GTC", "IOC", "FOK", "GTX"],
    }


def _option_contract(listing: Listing) -> dict[str, object]:
    return {
        "baseAsset": listing.base,
        "quoteAsset": listing.quote,
        "underlying": listing.pair,
        "settleAsset": listing.quote,
    }


def _option_symbol(listing: Listing) -> dict[str, object]:
    prices = {"minPrice": listing.tick, "maxPrice": "80000.01", "tickSize": listing.tick}
    sizes = {"minQty": listing.least, "maxQty": "100"}
    return {
        "expiryDate": listing.expiry,
        "filters": [
            {"filterType": "PRICE_FILTER", **prices},
            {"filterType": "LOT_SIZE", **sizes, "stepSize": listing.lot},
        ],
        "symbol": listing.symbol,
        "side": "CALL" if listing.right == "C" else "PUT",
        "strikePrice": listing.strike,
        "underlying": listing.pair,
        "unit": 1,
        "liquidationFeeRate": "0.0019000",
        **sizes,
        "initialMargin": "0.15",
        "maintenanceMargin": "0.075",
        "minInitialMargin": "0.1",
        "minMaintenanceMargin": "0.05",
        "priceScale": 2,
        "quantityScale": 2,
        "quoteAsset": listing.quote,
        "status": "TRADING",
    }


def future_filters(listing: Listing) -> list[dict[str, object]]:
    """Return the filters that every future has."""
    return [
        {
            "filterType": "PRICE_FILTER",
            "minPrice": listing.tick,
            "maxPrice": "4529764",
            "tickSize": listing.tick,
        },
        {"filterType": "LOT_SIZE", "minQty": listing.least, "maxQty": "1000000", "stepSize": listing.lot},
        {
            "filterType": "MARKET_LOT_SIZE",
            "minQty": listing.least,
            "maxQty": "12000",
            "stepSize": listing.lot,
        },
        {"filterType": "MAX_NUM_ORDERS", "limit": 200},
        {"filterType": "MAX_NUM_ALGO_ORDERS", "limit": 200},
        {
            "filterType": "PERCENT_PRICE",
            "multiplierUp": "1.0500",
            "multiplierDown": "0.9500",
            "multiplierDecimal": "4",
        },
        {"filterType": "POSITION_RISK_CONTROL", "positionControlSide": "NONE"},
    ]


def _wide(text: str) -> str:
    return f"{Decimal(text):.{_PRECISION}f}"

"""Binance exchangeInfo: every documented key, with figures made from the listings."""

from decimal import Decimal

from btfast.sim.binance import Query
from btfast.sim.engine import Listing
from btfast.sim.listings import OPENED
from btfast.sim.venue import Product

_PERPETUAL_END = 4_133_404_800_000
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
_SWAP_ORDERS = [
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
            _rate("REQUEST_WEIGHT", "MINUTE", 1, query.product.settings.weight_spot),
            _rate("ORDERS", "SECOND", 10, 100),
            _rate("ORDERS", "DAY", 1, 200_000),
            _rate("RAW_REQUESTS", "MINUTE", 5, 300_000),
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
            _rate("REQUEST_WEIGHT", "MINUTE", 1, product.settings.weight_swap),
            _rate("ORDERS", "MINUTE", 1, 1200),
            _rate("ORDERS", "SECOND", 10, 300),
        ],
        "exchangeFilters": [],
        "assets": [
            {"asset": asset, "marginAvailable": True, "autoAssetExchange": "-10000"} for asset in quotes
        ],
        "symbols": [_swap_symbol(market.instrument.listing) for market in product.markets.values()],
    }


def _rate(kind: str, interval: str, count: int, limit: int) -> dict[str, object]:
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
        "pair": listing.symbol,
        "contractType": "PERPETUAL",
        "deliveryDate": _PERPETUAL_END,
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
        "filters": _swap_filters(listing),
        "orderTypes": _SWAP_ORDERS,
        "timeInForce": ["GTC", "IOC", "FOK", "GTX", "GTD", "RPI"],
        "permissionSets": ["GRID", "COPY"],
    }


def _swap_filters(listing: Listing) -> list[dict[str, object]]:
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
        {"filterType": "MIN_NOTIONAL", "notional": "5"},
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

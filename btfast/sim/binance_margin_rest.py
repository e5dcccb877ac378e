"""Binance's public ``/sapi`` endpoints: margin, and two of other products (margin "Market Data")."""

from btfast.sim.binance import Query
from btfast.sim.binance_rest import Endpoint, fixed
from btfast.sim.venue import Market

_LEVERAGES = ((10, "500000", 0.05, 0.1), (5, "5000000", 0.1, 0.2))
_TIERS = (("0", "13000000", "1"), ("13000000", "20000000", "0.975"))


def cross_pairs(query: Query) -> list[dict[str, object]]:
    """Return the pairs of cross margin."""
    markets, _ = query.markets()
    return [_pair(m) | {"id": 351_637_150_141_315_861 + m.instrument.listing.number} for m in markets]


def isolated_pairs(query: Query) -> list[dict[str, object]]:
    """Return the pairs of isolated margin."""
    markets, _ = query.markets()
    return [_pair(market) for market in markets]


def assets(query: Query) -> list[dict[str, object]]:
    """Return every asset that can be lent or pledged."""
    wanted = query.sent.get("asset")
    return [
        {
            "assetFullName": name,
            "assetName": name,
            "isBorrowable": True,
            "isMortgageable": True,
            "userMinBorrow": "0.00000000",
            "userMinRepay": "0.00000000",
        }
        for name in _assets(query)
        if wanted in (None, name)
    ]


def price_index(query: Query) -> dict[str, object]:
    """Return the price by which margin is reckoned."""
    market = query.market()
    return {"calcTime": market.clock.now(), "price": f"{market.index():.8f}", "symbol": market.symbol}


def collateral_ratios(query: Query) -> list[dict[str, object]]:
    """Return what share of a collateral counts, by its size."""
    names = ("minUsdValue", "maxUsdValue", "discountRate")
    tiers = [dict(zip(names, tier, strict=True)) for tier in _TIERS]
    return [{"collaterals": tiers, "assetNames": _assets(query)}]


def leverage_brackets(query: Query) -> list[dict[str, object]]:
    """Return the leverage of each size of debt in cross margin pro."""
    brackets = [
        {
            "leverage": leverage,
            "maxDebt": float(debt),
            "maintenanceMarginRate": maintenance,
            "initialMarginRate": initial,
            "fastNum": 0.0,
        }
        for leverage, debt, maintenance, initial in _LEVERAGES
    ]
    return [{"assetNames": _assets(query), "rank": 1, "brackets": brackets}]


def liquidation_ratios(query: Query) -> list[dict[str, object]]:
    """Return the margin level at which each asset is liquidated."""
    return [{"asset": name, "riskBasedLiquidationRatio": "0.01"} for name in _assets(query)]


def collateral_rates(query: Query) -> list[dict[str, object]]:
    """Return what share of an asset counts in portfolio margin."""
    return [{"asset": name, "collateralRate": "0.9500"} for name in _assets(query)]


def mining_algorithms(query: Query) -> dict[str, object]:
    """Return what can be mined."""
    row = {"algoName": "sha256", "algoId": 1, "poolIndex": 0, "unit": "h/s"}
    return {"code": 0, "msg": "", "data": [row]}


def limit_pairs(query: Query) -> dict[str, object]:
    """Return the pairs whose order prices are bounded."""
    return {"crossMarginSymbols": sorted(query.product.markets)}


def schedule(name: str) -> Endpoint:
    """Return an endpoint for what will be listed or delisted: one coming event."""

    def ask(query: Query) -> list[dict[str, object]]:
        time = query.product.clock.now() // 86_400_000 * 86_400_000 + 7 * 86_400_000
        return [{name: time, "crossMarginAssets": ["BTC"], "isolatedMarginSymbols": ["BTCUSDT"]}]

    return Endpoint(ask, (), fixed(100))


def restricted_assets(query: Query) -> dict[str, object]:
    """Return the assets that cannot be bought on margin, or pledged further: none here."""
    return {"openLongRestrictedAsset": [], "maxCollateralExceededAsset": []}


def _assets(query: Query) -> list[str]:
    listings = [market.instrument.listing for market in query.product.markets.values()]
    return sorted({listing.base for listing in listings} | {listing.quote for listing in listings})


def _pair(market: Market) -> dict[str, object]:
    listing = market.instrument.listing
    can = {"isBuyAllowed": True, "isMarginTrade": True, "isSellAllowed": True}
    return {"base": listing.base, **can, "quote": listing.quote, "symbol": market.symbol}


SAPI_ENDPOINTS = {
    f"/sapi/v1/{path}": endpoint
    for path, endpoint in {
        "margin/allPairs": Endpoint(cross_pairs, ("symbol",), fixed(1)),
        "margin/isolated/allPairs": Endpoint(isolated_pairs, ("symbol",), fixed(10)),
        "margin/allAssets": Endpoint(assets, ("asset",), fixed(1)),
        "margin/priceIndex": Endpoint(price_index, ("symbol",), fixed(10)),
        "margin/crossMarginCollateralRatio": Endpoint(collateral_ratios, (), fixed(100)),
        "margin/leverageBracket": Endpoint(leverage_brackets, (), fixed(1)),
        "margin/risk-based-liquidation-ratio": Endpoint(liquidation_ratios, (), fixed(1)),
        "margin/limit-price-pairs": Endpoint(limit_pairs, (), fixed(1)),
        "margin/list-schedule": schedule("listTime"),
        "margin/delist-schedule": schedule("delistTime"),
        "margin/restricted-asset": Endpoint(restricted_assets, (), fixed(1)),
        "portfolio/collateralRate": Endpoint(collateral_rates, (), fixed(50)),
        "mining/pub/algoList": Endpoint(mining_algorithms, (), fixed(1)),
    }.items()
}

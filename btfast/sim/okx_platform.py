"""OKX's tiers, funds, indices, block trades, status and announcements ("Public Data", "Block Trading", "Status")."""

from collections.abc import Callable, Mapping
from typing import Any

from btfast.sim.bars import DAY, HOUR, MINUTE
from btfast.sim.engine import Trade
from btfast.sim.okx import OPTION, SPOT, Query, error, kind, pair, plain
from btfast.sim.okx_options import prices
from btfast.sim.okx_rest import Endpoint
from btfast.sim.okx_rows import Row, amounts
from btfast.sim.venue import Market

_TIERS = (("1", 0, 500, "0.004", "0.01", "100"), ("2", 501, 1000, "0.005", "0.02", "50"))
_SOURCES = ("OKX", "Binance", "Coinbase", "Kraken")
_YUAN = 7.16
_BLOCK_EVERY = 10  # one match in so many counts as a block trade
_ANNOUNCED = ("announcements-new-listings", "announcements-delistings", "announcements-api")
_STATES = ("scheduled", "ongoing", "pre_open", "completed", "canceled")


def is_block(trade: Trade) -> bool:
    """Return whether a match counts as a block trade."""
    return trade.number % _BLOCK_EVERY == 0


def block_row(market: Market, trade: Trade) -> Row:
    """Return one leg of a block trade."""
    listing = market.instrument.listing
    return {
        **prices(market),
        "groupId": "",
        "instId": market.symbol,
        "px": listing.price.text(trade.price),
        "side": "sell" if trade.buyer_is_maker else "buy",
        "sz": listing.size.text(trade.size),
        "tradeId": str(trade.number),
        "ts": str(trade.time),
    }


def block_ticker_row(market: Market) -> Row:
    """Return a day's block trades: a tenth of all."""
    listing, day = market.instrument.listing, market.day()
    volumes = {
        "volCcy24h": plain(amounts(listing, day)[0] / 10),
        "vol24h": plain(listing.size.value(day.volume) / 10),
    }
    return {"instType": kind(market), "instId": market.symbol, **volumes, "ts": str(market.clock.now())}


def structure_row(markets: list[Market], now: int) -> Row:
    """Return a block trade of two legs."""
    legs = [
        {
            "instId": market.symbol,
            "side": side,
            "sz": market.instrument.listing.size.text(market.instrument.last.size),
            "px": market.instrument.listing.price.text(market.instrument.last.price),
            "tradeId": str(market.instrument.last.number),
        }
        for market, side in zip(markets, ("buy", "sell"), strict=False)
    ]
    return {"blockTdId": str(now), "groupId": "", "legs": legs, "strategy": "CALL_SPREAD", "cTime": str(now)}


def auction_row(market: Market) -> Row:
    """Return the state of a call auction: it is over."""
    listing, now = market.instrument.listing, market.clock.now()
    return {
        "instId": market.symbol,
        "unmatchedSz": "0",
        "eqPx": listing.price.text(listing.start),
        "matchedSz": listing.size.text(market.instrument.last.size),
        "state": "continuous_trading",
        "auctionEndTime": str(now // DAY * DAY),
        "ts": str(now),
    }


def status_row(now: int) -> Row:
    """Return a maintenance that was completed this day."""
    begin = now // DAY * DAY
    times = {"begin": str(begin), "end": str(begin + 10 * MINUTE)}
    return {
        "title": "Trading account system upgrade",
        "state": "completed",
        **times,
        "preOpenBegin": "",
        "href": "",
        "serviceType": "5",
        "system": "unified",
        "scheDesc": "",
        "maintType": "1",
        "env": "1",
    }


def fund_row(kind_name: str, family: str, now: int) -> Row:
    """Return what is told of a fund that covers losses, when nothing is wrong."""
    told = dict.fromkeys(("maxBal", "maxBalTs", "adlType", "adlBal", "adlRecBal", "decRate", "adlRate"), "")
    names: Row = {"instType": kind_name, "instFamily": family, "state": "normal", "ccy": ""}
    return names | told | {"bal": "280784384.9564", "adlRecRate": "", "ts": str(now)}


def _tiers(query: Query) -> list[Any]:
    product = query.kind()
    if query.text("tdMode") not in ("cross", "isolated"):
        raise error("51000", "Parameter tdMode error", 400)
    if product == SPOT:
        names = [{"uly": "", "instFamily": "", "instId": query.market().symbol}]
    else:
        families = [pair(m.instrument.listing) for m in query.family(product)]
        names = [{"uly": name, "instFamily": name, "instId": ""} for name in dict.fromkeys(families)]
    loans = {"quoteMaxLoan": "500000", "baseMaxLoan": "50"} if product == SPOT else _NO_LOANS
    wanted = query.sent.get("tier")
    return [
        name | loans | _tier(product, *tier)
        for name in names
        for tier in _TIERS
        if wanted in (None, "", tier[0])
    ]


def _tier(product: str, tier: str, low: int, high: int, maintenance: str, initial: str, lever: str) -> Row:
    rates = {"mmr": maintenance, "imr": initial, "maxLever": lever}
    factor = "0" if product == OPTION else ""
    return {"tier": tier, "minSz": str(low), "maxSz": str(high), **rates, "optMgnFactor": factor}


def _insurance(query: Query) -> list[Any]:
    product = query.kind()
    family = "" if product == SPOT else pair(query.family(product)[0].instrument.listing)
    coin = query.text("ccy") if product == SPOT else family.partition("-")[0]
    newest = query.clock.now() // (8 * HOUR) * 8 * HOUR
    empty = dict.fromkeys(("adlType", "maxBal", "maxBalTs", "decRate"), "")
    details = [
        {"type": "liquidation_balance_deposit", "amt": "1343.1308", "balance": "1369179138.7489", "ccy": coin,
         **empty, "ts": str(time)}
        for time in query.page([newest - i * 8 * HOUR for i in range(200)])
    ]  # fmt: skip
    return [
        {
            "total": "1369179138.7489",
            "instFamily": family,
            "instType": query.sent["instType"],
            "details": details,
        }
    ]


def _convert(query: Query) -> list[Any]:
    market, size = query.market(), float(query.text("sz"))
    listing, way = market.instrument.listing, query.sent.get("type") or "1"
    price = float(query.sent.get("px") or market.instrument.mid)
    each = listing.face / (price if listing.is_inverse else 1.0)
    told = f"{size / each:.0f}" if way == "1" else plain(size * each)
    unit = query.sent.get("unit") or "coin"
    return [{"type": way, "instId": market.symbol, "px": plain(price), "sz": told, "unit": unit}]


def _underlyings(query: Query) -> list[Any]:
    product = query.kind()
    if product == SPOT:
        raise error("51000", "Parameter instType error", 400)
    listings = [market.instrument.listing for market in query.products[product].markets.values()]
    return [sorted({pair(listing) for listing in listings})]


def _discounts(query: Query) -> list[Any]:
    wanted = query.sent.get("ccy")
    steps = (("0", "20", "0.98", "0.02", "1"), ("20", "25", "0.9775", "0.0225", "2"))
    details = [
        {"minAmt": low, "maxAmt": high, "discountRate": rate, "liqPenaltyRate": fine, "tier": tier,
         "disCcyEq": "1000"}
        for low, high, rate, fine, tier in steps
    ]  # fmt: skip
    told = {"amt": "0", "discountLv": "1", "minDiscountRate": "0", "collateralRestrict": False, "colRes": "0"}
    return [{"ccy": name, **told, "details": details} for name in _coins(query) if wanted in (None, "", name)]


def _loans(query: Query) -> list[Any]:
    coins = _coins(query)
    quotas = [{"ccy": name, "quota": "500000", "rate": "0.00043728"} for name in coins]
    levels = {
        name: [{"irDiscount": "", "loanQuotaCoef": "6", "level": level}]
        for name, level in (("vip", "VIP1"), ("regular", "Lv1"))
    }
    configured = [{"ccy": name, "rate": "0.00043728"} for name in coins]
    special = [{"ccy": name, "stgyType": "0", "quota": "500000", "level": "VIP1"} for name in coins]
    return [{"basic": quotas, **levels, "configCcyList": configured, "config": special}]


def _premiums(query: Query) -> list[Any]:
    market, newest = query.market(), query.clock.now() // MINUTE * MINUTE
    times = query.page([newest - i * MINUTE for i in range(1440)])
    return [
        {"instId": market.symbol, "premium": plain(0.001 * market.chance(f"premium{time}")), "ts": str(time)}
        for time in times
    ]


def _volume(query: Query) -> list[Any]:
    spot = query.products[SPOT].markets.values()
    dollars = sum(amounts(market.instrument.listing, market.day())[1] for market in spot)
    return [{"volUsd": plain(dollars), "volCny": plain(dollars * _YUAN), "ts": str(query.clock.now())}]


def _components(query: Query) -> dict[str, Any]:
    name = query.text("index")
    price = plain(query.index(name).index())
    part = {"symbol": name.replace("-", "/"), "symPx": price, "wgt": "0.25", "cnvPx": price}
    parts = [{"exch": source, **part} for source in _SOURCES]
    return {"components": parts, "last": price, "index": name, "ts": str(query.clock.now())}


def _status(query: Query) -> list[Any]:
    wanted = query.sent.get("state")
    if wanted and wanted not in _STATES:
        raise error("51000", "Parameter state error", 400)
    row = status_row(query.clock.now())
    return [row] if wanted in (None, "", row["state"]) else []


def _block_trades(query: Query) -> list[Any]:
    market = query.market()
    return [block_row(market, trade) for trade in reversed(market.instrument.trades) if is_block(trade)]


def _structures(query: Query) -> list[Any]:
    return [structure_row(list(query.products[OPTION].markets.values()), query.clock.now())]


def _announcements(query: Query) -> list[Any]:
    wanted, time = query.sent.get("annType"), query.clock.now() // DAY * DAY
    details = [
        {"annType": name, "title": f"About {name.partition('-')[2]}", "url": f"https://www.okx.com/help/{name}",
         "pTime": str(time), "businessPTime": str(time)}
        for name in _ANNOUNCED
        if wanted in (None, "", name)
    ]  # fmt: skip
    return [{"details": details, "totalPage": "1"}]


def _announcement_types(_: Query) -> list[Any]:
    return [
        {"annType": name, "annTypeDesc": name.partition("-")[2].replace("-", " ").capitalize()}
        for name in _ANNOUNCED
    ]


def _needs_login(_: Query) -> list[Any]:
    raise error("50103", 'Request header "OK-ACCESS-KEY" cannot be empty.', 401)


def _coins(query: Query) -> list[str]:
    listings = [market.instrument.listing for market in query.products[SPOT].markets.values()]
    return sorted({listing.base for listing in listings} | {listing.quote for listing in listings})


_NO_LOANS = {"quoteMaxLoan": "", "baseMaxLoan": ""}
_ANSWERS: Mapping[str, tuple[Callable[[Query], Any], int]] = {
    "public/position-tiers": (_tiers, 10),
    "public/insurance-fund": (_insurance, 10),
    "public/convert-contract-coin": (_convert, 10),
    "public/underlying": (_underlyings, 20),
    "public/discount-rate-interest-free-quota": (_discounts, 2),
    "public/interest-rate-loan-quota": (_loans, 2),
    "public/premium-history": (_premiums, 20),
    "public/economic-calendar": (_needs_login, 1),
    "public/block-trades": (_block_trades, 20),
    "rfq/public-trades": (_structures, 5),
    "market/block-ticker": (lambda query: [block_ticker_row(query.market())], 20),
    "market/block-tickers": (lambda query: [block_ticker_row(market) for market in query.markets()], 20),
    "market/call-auction-details": (lambda query: [auction_row(query.market())], 20),
    "market/platform-24-volume": (_volume, 2),
    "market/exchange-rate": (lambda _: [{"usdCny": f"{_YUAN}"}], 1),
    "market/index-components": (_components, 20),
    "system/status": (_status, 1),
    "support/announcements": (_announcements, 5),
    "support/announcement-types": (_announcement_types, 1),
}
PLATFORM_ENDPOINTS = {f"/api/v5/{path}": Endpoint(*answer) for path, answer in _ANSWERS.items()}

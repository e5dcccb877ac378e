"""Rows that OKX sends by REST and by stream alike (www.okx.com/docs-v5, "Public Data", "Market Data")."""

from btfast.sim.bars import MINUTE, Bar
from btfast.sim.listing import Listing
from btfast.sim.listings import OPENED
from btfast.sim.okx import BARS, SPOT, kind, pair, plain
from btfast.sim.venue import FUNDING_EVERY, Market

Row = dict[str, object]


def ticker_row(market: Market) -> Row:
    """Return a ticker."""
    listing, day, last = market.instrument.listing, market.day(), market.instrument.last
    price, size = listing.price.text, listing.size.text
    bid, bid_size, ask, ask_size = market.instrument.top()
    return {
        "instType": kind(market),
        "instId": market.symbol,
        "last": price(last.price),
        "lastSz": size(last.size),
        "askPx": price(ask),
        "askSz": size(ask_size),
        "bidPx": price(bid),
        "bidSz": size(bid_size),
        "open24h": price(day.open),
        "high24h": price(day.high),
        "low24h": price(day.low),
        "volCcy24h": plain(amounts(listing, day)[0]),
        "vol24h": size(day.volume),
        "sodUtc0": _opened(market, "1Dutc"),
        "sodUtc8": _opened(market, "1D"),
        "ts": str(market.clock.now()),
    }


def index_row(market: Market, name: str) -> Row:
    """Return the ticker of an index; `market` is the spot market that stands for it."""
    price, day = market.instrument.listing.price.text, market.day()
    return {
        "instId": name,
        "idxPx": _on_tick(market, market.index()),
        "high24h": price(day.high),
        "low24h": price(day.low),
        "open24h": price(day.open),
        "sodUtc0": _opened(market, "1Dutc"),
        "sodUtc8": _opened(market, "1D"),
        "ts": str(market.clock.now()),
    }


def mark_row(market: Market) -> Row:
    """Return a mark price."""
    return _derived(market) | {"markPx": _on_tick(market, market.mark()), "ts": str(market.clock.now())}


def limit_row(market: Market) -> Row:
    """Return the highest buying and lowest selling price."""
    middle = market.instrument.mid
    bounds = {"buyLmt": _on_tick(market, middle * 1.05), "sellLmt": _on_tick(market, middle * 0.95)}
    return _derived(market) | bounds | {"ts": str(market.clock.now()), "enabled": True}


def interest_row(market: Market) -> Row:
    """Return what is open now, in contracts, coins and dollars."""
    listing, now = market.instrument.listing, market.clock.now()
    lots = market.open_interest(now)
    coins = listing.coins(lots, market.index())
    sizes = {"oi": listing.size.text(lots), "oiCcy": plain(coins), "oiUsd": plain(coins * market.index())}
    return _derived(market) | sizes | {"ts": str(now)}


def funding_row(market: Market) -> Row:
    """Return this and the next funding."""
    upcoming = market.next_funding()
    return _derived(market) | {
        "method": "current_period",
        "formulaType": "withRate",
        "fundingRate": plain(market.funding(upcoming)),
        "nextFundingRate": "",
        "fundingTime": str(upcoming),
        "nextFundingTime": str(upcoming + FUNDING_EVERY),
        "minFundingRate": "-0.00375",
        "maxFundingRate": "0.00375",
        "interestRate": "0.0001",
        "impactValue": "20000",
        "settState": "settled",
        "settFundingRate": plain(market.funding(upcoming - FUNDING_EVERY)),
        "premium": plain(market.funding(upcoming) / 3),
        "ts": str(market.clock.now()),
    }


def candle_row(market: Market, bar: Bar) -> list[str]:
    """Return one bar: time, four prices, three volumes, whether it has closed."""
    listing = market.instrument.listing
    price, size = listing.price.text, listing.size.text
    volumes = [size(bar.volume), *map(plain, amounts(listing, bar))]
    return [
        str(bar.start),
        *map(price, (bar.open, bar.high, bar.low, bar.close)),
        *volumes,
        _confirm(market, bar),
    ]


def amounts(listing: Listing, bar: Bar) -> tuple[float, float]:
    """Return a bar's ``volCcy`` and ``volCcyQuote``: coins (on spot money) and money."""
    contracts = listing.size.value(bar.volume) * listing.face
    if listing.is_inverse:
        return listing.turnover(bar.volume, bar.quote), contracts
    amount = listing.amount(bar.quote)
    return amount if listing.product == SPOT else contracts, amount


def price_candle_row(market: Market, bar: Bar) -> list[str]:
    """Return one bar of a derived price, which has no volume."""
    prices = map(market.instrument.listing.price.text, (bar.open, bar.high, bar.low, bar.close))
    return [str(bar.start), *prices, _confirm(market, bar)]


def instrument_row(market: Market) -> Row:
    """Return an instrument with every documented key."""
    listing = market.instrument.listing
    row = _COMMON | (_spot_terms(listing) if listing.product == SPOT else _contract_terms(listing))
    return row | {
        "instType": kind(market),
        "instId": listing.symbol,
        "ctVal": listing.contract,
        "tickSz": listing.tick,
        "lotSz": listing.lot,
        "minSz": listing.least,
        "instIdCode": listing.number,
    }


_EMPTY = (
    "seriesId", "uly", "instFamily", "baseCcy", "quoteCcy", "settleCcy", "ctMult", "ctValCcy", "optType",
    "stk", "auctionEndTime", "contTdSwTime", "preMktSwTime", "expTime", "ctType", "alias", "maxLmtAmt",
    "maxMktAmt",
)  # fmt: skip
_COMMON: Row = dict.fromkeys(_EMPTY, "") | {
    "groupId": "1",
    "category": "1",
    "listTime": str(OPENED),
    "openType": "call_auction",
    "state": "live",
    "ruleType": "normal",
    "maxLmtSz": "100000000",
    "maxMktSz": "1000000",
    "maxTwapSz": "100000000",
    "maxIcebergSz": "100000000",
    "maxTriggerSz": "100000000",
    "maxStopSz": "1000000",
    "futureSettlement": False,
    "instCategory": "1",
    "upcChg": [],
}


def _spot_terms(listing: Listing) -> Row:
    currencies: Row = {
        "baseCcy": listing.base,
        "quoteCcy": listing.quote,
        "tradeQuoteCcyList": [listing.quote],
    }
    return currencies | {"lever": "10", "maxLmtAmt": "20000000", "maxMktAmt": "1000000"}


def _contract_terms(listing: Listing) -> Row:
    is_option, is_in_coins = bool(listing.right), listing.quote == "USD"
    return {
        "uly": pair(listing),
        "instFamily": pair(listing),
        "settleCcy": listing.base if is_in_coins else listing.quote,
        "lever": "" if is_option else "100",
        "ctMult": listing.multiplier,
        "ctValCcy": "USD" if listing.is_inverse else listing.base,
        "ctType": "" if is_option else "inverse" if listing.is_inverse else "linear",
        "tradeQuoteCcyList": [],
        "optType": listing.right,
        "stk": listing.strike,
        "expTime": str(listing.expiry or ""),
        "alias": listing.term,
    }


def _derived(market: Market) -> Row:
    return {"instType": kind(market), "instId": market.symbol}


def _opened(market: Market, period: str) -> str:
    start = BARS[period].floor(market.clock.now())
    return market.instrument.listing.price.text(market.bars.bar(start, start + MINUTE).open)


def _on_tick(market: Market, value: float) -> str:
    price = market.instrument.listing.price
    return price.text(round(value / price.value(1)))


def _confirm(market: Market, bar: Bar) -> str:
    return "1" if bar.end <= market.clock.now() else "0"

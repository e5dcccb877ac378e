"""OKX options and dated futures: greeks, trades, what ended at what price ("Public Data", "Market Data")."""

from collections.abc import Callable
from typing import Any

from btfast.sim.bars import DAY, HOUR
from btfast.sim.contracts import deliveries
from btfast.sim.engine import Trade
from btfast.sim.listing import day_of
from btfast.sim.listings import OPENED
from btfast.sim.okx import FUTURES, OPTION, Query, error, kind, pair, plain
from btfast.sim.okx_rest import Endpoint
from btfast.sim.okx_rows import Row
from btfast.sim.venue import Market

_SPREAD = 0.01  # of volatility, between bid or ask and mark
_NEWEST_TRADES = 20
_MONTHS = tuple(range(1, 13))


def summary_row(market: Market) -> Row:
    """Return an option's greeks, in coins and (BS) in dollars, and its volatilities."""
    greeks, index, volatility = market.greeks(), market.index(), market.volatility()
    in_coins = {
        "delta": greeks.delta - greeks.price / index,
        "gamma": greeks.gamma * index,
        "vega": greeks.vega / index,
        "theta": greeks.theta / index,
        "deltaBS": greeks.delta,
        "gammaBS": greeks.gamma,
        "vegaBS": greeks.vega,
        "thetaBS": greeks.theta,
        "lever": index / greeks.price if greeks.price else 0.0,
        "markVol": volatility,
        "bidVol": volatility - _SPREAD,
        "askVol": volatility + _SPREAD,
    }
    return {
        "instType": "OPTION",
        "instId": market.symbol,
        "uly": pair(market.instrument.listing),
        **{name: plain(value) for name, value in in_coins.items()},
        "realVol": "0",
        "volLv": plain(volatility),
        "fwdPx": plain(index),
        "ts": str(market.clock.now()),
    }


def option_trade_row(market: Market, trade: Trade) -> Row:
    """Return one match of an option; the side is the taker's."""
    listing = market.instrument.listing
    return {
        **_match(market, trade),
        "instFamily": pair(listing),
        "optType": listing.right,
        **prices(market),
    }


def prices(market: Market) -> Row:
    """Return volatility, forward, index and mark price of an option, empty for the rest where it has none."""
    is_option = bool(market.instrument.listing.right)
    return {
        "fillVol": plain(market.volatility()) if is_option else "",
        "fwdPx": plain(market.index()) if is_option else "",
        "idxPx": plain(market.index()),
        "markPx": plain(market.mark()),
    }


def estimated_row(market: Market) -> Row:
    """Return at what price a contract would end now: the mean of the index."""
    price = plain(market.index())
    return {
        "instType": kind(market),
        "instId": market.symbol,
        "settlePx": price,
        "ts": str(market.clock.now()),
    }


def settle_type(market: Market) -> Row:
    """Return how a contract ends, which only the channel tells."""
    return {"settleType": "exercise" if market.instrument.listing.right else "delivery"}


def _summary(query: Query) -> list[Any]:
    day = query.sent.get("expTime")
    options = query.family(OPTION)
    return [summary_row(m) for m in options if day in (None, "", m.instrument.listing.day)]


def _option_trades(query: Query) -> list[Any]:
    if query.sent.get("instId"):
        markets = [query.market()]
    else:
        right = query.sent.get("optType")
        markets = [m for m in query.family(OPTION) if right in (None, "", m.instrument.listing.right)]
    return [option_trade_row(market, trade) for market, trade in _newest(markets, 100)]


def _family_trades(query: Query) -> list[Any]:
    options, found = query.family(OPTION), []
    for right in "CP":
        markets = [market for market in options if market.instrument.listing.right == right]
        volume = sum(m.instrument.listing.size.value(m.day().volume) for m in markets)
        newest = _newest(markets, _NEWEST_TRADES)
        told = [_match(market, trade) for market, trade in newest]
        found.append({"vol24h": plain(volume), "tradeInfo": told, "optType": right})
    return found


def _tick_bands(query: Query) -> list[Any]:
    if query.kind() != OPTION:
        raise error("51000", "Parameter instType error", 400)
    families = {pair(m.instrument.listing): m.instrument.listing.tick for m in query.markets()}
    return [
        {
            "instType": "OPTION",
            "instFamily": family,
            "tickBand": [{"minPx": "0", "maxPx": "1000", "tickSz": tick}],
        }
        for family, tick in families.items()
    ]


def _estimated(query: Query) -> list[Any]:
    return [estimated_row(_ending(query))]


def _estimated_settlement(query: Query) -> list[Any]:
    market, now = _ending(query), query.clock.now()
    price, upcoming = plain(market.index()), (now // DAY + 1) * DAY + 8 * HOUR
    told = {"nextSettleTime": str(upcoming), "estSettlePx": price, "ts": str(now)}
    return [{"instId": market.symbol, **told}]


def _ended(query: Query) -> list[Any]:
    """Return what ended at every delivery, newest first."""
    product = query.kind()
    if product not in (FUTURES, OPTION):
        raise error("51000", "Parameter instType error", 400)
    market = query.family(product)[0]
    row = _exercised if product == OPTION else _delivered
    times = query.page(deliveries(OPENED, query.clock.now(), _MONTHS))
    return [{"ts": str(time), "details": row(market, time)} for time in times]


def _settled(query: Query) -> list[Any]:
    """Return the daily settlements of a family's futures, newest first."""
    markets, now = query.family(FUTURES), query.clock.now()
    newest = (now - 8 * HOUR) // DAY * DAY + 8 * HOUR
    times = query.page([newest - i * DAY for i in range(90)])
    return [
        {"ts": str(time), "details": [{"instId": m.symbol, "settlePx": _price(m, time)} for m in markets]}
        for time in times
    ]


def _delivered(market: Market, time: int) -> list[Row]:
    name = f"{pair(market.instrument.listing)}-{day_of(time)}"
    return [{"type": "delivery", "insId": name, "px": _price(market, time)}]


def _exercised(market: Market, time: int) -> list[Row]:
    listing = market.instrument.listing
    stem = f"{pair(listing)}-{day_of(time)}-{listing.strike}"
    kinds = {"C": "exercised", "P": "expired_otm"}
    return [
        {"type": what, "insId": f"{stem}-{right}", "px": _price(market, time)}
        for right, what in kinds.items()
    ]


def _price(market: Market, time: int) -> str:
    on = market.underlying or market
    return on.instrument.listing.price.text(on.bars.bar(time - 1000, time).close)


def _ending(query: Query) -> Market:
    market = query.market()
    if not market.instrument.listing.expiry:
        raise error("51001", "Instrument ID, Instrument ID code, or Spread ID doesn't exist.")
    return market


def _newest(markets: list[Market], count: int) -> list[tuple[Market, Trade]]:
    found = [(market, trade) for market in markets for trade in market.instrument.trades]
    return sorted(found, key=lambda pair: -pair[1].time)[:count]


def _match(market: Market, trade: Trade) -> Row:
    listing = market.instrument.listing
    return {
        "instId": market.symbol,
        "side": "sell" if trade.buyer_is_maker else "buy",
        "sz": listing.size.text(trade.size),
        "px": listing.price.text(trade.price),
        "tradeId": str(trade.number),
        "ts": str(trade.time),
    }


def _public(
    path: str, answer: Callable[[Query], list[Any]], limit: int, key: str = ""
) -> dict[str, Endpoint]:
    return {f"/api/v5/public/{path}": Endpoint(answer, limit, key)}


OPTION_ENDPOINTS = {
    "/api/v5/market/option/instrument-family-trades": Endpoint(_family_trades, 20),
    **_public("opt-summary", _summary, 20, "instFamily"),
    **_public("option-trades", _option_trades, 20),
    **_public("instrument-tick-bands", _tick_bands, 5),
    **_public("estimated-price", _estimated, 10, "instId"),
    **_public("estimated-settlement-info", _estimated_settlement, 10, "instId"),
    **_public("delivery-exercise-history", _ended, 40),
    **_public("settlement-history", _settled, 40),
}

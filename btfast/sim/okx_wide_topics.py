"""OKX channels of more than one instrument: of a type, of a family, or of the platform ("WebSocket", channels)."""

import itertools
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from btfast.sim import okx_options as options
from btfast.sim import okx_platform as platform
from btfast.sim import okx_rows as rows
from btfast.sim.engine import Trade
from btfast.sim.flow import beats
from btfast.sim.hub import Topic, dumps
from btfast.sim.okx import FUTURES, KINDS, OPTION, SPOT, SWAP, kind, pair
from btfast.sim.okx_rows import Row
from btfast.sim.okx_spreads import legs_of, ticker_row
from btfast.sim.venue import Market, Product

PUBLIC, BUSINESS = "public", "business"
LOGIN = ("economic-calendar",)
_LIQUIDATION_CHANCE = 0.5

Arg = dict[str, str]
Rows = Callable[[list[Market]], list[Row]]


class Wide(NamedTuple):
    """A channel of several instruments.

    Attributes:
        path: Where it lives.
        products: Whose instruments it can be of.
        rows: What it says in its cadence, and first of all to a newcomer.
        milliseconds: Its cadence; 0 when only newcomers are told.
        match: What it says of a match instead.
        needs: What the subscription must name.
    """

    path: str
    products: tuple[str, ...]
    rows: Rows | None = None
    milliseconds: int = 0
    match: Callable[[Market, Trade], Row | None] | None = None
    needs: tuple[str, ...] = ()


def wide_topic(products: dict[str, Product], name: str, arg: Arg) -> Topic | None:
    """Return the topic of a subscription, or ``None`` when it names too little or what does not exist."""
    wide = _CHANNELS[arg["channel"]]
    if any(not arg.get(key) for key in wide.needs):
        return None
    markets = _markets(products, wide, arg)
    if not markets:
        return None
    return _topic(products, wide, markets, name, arg)


def _topic(products: dict[str, Product], wide: Wide, markets: list[Market], name: str, arg: Arg) -> Topic:
    product, echo = products[markets[0].instrument.listing.product], dumps(arg)
    typed = {"instType": "MARGIN"} if arg.get("instType") == "MARGIN" else {}

    def say(data: list[Row]) -> str | None:
        return f'{{"arg":{echo},"data":{dumps([row | typed for row in data])}}}' if data else None

    def now(_: object = None) -> str | None:
        return say(wide.rows(markets)) if wide.rows else None

    topic = Topic(product.hub, "okx", product.name, name, now, now if wide.rows else None)
    if wide.milliseconds:
        topic.every(markets[0].instrument, beats(product.settings, wide.milliseconds))
    for market in markets if wide.match else ():
        topic.also(market.instrument, "match", _teller(wide, market, say))
    return topic


def _teller(
    wide: Wide, market: Market, say: Callable[[list[Row]], str | None]
) -> Callable[[Any], str | None]:
    def tell(trade: Trade) -> str | None:
        row = wide.match(market, trade) if wide.match else None
        return say([row]) if row is not None else None

    return tell


def _markets(products: dict[str, Product], wide: Wide, arg: Arg) -> list[Market]:
    if arg.get("sprdId"):
        return list(legs_of(products, arg["sprdId"]) or ())
    asked = arg.get("instType", "")
    known = {KINDS.get(asked, "")} if asked and asked != "ANY" else set(wide.products)
    held = itertools.chain.from_iterable(
        products[name].markets.values() for name in wide.products if name in known
    )
    family, inst_id = arg.get("instFamily"), arg.get("instId")
    return [
        market
        for market in held
        if inst_id in (None, market.symbol) and family in (None, pair(market.instrument.listing))
    ]


def _each(row: Callable[[Market], Row]) -> Rows:
    return lambda markets: [row(market) for market in markets]


def _estimated(market: Market) -> Row:
    return options.estimated_row(market) | options.settle_type(market)


def _status(markets: list[Market]) -> list[Row]:
    now = markets[0].clock.now()
    return [platform.status_row(now) | {"ts": str(now)}]


def _funds(markets: list[Market]) -> list[Row]:
    found = {(kind(m), pair(m.instrument.listing)): m.clock.now() for m in markets}
    return [platform.fund_row(*names, now) for names, now in found.items()]


def _structure(markets: list[Market]) -> list[Row]:
    return [platform.structure_row(markets, markets[0].clock.now())]


def _spread(markets: list[Market]) -> list[Row]:
    return [ticker_row(markets)]


def _block(market: Market, trade: Trade) -> Row | None:
    return platform.block_row(market, trade) if platform.is_block(trade) else None


def _liquidation(market: Market, trade: Trade) -> Row | None:
    """Return a liquidation now and then, for which one of the matches serves."""
    if market.chance(f"liquidation{trade.number}") > _LIQUIDATION_CHANCE:
        return None
    listing = market.instrument.listing
    detail = {
        "side": "sell" if trade.buyer_is_maker else "buy",
        "posSide": "long" if trade.buyer_is_maker else "short",
        "bkPx": listing.price.text(trade.price),
        "sz": listing.size.text(trade.size),
        "bkLoss": "0",
        "ccy": "",
        "ts": str(trade.time),
    }
    names = {"instId": market.symbol, "uly": pair(listing), "instFamily": pair(listing)}
    return {"instType": kind(market), **names, "details": [detail]}


_CONTRACTS = (SWAP, FUTURES, OPTION)
_ALL = (SPOT, *_CONTRACTS)
_CHANNELS: Mapping[str, Wide] = {
    "instruments": Wide(PUBLIC, _ALL, _each(rows.instrument_row), needs=("instType",)),
    "status": Wide(PUBLIC, (SPOT,), _status),
    "estimated-price": Wide(PUBLIC, (FUTURES, OPTION), _each(_estimated), 200, needs=("instType",)),
    "opt-summary": Wide(PUBLIC, (OPTION,), _each(options.summary_row), 100, needs=("instFamily",)),
    "option-trades": Wide(PUBLIC, (OPTION,), match=options.option_trade_row, needs=("instType",)),
    "liquidation-orders": Wide(PUBLIC, _ALL, match=_liquidation, needs=("instType",)),
    "adl-warning": Wide(PUBLIC, _CONTRACTS, _funds, 60_000, needs=("instType",)),
    "block-tickers": Wide(BUSINESS, _ALL, _each(platform.block_ticker_row), 1000, needs=("instId",)),
    "public-block-trades": Wide(BUSINESS, _ALL, match=_block, needs=("instId",)),
    "sprd-tickers": Wide(BUSINESS, (SPOT,), _spread, 1000, needs=("sprdId",)),
    "public-struc-block-trades": Wide(BUSINESS, (OPTION,), _structure, 1000),
}
WIDE_PATHS = {name: wide.path for name, wide in _CHANNELS.items()} | dict.fromkeys(LOGIN, BUSINESS)
"""The path of each of these channels."""

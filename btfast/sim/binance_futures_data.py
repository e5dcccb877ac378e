"""Binance ``/futures/data``: statistics of USDⓈ-M and COIN-M, one row per period ("Market Data")."""

from collections.abc import Callable
from typing import Any

from btfast.sim.bars import Period
from btfast.sim.binance import COIN_M, SWAP_INTERVALS, Query, error
from btfast.sim.binance_rest import Endpoint, fixed
from btfast.sim.contracts import deliveries
from btfast.sim.listings import OPENED
from btfast.sim.venue import Market

_PERIODS = ("5m", "15m", "30m", "1h", "2h", "4h", "6h", "12h", "1d")

Row = Callable[[Market, int], dict[str, object]]


def series(row: Row) -> Callable[[Query], Any]:
    """Return an endpoint: one row per period, oldest first; ``contractType`` is told back by COIN-M."""

    def ask(query: Query) -> Any:
        market = _asked(query)
        if query.text("period") not in _PERIODS:
            raise error(-1130, "Data sent for parameter 'period' is not valid.")
        period = SWAP_INTERVALS[query.sent["period"]]
        limit = query.limit(30, 500)
        end = query.integer("endTime")
        last = period.floor(query.product.clock.now() if end is None else end)
        first = max(last - (limit - 1) * period.length, query.integer("startTime") or 0)
        rows = [row(market, time) for time in range(_up(period, first), last + 1, period.length)]
        told = query.sent.get("contractType", market.instrument.listing.term)
        return [own | {"contractType": told} if "contractType" in own else own for own in rows]

    return ask


def delivery_prices(query: Query) -> list[dict[str, object]]:
    """Return at what price quarterly contracts of a pair ended, newest first; these prices are numbers."""
    market = query.of_pair()[0]
    times = deliveries(OPENED, query.product.clock.now())
    return [{"deliveryTime": time, "deliveryPrice": _price(market, time)} for time in times]


def _asked(query: Query) -> Market:
    """Return the market asked for; ``ALL`` contracts of a pair are those of its perpetual."""
    if query.sent.get("contractType") == "ALL":
        return query.of_pair()[0]
    return query.contract()


def _up(period: Period, time: int) -> int:
    opened = period.floor(time)
    return opened if opened == time else period.after(opened)


def _price(market: Market, time: int) -> float:
    return market.instrument.listing.price.value(market.bars.bar(time - 1000, time).close)


def _name(market: Market) -> dict[str, object]:
    listing = market.instrument.listing
    return {"pair": listing.pair} if listing.product == COIN_M else {"symbol": market.symbol}


def _open_interest(market: Market, time: int) -> dict[str, object]:
    listing, lots = market.instrument.listing, market.open_interest(time)
    contracts = listing.size.value(lots)
    if listing.product == COIN_M:
        coins = f"{listing.coins(lots, _price(market, time)):.8f}"
        sums: dict[str, object] = {"contractType": "", "sumOpenInterest": f"{contracts:.4f}"}
        return _name(market) | sums | {"sumOpenInterestValue": coins, "timestamp": time}
    return _name(market) | {
        "sumOpenInterest": f"{contracts:.8f}",
        "sumOpenInterestValue": f"{listing.amount(lots * listing.start):.8f}",
        "CMCCirculatingSupply": "19000000.00000000",
        "timestamp": time,
    }


def _ratio(kind: str, what: str = "Account") -> Row:
    def row(market: Market, time: int) -> dict[str, object]:
        longs = round(0.4 + 0.2 * market.chance(f"{kind}{time}"), 4)
        return _name(market) | {
            "longShortRatio": f"{longs / (1 - longs):.4f}",
            f"long{what}": f"{longs:.4f}",
            f"short{what}": f"{1 - longs:.4f}",
            "timestamp": time,
        }

    return row


def _takers(market: Market, time: int) -> tuple[float, float]:
    return 100 + 50 * market.chance(f"buys{time}"), 100 + 50 * market.chance(f"sells{time}")


def _taker_ratio(market: Market, time: int) -> dict[str, object]:
    buys, sells = _takers(market, time)
    volumes: dict[str, object] = {"buyVol": f"{buys:.4f}", "sellVol": f"{sells:.4f}"}
    return {"buySellRatio": f"{buys / sells:.4f}", **volumes, "timestamp": time}


def _taker_volume(market: Market, time: int) -> dict[str, object]:
    buys, sells = _takers(market, time)
    each = market.instrument.listing.face / _price(market, time)
    return _name(market) | {
        "contractType": "",
        "takerBuyVol": f"{buys:.0f}",
        "takerSellVol": f"{sells:.0f}",
        "takerBuyVolValue": f"{buys * each:.4f}",
        "takerSellVolValue": f"{sells * each:.4f}",
        "timestamp": time,
    }


def _basis(market: Market, time: int) -> dict[str, object]:
    listing, price = market.instrument.listing, _price(market, time)
    share = market.carry() if listing.expiry else market.funding(time) / 3
    yearly = share / market.years() if listing.expiry else None
    return {
        "indexPrice": f"{price:.8f}",
        "contractType": listing.term,
        "basisRate": f"{share:.4f}",
        "futuresPrice": f"{price * (1 + share):.8f}",
        "annualizedBasisRate": "" if yearly is None else f"{yearly:.4f}",
        "basis": f"{price * share:.8f}",
        "pair": listing.pair,
        "timestamp": time,
    }


_RANGE = ("period", "limit", "startTime", "endTime")
_PAIR = ("pair", "contractType", *_RANGE)
_ACCOUNTS = ("globalLongShortAccountRatio", "topLongShortAccountRatio")
_POSITIONS = "topLongShortPositionRatio"


def _rows(params: tuple[str, ...], weight: int, rows: dict[str, Row]) -> dict[str, Endpoint]:
    return {
        f"/futures/data/{name}": Endpoint(series(row), params, fixed(weight), "data")
        for name, row in rows.items()
    }


_SHARED = {"openInterestHist": _open_interest, **{name: _ratio(name) for name in _ACCOUNTS}}
SWAP_DATA = (
    _rows(
        ("symbol", *_RANGE),
        0,
        _SHARED | {_POSITIONS: _ratio(_POSITIONS), "takerlongshortRatio": _taker_ratio},
    )
    | _rows(_PAIR, 0, {"basis": _basis})
    | {"/futures/data/delivery-price": Endpoint(delivery_prices, ("pair",), fixed(0), "data")}
)
COIN_M_DATA = _rows(
    _PAIR,
    1,
    _SHARED | {_POSITIONS: _ratio(_POSITIONS, "Position"), "takerBuySellVol": _taker_volume, "basis": _basis},
)

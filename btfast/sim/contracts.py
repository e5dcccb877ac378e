"""The local venue's contracts beside the linear perpetuals: inverse, dated, and options."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from typing import Any, NamedTuple

from btfast.sim.listing import Listing, Scale, day_of
from btfast.sim.options import VOLATILITY, greeks

_FRIDAY = 4
QUARTERS = (3, 6, 9, 12)
_SOONEST, _SOONEST_OPTION = 3, 28  # days from now to the first expiry
_STRIKES = (0.9, 1.0, 1.1)
_CARRY = 0.05
_YEAR_MS = 365 * 86_400_000


class Coin(NamedTuple):
    """What contracts on one coin look like.

    Attributes:
        price: Where its books start.
        tick: Price step of its futures.
        lot: Size step of its linear futures on Binance.
        contract: Coins in a linear contract of OKX.
        face: Dollars in an inverse contract.
        multiplier: Coins in an option contract of OKX.
        is_dated: Whether it has dated futures and options.
    """

    price: str
    tick: str
    lot: str
    contract: str
    face: str = "10"
    multiplier: str = "0.1"
    is_dated: bool = False


_COINS = {
    "BTC": Coin("60000", "0.1", "0.001", "0.01", "100", "0.01", True),
    "ETH": Coin("2500", "0.01", "0.001", "0.1", is_dated=True),
    "BNB": Coin("600", "0.01", "0.01", "0.01"),
    "SOL": Coin("150", "0.01", "0.01", "1"),
}


def contracts(bases: list[str], number: int, now: int) -> list[Listing]:
    """Return every contract on `bases`, numbered from `number`; `now` in ms says which dates there are."""
    coins = [(base, _COINS[base]) for base in bases if base in _COINS]
    dated = [(base, coin) for base, coin in coins if coin.is_dated]
    found = [_inverse(venue, base, coin) for venue in ("binance", "okx") for base, coin in coins]
    for base, coin in dated:
        for rank, expiry in enumerate(expiries(now, QUARTERS, _SOONEST)):
            found += _dated(base, coin, rank, expiry, now)
        for expiry in expiries(now, tuple(range(1, 13)), _SOONEST_OPTION):
            found += _options(base, coin, expiry, now)
    return [Listing(**fields, number=number + i) for i, fields in enumerate(found)]


def expiries(now: int, months: tuple[int, ...], soonest: int) -> list[int]:
    """Return the first two deliveries, ms: the last Fridays of `months`, 08:00 UTC, `soonest` days from now."""
    first = datetime.fromtimestamp(now / 1000, UTC) + timedelta(days=soonest)
    found = (_milliseconds(friday) for friday in _last_fridays(first) if friday.month in months)
    return [next(found), next(found)]


def deliveries(start: int, now: int, months: tuple[int, ...] = QUARTERS) -> list[int]:
    """Return the deliveries from `start` to `now`, ms, newest first."""
    fridays = _last_fridays(datetime.fromtimestamp(start / 1000, UTC))
    past = takewhile(lambda friday: _milliseconds(friday) <= now, fridays)
    return [_milliseconds(friday) for friday in past if friday.month in months][::-1]


def _last_fridays(first: datetime) -> Iterator[datetime]:
    serial = first.year * 12 + first.month - 1
    while True:
        serial += 1
        end = datetime(serial // 12, serial % 12 + 1, 1, 8, tzinfo=UTC) - timedelta(days=1)
        friday = end - timedelta(days=(end.weekday() - _FRIDAY) % 7)
        if friday >= first:
            yield friday


def _inverse(venue: str, base: str, coin: Coin) -> dict[str, Any]:
    if venue == "okx":
        symbol = {"symbol": f"{base}-USD-SWAP", "product": "swap", "pair": f"{base}-USD"}
    else:
        symbol = {"symbol": f"{base}USD_PERP", "product": "coin_m", "pair": f"{base}USD", "term": "PERPETUAL"}
    price = Scale(coin.tick, None if venue == "okx" else _places(coin.tick))
    return {
        "venue": venue, "base": base, "quote": "USD", **symbol,
        **_lots("1", 0), "contract": coin.face, "is_inverse": True,
        "tick": coin.tick, "price": price, "start": price.steps(coin.price),
    }  # fmt: skip


def _dated(base: str, coin: Coin, rank: int, expiry: int, now: int) -> list[dict[str, Any]]:
    day = day_of(expiry)
    above = 1 + _CARRY * (expiry - now) / _YEAR_MS
    terms = {"term": ("CURRENT_QUARTER", "NEXT_QUARTER")[rank]}
    aliases = {"term": ("quarter", "next_quarter")[rank]}
    linear = {
        "symbol": f"{base}USDT_{day}",
        "product": "swap",
        "quote": "USDT",
        "pair": f"{base}USDT",
        **terms,
    }
    family = {"symbol": f"{base}-USDT-{day}", "product": "futures", "quote": "USDT", "pair": f"{base}-USDT"}
    okx = _inverse("okx", base, coin) | {"symbol": f"{base}-USD-{day}", "product": "futures", **aliases}
    kinds = [
        _inverse("binance", base, coin) | {"symbol": f"{base}USD_{day}", **terms},
        _linear("binance", coin) | _lots(coin.lot, _places(coin.lot)) | linear,
        okx,
        _linear("okx", coin) | _lots("0.01", None) | {"contract": coin.contract, **family, **aliases},
    ]
    return [kind | {"base": base, "expiry": expiry, "start": round(kind["start"] * above)} for kind in kinds]


def _linear(venue: str, coin: Coin) -> dict[str, Any]:
    price = Scale(coin.tick, None if venue == "okx" else _places(coin.tick))
    return {
        "venue": venue,
        "contract": "",
        "tick": coin.tick,
        "price": price,
        "start": price.steps(coin.price),
    }


def _options(base: str, coin: Coin, expiry: int, now: int) -> list[dict[str, Any]]:
    spot, years = float(coin.price), (expiry - now) / _YEAR_MS
    found = []
    for share in _STRIKES:
        strike = f"{spot * share:.0f}"
        for right in "CP":
            value = greeks(spot, float(strike), years, VOLATILITY, right == "C").price
            common = {"base": base, "product": "option", "expiry": expiry, "strike": strike, "right": right}
            found += [common | kind for kind in _option_kinds(base, coin, value, spot)]
    end = day_of(expiry)
    return [kind | {"symbol": f"{kind['symbol']}-{end}-{kind['strike']}-{kind['right']}"} for kind in found]


def _option_kinds(base: str, coin: Coin, value: float, spot: float) -> list[dict[str, Any]]:
    cents, basis_points = Scale("0.01", 3), Scale("0.0001")
    return [
        {
            "venue": "binance", "quote": "USDT", "symbol": base, "pair": f"{base}USDT", "contract": "1",
            **_lots("0.01", 4), "tick": "0.01", "price": cents, "start": cents.steps(value),
        },
        {
            "venue": "okx", "quote": "USD", "symbol": f"{base}-USD", "pair": f"{base}-USD", "contract": "1",
            "multiplier": coin.multiplier, **_lots("1", None), "tick": "0.0001", "price": basis_points,
            "start": basis_points.steps(value / spot),
        },
    ]  # fmt: skip


def _lots(step: str, decimals: int | None) -> dict[str, Any]:
    return {"lot": step, "least": step, "size": Scale(step, decimals)}


def _milliseconds(time: datetime) -> int:
    return int(time.timestamp() * 1000)


def _places(step: str) -> int:
    return len(step.partition(".")[2])

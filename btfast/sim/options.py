"""What an option is worth and how that changes (Black and Scholes 1973, without interest)."""

import math
from typing import NamedTuple

VOLATILITY = 0.6
_DAYS = 365


class Greeks(NamedTuple):
    """Value of one option and its changes: per unit of price, per squared unit, per day, per 1 % of volatility."""

    price: float
    delta: float
    gamma: float
    theta: float
    vega: float


def greeks(spot: float, strike: float, years: float, volatility: float, is_call: bool) -> Greeks:
    """Return value and sensitivities of an option `years` before its end; all but the value are 0 at the end."""
    inner = max(0.0, spot - strike if is_call else strike - spot)
    spread = volatility * math.sqrt(years)
    if not spread:
        return Greeks(inner, 0.0, 0.0, 0.0, 0.0)
    far = math.log(spot / strike) / spread + spread / 2
    near = far - spread
    call = spot * _below(far) - strike * _below(near)
    bell = math.exp(-far * far / 2) / math.sqrt(math.tau)
    return Greeks(
        price=call if is_call else call - spot + strike,
        delta=_below(far) - (0 if is_call else 1),
        gamma=bell / (spot * spread),
        theta=-spot * bell * volatility / (2 * math.sqrt(years)) / _DAYS,
        vega=spot * bell * math.sqrt(years) / 100,
    )


def _below(value: float) -> float:
    return (1 + math.erf(value / math.sqrt(2))) / 2

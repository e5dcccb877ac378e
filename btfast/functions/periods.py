"""Periods: how long a bar lasts, by our name for it (``1m``, ``4h``, ``1dutc``, ``1M``)."""

import re

from btfast.exceptions import NotSupportedError

_DAY = 86_400_000
_UNITS = {  # ms of the shortest and the longest
    "s": (1_000, 1_000),
    "m": (60_000, 60_000),
    "h": (3_600_000, 3_600_000),
    "d": (_DAY, _DAY),
    "w": (7 * _DAY, 7 * _DAY),
    "M": (28 * _DAY, 31 * _DAY),
}


def period_bounds(period: str) -> tuple[int, int]:
    """Return the least and the greatest length of a bar, in ms; they differ for months.

    Raises:
        NotSupportedError: It is no period.
    """
    found = re.fullmatch(r"(\d+)([smhdwM])(utc)?", period)
    if found is None:
        raise NotSupportedError(f"{period!r} is no period: it is a number and one of {', '.join(_UNITS)}")
    least, greatest = _UNITS[found[2]]
    return int(found[1]) * least, int(found[1]) * greatest

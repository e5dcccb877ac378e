"""Reading decoded messages by key, and two comparisons that would otherwise be written everywhere."""

import math
from collections.abc import Mapping
from typing import Any, TypeVar

from btfast.exceptions import DataParseError

Default = TypeVar("Default")

_TRUE = (True, 1, "true", "1")
_FALSE = (False, 0, "false", "0")


def from_dict_get_float(
    data: Mapping[str, Any], key: str, default: Default | None = None
) -> float | Default | None:
    """Return the number at `key`, or `default` where it is absent, None or "".

    Raises:
        DataParseError: What stands there is not a finite number.
    """
    value = data.get(key)
    if value is None or value == "":
        return default
    try:
        number = float(value)
    except (TypeError, ValueError) as error:
        raise DataParseError(f"{key!r} must be a number, not {value!r}") from error
    if not math.isfinite(number):
        raise DataParseError(f"{key!r} must be a finite number, not {value!r}")
    return number


def from_dict_get_int(
    data: Mapping[str, Any], key: str, default: Default | None = None
) -> int | Default | None:
    """Return the whole number at `key`, or `default` where it is absent, None or "".

    Raises:
        DataParseError: What stands there is not a whole number.
    """
    value = data.get(key)
    if value is None or value == "":
        return default
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError) as error:
        raise DataParseError(f"{key!r} must be a whole number, not {value!r}") from error
    if isinstance(value, float) and number != value:
        raise DataParseError(f"{key!r} must be a whole number, not {value!r}")
    return number


def from_dict_get_string(
    data: Mapping[str, Any], key: str, default: Default | None = None
) -> str | Default | None:
    """Return what stands at `key` as text, or `default` where it is absent, None or ""."""
    value = data.get(key)
    return default if value is None or value == "" else str(value)


def from_dict_get_bool(
    data: Mapping[str, Any], key: str, default: Default | None = None
) -> bool | Default | None:
    """Return the truth at `key` (true, "true", 1, "1", and the opposites), or `default` where there is none.

    Raises:
        DataParseError: What stands there is neither.
    """
    value = data.get(key)
    if value is None or value == "":
        return default
    word = value.lower() if isinstance(value, str) else value
    if word not in _TRUE + _FALSE:
        raise DataParseError(f"{key!r} must be true or false, not {value!r}")
    return word in _TRUE


def update_extra_data(extra_data: Mapping[str, Any] | None, **more: Any) -> dict[str, Any]:
    """Return `extra_data` with `more` on top, as a new dict."""
    return {**(extra_data or {}), **more}


def same_asset_type(one: str | None, other: str | None) -> bool:
    """Return whether two asset types are the same, as "spot" and "SPOT" are."""
    return (one or "").casefold() == (other or "").casefold()

"""Columns of many records: numpy arrays and pandas frames of trades, tickers, bars, funding rates, …"""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from btfast.exceptions import ConfigurationError

LEVELS = ("bid_price", "bid_volume", "ask_price", "ask_volume")
SECONDS = "local_update_time"  # the only time that is not in ms


def to_numpy(records: Iterable[Any]) -> NDArray[Any]:
    """Return containers or events of one kind as a structured array, a field for each of their columns.

    Args:
        records: Such as the `data` of an answer; anything whose items have ``get_all_data``.

    Returns:
        Shape (n,). Numbers are float64, nan where a record lacks them; counts and flags that no record lacks are int64
        and bool; the rest are Python objects. Times are in ms.
    """
    rows = [record.get_all_data() for record in records]
    return structured({name: _column([row[name] for row in rows]) for name in (rows[0] if rows else ())})


def to_frame(records: Iterable[Any]) -> Any:
    """Return containers or events of one kind as a pandas frame; times are datetimes in UTC. See `to_numpy`."""
    return frame_of(to_numpy(records))


def structured(columns: Mapping[str, NDArray[Any]]) -> NDArray[Any]:
    """Return columns of one length as a structured array."""
    length = len(next(iter(columns.values()), ()))
    array = np.empty(length, [(name, column.dtype) for name, column in columns.items()])
    for name, column in columns.items():
        array[name] = column
    return array


def frame_of(array: NDArray[Any]) -> Any:
    """Return a structured array as a pandas frame, its times as datetimes in UTC."""
    pd = pandas()
    columns = {name: array[name] for name in array.dtype.names or ()}
    for name, column in columns.items():
        if name.endswith("_time") and column.dtype == np.float64:
            columns[name] = pd.to_datetime(column, unit="s" if name == SECONDS else "ms", utc=True)
    return pd.DataFrame(columns)


def frame_of_levels(levels: NDArray[np.float64]) -> Any:
    """Return levels side by side, shape (n, 4), as a pandas frame: a row a level, best first."""
    return pandas().DataFrame(levels, columns=list(LEVELS))


def pandas() -> Any:
    """Return the package pandas; ConfigurationError where it is not installed."""
    try:
        import pandas
    except ModuleNotFoundError as error:
        raise ConfigurationError("frames need pandas: pip install 'btfast[frame]'") from error
    return pandas


def _column(values: list[Any]) -> NDArray[Any]:
    kinds = {type(value) for value in values}
    if kinds in ({int}, {bool}):
        return np.array(values)
    if kinds <= {float, int, type(None)} and kinds != {type(None)}:
        return np.array([np.nan if value is None else value for value in values], np.float64)
    column = np.empty(len(values), object)
    column[:] = values
    return column

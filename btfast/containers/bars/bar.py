"""Bars: one kline, and the sequence of klines that an answer holds."""

import re
import time
from collections.abc import Sequence
from itertools import islice
from typing import Any, Self, overload

import numpy as np
from numpy.typing import NDArray

from btfast._core.normalize import read_columns
from btfast._core.record import Field, Record, Wire
from btfast.events import Bar
from btfast.records import frame_of, structured

Floats = NDArray[np.float64]

ROW = re.compile(rb"\[[^][]*\]")  # cells are numbers, so no bracket stands inside


class BarData(Record):
    """One kline: times in ms since the epoch, volume in base units (or contracts), amount in quote units."""

    event = "BarEvent"
    event_class = Bar
    row_width = 0  # cells of a row, where bars come as rows

    bar_symbol_name = Field(str)  # the exchange's own spelling
    server_time = Field(float)
    open_time = Field(float)
    close_time = Field(float)
    open_price = Field(float)
    high_price = Field(float)
    low_price = Field(float)
    close_price = Field(float)
    volume = Field(float)
    amount = Field(float)
    quote_asset_volume = Field(float)
    base_asset_volume = Field(float)
    num_trades = Field(int)
    taker_buy_base_asset_volume = Field(float)
    taker_buy_quote_asset_volume = Field(float)

    @property
    def bar_info(self) -> Any:
        """The message as it was given."""
        return self.data

    @property
    def bar_data(self) -> Any:
        """The message as Python objects."""
        return self.decoded()

    @property
    def bar_status(self) -> bool | None:
        """Whether the bar is closed; where the message does not tell, by its close time and our clock."""
        if self.close_time is None:
            return None
        return self.close_time < self.local_update_time * 1000

    def get_all_data(self) -> dict[str, Any]:
        """Return every field by name."""
        return super().get_all_data() | {"bar_status": self.bar_status}

    def get_bar_symbol_name(self) -> str | None:
        """Return the exchange's own spelling of the symbol."""
        return self.bar_symbol_name

    def get_server_time(self) -> float | None:
        """Return the exchange's time of the message, in ms."""
        return self.server_time

    def get_open_time(self) -> float | None:
        """Return when the bar begins, in ms."""
        return self.open_time

    def get_close_time(self) -> float | None:
        """Return when the bar ends, in ms."""
        return self.close_time

    def get_open_price(self) -> float | None:
        """Return the price of the first trade."""
        return self.open_price

    def get_high_price(self) -> float | None:
        """Return the highest price."""
        return self.high_price

    def get_low_price(self) -> float | None:
        """Return the lowest price."""
        return self.low_price

    def get_close_price(self) -> float | None:
        """Return the price of the last trade so far."""
        return self.close_price

    def get_volume(self) -> float | None:
        """Return the volume, in base units or contracts."""
        return self.volume

    def get_amount(self) -> float | None:
        """Return the turnover, in quote units."""
        return self.amount

    def get_quote_asset_volume(self) -> float | None:
        """Return the turnover, in quote units."""
        return self.quote_asset_volume

    def get_base_asset_volume(self) -> float | None:
        """Return the volume, in base units."""
        return self.base_asset_volume

    def get_num_trades(self) -> int | None:
        """Return the number of trades."""
        return self.num_trades

    def get_taker_buy_base_asset_volume(self) -> float | None:
        """Return what takers bought, in base units."""
        return self.taker_buy_base_asset_volume

    def get_taker_buy_quote_asset_volume(self) -> float | None:
        """Return what takers bought, in quote units."""
        return self.taker_buy_quote_asset_volume

    def get_bar_status(self) -> bool | None:
        """Return whether the bar is closed."""
        return self.bar_status


class Column:
    """One column of a bar sequence, named as the field of its bars."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, bars: "BarSequence", owner: type) -> Floats:
        return bars.column(self.name)


class BarSequence(Sequence[BarData]):
    """The klines of one answer, oldest first: columns of numbers, and a container for each row on demand.

    Every column is float64, shape (n,), read-only; NaN where the rows have no such cell. Times are in ms.

    Args:
        container: The class of the bars; its wire table names the columns.
        array: float64, shape (cells of a row, n), in the order of the answer.
        text: The answer.
        start: Where its list of rows begins.
        symbol_name: Our spelling of the symbol.
        asset_type: ``"SPOT"``, ``"SWAP"``, …
    """

    open_time = Column()
    close_time = Column()
    open_price = Column()
    high_price = Column()
    low_price = Column()
    close_price = Column()
    volume = Column()
    amount = Column()
    quote_asset_volume = Column()
    base_asset_volume = Column()
    num_trades = Column()
    taker_buy_base_asset_volume = Column()
    taker_buy_quote_asset_volume = Column()

    def __init__(
        self,
        container: type[BarData],
        array: Floats,
        text: bytes,
        start: int,
        symbol_name: str | None = None,
        asset_type: str | None = None,
    ) -> None:
        self.container = container
        self.symbol_name = symbol_name
        self.asset_type = asset_type
        self.local_update_time = time.time()  # s
        self._text = text
        self._start = start
        self._spans: list[tuple[int, int]] = []
        self._places = _places(container)
        times = array[self._places["open_time"]]
        self._newest_first = len(times) > 1 and bool(times[0] > times[-1])
        self._array: Floats = np.ascontiguousarray(array[:, ::-1]) if self._newest_first else array
        self._array.flags.writeable = False

    @classmethod
    def width(cls, container: type[BarData]) -> int:
        """Return how many cells a row of these bars has."""
        return container.row_width

    @classmethod
    def of_rows(
        cls,
        container: type[BarData],
        rows: list[bytes],
        symbol_name: str | None = None,
        asset_type: str | None = None,
    ) -> Self:
        """Return the sequence of rows that came in several answers, in the order of their times."""
        text = b"[" + b",".join(rows) + b"]"
        array = read_columns(text, cls.width(container))
        return cls(container, array, text, 0, symbol_name, asset_type)

    @property
    def rows(self) -> list[bytes]:
        """The rows as they came, oldest first."""
        return [self._text[start:end] for start, end in self._find_rows()]

    @property
    def columns(self) -> dict[str, Floats]:
        """The columns that the rows have, by name; each float64, shape (n,)."""
        return {name: self._array[place] for name, place in self._places.items()}

    @property
    def bar_status(self) -> NDArray[np.bool_]:
        """Whether each bar is closed, shape (n,); where the rows do not tell, by close time and our clock."""
        if "bar_status" in self._places:
            return np.equal(self.column("bar_status"), 1)
        return np.less(self.close_time, self.local_update_time * 1000)

    def column(self, name: str) -> Floats:
        """Return a column by the name of its field: float64, shape (n,); NaN where rows have no such cell."""
        if name in self._places:
            column: Floats = self._array[self._places[name]]
            return column
        return np.full(len(self), np.nan)

    def to_numpy(self) -> NDArray[Any]:
        """Return the columns as a structured array, shape (n,): float64 fields named as the bars' fields."""
        return structured(self.columns)

    def to_frame(self) -> Any:
        """Return the columns as a pandas frame, a row a bar; times are datetimes in UTC."""
        return frame_of(self.to_numpy())

    def __len__(self) -> int:
        return int(self._array.shape[1])

    @overload
    def __getitem__(self, index: int) -> BarData: ...
    @overload
    def __getitem__(self, index: slice) -> list[BarData]: ...
    def __getitem__(self, index: int | slice) -> BarData | list[BarData]:
        """Return the bar at a position, or the list of those in a slice."""
        if isinstance(index, slice):
            return [self._bar(place) for place in range(len(self))[index]]
        return self._bar(range(len(self))[index])

    def __repr__(self) -> str:
        return f"<BarSequence of {len(self)} {self.container.__name__} {self.symbol_name} {self.asset_type}>"

    def _bar(self, place: int) -> BarData:
        start, end = self._find_rows()[place]
        return self.container(self._text[start:end], self.symbol_name, self.asset_type)

    def _find_rows(self) -> list[tuple[int, int]]:
        if not self._spans:
            rows = islice(ROW.finditer(self._text, self._start + 1), len(self))
            self._spans = [row.span() for row in rows]
            if self._newest_first:
                self._spans.reverse()
        return self._spans


def _places(container: type[BarData]) -> dict[str, int]:
    wire = container.wire
    if not isinstance(wire, Wire):
        raise TypeError(f"{container.__name__} has no wire table")
    return {name: place for name, place in wire.names.items() if isinstance(place, int)}

from typing import Self, overload

import numpy as np
from numpy.typing import NDArray
from typing_extensions import disjoint_base

from btfast._core.record import Field, Record

_Levels = NDArray[np.float64]

def read_levels(message: bytes | str | bytearray | memoryview) -> _Levels: ...

class LevelsField(Field[_Levels]):
    def __init__(self, side: int) -> None: ...
    @overload
    def __get__(self, record: None, owner: type | None = None, /) -> Self: ...
    @overload
    def __get__(self, record: Record, owner: type | None = None, /) -> _Levels | None: ...

@disjoint_base
class OrderBookRecord(Record):
    bids: LevelsField
    asks: LevelsField
    @property
    def best_bid(self) -> float: ...
    @property
    def best_ask(self) -> float: ...
    def level_column(self, side: int, column: int) -> list[float] | None: ...

from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from btfast._core.book import BookReads

_Floats = NDArray[np.float64]

@final
class Sampler:
    @property
    def lines(self) -> int: ...
    def __init__(self, book: BookReads, live: Any, told_by: bytes, depth: int, every_ns: int = 0) -> None: ...
    def take(self, block: bytes, start: int = 0) -> int: ...
    def feed_frame(self, recv_ns: int, frame: bytes | str) -> None: ...
    def finish(self) -> tuple[NDArray[np.int64], _Floats, _Floats, NDArray[np.int8], _Floats]: ...

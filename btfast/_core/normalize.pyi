from typing import Any

import numpy as np
from numpy.typing import NDArray
from typing_extensions import disjoint_base

@disjoint_base
class Normalizer:
    @property
    def container(self) -> type[Any]: ...
    @property
    def columns(self) -> type[Any] | None: ...
    @property
    def eager(self) -> bool: ...
    @property
    def envelope(self) -> str | None: ...
    def __init__(
        self,
        container: type[Any],
        envelope: str | None = None,
        columns: type[Any] | None = None,
        eager: bool = True,
    ) -> None: ...
    def __call__(self, input_data: Any, extra_data: dict[str, Any] | None = None) -> tuple[Any, bool]: ...

def read_columns(message: bytes | str, width: int) -> NDArray[np.float64]: ...

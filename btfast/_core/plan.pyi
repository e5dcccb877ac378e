from re import Pattern
from typing import final

from typing_extensions import disjoint_base

SELECT: Pattern[str]

@disjoint_base
class Draft: ...

@final
class NodeBox:
    def __new__(cls, actions: int, positions: int) -> NodeBox: ...

@disjoint_base
class Plan:
    def __init__(self, entries: list[tuple[str | int, int, int]], envelope: tuple[str, ...] = ()) -> None: ...
    @property
    def has_levels(self) -> bool: ...

@disjoint_base
class Texts: ...

from collections.abc import Mapping
from typing import Any, ClassVar

from typing_extensions import disjoint_base

@disjoint_base
class SequenceRule:
    KNOWN: ClassVar[frozenset[str]]
    @property
    def table(self) -> dict[str, Any]: ...
    @property
    def bootstrap(self) -> str: ...
    def __init__(self, table: Mapping[str, Any]) -> None: ...

from collections.abc import Mapping
from typing import Any, ClassVar

class SequenceRule:
    KNOWN: ClassVar[frozenset[str]]
    table: dict[str, Any]
    bootstrap: str
    def __init__(self, table: Mapping[str, Any]) -> None: ...

"""Keywords: what a user gave for one key, which never shows its secrets."""

from typing import Any

OPEN = ("testnet", "venue", "topics", "queue_size", "queue_policy", "asset_type", "timeout")


class Keywords(dict[str, Any]):
    """A dict whose text shows only the values that can be no secret."""

    def __repr__(self) -> str:
        shown = ", ".join(f"{name!r}: {self[name] if name in OPEN else '…'!r}" for name in self)
        return f"{{{shown}}}"

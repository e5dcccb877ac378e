"""One request, ready to be sent, its query percent-encoded as it goes out."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple
from urllib.parse import quote

from btfast.feeds.answers import ExtraData

Params = Mapping[str, Any]


class Call(NamedTuple):
    """One request."""

    path: str  # "METHOD /path"
    params: Params
    headers: dict[str, str]
    body: str | bytes | None
    timeout: float | None  # s; None takes the transport's
    extra_data: ExtraData

    @property
    def method(self) -> str:
        """The HTTP method."""
        return self.path.partition(" ")[0]

    @property
    def target(self) -> str:
        """Path and query."""
        target = self.path.partition(" ")[2]
        return f"{target}?{encode_query(self.params)}" if self.params else target

    @property
    def described(self) -> ExtraData:
        """What an answer says of its request: all but the function, which may hold on to a feed."""
        return {name: value for name, value in self.extra_data.items() if name != "normalize_function"}


def encode_query(params: Params) -> str:
    """Return ``name=value&…`` in the order given, without a question mark.

    Numbers are written in fixed notation, truths as true and false, lists as JSON arrays.
    """
    return "&".join(
        f"{quote(name, safe='')}={quote(_text(value), safe='')}" for name, value in params.items()
    )


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float | Decimal):
        return format(Decimal(str(value)), "f")
    if isinstance(value, list | tuple):
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    return str(value)

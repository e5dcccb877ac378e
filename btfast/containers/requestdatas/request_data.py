"""RequestData: the answer to one request."""

from collections.abc import Mapping
from typing import Any

import orjson


class RequestData:
    """The answer of a feed call, complete when it is made.

    Attributes:
        data: The containers (or decoded JSON) made of the answer; ``[]`` for an error.
        extra_data: The request: ``exchange_name``, ``symbol_name``, ``asset_type``, ``request_type``.
        status: Whether the venue did what it was asked.
        error: The venue's error, or None.
        body: The answer's bytes, as they came.
        headers: The answer's headers.
        http_status: The answer's HTTP status, or None.
    """

    __slots__ = ("body", "data", "error", "extra_data", "headers", "http_status", "status")

    def __init__(
        self,
        data: Any,
        extra_data: Mapping[str, Any] | None = None,
        *,
        status: bool = True,
        error: Exception | None = None,
        input_data: bytes = b"",
        headers: Mapping[str, str] | None = None,
        http_status: int | None = None,
    ) -> None:
        self.data = data
        self.extra_data = dict(extra_data or {})
        self.status = status
        self.error = error
        self.body = input_data
        self.headers = dict(headers or {})
        self.http_status = http_status

    def init_data(self) -> "RequestData":
        """Return self: the answer is read already."""
        return self

    def get_event(self) -> str:
        """Return ``"RequestEvent"``."""
        return "RequestEvent"

    def get_data(self) -> Any:
        """Return the containers made of the answer."""
        return self.data

    def get_status(self) -> bool:
        """Return whether the venue did what it was asked."""
        return self.status

    def get_error(self) -> Exception | None:
        """Return the venue's error, or None."""
        return self.error

    def get_input_data(self) -> Any:
        """Return the answer as Python objects; as text where it is not JSON; None where it is empty."""
        if not self.body:
            return None
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError:
            return self.body.decode(errors="replace")

    def get_extra_data(self) -> dict[str, Any]:
        """Return what the request was."""
        return self.extra_data

    def get_request_type(self) -> str | None:
        """Return the verb, such as ``"get_tick"``."""
        return self.extra_data.get("request_type")

    def get_exchange_name(self) -> str | None:
        """Return the exchange that was asked."""
        return self.extra_data.get("exchange_name")

    def get_symbol_name(self) -> str | None:
        """Return our spelling of the symbol that was asked for."""
        return self.extra_data.get("symbol_name")

    def get_asset_type(self) -> str | None:
        """Return the asset type that was asked for."""
        return self.extra_data.get("asset_type")

    def __repr__(self) -> str:
        request = (self.get_exchange_name(), self.get_request_type(), self.get_symbol_name())
        return f"<RequestData {' '.join(str(word) for word in request if word)} {self.error or self.status}>"

"""OKX options."""

from typing import Any

from btfast.containers.exchanges.okx_exchange_data import OkxExchangeDataOption
from btfast.feeds.live_okx.request_base import OkxRequestData
from btfast.feeds.verbs.verbs import Request


class OkxRequestDataOption(OkxRequestData):
    """REST requests of options."""

    exchange_data_class = OkxExchangeDataOption

    def _instrument_requests(self) -> list[Request]:
        """Ask for a family at a time: "Get instruments" wants `instFamily` for options."""
        answer = self.call("get_underlying")
        if answer.error is not None:
            raise answer.error
        families: list[Any] = [family for row in answer.data["data"] for family in row]
        return [self._get_exchange_info(family=family) for family in families]

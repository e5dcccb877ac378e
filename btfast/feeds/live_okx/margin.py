"""OKX margin."""

from btfast.containers.exchanges.okx_exchange_data import OkxExchangeDataMargin
from btfast.feeds.live_okx.request_base import OkxRequestData


class OkxRequestDataMargin(OkxRequestData):
    """REST requests of margin."""

    exchange_data_class = OkxExchangeDataMargin

"""OKX delivery contracts."""

from btfast.containers.exchanges.okx_exchange_data import OkxExchangeDataFutures
from btfast.feeds.live_okx.request_base import OkxRequestData


class OkxRequestDataFutures(OkxRequestData):
    """REST requests of delivery contracts."""

    exchange_data_class = OkxExchangeDataFutures

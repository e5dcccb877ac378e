"""OKX perpetuals."""

from btfast.containers.exchanges.okx_exchange_data import OkxExchangeDataSwap
from btfast.feeds.live_okx.request_base import OkxRequestData


class OkxRequestDataSwap(OkxRequestData):
    """REST requests of perpetuals."""

    exchange_data_class = OkxExchangeDataSwap

"""OKX spot."""

from btfast.feeds.live_okx.request_base import OkxRequestData


class OkxRequestDataSpot(OkxRequestData):
    """REST requests of spot."""

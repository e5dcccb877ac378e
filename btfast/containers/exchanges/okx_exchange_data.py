"""OKX's spelling of symbols, paths and topics. Source: ``configs/okx.yaml``."""

from btfast.containers.exchanges.exchange_data import ExchangeData


class OkxExchangeData(ExchangeData):
    """OKX, whatever the asset type."""

    config_name = "okx"


class OkxExchangeDataSpot(OkxExchangeData):
    """Spot: BTC-USDT is BTC-USDT."""

    asset_type = "spot"


class OkxExchangeDataSwap(OkxExchangeData):
    """Perpetuals: BTC-USDT is BTC-USDT-SWAP."""

    asset_type = "swap"

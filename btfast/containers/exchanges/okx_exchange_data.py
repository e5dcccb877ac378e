"""OKX's spelling of symbols, paths and topics. Source: ``configs/okx.yaml``."""

from btfast.containers.exchanges.exchange_data import ExchangeData


class OkxExchangeData(ExchangeData):
    """OKX, whatever the asset type."""

    config_name = "okx"


class OkxExchangeDataSpot(OkxExchangeData):
    """Spot: BTC-USDT is BTC-USDT."""

    asset_type = "spot"


class OkxExchangeDataMargin(OkxExchangeData):
    """Margin: BTC-USDT is BTC-USDT."""

    asset_type = "margin"


class OkxExchangeDataSwap(OkxExchangeData):
    """Perpetuals: BTC-USDT is BTC-USDT-SWAP."""

    asset_type = "swap"


class OkxExchangeDataFutures(OkxExchangeData):
    """Delivery contracts: BTC-USDT-260925 is BTC-USDT-260925."""

    asset_type = "futures"


class OkxExchangeDataOption(OkxExchangeData):
    """Options: BTC-USD-260925-100000-C is BTC-USD-260925-100000-C."""

    asset_type = "option"

"""Binance's spelling of symbols, paths and topics. Source: ``configs/binance.yaml``."""

from btfast.containers.exchanges.exchange_data import ExchangeData


class BinanceExchangeData(ExchangeData):
    """Binance, whatever the asset type."""

    config_name = "binance"

    def _stream_case(self, text: str) -> str:
        return text.lower()


class BinanceExchangeDataSpot(BinanceExchangeData):
    """Spot: BTC-USDT is BTCUSDT."""

    asset_type = "spot"


class BinanceExchangeDataMargin(BinanceExchangeData):
    """Margin: BTC-USDT is BTCUSDT."""

    asset_type = "margin"


class BinanceExchangeDataSwap(BinanceExchangeData):
    """USDⓈ-M perpetuals: BTC-USDT is BTCUSDT."""

    asset_type = "swap"


class BinanceExchangeDataFutures(BinanceExchangeData):
    """USDⓈ-M delivery contracts: BTC-USDT-260925 is BTCUSDT_260925."""

    asset_type = "futures"


class BinanceExchangeDataCoinM(BinanceExchangeData):
    """COIN-M contracts: BTC-USD is BTCUSD_PERP, BTC-USD-260925 is BTCUSD_260925."""

    asset_type = "coin_m"


class BinanceExchangeDataOption(BinanceExchangeData):
    """Options: BTC-USD-260925-100000-C is BTC-260925-100000-C."""

    asset_type = "option"


class BinanceExchangeDataAlgo(BinanceExchangeDataSpot):
    """Algo orders; their verbs are among those of spot."""


class BinanceExchangeDataWallet(BinanceExchangeDataSpot):
    """Wallet; its verbs are among those of spot."""


class BinanceExchangeDataSubAccount(BinanceExchangeDataSpot):
    """Sub-accounts; their verbs are among those of spot."""


class BinanceExchangeDataPortfolio(BinanceExchangeDataSpot):
    """Portfolio margin; its verbs are among those of spot."""


class BinanceExchangeDataGrid(BinanceExchangeDataSpot):
    """Grids; the venue offers no verb for them any more."""


class BinanceExchangeDataStaking(BinanceExchangeDataSpot):
    """Staking; the venue offers none of the older verbs any more."""


class BinanceExchangeDataMining(BinanceExchangeDataSpot):
    """Mining; its verbs are among those of spot."""


class BinanceExchangeDataVipLoan(BinanceExchangeDataSpot):
    """VIP loans; their verbs are among those of spot."""

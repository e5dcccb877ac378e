"""Binance's spelling of symbols, paths and topics. Source: ``configs/binance.yaml``."""

from btfast.containers.exchanges.exchange_data import ExchangeData


class BinanceExchangeData(ExchangeData):
    """Binance, whatever the asset type."""

    config_name = "binance"

    def _stream_symbol(self, symbol: str) -> str:
        return self.get_symbol(symbol).lower()


class BinanceExchangeDataSpot(BinanceExchangeData):
    """Spot: BTC-USDT is BTCUSDT."""

    asset_type = "spot"


class BinanceExchangeDataSwap(BinanceExchangeData):
    """USDⓈ-M perpetuals: BTC-USDT is BTCUSDT."""

    asset_type = "swap"

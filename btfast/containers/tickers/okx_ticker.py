"""OKX tickers.

Source: OKX API v5, "Get ticker", "Tickers channel", "Index tickers channel", "Block tickers channel", "Tickers
channel" of spreads.
"""

from typing import Any

from btfast._core.record import Field, Wire
from btfast.containers.tickers.ticker import TickerData


class OkxTickerData(TickerData):
    """Ticker from ``GET /api/v5/market/ticker(s)`` or the ``tickers`` channel."""

    exchange_name = "OKX"

    inst_type = Field(str)
    vol_ccy_24h = Field(float)  # quote units on spot, base units on derivatives
    sod_utc0 = Field(float)  # price at the start of the day, UTC
    sod_utc8 = Field(float)  # price at the start of the day, UTC+8
    wire = Wire(
        envelope="data",
        inst_type="instType",
        ticker_symbol_name="instId",
        server_time="ts",
        bid_price="bidPx",
        bid_volume="bidSz",
        ask_price="askPx",
        ask_volume="askSz",
        last_price="last",
        last_volume="lastSz",
        open_price="open24h",
        high_price="high24h",
        low_price="low24h",
        volume_24h="vol24h",
        vol_ccy_24h="volCcy24h",
        sod_utc0="sodUtc0",
        sod_utc8="sodUtc8",
    )

    @property
    def open_24h(self) -> float | None:
        """The price of 24 hours ago."""
        return self.open_price

    @property
    def vol_24h(self) -> float | None:
        """The volume of the last 24 hours: base units on spot, contracts on derivatives."""
        return self.volume_24h

    def get_all_data(self) -> dict[str, Any]:
        """Return every field by name."""
        return super().get_all_data() | {"open_24h": self.open_24h, "vol_24h": self.vol_24h}

    def get_inst_type(self) -> str | None:
        """Return the exchange's instrument type, such as ``"SWAP"``."""
        return self.inst_type

    def get_open_24h(self) -> float | None:
        """Return the price of 24 hours ago."""
        return self.open_24h

    def get_vol_24h(self) -> float | None:
        """Return the volume of the last 24 hours: base units on spot, contracts on derivatives."""
        return self.vol_24h

    def get_vol_ccy_24h(self) -> float | None:
        """Return the volume of the last 24 hours: quote units on spot, base units on derivatives."""
        return self.vol_ccy_24h

    def get_sod_utc0(self) -> float | None:
        """Return the price at the start of the day, UTC."""
        return self.sod_utc0

    def get_sod_utc8(self) -> float | None:
        """Return the price at the start of the day, UTC+8."""
        return self.sod_utc8


class OkxRequestTickerData(OkxTickerData):
    """Ticker from ``GET /api/v5/market/ticker(s)``."""


class OkxWssTickerData(OkxTickerData):
    """Ticker from the ``tickers`` channel."""


class OkxIndexTickerData(OkxTickerData):
    """Index price and its day from ``GET /api/v5/market/index-tickers`` or the ``index-tickers`` channel."""

    wire = Wire(
        envelope="data",
        ticker_symbol_name="instId",
        server_time="ts",
        last_price="idxPx",
        open_price="open24h",
        high_price="high24h",
        low_price="low24h",
        sod_utc0="sodUtc0",
        sod_utc8="sodUtc8",
    )


class OkxBlockTickerData(OkxTickerData):
    """Volumes of block trades from ``GET /api/v5/market/block-ticker(s)`` or the ``block-tickers`` channel."""

    wire = Wire(
        envelope="data",
        inst_type="instType",
        ticker_symbol_name="instId",
        server_time="ts",
        volume_24h="vol24h",
        vol_ccy_24h="volCcy24h",
    )


class OkxSpreadTickerData(OkxTickerData):
    """Ticker of a spread from the ``sprd-tickers`` channel; its symbol is the spread's id."""

    wire = Wire(
        envelope="data",
        **OkxTickerData.wire.names | {"ticker_symbol_name": "sprdId"},
    )

"""Binance open interest.

Source: developers.binance.com, USDⓈ-M futures, COIN-M futures and options, "Open Interest", "Open Interest Statistics".
"""

from btfast._core.record import Field, Wire
from btfast.containers.openinterests.open_interest import OpenInterestData


class BinanceOpenInterestData(OpenInterestData):
    """Answer of ``openInterest``, or one element of ``openInterestHist``; in base units, contracts in COIN-M."""

    exchange_name = "BINANCE"

    open_interest_value = Field(float)  # quote units; history and options only
    wire = Wire(
        open_interest_symbol_name=("symbol", "pair"),
        server_time=("time", "timestamp"),
        open_interest=("openInterest", "sumOpenInterest"),
        open_interest_value=("sumOpenInterestValue", "sumOpenInterestUsd"),
    )

    def get_open_interest_value(self) -> float | None:
        """Return the open interest in quote units; None outside the history."""
        return self.open_interest_value


class BinanceWssOpenInterestData(OpenInterestData):
    """One option of ``<underlying>@openInterest@<expiration>``; in contracts."""

    exchange_name = "BINANCE"

    open_interest_value = Field(float)
    wire = Wire(
        envelope="data",
        open_interest_symbol_name="s",
        server_time="E",
        open_interest="o",
        open_interest_value="h",
    )

    def get_open_interest_value(self) -> float | None:
        """Return the open interest in USDT."""
        return self.open_interest_value

"""Binance open interest.

Source: developers.binance.com, USDⓈ-M futures, "Open Interest", "Open Interest Statistics".
"""

from btfast._core.record import Field, Wire
from btfast.containers.openinterests.open_interest import OpenInterestData


class BinanceOpenInterestData(OpenInterestData):
    """Answer of ``openInterest``, or one element of ``openInterestHist``; in base units."""

    exchange_name = "BINANCE"

    open_interest_value = Field(float)  # quote units; history only
    wire = Wire(
        open_interest_symbol_name="symbol",
        server_time=("time", "timestamp"),
        open_interest=("openInterest", "sumOpenInterest"),
        open_interest_value="sumOpenInterestValue",
    )

    def get_open_interest_value(self) -> float | None:
        """Return the open interest in quote units; None outside the history."""
        return self.open_interest_value

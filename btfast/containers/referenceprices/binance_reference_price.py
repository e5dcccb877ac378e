"""Binance mean and reference prices of spot.

Sources: binance-spot-api-docs, rest-api.md ("Current average price", "Query Reference Price") and
web-socket-streams.md ("Average Price Stream", "Reference Price Streams").
"""

from btfast._core.record import Field, Wire
from btfast.containers.referenceprices.reference_price import ReferencePriceData


class BinanceAvgPriceData(ReferencePriceData):
    """Mean price of the last minutes, from ``avgPrice`` or ``<symbol>@avgPrice``."""

    exchange_name = "BINANCE"

    interval = Field(str)  # such as 5m; stream only
    minutes = Field(int)  # REST only
    trade_time = Field(float)  # of the last trade, ms
    wire = Wire(
        envelope="data",
        reference_price_symbol_name="s",
        server_time="E",
        reference_price=("w", "price"),
        interval="i",
        minutes="mins",
        trade_time=("T", "closeTime"),
    )

    def get_interval(self) -> str | None:
        """Return the length of the window, such as ``5m``; None by REST."""
        return self.interval

    def get_minutes(self) -> int | None:
        """Return the length of the window in minutes; None on the stream."""
        return self.minutes

    def get_trade_time(self) -> float | None:
        """Return when the last trade of the window was made, in ms."""
        return self.trade_time


class BinanceReferencePriceData(ReferencePriceData):
    """Reference price from ``referencePrice`` or ``<symbol>@referencePrice``."""

    exchange_name = "BINANCE"
    wire = Wire(
        envelope="data",
        reference_price_symbol_name=("s", "symbol"),
        server_time=("t", "timestamp"),
        reference_price=("r", "referencePrice"),
    )

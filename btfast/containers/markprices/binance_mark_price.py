"""Binance mark prices. Source: developers.binance.com, USDⓈ-M futures, "Mark Price", "Mark Price Stream"."""

from btfast._core.record import Field, Wire
from btfast.containers.markprices.mark_price import MarkPriceData


class BinanceMarkPrice(MarkPriceData):
    """Mark price of Binance, with the funding rate that comes in the same message."""

    exchange_name = "BINANCE"

    current_funding_rate = Field(float)
    next_funding_time = Field(float)  # ms
    interest_rate = Field(float)
    average_price = Field(float)  # the mark price, smoothed

    def get_current_funding_rate(self) -> float | None:
        """Return the funding rate as it stands."""
        return self.current_funding_rate

    def get_next_funding_time(self) -> float | None:
        """Return when funding is paid next, in ms."""
        return self.next_funding_time

    def get_interest_rate(self) -> float | None:
        """Return the interest rate; None on the stream."""
        return self.interest_rate

    def get_average_price(self) -> float | None:
        """Return the smoothed mark price; None by REST."""
        return self.average_price


class BinanceRequestMarkPriceData(BinanceMarkPrice):
    """Answer of ``premiumIndex``."""

    wire = Wire(
        mark_price_symbol_name="symbol",
        server_time="time",
        mark_price="markPrice",
        index_price="indexPrice",
        settlement_price="estimatedSettlePrice",
        current_funding_rate="lastFundingRate",
        next_funding_time="nextFundingTime",
        interest_rate="interestRate",
    )


class BinanceWssMarkPriceData(BinanceMarkPrice):
    """Mark price from ``<symbol>@markPrice``."""

    wire = Wire(
        envelope="data",
        mark_price_symbol_name="s",
        server_time="E",
        mark_price="p",
        index_price="i",
        settlement_price="P",
        current_funding_rate="r",
        next_funding_time="T",
        average_price="ap",
    )

"""Binance funding rates.

Source: developers.binance.com, USDⓈ-M futures, "Mark Price", "Get Funding Rate History", "Mark Price Stream".
"""

from btfast._core.record import Field, Wire
from btfast.containers.fundingrates.funding_rate import FundingRateData


class BinanceRequestFundingRateData(FundingRateData):
    """Answer of ``premiumIndex``."""

    exchange_name = "BINANCE"

    interest_rate = Field(float)
    wire = Wire(
        funding_rate_symbol_name="symbol",
        server_time="time",
        current_funding_rate="lastFundingRate",
        next_funding_time="nextFundingTime",
        interest_rate="interestRate",
    )

    @property
    def next_funding_rate_time(self) -> float | None:
        """When the next funding is paid, in ms."""
        return self.next_funding_time

    def get_next_funding_rate_time(self) -> float | None:
        """Return when the next funding is paid, in ms."""
        return self.next_funding_rate_time

    def get_interest_rate(self) -> float | None:
        """Return the interest rate."""
        return self.interest_rate


class BinanceRequestHistoryFundingRateData(FundingRateData):
    """One element of ``fundingRate``."""

    exchange_name = "BINANCE"

    mark_price = Field(float)  # when it was paid
    rate_type = Field(str)
    wire = Wire(
        funding_rate_symbol_name="symbol",
        current_funding_rate="fundingRate",
        current_funding_time="fundingTime",
        mark_price="markPrice",
        rate_type="rateType",
    )

    def get_mark_price(self) -> float | None:
        """Return the mark price at which it was paid."""
        return self.mark_price

    def get_rate_type(self) -> str | None:
        """Return the kind of rate, as the exchange writes it."""
        return self.rate_type


class BinanceWssFundingRateData(FundingRateData):
    """Funding rate from ``<symbol>@markPrice``; absent for delivery contracts."""

    exchange_name = "BINANCE"
    wire = Wire(
        envelope="data",
        funding_rate_symbol_name="s",
        server_time="E",
        current_funding_rate="r",
        next_funding_time="T",
    )

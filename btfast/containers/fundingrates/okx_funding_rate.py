"""OKX funding rates.

Source: OKX API v5, "Get funding rate", "Get funding rate history", "Funding rate channel".
"""

from btfast._core.record import Field, Wire
from btfast.containers.fundingrates.funding_rate import FundingRateData


class OkxFundingRateData(FundingRateData):
    """Funding rate from ``GET /api/v5/public/funding-rate(-history)`` or the ``funding-rate`` channel."""

    exchange_name = "OKX"

    inst_type = Field(str)
    realized_rate = Field(float)  # history only
    interest_rate = Field(float)
    impact_value = Field(float)
    premium = Field(float)
    formula_type = Field(str)
    wire = Wire(
        envelope="data",
        inst_type="instType",
        funding_rate_symbol_name="instId",
        server_time="ts",
        current_funding_rate="fundingRate",
        current_funding_time="fundingTime",
        next_funding_rate="nextFundingRate",
        next_funding_time="nextFundingTime",
        max_funding_rate="maxFundingRate",
        min_funding_rate="minFundingRate",
        settlement_funding_rate="settFundingRate",
        settlement_status="settState",
        method="method",
        realized_rate="realizedRate",
        interest_rate="interestRate",
        impact_value="impactValue",
        premium="premium",
        formula_type="formulaType",
    )

    def get_symbol(self) -> str | None:
        """Return our spelling of the symbol, or None."""
        return self.symbol_name

    def get_inst_type(self) -> str | None:
        """Return the exchange's instrument type, such as ``"SWAP"``."""
        return self.inst_type

    def get_realized_rate(self) -> float | None:
        """Return the rate that was paid; None outside the history."""
        return self.realized_rate

    def get_interest_rate(self) -> float | None:
        """Return the interest rate."""
        return self.interest_rate

    def get_premium(self) -> float | None:
        """Return the premium of the contract over its index."""
        return self.premium

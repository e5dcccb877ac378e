"""OKX option markets. Source: OKX API v5, "Get option market data", "Option summary channel"."""

from btfast._core.record import Field, Wire
from btfast.containers.optionmarkets.option_market import OptionMarketData


class OkxOptionMarketData(OptionMarketData):
    """Option market from ``public/opt-summary`` or the ``opt-summary`` channel; greeks in coins, ``…_bs`` in USD."""

    exchange_name = "OKX"

    inst_type = Field(str)
    underlying = Field(str)
    delta_bs = Field(float)  # Black-Scholes, as all such
    gamma_bs = Field(float)
    theta_bs = Field(float)
    vega_bs = Field(float)
    leverage = Field(float)
    realized_volatility = Field(float)  # no longer sent
    at_the_money_volatility = Field(float)
    forward_price = Field(float)
    wire = Wire(
        envelope="data",
        inst_type="instType",
        option_market_symbol_name="instId",
        server_time="ts",
        underlying="uly",
        delta="delta",
        gamma="gamma",
        theta="theta",
        vega="vega",
        delta_bs="deltaBS",
        gamma_bs="gammaBS",
        theta_bs="thetaBS",
        vega_bs="vegaBS",
        leverage="lever",
        mark_volatility="markVol",
        bid_volatility="bidVol",
        ask_volatility="askVol",
        realized_volatility="realVol",
        at_the_money_volatility="volLv",
        forward_price="fwdPx",
    )

    def get_inst_type(self) -> str | None:
        """Return the exchange's instrument type, ``OPTION``."""
        return self.inst_type

    def get_underlying(self) -> str | None:
        """Return the index of the option."""
        return self.underlying

    def get_delta_bs(self) -> float | None:
        """Return delta by Black and Scholes, in USD."""
        return self.delta_bs

    def get_gamma_bs(self) -> float | None:
        """Return gamma by Black and Scholes, in USD."""
        return self.gamma_bs

    def get_theta_bs(self) -> float | None:
        """Return theta by Black and Scholes, in USD."""
        return self.theta_bs

    def get_vega_bs(self) -> float | None:
        """Return vega by Black and Scholes, in USD."""
        return self.vega_bs

    def get_leverage(self) -> float | None:
        """Return the leverage."""
        return self.leverage

    def get_realized_volatility(self) -> float | None:
        """Return the realized volatility; the venue no longer sends it."""
        return self.realized_volatility

    def get_at_the_money_volatility(self) -> float | None:
        """Return the implied volatility at the money, as a share."""
        return self.at_the_money_volatility

    def get_forward_price(self) -> float | None:
        """Return the forward price."""
        return self.forward_price

"""OKX open interest. Source: OKX API v5, "Get open interest", "Open interest channel"."""

from btfast._core.record import Field, Wire
from btfast.containers.openinterests.open_interest import OpenInterestData


class OkxOpenInterestData(OpenInterestData):
    """Open interest from ``public/open-interest`` or the ``open-interest`` channel; in contracts."""

    exchange_name = "OKX"

    inst_type = Field(str)
    open_interest_ccy = Field(float)
    open_interest_usd = Field(float)
    wire = Wire(
        envelope="data",
        inst_type="instType",
        open_interest_symbol_name="instId",
        server_time="ts",
        open_interest="oi",
        open_interest_ccy="oiCcy",
        open_interest_usd="oiUsd",
    )

    def get_inst_type(self) -> str | None:
        """Return the exchange's instrument type, such as ``"SWAP"``."""
        return self.inst_type

    def get_open_interest_ccy(self) -> float | None:
        """Return the open interest in the base currency."""
        return self.open_interest_ccy

    def get_open_interest_usd(self) -> float | None:
        """Return the open interest in USD."""
        return self.open_interest_usd

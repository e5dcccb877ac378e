"""OKX price limits. Source: OKX API v5, "Get limit price", "Price limit channel"."""

from btfast._core.record import Field, Wire
from btfast.containers.pricelimits.price_limit import PriceLimitData


class OkxPriceLimitData(PriceLimitData):
    """Price limit from ``GET /api/v5/public/price-limit`` or the ``price-limit`` channel."""

    exchange_name = "OKX"

    inst_type = Field(str)
    is_enabled = Field(bool)
    wire = Wire(
        envelope="data",
        inst_type="instType",
        price_limit_symbol_name="instId",
        server_time="ts",
        buy_limit="buyLmt",
        sell_limit="sellLmt",
        is_enabled="enabled",
    )

    def get_inst_type(self) -> str | None:
        """Return the exchange's instrument type, such as ``"SWAP"``."""
        return self.inst_type

    def get_is_enabled(self) -> bool | None:
        """Return whether the limits are in force."""
        return self.is_enabled

"""OKX settlement prices.

Source: OKX API v5, "Get estimated delivery/exercise price", "Estimated delivery/exercise/settlement price channel".
"""

from btfast._core.record import Field, Wire
from btfast.containers.settlementprices.settlement_price import SettlementPriceData


class OkxEstimatedPriceData(SettlementPriceData):
    """Estimated price from ``public/estimated-price`` or the ``estimated-price`` channel."""

    exchange_name = "OKX"

    inst_type = Field(str)
    settlement_type = Field(str)  # channel only
    wire = Wire(
        envelope="data",
        inst_type="instType",
        settlement_price_symbol_name="instId",
        server_time="ts",
        settlement_price="settlePx",
        settlement_type="settleType",
    )

    def get_inst_type(self) -> str | None:
        """Return the exchange's instrument type, such as ``FUTURES``."""
        return self.inst_type

    def get_settlement_type(self) -> str | None:
        """Return what the price is for, such as ``delivery``; None by REST."""
        return self.settlement_type

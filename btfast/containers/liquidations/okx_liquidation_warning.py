"""OKX liquidation warnings. Source: OKX API v5, "Position risk warning"."""

from typing import Any

from btfast._core.record import Field, Wire
from btfast.containers.liquidations.liquidation import LiquidationData


class OkxLiquidationWarningData(LiquidationData):
    """A position of ours that is in danger, from the ``liquidation-warning`` channel."""

    exchange_name = "OKX"

    inst_type = Field(str)
    position = Field(float)  # contracts
    pos_side = Field(str)
    position_ccy = Field(str)
    position_id = Field(str)
    margin_mode = Field(str)
    margin_ratio = Field(float)
    margin_ccy = Field(str)
    leverage = Field(float)
    liquidation_price = Field(float)  # no longer sent
    mark_price = Field(float)
    wire = Wire(
        envelope="data",
        liquidation_symbol_name="instId",
        inst_type="instType",
        position="pos",
        pos_side="posSide",
        position_ccy="posCcy",
        position_id="posId",
        margin_mode="mgnMode",
        margin_ratio="mgnRatio",
        margin_ccy="ccy",
        leverage="lever",
        liquidation_price="liqPx",
        mark_price="markPx",
        server_time=("ts", "pTime"),
    )

    @property
    def inst_id(self) -> str | None:
        """The exchange's own spelling of the symbol."""
        return self.liquidation_symbol_name

    def get_all_data(self) -> dict[str, Any]:
        """Return every field by name."""
        return super().get_all_data() | {"inst_id": self.inst_id}

    def get_inst_id(self) -> str | None:
        """Return the exchange's own spelling of the symbol."""
        return self.inst_id

    def get_inst_type(self) -> str | None:
        """Return the exchange's instrument type, such as ``"SWAP"``."""
        return self.inst_type

    def get_position(self) -> float | None:
        """Return the position, in contracts."""
        return self.position

    def get_pos_side(self) -> str | None:
        """Return the side of the position."""
        return self.pos_side

    def get_position_ccy(self) -> str | None:
        """Return the currency of the position."""
        return self.position_ccy

    def get_margin_ratio(self) -> float | None:
        """Return the margin ratio."""
        return self.margin_ratio

    def get_liquidation_price(self) -> float | None:
        """Return the price at which it is liquidated; the venue no longer sends it."""
        return self.liquidation_price

    def get_mark_price(self) -> float | None:
        """Return the mark price."""
        return self.mark_price

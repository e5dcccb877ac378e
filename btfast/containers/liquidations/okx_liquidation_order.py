"""OKX liquidations. Source: OKX API v5, "Liquidation orders channel"."""

from typing import Any

from btfast._core.record import Field, Wire
from btfast.containers.liquidations.liquidation import LiquidationData


class OkxLiquidationOrderData(LiquidationData):
    """First order of a message of the ``liquidation-orders`` channel; `details` holds them all."""

    exchange_name = "OKX"

    inst_type = Field(str)
    trade_id = Field(str)
    price = Field(float)
    size = Field(float)
    side = Field(str)
    pos_side = Field(str)
    bankruptcy_price = Field(float)
    bankruptcy_loss = Field(float)
    currency = Field(str)
    details = Field(list)
    wire = Wire(
        envelope=("data", "details"),
        liquidation_symbol_name="instId",
        inst_type="instType",
        trade_id="tradeId",
        price=("px", "bkPx"),
        bankruptcy_price="bkPx",
        bankruptcy_loss="bkLoss",
        size="sz",
        side="side",
        pos_side="posSide",
        currency="ccy",
        server_time="ts",
        details="details",
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

    def get_trade_id(self) -> str | None:
        """Return the id of the trade, where the venue sends it."""
        return self.trade_id

    def get_price(self) -> float | None:
        """Return the price of the order, which is the bankruptcy price."""
        return self.price

    def get_size(self) -> float | None:
        """Return the volume of the order, in contracts."""
        return self.size

    def get_side(self) -> str | None:
        """Return the side of the order."""
        return self.side

    def get_pos_side(self) -> str | None:
        """Return the side of the position that is closed."""
        return self.pos_side

    def get_bankruptcy_price(self) -> float | None:
        """Return the price at which the position is worth nothing."""
        return self.bankruptcy_price

    def get_bankruptcy_loss(self) -> float | None:
        """Return the loss beyond that."""
        return self.bankruptcy_loss

    def get_details(self) -> list[Any] | None:
        """Return every order of the message as the exchange wrote it."""
        return self.details
